// SPDX-License-Identifier: Apache-2.0

/// UTF-8 that some program took for Windows-1252 and encoded once more: `Ã©` was meant as é, `â–„` as ▄.
///
/// Only what begins like Latin letters, Cyrillic, signs or emoji is read as it was meant: `é` and `à` begin characters of
/// UTF-8 too, and «beauté\u{A0}» is French. And no space or quotation mark is taken for a byte that parts a word, a room or an
/// address from what stands before it: behind `Ã\u{A0}` everybody reads the next word.
/// Source: WHATWG Encoding Standard, index windows-1252.
enum Misread {
    /// Whether what was meant could begin with this.
    @inline(__always)
    static func mayBegin(_ value: UInt32) -> Bool { value >= 0xC2 && value <= 0xF0 && follow(value) > 0 }

    /// The scalar that was meant, and the length in bytes of what followed the first of it; nil where it was meant as it is.
    /// - Parameters:
    ///   - first: the scalar before `i` in `bytes`, which are valid UTF-8.
    ///   - isInWord: letters stand before it.
    static func scalar(
        from first: UInt32, _ bytes: UnsafeBufferPointer<UInt8>, at i: Int, isInWord: Bool
    ) -> (meant: Unicode.Scalar, length: Int)? {
        let count = follow(first)
        guard count > 0 else { return nil }
        var parts = Parting.nothing
        var value = first & (count == 1 ? 0x1F : count == 2 ? 0x0F : 0x07)
        var end = i
        for _ in 0..<count {
            guard end < bytes.count, bytes[end] >= 0x80 else { return nil }
            let (scalar, length) = TextReader.decode(bytes, at: end)
            guard let byte = byte(of: scalar.value) else { return nil }
            value = value << 6 | UInt32(byte & 0x3F)
            end += length
            parts = max(parts, Parting(scalar.value))
        }
        // What is shorter otherwise, and control characters, nobody meant.
        guard value >= (count == 1 ? 0xA0 : count == 2 ? 0x800 : 0x10000) else { return nil }
        // What is no letter parts words itself.
        if count == 1, first != 0xC2, parts != .nothing, isName(bytes, at: end),
            parts == .space || !isInWord || leads(bytes, at: end)
        {
            return nil
        }
        return Unicode.Scalar(value).map { ($0, end - i) }
    }

    /// How what was taken for a byte parts words.
    private enum Parting: Comparable {
        case nothing, quotes, space

        init(_ value: UInt32) {
            switch value {
            case 0xA0: self = .space
            case 0xAB, 0xBB, 0x2018...0x201E, 0x2039, 0x203A: self = .quotes
            default: self = .nothing
            }
        }
    }

    /// A word, a room or a name goes on there that is not in the wrong encoding as well.
    private static func isName(_ bytes: UnsafeBufferPointer<UInt8>, at i: Int) -> Bool {
        guard i < bytes.count else { return false }
        let byte = bytes[i]
        if byte >= 0x80 { return !mayBegin(TextReader.decode(bytes, at: i).0.value) }
        return (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x23 || byte == 0x40
    }

    /// An address could begin there.
    private static func leads(_ bytes: UnsafeBufferPointer<UInt8>, at i: Int) -> Bool {
        bytes[i..<min(bytes.count, i + longest)].prefix { $0 > 0x20 }.contains { byte in
            byte == 0x2E || byte == 0x2F || byte == 0x23 || byte == 0x40
        }
    }
    /// Bytes of an address that are looked at.
    private static let longest = 64

    /// How many more bytes belong to a character of UTF-8 that begins with this one.
    private static func follow(_ first: UInt32) -> Int {
        switch first {
        case 0xC2...0xC5, 0xD0, 0xD1: 1
        case 0xE2: 2
        case 0xF0: 3
        default: 0
        }
    }

    /// The byte of Windows-1252 that shows as this, where it can follow in UTF-8.
    private static func byte(of value: UInt32) -> UInt8? {
        if value < 0xC0 { return value >= 0x80 ? UInt8(value) : nil }
        return signs.firstIndex { UInt32($0) == value }.map { 0x80 + UInt8($0) }
    }

    /// From 0x80 on; 0 where there is none.
    private static let signs: [UInt16] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
        0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E,
        0x0178,
    ]
}
