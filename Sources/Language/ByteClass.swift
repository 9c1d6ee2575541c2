// SPDX-License-Identifier: Apache-2.0

/// What a byte of a folded text is, by one table.

public enum ByteClass {
    /// Letters, digits and all bytes of characters beyond ASCII.
    static let word: UInt8 = 1
    static let letter: UInt8 = 2
    static let digit: UInt8 = 4
    /// Digits and signs that stand for a letter inside a word: 0 1 3 4 5 7 8 9 @ $ ! | +
    static let leet: UInt8 = 8
    /// What people put between the letters of one word: . - _ * and space.
    static let gap: UInt8 = 16
    /// What stands for a hidden letter: * # %
    static let star: UInt8 = 32

    public static let table: [UInt8] = (0..<256).map { number in
        let byte = UInt8(number)
        var bits: UInt8 = 0
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): bits |= word | letter
        case UInt8(ascii: "0")...UInt8(ascii: "9"): bits |= word | digit
        case 0x80...: bits |= word | letter
        default: break
        }
        if letters[number] != 0 { bits |= leet }
        if [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "*"), 0x20].contains(byte) {
            bits |= gap
        }
        if [UInt8(ascii: "*"), UInt8(ascii: "#"), UInt8(ascii: "%")].contains(byte) { bits |= star }
        return bits
    }

    /// The letter that a digit or sign stands for; 0 for none.
    static let letters: [UInt8] = {
        var found = [UInt8](repeating: 0, count: 256)
        for (sign, letter) in zip("01345789@$!|+".utf8, "oieastbgasiit".utf8) { found[Int(sign)] = letter }
        return found
    }()
}

extension UInt8 {
    /// ASCII capitals as small letters, everything else as it is.
    @inline(__always) var lowered: UInt8 { self &- 65 < 26 ? self | 0x20 : self }
}
