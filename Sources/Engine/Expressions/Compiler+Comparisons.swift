// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

extension Compiler {
    mutating func compare(
        _ a: Operand, _ comparison: Comparison, _ b: Operand, at: Int
    ) throws(ExpressionError) -> (Test, isNegated: Bool) {
        guard case .word = a.kind, catalog.entry(named: a.text) != nil || !isField(b) else {
            if case .word = b.kind { return try compare(b, comparison.mirrored, a, at: at) }
            throw ExpressionError(
                at: a.offset, "a comparison needs a field on one side", "une comparaison veut un champ d'un côté")
        }
        let entry = try field(a)
        if case .word = b.kind, let other = catalog.entry(named: b.text) {
            return try compare(entry, comparison, other, at: at)
        }
        switch entry.type {
        case .integer, .duration, .level, .choice:
            return (.number(entry.index, comparison, try number(entry, b)), false)
        case .bool:
            guard case .bool(let value) = b.kind else { throw expected("true or false", "true ou false", b) }
            let isNegated = try equality(entry, comparison, at: at)
            return (.bool(entry.index), value == isNegated)
        case .string:
            guard case .string(let value) = b.kind else {
                throw expected("a text in quotes", "un texte entre guillemets", b)
            }
            return (.string(entry.index, ByteString(value)), try equality(entry, comparison, at: at))
        case .text, .strings, .domains: throw mismatch(entry, .comparison(comparison), at: at)
        }
    }

    private func isField(_ operand: Operand) -> Bool {
        if case .word = operand.kind { return catalog.entry(named: operand.text) != nil }
        return false
    }

    private mutating func compare(
        _ entry: FieldCatalog.Entry, _ comparison: Comparison, _ other: FieldCatalog.Entry, at: Int
    ) throws(ExpressionError) -> (Test, isNegated: Bool) {
        use(other.index)
        guard entry.type == other.type else {
            throw ExpressionError(
                at: at, "\(entry.name) is \(entry.type.name.en), \(other.name) is \(other.type.name.en)",
                "\(entry.name) est \(entry.type.name.fr), \(other.name) est \(other.type.name.fr)")
        }
        if entry.type.isNumber { return (.numbers(entry.index, comparison, other.index), false) }
        guard entry.type == .string else { throw mismatch(entry, .comparison(comparison), at: at) }
        return (.strings(entry.index, other.index), try equality(entry, comparison, at: at))
    }

    /// Whether the comparison is `!=`; only the two equalities fit.
    private func equality(_ entry: FieldCatalog.Entry, _ comparison: Comparison, at: Int) throws(ExpressionError)
        -> Bool
    {
        switch comparison {
        case .equal: return false
        case .notEqual: return true
        case .less, .lessOrEqual, .greater, .greaterOrEqual: throw mismatch(entry, .comparison(comparison), at: at)
        }
    }

    private func number(_ entry: FieldCatalog.Entry, _ b: Operand) throws(ExpressionError) -> Int64 {
        switch entry.type {
        case .integer:
            if case .integer(let value) = b.kind { return value }
            if case .duration = b.kind {
                throw ExpressionError(
                    at: b.offset, "\(entry.name) is a number: write it without a unit",
                    "\(entry.name) est un nombre : l'écrire sans unité")
            }
        case .duration:
            if case .duration(let value) = b.kind { return value }
            if case .string(let text) = b.kind, let value = duration(text) { return value }
            if case .integer(let value) = b.kind {
                if value == 0 { return 0 }
                throw ExpressionError(
                    at: b.offset, "\(entry.name) is a duration: write \(value)s, \(value)m, \(value)h or \(value)d",
                    "\(entry.name) est une durée : écrire \(value)s, \(value)m, \(value)h ou \(value)d")
            }
        case .level:
            if case .integer(let value) = b.kind { return value }
            if case .level(let value) = b.kind { return value }
        case .choice(let names):
            if let index = try choice(names, b) { return Int64(index) }
        case .bool, .string, .text, .strings, .domains: break
        }
        throw expected(entry.type.name.en, entry.type.name.fr, b)
    }

    /// `'10m'` in quotes.
    private func duration(_ text: String) -> Int64? {
        // A text that is no duration is reported as such by the caller.
        guard let tokens = try? Lexer.tokens(of: text), tokens.count == 2, case .duration(let value) = tokens[0].kind
        else {
            return nil
        }
        return value
    }

    private func choice(_ names: [String], _ b: Operand) throws(ExpressionError) -> Int? {
        let written: String
        switch b.kind {
        case .word(let word): written = word
        case .string(let text): written = text
        case .bool, .integer, .duration, .level, .strings, .list: return nil
        }
        if let index = names.firstIndex(where: { $0.utf8.elementsEqual(written.utf8) }) { return index }
        let near = Suggestion.nearest(to: written, among: names)
        throw ExpressionError(
            at: b.offset,
            "'\(written)' is none of \(names.joined(separator: ", "))" + (near.map { "; did you mean '\($0)'?" } ?? ""),
            "« \(written) » n'est pas l'un de \(names.joined(separator: ", "))"
                + (near.map { " ; peut-être « \($0) » ?" } ?? ""))
    }
}
