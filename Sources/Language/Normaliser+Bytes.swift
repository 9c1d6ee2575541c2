// SPDX-License-Identifier: Apache-2.0

extension Normaliser {
    /// The scalar at a place and its length in bytes; what is no UTF-8 is one space.
    ///
    /// RFC 3629 §4, without over-long forms and surrogates.
    static func decode(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> (UInt32, Int) {
        let first = text[place]
        if first < 0x80 { return (UInt32(first), 1) }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC2, first <= 0xF4, place + length <= text.count else { return (0x20, 1) }
        var scalar = UInt32(first) & (0xFF >> UInt32(length + 1))
        for offset in 1..<length {
            let byte = text[place + offset]
            guard byte & 0xC0 == 0x80 else { return (0x20, 1) }
            scalar = scalar << 6 | UInt32(byte & 0x3F)
        }
        let least: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
        guard scalar >= least, scalar <= 0x10FFFF, !(0xD800...0xDFFF).contains(scalar) else { return (0x20, 1) }
        return (scalar, length)
    }

    /// The bytes of a mIRC colour's digits: one or two, then perhaps a comma and one or two.
    /// https://modern.ircdocs.horse/formatting#color
    static func colour(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var place = start
        func digits(_ from: Int) -> Int {
            var count = 0
            while count < 2, from + count < text.count, text[from + count] &- 48 < 10 { count += 1 }
            return count
        }
        let front = digits(place)
        place += front
        if front > 0, place < text.count, text[place] == UInt8(ascii: ",") {
            let back = digits(place + 1)
            if back > 0 { place += 1 + back }
        }
        return place - start
    }

    /// The bytes of a colour in six hexadecimal digits; none when there are fewer.
    static func hexadecimal(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        guard start + 6 <= text.count else { return 0 }
        for place in start..<start + 6 {
            let byte = text[place].lowered
            guard byte &- 48 < 10 || byte &- 97 < 6 else { return 0 }
        }
        return 6
    }
}
