// SPDX-License-Identifier: Apache-2.0

/// A piece of an expression, with its place in Unicode scalars.
struct Token {
    enum Kind: Equatable {
        case word(String)  // and or not contains matches any all none of in true false, a field, a choice
        case integer(Int64)
        case duration(Int64)  // milliseconds
        case string(String)
        case list(String)  // @name
        case comparison(Comparison)
        case leftParenthesis, rightParenthesis, leftBracket, rightBracket, comma
        case end
    }

    let kind: Kind
    let offset: Int
    /// As written, for messages.
    let text: String
}

/// How two values are compared.
enum Comparison: UInt8, Sendable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

    /// The comparison with its sides exchanged.
    var mirrored: Comparison {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }

    @inline(__always)
    func holds(_ a: Int64, _ b: Int64) -> Bool {
        switch self {
        case .equal: a == b
        case .notEqual: a != b
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        case .greaterOrEqual: a >= b
        }
    }
}
