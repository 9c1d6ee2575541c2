// SPDX-License-Identifier: Apache-2.0

/// Looks at the bytes of one line (plain view) for the marks of `LineShape`.
struct LineReader {
    struct Parts {
        var kind = LineShape.Kind.plain
        var number: Int32 = -1
        var beginsWithCapital = false
        var outline: UInt64 = 0
    }

    let bytes: UnsafeBufferPointer<UInt8>

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    func read() -> Parts {
        var parts = Parts()
        var start = 0
        while start < bytes.count, bytes[start] == 0x20 { start += 1 }
        guard start < bytes.count else { return parts }
        parts.beginsWithCapital = isCapital(at: start)
        parts.outline = outline(from: start)
        if let number = row(from: start) {
            parts.kind = .row
            parts.number = number
        } else if isBullet(start) {
            parts.kind = .bullet
        } else if isTrace(start) {
            parts.kind = .trace
        } else if start >= 2 || isCode() {
            parts.kind = .code
        } else if isDigit(start) {
            parts.kind = .quantity
            parts.number = digits(start).value
        }
        return parts
    }

    // row = [word] number ["er" / "e"] [word] (":" / "." / ")" / "-") ; number at most 4 digits
    private func row(from start: Int) -> Int32? {
        var i = start
        var hasWord = false
        while i < bytes.count, isLetter(i), i - start < 12 { i += 1 }
        if i > start {
            hasWord = true
            if i < bytes.count, bytes[i] == 0x20 { i += 1 }
        }
        guard i < bytes.count, isDigit(i) else { return nil }
        let (value, end) = digits(i)
        guard end - i <= 4 else { return nil }
        i = end
        // A span of rows: `Rows 4-8:`, `Rangs 4 et 6 :`
        if i + 1 < bytes.count, bytes[i] == 0x2D, isDigit(i + 1) { i = digits(i + 1).end }
        if i < bytes.count, bytes[i] == 0x20 { i += 1 }
        guard i < bytes.count else { return nil }
        switch bytes[i] {
        case 0x3A, 0x29: return value
        case 0x2E: return !(i + 1 < bytes.count && isDigit(i + 1)) ? value : nil
        case 0x2D: return i + 1 < bytes.count && bytes[i + 1] == 0x20 ? value : nil
        case 0x28: return hasWord ? value : nil
        default: return nil
        }
    }

    private func isBullet(_ i: Int) -> Bool {
        guard i + 1 < bytes.count, bytes[i + 1] == 0x20 else { return false }
        return bytes[i] == 0x2D || bytes[i] == 0x2A || bytes[i] == 0x2B
    }

    private func isTrace(_ start: Int) -> Bool {
        if starts("at ", start) && (contains(0x28) || contains(0x3A)) { return true }
        if starts("File \"", start) || starts("Traceback (", start) || starts("Caused by:", start) { return true }
        if starts("Exception in ", start) || starts("#", start) && start + 1 < bytes.count && isDigit(start + 1) {
            return true
        }
        // `some.name.Error: …`, and `file.ext:123`.
        var i = start
        while i < bytes.count, bytes[i] != 0x20 {
            if bytes[i] == 0x3A {
                if ends("Error", i) || ends("Exception", i) { return true }
                if i + 1 < bytes.count, isDigit(i + 1), i > start, isLetter(i - 1), bytes[start..<i].contains(0x2E) {
                    return true
                }
            }
            i += 1
        }
        return false
    }

    private func isCode() -> Bool {
        guard let last = bytes.last(where: { $0 != 0x20 }) else { return false }
        if last == 0x7B || last == 0x7D || (last == 0x3B && (contains(0x28) || contains(0x3D))) { return true }
        for i in bytes.indices.dropLast() {
            let pair = (bytes[i], bytes[i + 1])
            if pair == (0x28, 0x29) || pair == (0x2D, 0x3E) || pair == (0x3D, 0x3D) || pair == (0x3A, 0x3D) {
                return true
            }
        }
        return false
    }

    /// Runs of letters, of digits, and each punctuation mark, at most the first 12 pieces.
    private func outline(from start: Int) -> UInt64 {
        var hash = SeededHash(seed: 0)
        var pieces = 0
        var i = start
        while i < bytes.count, pieces < 12 {
            let kind: UInt8 = isDigit(i) ? 0x39 : isLetter(i) ? 0x61 : bytes[i]
            while i < bytes.count, (isDigit(i) ? 0x39 : isLetter(i) ? 0x61 : bytes[i]) == kind { i += 1 }
            if kind == 0x20 { continue }
            hash.add(kind)
            pieces += 1
        }
        return hash.stirred
    }

    private func digits(_ start: Int) -> (value: Int32, end: Int) {
        var value: Int32 = 0
        var i = start
        while i < bytes.count, isDigit(i) {
            if value < 100_000 { value = value * 10 + Int32(bytes[i] - 0x30) }
            i += 1
        }
        return (value, i)
    }

    private func isDigit(_ i: Int) -> Bool { bytes[i] &- 0x30 < 10 }
    private func isLetter(_ i: Int) -> Bool { (bytes[i] | 0x20) &- 0x61 < 26 || bytes[i] >= 0x80 }

    private func isCapital(at i: Int) -> Bool {
        if bytes[i] < 0x80 { return bytes[i] &- 0x41 < 26 }
        let v = TextReader.decode(bytes, at: i).0
        return v.properties.isUppercase
    }

    private func contains(_ byte: UInt8) -> Bool { bytes.contains(byte) }

    private func starts(_ word: StaticString, _ i: Int) -> Bool {
        let n = word.utf8CodeUnitCount
        guard i + n <= bytes.count else { return false }
        return (0..<n).allSatisfy { bytes[i + $0] == word.utf8Start[$0] }
    }

    private func ends(_ word: StaticString, _ i: Int) -> Bool {
        let n = word.utf8CodeUnitCount
        return i >= n && starts(word, i - n)
    }
}
