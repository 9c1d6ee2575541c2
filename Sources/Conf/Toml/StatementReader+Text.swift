// SPDX-License-Identifier: Apache-2.0

/// Texts in quotes, straight or typographic.
extension StatementReader {
    mutating func text() -> Outcome {
        let open = at
        let quote = bytes[open]
        if open + 2 < bytes.count, bytes[open + 1] == quote, bytes[open + 2] == quote { return multiline(quote) }
        guard let end = closingQuote(open) else {
            let line = source.text(open..<lineEnd(open))
            let isCurly = quote == 0x22 && line.unicodeScalars.contains { "“”„«»".unicodeScalars.contains($0) }
            slip(isCurly ? .typographicQuotes(Self.unquoted(line)) : .unclosedText, open)
            return .lost
        }
        at = end + 1
        guard at < bytes.count, isWord(at) else { return .goOn }
        // A letter directly after the closing quote: that quote was meant as an apostrophe.
        guard let real = delimitedQuote(quote, from: at) else {
            slip(quote == 0x27 ? .apostrophe : .innerQuote, end)
            return .lost
        }
        slip(quote == 0x27 ? .apostrophe : .innerQuote, end)
        edits.append(Edit(range: open..<(real + 1), bytes: quotedToml(source.text((open + 1)..<real))))
        at = real + 1
        return .goOn
    }

    private func isWord(_ offset: Int) -> Bool {
        if bytes[offset].isLetter || bytes[offset].isDigit { return true }
        return bytes[offset] >= 0x80 && Marks.space(bytes, offset) == 0
    }

    /// The next quote on this line that stands before `,`, `]`, `}`, a comment or the end of the line.
    private func delimitedQuote(_ quote: UInt8, from start: Int) -> Int? {
        let end = lineEnd(start)
        return (start..<end).first { bytes[$0] == quote && isDelimited($0 + 1, end) }
    }

    private func isDelimited(_ offset: Int, _ end: Int) -> Bool {
        var next = offset
        while next < end, bytes[next].isBlank { next += 1 }
        if next >= end || bytes[next] == .hash { return true }
        return !brackets.isEmpty && [0x2C, 0x5D, 0x7D].contains(bytes[next])
    }

    private mutating func multiline(_ quote: UInt8) -> Outcome {
        let open = at
        var offset = open + 3
        while offset + 2 < bytes.count {
            if bytes[offset] == quote, bytes[offset + 1] == quote, bytes[offset + 2] == quote {
                // Up to two more quotes belong to the text (TOML 1.0, "multi-line strings").
                var end = offset + 3
                while end < bytes.count, end < offset + 5, bytes[end] == quote { end += 1 }
                at = end
                return .goOn
            }
            offset += quote == 0x22 && bytes[offset] == 0x5C ? 2 : 1
        }
        slip(.unclosedText, open)
        return .lost
    }

    /// Text between typographic quotes.
    mutating func typographic() -> Outcome {
        let open = at
        let end = lineEnd(open)
        var close = end
        var after = end
        var offset = open + Marks.quote(bytes, open)
        while offset < end {
            let length = Marks.closer(bytes, offset)
            if length > 0, isDelimited(offset + length, end) {
                close = offset
                after = offset + length
                break
            }
            offset += 1
        }
        let text = Self.unquoted(source.text(open..<close))
        slip(.typographicQuotes(text), open)
        edits.append(Edit(range: open..<after, bytes: quotedToml(text)))
        at = after
        return .goOn
    }

    /// Without quotes of any kind and spaces at both ends.
    private static func unquoted(_ text: String) -> String {
        let marks = "“”„‟«»‘’‚‹›\"' \t\u{A0}\u{202F}".unicodeScalars
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, marks.contains(first) { scalars.removeFirst() }
        while let last = scalars.last, marks.contains(last) { scalars.removeLast() }
        return String(scalars)
    }
}
