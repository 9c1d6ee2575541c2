// SPDX-License-Identifier: Apache-2.0

/// The scripts whose letters pass for one another.
struct Scripts: OptionSet {
    let rawValue: UInt8
    static let latin = Scripts(rawValue: 1)
    static let cyrillic = Scripts(rawValue: 2)
    static let greek = Scripts(rawValue: 4)

    static func of(_ v: UInt32) -> Scripts {
        switch v {
        case 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F, 0x1E00...0x1EFF: .latin
        case 0x370...0x3FF: .greek
        case 0x400...0x52F: .cyrillic
        default: []
        }
    }

    /// The Latin letter that a folded Cyrillic or Greek letter passes for, or 0. Applied only inside a word that
    /// also has Latin letters, so that Russian and Greek stay themselves.
    static func lookAlike(_ v: UInt32) -> UInt8 {
        switch v {
        case 0x430, 0x3B1: 0x61  // а α
        case 0x432, 0x3B2: 0x62  // в β
        case 0x441: 0x63  // с
        case 0x501: 0x64  // ԁ
        case 0x435, 0x3B5: 0x65  // е ε
        case 0x43D, 0x4BB: 0x68  // н һ
        case 0x456, 0x3B9, 0x4CF: 0x69  // і ι ӏ
        case 0x458: 0x6A  // ј
        case 0x43A, 0x3BA: 0x6B  // к κ
        case 0x43C: 0x6D  // м
        case 0x3B7: 0x6E  // η
        case 0x43E, 0x3BF: 0x6F  // о ο
        case 0x440, 0x3C1: 0x70  // р ρ
        case 0x51B: 0x71  // ԛ
        case 0x455: 0x73  // ѕ
        case 0x442, 0x3C4: 0x74  // т τ
        case 0x3C5: 0x75  // υ
        case 0x3BD, 0x475: 0x76  // ν ѵ
        case 0x51D: 0x77  // ԝ
        case 0x445, 0x3C7: 0x78  // х χ
        case 0x443: 0x79  // у
        default: 0
        }
    }
}
