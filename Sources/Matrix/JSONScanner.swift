// SPDX-License-Identifier: Apache-2.0

/// Reads a document once, without recursion.
struct JSONScanner {
    private struct Frame {
        var node: Int
        var isObject: Bool
        var count = 0
        var keyMark = 0
    }
    private enum Expect { case value, valueOrEnd, key, keyOrEnd, commaOrEnd }

    let limits: JSONLimits
    private(set) var nodes: [JSONDocument.Node] = []
    private(set) var dropped = 0
    private var stack: [Frame] = []

    init(limits: JSONLimits) { self.limits = limits }

    /// - Returns: the fault, if there is one.
    mutating func scan(_ b: UnsafeBufferPointer<UInt8>) -> JSONFault? {
        var i = 0
        var expect = Expect.value
        while true {
            while i < b.count, b[i] == 0x20 || b[i] == 0x0A || b[i] == 0x0D || b[i] == 0x09 { i += 1 }
            guard i < b.count else { return .malformed(at: i) }
            let c = b[i]
            switch expect {
            case .commaOrEnd:
                if c == UInt8(ascii: ",") {
                    i += 1
                    expect = stack[stack.count - 1].isObject ? .key : .value
                    continue
                }
                guard c == (stack[stack.count - 1].isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                    return .malformed(at: i)
                }
                i += 1
                close(at: i)
            case .key, .keyOrEnd:
                if c == UInt8(ascii: "}"), expect == .keyOrEnd {
                    i += 1
                    close(at: i)
                    break
                }
                guard c == UInt8(ascii: "\"") else { return .malformed(at: i) }
                stack[stack.count - 1].keyMark = nodes.count
                guard string(b, &i) else { return .malformed(at: i) }
                while i < b.count, b[i] == 0x20 || b[i] == 0x0A || b[i] == 0x0D || b[i] == 0x09 { i += 1 }
                guard i < b.count, b[i] == UInt8(ascii: ":") else { return .malformed(at: i) }
                i += 1
                expect = .value
                continue
            case .value, .valueOrEnd:
                if c == UInt8(ascii: "]"), expect == .valueOrEnd {
                    i += 1
                    close(at: i)
                    break
                }
                if c == UInt8(ascii: "{") || c == UInt8(ascii: "[") {
                    let isObject = c == UInt8(ascii: "{")
                    guard stack.count < limits.depth else { return .tooDeep }
                    stack.append(Frame(node: nodes.count, isObject: isObject))
                    nodes.append(.init(kind: isObject ? .object : .array, start: UInt32(i), end: 0, next: 0))
                    i += 1
                    expect = isObject ? .keyOrEnd : .valueOrEnd
                    continue
                }
                guard c == UInt8(ascii: "\"") ? string(b, &i) : scalar(b, &i) else { return .malformed(at: i) }
            }
            if nodes.count > limits.nodes { return .tooMany }
            guard finished() else {
                while i < b.count, b[i] == 0x20 || b[i] == 0x0A || b[i] == 0x0D || b[i] == 0x09 { i += 1 }
                return i == b.count ? nil : .malformed(at: i)
            }
            expect = .commaOrEnd
        }
    }

    private mutating func close(at i: Int) {
        let frame = stack.removeLast()
        nodes[frame.node].end = UInt32(i)
        nodes[frame.node].next = UInt32(nodes.count)
    }

    /// A value is complete. False when it was the document.
    private mutating func finished() -> Bool {
        guard let last = stack.indices.last else { return false }
        stack[last].count += 1
        if stack[last].isObject, stack[last].count > limits.keys {
            nodes.removeLast(nodes.count - stack[last].keyMark)
            dropped += 1
        }
        return true
    }

    private mutating func string(_ b: UnsafeBufferPointer<UInt8>, _ i: inout Int) -> Bool {
        let start = i
        var isEscaped = false
        i += 1
        while i < b.count {
            let c = b[i]
            if c == UInt8(ascii: "\"") {
                i += 1
                let next = UInt32(nodes.count + 1)
                nodes.append(
                    .init(kind: .string, isEscaped: isEscaped, start: UInt32(start), end: UInt32(i), next: next))
                return true
            }
            if c == UInt8(ascii: "\\") {
                isEscaped = true
                i += 2
                continue
            }
            // Raw control characters are no JSON, but harmless: they are kept, NUL becomes U+FFFD.
            if c == 0 { isEscaped = true }
            i += 1
        }
        return false
    }

