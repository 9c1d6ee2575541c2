// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

@Suite struct TimeWordsTests {
    private let french = TimeWords(words: Words(.fr))
    private let english = TimeWords(words: Words(.en))

    @Test func lengthsAreToldInTheLargestUnits() {
        let spans: [(TimeSpan, String)] = [
            (.seconds(45), "45 s"), (.minutes(10), "10 min"), (.seconds(90), "1 min 30 s"), (.minutes(90), "1 h 30"),
            (.hours(24), "24 h"), (.hours(36), "36 h"), (.days(3), "3 jours"), (.hours(54), "2 jours 6 h"),
            (.days(60), "60 jours"), (.zero, "0 s"), (.milliseconds(1), "1 s"), (.minutes(65), "1 h 05"),
            (TimeSpan(milliseconds: .min), "0 s"),
        ]
        for (span, text) in spans { #expect(french.duration(span) == text) }
        #expect(english.duration(.days(3)) == "3 days")
        #expect(english.duration(TimeSpan(milliseconds: .max)).hasSuffix(" days"))
    }

    @Test func clocksAreToldAsEachLanguageDoes() {
        let local = LocalTime(day: 0, minuteOfDay: 9 * 60 + 5)
        #expect(french.clock(local) == "9h05")
        #expect(english.clock(local) == "9:05")
        #expect(french.clock(LocalTime(day: 0, minuteOfDay: 1080)) == "18h")
    }

    @Test func aMomentNamesItsDayOnlyWhenItIsAnother() {
        let monday = LocalTime(day: CivilDate(year: 2026, month: 1, day: 5).daysSinceEpoch, minuteOfDay: 570)
        func after(_ days: Int) -> LocalTime { LocalTime(day: monday.day + days, minuteOfDay: 570) }
        #expect(french.moment(monday, now: monday) == "9h30")
        #expect(french.moment(after(1), now: monday) == "mardi 9h30")
        #expect(english.moment(after(-1), now: monday) == "Sunday 9:30")
        #expect(french.moment(after(27), now: monday) == "1er février 9h30")
        #expect(english.moment(after(365), now: monday) == "5 January 2027 9:30")
    }
}
