// SPDX-License-Identifier: Apache-2.0

/// Case, accents and costumes removed, scalar by scalar, by small tables of our own: they are the same on every
/// machine and never grow a text (THREATS G3), unlike the Unicode normal forms.
enum Folding {
    /// One scalar's folded form: one scalar, or two ASCII letters (ß → ss).
    struct Folded {
        let first: UInt32
        let second: UInt8  // 0: none

        @inline(__always)
        init(_ first: UInt32, _ second: UInt8 = 0) {
            self.first = first
            self.second = second
        }
    }

    /// Full-width, mathematical, circled letters and look-alike punctuation as plain characters. Letters keep
    /// their case. Every scalar that is not letter, mark or number comes out as ASCII (a space where nothing fits),
    /// so that the ASCII-only `\b` of patterns is right in every language.
    static func plain(_ scalar: Unicode.Scalar, _ kind: ScalarClass) -> UInt32 {
        let v = scalar.value
        if v < 0x80 { return v == 0x09 ? 0x20 : v }
        if v >= 0x1D400 || (v >= 0x2100 && v <= 0x24FF) || v >= 0xFF00 {
            let letter = dressed(v)
            if letter != 0 { return letter }
        }
        switch kind {
        case .letter, .mark, .number: return v
        case .space: return 0x20
        case .invisible, .selector: return 0x20
        case .symbol: return punctuation(v)
        }
    }

    /// Lower case without accents, for a scalar of `plain`'s result that is a letter or a number.
    @inline(__always)
    static func fold(_ v: UInt32) -> Folded {
        if v < 0x80 { return Folded(v >= 0x41 && v <= 0x5A ? v | 0x20 : v) }
        return foldBeyondASCII(v)
    }

    private static func foldBeyondASCII(_ v: UInt32) -> Folded {
        switch v {
        case 0xC0..<0x250: return latin(latinTable, Int(v) - 0xC0, v)
        case 0x1E00..<0x1F00: return latin(vietnameseTable, Int(v) - 0x1E00, v)
        case 0x386: return Folded(0x3B1)
        case 0x388...0x38A: return Folded([0x3B5, 0x3B7, 0x3B9][Int(v) - 0x388])
        case 0x38C: return Folded(0x3BF)
        case 0x38E: return Folded(0x3C5)
        case 0x38F: return Folded(0x3C9)
        case 0x391...0x3A9: return Folded(v + 0x20)
        case 0x3AC: return Folded(0x3B1)
        case 0x3AD...0x3AF: return Folded([0x3B5, 0x3B7, 0x3B9][Int(v) - 0x3AD])
        case 0x3C2: return Folded(0x3C3)
        case 0x3CC: return Folded(0x3BF)
        case 0x3CD: return Folded(0x3C5)
        case 0x3CE: return Folded(0x3C9)
        case 0x401, 0x451: return Folded(0x435)
        case 0x400...0x40F: return Folded(v + 0x50)
        case 0x410...0x42F: return Folded(v + 0x20)
        case 0x460...0x481, 0x48A...0x4BF, 0x4D0...0x52F: return Folded(v | 1)
        case 0x531...0x556: return Folded(v + 0x30)
        default: return Folded(v)
        }
    }

    private static func latin(_ table: StaticString, _ index: Int, _ v: UInt32) -> Folded {
        let letter = table.utf8Start[index]
        switch letter {
        case 0x61...0x7A: return Folded(UInt32(letter))
        case 0x53: return Folded(0x73, 0x73)  // ß
        case 0x41: return Folded(0x61, 0x65)  // æ
        case 0x4F: return Folded(0x6F, 0x65)  // œ
        case 0x4A: return Folded(0x69, 0x6A)  // ĳ
        case 0x54: return Folded(0x74, 0x68)  // þ
        case 0x44: return Folded(0x64, 0x7A)  // ǆ
        case 0x4C: return Folded(0x6C, 0x6A)  // ǉ
        case 0x4E: return Folded(0x6E, 0x6A)  // ǌ
        default: return Folded(v)
        }
    }

    /// The ASCII letter or digit that a dressed-up scalar shows, or 0.
    private static func dressed(_ v: UInt32) -> UInt32 {
        switch v {
        case 0xFF01...0xFF5E: return v - 0xFEE0
        case 0xFF61: return 0x2E
        case 0x1D400...0x1D6A3:
            let k = (v - 0x1D400) % 52
            return k < 26 ? 0x41 + k : 0x61 + k - 26
        case 0x1D7CE...0x1D7FF: return 0x30 + (v - 0x1D7CE) % 10
        case 0x24B6...0x24CF: return 0x41 + v - 0x24B6
        case 0x24D0...0x24E9: return 0x61 + v - 0x24D0
        case 0x2460...0x2468: return 0x31 + v - 0x2460
        case 0x1F130...0x1F149: return 0x41 + v - 0x1F130
        case 0x1F150...0x1F169: return 0x41 + v - 0x1F150
        case 0x1F170...0x1F189: return 0x41 + v - 0x1F170
        // The holes of the mathematical alphabets, which stand among the letter-like symbols.
        case 0x210A: return 0x67
        case 0x210B...0x210D: return 0x48
        case 0x210E: return 0x68
        case 0x2110, 0x2111: return 0x49
        case 0x2112: return 0x4C
        case 0x2113: return 0x6C
        case 0x2115: return 0x4E
        case 0x2119: return 0x50
        case 0x211A: return 0x51
        case 0x211B...0x211D: return 0x52
        case 0x2124, 0x2128: return 0x5A
        case 0x212A: return 0x4B
        case 0x212C: return 0x42
        case 0x212D: return 0x43
        case 0x212F: return 0x65
        case 0x2130: return 0x45
        case 0x2131: return 0x46
        case 0x2133: return 0x4D
        case 0x2134: return 0x6F
        default: return 0
        }
    }

    private static func punctuation(_ v: UInt32) -> UInt32 {
        switch v {
        case 0x2018, 0x2019, 0x201A, 0x201B, 0x2032, 0xB4: 0x27
        case 0xAB, 0xBB, 0x201C...0x201F, 0x2033: 0x22
        case 0x2010...0x2015, 0x2212: 0x2D
        case 0x2024, 0x3002, 0xFE52: 0x2E
        case 0xA1: 0x21
        case 0xBF: 0x3F
        case 0x2039: 0x3C
        case 0x203A: 0x3E
        case 0x2044, 0x2215: 0x2F
        case 0x3001: 0x2C
        default: 0x20
        }
    }

    /// U+00C0…U+024F: the base letter; a capital stands for two letters, '.' for the scalar itself.
    private static let latinTable: StaticString = """
        aaaaaaAceeeeiiiidnooooo-ouuuuyTSaaaaaaAceeeeiiiidnooooo-ouuuuyTyaaaaaaccccccccddddeeeeeeeeeegggg\
        gggghhhhiiiiiiiiiiJJjjkkkllllll..llnnnnnnnnnooooooOOrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs\
        bb........d.......f....ikk...n..oo..pp.........uu..yyzz.............DDDLLLNNNaaiioouuuuuuuuuueaa\
        aaAA..ggkkoooo..jDDDgg..nnaaAAooaaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy...j..acclts\
        z..bu.eejjqqrryy
        """
    /// U+1E00…U+1EFF.
    private static let vietnameseTable: StaticString = """
        aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrr\
        ssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy.s..S.aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee\
        eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......
        """
}