    private mutating func scalar(_ b: UnsafeBufferPointer<UInt8>, _ i: inout Int) -> Bool {
        let start = i
        while i < b.count {
            switch b[i] {
            case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0x20, 0x0A, 0x0D, 0x09: break
            default:
                i += 1
                continue
            }
            break
        }
        let kind: JSON.Kind
        switch b[start] {
        case UInt8(ascii: "t"): kind = .yes
        case UInt8(ascii: "f"): kind = .no
        case UInt8(ascii: "n"): kind = .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): kind = .number
        default: return false
        }
        let word = UnsafeBufferPointer(rebasing: b[start..<i])
        switch kind {
        case .yes: guard word.elementsEqual("true".utf8) else { return false }
        case .no: guard word.elementsEqual("false".utf8) else { return false }
        case .null: guard word.elementsEqual("null".utf8) else { return false }
        default: guard Self.isNumber(word) else { return false }
        }
        nodes.append(.init(kind: kind, start: UInt32(start), end: UInt32(i), next: UInt32(nodes.count + 1)))
        return true
    }

    private static func isNumber(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        word.allSatisfy {
            ($0 >= 0x30 && $0 <= 0x39) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: ".")
                || $0 | 0x20 == UInt8(ascii: "e")
        } && word.contains { $0 >= 0x30 && $0 <= 0x39 }
    }

    static let ceiling: Int64 = 1 << 53

    /// Whole part of a JSON number, clamped to ±2⁵³.
    static func integer(_ word: ArraySlice<UInt8>) -> Int64 {
        var digits: [Int64] = []
        var fraction: Int?
        var exponent: Int64 = 0
        var isNegative = false
        var inExponent = false
        var exponentIsNegative = false
        for (n, c) in word.prefix(400).enumerated() {
            switch c {
            case 0x30...0x39:
                if inExponent {
                    exponent = min(10_000, exponent * 10 + Int64(c & 15))
                } else {
                    digits.append(Int64(c & 15))
                }
            case UInt8(ascii: "."): if fraction == nil, !inExponent { fraction = digits.count }
            case UInt8(ascii: "-"): if inExponent { exponentIsNegative = true } else if n == 0 { isNegative = true }
            case UInt8(ascii: "e"), UInt8(ascii: "E"): inExponent = true
            default: break
            }
        }
        let whole = Int64(fraction ?? digits.count) + (exponentIsNegative ? -exponent : exponent)
        var value: Int64 = 0
        var place: Int64 = 0
        while place < whole, value < ceiling {
            let digit = place < digits.count ? digits[Int(place)] : 0
            value = value * 10 + digit
            place += 1
            if value == 0, place >= digits.count { break }
        }
        value = min(value, ceiling)
        return isNegative ? -value : value
    }

    /// The inside of a string with its escapes resolved. Unknown escapes stand for their letter.
    static func unescape(_ inner: ArraySlice<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(inner.count)
        var i = inner.startIndex
        func append(_ value: UInt32) {
            let scalar = value == 0 ? nil : Unicode.Scalar(value)
            out.append(contentsOf: String(scalar ?? "\u{FFFD}").utf8)
        }
        func hex(_ at: Int) -> UInt32? {
            guard at + 4 <= inner.endIndex else { return nil }
            var value: UInt32 = 0
            for c in inner[at..<at + 4] {
                switch c {
                case 0x30...0x39: value = value << 4 | UInt32(c & 15)
                case 0x41...0x46, 0x61...0x66: value = value << 4 | UInt32((c & 0x0F) + 9)
                default: return nil
                }
            }
            return value
        }
        while i < inner.endIndex {
            let c = inner[i]
            guard c == UInt8(ascii: "\\") else {
                if c == 0 { append(0) } else { out.append(c) }
                i += 1
                continue
            }
            guard i + 1 < inner.endIndex else { break }
            let letter = inner[i + 1]
            i += 2
            switch letter {
            case UInt8(ascii: "n"): out.append(0x0A)
            case UInt8(ascii: "r"): out.append(0x0D)
            case UInt8(ascii: "t"): out.append(0x09)
            case UInt8(ascii: "b"): out.append(0x08)
            case UInt8(ascii: "f"): out.append(0x0C)
            case UInt8(ascii: "u"):
                guard let high = hex(i) else {
                    append(0xFFFD)
                    continue
                }
                i += 4
                if high & 0xFC00 == 0xD800, i + 1 < inner.endIndex, inner[i] == UInt8(ascii: "\\"),
                    inner[i + 1] == UInt8(ascii: "u"), let low = hex(i + 2), low & 0xFC00 == 0xDC00
                {
                    i += 6
                    append(0x10000 + (high & 0x3FF) << 10 + (low & 0x3FF))
                } else {
                    append(high)
                }
            default: out.append(letter)
            }
        }
        return out
    }
}
