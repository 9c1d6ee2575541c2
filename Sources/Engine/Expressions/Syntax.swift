// SPDX-License-Identifier: Apache-2.0

/// The tree of an expression before its types are known. At most 32 deep (`ExpressionLimits`), so that neither
/// walking nor releasing it can exhaust a stack.
indirect enum Syntax {
    case not(Syntax)
    case all(Syntax, Syntax)
    case either(Syntax, Syntax)
    /// A single value standing as a condition.
    case value(Operand)
    case relation(Operand, Relation, Operand, at: Int)
}

enum Relation: Equatable {
    case comparison(Comparison)
    case contains, matches, inside, anyOf, allOf, noneOf

    var name: String {
        switch self {
        case .comparison(.equal): "=="
        case .comparison(.notEqual): "!="
        case .comparison(.less): "<"
        case .comparison(.lessOrEqual): "<="
        case .comparison(.greater): ">"
        case .comparison(.greaterOrEqual): ">="
        case .contains: "contains"
        case .matches: "matches"
        case .inside: "in"
        case .anyOf: "any of"
        case .allOf: "all of"
        case .noneOf: "none of"
        }
    }
}

struct Operand {
    enum Kind {
        /// A field, or the name of a choice.
        case word(String)
        case bool(Bool)
        case integer(Int64)
        case duration(Int64)
        case level(Int64)
        case string(String)
        case strings([String])
        case list(String)
    }

    let kind: Kind
    /// In scalars from the start of the expression.
    let offset: Int
    let text: String
}

/// What one expression may cost.
enum ExpressionLimits {
    static let nodes = 256
    static let depth = 32
    /// Scalars of one pattern.
    static let pattern = 1024
    /// Bytes of one compared text.
    static let text = 256
}
