// SPDX-License-Identifier: Apache-2.0

import Chat

/// Lengths of time as people type them in commands: `10m`, `1h30`, `2 h`, `24h`, `7d`, `10 min`, `2 jours 6 h`.
enum DurationText {
    /// Nothing timed lasts longer; more is refused rather than shortened.
    static let longest = TimeSpan.days(3650)

    /// The whole text as a length; nil when it is none, or longer than `longest`.
    static func parse(_ text: String) -> TimeSpan? {
        guard text.utf8.count <= 64, let (span, used) = prefix(of: text), used == text.utf8.count else { return nil }
        return span
    }

    /// The length that a text begins with, and how many bytes of it were read, the space after it included: what is
    /// left of `10 min trop de liens` is the reason.
    static func prefix(of text: String) -> (span: TimeSpan, bytes: Int)? {
        var head = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(64) { head.append(scalar) }
        var tokens = TimeTokens(String(head))
        var total = TimeSpan.zero
        var lastUnit = TimeSpan(milliseconds: .max)
        while case .number(let number, let digits) = tokens.current {
            guard let word = tokens.word(1), let unit = unit(word), unit < lastUnit else {
                // `1h30`: minutes need no unit after hours.
                guard lastUnit == .hours(1), digits == 2, number < 60, tokens.isGlued || tokens.isFollowedByNothing
                else {
                    break
                }
                total = total + .minutes(Int64(number))
                tokens.index += 1
                break
            }
            total = total + unit * Int64(number)
            lastUnit = unit
            tokens.index += 2
        }
        guard tokens.index > 0, total > .zero, total <= longest else { return nil }
        return (total, tokens.offset)
    }

    /// Whether a word was meant as a length, though it may be none: a number, alone or with what could begin a unit
    /// (`99y`, `1an`, `10`), but not `3rd`.
    static func isAttempt(_ word: String) -> Bool {
        let rest = word.utf8.drop { 0x30...0x39 ~= $0 }
        guard rest.count < word.utf8.count, rest.count <= 10 else { return false }
        guard let first = rest.first else { return true }
        return "smhdjwya".utf8.contains(first | 0x20) && rest.allSatisfy { 0x61...0x7A ~= $0 | 0x20 || $0 >= 0x80 }
    }

    private static func unit(_ word: String) -> TimeSpan? {
        switch word {
        case "s", "sec", "secs", "second", "seconds", "seconde", "secondes": .seconds(1)
        case "m", "mn", "min", "mins", "minute", "minutes": .minutes(1)
        case "h", "hr", "hrs", "hour", "hours", "heure", "heures": .hours(1)
        case "d", "day", "days", "j", "jour", "jours": .days(1)
        case "w", "week", "weeks", "sem", "semaine", "semaines": .days(7)
        default: nil
        }
    }
}

extension TimeTokens {
    /// No space stands before the token under way.
    var isGlued: Bool {
        index > 0 && index < tokens.count && tokens[index - 1].end == tokens[index].offset
    }

    var isFollowedByNothing: Bool { index == tokens.count - 1 }
}
