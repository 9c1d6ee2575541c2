// SPDX-License-Identifier: Apache-2.0

import CRE2

/// One pattern as an admin wrote it, checked, in the form that RE2 gets (ADR 0010).
struct Pattern: Hashable, Sendable {
    /// As written.
    let source: String
    /// With `\b` at an edge made a class of ASCII characters, right because the text's every separator is ASCII.
    let translated: String

    /// Memory that one pattern may need.
    private static let memory: Int64 = 8 << 20
    static let before = "(?:^|[\\x00-/:-@\\[-^`{-\\x7f])"
    static let after = "(?:$|[\\x00-/:-@\\[-^`{-\\x7f])"

    /// - Throws: with an offset in scalars from the start of the pattern.
    init(_ source: String) throws(ExpressionError) {
        let scalars = Array(source.unicodeScalars)
        if scalars.count > ExpressionLimits.pattern {
            throw ExpressionError(
                at: ExpressionLimits.pattern, "pattern longer than \(ExpressionLimits.pattern) characters",
                "motif de plus de \(ExpressionLimits.pattern) caractères")
        }
        if scalars.isEmpty { throw ExpressionError(at: 0, "an empty pattern", "un motif vide") }
        self.source = source
        translated = try Self.translate(scalars)
        try Self.judge(translated, scalars)
    }

    private static func translate(_ scalars: [Unicode.Scalar]) throws(ExpressionError) -> String {
        var out = ""
        var i = 0
        var depth = 0
        var isClass = false
        var atStart = true  // of a branch outside any group
        while i < scalars.count {
            let c = scalars[i]
            if c == "\\", i + 1 < scalars.count {
                let next = scalars[i + 1]
                if next == "Q", !isClass {
                    let end = endOfQuotation(scalars, i + 2)
                    for scalar in scalars[i..<end] { out.unicodeScalars.append(scalar) }
                    i = end
                } else if next == "b" || next == "B", !isClass {
                    out += try boundary(scalars, i, next, depth: depth, atStart: atStart)
                    i += 2
                    continue  // still at the start
                } else {
                    out.unicodeScalars.append(c)
                    out.unicodeScalars.append(next)
                    i += 2
                }
                atStart = false
                continue
            }
            if isClass {
                if c == "]" { isClass = false }
            } else if c == "[" {
                isClass = true
                // "[]" and "[^]": the first bracket is a member.
                out.unicodeScalars.append(c)
                i += 1
                if i < scalars.count, scalars[i] == "^" {
                    out += "^"
                    i += 1
                }
                if i < scalars.count, scalars[i] == "]" {
                    out += "]"
                    i += 1
                }
                atStart = false
                continue
            } else if c == "(" {
                depth += 1
            } else if c == ")" {
                depth -= 1
            }
            out.unicodeScalars.append(try shown(c, at: i))
            i += 1
            if c == "|" && depth == 0 && !isClass {
                atStart = true
            } else if !(atStart && isFlags(scalars, upTo: i)) {
                atStart = false
            }
        }
        return out
    }

    private static func boundary(
        _ scalars: [Unicode.Scalar], _ i: Int, _ letter: Unicode.Scalar, depth: Int, atStart: Bool
    ) throws(ExpressionError) -> String {
        let isEnd = i + 2 == scalars.count || scalars[i + 2] == "|"
        if letter == "b" && depth == 0 {
            if atStart && !isEnd { return before }
            if isEnd && !atStart { return after }
        }
        throw ExpressionError(
            at: i, "\\\(letter) is understood only at the very start or end of a pattern or alternative",
            "\\\(letter) n'est compris qu'au tout début ou à la fin d'un motif ou d'une alternative")
    }

    /// Whether everything before `end` is a flag group such as `(?i)`.
    private static func isFlags(_ scalars: [Unicode.Scalar], upTo end: Int) -> Bool {
        guard scalars.starts(with: ["(", "?"]) || (end < 2 && scalars.first == "(") else { return false }
        let close = scalars.firstIndex(of: ")") ?? scalars.count
        return end <= close + 1 && scalars[..<close].dropFirst(2).allSatisfy { "imsU-".unicodeScalars.contains($0) }
    }

    private static func endOfQuotation(_ scalars: [Unicode.Scalar], _ start: Int) -> Int {
        var i = start
        while i + 1 < scalars.count {
            if scalars[i] == "\\", scalars[i + 1] == "E" { return i + 2 }
            i += 1
        }
        return scalars.count
    }

    /// A typographic quote stands as `'` in the text that is matched; a symbol beyond ASCII stands there as a space,
    /// and a pattern that asks for it would never match.
    private static func shown(_ c: Unicode.Scalar, at i: Int) throws(ExpressionError) -> Unicode.Scalar {
        if c.value < 0x80 { return c }
        let kind = ScalarClass.of(c)
        if kind == .letter || kind == .mark || kind == .number { return c }
        let plain = Folding.plain(c, kind)
        if plain == 0x20 && kind != .space {
            throw ExpressionError(
                at: i, "'\(c)' cannot be matched: patterns see letters, numbers and ASCII punctuation",
                "« \(c) » ne peut pas être cherché : les motifs voient lettres, chiffres et ponctuation ASCII")
        }
        return Unicode.Scalar(plain) ?? " "
    }

    private static func judge(_ translated: String, _ scalars: [Unicode.Scalar]) throws(ExpressionError) {
        var error = [CChar](repeating: 0, count: 128)
        var fragment = [CChar](repeating: 0, count: 512)
        let verdict = cre2_judge(
            translated, translated.utf8.count, memory, &error, error.count, &fragment, fragment.count)
        switch verdict {
        case CRE2_GOOD: return
        case CRE2_MATCHES_EVERYTHING:
            throw ExpressionError(
                at: 0, "this pattern matches every message", "ce motif correspond à tous les messages")
        default:
            let why = text(error)
            let piece = text(fragment)
            let sentence = PatternMistake.sentence(why, piece)
            throw ExpressionError(at: place(of: piece, in: scalars), sentence.en, sentence.fr)
        }
    }

    private static func text(_ buffer: [CChar]) -> String {
        String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// RE2 names the wrong piece, not its place.
    private static func place(of piece: String, in scalars: [Unicode.Scalar]) -> Int {
        let wanted = Array(piece.unicodeScalars)
        guard !wanted.isEmpty, wanted.count <= scalars.count else { return 0 }
        return (0...scalars.count - wanted.count).first { scalars[$0...].starts(with: wanted) } ?? 0
    }
}
