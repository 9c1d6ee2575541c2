// SPDX-License-Identifier: Apache-2.0

/// A span of each day, `22:00-09:00`, in the zone of the community: minutes of the day, the end excluded.
public struct DailyHours: Hashable, Sendable, CustomStringConvertible {
    /// 0…1439.
    public let from: Int
    /// 0…1439; before `from` when the span crosses midnight.
    public let to: Int

    public func contains(minute: Int) -> Bool {
        from < to ? minute >= from && minute < to : minute >= from || minute < to
    }

    /// Also understands `22h-9h` and `22h30 – 9h`. Nil when that is no span.
    public static func parse(_ text: String) -> DailyHours? {
        let plain = text.unicodeScalars.filter { $0 != " " && $0 != "\u{A0}" }.map { $0 == "–" ? "-" : $0 }
        let parts = plain.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let from = minutes(parts[0]), let to = minutes(parts[1]), from != to else { return nil }
        return DailyHours(from: from, to: to)
    }

    private static func minutes(_ scalars: ArraySlice<Unicode.Scalar>) -> Int? {
        let parts = scalars.split(maxSplits: 1, omittingEmptySubsequences: false) {
            $0 == ":" || $0 == "h" || $0 == "H"
        }
        guard parts.count == 2, let hour = number(parts[0]), hour < 24 else { return nil }
        let minute = parts[1].isEmpty && !scalars.contains(":") ? 0 : number(parts[1])
        guard let minute, minute < 60 else { return nil }
        return hour * 60 + minute
    }

    private static func number(_ scalars: ArraySlice<Unicode.Scalar>) -> Int? {
        guard (1...2).contains(scalars.count) else { return nil }
        var value = 0
        for scalar in scalars {
            guard scalar.value >= 0x30, scalar.value <= 0x39 else { return nil }
            value = value * 10 + Int(scalar.value - 0x30)
        }
        return value
    }

    public var description: String { "\(Self.clock(from))-\(Self.clock(to))" }

    private static func clock(_ minute: Int) -> String {
        let hour = minute / 60
        let rest = minute % 60
        return (hour < 10 ? "0" : "") + "\(hour):" + (rest < 10 ? "0" : "") + "\(rest)"
    }
}
