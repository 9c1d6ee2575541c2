// SPDX-License-Identifier: Apache-2.0

extension StatementReader {
    /// std-table = "[" key "]" ; array-table = "[[" key "]]" (TOML 1.0, ABNF). A header is one line.
    mutating func header() {
        let start = at
        let end = lineEnd(start)
        let isList = start + 1 < end && bytes[start + 1] == UInt8(ascii: "[")
        at = start + (isList ? 2 : 1)
        let editsBefore = edits.count
        let path = dottedKey()
        let isPlain = edits.count == editsBefore && at <= end
        edits.removeSubrange(editsBefore...)
        var rest = at
        while rest < end, bytes[rest].isBlank { rest += 1 }
        let closing = isList ? 2 : 1
        let isClosed = rest + closing <= end && bytes[rest..<(rest + closing)].allSatisfy { $0 == UInt8(ascii: "]") }
        if let path, isPlain, isClosed {
            at = rest + closing
            return finishHeader(path, isList: isList, from: start)
        }
        if let path, isPlain, rest >= end || bytes[rest] == .hash || bytes[rest] == UInt8(ascii: "]") {
            let fixed = printed(path, isList: isList)
            slip(.unclosedHeader(fixed), start)
            return repairHeader(path, fixed, from: start, to: end)
        }
        strangeHeader(isList: isList, from: start, to: end)
    }

    private mutating func finishHeader(_ path: [String], isList: Bool, from start: Int) {
        let isDeep = path.count > Int(TomlParser.depth)
        if isDeep { slip(.tooDeep, start) }
        skipBlanks()
        let end = lineEnd(at)
        if at < end, bytes[at] != .hash, bytes[at] != 0x0D {
            slip(.headerNotAlone, at)
            edits.append(Edit(range: at..<end, bytes: []))
        }
        skipLine()
        close(.table(path, isList: isList), from: start, isLost: isDeep)
    }

    /// A header with characters that need quotes, such as `[room.libera/#tricot]`.
    private mutating func strangeHeader(isList: Bool, from start: Int, to end: Int) {
        let lastBracket = bytes[start..<end].lastIndex(of: UInt8(ascii: "]"))
        var inner = source.text(start..<(lastBracket ?? end)).unicodeScalars.drop { $0 == "[" }
        while let last = inner.last, last == "]" || last == " " || last == "\t" { inner.removeLast() }
        let isTypographic = inner.contains { "“”„«»‘’".unicodeScalars.contains($0) }
        let text = inner.filter { !"“”„«»‘’\"\u{A0}\u{202F}\u{FEFF}".unicodeScalars.contains($0) }
        let path = Self.split(String(String.UnicodeScalarView(text)))
        let fixed = printed(path, isList: isList)
        if isTypographic {
            slip(.typographicQuotes(path.last ?? ""), start)
        } else if !Self.isRefusedAnyway(path) {
            slip(.unquotedHeader(fixed), start)
        }
        guard path.count <= Int(TomlParser.depth), path.allSatisfy({ !$0.isEmpty }) else {
            at = end
            skipLine()
            return close(.unknown, from: start, isLost: true)
        }
        repairHeader(path, fixed, from: start, to: end)
    }

    /// Quotes would not help: no section has such a name, and whoever reads the names says which ones may stand there.
    private static func isRefusedAnyway(_ path: [String]) -> Bool {
        guard path.allSatisfy({ !$0.isEmpty }), let first = path.first else { return false }
        let isPlain = { (name: String) in name.utf8.allSatisfy(\.isBareKey) }
        if !isPlain(first) { return true }
        return ["community", "network"].contains(first) && path.count > 1 && !isPlain(path[1])
            && path[2...].allSatisfy(isPlain)
    }

    private mutating func repairHeader(_ path: [String], _ fixed: String, from start: Int, to end: Int) {
        edits.append(Edit(range: start..<end, bytes: Array(fixed.utf8)))
        let isList = fixed.utf8.starts(with: "[[".utf8)
        at = end
        skipLine()
        close(.table(path, isList: isList), from: start)
    }

    /// `room.NETWORK/#NAME.SECTION`: a room's name may hold dots, so for rooms only a known section is split off.
    private static func split(_ text: String) -> [String] {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { trimmed(String($0)) }
        guard let first = parts.first, first == "room", parts.count > 2 else { return parts }
        let sections = ["welcome", "moderation", "animation", "words", "commands"]
        if let last = parts.last, parts.count > 2, sections.contains(last) {
            return [first, parts[1..<(parts.count - 1)].joined(separator: "."), last]
        }
        return [first, parts[1...].joined(separator: ".")]
    }

    private func printed(_ path: [String], isList: Bool) -> String {
        let names = path.map { name in
            !name.isEmpty && name.utf8.allSatisfy(\.isBareKey)
                ? name : String(decoding: quotedToml(name), as: UTF8.self)
        }
        let inner = names.joined(separator: ".")
        return isList ? "[[\(inner)]]" : "[\(inner)]"
    }
}

/// Without spaces and tabs at both ends.
func trimmed(_ text: String) -> String {
    var scalars = text.unicodeScalars[...]
    while let first = scalars.first, first == " " || first == "\t" { scalars.removeFirst() }
    while let last = scalars.last, last == " " || last == "\t" { scalars.removeLast() }
    return String(scalars)
}
