// SPDX-License-Identifier: Apache-2.0

import Conf

/// Builds the tree. `not` binds tighter than `and`, `and` than `or`.
///
/// ```
/// or        = and *( "or" and )
/// and       = not *( "and" not )
/// not       = "not" not / "(" or ")" / relation
/// relation  = operand [ ( "==" / "!=" / "<" / "<=" / ">" / ">=" / "contains" / "matches" / "in"
///                       / ( "any" / "all" / "none" ) "of" ) operand ]
/// operand   = word / "true" / "false" / number / duration / number "in" number / text / "@" name / "[" texts "]"
/// ```
struct Parser {
    private let tokens: [Token]
    private var i = 0
    private var nodes = 0
    private let catalog: FieldCatalog

    static func parse(_ text: String, _ catalog: FieldCatalog) throws(ExpressionError) -> Syntax {
        var parser = Parser(tokens: try Lexer.tokens(of: text), catalog: catalog)
        if parser.current.kind == .end {
            throw ExpressionError(at: 0, "an empty condition", "une condition vide")
        }
        let tree = try parser.either(depth: 0)
        if parser.current.kind != .end { throw parser.unexpected() }
        return tree
    }

    private init(tokens: [Token], catalog: FieldCatalog) {
        self.tokens = tokens
        self.catalog = catalog
    }

    private var current: Token { tokens[min(i, tokens.count - 1)] }
    private var following: Token { tokens[min(i + 1, tokens.count - 1)] }

    private mutating func take(_ word: String) -> Bool {
        guard current.kind == .word(word) else { return false }
        i += 1
        return true
    }

    private mutating func grow() throws(ExpressionError) {
        nodes += 1
        if nodes > ExpressionLimits.nodes {
            throw ExpressionError(
                at: current.offset, "more than \(ExpressionLimits.nodes) conditions in one rule",
                "plus de \(ExpressionLimits.nodes) conditions dans une règle")
        }
    }

    private mutating func either(depth: Int) throws(ExpressionError) -> Syntax {
        let first = try all(depth: depth)
        var rest: [Syntax] = []
        while take("or") { rest.append(try all(depth: depth)) }
        return Self.balanced([first] + rest) { .either($0, $1) }
    }

    private mutating func all(depth: Int) throws(ExpressionError) -> Syntax {
        let first = try not(depth: depth)
        var rest: [Syntax] = []
        while take("and") { rest.append(try not(depth: depth)) }
        return Self.balanced([first] + rest) { .all($0, $1) }
    }

    /// A long chain becomes a shallow tree: 256 alternatives are 8 deep. The order of evaluation stays.
    private static func balanced(_ parts: [Syntax], _ join: (Syntax, Syntax) -> Syntax) -> Syntax {
        if parts.count == 1 { return parts[0] }
        let middle = parts.count / 2
        return join(balanced(Array(parts[..<middle]), join), balanced(Array(parts[middle...]), join))
    }

    private mutating func not(depth: Int) throws(ExpressionError) -> Syntax {
        if depth > ExpressionLimits.depth {
            throw ExpressionError(
                at: current.offset, "nested deeper than \(ExpressionLimits.depth)",
                "imbrication de plus de \(ExpressionLimits.depth) niveaux")
        }
        try grow()
        if take("not") { return .not(try not(depth: depth + 1)) }
        let open = current
        if open.kind == .leftParenthesis {
            i += 1
            let inner = try either(depth: depth + 1)
            guard current.kind == .rightParenthesis else {
                if current.kind == .end {
                    throw ExpressionError(
                        at: open.offset, "this parenthesis is never closed", "cette parenthèse n'est jamais fermée")
                }
                throw unexpected()
            }
            i += 1
            return inner
        }
        return try relation()
    }

    private mutating func relation() throws(ExpressionError) -> Syntax {
        let left = try operand()
        let at = current.offset
        guard let relation = try self.relationWord() else { return .value(left) }
        return .relation(left, relation, try operand(), at: at)
    }

    private mutating func relationWord() throws(ExpressionError) -> Relation? {
        switch current.kind {
        case .comparison(let comparison):
            i += 1
            return .comparison(comparison)
        case .word("contains"):
            i += 1
            return .contains
        case .word("matches"):
            i += 1
            return .matches
        case .word("in"):
            i += 1
            return .inside
        case .word("any"), .word("all"), .word("none"):
            let word = current
            i += 1
            if !take("of") {
                throw ExpressionError(at: word.offset, "write '\(word.text) of'", "écrire « \(word.text) of »")
            }
            return word.text == "any" ? .anyOf : word.text == "all" ? .allOf : .noneOf
        case .word, .integer, .duration, .string, .list, .leftParenthesis, .rightParenthesis, .leftBracket,
            .rightBracket, .comma, .end:
            return nil
        }
    }

    private mutating func operand() throws(ExpressionError) -> Operand {
        let token = current
        func make(_ kind: Operand.Kind) -> Operand { Operand(kind: kind, offset: token.offset, text: token.text) }
        switch token.kind {
        case .word(let word):
            if Self.keywords.contains(word) && word != "true" && word != "false" { throw unexpected() }
            i += 1
            return make(word == "true" ? .bool(true) : word == "false" ? .bool(false) : .word(word))
        case .integer(let value):
            i += 1
            // "1 in 1000": wrong once in a thousand.
            if value == 1, current.kind == .word("in"), case .integer(let n) = following.kind {
                i += 2
                return make(.level(n))
            }
            return make(.integer(value))
        case .duration(let value):
            i += 1
            return make(.duration(value))
        case .string(let text):
            i += 1
            return make(.string(text))
        case .list(let name):
            i += 1
            return make(.list(name))
        case .leftBracket: return Operand(kind: .strings(try texts()), offset: token.offset, text: token.text)
        case .comparison, .leftParenthesis, .rightParenthesis, .rightBracket, .comma, .end: throw unexpected()
        }
    }

    private mutating func texts() throws(ExpressionError) -> [String] {
        i += 1
        var values: [String] = []
        while current.kind != .rightBracket {
            guard case .string(let text) = current.kind else { throw unexpected() }
            try grow()
            values.append(text)
            i += 1
            if current.kind == .comma { i += 1 } else if current.kind != .rightBracket { throw unexpected() }
        }
        i += 1
        return values
    }

    static let keywords = [
        "and", "or", "not", "contains", "matches", "in", "any", "all", "none", "of", "true", "false",
    ]
    private static let translated = [
        "et": "and", "ou": "or", "non": "not", "pas": "not", "vrai": "true", "faux": "false",
    ]

    private func unexpected() -> ExpressionError {
        let token = current
        switch token.kind {
        case .end:
            return ExpressionError(
                at: token.offset, "the condition stops too early: a value is missing",
                "la condition s'arrête trop tôt : il manque une valeur")
        case .word(let word):
            if let right = Self.translated[word] ?? Suggestion.nearest(to: word, among: Self.keywords), right != word {
                return ExpressionError(
                    at: token.offset, "unknown operator '\(word)'; did you mean '\(right)'?",
                    "opérateur inconnu « \(word) » ; peut-être « \(right) » ?")
            }
        case .integer, .duration, .string, .list, .comparison, .leftParenthesis, .rightParenthesis, .leftBracket,
            .rightBracket, .comma:
            break
        }
        return ExpressionError(
            at: token.offset, "unexpected '\(token.text)': expected and, or, a comparison or the end",
            "« \(token.text) » inattendu : and, or, une comparaison ou la fin étaient attendus")
    }
}
