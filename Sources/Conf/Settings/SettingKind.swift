// SPDX-License-Identifier: Apache-2.0

public import Chat

/// What a setting accepts: enough to check a value, to say what was expected, and to describe it in a schema.
public indirect enum SettingKind: Sendable {
    case whole(ClosedRange<Int64>, unit: Sentence)
    case span(ClosedRange<TimeSpan>)
    case text(maxBytes: Int)
    case flag
    case choice([String])
    case texts(maxCount: Int, maxBytes: Int)
    /// What she says; `placeholders` are the names that may stand in `{{…}}`.
    case words(placeholders: [String], maxBytes: Int)
    case step
    case steps
    case hours
    case rate
    case domains(maxCount: Int, maxBytes: Int)
    case webAddress
    case secret
    /// The same, or `"off"`.
    case optional(SettingKind)
    /// A part of the file's structure, read by its own code.
    case structure(Sentence, Shape)

    /// What TOML a structural key takes.
    public enum Shape: Sendable { case text, textOrTexts, texts, flag, table, whole, words }

    /// For "expected …".
    public var phrase: Sentence {
        switch self {
        case .whole(let bounds, let unit):
            Sentence(
                en: "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)\(Self.unit(unit.en))",
                fr: French("un nombre entier de \(bounds.lowerBound) à \(bounds.upperBound)\(Self.unit(unit.fr))"))
        case .span(let bounds):
            Sentence(
                en: "a duration from \"\(bounds.lowerBound.text)\" to \"\(bounds.upperBound.text)\"",
                fr: "une durée de \"\(bounds.lowerBound.text)\" à \"\(bounds.upperBound.text)\"")
        case .text(let most):
            Sentence(en: "a text of at most \(most) bytes", fr: "un texte d'au plus \(most) octets")
        case .flag: Sentence(en: "true or false", fr: "true ou false")
        case .choice(let names): Shown.choices(names)
        case .texts: Sentence(en: "a list of texts, [\"…\", \"…\"]", fr: "une liste de textes, [\"…\", \"…\"]")
        case .words:
            Sentence(
                en: "a text, { fr = \"…\", en = \"…\" }, or a list of texts to choose from",
                fr: "un texte, { fr = \"…\", en = \"…\" }, ou une liste de textes au choix")
        case .step:
            Sentence(
                en: "a step: note, word, remove, mute 10m, kick, ban 24h, propose",
                fr: "un échelon : note, word, remove, mute 10m, kick, ban 24h, propose")
        case .steps:
            Sentence(
                en: "a list of steps: note, word, remove, mute 10m, kick, ban 24h, propose",
                fr: "une liste d'échelons : note, word, remove, mute 10m, kick, ban 24h, propose")
        case .hours: Sentence(en: "hours such as \"22:00-09:00\"", fr: "des heures, comme \"22:00-09:00\"")
        case .rate: Sentence(en: "a rate such as \"1 a day\"", fr: "une fréquence, comme \"1 par jour\"")
        case .domains:
            Sentence(
                en: "a list of domains, [\"example.org\"]", fr: "une liste de domaines, [\"example.org\"]")
        case .webAddress:
            Sentence(en: "an address, \"https://…\"", fr: "une adresse, \"https://…\"")
        case .secret: Sentence(en: "\"secret:NAME\"", fr: "\"secret:NOM\"")
        case .optional(let kind): kind.phrase + Sentence(en: ", or \"off\"", fr: ", ou \"off\"")
        case .structure(let phrase, _): phrase
        }
    }

    private static func unit(_ name: String) -> String { name.isEmpty ? "" : " (\(name))" }
}
