// SPDX-License-Identifier: Apache-2.0

public import Chat

/// The value of any setting.
public enum SettingValue: Hashable, Sendable {
    /// Nothing: the setting is switched off.
    case off
    case whole(Int64)
    case span(TimeSpan)
    case text(String)
    case flag(Bool)
    case texts([String])
    case words(Wording)
    case step(Step)
    case steps([Step])
    case hours(DailyHours)
    case rate(Rate)

    /// As bot.conf writes it.
    public var toml: String {
        switch self {
        case .off: "\"off\""
        case .whole(let number): "\(number)"
        case .span(let span): "\"\(span.text)\""
        case .text(let text): Self.quoted(text)
        case .flag(let flag): flag ? "true" : "false"
        case .texts(let texts): Self.list(texts)
        case .words(let words): Self.words(words)
        case .step(let step): "\"\(step)\""
        case .steps(let steps): Self.list(steps.map(\.description))
        case .hours(let hours): "\"\(hours)\""
        case .rate(let rate): "\"\(rate)\""
        }
    }

    private static func quoted(_ text: String) -> String { String(decoding: quotedToml(text), as: UTF8.self) }
    private static func list(_ texts: [String]) -> String { "[" + texts.map(quoted).joined(separator: ", ") + "]" }
    private static func words(_ words: Wording) -> String {
        func side(_ variants: [String]) -> String { variants.count == 1 ? quoted(variants[0]) : list(variants) }
        if words.en.isEmpty, words.fr.isEmpty, words.vous.isEmpty { return side(words.any) }
        let sides = [("en", words.en), ("fr", words.fr), ("vous", words.vous)].filter { !$0.1.isEmpty }
        return "{ " + sides.map { "\($0.0) = \(side($0.1))" }.joined(separator: ", ") + " }"
    }
}
