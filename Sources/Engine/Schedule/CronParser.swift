// SPDX-License-Identifier: Apache-2.0

import Conf

/// Five fields of cron: `30 9 * * 1`, `*/15 8-18 * * mon-fri`, `0 9 1,15 * *`.
///
/// As in POSIX crontab and Vixie cron: lists, ranges, steps, names; when neither day field begins with `*`, a day that
/// either of them names will do. French names of days and months are understood too.
enum CronParser {
    static func parse(_ text: String) throws(ScheduleMistake) -> Schedule {
        let bytes = ByteFold.folded(text)
        guard bytes.count <= AtParser.longest else { throw ScheduleMistake(at: AtParser.longest, .tooLong) }
        let fields = bytes.split(separator: UInt8(ascii: " "))
        guard fields.count == 5 else {
            throw ScheduleMistake(at: fields.count > 5 ? fields[5].startIndex : bytes.count, .fieldCount(fields.count))
        }
        var values: [UInt64] = []
        for (field, bytes) in zip(CronField.allCases, fields) { values.append(try set(field, bytes)) }
        let schedule = Schedule(times: times(values[0], values[1]), days: days(values, fields))
        if !comes(schedule.days) { throw ScheduleMistake(at: fields[2].startIndex, .never) }
        return schedule
    }

    private static func times(_ minutes: UInt64, _ hours: UInt64) -> [Int] {
        var times: [Int] = []
        for hour in 0..<24 where hours & (1 << UInt64(hour)) != 0 {
            for minute in 0..<60 where minutes & (1 << UInt64(minute)) != 0 { times.append(hour * 60 + minute) }
        }
        return times
    }

    private static func days(_ values: [UInt64], _ fields: [ArraySlice<UInt8>]) -> DayPattern {
        var days = DayPattern()
        days.daysOfMonth = UInt32(truncatingIfNeeded: values[2])
        days.months = UInt16(truncatingIfNeeded: values[3])
        let sunday = values[4] & 0b1000_0001 != 0
        days.weekdays = UInt8(truncatingIfNeeded: (values[4] >> 1) & 0x3F) | (sunday ? 0x40 : 0)
        let isStar = fields.map { $0.first == UInt8(ascii: "*") }
        days.eitherDay = !isStar[2] && !isStar[4]
        return days
    }

    /// Some month is long enough: only then a day of the month ever comes.
    static func comes(_ days: DayPattern) -> Bool {
        if days.eitherDay || days.isLastDayIncluded { return true }
        return (1...12).contains { month in
            days.contains(month: month)
                && (1...CivilDate.length(ofMonth: month, in: 2024)).contains {
                    days.daysOfMonth & (1 << UInt32($0)) != 0
                }
        }
    }

    /// item { "," item }
    private static func set(_ field: CronField, _ bytes: ArraySlice<UInt8>) throws(ScheduleMistake) -> UInt64 {
        var set: UInt64 = 0
        for item in bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            set |= try self.item(field, item)
        }
        return set
    }

    /// ( "*" | value [ "-" value ] ) [ "/" step ]
    private static func item(_ field: CronField, _ bytes: ArraySlice<UInt8>) throws(ScheduleMistake) -> UInt64 {
        let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var step = 1
        if parts.count > 1 {
            guard parts.count == 2, let number = ByteFold.number(parts[1]), number >= 1, number <= 60 else {
                throw ScheduleMistake(at: parts[1].startIndex, .badStep)
            }
            step = number
        }
        let (low, high): (Int, Int)
        if parts[0].elementsEqual("*".utf8) {
            // 7 is Sunday again: with a step it must not count from there.
            (low, high) = (field.bounds.lowerBound, field == .weekday ? 6 : field.bounds.upperBound)
        } else {
            let ends = parts[0].split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            guard ends.count <= 2 else { throw unreadable(field, parts[0]) }
            low = try value(field, ends[0])
            if ends.count == 2 {
                var end = try value(field, ends[1])
                // `sat-sun`, `ven-dim`: the Sunday after.
                if field == .weekday, end == 0, low > 0 { end = 7 }
                high = end
            } else {
                high = parts.count > 1 ? field.bounds.upperBound : low
            }
            if high < low { throw ScheduleMistake(at: parts[0].startIndex, .backwards(field)) }
        }
        var set: UInt64 = 0
        for value in stride(from: low, through: high, by: step) { set |= 1 << UInt64(value) }
        return set
    }

    private static func value(_ field: CronField, _ bytes: ArraySlice<UInt8>) throws(ScheduleMistake) -> Int {
        if let number = ByteFold.number(bytes) {
            guard field.bounds.contains(number) else { throw ScheduleMistake(at: bytes.startIndex, .outOfRange(field)) }
            return number
        }
        guard let named = field.names.first(where: { bytes.elementsEqual($0.0.utf8) }) else {
            throw unreadable(field, bytes)
        }
        return named.1
    }

    private static func unreadable(_ field: CronField, _ bytes: ArraySlice<UInt8>) -> ScheduleMistake {
        let found = String(decoding: bytes, as: UTF8.self)
        let nearest = Suggestion.nearest(to: found, among: field.names.map(\.0))
        return ScheduleMistake(at: bytes.startIndex, .field(field, found: found, nearest: nearest))
    }
}
