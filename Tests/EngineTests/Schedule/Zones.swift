// SPDX-License-Identifier: Apache-2.0

import Chat

@testable import Engine

/// Zones that differ in how they change, and moments in them.
enum Zones {
    /// Half an hour on Lord Howe, never in Kolkata, at Ramadan in Casablanca.
    static let names = [
        "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC", "Africa/Casablanca",
    ]
    static let start = utc(2026, 1, 5)

    static func zone(_ name: String) -> Zone { Zone(identifier: name, around: start) ?? .utc }
    static let paris = zone("Europe/Paris")

    static func utc(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0) -> Timestamp {
        let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
        return Timestamp(seconds: Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60))
    }

    static func paris(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0) -> Timestamp {
        let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
        return paris.moment(LocalTime(day: days, minuteOfDay: hour * 60 + minute))
    }
}
