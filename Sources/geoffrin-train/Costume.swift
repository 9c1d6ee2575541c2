// SPDX-License-Identifier: Apache-2.0

/// The thirteen ways to hide a word that the model is taught and measured with.
enum Costume: String, CaseIterable {
    case accent, fullwidth, homoglyph, colours, joined, leet, mathematical, repeats, spaced, star, swap, zalgo,
        zerowidth

    /// What is taught, the harder to undo the more often.
    static let taught: [Costume] = [
        .accent, .fullwidth, .homoglyph, .homoglyph, .homoglyph, .colours, .joined, .joined, .joined, .joined, .leet,
        .leet, .mathematical, .repeats, .repeats, .spaced, .spaced, .spaced, .star, .star, .star, .star, .swap, .swap,
        .swap, .swap, .swap, .zalgo, .zerowidth,
    ]

    /// The line with its words of four letters or more in costume, or with `percent` of them.
    func dress(_ line: [UInt8], percent: Int, _ chance: inout Chance) -> [UInt8] {
        let text = String(decoding: line, as: UTF8.self)
        if self == .joined { return Array(text.unicodeScalars.filter { $0 != " " }.map(String.init).joined().utf8) }
        var words: [String] = []
        for word in text.split(separator: " ") {
            let scalars = Array(word.unicodeScalars)
            guard scalars.count(where: { $0.properties.isAlphabetic }) >= 3, chance.happens(percent) else {
                words.append(String(word))
                continue
            }
            words.append(dress(word: scalars, &chance))
        }
        return Array(words.joined(separator: " ").utf8)
    }

    private func dress(word: [Unicode.Scalar], _ chance: inout Chance) -> String {
        var out = String.UnicodeScalarView()
        let inner = word.indices.filter { word[$0].properties.isAlphabetic && $0 > 0 && $0 < word.count - 1 }
        func scalar(_ number: UInt32) -> Unicode.Scalar { Unicode.Scalar(number) ?? " " }
        switch self {
        case .accent:
            for letter in word {
                out.append(letter)
                if "aeiouncy".unicodeScalars.contains(letter), chance.happens(70) {
                    out.append(scalar(chance.one(of: [0x300, 0x301, 0x302, 0x303, 0x308])))
                }
            }
        case .fullwidth:
            for letter in word {
                out.append(letter.value > 0x20 && letter.value < 0x7F ? scalar(letter.value + 0xFEE0) : letter)
            }
        case .homoglyph:
            let twins: [Unicode.Scalar: [UInt32]] = [
                "a": [0x430, 0x3B1], "c": [0x441], "e": [0x435], "i": [0x456], "o": [0x43E, 0x3BF], "p": [0x440],
                "s": [0x455], "x": [0x445], "y": [0x443], "u": [0x57D, 0x1D1C], "d": [0x501], "h": [0x4BB],
                "j": [0x458],
                "k": [0x3BA, 0x43A], "n": [0x578], "t": [0x1D1B], "b": [0x184], "g": [0x261], "l": [0x4CF],
                "m": [0x43C],
                "r": [0x433], "v": [0x3BD], "w": [0x461], "f": [0x192],
            ]
            for letter in word {
                if let all = twins[letter], chance.happens(60) {
                    out.append(scalar(chance.one(of: all)))
                } else {
                    out.append(letter)
                }
            }
        case .colours:
            for letter in word {
                if chance.happens(50) {
                    for code in chance.one(of: ["\u{3}04", "\u{2}", "\u{F}", "\u{1F}", "\u{3}12,1"]).unicodeScalars {
                        out.append(code)
                    }
                }
                out.append(letter)
            }
        case .leet:
            let signs: [Unicode.Scalar: [Unicode.Scalar]] = [
                "a": ["4", "@"], "e": ["3"], "i": ["1", "!"], "o": ["0"], "s": ["5", "$"], "t": ["7"], "b": ["8"],
                "l": ["1"],
            ]
            for letter in word {
                if let all = signs[letter], chance.happens(70) {
                    out.append(chance.one(of: all))
                } else {
                    out.append(letter)
                }
            }
        case .mathematical:
            let bold = chance.one(of: [0x1D400, 0x1D434, 0x1D5A0, 0x1D670] as [UInt32])
            for letter in word {
                switch letter.value {
                case 0x61...0x7A where !(bold == 0x1D434 && letter == "h"):
                    out.append(scalar(bold + 26 + letter.value - 0x61))
                case 0x41...0x5A: out.append(scalar(bold + letter.value - 0x41))
                default: out.append(letter)
                }
            }
        case .repeats:
            let chosen = inner.isEmpty ? nil : Optional(chance.one(of: inner))
            for (place, letter) in word.enumerated() {
                let times = place == chosen ? 2 + chance.below(4) : 1
                for _ in 0..<times { out.append(letter) }
            }
        case .spaced:
            let gap = chance.one(of: [" ", " ", ".", "-", "_"] as [Unicode.Scalar])
            for (place, letter) in word.enumerated() {
                if place > 0 { out.append(gap) }
                out.append(letter)
            }
        case .star:
            let vowels = inner.filter { "aeiouy".unicodeScalars.contains(word[$0]) }
            let chosen = vowels.isEmpty ? inner : vowels
            let at = chosen.isEmpty ? nil : Optional(chance.one(of: chosen))
            for (place, letter) in word.enumerated() { out.append(place == at ? "*" : letter) }
        case .swap:
            var letters = word
            if word.count >= 4 {
                let at = 1 + chance.below(word.count - 2)
                if at + 1 < letters.count { letters.swapAt(at, at + 1) }
            }
            for letter in letters { out.append(letter) }
        case .zalgo:
            for letter in word {
                out.append(letter)
                for _ in 0..<(1 + chance.below(4)) { out.append(scalar(UInt32(0x300 + chance.below(0x50)))) }
            }
        case .zerowidth:
            for (place, letter) in word.enumerated() {
                if place > 0, chance.happens(60) {
                    out.append(scalar(chance.one(of: [0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])))
                }
                out.append(letter)
            }
        case .joined: break
        }
        return String(out)
    }
}
