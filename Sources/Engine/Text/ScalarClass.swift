// SPDX-License-Identifier: Apache-2.0

/// What one Unicode scalar is, as far as reading chat is concerned.
enum ScalarClass: UInt8 {
    case letter, mark, number
    /// White space and line ends.
    case space
    /// Draws nothing: zero-width, bidi, tags, fillers, controls. Dropped from every view (THREATS B6, D4).
    case invisible
    /// Presentation only, as in emoji: dropped, but no sign of a costume.
    case selector
    case symbol

    /// Ranges first: `generalCategory` costs 70 ns a scalar, a range a few.
    static func of(_ scalar: Unicode.Scalar) -> ScalarClass {
        switch scalar.value {
        case 0x30...0x39: .number
        case 0x41...0x5A, 0x61...0x7A: .letter
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: .space
        case 0x00...0x1F, 0x7F...0x9F: .invisible
        case 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F, 0x2800, 0x3164, 0xFEFF, 0xFFA0:
            .invisible
        case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFFF0...0xFFFB: .invisible
        case 0xE0000...0xE0FFF: .invisible
        case 0xFE00...0xFE0F: .selector
        case 0x21...0x7E, 0xA1...0xA9, 0xAB, 0xAC, 0xAE...0xB1, 0xB4, 0xB6...0xB8, 0xBB, 0xBF, 0xD7, 0xF7: .symbol
        case 0xC0...0x24F, 0x1E00...0x1EFF, 0x250...0x2AF: .letter
        case 0x300...0x36F, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE20...0xFE2F: .mark
        case 0x400...0x481, 0x48A...0x52F, 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FFF, 0xAC00...0xD7A3: .letter
        case 0x2010...0x2027, 0x2030...0x205E, 0x2190...0x23FF, 0x2500...0x27BF, 0x1F000...0x1F0FF: .symbol
        case 0x1F300...0x1FAFF, 0xE000...0xF8FF, 0xF0000...0x10FFFF: .symbol
        default: byCategory(scalar)
        }
    }

    private static func byCategory(_ scalar: Unicode.Scalar) -> ScalarClass {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: .letter
        case .nonspacingMark, .spacingMark, .enclosingMark: .mark
        case .decimalNumber, .letterNumber, .otherNumber: .number
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: .space
        case .control, .format, .surrogate: .invisible
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol,
            .privateUse, .unassigned:
            .symbol
        @unknown default: .symbol
        }
    }
}
