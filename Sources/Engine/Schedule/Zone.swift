// SPDX-License-Identifier: Apache-2.0

public import Chat

/// A time zone as a table of its offsets: schedules are arithmetic on it, the same in every process and replay.
///
/// Made when a policy loads, for the years around (`Zone(identifier:around:)`); part of the policy's fingerprint.
/// Outside the table's years its first and last offsets hold.
public struct Zone: Sendable, Hashable {
    public struct Transition: Sendable, Hashable {
        /// Seconds since 1970 UTC from which `offset` holds.
        public let at: Int64
        /// Seconds east of UTC.
        public let offset: Int64
        public init(at: Int64, offset: Int64) {
            self.at = at
            self.offset = offset
        }
    }

    /// `Europe/Paris`.
    public let identifier: String
    /// The offset before the first transition, in seconds east of UTC.
    public let firstOffset: Int64
    /// In order of time.
    public let transitions: [Transition]

    public static let utc = Zone(identifier: "UTC", firstOffset: 0, transitions: [])

    public init(identifier: String, firstOffset: Int64, transitions: [Transition]) {
        self.identifier = identifier
        self.firstOffset = firstOffset
        self.transitions = transitions
    }

    /// What the wall shows at a moment.
    public func local(_ moment: Timestamp) -> LocalTime {
        let seconds = Self.seconds(moment)
        return LocalTime(seconds: seconds + offset(period(at: seconds)))
    }

    /// When the wall first shows `local`; a time that is left out in spring is the moment at which it was left out.
    public func moment(_ local: LocalTime) -> Timestamp {
        let wall = local.seconds
        // No zone is more than 15 hours from UTC, so the moment is not in an earlier period than this.
        var index = period(at: wall - 54_000)
        while true {
            let moment = wall - offset(index)
            let end = index < transitions.count ? transitions[index].at : .max
            if moment < end { return Timestamp(seconds: max(moment, start(index))) }
            index += 1
        }
    }

    /// The latest time that the wall has shown up to and including a moment: after a repeated hour has begun anew,
    /// its last minute.
    func latestShown(_ moment: Timestamp) -> LocalTime {
        let seconds = Self.seconds(moment)
        let index = period(at: seconds)
        let local = LocalTime(seconds: seconds + offset(index))
        guard index > 0 else { return local }
        return max(local, LocalTime(seconds: transitions[index - 1].at + offset(index - 1) - 60))
    }

    // Period 0 is before the first transition, period n begins with transition n - 1.

    private func offset(_ period: Int) -> Int64 { period == 0 ? firstOffset : transitions[period - 1].offset }

    private func start(_ period: Int) -> Int64 { period == 0 ? .min : transitions[period - 1].at }

    private func period(at seconds: Int64) -> Int {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].at <= seconds { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Kept within what a calendar can hold, so that nobody's number can trap (THREATS.md L7).
    private static func seconds(_ moment: Timestamp) -> Int64 {
        let milliseconds = min(max(moment.milliseconds, -62_135_596_800_000), 253_402_300_799_000)
        return milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
    }
}
