// SPDX-License-Identifier: Apache-2.0

extension StatementReader {
    /// keyval = key keyval-sep val (TOML 1.0, ABNF).
    mutating func pair() {
        let start = at
        suspectHash = nil
        brackets = []
        if beginsForeignComment {
            slip(.comment, start)
            edits.append(Edit(range: start..<lineEnd(start), bytes: []))
            return skipLine()
        }
        guard let path = dottedKey() else {
            slip(.noEquals, start)
            skipLine()
            return close(.unknown, from: start, isLost: true)
        }
        guard path.count <= Int(TomlParser.depth) else {
            slip(.tooDeep, start)
            return abandon(.unknown, from: start)
        }
        skipBlanks()
        if at < bytes.count, bytes[at] == UInt8(ascii: ":") {
            slip(.colon, at)
            edits.append(Edit(range: at..<(at + 1), bytes: [UInt8(ascii: "=")]))
        } else if at >= bytes.count || bytes[at] != UInt8(ascii: "=") {
            slip(.noEquals, start)
            skipLine()
            return close(.pair(path), from: start, isLost: true)
        }
        at += 1
        value(of: .pair(path), from: start, depth: path.count)
    }

    /// As other files begin theirs.
    private var beginsForeignComment: Bool {
        let line = bytes[at..<max(at, lineEnd(at))]
        return ["//", ";", "/*", "<!--", "-- "].contains { line.starts(with: $0.utf8) }
    }

    /// key = simple-key *( dot-sep simple-key ). Bare names beyond ASCII are quoted for toml++: it is their
    /// reader who says that no such key exists. Nil, and nothing consumed that matters, when there is no key.
    mutating func dottedKey() -> [String]? {
        var names: [String] = []
        while at < bytes.count {
            while at < bytes.count, bytes[at].isBlank { at += 1 }
            guard let name = simpleKey() else { return nil }
            names.append(name)
            let after = at
            while at < bytes.count, bytes[at].isBlank { at += 1 }
            guard at < bytes.count, bytes[at] == UInt8(ascii: ".") else {
                at = after
                return names
            }
            at += 1
        }
        return nil
    }

    private mutating func simpleKey() -> String? {
        guard at < bytes.count else { return nil }
        let start = at
        if bytes[at] == 0x22 || bytes[at] == 0x27 {
            guard let end = closingQuote(at) else { return nil }
            at = end + 1
            return source.text((start + 1)..<end)
        }
        while at < bytes.count, isKeyByte(at) { at += 1 }
        guard at > start else { return nil }
        if bytes[start..<at].contains(where: { $0 >= 0x80 }) {
            edits.append(Edit(range: start..<at, bytes: [0x22] + bytes[start..<at] + [0x22]))
        }
        return source.text(start..<at)
    }

    private func isKeyByte(_ offset: Int) -> Bool {
        if bytes[offset].isBareKey { return true }
        return bytes[offset] >= 0x80 && Marks.space(bytes, offset) == 0 && Marks.quote(bytes, offset) == 0
    }

    /// The offset of the quote that closes the one at `open` on the same line, or nil.
    func closingQuote(_ open: Int) -> Int? {
        let quote = bytes[open]
        var offset = open + 1
        while offset < bytes.count, bytes[offset] != .newline {
            if bytes[offset] == quote { return offset }
            offset +=
                quote == 0x22 && bytes[offset] == 0x5C && offset + 1 < bytes.count && bytes[offset + 1] != .newline
                ? 2 : 1
        }
        return nil
    }
}
