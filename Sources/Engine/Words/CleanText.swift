// SPDX-License-Identifier: Apache-2.0

import Chat

/// A stranger's text made harmless to show: total, bounded, by scalars (THREATS.md L2, B2, B6, B7).
///
/// Gone are controls (CR, LF, NUL, ESC, CTCP's 01), IRC colours with their digits, direction marks, everything
/// invisible, tags, private use, and combining marks beyond two a base. Every kind of space becomes one plain space.
struct CleanText: Sendable, Hashable {
    /// Bytes of the original looked at; the rest is not there (THREATS.md G3).
    static let longestRead = 2048
    static let marksPerBase = 2

    let text: String
    /// Something was cut off at the end.
    let wasCut: Bool
    /// Something was taken out that no ordinary text holds.
    let wasCostumed: Bool
    /// Scalars of `text`.
    let count: Int

    /// At most `limit` scalars, an `…` among them when something was cut.
    init(_ peer: PeerText, limit: Int) {
        let limit = max(1, limit)
        var reader = Reader(peer.raw.unicodeScalars)
        var kept: [Unicode.Scalar] = []
        var marks = 0
        var spaceIsDue = false
        var isCut = false
        while let scalar = reader.next() {
            switch Reader.kind(of: scalar) {
            case .dropped: reader.wasCostumed = true
            case .space: spaceIsDue = !kept.isEmpty
            case .mark:
                if marks < Self.marksPerBase, !kept.isEmpty, !spaceIsDue {
                    kept.append(scalar)
                    marks += 1
                } else {
                    reader.wasCostumed = true
                }
            case .shown:
                if spaceIsDue { kept.append(" ") }
                spaceIsDue = false
                kept.append(scalar)
                marks = 0
            }
            if kept.count > limit {
                isCut = true
                break
            }
        }
        isCut = isCut || reader.wasCut
        if isCut {
            kept.removeLast(max(0, kept.count - (limit - 1)))
            while kept.last == " " { kept.removeLast() }
            kept.append("…")
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: kept)
        text = String(view)
        wasCut = isCut
        wasCostumed = reader.wasCostumed
        count = kept.count
    }
}

extension CleanText {
    enum Kind { case shown, space, mark, dropped }

    /// The scalars of a text, without IRC's colour codes and their digits.
    struct Reader {
        var wasCostumed = false
        private(set) var wasCut = false
        private var rest: Substring.UnicodeScalarView
        private var budget = CleanText.longestRead

        init(_ scalars: String.UnicodeScalarView) { rest = scalars[...] }

        mutating func next() -> Unicode.Scalar? {
            while let scalar = rest.popFirst() {
                budget -= scalar.utf8.count
                if budget < 0 {
                    wasCut = true
                    return nil
                }
                // https://modern.ircdocs.horse/formatting: 03 with up to two digits and two more, 04 with six and six.
                switch scalar.value {
                case 0x03: skipColour(digits: 2) { ("0"..."9").contains($0) }
                case 0x04: skipColour(digits: 6) { $0.properties.isASCIIHexDigit }
                default: return scalar
                }
            }
            return nil
        }

        private mutating func skipColour(digits: Int, _ isDigit: (Unicode.Scalar) -> Bool) {
            wasCostumed = true
            func take() -> Int {
                var taken = 0
                while taken < digits, let next = rest.first, isDigit(next) {
                    rest.removeFirst()
                    budget -= 1
                    taken += 1
                }
                return taken
            }
            guard take() > 0, rest.first == "," else { return }
            let second = rest.dropFirst().first
            guard let second, isDigit(second) else { return }
            rest.removeFirst()
            budget -= 1
            _ = take()
        }

        static func kind(of scalar: Unicode.Scalar) -> Kind { CleanText.kind(of: scalar) }
    }

    static func kind(of scalar: Unicode.Scalar) -> Kind {
        switch scalar.value {
        case 0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0xA0: return .space
        case 0x21...0x7E: return .shown
        case 0...0x1F, 0x7F...0x9F: return .dropped
        default: break
        }
        if scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isNoncharacterCodePoint {
            return .dropped
        }
        switch scalar.properties.generalCategory {
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: return .space
        case .nonspacingMark, .enclosingMark, .spacingMark: return .mark
        case .control, .format, .surrogate, .privateUse: return .dropped
        // Signs newer than this table of characters are shown: they are letters to somebody.
        case .unassigned, .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber, .letterNumber, .otherNumber, .connectorPunctuation, .dashPunctuation, .openPunctuation,
            .closePunctuation, .initialPunctuation, .finalPunctuation, .otherPunctuation, .mathSymbol,
            .currencySymbol, .modifierSymbol, .otherSymbol:
            return .shown
        @unknown default: return .dropped
        }
    }
}

extension CleanText {
    /// The text with `@room`, `@everyone`, `@here` and the nicks of people present broken by U+2060, so that repeating
    /// it rings for nobody (THREATS.md B5). `isNick` is asked with ASCII letters folded.
    func quiet(isNick: (ByteString) -> Bool) -> String {
        var result = String.UnicodeScalarView()
        var word: [Unicode.Scalar] = []
        func close() {
            guard let first = word.first else { return }
            let folded = ByteString(String(String.UnicodeScalarView(word))).asciiLowercased
            let rings = Self.calls.contains(folded) && result.last == "@"
            if rings || isNick(folded) {
                if rings { result.append("\u{2060}") }
                result.append(first)
                if !rings { result.append("\u{2060}") }
                result.append(contentsOf: word.dropFirst())
            } else {
                result.append(contentsOf: word)
            }
            word = []
        }
        for scalar in text.unicodeScalars {
            if Self.isOfNick(scalar) {
                word.append(scalar)
            } else {
                close()
                result.append(scalar)
            }
        }
        close()
        return String(result)
    }

    private static let calls: [ByteString] = ["room", "everyone", "here", "channel", "all"]

    /// Letters, digits, and what RFC 2812 §2.3.1 allows in a nickname.
    private static func isOfNick(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "[", "]", "\\", "`", "_", "^", "{", "|", "}", "-": true
        default: scalar.value >= 0x80 && kind(of: scalar) != .space && !scalar.properties.isPatternSyntax
        }
    }
}
