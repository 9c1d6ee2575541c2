// SPDX-License-Identifier: Apache-2.0

import Conf
import Testing

@testable import Engine

@Suite struct AtParserTests {
    @Test(arguments: [
        ("lundi 9h30", "30 9 * * 1"), ("monday 9:30", "30 9 * * 1"), ("Lundi à 9 h 30", "30 9 * * 1"),
        ("le lundi, 9h30", "30 9 * * 1"), ("à 9h30 le lundi", "30 9 * * 1"), ("every monday at 9:30am", "30 9 * * 1"),
        ("tous les lundis à 9h30", "30 9 * * 1"), ("tous les jours à 18h", "0 18 * * *"),
        ("every day at 18:00", "0 18 * * *"), ("daily 6pm", "0 18 * * *"), ("chaque jour à midi", "0 12 * * *"),
        ("every day at midnight", "0 0 * * *"), ("daily 12am", "0 0 * * *"), ("daily 12pm", "0 12 * * *"),
        ("le 1er du mois à 10h", "0 10 1 * *"), ("the 1st of the month at 10:00", "0 10 1 * *"),
        ("le premier du mois à 10h", "0 10 1 * *"), ("le 1er et le 15 du mois à 10h", "0 10 1,15 * *"),
        ("on the 1st and 15th 10:00", "0 10 1,15 * *"), ("weekdays 9:00", "0 9 * * 1-5"),
        ("en semaine à 9h", "0 9 * * 1-5"), ("jours ouvrés 9h", "0 9 * * 1-5"), ("jours de semaine 9h", "0 9 * * 1-5"),
        ("lundi et jeudi 20 h", "0 20 * * 1,4"), ("mon, thu 20:00", "0 20 * * 1,4"),
        ("du lundi au vendredi 9h", "0 9 * * 1-5"), ("mon-fri 9:00", "0 9 * * 1-5"),
        ("friday to monday 9:00", "0 9 * * 5,6,0,1"), ("le week-end à 11h", "0 11 * * 6,0"),
        ("weekends 11:00", "0 11 * * 0,6"), ("lundi\u{A0}9\u{202F}h\u{A0}30", "30 9 * * 1"),
        ("1er mai 10h", "0 10 1 5 *"), ("december 25 at 9:00", "0 9 25 12 *"),
        ("le 14 juillet à 21 heures", "0 21 14 7 *"),
        ("MARDI 20H", "0 20 * * 2"), ("me\u{301}rcredi 8h", "0 8 * * 3"),
        ("every day at 9:00 and 21:00", "0 9,21 * * *"),
    ]) func bothLanguagesMeanWhatTheySay(text: String, cron: String) throws {
        #expect(try AtParser.parse(text) == CronParser.parse(cron))
    }

    @Test func anOrdinalNamesOneWeekdayOfTheMonth() throws {
        let first = try AtParser.parse("first monday of the month 19:00")
        #expect(try AtParser.parse("le premier lundi du mois à 19h") == first)
        #expect(try AtParser.parse("1st monday 19:00") == first)
        let moments = first.moments(after: Zones.utc(2026, 1, 1), through: Zones.utc(2026, 4, 30), in: .utc, limit: 9)
        #expect(moments == [(1, 5), (2, 2), (3, 2), (4, 6)].map { Zones.utc(2026, $0.0, $0.1, 19) })
    }

    @Test func theLastFridayAndTheLastDayAreLast() throws {
        let friday = try AtParser.parse("le dernier vendredi du mois à 18h")
        #expect(friday.next(after: Zones.utc(2026, 2, 1), in: .utc) == Zones.utc(2026, 2, 27, 18))
        let day = try AtParser.parse("last day of the month 18:00")
        #expect(day.next(after: Zones.utc(2026, 2, 1), in: .utc) == Zones.utc(2026, 2, 28, 18))
        #expect(try AtParser.parse("le dernier jour du mois à 18h") == day)
    }

    @Test(arguments: [
        ("lunid 9h30", 0, "lundi"), ("tous les jorus à 18h", 9, "jours"), ("le  mecredi 9h", 4, "mercredi"),
        ("mondya 9:00", 0, "monday"), ("évry monday 9:00", 0, "every"),
    ]) func aMisspeltWordIsLocatedAndTheNearestNamed(text: String, offset: Int, nearest: String) {
        let mistake = #expect(throws: ScheduleMistake.self) { try AtParser.parse(text) }
        #expect(mistake?.offset == offset)
        #expect(mistake?.sentence.en.contains("did you mean \"\(nearest)\"") == true)
    }

    @Test(arguments: [
        ("lundi", 5, ScheduleMistake.Kind.noTime), ("9h30", 0, .noDays), ("lundi 25h", 6, .badHour),
        ("lundi 9:61", 8, .badMinute), ("lundi 9:5", 8, .badMinute), ("lundi 9", 6, .noTime),
        ("monday 13pm", 7, .badHour),
        ("le 32 du mois à 9h", 3, .badDayOfMonth), ("le premier à 9h", 3, .ordinalWithoutDay), ("", 0, .noTime),
        ("lundi 9x", 7, .unit("x")), ("le 30 février à 9h", 0, .never), ("lundi 99999999999h", 6, .badHour),
    ]) func whatIsWrongIsSaidAtItsPlace(text: String, offset: Int, kind: ScheduleMistake.Kind) {
        #expect(throws: ScheduleMistake(at: offset, kind)) { try AtParser.parse(text) }
    }

    @Test func aLongTextIsRefusedUnread() {
        #expect(throws: ScheduleMistake(at: 200, .tooLong)) {
            try AtParser.parse(String(repeating: "lundi ", count: 50))
        }
    }

    @Test func quietHoursCrossMidnight() throws {
        let quiet = try TimeOfDayRange.parse("22:00-09:00")
        for text in ["22h-9h", "de 22h à 9h", "22h – 9h", "from 22:00 to 9:00", "10pm-9am"] {
            #expect(try TimeOfDayRange.parse(text) == quiet, "\(text)")
        }
        let inside = [0, 1320, 1439, 539].map { quiet.contains(LocalTime(day: 0, minuteOfDay: $0)) }
        let outside = [540, 1319, 720].map { quiet.contains(LocalTime(day: 0, minuteOfDay: $0)) }
        #expect(inside == [true, true, true, true] && outside == [false, false, false])
    }

    @Test func quietHoursEndOnTheWall() throws {
        let quiet = try TimeOfDayRange.parse("22:00-09:00")
        let night = Zones.paris(2026, 3, 28, 23)
        #expect(quiet.end(from: night, in: Zones.paris) == Zones.paris(2026, 3, 29, 9))
        #expect(quiet.end(from: Zones.paris(2026, 3, 28, 12), in: Zones.paris) == Zones.paris(2026, 3, 28, 12))
    }

    @Test(arguments: ["", "22:00", "22:00-", "22:00-22:00", "22-9", "25:00-9:00", "22:00-9:00 x"])
    func whatAreNoHoursIsRefused(text: String) {
        #expect(throws: ScheduleMistake.self) { try TimeOfDayRange.parse(text) }
    }
}
