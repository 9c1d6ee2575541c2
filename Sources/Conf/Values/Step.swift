// SPDX-License-Identifier: Apache-2.0

public import Chat

/// A step of the ladder, from gentle to hard.
public enum Step: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Only writes down.
    case note
    /// One private sentence.
    case word
    case remove
    case mute(TimeSpan)
    case kick
    case ban(TimeSpan)
    /// Waits for people.
    case propose

    /// What a mute or ban may last.
    public static let spans: ClosedRange<TimeSpan> = .minutes(1) ... .days(30)
    /// Durations where none is said (VOICE: mute 10 min, ban 24 h).
    public static let standardMute = TimeSpan.minutes(10)
    public static let standardBan = TimeSpan.hours(24)

    /// A ban without an end: only people order it.
    public static let endless = TimeSpan.days(36_500)
    public var isEndless: Bool { if case .ban(let span) = self { span >= Self.endless } else { false } }

    static let names = ["note", "word", "remove", "mute", "kick", "ban", "propose"]

    /// `mute 10m`, as bot.conf writes it.
    public var description: String {
        switch self {
        case .note: "note"
        case .word: "word"
        case .remove: "remove"
        case .mute(let span): "mute \(span.text)"
        case .kick: "kick"
        case .ban(let span): isEndless ? "ban forever" : "ban \(span.text)"
        case .propose: "propose"
        }
    }

    private var order: (Int, Int64) {
        switch self {
        case .note: (0, 0)
        case .word: (1, 0)
        case .remove: (2, 0)
        case .mute(let span): (3, span.milliseconds)
        case .kick: (4, 0)
        case .ban(let span): (5, span.milliseconds)
        case .propose: (6, 0)
        }
    }
    public static func < (a: Step, b: Step) -> Bool { a.order < b.order }

    /// Reads a step, or says what is wrong with it.
    static func parse(_ text: String) -> Result<Step, SentenceError> {
        let parts = text.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        guard let name = parts.first else { return .failure(expected(text)) }
        switch (name, parts.count) {
        case ("note", 1): return .success(.note)
        case ("word", 1): return .success(.word)
        case ("remove", 1): return .success(.remove)
        case ("kick", 1): return .success(.kick)
        case ("propose", 1): return .success(.propose)
        case ("mute", 1), ("ban", 1):
            let example = name == "mute" ? "mute 10m" : "ban 24h"
            return .failure(
                SentenceError(
                    en: "expected for how long: \"\(example)\"", fr: "durée attendue : \"\(example)\""))
        case ("mute", 2), ("ban", 2):
            guard let span = TimeSpan.parse(parts[1]), spans.contains(span) else {
                return .failure(duration(name, parts[1]))
            }
            return .success(name == "mute" ? .mute(span) : .ban(span))
        case ("mute", _), ("ban", _): return .failure(duration(name, parts.dropFirst().joined(separator: " ")))
        default: return .failure(expected(text))
        }
    }

    private static func duration(_ name: String, _ written: String) -> SentenceError {
        let hint = TimeSpan.guess(written).map {
            Sentence(en: "; write \"\(name) \($0)\"", fr: " ; écrire \"\(name) \($0)\"")
        }
        return SentenceError(
            Sentence(
                en: "expected a duration from 1m to 30d after \(name), found \(Shown.quoted(written))",
                fr: "durée de 1m à 30d attendue après \(name) ; trouvé : \(Shown.quoted(written))")
                + (hint ?? Sentence("")))
    }

    private static func expected(_ text: String) -> SentenceError {
        let first = text.split(separator: " ", omittingEmptySubsequences: true).first.map(String.init) ?? ""
        let hint = names.contains(first) ? Sentence("") : Suggestion.hint(for: first, among: names)
        return SentenceError(
            Sentence(
                en:
                    "expected a step (note, word, remove, mute 10m, kick, ban 24h, propose), found \(Shown.quoted(text))",
                fr:
                    "échelon attendu (note, word, remove, mute 10m, kick, ban 24h, propose) ; trouvé : \(Shown.quoted(text))"
            )
                + hint)
    }
}

/// A sentence that says why a value was refused.
struct SentenceError: Error {
    let sentence: Sentence
    init(_ sentence: Sentence) { self.sentence = sentence }
    init(en: String, fr: French) { sentence = Sentence(en: en, fr: fr) }
}
