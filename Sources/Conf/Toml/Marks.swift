// SPDX-License-Identifier: Apache-2.0

/// Characters that people paste from word processors and web pages.
enum Marks {
    private static let quotes: [[UInt8]] = ["“", "”", "„", "‟", "«", "»", "‘", "’", "‚", "‹", "›"].map {
        Array($0.utf8)
    }
    private static let closers: [[UInt8]] = ["”", "“", "»", "’", "‘", "›", "\""].map { Array($0.utf8) }
    private static let spaces: [[UInt8]] = [
        "\u{A0}", "\u{202F}", "\u{2007}", "\u{2009}", "\u{200A}", "\u{2003}", "\u{2002}", "\u{3000}", "\u{200B}",
        "\u{FEFF}",
    ].map { Array($0.utf8) }

    /// Bytes of the typographic quote at this offset, 0 for none.
    static func quote(_ bytes: [UInt8], _ offset: Int) -> Int { match(quotes, bytes, offset) }
    /// Bytes of what may close a typographic quotation, 0 for none.
    static func closer(_ bytes: [UInt8], _ offset: Int) -> Int { match(closers, bytes, offset) }
    /// Bytes of the space that is none of TOML's, 0 for none.
    static func space(_ bytes: [UInt8], _ offset: Int) -> Int { match(spaces, bytes, offset) }

    private static func match(_ marks: [[UInt8]], _ bytes: [UInt8], _ offset: Int) -> Int {
        guard offset < bytes.count, bytes[offset] >= 0x80 || bytes[offset] == 0x22 else { return 0 }
        for mark in marks where offset + mark.count <= bytes.count {
            if bytes[offset..<(offset + mark.count)].elementsEqual(mark) { return mark.count }
        }
        return 0
    }
}

extension UInt8 {
    static let tab = UInt8(ascii: "\t")
    static let newline = UInt8(ascii: "\n")
    static let space = UInt8(ascii: " ")
    static let hash = UInt8(ascii: "#")

    var isBlank: Bool { self == .space || self == .tab }
    var isLetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    /// TOML's bare key characters.
    var isBareKey: Bool { isLetter || isDigit || self == 0x5F || self == 0x2D }
}

/// A text as a TOML basic string.
func quotedToml(_ text: String) -> [UInt8] {
    var out: [UInt8] = [0x22]
    for byte in text.utf8 {
        if byte == 0x22 || byte == 0x5C { out.append(0x5C) }
        out.append(byte < 0x20 && byte != 0x09 ? 0x20 : byte)
    }
    return out + [0x22]
}
