// SPDX-License-Identifier: Apache-2.0

import Chat

/// One condition with its operand, before it is laid into a program.
enum Test {
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

    /// Nanoseconds at worst, roughly: a text is at most 2 KiB, a set at most 64 elements.
    var cost: Int {
        switch self {
        case .bool, .number, .numbers: 2
        case .matches: 4
        case .string, .strings, .stringIn: 300
        case .stringContains: 600
        case .textContains: 4000
        case .textHasWord: 30_000
        case .anyOf, .allOf, .stringInField: 20_000
        case .anyOfField, .allOfField: 100_000
        }
    }

    /// The step of this test, its operand put into a table.
    func step(_ yes: Int32, _ no: Int32, _ tables: inout Program.Tables) -> Program.Step {
        func step(
            _ operation: Program.Operation, _ field: FieldIndex, other: FieldIndex = 0, operand: Int32 = 0,
            comparison: Comparison = .equal, value: Int64 = 0
        ) -> Program.Step {
            Program.Step(
                operation: operation, comparison: comparison, field: field, other: other, whenTrue: yes, whenFalse: no,
                operand: operand, value: value)
        }
        func put<Element>(_ element: Element, _ table: inout [Element]) -> Int32 {
            table.append(element)
            return Int32(table.count - 1)
        }
        switch self {
        case .bool(let field): return step(.bool, field)
        case .number(let field, let comparison, let value):
            return step(.number, field, comparison: comparison, value: value)
        case .numbers(let field, let comparison, let other):
            return step(.numbers, field, other: other, comparison: comparison)
        case .string(let field, let value): return step(.string, field, operand: put(value, &tables.strings))
        case .strings(let field, let other): return step(.strings, field, other: other)
        case .stringContains(let field, let needle):
            return step(.stringContains, field, operand: put(needle, &tables.needles))
        case .textContains(let field, let needle):
            return step(.textContains, field, operand: put(needle, &tables.needles))
        case .textHasWord(let field, let list): return step(.textHasWord, field, operand: put(list, &tables.words))
        case .stringIn(let field, let set): return step(.stringIn, field, operand: put(set, &tables.sets))
        case .stringInField(let field, let other): return step(.stringInField, field, other: other)
        case .anyOf(let field, let set): return step(.anyOf, field, operand: put(set, &tables.sets))
        case .allOf(let field, let set): return step(.allOf, field, operand: put(set, &tables.sets))
        case .anyOfField(let field, let other): return step(.anyOfField, field, other: other)
        case .allOfField(let field, let other): return step(.allOfField, field, other: other)
        case .matches(let pattern): return step(.matches, pattern.field, operand: pattern.index)
        }
    }
}
