// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Engine

@Suite struct CronParserTests {
    @Test(arguments: [
        ("*/15 * * * *", [0, 15, 30, 45], 96), ("5-20/5 8 * * *", [485, 490, 495, 500], 4),
        ("0 0,12 * * *", [0, 720], 2),
        ("30/10 0 * * *", [30, 40, 50], 3), ("0 22-23 * * *", [1320, 1380], 2),
    ]) func fieldsMeanWhatCronSays(cron: String, first: [Int], count: Int) throws {
        let times = try CronParser.parse(cron).times
        #expect(Array(times.prefix(first.count)) == first)
        #expect(times.count == count)
    }

    @Test(arguments: [
        ("0 9 * * sun", "0 9 * * 7"), ("0 9 * * 0", "0 9 * * 7"), ("0 9 * * mon-fri", "0 9 * * 1-5"),
        ("0 9 * * sat-sun", "0 9 * * 6,0"), ("0 9 1 jan,jul *", "0 9 1 1,7 *"), ("0 9 * * LUN", "0 9 * * 1"),
        ("0 9 * * */2", "0 9 * * 0,2,4,6"), ("  0   9 * * 1 ", "0 9 * * 1"),
    ]) func namesAndNumbersAreOne(a: String, b: String) throws {
        let (one, other) = (try CronParser.parse(a), try CronParser.parse(b))
        #expect(one.days.weekdays == other.days.weekdays && one.days.months == other.days.months)
        #expect(one.times == other.times)
    }

    @Test(arguments: [
        ("60 9 * * *", 0, ScheduleMistake.Kind.outOfRange(.minute)), ("0 24 * * *", 2, .outOfRange(.hour)),
        ("0 9 0 * *", 4, .outOfRange(.day)), ("0 9 * 13 *", 6, .outOfRange(.month)),
        ("0 9 * * 8", 8, .outOfRange(.weekday)), ("0 9 * *", 7, .fieldCount(4)), ("0 9 * * * x", 10, .fieldCount(6)),
        ("0 9 * * 5-2", 8, .backwards(.weekday)), ("*/0 9 * * *", 2, .badStep), ("*/ 9 * * *", 2, .badStep),
        ("0 9 30 2 *", 4, .never), ("0 9 * * mno", 8, .field(.weekday, found: "mno", nearest: "mon")),
        ("0 9 1,,2 * *", 6, .field(.day, found: "", nearest: nil)),
        ("0 9 -1 * *", 4, .field(.day, found: "", nearest: nil)),
        ("", 0, .fieldCount(0)), ("99999999999 9 * * *", 0, .field(.minute, found: "99999999999", nearest: nil)),
    ]) func whatIsWrongIsSaidAtItsPlace(cron: String, offset: Int, kind: ScheduleMistake.Kind) {
        #expect(throws: ScheduleMistake(at: offset, kind)) { try CronParser.parse(cron) }
    }
}
