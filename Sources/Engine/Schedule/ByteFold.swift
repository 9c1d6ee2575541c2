// SPDX-License-Identifier: Apache-2.0

/// What people type about time, made plain. Places stay what they were: nothing changes its length.
enum ByteFold {
    /// ASCII in lower case; every space, the no-break ones too, is a space; long dashes and typographic apostrophes
    /// are plain ones followed by spaces.
    static func folded(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x41...0x5A: bytes.append(UInt8(scalar.value) + 0x20)
            case 0x09, 0x0A, 0x0D: bytes.append(0x20)
            case 0xA0: bytes += [0x20, 0x20]
            case 0x202F, 0x2009: bytes += [0x20, 0x20, 0x20]
            case 0x2013, 0x2014, 0x2011: bytes += [UInt8(ascii: "-"), 0x20, 0x20]
            case 0x2019: bytes += [UInt8(ascii: "'"), 0x20, 0x20]
            default: bytes += Array(String(scalar).utf8)
            }
        }
        return bytes
    }

    /// A word without the accents of French, composed or not, in lower case.
    static func plain(_ bytes: ArraySlice<UInt8>) -> String {
        var view = String.UnicodeScalarView()
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "à", "â", "ä", "À", "Â", "Ä": view.append("a")
            case "é", "è", "ê", "ë", "É", "È", "Ê", "Ë": view.append("e")
            case "î", "ï", "Î", "Ï": view.append("i")
            case "ô", "ö", "Ô", "Ö": view.append("o")
            case "û", "ù", "ü", "Û", "Ù", "Ü": view.append("u")
            case "ç", "Ç": view.append("c")
            case "\u{300}"..."\u{36F}": break
            default: view.append(scalar)
            }
        }
        return String(view)
    }

    /// A number of one to nine digits, and nothing else.
    static func number(_ bytes: some Collection<UInt8>) -> Int? {
        guard (1...9).contains(bytes.count) else { return nil }
        var number = 0
        for byte in bytes {
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        return number
    }
}
