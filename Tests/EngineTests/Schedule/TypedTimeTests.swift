// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

@Suite struct TypedTimeTests {
    @Test func lengthsAreUnderstoodAsTheyAreTyped() {
        let lengths: [(String, TimeSpan)] = [
            ("10m", .minutes(10)), ("1h30", .minutes(90)), ("2 h", .hours(2)), ("24h", .hours(24)), ("7d", .days(7)),
            ("10 min", .minutes(10)), ("2 jours", .days(2)), ("1 h 30", .minutes(90)), ("1h30m", .minutes(90)),
            ("2 jours 6 h", .hours(54)), ("45 s", .seconds(45)), ("1 semaine", .days(7)), ("90mn", .minutes(90)),
            ("10\u{A0}min", .minutes(10)), ("1H", .hours(1)), ("14d", .days(14)),
        ]
        for (text, span) in lengths { #expect(DurationText.parse(text) == span, "\(text)") }
    }

    @Test(arguments: [
        "", "10", "h", "0m", "10x", "1h 1h", "30m 1h", "99999999999d", "4000d", "10m trop", "-5m", "1h3", "1h90",
        String(repeating: "1", count: 100) + "h",
    ]) func whatIsNoLengthIsNone(text: String) { #expect(DurationText.parse(text) == nil) }

    @Test(arguments: ["99y", "10", "1an", "9999999d", "2mois"]) func aWordMeantAsALengthIsKnownForOne(text: String) {
        #expect(DurationText.isAttempt(text))
    }

    @Test(arguments: ["3rd", "2nd", "spam", "", "10!", "4chan.example"]) func aReasonMayBeginWithADigit(text: String) {
        #expect(!DurationText.isAttempt(text))
    }

    @Test(arguments: [
        ("10m spam", "spam"), ("1h30 trop de liens", "trop de liens"), ("2 h 3 liens", "3 liens"),
        ("10 min, merci", ", merci"), ("1 h 30 liens", "30 liens"), ("2 jours", ""),
    ]) func whatFollowsALengthIsTheReason(text: String, reason: String) throws {
        let (_, bytes) = try #require(DurationText.prefix(of: text))
        #expect(String(decoding: text.utf8.dropFirst(bytes), as: UTF8.self) == reason)
    }

    @Test func momentsAreUnderstoodAsTheyAreTyped() {
        // A Monday, 12:00 in Paris.
        let now = Zones.paris(2026, 1, 5, 12)
        let moments: [(String, Timestamp)] = [
            ("dans 2 h", now + .hours(2)), ("in 30m", now + .minutes(30)), ("18h", Zones.paris(2026, 1, 5, 18)),
            ("à 18h", Zones.paris(2026, 1, 5, 18)), ("9:30", Zones.paris(2026, 1, 6, 9, 30)),
            ("demain 9h30", Zones.paris(2026, 1, 6, 9, 30)), ("tomorrow at 9:30", Zones.paris(2026, 1, 6, 9, 30)),
            ("après-demain 8h", Zones.paris(2026, 1, 7, 8)), ("lundi 20h", Zones.paris(2026, 1, 5, 20)),
            ("lundi 9h", Zones.paris(2026, 1, 12, 9)), ("2026-03-12 10:00", Zones.paris(2026, 3, 12, 10)),
            ("aujourd’hui 13h", Zones.paris(2026, 1, 5, 13)), ("le 14 juillet à 21h", Zones.paris(2026, 7, 14, 21)),
        ]
        for (text, moment) in moments {
            #expect(MomentText.parse(text, now: now, in: Zones.paris) == moment, "\(text)")
        }
    }

    @Test(arguments: ["", "bientôt", "2025-01-01 10:00", "today 9:00", "dans", "2026-02-30 10:00", "25h"])
    func whatIsNoMomentToComeIsNone(text: String) {
        #expect(MomentText.parse(text, now: Zones.paris(2026, 1, 5, 12), in: Zones.paris) == nil)
    }
}
