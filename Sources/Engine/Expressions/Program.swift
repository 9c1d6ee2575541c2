// SPDX-License-Identifier: Apache-2.0

import Chat

/// A compiled expression: a list of tests, each of which says where to go on when it holds and when it does not. Jumps
/// lead to smaller indices only, so a program ends after at most as many steps as it has tests.
struct Program: Sendable {
    struct Step: Sendable {
        let test: Test
        /// Index of the next step, or one of the two ends.
        var whenTrue: Int16
        var whenFalse: Int16
    }

    static let accepts: Int16 = -1
    static let rejects: Int16 = -2

    enum Test: Sendable {
        case bool(FieldIndex)
        case number(FieldIndex, Comparison, Int64)
        case numbers(FieldIndex, Comparison, FieldIndex)
        case string(FieldIndex, ByteString)
        case strings(FieldIndex, FieldIndex)
        case stringContains(FieldIndex, Needle)
        case textContains(FieldIndex, Needle)
        case textHasWord(FieldIndex, WordList)
        case stringIn(FieldIndex, NameSet)
        case stringInField(FieldIndex, FieldIndex)
        case anyOf(FieldIndex, NameSet)
        case allOf(FieldIndex, NameSet)
        case anyOfField(FieldIndex, FieldIndex)
        case allOfField(FieldIndex, FieldIndex)
        case matches(PatternID)
    }

    let steps: [Step]
    let start: Int16
    /// An upper bound of the work, in units of about a nanosecond; each test counts once.
    let cost: Int
    /// It names an empty list: it never holds (an empty list means *off*, never *everything*).
    let isOff: Bool
    /// What deserves a second look, though it compiles.
    let warnings: [ExpressionError]
    /// The fields it reads, in rising order, each once.
    let fields: [FieldIndex]

    /// Whether the expression holds. Allocates nothing.
    func holds(_ source: inout some FieldSource) -> Bool {
        if isOff { return false }
        return steps.withUnsafeBufferPointer { steps in
            var at = start
            while at >= 0 {
                at = Self.holds(steps[Int(at)].test, &source) ? steps[Int(at)].whenTrue : steps[Int(at)].whenFalse
            }
            return at == Self.accepts
        }
    }

    @inline(__always)
    private static func holds(_ test: Test, _ source: inout some FieldSource) -> Bool {
        switch test {
        case .bool(let field): source.bool(field)
        case .number(let field, let comparison, let value): comparison.holds(source.integer(field), value)
        case .numbers(let a, let comparison, let b): comparison.holds(source.integer(a), source.integer(b))
        case .string(let field, let value): NameSet.areEqual(source.string(field), value)
        case .strings(let a, let b): NameSet.areEqual(source.string(a), source.string(b))
        case .stringContains(let field, let needle): needle.occursIgnoringCase(in: source.string(field).bytes)
        case .textContains(let field, let needle): source.text(field).map { needle.occurs(in: $0.folded) } ?? false
        case .textHasWord(let field, let list): source.text(field).map { list.first(in: $0) != nil } ?? false
        case .stringIn(let field, let set): set.contains(source.string(field))
        case .stringInField(let name, let set): contains(source.set(set), source.string(name))
        case .anyOf(let field, let set): source.set(field).contains { set.contains($0) }
        case .allOf(let field, let set): source.set(field).allSatisfy { set.contains($0) }
        case .anyOfField(let a, let b): anyOf(source.set(a), source.set(b))
        case .allOfField(let a, let b): allOf(source.set(a), source.set(b))
        case .matches(let pattern): source.isMatched(pattern)
        }
    }

    /// Elements of an event's set that take part in a comparison between two sets.
    static let widestSet = 64

    private static func contains(_ set: [ByteString], _ name: ByteString) -> Bool {
        set.prefix(widestSet).contains { NameSet.areEqual($0, name) }
    }

    private static func anyOf(_ a: [ByteString], _ b: [ByteString]) -> Bool {
        a.prefix(widestSet).contains { contains(b, $0) }
    }

    private static func allOf(_ a: [ByteString], _ b: [ByteString]) -> Bool {
        a.prefix(widestSet).allSatisfy { contains(b, $0) }
    }
}
