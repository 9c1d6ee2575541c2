// SPDX-License-Identifier: Apache-2.0

/// The languages she speaks.
public enum Tongue: String, Sendable, CaseIterable {
    case en, fr

    /// The one of the two that is hers.
    public func say(_ en: String, _ fr: French) -> String { Sentence(en: en, fr: fr)[self] }
}

/// One sentence in both languages, written to be shown to whoever edits bot.conf.
public struct Sentence: Hashable, Sendable {
    public let en: String
    public let fr: String

    public init(en: String, fr: French) {
        self.en = en
        self.fr = fr.text
    }
    /// The same words in both languages: a number, a name, an example.
    public init(_ same: String) {
        en = same
        fr = same
    }
    public subscript(tongue: Tongue) -> String {
        switch tongue {
        case .en: en
        case .fr: fr
        }
    }
    static func + (a: Sentence, b: Sentence) -> Sentence { Sentence(en: a.en + b.en, fr: French(a.fr + b.fr)) }
}

/// French text whose literal parts get their no-break spaces (before `; : ! ? »`, after `«`). What is
/// interpolated stays as it is: somebody will copy it into bot.conf.
public struct French: ExpressibleByStringInterpolation, Sendable {
    public let text: String

    /// Text that has its spaces already.
    init(_ text: String) { self.text = text }
    public init(stringLiteral value: String) { text = French.spaced(value) }
    public init(stringInterpolation: Parts) { text = stringInterpolation.text }

    public struct Parts: StringInterpolationProtocol {
        var text = ""
        public init(literalCapacity: Int, interpolationCount: Int) {}
        public mutating func appendLiteral(_ literal: String) { text += French.spaced(literal) }
        public mutating func appendInterpolation(_ value: String) { text += value }
        public mutating func appendInterpolation(_ value: some BinaryInteger) { text += String(value) }
    }

    private static func spaced(_ literal: String) -> String {
        var out = String.UnicodeScalarView()
        var after: Unicode.Scalar = "a"
        let scalars = Array(literal.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            let next = index + 1 < scalars.count ? scalars[index + 1] : "a"
            let isNarrow = scalar == " " && (after == "«" || [";", ":", "!", "?", "»"].contains(next))
            out.append(isNarrow ? "\u{A0}" : scalar)
            after = scalar
        }
        return String(out)
    }
}
