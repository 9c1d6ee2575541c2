// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Turns an expression into a program: names resolved, types checked, jumps laid.
struct Compiler {
    let catalog: FieldCatalog
    let lists: [NamedList]
    /// The seed of the views that the programs will read.
    let seed: UInt64
    /// Words that take back a find of a word list.
    let allowedWords: [String]
    /// The patterns of all expressions compiled so far.
    var patterns = PatternBook()

    /// Word lists made so far: rules that name the same list share it.
    var wordLists: [(values: [String], list: WordList)] = []

    var steps: [Program.Step] = []
    var tables = Program.Tables()
    var cost = 0
    var isOff = false
    var warnings: [ExpressionError] = []
    var fields: [FieldIndex] = []

    init(catalog: FieldCatalog, lists: [NamedList], seed: UInt64, allowedWords: [String] = []) {
        self.catalog = catalog
        self.lists = lists
        self.seed = seed
        self.allowedWords = allowedWords
    }

    /// - Throws: the first mistake, located within the expression.
    mutating func compile(_ text: String) throws(ExpressionError) -> Program {
        let tree = try Parser.parse(text, catalog)
        steps = []
        tables = Program.Tables()
        cost = 0
        isOff = false
        warnings = []
        fields = []
        let start = try lay(tree, Program.accepts, Program.rejects)
        return Program(
            steps: steps, tables: tables, start: start, cost: cost, isOff: isOff, warnings: warnings,
            fields: fields.sorted())
    }

    /// Lays the steps of a tree so that they lead to `yes` or `no`; returns where to begin. The right side is laid
    /// first, so that the left side knows where to jump.
    private mutating func lay(_ tree: Syntax, _ yes: Int32, _ no: Int32) throws(ExpressionError) -> Int32 {
        switch tree {
        case .not(let inner): return try lay(inner, no, yes)
        case .all(let a, let b):
            let right = try lay(b, yes, no)
            return try lay(a, right, no)
        case .either(let a, let b):
            let right = try lay(b, yes, no)
            return try lay(a, yes, right)
        case .value(let operand): return try condition(operand, yes, no)
        case .relation(let a, let relation, let b, let at):
            let (test, isNegated) = try self.test(a, relation, b, at: at)
            return append(test, isNegated ? no : yes, isNegated ? yes : no)
        }
    }

    private mutating func condition(_ operand: Operand, _ yes: Int32, _ no: Int32) throws(ExpressionError) -> Int32 {
        if case .bool(let value) = operand.kind { return value ? yes : no }
        guard case .word = operand.kind else {
            throw ExpressionError(
                at: operand.offset, "'\(operand.text)' is no condition: compare it with something",
                "« \(operand.text) » n'est pas une condition : comparez-le à quelque chose")
        }
        let entry = try field(operand)
        guard entry.type == .bool else {
            throw ExpressionError(
                at: operand.offset, "\(entry.name) is \(entry.type.name.en): compare it with something",
                "\(entry.name) est \(entry.type.name.fr) : comparez-le à quelque chose")
        }
        return append(.bool(entry.index), yes, no)
    }

    private mutating func append(_ test: Test, _ yes: Int32, _ no: Int32) -> Int32 {
        steps.append(test.step(yes, no, &tables))
        cost += test.cost
        return Int32(steps.count - 1)
    }

    // MARK: - Names

    mutating func use(_ field: FieldIndex) { if !fields.contains(field) { fields.append(field) } }

    /// The field that an operand names.
    mutating func field(_ operand: Operand) throws(ExpressionError) -> FieldCatalog.Entry {
        if let entry = catalog.entry(named: operand.text) {
            use(entry.index)
            return entry
        }
        let name = operand.text
        guard let near = catalog.nearest(to: name) else {
            throw ExpressionError(
                at: operand.offset, "unknown field '\(name)': 'geoffrin fields' lists them",
                "champ inconnu « \(name) » : « geoffrin fields » les énumère")
        }
        throw ExpressionError(
            at: operand.offset, "unknown field '\(name)'; did you mean '\(near)'?",
            "champ inconnu « \(name) » ; peut-être « \(near) » ?")
    }

    /// The values of a list, named or written out; an empty one switches the rule off.
    mutating func values(_ operand: Operand) throws(ExpressionError) -> [String] {
        switch operand.kind {
        case .strings(let values):
            if values.isEmpty { turnOff(operand.offset, "[]") }
            return values
        case .list(let name):
            guard let list = lists.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
                let near = Suggestion.nearest(to: name, among: lists.map(\.name))
                throw ExpressionError(
                    at: operand.offset,
                    "unknown list @\(name)" + (near.map { "; did you mean @\($0)?" } ?? "; add [list.\(name)]"),
                    "liste inconnue @\(name)"
                        + (near.map { "\u{A0}; peut-être @\($0)\u{A0}?" } ?? "\u{A0}; ajouter [list.\(name)]"))
            }
            if list.values.isEmpty { turnOff(operand.offset, "@\(name)") }
            return list.values
        case .word, .bool, .integer, .duration, .level, .string:
            throw ExpressionError(
                at: operand.offset, "expected a list: @name or ['a', 'b']", "liste attendue : @nom ou ['a', 'b']")
        }
    }

    mutating func turnOff(_ offset: Int, _ list: String) {
        isOff = true
        warnings.append(
            ExpressionError(
                at: offset, "\(list) is empty: this rule is off", "\(list) est vide : cette règle est éteinte"))
    }
}
