// SPDX-License-Identifier: Apache-2.0

extension StatementReader {
    /// What one step of reading a value found.
    enum Outcome { case goOn, ended, lost }

    /// Nothing more behind this on its line but a comment.
    private func endsLine(after place: Int) -> Bool {
        let rest = bytes[(place + 1)..<lineEnd(place)].first { !$0.isBlank }
        return rest.map { $0 == .hash || $0 == 0x0D } ?? true
    }

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
            case UInt8(ascii: ",") where hasValue && brackets.isEmpty && endsLine(after: at):
                replace(.comma, by: .space)
                outcome = step()
            case UInt8(ascii: ","):
                if !brackets.isEmpty { brackets[brackets.count - 1].depth = 1 }
                outcome = step()
            case UInt8(ascii: "="):
                if !hasValue, brackets.isEmpty { replace(.doubleEquals, by: .space) }
                outcome = step()
            case UInt8(ascii: ";") where hasValue:
                replace(.semicolon, by: brackets.isEmpty ? .space : UInt8(ascii: ","))
                outcome = step()
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

    /// A sign that means nothing here, or another one.
    private mutating func replace(_ mistake: Mistake, by byte: UInt8) {
        slip(mistake, at)
        edits.append(Edit(range: at..<(at + 1), bytes: [byte]))
    }

    mutating func step() -> Outcome {
        at += 1
        return .goOn
    }

    mutating func isTooDeep(_ depth: Int) -> Bool {
        guard depth + brackets.reduce(0, { $0 + $1.depth }) > Int(TomlParser.depth) else { return false }
        slip(.tooDeep, at)
        return true
    }
}
