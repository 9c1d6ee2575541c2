// SPDX-License-Identifier: Apache-2.0

public import Chat

/// Moments that come back, by the wall clock of a zone: what `at` and `cron` mean.
///
/// Two rules for the days on which clocks change (docs/decisions/0012): a time left out in spring comes at the first
/// minute after the gap, a time shown twice in autumn comes the first time only. So moments are strictly increasing,
/// and two times of one gap are one moment.
public struct Schedule: Sendable, Hashable {
    /// Minutes of the day, in order, without repeats; never empty.
    let times: [Int]
    let days: DayPattern

    init(times: [Int], days: DayPattern) {
        self.times = Array(Set(times)).sorted()
        self.days = days
    }

    /// The farthest a next day is looked for: 29 February comes every eighth year at worst (1896–1904, 2096–2104),
    /// on a given weekday within forty.
    static let farthest = 366 * 41

    /// The first moment after `moment`; nil when no such day comes.
    public func next(after moment: Timestamp, in zone: Zone) -> Timestamp? {
        let local = zone.local(moment)
        var day = local.day
        let last = day + Self.farthest
        while day <= last {
            let date = CivilDate(daysSinceEpoch: day)
            if !days.contains(month: date.month) {
                day += CivilDate.length(ofMonth: date.month, in: date.year) - date.day + 1
                continue
            }
            if days.contains(date, weekday: LocalTime.weekday(of: day)) {
                // Times before `local` cannot come after `moment`: the moments of the wall's times never decrease.
                let from = day == local.day ? local.minuteOfDay : 0
                for time in times where time >= from {
                    let candidate = zone.moment(LocalTime(day: day, minuteOfDay: time))
                    if candidate > moment { return candidate }
                }
            }
            day += 1
        }
        return nil
    }

    /// The last moment at or before `moment`: what was missed while she was away. Nil when there is none within a
    /// year, which is longer than anything is caught up for.
    public func previous(atOrBefore moment: Timestamp, in zone: Zone) -> Timestamp? {
        let local = zone.latestShown(moment)
        for day in stride(from: local.day, through: local.day - 366, by: -1) {
            let date = CivilDate(daysSinceEpoch: day)
            guard days.contains(date, weekday: LocalTime.weekday(of: day)) else { continue }
            for time in times.reversed() where day < local.day || time <= local.minuteOfDay {
                let candidate = zone.moment(LocalTime(day: day, minuteOfDay: time))
                if candidate <= moment { return candidate }
            }
        }
        return nil
    }

    /// The moments in `(from, through]`, at most `limit`.
    public func moments(after from: Timestamp, through: Timestamp, in zone: Zone, limit: Int) -> [Timestamp] {
        var found: [Timestamp] = []
        var moment = from
        while found.count < limit, let next = next(after: moment, in: zone), next <= through {
            found.append(next)
            moment = next
        }
        return found
    }
}
