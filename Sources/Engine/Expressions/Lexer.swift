// SPDX-License-Identifier: Apache-2.0

/// Cuts an expression into tokens, scalar by scalar.
struct Lexer {
    private let scalars: [Unicode.Scalar]
    private var i = 0

    /// Scalars of one expression.
    static let longest = 8192

    init(_ text: String) { scalars = Array(text.unicodeScalars.prefix(Self.longest + 1)) }

    static func tokens(of text: String) throws(ExpressionError) -> [Token] {
        var lexer = Lexer(text)
        if lexer.scalars.count > longest {
            throw ExpressionError(
                at: longest, "expression longer than \(longest) characters",
                "expression de plus de \(longest) caractères")
        }
        var tokens: [Token] = []
        repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
        return tokens
    }

    private mutating func next() throws(ExpressionError) -> Token {
        while i < scalars.count, ScalarClass.of(scalars[i]) == .space { i += 1 }
        let start = i
        guard i < scalars.count else { return token(.end, start) }
        let c = scalars[i]
        if Self.isDigit(c) { return try number(start) }
        if Self.isWordStart(c) { return word(start) }
        switch c {
        case "'", "\"": return try string(start, c)
        case "@":
            i += 1
            let name = take(while: Self.isWordPart)
            if name.isEmpty {
                throw ExpressionError(at: start, "expected a list name after @", "nom de liste attendu après @")
            }
            return token(.list(name), start)
        case "(": return single(.leftParenthesis)
        case ")": return single(.rightParenthesis)
        case "[": return single(.leftBracket)
        case "]": return single(.rightBracket)
        case ",": return single(.comma)
        default: return try operation(start, c)
        }
    }

    private func token(_ kind: Token.Kind, _ start: Int) -> Token {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[start..<i])
        return Token(kind: kind, offset: start, text: String(text))
    }

    private mutating func single(_ kind: Token.Kind) -> Token {
        i += 1
        return token(kind, i - 1)
    }

    private mutating func take(while isPart: (Unicode.Scalar) -> Bool) -> String {
        var text = String.UnicodeScalarView()
        while i < scalars.count, isPart(scalars[i]) {
            text.append(scalars[i])
            i += 1
        }
        return String(text)
    }

    private mutating func word(_ start: Int) -> Token {
        let text = take(while: Self.isWordPart)
        return token(.word(text), start)
    }

    /// `12`, `70%`, `10m`, `1h30m`; spaces and dots inside are refused by what follows.
    private mutating func number(_ start: Int) throws(ExpressionError) -> Token {
        var total: Int64 = 0
        var hasUnit = false
        while i < scalars.count, Self.isDigit(scalars[i]) {
            var value: Int64 = 0
            while i < scalars.count, Self.isDigit(scalars[i]) {
                let (scaled, a) = value.multipliedReportingOverflow(by: 10)
                let (sum, b) = scaled.addingReportingOverflow(Int64(scalars[i].value) - 0x30)
                if a || b { throw ExpressionError(at: start, "number too large", "nombre trop grand") }
                value = sum
                i += 1
            }
            let unitStart = i
            let unit = take(while: { Self.isWordStart($0) })
            if unit.isEmpty {
                if hasUnit {
                    throw ExpressionError(
                        at: start, "the last number of this duration has no unit",
                        "le dernier nombre de cette durée n'a pas d'unité")
                }
                if i < scalars.count, scalars[i] == "%" { i += 1 }
                return token(.integer(value), start)
            }
            guard let scale = Self.units.first(where: { $0.name == unit })?.milliseconds else {
                throw ExpressionError(
                    at: unitStart, "unknown unit '\(unit)': write s, m, h, d or w",
                    "unité inconnue « \(unit) » : écrire s, m, h, d ou w")
            }
            let (part, a) = value.multipliedReportingOverflow(by: scale)
            let (sum, b) = total.addingReportingOverflow(part)
            if a || b { throw ExpressionError(at: start, "duration too long", "durée trop longue") }
            total = sum
            hasUnit = true
        }
        return token(.duration(total), start)
    }

    static let units: [(name: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("min", 60_000), ("h", 3_600_000), ("d", 86_400_000),
        ("w", 604_800_000),
    ]

    /// `'…'` or `"…"`, no escapes: a backslash belongs to the pattern.
    private mutating func string(_ start: Int, _ quote: Unicode.Scalar) throws(ExpressionError) -> Token {
        i += 1
        let text = take(while: { $0 != quote })
        guard i < scalars.count else {
            throw ExpressionError(
                at: start, "this text never ends: a closing \(quote) is missing",
                "ce texte ne se termine pas : il manque \(quote)")
        }
        i += 1
        return token(.string(text), start)
    }

    private mutating func operation(_ start: Int, _ c: Unicode.Scalar) throws(ExpressionError) -> Token {
        let symbol = take(while: { "=<>!&|".unicodeScalars.contains($0) })
        switch symbol {
        case "==": return token(.comparison(.equal), start)
        case "!=": return token(.comparison(.notEqual), start)
        case "<": return token(.comparison(.less), start)
        case "<=": return token(.comparison(.lessOrEqual), start)
        case ">": return token(.comparison(.greater), start)
        case ">=": return token(.comparison(.greaterOrEqual), start)
        default: break
        }
        let instead: [String: String] = [
            "=": "==", "===": "==", "=<": "<=", "=>": ">=", "<>": "!=", "&&": "and", "&": "and", "||": "or", "|": "or",
            "!": "not", "≠": "!=", "≤": "<=", "≥": ">=",
        ]
        let written = symbol.isEmpty ? String(c) : symbol
        if let right = instead[written] {
            throw ExpressionError(
                at: start, "write \(right) instead of \(written)", "écrire \(right) au lieu de \(written)")
        }
        if "«»“”„‘’‚‹›".unicodeScalars.contains(c) {
            throw ExpressionError(
                at: start, "typographic quotes: write '…' with straight ones",
                "guillemets typographiques : écrire '…' avec des droits")
        }
        throw ExpressionError(at: start, "unknown operator \(written)", "opérateur inconnu \(written)")
    }

    private static func isDigit(_ c: Unicode.Scalar) -> Bool { c.value &- 0x30 < 10 }
    private static func isWordStart(_ c: Unicode.Scalar) -> Bool { c == "_" || ScalarClass.of(c) == .letter }
    private static func isWordPart(_ c: Unicode.Scalar) -> Bool {
        isWordStart(c) || isDigit(c) || c == "." || c == "-" || ScalarClass.of(c) == .mark
    }
}
