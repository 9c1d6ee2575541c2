// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

extension Compiler {
    /// The test of one relation, and whether it is to be read backwards.
    mutating func test(
        _ a: Operand, _ relation: Relation, _ b: Operand, at: Int
    ) throws(ExpressionError) -> (Test, isNegated: Bool) {
        switch relation {
        case .comparison(let comparison): return try compare(a, comparison, b, at: at)
        case .contains: return (try contains(try namedField(a, relation, at: at), b, at: at), false)
        case .matches: return (try matches(try namedField(a, relation, at: at), b, at: at), false)
        case .inside:
            let entry = try namedField(a, relation, at: at)
            guard entry.type == .string else { throw mismatch(entry, relation, at: at) }
            if case .word = b.kind {
                let set = try field(b)
                guard set.type.isSet else { throw mismatch(set, relation, at: b.offset) }
                return (.stringInField(entry.index, set.index), false)
            }
            return (.stringIn(entry.index, NameSet(names: try values(b))), false)
        case .anyOf: return (try overlap(a, relation, b, at: at), false)
        case .noneOf: return (try overlap(a, relation, b, at: at), true)
        case .allOf:
            let entry = try namedField(a, relation, at: at)
            guard entry.type.isSet else { throw mismatch(entry, relation, at: at) }
            if let other = try otherSet(b, relation) { return (.allOfField(entry.index, other), false) }
            return (.allOf(entry.index, try nameSet(entry, b)), false)
        }
    }

    /// `any of`: between sets, and between a text and a list of words.
    private mutating func overlap(
        _ a: Operand, _ relation: Relation, _ b: Operand, at: Int
    ) throws(ExpressionError) -> Test {
        let entry = try namedField(a, relation, at: at)
        if entry.type == .text { return .textHasWord(entry.index, try words(b)) }
        guard entry.type.isSet else { throw mismatch(entry, relation, at: at) }
        if let other = try otherSet(b, relation) { return .anyOfField(entry.index, other) }
        return .anyOf(entry.index, try nameSet(entry, b))
    }

    private mutating func otherSet(_ b: Operand, _ relation: Relation) throws(ExpressionError) -> FieldIndex? {
        guard case .word = b.kind else { return nil }
        let other = try field(b)
        guard other.type.isSet else { throw mismatch(other, relation, at: b.offset) }
        return other.index
    }

    private mutating func contains(_ entry: FieldCatalog.Entry, _ b: Operand, at: Int) throws(ExpressionError)
        -> Test
    {
        switch entry.type {
        case .text:
            guard case .string(let text) = b.kind else { return .textHasWord(entry.index, try words(b)) }
            let folded = TextView(PeerText(text), seed: seed).folded
            try checkText(folded, b)
            return .textContains(entry.index, Needle(folded))
        case .string:
            guard case .string(let text) = b.kind else {
                throw expected("a text in quotes", "un texte entre guillemets", b)
            }
            let lower = ByteString(text).asciiLowercased.bytes
            try checkText(lower, b)
            return .stringContains(entry.index, Needle(lower))
        case .strings, .domains:
            guard case .string(let text) = b.kind else { return .anyOf(entry.index, try nameSet(entry, b)) }
            let one = Operand(kind: .strings([text]), offset: b.offset, text: b.text)
            return .anyOf(entry.index, try nameSet(entry, one))
        case .bool, .integer, .duration, .level, .choice: throw mismatch(entry, .contains, at: at)
        }
    }

    private func checkText(_ bytes: [UInt8], _ b: Operand) throws(ExpressionError) {
        if bytes.isEmpty {
            throw ExpressionError(
                at: b.offset, "nothing to look for: 'contains' compares letters and numbers",
                "rien à chercher : « contains » compare lettres et chiffres")
        }
        if bytes.count > ExpressionLimits.text {
            throw ExpressionError(
                at: b.offset, "longer than \(ExpressionLimits.text) bytes", "plus de \(ExpressionLimits.text) octets")
        }
    }

    private mutating func matches(_ entry: FieldCatalog.Entry, _ b: Operand, at: Int) throws(ExpressionError)
        -> Test
    {
        guard entry.type == .text || entry.type == .string else { throw mismatch(entry, .matches, at: at) }
        guard case .string(let source) = b.kind else {
            throw expected("a pattern in quotes", "un motif entre guillemets", b)
        }
        let pattern: Pattern
        do {
            pattern = try Pattern(source)
        } catch {
            throw ExpressionError(at: b.offset + 1 + error.offset, error.message.en, error.message.fr)
        }
        guard let id = patterns.add(pattern, to: entry.index) else {
            throw ExpressionError(
                at: b.offset, "more than \(PatternBook.limit) patterns", "plus de \(PatternBook.limit) motifs")
        }
        return .matches(id)
    }

    private mutating func words(_ b: Operand) throws(ExpressionError) -> WordList {
        let values = try self.values(b)
        let known = wordLists.first { $0.values == values }
        let list = known?.list ?? WordList(values, allowed: allowedWords, seed: seed)
        if known == nil { wordLists.append((values, list)) }
        if list.isEmpty && !isOff { turnOff(b.offset, b.text) }
        return list
    }

    private mutating func nameSet(_ entry: FieldCatalog.Entry, _ b: Operand) throws(ExpressionError) -> NameSet {
        let values = try self.values(b)
        guard entry.type == .domains else { return NameSet(names: values) }
        var domains: [Domain] = []
        for value in values {
            guard let domain = Domain(written: value) else {
                throw ExpressionError(
                    at: b.offset, "'\(value)' in \(b.text) is no domain: write it as example.com",
                    "« \(value) » dans \(b.text) n'est pas un domaine : écrire example.com")
            }
            if domain.isSharedHost {
                warnings.append(
                    ExpressionError(
                        at: b.offset, "\(value) is shared by strangers: only itself matches, not what is below it",
                        "\(value) est partagé par des inconnus : seul lui correspond, pas ses sous-domaines"))
            }
            domains.append(domain)
        }
        return NameSet(domains: domains)
    }

    // MARK: - Mistakes

    private mutating func namedField(_ operand: Operand, _ relation: Relation, at: Int) throws(ExpressionError)
        -> FieldCatalog.Entry
    {
        guard case .word = operand.kind else {
            throw ExpressionError(
                at: operand.offset, "'\(relation.name)' needs a field on its left",
                "« \(relation.name) » veut un champ à sa gauche")
        }
        return try field(operand)
    }

    func mismatch(_ entry: FieldCatalog.Entry, _ relation: Relation, at: Int) -> ExpressionError {
        ExpressionError(
            at: at, "'\(relation.name)' does not fit \(entry.name), which is \(entry.type.name.en)",
            "« \(relation.name) » ne convient pas à \(entry.name), qui est \(entry.type.name.fr)")
    }

    func expected(_ en: String, _ fr: String, _ operand: Operand) -> ExpressionError {
        ExpressionError(
            at: operand.offset, "expected \(en), found \(operand.text)", "\(fr) attendu, trouvé \(operand.text)")
    }
}
