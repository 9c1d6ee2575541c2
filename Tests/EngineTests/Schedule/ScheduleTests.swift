// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

@Suite struct ScheduleTests {
    static let crons = ["*/15 * * * *", "30 2 * * *", "0,15,30,45 0-3 * * *", "0 9 * * 1", "30 2 1,25 * 7"]

    /// What should come, found the long way round: by looking at the wall every quarter of an hour.
    private func expected(_ schedule: Schedule, in zone: Zone, from: Timestamp, days: Int) -> [Timestamp] {
        func isDue(_ local: LocalTime) -> Bool {
            schedule.times.contains(local.minuteOfDay) && schedule.days.contains(local.date, weekday: local.weekday)
        }
        var moments: [Timestamp] = []
        var latest = zone.local(from)
        for quarter in 1...(days * 96) {
            let moment = from + .minutes(Int64(quarter * 15))
            let local = zone.local(moment)
            guard local > latest else { continue }
            var each = LocalTime(seconds: latest.seconds + 900)
            var due = false
            while each <= local {
                due = due || isDue(each)
                each = LocalTime(seconds: each.seconds + 900)
            }
            if due { moments.append(moment) }
            latest = local
        }
        return moments
    }

    @Test(arguments: Zones.names, crons) func everyMomentComesOnceAndInOrder(name: String, cron: String) throws {
        let zone = Zones.zone(name)
        let schedule = try CronParser.parse(cron)
        let days = 800
        let expected = expected(schedule, in: zone, from: Zones.start, days: days)
        let found = schedule.moments(
            after: Zones.start, through: Zones.start + .days(Int64(days)), in: zone, limit: .max)
        #expect(found == expected)
        #expect(zip(found, found.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test(arguments: Zones.names, crons) func whatWasMissedIsFoundAgain(name: String, cron: String) throws {
        let zone = Zones.zone(name)
        let schedule = try CronParser.parse(cron)
        for transition in zone.transitions.prefix(8) + [Zone.Transition(at: 1_767_571_200, offset: 0)] {
            let from = Timestamp(seconds: transition.at) - .days(2)
            let moments = schedule.moments(after: from, through: from + .days(40), in: zone, limit: 400)
            for (a, b) in zip(moments, moments.dropFirst()) {
                #expect(schedule.previous(atOrBefore: a, in: zone) == a)
                #expect(schedule.previous(atOrBefore: b - .milliseconds(1), in: zone) == a)
                #expect(schedule.next(after: b - .milliseconds(1), in: zone) == b)
                // Within an hour that is shown again, the wall alone would name an earlier time.
                let middle = a + TimeSpan(milliseconds: (b - a).milliseconds / 2)
                #expect(schedule.previous(atOrBefore: middle, in: zone) == a)
                #expect(schedule.next(after: middle, in: zone) == b)
            }
        }
    }

    @Test func aTimeLeftOutInSpringComesAtTheFirstMinuteAfter() throws {
        let schedule = try AtParser.parse("tous les jours à 2h30")
        let next = schedule.next(after: Zones.paris(2026, 3, 28, 12), in: Zones.paris)
        #expect(next == Zones.paris(2026, 3, 29, 3, 0))
    }

    @Test func twoTimesLeftOutTogetherAreOneMoment() throws {
        let schedule = try AtParser.parse("tous les jours 2h10 et 2h50")
        let moments = schedule.moments(
            after: Zones.paris(2026, 3, 29), through: Zones.paris(2026, 3, 29, 23), in: Zones.paris, limit: 9)
        #expect(moments == [Zones.paris(2026, 3, 29, 3, 0)])
    }

    @Test func anHourShownTwiceInAutumnComesTheFirstTime() throws {
        let schedule = try AtParser.parse("tous les jours à 2h30")
        let moments = schedule.moments(
            after: Zones.utc(2026, 10, 24, 12), through: Zones.utc(2026, 10, 25, 12), in: Zones.paris, limit: 9)
        #expect(moments == [Zones.utc(2026, 10, 25, 0, 30)])
    }

    @Test func nineStaysNineAllYear() throws {
        let schedule = try AtParser.parse("lundi 9h")
        let moments = schedule.moments(
            after: Zones.start, through: Zones.start + .days(364), in: Zones.paris, limit: 99)
        #expect(moments.count == 52)
        #expect(moments.allSatisfy { Zones.paris.local($0).minuteOfDay == 540 && Zones.paris.local($0).weekday == 0 })
    }

    @Test func theTwentyNinthOfFebruaryIsWaitedFor() throws {
        let schedule = try CronParser.parse("0 12 29 2 *")
        #expect(schedule.next(after: Zones.utc(2096, 3, 1), in: .utc) == Zones.utc(2104, 2, 29, 12))
    }

    @Test func eitherDayFieldWillDoWhenBothAreGiven() throws {
        let schedule = try CronParser.parse("0 9 13 * 5")
        let moments = schedule.moments(
            after: Zones.utc(2026, 1, 1), through: Zones.utc(2026, 1, 31), in: .utc, limit: 99)
        #expect(moments.map { LocalTime(seconds: $0.milliseconds / 1000).date.day } == [2, 9, 13, 16, 23, 30])
    }

    @Test func aStarLeavesTheOtherFieldAlone() throws {
        let schedule = try CronParser.parse("0 9 */10 * 5")
        let moments = schedule.moments(
            after: Zones.utc(2026, 1, 1), through: Zones.utc(2026, 12, 31), in: .utc, limit: 99)
        #expect(
            moments.allSatisfy { moment in
                let local = LocalTime(seconds: moment.milliseconds / 1000)
                return local.weekday == 4 && [1, 11, 21, 31].contains(local.date.day)
            })
    }

    @Test func farMomentsEndRatherThanTrap() throws {
        let schedule = try CronParser.parse("0 9 * * *")
        for milliseconds in [Int64.min, 0, .max] {
            let moment = Timestamp(milliseconds: milliseconds)
            _ = schedule.next(after: moment, in: Zones.paris)
            _ = schedule.previous(atOrBefore: moment, in: Zones.paris)
        }
    }
}
