// SPDX-License-Identifier: Apache-2.0

/// UTF-8 that some program took for Windows-1252 and encoded once more: `â–„` was meant as ▄, `â€™` as ’.
///
/// Only signs are read as they were meant. Letters are not, although `Ã©` was é: a letter takes what stands behind it into
/// its word, and behind `Ã\u{A0}` everybody reads the next one (THREATS D3). A sign parts words, however it is read.
/// Source: WHATWG Encoding Standard, index windows-1252.
enum Misread {
    /// Whether what was meant could begin with this: the first byte of three or of four.
    @inline(__always)
    static func mayBegin(_ value: UInt32) -> Bool { value == 0xE2 || value == 0xF0 }

    /// The sign that was meant, and the length in bytes of what followed the first of it; nil where it was meant as it is.
    /// - Parameter first: the scalar before `i` in `bytes`, which are valid UTF-8.
    static func sign(
        from first: UInt32, _ bytes: UnsafeBufferPointer<UInt8>, at i: Int
    ) -> (meant: Unicode.Scalar, length: Int)? {
        let count = first == 0xE2 ? 2 : 3
        var value = first & (count == 2 ? 0x0F : 0x07)
        var end = i
        for _ in 0..<count {
            guard end < bytes.count, bytes[end] >= 0x80 else { return nil }
            let (scalar, length) = TextReader.decode(bytes, at: end)
            guard let byte = byte(of: scalar.value) else { return nil }
            value = value << 6 | UInt32(byte & 0x3F)
            end += length
        }
        // What is shorter otherwise nobody meant; `🅰` is read as a letter.
        guard value >= (count == 2 ? 0x800 : 0x10000), let meant = Unicode.Scalar(value),
            ScalarClass.of(meant) == .symbol
        else { return nil }
        let plain = Folding.plain(meant, .symbol)
        let isLetter = (plain | 0x20) &- 0x61 < 26 || plain &- 0x30 < 10 || plain >= 0x80
        return isLetter ? nil : (meant, end - i)
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
