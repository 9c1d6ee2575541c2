// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

@Suite struct ZoneTests {
    @Test func daysAndDatesAreOneAndTheSame() {
        var day = CivilDate(year: 1600, month: 1, day: 1).daysSinceEpoch
        for year in 1600...2400 {
            for month in 1...12 {
                for number in 1...CivilDate.length(ofMonth: month, in: year) {
                    let date = CivilDate(year: year, month: month, day: number)
                    if date.daysSinceEpoch != day || CivilDate(daysSinceEpoch: day) != date {
                        Issue.record("\(date)")
                    }
                    day += 1
                }
            }
        }
        #expect(CivilDate(year: 1970, month: 1, day: 1).daysSinceEpoch == 0)
        #expect(CivilDate(year: 2000, month: 3, day: 1).daysSinceEpoch == 11_017)
    }

    @Test func aMondayIsAMonday() {
        #expect(LocalTime.weekday(of: CivilDate(year: 2026, month: 1, day: 5).daysSinceEpoch) == 0)
        #expect(LocalTime.weekday(of: 0) == 3)
        #expect(LocalTime.weekday(of: -1) == 2)
    }

    @Test func parisChangesWhenTheLawSays() {
        // Directive 2000/84/EC: the last Sundays of March and October, at 1.00 a.m. Greenwich Mean Time.
        let zone = Zones.paris
        let of2026 = zone.transitions.filter { $0.at >= 1_767_225_600 && $0.at < 1_798_761_600 }
        #expect(
            of2026 == [
                Zone.Transition(at: 1_774_746_000, offset: 7200), Zone.Transition(at: 1_792_890_000, offset: 3600),
            ])
        #expect(zone.transitions.count == 24)
    }

    @Test func aZoneThatNeverChangesHasNoTable() {
        #expect(Zones.zone("Asia/Kolkata").transitions.isEmpty)
        #expect(Zones.zone("Asia/Kolkata").firstOffset == 19_800)
        #expect(Zones.zone("UTC").transitions.isEmpty)
    }

    @Test func lordHoweMovesByHalfAnHour() {
        let transitions = Zones.zone("Australia/Lord_Howe").transitions
        #expect(Set(transitions.map(\.offset)) == [37_800, 39_600])
    }

    @Test func aZoneThatDoesNotExistIsNone() {
        for name in ["Europe/Pariss", "", "../etc/passwd", "Europe/Paris\u{0}", String(repeating: "a", count: 100)] {
            #expect(Zone(identifier: name, around: Zones.start) == nil, "\(name)")
        }
        #expect(Zone.nearest(to: "Europe/Pariss") == "Europe/Paris")
        #expect(Zone.nearest(to: "paris") == "Europe/Paris")
    }

    @Test(arguments: Zones.names) func aMomentComesBackFromItsWallUnlessItWasShownBefore(name: String) {
        let zone = Zones.zone(name)
        for hour in 0..<(24 * 365 * 3) {
            let moment = Zones.start + .minutes(Int64(hour * 60 + 7))
            let local = zone.local(moment)
            let back = zone.moment(local)
            if back != moment {
                #expect(back < moment && zone.local(back) == local)
            }
        }
    }

    @Test func noNumberTraps() {
        let zone = Zones.paris
        for milliseconds in [Int64.min, .min + 1, -1, 0, 1, 253_402_300_800_000, .max - 1, .max] {
            let local = zone.local(Timestamp(milliseconds: milliseconds))
            #expect((0..<1440).contains(local.minuteOfDay))
            _ = zone.moment(local)
        }
    }
}
