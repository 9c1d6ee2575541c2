// SPDX-License-Identifier: Apache-2.0

internal import Chat

extension StatementReader {
    /// What one step of reading a value found.
    private enum Outcome { case goOn, ended, lost }

    /// val = string / boolean / array / inline-table / date-time / float / integer, with what follows on its line.
    mutating func value(of kind: Statement.Kind, from start: Int, depth: Int) {
        var hasValue = false
        while true {
            skipBlanks()
            guard at < bytes.count else { return endOfFile(kind, from: start, hasValue: hasValue) }
            let outcome: Outcome
            switch bytes[at] {
            case .newline, 0x0D: outcome = endOfLine(start, hasValue: hasValue)
            case .hash: outcome = comment(hasValue: hasValue)
            case 0x22, 0x27:
                outcome = text()
                hasValue = true
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                outcome = open(depth)
                hasValue = true
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                _ = brackets.popLast()
                at += 1
                outcome = .goOn
            case UInt8(ascii: ","):
                if !brackets.isEmpty { brackets[brackets.count - 1].depth = 1 }
                outcome = step()
            case UInt8(ascii: "="): outcome = step()
            default:
                outcome = Marks.quote(bytes, at) > 0 ? typographic() : bare(depth)
                hasValue = true
            }
            switch outcome {
            case .goOn: continue
            case .ended: return close(kind, from: start)
            case .lost: return abandon(kind, from: start)
            }
        }
    }

    private mutating func endOfFile(_ kind: Statement.Kind, from start: Int, hasValue: Bool) {
        if !hasValue {
            slip(.noValue, start)
        } else if !brackets.isEmpty {
            unclosed()
        }
        close(kind, from: start, isLost: !hasValue || !brackets.isEmpty)
    }

    private mutating func endOfLine(_ start: Int, hasValue: Bool) -> Outcome {
        guard hasValue else {
            slip(.noValue, start)
            return .lost
        }
        if brackets.isEmpty {
            skipLine()
            return .ended
        }
        let next = min(bytes.count, lineEnd(at) + (bytes[at] == 0x0D ? 2 : 1))
        if next < bytes.count, beginsStatement(next) {
            unclosed()
            return .lost
        }
        at = next
        return .goOn
    }

    /// A list that is still open where another statement begins: often `[#room]`, whose `]` is in a comment.
    private mutating func unclosed() {
        if let hash = suspectHash {
            slip(.hashInList(room(hash)), hash)
        } else if let bracket = brackets.first {
            slip(.unclosedList, bracket.offset)
        }
    }

    private func room(_ hash: Int) -> String {
        var end = hash
        while end < lineEnd(hash), !bytes[end].isBlank, ![0x5D, 0x2C, 0x22].contains(bytes[end]) { end += 1 }
        return "libera/" + source.text(hash..<end)
    }

    private mutating func comment(hasValue: Bool) -> Outcome {
        let next = at + 1 < bytes.count ? bytes[at + 1] : .space
        let isSuspect = next.isLetter || next == .hash
        if !hasValue {
            slip(isSuspect ? .hashInList(room(at)) : .noValue, at)
            return .lost
        }
        if isSuspect, !brackets.isEmpty, suspectHash == nil { suspectHash = at }
        at = lineEnd(at)
        return .goOn
    }

    private mutating func open(_ depth: Int) -> Outcome {
        brackets.append(Bracket(byte: bytes[at], offset: at, depth: 1))
        return isTooDeep(depth) ? .lost : step()
    }

    private mutating func step() -> Outcome {
        at += 1
        return .goOn
    }

    private mutating func isTooDeep(_ depth: Int) -> Bool {
        guard depth + brackets.reduce(0, { $0 + $1.depth }) > Int(TomlParser.depth) else { return false }
        slip(.tooDeep, at)
        return true
    }

    // MARK: - Text

    private mutating func text() -> Outcome {
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
    private mutating func typographic() -> Outcome {
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

    // MARK: - Words without quotes

    private mutating func bare(_ depth: Int) -> Outcome {
        let start = at
        let end = bareEnd()
        let token = source.text(start..<end)
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
