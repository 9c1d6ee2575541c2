// SPDX-License-Identifier: Apache-2.0

import Chat

/// A compiled expression: a list of tests, each of which says where to go on when it holds and when it does not. Jumps
/// lead to smaller indices only, so a program ends after at most as many steps as it has tests.
///
/// A class, immutable, because rules are walked at each event: copying a struct of seven arrays cost 100 ns a rule.
final class Program: Sendable {
    /// What a step asks; its operand stands in the step or in one of the program's tables.
    enum Operation: UInt8, Sendable {
        case bool, number, numbers
        case string, strings, stringContains, stringIn, stringInField
        case textContains, textHasWord
        case anyOf, allOf, anyOfField, allOfField
        case matches
    }

    /// Without references: a step is read without counting any.
    struct Step: Sendable {
        let operation: Operation
        var comparison = Comparison.equal
        let field: FieldIndex
        /// The second field, of an operation between two.
        var other: FieldIndex = 0
        /// Index of the next step, or one of the two ends.
        let whenTrue: Int32
        let whenFalse: Int32
        /// Index into the table of the operation, or the pattern.
        var operand: Int32 = 0
        var value: Int64 = 0

        /// Between which numbers the field must lie, where the program ends without and nothing else is asked.
        var range: (least: Int64, most: Int64)? {
            guard operation == .number, whenFalse == Program.rejects else { return nil }
            switch comparison {
            case .equal: return (value, value)
            case .notEqual: return nil
            case .less: return value == .min ? (1, 0) : (.min, value - 1)
            case .lessOrEqual: return (.min, value)
            case .greater: return value == .max ? (1, 0) : (value + 1, .max)
            case .greaterOrEqual: return (value, .max)
            }
        }

        /// Whether both have the same answer, wherever they lead.
        func asksTheSame(as other: Step) -> Bool {
            operation == other.operation && comparison == other.comparison && field == other.field
                && self.other == other.other && operand == other.operand && value == other.value
        }
    }

    static let accepts: Int32 = -1
    static let rejects: Int32 = -2

    /// What the steps point to.
    struct Tables: Sendable {
        var strings: [ByteString] = []
        var needles: [Needle] = []
        var words: [WordList] = []
        var sets: [NameSet] = []
    }

    let steps: [Step]
    let tables: Tables
    let start: Int32
    /// An upper bound of the work, in units of about a nanosecond; each test counts once.
    let cost: Int
    /// It names an empty list: it never holds (an empty list means *off*, never *everything*).
    let isOff: Bool
    /// What deserves a second look, though it compiles.
    let warnings: [ExpressionError]
    /// The fields it reads, in rising order, each once.
    let fields: [FieldIndex]

    init(
        steps: [Step], tables: Tables, start: Int32, cost: Int, isOff: Bool, warnings: [ExpressionError],
        fields: [FieldIndex]
    ) {
        self.steps = steps
        self.tables = tables
        self.start = start
        self.cost = cost
        self.isOff = isOff
        self.warnings = warnings
        self.fields = fields
    }

    /// Whether the expression holds. Allocates nothing.
    func holds(_ source: inout some FieldSource) -> Bool {
        if isOff { return false }
        return steps.withUnsafeBufferPointer { steps in
            var memo = Memo()
            return holds(steps, from: start, &source, &memo)
        }
    }

    /// What is known of the word lists of this event: the first 64 are looked for once, however many rules ask.
    struct Memo {
        private var known: UInt64 = 0
        private var found: UInt64 = 0

        mutating func answer(_ list: Int, _ find: () -> Bool) -> Bool {
            guard list < 64 else { return find() }
            let bit: UInt64 = 1 << UInt64(list)
            if known & bit == 0 {
                known |= bit
                if find() { found |= bit }
            }
            return found & bit != 0
        }
    }

    /// Walks `steps` (its own) from one of them on.
    @inline(__always)
    func holds(
        _ steps: UnsafeBufferPointer<Step>, from start: Int32, _ source: inout some FieldSource, _ memo: inout Memo
    ) -> Bool {
        var at = start
        while at >= 0 {
            let step = steps[Int(at)]
            at = holds(step, &source, &memo) ? step.whenTrue : step.whenFalse
        }
        return at == Self.accepts
    }

    @inline(__always)
    func holds(_ step: Step, _ source: inout some FieldSource, _ memo: inout Memo) -> Bool {
        let field = step.field
        switch step.operation {
        case .bool: return source.bool(field)
        case .number: return step.comparison.holds(source.integer(field), step.value)
        case .numbers: return step.comparison.holds(source.integer(field), source.integer(step.other))
        case .matches: return source.isMatched(PatternID(field: field, index: step.operand))
        case .string, .strings, .stringContains, .stringIn, .stringInField, .textContains, .textHasWord, .anyOf, .allOf,
            .anyOfField, .allOfField:
            return holdsOfTexts(step, &source, &memo)
        }
    }

    private func holdsOfTexts(_ step: Step, _ source: inout some FieldSource, _ memo: inout Memo) -> Bool {
        let field = step.field
        let i = Int(step.operand)
        switch step.operation {
        case .bool, .number, .numbers, .matches: return false  // answered above
        case .string: return NameSet.areEqual(source.string(field), tables.strings[i])
        case .strings: return NameSet.areEqual(source.string(field), source.string(step.other))
        case .stringContains: return tables.needles[i].occursIgnoringCase(in: source.string(field).bytes)
        case .stringIn: return tables.sets[i].contains(source.string(field))
        case .stringInField: return Self.contains(source.set(step.other), source.string(field))
        case .textContains: return source.withText(field) { tables.needles[i].occurs(in: $0.reading.folded) } ?? false
        case .textHasWord:
            return memo.answer(i) { source.withText(field) { tables.words[i].isFound(in: $0) } ?? false }
        case .anyOf: return source.set(field).contains { tables.sets[i].contains($0) }
        case .allOf: return source.set(field).allSatisfy { tables.sets[i].contains($0) }
        case .anyOfField: return Self.anyOf(source.set(field), source.set(step.other))
        case .allOfField: return Self.allOf(source.set(field), source.set(step.other))
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
