// SPDX-License-Identifier: Apache-2.0

/// Splits a file into statements, knows TOML's strings, comments and brackets, and recognises the known mistakes
/// on the way. For text that is TOML it finds what TOML says, and no mistake.
///
/// After a mistake that cannot be repaired it resumes at the next line that begins a key or a table.
struct StatementReader {
    let source: Source
    var statements: [Statement] = []
    var slips: [Slip] = []
    var edits: [Edit] = []
    /// The offset of the next byte to look at.
    var at = 0
    /// Open brackets of the value being read, outermost first.
    var brackets: [Bracket] = []
    /// Where a `#` followed by a letter began a comment inside a list.
    var suspectHash: Int?

    struct Bracket {
        var byte: UInt8
        var offset: Int
        /// Levels that it adds: itself and, in an inline table, the names of the dotted key being read.
        var depth: Int
    }

    var bytes: [UInt8] { source.bytes }

    init(_ source: Source) { self.source = source }

    /// All statements in the order of the file.
    mutating func read() {
        while at < bytes.count {
            guard slips.count < Findings.capacity else { return giveUp() }
            skipBlanks()
            guard at < bytes.count else { break }
            switch bytes[at] {
            case .newline: at += 1
            case 0x0D where at + 1 < bytes.count && bytes[at + 1] == .newline: at += 2
            case .hash: skipLine()
            case UInt8(ascii: "["): header()
            default: pair()
            }
        }
    }

    // MARK: - Pieces

    /// Spaces and tabs; a no-break space is a slip, once per run.
    mutating func skipBlanks() {
        let start = at
        var strange: Int?
        while at < bytes.count {
            let length = bytes[at].isBlank ? 1 : Marks.space(bytes, at)
            guard length > 0 else { break }
            if !bytes[at].isBlank, strange == nil { strange = at }
            at += length
        }
        guard let strange else { return }
        slip(.invisibleSpace, strange)
        edits.append(Edit(range: start..<at, bytes: [.space]))
    }

    /// To just after the end of this line.
    mutating func skipLine() {
        at = min(bytes.count, lineEnd(at) + 1)
        if at < bytes.count, bytes[at - 1] == 0x0D { at += 1 }
    }

    mutating func slip(_ mistake: Mistake, _ offset: Int) { slips.append(Slip(mistake: mistake, offset: offset)) }

    /// What follows is not read: the page is full.
    private mutating func giveUp() {
        slip(.tooMany, at)
        let first = source.line(of: at)
        statements.append(
            Statement(kind: .unknown, lines: first..<source.lines.count, offset: min(at, bytes.count), isLost: true))
    }

    /// The end of the line that holds this offset, before its line end.
    func lineEnd(_ offset: Int) -> Int { max(offset, source.lines[source.line(of: offset)].upperBound) }

    /// Ends a statement that began at `start`, read up to `at`.
    mutating func close(_ kind: Statement.Kind, from start: Int, isLost: Bool = false) {
        let first = source.line(of: start)
        let last = source.line(of: max(start, at - 1))
        statements.append(Statement(kind: kind, lines: first..<(last + 1), offset: start, isLost: isLost))
    }

    /// Gives a statement up and goes to the next line that begins a key or a table.
    mutating func abandon(_ kind: Statement.Kind, from start: Int) {
        repeat { skipLine() } while at < bytes.count && !beginsStatement(at)
        brackets = []
        close(kind, from: start, isLost: true)
    }

    /// Whether a key with its `=` or a table header begins at this start of a line.
    func beginsStatement(_ lineStart: Int) -> Bool {
        let end = lineEnd(lineStart)
        var offset = lineStart
        while offset < end, bytes[offset].isBlank { offset += 1 }
        guard offset < end else { return false }
        if bytes[offset] == UInt8(ascii: "[") {
            while offset < end, bytes[offset] == UInt8(ascii: "[") || bytes[offset].isBlank { offset += 1 }
            guard offset < end, bytes[offset].isLetter else { return false }
            return bytes[offset..<end].contains(UInt8(ascii: "]"))
        }
        guard bytes[offset].isLetter || bytes[offset] == 0x5F else { return false }
        while offset < end, bytes[offset].isBareKey || bytes[offset] == UInt8(ascii: ".") { offset += 1 }
        while offset < end, bytes[offset].isBlank { offset += 1 }
        return offset < end && bytes[offset] == UInt8(ascii: "=")
    }
}
