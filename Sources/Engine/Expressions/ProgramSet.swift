// SPDX-License-Identifier: Apache-2.0

/// The programs of all rules of a policy as one: a hundred rules are walked in one call, and a word list that several
/// of them name is looked for once an event.
struct ProgramSet: Sendable {
    private let joined: Program
    /// Where each program begins; `Program.rejects` for one that is off.
    private let starts: [Int32]
    /// The step each begins with, by the first of its kind among them: rules often begin with the same test.
    private let heads: [Int32]
    /// Of each program that a first comparison with a number alone can end.
    private let gates: [Gate]
    /// The numbers that gates compare, each asked for once an event.
    private let asked: [FieldIndex]

    /// Opens for numbers between two others.
    private struct Gate: Sendable {
        /// Of the number in `asked`; −1: there is no gate.
        var place: Int32
        var least: Int64
        var most: Int64
        static let none = Gate(place: -1, least: 0, most: 0)
    }

    var count: Int { starts.count }
    /// The sum of the programs' costs.
    var cost: Int { joined.cost }

    init(_ programs: [Program]) {
        var steps: [Program.Step] = []
        var tables = Program.Tables()
        var starts: [Int32] = []
        var wordFields: [FieldIndex] = []
        for program in programs {
            let base = Int32(steps.count)
            starts.append(program.isOff ? Program.rejects : Self.moved(program.start, base))
            for step in program.steps {
                let operand = Self.move(step, program.tables, &tables, &wordFields)
                steps.append(
                    Program.Step(
                        operation: step.operation, comparison: step.comparison, field: step.field, other: step.other,
                        whenTrue: Self.moved(step.whenTrue, base), whenFalse: Self.moved(step.whenFalse, base),
                        operand: operand, value: step.value))
            }
        }
        self.starts = starts
        heads = starts.indices.map { i in
            guard starts[i] >= 0 else { return Int32(i) }
            let step = steps[Int(starts[i])]
            let first = starts[..<i].firstIndex { $0 >= 0 && steps[Int($0)].asksTheSame(as: step) }
            return Int32(first ?? i)
        }
        var asked: [FieldIndex] = []
        gates = starts.map { start in
            guard start >= 0, let (least, most) = steps[Int(start)].range else { return .none }
            let field = steps[Int(start)].field
            if !asked.contains(field) { asked.append(field) }
            return Gate(place: Int32(asked.firstIndex(of: field) ?? 0), least: least, most: most)
        }
        self.asked = asked
        joined = Program(
            steps: steps, tables: tables, start: Program.rejects, cost: programs.reduce(0) { $0 + $1.cost },
            isOff: false, warnings: [], fields: [])
    }

    /// Calls `found` with the index of each program that holds, in their order. Allocates nothing.
    func holding(_ source: inout some FieldSource, _ found: (Int) -> Void) {
        let (starts, heads, gates, asked) = (starts, heads, gates, asked)
        // Most rules end here for most events: a hundred of them are a hundred comparisons.
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: asked.count + 1) { numbers in
            for i in asked.indices { numbers[i] = source.integer(asked[i]) }
            walk(&source, starts, heads, found) { i in
                let gate = gates[i]
                if gate.place < 0 { return nil }
                let number = numbers[Int(gate.place)]
                return number >= gate.least && number <= gate.most
            }
        }
    }

    /// - Parameter passes: what the gate of a program says, nil where it has none.
    @inline(__always)
    private func walk(
        _ source: inout some FieldSource, _ starts: [Int32], _ heads: [Int32], _ found: (Int) -> Void,
        passes: (Int) -> Bool?
    ) {
        joined.steps.withUnsafeBufferPointer { steps in
            withUnsafeTemporaryAllocation(of: Bool.self, capacity: starts.count) { answers in
                var memo = Program.Memo()
                for i in starts.indices {
                    var at = starts[i]
                    if let isOpen = passes(i) {
                        answers.initializeElement(at: i, to: isOpen)
                        if !isOpen { continue }
                        at = steps[Int(at)].whenTrue
                    } else if at >= 0 {
                        let head = Int(heads[i])
                        let answer = head < i ? answers[head] : joined.holds(steps[Int(at)], &source, &memo)
                        answers.initializeElement(at: i, to: answer)
                        at = answer ? steps[Int(at)].whenTrue : steps[Int(at)].whenFalse
                    } else {
                        answers.initializeElement(at: i, to: false)
                    }
                    if joined.holds(steps, from: at, &source, &memo) { found(i) }
                }
            }
        }
    }

    private static func moved(_ target: Int32, _ base: Int32) -> Int32 { target < 0 ? target : target + base }

    /// Puts the operand of a step into the common tables, equal ones once.
    private static func move(
        _ step: Program.Step, _ from: Program.Tables, _ tables: inout Program.Tables, _ wordFields: inout [FieldIndex]
    ) -> Int32 {
        let i = Int(step.operand)
        switch step.operation {
        case .bool, .number, .numbers, .strings, .stringInField, .anyOfField, .allOfField, .matches:
            return step.operand
        case .string: return put(from.strings[i], &tables.strings)
        case .stringContains, .textContains: return put(from.needles[i], &tables.needles)
        case .stringIn, .anyOf, .allOf: return put(from.sets[i], &tables.sets)
        case .textHasWord:
            let list = from.words[i]
            if let same = tables.words.indices.first(where: {
                tables.words[$0] === list && wordFields[$0] == step.field
            }) {
                return Int32(same)
            }
            tables.words.append(list)
            wordFields.append(step.field)
            return Int32(tables.words.count - 1)
        }
    }

    private static func put<Element: Equatable>(_ element: Element, _ table: inout [Element]) -> Int32 {
        if let same = table.firstIndex(of: element) { return Int32(same) }
        table.append(element)
        return Int32(table.count - 1)
    }
}
