// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Engine

/// Times as scenarios write them.
public enum ClockText {
    /// `09:10:05`.
    public static func clock(_ moment: Timestamp, _ zone: Zone) -> String {
        let local = zone.local(moment)
        let second = ((moment.milliseconds / 1000) % 60 + 60) % 60
        return two(local.minuteOfDay / 60) + ":" + two(local.minuteOfDay % 60) + ":" + two(Int(second))
    }

    /// `2026-01-05`.
    public static func date(_ moment: Timestamp, _ zone: Zone) -> String {
        let date = zone.local(moment).date
        return "\(date.year)-\(two(date.month))-\(two(date.day))"
    }

    /// `2026-01-05T09:10:05Z`.
    public static func iso(_ moment: Timestamp) -> String {
        let date = Zone.utc.local(moment).date
        let year = String(date.year)
        let padded = String(repeating: "0", count: max(0, 4 - year.utf8.count)) + year
        return "\(padded)-\(two(date.month))-\(two(date.day))T\(clock(moment, .utc))Z"
    }

    private static func two(_ n: Int) -> String { n < 10 ? "0\(n)" : String(n) }
}
