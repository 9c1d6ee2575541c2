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
    /// The path that each statement says, under the header above it.
    private var paths: [[String]] = []
    /// For each line with edits: where each begins in the file, its scalars there and in the repaired text.
    private var shifts: [Int: [(column: Int, before: Int, after: Int)]] = [:]

    init(_ bytes: [UInt8], into findings: inout Findings) {
        guard bytes.count <= Self.capacity else {
            source = Source([])
            findings.error(.start, "", Mistake.tooLong.sentence)
            return
        }
        var bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        let raw = Source(bytes)
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            findings.error(.start, "", Mistake.isUTF16.sentence)
            source = Source([])
        } else if let invalid = raw.firstInvalid() {
            findings.error(raw.position(of: invalid), "", Mistake.notUTF8.sentence)
            source = Source(Array(String(decoding: bytes, as: UTF8.self).utf8))
        } else {
            source = raw
        }
        var reader = StatementReader(source)
        reader.read()
        statements = reader.statements
        paths = Self.paths(statements)
        for edit in reader.edits { edits[source.line(of: edit.range.lowerBound), default: []].append(edit) }
        for (line, edits) in edits { shifts[line] = shifts(of: edits, line) }
        for slip in reader.slips { report(slip.mistake, source.position(of: slip.offset), &findings) }
        findRepetitions(&findings)
        parse(&findings)
        for (statement, path) in zip(statements, paths) where statement.isLost { findings.lost.append(path) }
    }

    private func report(_ mistake: Mistake, _ at: @autoclosure () -> Position, _ findings: inout Findings) {
        // Looking up a path is not free: a page that is full needs none.
        guard !findings.isFull else { return }
        let at = at()
        let path = path(at)
        let isSecret = path.contains { Self.mayBeSecret($0) }
        findings.error(at, path.joined(separator: "."), (isSecret ? mistake.redacted : mistake).sentence)
    }

    /// Whether a key with this name holds, or was meant to hold, a secret.
    private static func mayBeSecret(_ name: String) -> Bool {
        let parts = ["pass", "secret", "token", "key", "pwd", "mdp", "sasl"]
        return parts.contains { name.utf8.contains($0) } || Suggestion.nearest(to: name, among: ["password"]) != nil
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
        guard let shifts = shifts[at.line - 1] else { return at }
        var column = at.column
        for shift in shifts {
            guard column > shift.column else { break }
            column = column >= shift.column + shift.after ? column - shift.after + shift.before : shift.column
        }
        return Position(line: at.line, column: column)
    }

    private func shifts(of edits: [Edit], _ line: Int) -> [(column: Int, before: Int, after: Int)] {
        var column = 1
        var offset = source.lines[line].lowerBound
        return edits.map { edit in
            column += Self.scalars(source.bytes[min(offset, edit.range.lowerBound)..<edit.range.lowerBound])
            let start = column
            let before = Self.scalars(source.bytes[edit.range])
            column += before
            offset = edit.range.upperBound
            return (start, before, Self.scalars(edit.bytes[...]))
        }
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

    private static func paths(_ statements: [Statement]) -> [[String]] {
        var table: [String] = []
        return statements.map { statement in
            switch statement.kind {
            case .table(let path, _): table = path
            case .pair(let path): return table + path
            case .unknown: break
            }
            return table
        }
    }

    private func path(_ at: Position) -> [String] {
        guard let index = statements.lastIndex(where: { $0.lines.contains(at.line - 1) }) else { return [] }
        return paths[index]
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
