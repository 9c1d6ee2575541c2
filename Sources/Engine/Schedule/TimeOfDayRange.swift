// SPDX-License-Identifier: Apache-2.0

public import Chat

/// Hours of the day, across midnight where they end before they begin: `22:00-09:00`, `22h-9h`, `de 22h à 9h`.
public struct TimeOfDayRange: Sendable, Hashable {
    /// The first minute that belongs to it, 0…1439.
    public let start: Int
    /// The first minute that no longer does, 0…1440.
    public let end: Int

    public init(start: Int, end: Int) {
        self.start = start
        self.end = end
    }

    static func parse(_ text: String) throws(ScheduleMistake) -> TimeOfDayRange {
        guard text.utf8.count <= AtParser.longest else { throw ScheduleMistake(at: AtParser.longest, .tooLong) }
        var tokens = TimeTokens(text)
        _ = tokens.take(anyOf: ["de", "from", "entre", "between"])
        guard tokens.isAtTime else { throw ScheduleMistake(at: tokens.offset, .badRange) }
        let start = try tokens.takeTime()
        let joins = ["a", "to", "et", "and", "jusqu", "until", "till"]
        guard tokens.take(.sign(UInt8(ascii: "-"))) || tokens.take(anyOf: joins) else {
            throw ScheduleMistake(at: tokens.offset, .badRange)
        }
        _ = tokens.take(.sign(UInt8(ascii: "'")))
        _ = tokens.take(anyOf: ["a"])
        guard tokens.isAtTime else { throw ScheduleMistake(at: tokens.offset, .badRange) }
        let end = try tokens.takeTime(allowing24: true)
        guard tokens.current == nil else { throw ScheduleMistake(at: tokens.offset, .badRange) }
        guard start != end else { throw ScheduleMistake(at: 0, .emptyRange) }
        return TimeOfDayRange(start: start, end: end)
    }

    public func contains(_ local: LocalTime) -> Bool {
        let minute = local.minuteOfDay
        return start < end ? minute >= start && minute < end : minute >= start || minute < end
    }

    public func contains(_ moment: Timestamp, in zone: Zone) -> Bool { contains(zone.local(moment)) }

    /// When the range under way at `moment` ends; `moment` itself outside of it.
    public func end(from moment: Timestamp, in zone: Zone) -> Timestamp {
        guard contains(moment, in: zone) else { return moment }
        let ends = Schedule(times: [end % 1440], days: .everyDay)
        return ends.next(after: moment, in: zone) ?? moment
    }
}
