// SPDX-License-Identifier: Apache-2.0

/// Which days: cron's three day fields, and "the first Monday of the month", which cron cannot say.
struct DayPattern: Sendable, Hashable {
    /// Bit n is day n, 1…31.
    var daysOfMonth: UInt32 = 0xFFFF_FFFE
    /// The last day of the month, however long it is.
    var isLastDayIncluded = false
    /// Bit n is month n, 1…12.
    var months: UInt16 = 0x1FFE
    /// Bit 0 is Monday, bit 6 Sunday.
    var weekdays: UInt8 = 0x7F
    /// The nth such weekday of the month, 1…5, or -1 for the last; nil for each.
    var ordinal: Int?
    /// Either day field may do: cron's rule when both are restricted.
    /// https://pubs.opengroup.org/onlinepubs/9699919799/utilities/crontab.html: "if both fields are specified …
    /// any day matching either".
    var eitherDay = false

    static let everyDay = DayPattern()

    func contains(month: Int) -> Bool { months & (1 << UInt16(month)) != 0 }

    /// `weekday` is that of `date`, 0 for Monday.
    func contains(_ date: CivilDate, weekday: Int) -> Bool {
        guard contains(month: date.month) else { return false }
        let length = CivilDate.length(ofMonth: date.month, in: date.year)
        let byMonth = daysOfMonth & (1 << UInt32(date.day)) != 0 || (isLastDayIncluded && date.day == length)
        var byWeek = weekdays & (1 << UInt8(weekday)) != 0
        if let ordinal, byWeek {
            byWeek = ordinal < 0 ? date.day > length - 7 : (date.day - 1) / 7 + 1 == ordinal
        }
        return eitherDay ? byMonth || byWeek : byMonth && byWeek
    }
}
