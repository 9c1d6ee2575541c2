// SPDX-License-Identifier: Apache-2.0

/// What the clock on the wall shows, to the minute.
public struct LocalTime: Sendable, Hashable, Comparable {
    /// Days since 1970-01-01 in that place.
    public let day: Int
    /// 0…1439.
    public let minuteOfDay: Int

    public init(day: Int, minuteOfDay: Int) {
        self.day = day
        self.minuteOfDay = minuteOfDay
    }

    public static func < (a: LocalTime, b: LocalTime) -> Bool {
        a.day == b.day ? a.minuteOfDay < b.minuteOfDay : a.day < b.day
    }

    public var date: CivilDate { CivilDate(daysSinceEpoch: day) }
    /// 0 is Monday, 6 Sunday. 1970-01-01 was a Thursday.
    public var weekday: Int { Self.weekday(of: day) }

    static func weekday(of day: Int) -> Int { ((day + 3) % 7 + 7) % 7 }

    /// Seconds since 1970-01-01 00:00 on that wall.
    var seconds: Int64 { Int64(day) * 86_400 + Int64(minuteOfDay) * 60 }

    /// The minute that a second of the wall belongs to.
    init(seconds: Int64) {
        let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        self.init(day: Int(day), minuteOfDay: Int((seconds - day * 86_400) / 60))
    }
}
