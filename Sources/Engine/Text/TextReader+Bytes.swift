// SPDX-License-Identifier: Apache-2.0

extension TextReader {
    /// The scalar that begins at `i`, and its length in bytes. The bytes are valid UTF-8 (they come from a `String`);
    /// a bad byte would still only yield U+FFFD.
    @inline(__always)
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, at i: Int) -> (Unicode.Scalar, length: Int) {
        let a = UInt32(bytes[i])
        if a < 0x80 { return (Unicode.Scalar(UInt8(a)), 1) }
        let length = a < 0xE0 ? 2 : a < 0xF0 ? 3 : 4
        guard a >= 0xC2, i + length <= bytes.count else { return ("\u{FFFD}", 1) }
        var v = length == 2 ? a & 0x1F : length == 3 ? a & 0x0F : a & 0x07
        for k in 1..<length { v = v << 6 | UInt32(bytes[i + k] & 0x3F) }
        return (Unicode.Scalar(v) ?? "\u{FFFD}", length)
    }

    /// Writes one scalar; returns its length in bytes.
    @inline(__always)
    static func encode(_ v: UInt32, _ out: UnsafeMutableBufferPointer<UInt8>, at i: Int) -> Int {
        if v < 0x80 {
            out[i] = UInt8(v)
            return 1
        }
        if v < 0x800 {
            out[i] = UInt8(0xC0 | v >> 6)
            out[i + 1] = UInt8(0x80 | v & 0x3F)
            return 2
        }
        if v < 0x10000 {
            out[i] = UInt8(0xE0 | v >> 12)
            out[i + 1] = UInt8(0x80 | v >> 6 & 0x3F)
            out[i + 2] = UInt8(0x80 | v & 0x3F)
            return 3
        }
        out[i] = UInt8(0xF0 | v >> 18 & 0x07)
        out[i + 1] = UInt8(0x80 | v >> 12 & 0x3F)
        out[i + 2] = UInt8(0x80 | v >> 6 & 0x3F)
        out[i + 3] = UInt8(0x80 | v & 0x3F)
        return 4
    }

    /// The length of the IRC formatting code at `i`, or 0.
    /// https://modern.ircdocs.horse/formatting: 0x03 and up to two digits, a comma and up to two more; 0x04 and six
    /// hexadecimal digits, a comma and six more; the rest stand alone.
    static func formattingLength(_ bytes: UnsafeBufferPointer<UInt8>, at i: Int) -> Int {
        switch bytes[i] {
        case 0x02, 0x0F, 0x11, 0x16, 0x1D, 0x1E, 0x1F: return 1
        case 0x03: return 1 + colours(bytes, at: i + 1, most: 2, isDigit: { $0 &- 0x30 < 10 })
        case 0x04:
            return 1 + colours(bytes, at: i + 1, most: 6, isDigit: { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 6 })
        default: return 0
        }
    }

    private static func colours(
        _ bytes: UnsafeBufferPointer<UInt8>, at start: Int, most: Int, isDigit: (UInt8) -> Bool
    ) -> Int {
        func digits(_ from: Int) -> Int {
            var n = 0
            while n < most, from + n < bytes.count, isDigit(bytes[from + n]) { n += 1 }
            return n
        }
        let first = digits(start)
        guard first > 0, start + first < bytes.count, bytes[start + first] == 0x2C else { return first }
        let second = digits(start + first + 1)
        return second > 0 ? first + 1 + second : first
    }
}
