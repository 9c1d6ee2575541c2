// SPDX-License-Identifier: Apache-2.0

/// A place in a file: line and column from 1, the column in Unicode scalars.
public struct Position: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let line: Int
    public let column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
    /// The first character of a file.
    public static let start = Position(line: 1, column: 1)

    public static func < (a: Position, b: Position) -> Bool { (a.line, a.column) < (b.line, b.column) }
    public var description: String { "\(line):\(column)" }
}

/// A value that knows where bot.conf says it. Two are equal when their values are.
public struct Located<Value: Sendable>: Sendable {
    public var value: Value
    public var at: Position

    public init(_ value: Value, at: Position) {
        self.value = value
        self.at = at
    }
    func map<Other>(_ transform: (Value) -> Other) -> Located<Other> { Located<Other>(transform(value), at: at) }
}

extension Located: Equatable where Value: Equatable {
    public static func == (a: Located, b: Located) -> Bool { a.value == b.value }
}
