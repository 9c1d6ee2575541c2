// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Lengths and moments in words.
struct TimeWords {
    let words: Words

    /// `45 s`, `1 min 30 s`, `10 min`, `1 h 30`, `24 h`, `3 jours`, `2 jours 6 h`. Parts of a second are rounded up,
    /// so that something which lasts is never said to last nothing; less than nothing is `0 s`.
    func duration(_ span: TimeSpan) -> String {
        let milliseconds = max(0, span.milliseconds)
        let seconds = milliseconds / 1000 + (milliseconds % 1000 > 0 ? 1 : 0)
        let minutes = seconds / 60
        let hours = minutes / 60
        switch seconds {
        case ..<60: return "\(seconds) s"
        case ..<3600: return seconds % 60 == 0 ? "\(minutes) min" : "\(minutes) min \(seconds % 60) s"
        case ..<172_800: return minutes % 60 == 0 ? "\(hours) h" : "\(hours) h \(twoDigits(minutes % 60))"
        default:
            let days = words.say(.unitDays, [.count: .number(Int(hours / 24))]).text
            return hours % 24 == 0 || hours >= 168 ? days : "\(days) \(hours % 24) h"
        }
    }

    func clock(_ local: LocalTime) -> String {
        let (hour, minute) = (local.minuteOfDay / 60, local.minuteOfDay % 60)
        switch words.language {
        case .en: return "\(hour):\(twoDigits(minute))"
        case .fr: return minute == 0 ? "\(hour)h" : "\(hour)h\(twoDigits(minute))"
        }
    }

    /// The clock alone on the same day, with the weekday within six days, else with the date.
    func moment(_ local: LocalTime, now: LocalTime) -> String {
        let days = local.day - now.day
        if days == 0 { return clock(local) }
        if (-6...6).contains(days) { return "\(words.entry(.calendarWeekdays, local.weekday)) \(clock(local))" }
        return "\(day(local.date, withYear: local.date.year != now.date.year)) \(clock(local))"
    }

    /// `5 janvier 2026`, `1er mars 2026`; `5 January 2026`.
    func day(_ date: CivilDate, withYear: Bool = true) -> String {
        let month = words.entry(.calendarMonths, date.month - 1)
        let number =
            switch words.language {
            case .en: "\(date.day)"
            case .fr: date.day == 1 ? "1er" : "\(date.day)"
            }
        return withYear ? "\(number) \(month) \(date.year)" : "\(number) \(month)"
    }

    private func twoDigits(_ number: some BinaryInteger) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
