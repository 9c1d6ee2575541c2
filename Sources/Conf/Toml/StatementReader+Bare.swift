// SPDX-License-Identifier: Apache-2.0

internal import Chat

/// Values without quotes.
extension StatementReader {
    mutating func bare(_ depth: Int) -> Outcome {
        let start = at
        let end = bareEnd()
        let token = Self.withoutBackticks(source.text(start..<end))
        at = end
        if brackets.last?.byte == UInt8(ascii: "{"), isKeyOfInline(end) {
            let dots = token.utf8.reduce(0) { $0 + ($1 == UInt8(ascii: ".") ? 1 : 0) }
            brackets[brackets.count - 1].depth += dots
            return isTooDeep(depth) ? .lost : .goOn
        }
        guard end > start else { return step() }
        guard let mistake = Self.judge(token) else { return .goOn }
        slip(mistake, start)
        let repaired: [UInt8]
        if case .yesOrNo(_, let flag) = mistake {
            repaired = Array(String(flag).utf8)
        } else {
            repaired = quotedToml(token)
        }
        edits.append(Edit(range: start..<end, bytes: repaired))
        return .goOn
    }

    /// As messengers quote: `fr`.
    private static func withoutBackticks(_ token: String) -> String {
        guard token.utf8.count > 2, token.utf8.first == 0x60, token.utf8.last == 0x60 else { return token }
        return String(decoding: token.utf8.dropFirst().dropLast(), as: UTF8.self)
    }

    private func isKeyOfInline(_ end: Int) -> Bool {
        var next = end
        while next < bytes.count, bytes[next].isBlank { next += 1 }
        return next < bytes.count && [UInt8(ascii: "="), UInt8(ascii: "."), 0x22, 0x27].contains(bytes[next])
    }

    /// Up to a delimiter, or to a `#` after a space; spaces at the end left out.
    private func bareEnd() -> Int {
        let limit = lineEnd(at)
        let isInline = brackets.last?.byte == UInt8(ascii: "{")
        var end = at
        var offset = at
        while offset < limit {
            let byte = bytes[offset]
            if byte == .hash, offset == at || bytes[offset - 1].isBlank { break }
            if !brackets.isEmpty, [0x2C, 0x5D, 0x7D].contains(byte) { break }
            if byte == UInt8(ascii: ";"), offset + 1 >= limit || bytes[offset + 1].isBlank { break }
            if isInline, byte == UInt8(ascii: "=") || byte == 0x22 || byte == 0x27 { break }
            let space = Marks.space(bytes, offset)
            if space > 0 {
                offset += space
                continue
            }
            offset += 1
            if !byte.isBlank { end = offset }
        }
        return end
    }

    /// What is wrong with a value without quotes; nil for numbers, dates, true and false.
    private static func judge(_ token: String) -> Mistake? {
        let bytes = Array(token.utf8)
        guard let first = bytes.first else { return nil }
        switch token.utf8.map({ $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }) {
        case Array("oui".utf8), Array("yes".utf8), Array("on".utf8), Array("vrai".utf8): return .yesOrNo(token, true)
        case Array("non".utf8), Array("no".utf8), Array("off".utf8), Array("faux".utf8): return .yesOrNo(token, false)
        case Array("true".utf8): return bytes == Array("true".utf8) ? nil : .yesOrNo(token, true)
        case Array("false".utf8): return bytes == Array("false".utf8) ? nil : .yesOrNo(token, false)
        default: break
        }
        if ["inf", "nan", "+inf", "-inf", "+nan", "-nan"].contains(token) { return nil }
        if bytes.contains(.hash) { return .hashInList(token) }
        guard first.isDigit || first == UInt8(ascii: "+") || first == UInt8(ascii: "-") else {
            return .unquotedText(token)
        }
        if isNumberOrDate(bytes) { return nil }
        return TimeSpan.parse(token) == nil ? .unquotedText(token) : .unquotedDuration(token)
    }

    /// By its characters; whether it is a valid one is for toml++ to say.
    private static func isNumberOrDate(_ bytes: [UInt8]) -> Bool {
        if bytes.count > 2, bytes[0] == 0x30, [0x78, 0x6F, 0x62].contains(bytes[1]) { return true }
        let isNumber = bytes.allSatisfy { $0.isDigit || [0x2B, 0x2D, 0x2E, 0x5F, 0x65, 0x45].contains($0) }
        guard !isNumber else { return true }
        // 2026-01-05, 2026-01-05T09:00:00Z, 09:30:00
        let isDate = bytes.count >= 10 && bytes[4] == 0x2D && bytes[7] == 0x2D
        let isTime = bytes.count >= 8 && bytes[2] == 0x3A && bytes[5] == 0x3A
        return isDate || isTime
    }
}
