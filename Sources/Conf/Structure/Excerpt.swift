// SPDX-License-Identifier: Apache-2.0

/// A text of the file in a language of its own (a rule's `when`, a prompt's `at`), which knows where in the file
/// each of its characters stands.
public struct Excerpt: Hashable, Sendable {
    public let text: String
    /// The opening quote.
    public let at: Position
    /// Where the first character of the text stands.
    public let start: Position
    /// Places of the scalars whose place does not follow from the one before: after an escape or a line end.
    private let jumps: [Jump]

    private struct Jump: Hashable, Sendable {
        var scalar: Int
        var at: Position
    }

    /// The place of the character that begins at this byte of ``text``; for the end, the place after the last.
    public func position(atByte offset: Int) -> Position {
        var scalar = 0
        for (index, byte) in text.utf8.enumerated() where byte & 0xC0 != 0x80 && index < offset { scalar += 1 }
        return position(atScalar: scalar)
    }

    /// The place of a scalar of ``text``, from 0.
    public func position(atScalar index: Int) -> Position {
        let jump = jumps.last { $0.scalar <= index } ?? Jump(scalar: 0, at: start)
        return Position(line: jump.at.line, column: jump.at.column + max(0, index - jump.scalar))
    }

    /// A text that stands in no file, or whose quotes were repaired: its first character at a place.
    public init(_ text: String, at: Position) {
        self.text = text
        self.at = at
        start = at
        jumps = []
    }

    /// A string of the file.
    init(_ text: Located<String>, in source: Source) {
        self.text = text.value
        at = text.at
        var offset = source.offset(of: text.at)
        let bytes = source.bytes
        guard offset < bytes.count, bytes[offset] == 0x22 || bytes[offset] == 0x27 else {
            start = text.at
            jumps = []
            return
        }
        let quote = bytes[offset]
        let isLong =
            offset + 2 < bytes.count && bytes[offset + 1] == quote && bytes[offset + 2] == quote
            && !text.value.isEmpty
        offset += isLong ? 3 : 1
        if isLong, offset < bytes.count, bytes[offset] == 0x0D { offset += 1 }
        // A line end directly after the opening delimiter is no part of the text (TOML 1.0).
        if isLong, offset < bytes.count, bytes[offset] == .newline { offset += 1 }
        start = source.position(of: offset)
        jumps = Self.jumps(text.value, source, from: offset, hasEscapes: quote == 0x22)
    }

    private static func jumps(_ text: String, _ source: Source, from start: Int, hasEscapes: Bool) -> [Jump] {
        let bytes = source.bytes
        var jumps: [Jump] = []
        var offset = start
        for (index, scalar) in text.unicodeScalars.enumerated() {
            var hasJumped = false
            while hasEscapes, let end = lineContinuation(bytes, offset) {
                offset = end
                hasJumped = true
            }
            if hasJumped { jumps.append(Jump(scalar: index, at: source.position(of: offset))) }
            guard offset < bytes.count else { break }
            if hasEscapes, bytes[offset] == 0x5C, offset + 1 < bytes.count {
                offset += bytes[offset + 1] == UInt8(ascii: "u") ? 6 : bytes[offset + 1] == UInt8(ascii: "U") ? 10 : 2
                jumps.append(Jump(scalar: index + 1, at: source.position(of: min(offset, bytes.count))))
            } else {
                if bytes[offset] == 0x0D, scalar == "\n" { offset += 1 }
                offset += scalar.utf8.count
                if scalar == "\n" {
                    jumps.append(Jump(scalar: index + 1, at: source.position(of: min(offset, bytes.count))))
                }
            }
        }
        return jumps
    }

    /// A backslash at the end of a line takes the spaces and line ends after it with it.
    private static func lineContinuation(_ bytes: [UInt8], _ offset: Int) -> Int? {
        guard offset + 1 < bytes.count, bytes[offset] == 0x5C else { return nil }
        var next = offset + 1
        while next < bytes.count, bytes[next].isBlank || bytes[next] == 0x0D { next += 1 }
        guard next < bytes.count, bytes[next] == .newline else { return nil }
        while next < bytes.count, bytes[next].isBlank || bytes[next] == .newline || bytes[next] == 0x0D { next += 1 }
        return next
    }
}

extension Unicode.Scalar {
    fileprivate var utf8: Unicode.UTF8.EncodedScalar {
        Unicode.UTF8.encode(self) ?? Unicode.UTF8.encodedReplacementCharacter
    }
}
