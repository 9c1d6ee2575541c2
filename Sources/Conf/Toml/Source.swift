// SPDX-License-Identifier: Apache-2.0

/// The bytes of a file, its lines, and places in it.
struct Source: Sendable {
    let bytes: [UInt8]
    /// Byte offsets of each line, without its line end.
    let lines: [Range<Int>]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var lines: [Range<Int>] = []
        var start = 0
        for (offset, byte) in bytes.enumerated() where byte == 0x0A {
            let end = offset > start && bytes[offset - 1] == 0x0D ? offset - 1 : offset
            lines.append(start..<end)
            start = offset + 1
        }
        lines.append(start..<bytes.count)
        self.lines = lines
    }

    /// The line (from 0) that holds this offset.
    func line(of offset: Int) -> Int {
        var low = 0
        var high = lines.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if lines[middle].lowerBound <= offset { low = middle } else { high = middle - 1 }
        }
        return low
    }

    func position(of offset: Int) -> Position {
        let line = line(of: offset)
        return Position(
            line: line + 1, column: 1 + scalars(lines[line].lowerBound..<max(lines[line].lowerBound, offset)))
    }

    /// The offset of a place; the end of its line when the column lies beyond.
    func offset(of position: Position) -> Int {
        guard position.line >= 1, position.line <= lines.count else { return bytes.count }
        let line = lines[position.line - 1]
        var column = 0
        for offset in line where bytes[offset] & 0xC0 != 0x80 {
            column += 1
            if column == position.column { return offset }
        }
        return line.upperBound
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// Code points, counted by the bytes that begin one.
    private func scalars(_ range: Range<Int>) -> Int {
        var count = 0
        for offset in range.clamped(to: 0..<bytes.count) where bytes[offset] & 0xC0 != 0x80 { count += 1 }
        return count
    }

    /// The first offset that is not valid UTF-8 (RFC 3629 §4), or nil.
    func firstInvalid() -> Int? {
        var validator = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var offset = 0
        while true {
            switch validator.parseScalar(from: &iterator) {
            case .valid(let encoded): offset += encoded.count
            case .error: return offset
            case .emptyInput: return nil
            }
        }
    }
}
