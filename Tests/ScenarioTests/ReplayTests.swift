// SPDX-License-Identifier: Apache-2.0

import Chat
import Scenario
import Testing

@Suite struct Replaying {
    private func replay(_ lines: String, roles: [String: Replay.Role] = [:], limit: Int = .max) throws -> (
        [Replay.Item], Replay.Summary
    ) {
        let reader = LogReader(Array(lines.utf8), format: .tsv)
        let start = Timestamp(seconds: 1_767_603_600)
        let stage = try Stage.prepare(ScenarioLibrary.text("act.conf") ?? "", file: "act.conf", now: start) { _ in nil }
        var replay = Replay(stage, from: start, roles: roles)
        var items: [Replay.Item] = []
        replay.play(reader, limit: limit) { items.append($0) }
        return (items, replay.summary)
    }

    private func spam(_ nick: String, minute: Int = 10) -> String {
        (0..<4).map { "2026-01-05T09:\(minute):0\($0)\t#atelier\tMSG\t\(nick)\twin 1000 at http://spam.example\n" }
            .joined()
    }

    @Test func oneObjectADecisionWithItsLine() throws {
        let (items, summary) = try replay(spam("eve"))
        let mute = try #require(items.first)
        #expect(
            mute.json
                == ##"{"at":"2026-01-05T09:10:02Z","room":"#atelier","member":"eve","rule":"duplicate","mode":"act","step":"mute 10m","##
                + ##""actions":["mute 10m"],"reason":"same text 3 times in 2 s","line":3}"##)
        #expect(
            summary.json
                == #"{"messages":4,"decisions":1,"acts":1,"members":1,"by_rule":{"duplicate":1},"not_judged":0}"#)
    }

    /// After 12:59 comes 1:20, and what follows is not all of one moment.
    @Test func aClockOfTwelveHoursCrowdsNobody() throws {
        let asked = ["12:50", "12:59", "01:20", "01:40", "02:00", "02:20"].map {
            "2026-01-05T\($0):00\t#atelier\tMSG\teve\tdoes anybody know the way to the station\n"
        }
        #expect(try replay(asked.joined()).0.isEmpty)
        let after = try replay(asked.joined() + spam("mallory").replacing("T09:", with: "T03:")).0
        #expect(after.map(\.member) == ["mallory"])
        // Two weeks of such days are two weeks, give or take the half hours kept of each night.
        let days = (10...24).flatMap { day in
            ["12:10", "03:00", "11:50", "12:20", "05:00", "11:40"].map {
                "2026-01-\(day)T\($0):00\t#atelier\tMSG\teve\tday \(day) at \($0), nothing to tell of\n"
            }
        }
        let late = try replay(days.joined() + spam("mallory").replacing("2026-01-05T09:", with: "2026-01-25T03:")).0
        let at = try #require(late.last).at
        #expect(at >= Timestamp(seconds: 1_769_310_000) && at <= Timestamp(seconds: 1_769_310_000) + .days(1))
    }

    /// What a log stamps by the day alone, among lines stamped to the minute, does not part what was said in one minute.
    @Test func aStampOfTheDayAlonePutsNoClockBack() throws {
        func steps(_ between: String) throws -> [String] {
            let said = "2026-01-05T09:12\t#atelier\tMSG\teve\twin 1000 at http://spam.example\n"
            return try replay(said + between + said + between + said).0.map(\.step).filter { !$0.isEmpty }
        }
        #expect(try steps("") == ["mute 10m"])
        #expect(try steps("2026-01-05T\t#atelier\tOTHER\t-\t=== eve is away\n") == ["mute 10m"])
        // The next day is another.
        #expect(try steps("2026-01-06T\t#atelier\tOTHER\t-\t=== eve is away\n").isEmpty)
    }

    @Test func whoIsToldToBeAModeratorIsSpared() throws {
        #expect(try replay(spam("eve"), roles: ["Eve": .moderator]).0.isEmpty)
    }

    @Test func theLimitIsOfLinesRead() throws {
        let (items, summary) = try replay(spam("eve"), limit: 2)
        #expect(items.isEmpty)
        #expect(summary.messages == 2)
    }

    @Test func whoeverComesBackByANameIsTheSame() throws {
        let log =
            "2026-01-05T09:00:00\t#atelier\tJOIN\teve\t\n2026-01-05T09:05:00\t#atelier\tQUIT\teve\t\n"
            + "2026-01-05T09:06:00\t#atelier\tJOIN\teve\t\n2026-01-05T09:20:00\t#atelier\tMSG\tbob\thi\n"
        #expect(try replay(log).1.byRule["welcome"] == 1)
    }

    /// Windows of seconds cannot be told from stamps of minutes.
    @Test func coarseStampsAreNotJudgedOverShortWindows() throws {
        let words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
        let lines = words.map { "2026-01-05T09:10\t#atelier\tMSG\teve\t\($0)\n" }.joined()
        let again = words.map { "2026-01-05T09:10\t#atelier\tMSG\teve\tagain \($0)\n" }.joined()
        let (items, summary) = try replay(lines + again + lines)
        #expect(!items.contains { $0.rule == "flood" })
        #expect(summary.notJudged == 36)
    }

    /// The same lines, stamped to the second, are.
    @Test func fineStampsAreJudged() throws {
        let lines = (10..<46).map { "2026-01-05T09:10:\($0)\t#atelier\tMSG\teve\tword \($0)\n" }.joined()
        let (items, summary) = try replay(lines)
        #expect(!items.isEmpty)
        #expect(summary.notJudged == 0)
    }

    @Test func jsonStringsHoldNoControlCharacters() {
        #expect(JSONText.string("a\"b\\c\n\u{1B}\u{85}é") == #""a\"b\\c\n\u001b\u0085é""#)
    }
}
