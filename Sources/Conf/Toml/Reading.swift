// SPDX-License-Identifier: Apache-2.0

/// A file as a tree, and everything that is wrong with its form.
///
/// Known mistakes are repaired or left out, then toml++ reads what remains; where it stops, that statement is left
/// out and it reads again, so that one run reports all mistakes.
struct Reading: Sendable {
    /// Bytes of a file; a longer one is not read.
    static let capacity = 1 << 20
    /// Times toml++ is asked again after a mistake that no rule recognised.
    private static let attempts = 40

    let source: Source
    private(set) var root = Node(at: .start, content: .table([]))
    private var statements: [Statement] = []
    private var edits: [Int: [Edit]] = [:]

    init(_ bytes: [UInt8], into findings: inout Findings) {
        guard bytes.count <= Self.capacity else {
            source = Source([])
            findings.error(.start, "", Mistake.tooLong.sentence)
            return
        }
        var bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        let raw = Source(bytes)
        if let invalid = raw.firstInvalid() {
            findings.error(raw.position(of: invalid), "", Mistake.notUTF8.sentence)
            source = Source(Array(String(decoding: bytes, as: UTF8.self).utf8))
        } else {
            source = raw
        }
        var reader = StatementReader(source)
        reader.read()
        statements = reader.statements
        for edit in reader.edits { edits[source.line(of: edit.range.lowerBound), default: []].append(edit) }
        for slip in reader.slips { report(slip.mistake, source.position(of: slip.offset), &findings) }
        findRepetitions(&findings)
        parse(&findings)
        for statement in located() where statement.1.isLost { findings.lost.append(statement.0) }
    }

    private func report(_ mistake: Mistake, _ at: Position, _ findings: inout Findings) {
        findings.error(at, path(at), mistake.sentence)
    }

    // MARK: - toml++

    private mutating func parse(_ findings: inout Findings) {
        for _ in 0..<Self.attempts {
            do throws(TomlParser.Mistake) {
                root = original(try TomlParser.parse(repaired()))
                return
            } catch {
                guard let index = statement(at: error.at.line - 1), !statements[index].isLost else {
                    findings.error(error.at, "", Mistake.other(error.words).sentence)
                    return
                }
                statements[index].isLost = true
                var at = original(error.at)
                if !statements[index].lines.contains(at.line - 1) { at = source.position(of: statements[index].offset) }
                report(error.isTooDeep ? .tooDeep : .other(error.words), at, &findings)
            }
        }
        findings.error(source.position(of: source.bytes.count), "", Mistake.tooMany.sentence)
    }

    /// The statement on this line, else the last one before it: toml++ often stops after the mistake.
    private func statement(at line: Int) -> Int? {
        statements.lastIndex { $0.lines.lowerBound <= line && !($0.isLost && $0.lines.upperBound <= line) }
    }

    /// The bytes for toml++: the same lines, lost statements empty, edits applied.
    private func repaired() -> [UInt8] {
        var lost = [Bool](repeating: false, count: source.lines.count)
        for statement in statements where statement.isLost {
            for line in statement.lines { lost[line] = true }
        }
        var out: [UInt8] = []
        out.reserveCapacity(source.bytes.count + 256)
        for (index, line) in source.lines.enumerated() {
            if !lost[index] {
                var from = line.lowerBound
                for edit in edits[index] ?? [] where edit.range.lowerBound >= from {
                    out += source.bytes[from..<edit.range.lowerBound]
                    out += edit.bytes
                    from = edit.range.upperBound
                }
                if from < line.upperBound { out += source.bytes[from..<line.upperBound] }
            }
            out.append(.newline)
        }
        return out
    }

    // MARK: - Places

    /// A place in the repaired text, as a place in the file.
    private func original(_ at: Position) -> Position {
        guard let edits = edits[at.line - 1] else { return at }
        var column = at.column
        for edit in edits {
            let start = source.position(of: edit.range.lowerBound).column
            guard column > start else { break }
            let before = Self.scalars(source.bytes[edit.range])
            let after = Self.scalars(edit.bytes[...])
            column = column >= start + after ? column - after + before : start
        }
        return Position(line: at.line, column: column)
    }

    private func original(_ node: Node) -> Node {
        guard !edits.isEmpty else { return node }
        let at = original(node.at)
        switch node.content {
        case .table(let entries):
            let moved = entries.map { Entry(key: $0.key, keyAt: original($0.keyAt), node: original($0.node)) }
            return Node(at: at, content: .table(moved))
        case .list(let nodes): return Node(at: at, content: .list(nodes.map { original($0) }))
        case .text, .whole, .flag, .fraction, .date: return Node(at: at, content: node.content)
        }
    }

    private static func scalars(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    }

    // MARK: - Paths

    /// Each statement with the path that it says, under the header above it.
    private func located() -> [([String], Statement)] {
        var table: [String] = []
        return statements.map { statement in
            switch statement.kind {
            case .table(let path, _):
                table = path
                return (path, statement)
            case .pair(let path): return (table + path, statement)
            case .unknown: return (table, statement)
            }
        }
    }

    private func path(_ at: Position) -> String {
        let found = located().last { $0.1.lines.contains(at.line - 1) }
        return found?.0.joined(separator: ".") ?? ""
    }

    /// The same table, or the same key of a table, said twice. The second is left out.
    private mutating func findRepetitions(_ findings: inout Findings) {
        var seen: [[String]: Int] = [:]
        var counts: [[String]: Int] = [:]
        var table: [String] = []
        var isRepeated = false
        for (index, statement) in statements.enumerated() where !statement.isLost {
            let line = statement.lines.lowerBound + 1
            switch statement.kind {
            case .table(let path, let isList):
                table = []
                for name in path.dropLast() + (isList ? [] : path.suffix(1)) {
                    table.append(name)
                    if let count = counts[table] { table.append("[\(count)]") }
                }
                isRepeated = false
                if isList {
                    table.append(path.last ?? "")
                    counts[table, default: 0] += 1
                    table.append("[\(counts[table] ?? 0)]")
                } else if let first = seen[table] {
                    isRepeated = true
                    report(.repeatedTable(line: first), source.position(of: statement.offset), &findings)
                } else {
                    seen[table] = line
                }
                statements[index].isLost = isRepeated
            case .pair(let path):
                guard !isRepeated else {
                    statements[index].isLost = true
                    continue
                }
                // "=" cannot be part of a table's path here: a key never meets a table of its name.
                let key = table + ["="] + path
                if let first = seen[key] {
                    report(.repeatedKey(line: first), source.position(of: statement.offset), &findings)
                    statements[index].isLost = true
                } else {
                    seen[key] = line
                }
            case .unknown: break
            }
        }
    }
}
