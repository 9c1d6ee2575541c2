// SPDX-License-Identifier: Apache-2.0

import Foundation

/// RFC 4013: one form of a name or a password, so that both sides compute with the same bytes.
enum SASLprep {
    /// Nil for what it forbids: controls, private use, no characters at all, a mixture of writing directions; and for
    /// bytes that are no UTF-8.
    static func prepared(_ bytes: [UInt8]) -> [UInt8]? {
        if bytes.allSatisfy({ (0x20..<0x7F).contains($0) }) { return bytes.isEmpty ? nil : bytes }
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var mapped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !vanishes(scalar) {
            mapped.append(isSpace(scalar) ? " " : scalar)
        }
        let normal = String(mapped).precomposedStringWithCompatibilityMapping.unicodeScalars
        guard !normal.isEmpty, !normal.contains(where: isForbidden) else { return nil }
        // RFC 3454 §6: where there is one letter of right-to-left writing, the first and the last are, and none of the
        // other direction.
        if normal.contains(where: isRightToLeft) {
            guard let first = normal.first, let last = normal.last, isRightToLeft(first), isRightToLeft(last),
                !normal.contains(where: { $0.properties.isAlphabetic && !isRightToLeft($0) })
            else { return nil }
        }
        return Array(String(normal).utf8)
    }

    // RFC 3454, table C.1.2.
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        [0xA0, 0x1680, 0x202F, 0x205F, 0x3000].contains(scalar.value) || (0x2000...0x200B).contains(scalar.value)
    }

    // RFC 3454, table B.1.
    private static func vanishes(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xAD, 0x34F, 0x1806, 0x180B...0x180D, 0x200C...0x200D, 0x2060, 0xFE00...0xFE0F, 0xFEFF: true
        default: false
        }
    }

    // RFC 3454, tables C.2 to C.9.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x340, 0x341, 0x6DD, 0x70F, 0x180E, 0x200E, 0x200F, 0x2028...0x202E,
            0x2061...0x2063, 0x206A...0x206F, 0x2FF0...0x2FFB, 0xE000...0xF8FF, 0xFDD0...0xFDEF, 0xFFF9...0xFFFD,
            0x1D173...0x1D17A, 0xE0001, 0xE0020...0xE007F, 0xF0000...0x10FFFF:
            true
        default: scalar.value & 0xFFFE == 0xFFFE
        }
    }

    /// Hebrew, Arabic and their kin, as far as the blocks tell.
    private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x5D0...0x8FF, 0xFB1D...0xFDCF, 0xFDF0...0xFDFF, 0xFE70...0xFEFC, 0x10800...0x10FFF, 0x1E800...0x1EFFF:
            scalar.properties.isAlphabetic
        default: false
        }
    }
}
