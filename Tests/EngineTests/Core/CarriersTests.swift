// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

/// Relays that nobody has declared, and who only writes like one.
@Suite struct CarriersTests {
    /// Seventy lines, five a day or all in an hour.
    private func house(every pause: TimeSpan = .hours(5), _ line: (Int) -> String) throws -> House {
        var house = try House()
        for name in ["ann", "gate"] { house.join(name) }
        for turn in 1...70 {
            house.say("gate", line(turn))
            house.wait(pause)
        }
        return house
    }

    private func relay(every pause: TimeSpan = .hours(5)) throws -> House {
        try house(every: pause) { "[cord] <\(["mia", "tom", "zoe"][$0 % 3])> this is what number \($0 * 7) says of it" }
    }

    /// Each line of a paste, and what it ends with, by several.
    private func paste(_ house: inout House) {
        for name in ["mia", "tom", "zoe"] {
            for text in ["that does not work for me at all, and I have tried it three times by now", "```"] {
                house.say("gate", "[cord] <\(name)> \(text)")
                house.now = house.now + .seconds(4)
            }
        }
    }

    private func advertise(_ house: inout House, _ who: String) {
        for _ in 1...12 {
            house.say("gate", "\(who) buy the very best of stamps, cheaper than anywhere, of me")
            house.now = house.now + .seconds(4)
        }
    }

    /// What was decided about it, notes included.
    private func decisions(_ house: House) -> [Decision] {
        house.decisions.filter { $0.name.raw == "gate" && $0.verdict.score > 0 }
    }

    @Test func whatSeveralSayIsNoRepetitionOfOne() throws {
        var house = try relay()
        #expect(house.sanctions.isEmpty)
        paste(&house)
        #expect(decisions(house).isEmpty)
    }

    /// Silence would be everybody's: a moderator is asked, and nobody told.
    @Test func forWhatOneSaysModeratorsAreAsked() throws {
        var house = try relay()
        advertise(&house, "[cord] <mia>")
        #expect(house.sanctions.isEmpty)
        let found = decisions(house)
        #expect(found.contains { $0.mode == .ask })
        #expect(found.allSatisfy { $0.mode == .ask || $0.step == .note })
    }

    /// Names cost nothing behind a relay. One question, whatever it goes on for; a moderator's no holds for that text.
    @Test(arguments: [
        ("buy the very best of all stamps here, much cheaper than anywhere else in town, of me", 6),
        ("cheap stamps for you at stamps.example", 4),
        ("come and look at the very best of all stamps, today only, at stamps.example", 3),
    ])
    func oneAdvertUnderManyNamesIsAskedAboutOnce(_ advert: String, _ enough: Int) throws {
        var house = try relay()
        let isHeld = advert.utf8.count > 50
        for turn in 1...20 {
            house.say("gate", "[cord] <guest\(turn * 31)> \(advert)")
            #expect(decisions(house).contains { $0.mode == .ask } == (turn >= enough), "\(turn)")
            house.now = house.now + (isHeld ? .minutes(3) : .seconds(15))
        }
        let asked = decisions(house).filter { $0.mode == .ask }
        #expect(house.sanctions.isEmpty && asked.count == 1)
        #expect(house.says.count { $0.contains("names through one relay") } == 1)
        house.say("lise", "no \(asked[0].caseNumber)", room: House.desk)
        for turn in 21...30 {
            house.say("gate", "[cord] <guest\(turn * 31)> \(advert)")
            house.now = house.now + .seconds(15)
        }
        #expect(house.sanctions.isEmpty && decisions(house).count { $0.mode == .ask } == 1)
    }

    /// What it carries counts for nobody here, and shelters nobody: natives are judged by what natives say.
    @Test func whatItCarriesIsNobodysHere() throws {
        var house = try relay()
        for turn in 1...2 {
            house.say("gate", "[cord] <guest\(turn)> come and look at the best of all stamps at stamps.example")
        }
        for name in ["x1", "x2", "x3"] {
            house.join(name)
            #expect(house.sanctions.isEmpty)
            house.say(name, "come and look at the best of all stamps at stamps.example")
            house.now = house.now + .seconds(20)
        }
        #expect(!house.sanctions.isEmpty)
    }

    /// Who writes so from the first hour on, and who writes so of himself, is judged as everybody.
    @Test func nobodyBecomesOneInAnHourOrAlone() throws {
        var fast = try relay(every: .seconds(40))
        advertise(&fast, "[cord] <mia>")
        #expect(!fast.sanctions.isEmpty)
        var alone = try house { "<gate> this is what number \($0 * 7) says of it" }
        advertise(&alone, "<gate>")
        #expect(!alone.sanctions.isEmpty)
    }

    @Test(arguments: [
        ("<alice> hello", "alice", "hello"), ("[cord] <a b> x", "a b", "x"), ("[x] <\u{200B}alice> ", "alice", ""),
        ("[09:10:04] [cord] <mia> x", "mia", "x"),
    ])
    func whatTheyWrite(_ line: String, _ name: String, _ text: String) {
        let read = CarriedLine.read(PeerText(line))
        #expect(read?.name == name && read?.text == text)
    }

    @Test(arguments: [
        "[cord] alice: hello", "[cord]<alice> hello", "hello <alice> hello", "[cord", "", "[] x", "[a] [b] [c] <mia> x",
    ])
    func anythingElseIsNobodys(_ line: String) { #expect(CarriedLine.read(PeerText(line)) == nil) }
}
