// SPDX-License-Identifier: Apache-2.0

import Chat
import Engine
import Scenario
import Testing

/// THREATS L4 over talk of days: thirty strangers a wave quote, repeat and bait those who are at home there.
@Suite struct FramingTests {
    private let start = Timestamp(seconds: 1_767_603_600)

    private func stage(_ preset: String) throws -> Stage {
        let text = (ScenarioLibrary.text("act.conf") ?? "") + "\n[moderation]\npreset = \"\(preset)\"\n"
        return try Stage.prepare(text, file: "act.conf", now: start, acts: true) { ScenarioLibrary.text($0) }
    }

    /// Nobody of those who are known is punished for what others did, and nobody at all is punished who was not before.
    @Test(arguments: ["gentle", "standard", "strict"])
    func strangersGetNobodyPunished(_ preset: String) throws {
        let lines = MadeUpTalk.lines(days: 7, from: start)
        let report = Framing.measure(try stage(preset), lines, attackers: 30, every: 400)
        #expect(report.faults == [])
        #expect(report.attackers >= 90 && report.attackLines > 1000, "\(report.attackers), \(report.attackLines)")
        #expect(report.attackersHit >= report.attackers / 4, "the strangers are met: \(report.attackersHit)")
        #expect(report.breaches == [])
        #expect(report.framed.filter { $0.standing > .newcomer } == [])
    }

    /// What somebody does oneself is met as ever, strangers or not: the measure can tell.
    @Test func whoFloodsIsHitForThatAlone() throws {
        var lines = MadeUpTalk.lines(days: 6, from: start)
        let last = lines[lines.count - 1].at
        for number in 0..<12 {
            lines.append(
                LogLine(
                    number: lines.count + 1, at: last + .seconds(Int64(60 + number / 4)), resolution: .seconds(1),
                    room: "#atelier",
                    kind: .message, nick: MadeUpTalk.people[0], text: "BUY MY SCARVES NOW, the cheapest scarves of all")
            )
        }
        let report = Framing.measure(try stage("standard"), lines, attackers: 30, every: 400)
        #expect(report.hitBefore == 1 && report.hitAfter >= 1)
        #expect(report.breaches == [])
    }
}

/// Talk of twelve people over days, always the same: questions, answers by name, short lines, links, a pasted list.
enum MadeUpTalk {
    static let people = [
        "lise", "bruno", "nadia", "ivo", "agnes", "tomas", "mei", "oskar", "paula", "rachid", "sofia", "yann",
    ]
    private static let short = [
        "yes", "no", "+1", "thanks!", "haha", "brb", "ok", "good morning", "good night", "hm", "lol",
    ]
    private static let openings = [
        "does anybody know", "has anyone tried", "I wonder about", "what do you think of", "where do you get",
        "yesterday I finished", "I am still fighting with", "my grandmother always used", "let me show you",
    ]
    private static let things = [
        "the new merino yarn", "circular needles of 4 mm", "that old sewing machine", "linen from the market",
        "the pattern of the blue coat", "a good pair of scissors", "dyeing with walnut shells",
        "the sleeves of this pullover",
        "felting wool in the washing machine", "buttons made of horn",
    ]
    private static let ends = [
        "and it works well", "for a beginner?", "in this weather", "but it tears all the time", "since monday",
        "with the thin thread", "for the evening class", "and nobody told me", "?", "once more",
    ]

    static func lines(days: Int, from start: Timestamp) -> [LogLine] {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func roll(_ sides: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(sides))
        }
        var lines: [LogLine] = []
        func say(_ nick: String, _ text: String, at: Timestamp) {
            lines.append(
                LogLine(
                    number: lines.count + 1, at: at, resolution: .seconds(1), room: "#atelier", kind: .message,
                    nick: nick, text: text))
        }
        for day in 0..<days {
            var now = start + .days(Int64(day))
            let evening = now + .hours(14)
            while now < evening {
                // A conversation of a few, with a pause after it.
                let some = (0..<3).map { _ in people[roll(people.count)] }
                for _ in 0..<(6 + roll(16)) {
                    now = now + .seconds(Int64(4 + roll(50)))
                    let nick = some[roll(3)]
                    let sentence =
                        "\(openings[roll(openings.count)]) \(things[roll(things.count)]) \(ends[roll(ends.count)])"
                    switch roll(10) {
                    case 0, 1, 2: say(nick, short[roll(short.count)], at: now)
                    case 3: say(nick, "\(some[roll(3)]): \(sentence)", at: now)
                    case 4: say(nick, "look: https://photos.example/\(nick)/\(roll(40))", at: now)
                    case 5: say(nick, "\(things[roll(things.count)]), \(ends[roll(ends.count)])", at: now)
                    default: say(nick, sentence, at: now)
                    }
                }
                now = now + .minutes(Int64(20 + roll(50)))
            }
        }
        return lines
    }
}
