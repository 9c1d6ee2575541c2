// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

/// Who is looked for in lists of hosts, and what their answers can do (THREATS J5, A7); the rest is in scenarios.
@Suite struct HostListing {
    static let conf = House.conf(
        """
        [community.atelier.detector.dnsbl]
        lists = ["bl.example", "other.example"]
        """, preset: "gentle")
    static let caps = "WHY DOES NOBODY EVER ANSWER ME HERE"

    private func house(_ conf: String = conf) throws -> House {
        var house = try House(conf)
        house.hosts = ["eve": "9.9.9.9", "six": "2606:4700::1111", "home": "192.168.1.4", "lise": "8.8.8.8"]
        house.send(.ticked)
        return house
    }

    private func answer(_ house: inout House, _ lists: [String], about name: String = "eve") {
        let event = Event(
            at: house.now, room: House.room, member: House.id(name), .lookedUp(.answered(listedBy: lists)))
        #expect(house.engine.handle(event).isEmpty)
    }

    private func signals(_ house: House) -> [String] {
        house.decisions.last?.verdict.signals.map(\.name) ?? []
    }

    @Test func aRoomIsToldBeforeAnythingOfItLeaves() throws {
        var house = try House(Self.conf)
        house.hosts = ["eve": "9.9.9.9"]
        house.isHolding = true
        house.join("eve")
        house.send(.ticked)
        house.wait(.minutes(1))
        house.say("eve", "hello there")
        #expect(house.engine.takeLookups().isEmpty)
        house.release()
        house.say("eve", "hello again")
        #expect(house.engine.takeLookups().map(\.lists) == [["bl.example", "other.example"]])
    }

    @Test func anotherListIsToldAgain() throws {
        var house = try house()
        house.engine.adopt(try House.policy(Self.conf.replacing("other.example", with: "third.example")))
        house.send(.reloaded(fingerprint: 2, changes: []))
        house.join("eve")
        #expect(house.engine.takeLookups().isEmpty)
        house.wait(.minutes(20))
        house.say("eve", "hello there")
        #expect(house.engine.takeLookups().count == 1)
        #expect(house.says.count { $0.contains("bl.example") } == 2)
    }

    @Test func onlyNewcomersOfPublicAddressesAreAskedAboutAndOnceAnHour() throws {
        var house = try house()
        for name in ["eve", "six", "home", "ann"] { house.join(name) }
        house.say("lise", "hello")
        house.say("bob", "hello")
        #expect(house.engine.takeLookups().map(\.member) == [House.id("eve"), House.id("six")])
        house.say("eve", "hello")
        house.join("eve")
        #expect(house.engine.takeLookups().isEmpty)
        house.wait(.minutes(61))
        house.say("eve", "hello")
        #expect(house.engine.takeLookups().count == 1)
    }

    @Test func whoIsARegularIsNotAskedAbout() throws {
        var house = try house()
        house.hosts["old"] = "8.8.4.4"
        house.join("old")
        _ = house.engine.takeLookups()
        house.order("trust old")
        house.wait(.minutes(90))
        house.say("old", "hello")
        #expect(house.engine.takeLookups().isEmpty)
    }

    @Test func notConfiguredNobodyIsAsked() throws {
        var house = try house(House.conf())
        house.join("eve")
        house.say("eve", "hello")
        #expect(house.engine.takeLookups().isEmpty)
    }

    @Test func aRaidOfTenThousandAsksFewQuestions() throws {
        var house = try house()
        for number in 0..<10_000 {
            let name = "r\(number)"
            house.hosts[name] = "9.\(number >> 8).\(number & 0xFF).9"
            house.join(name)
        }
        #expect(house.engine.takeLookups().count == HostQuestion.most)
    }

    /// A recovery hears what the journal has, whoever takes the questions.
    @Test func aReplayHearsTheSameAnswers() throws {
        var house = try house()
        for number in 0..<200 {
            house.hosts["r\(number)"] = "9.9.\(number).9"
            house.join("r\(number)")
            _ = house.engine.takeLookups()
            let lookup = Event.Lookup.answered(listedBy: ["bl.example"])
            house.send(.lookedUp(lookup), room: House.room, by: "r\(number)")
        }
        var again = Engine(policy: house.engine.policy, epoch: 1)
        for (event, decisions) in house.events { again.recover(event, recorded: decisions) }
        func listed(_ engine: Engine) -> [[String]] {
            (0..<200).compactMap { number in
                let id = PersonID(House.network, .host, ByteString("r\(number)@9.9.\(number).9"))
                return engine.state.persons.number(of: id).flatMap { engine.state.persons[$0].lookup?.listedBy }
            }
        }
        #expect(listed(again) == listed(house.engine))
        #expect(listed(again).count == 200 && listed(again).allSatisfy { $0 == ["bl.example"] })
    }

    @Test func anAnswerAloneIsNothingHoweverOftenTheySpeak() throws {
        var house = try house()
        house.join("eve")
        answer(&house, ["bl.example", "other.example"])
        for line in 0..<12 {
            house.say("eve", "hello, line \(line)")
            house.wait(.minutes(3))
        }
        let eve = try #require(house.engine.state.persons.number(of: PersonID(House.network, .host, "eve@9.9.9.9")))
        #expect(house.engine.state.persons[eve].incident == nil && house.engine.state.persons[eve].heat.value == 0)
        #expect(house.sanctions.isEmpty && house.engine.state.cases.isEmpty)
    }

    /// Whatever was seen has to weigh something: what a moderator released from, or what speaks for somebody, does not.
    @Test func besideNothingThatWeighsItIsNotCounted() throws {
        var house = try house()
        house.join("eve")
        answer(&house, ["bl.example"])
        let id = PersonID(House.network, .host, "eve@9.9.9.9")
        let eve = try #require(house.engine.state.persons.number(of: id))
        let turn = Turn(Event(at: house.now, .ticked))
        func names(_ seen: [Signal]) -> [String] { house.engine.withLists(seen, of: eve, in: 0, turn).map(\.name) }
        #expect(names([]).isEmpty)
        #expect(names([Signal("learned", .manner, score: -100, reason: Reason("learned"))]) == ["learned"])
        #expect(names([Signal("flood", .pace, score: 300, reason: Reason("flood"))]) == ["flood", HostLists.name])
    }

    @Test func withSomethingElseItCounts() throws {
        for (lists, seen) in [([String](), [String]()), (["bl.example"], ["capitals", "dnsbl"])] {
            var house = try house()
            house.join("eve")
            answer(&house, lists)
            house.say("eve", Self.caps)
            #expect(signals(house).filter { ["capitals", "dnsbl"].contains($0) } == seen)
            // Nor is anything learnt of it (THREATS E7).
            #expect(house.sanctions.isEmpty && house.engine.state.lessons.isEmpty)
        }
    }

    @Test func anAnswerHoldsItsLeaseAndComesFromAListOfTheRoom() throws {
        for (wait, lists, counts) in [
            (TimeSpan.seconds(59), ["bl.example"], true), (.seconds(61), ["bl.example"], false),
            (.seconds(1), ["foreign.example"], false),
        ] {
            var house = try house()
            house.join("eve")
            house.now = house.now + wait
            answer(&house, lists)
            house.say("eve", Self.caps)
            #expect(signals(house).contains("dnsbl") == counts, "\(wait)")
        }
    }

    @Test func nobodyIsListedWhoWasNotAskedAbout() throws {
        var house = try house()
        house.join("home")
        answer(&house, ["bl.example"], about: "home")
        house.say("home", Self.caps)
        #expect(!signals(house).contains("dnsbl"))
    }

    @Test func aListingIsOverWhenItsTimeIs() throws {
        var house = try house()
        house.join("eve")
        answer(&house, ["bl.example"])
        house.now = house.now + .minutes(61)
        house.say("eve", Self.caps)
        #expect(!signals(house).contains("dnsbl"))
    }

    @Test func theDeskIsToldOnceThatAListWentBadAndOnceThatItIsBackAlsoOverARestart() throws {
        var house = try house()
        for _ in 0..<3 { house.send(.lookedUp(.list("bl.example", .listsAll))) }
        house.send(.lookedUp(.list("unknown.example", .listsAll)))
        #expect(house.says.count { $0.contains("I do not ask") } == 1)
        var again = Engine(policy: house.engine.policy, epoch: 1)
        try again.restore(house.engine.takeDirtyRows())
        house.engine = again
        house.send(.lookedUp(.list("bl.example", .silent)))
        #expect(house.says.count { $0.contains("I do not ask") } == 1)
        for _ in 0..<3 { house.send(.lookedUp(.list("bl.example", .trusted))) }
        #expect(house.says.count { $0.contains("can be believed again") } == 1)
    }

    @Test func whoIsForgottenIsListedNowhere() throws {
        var house = try house()
        house.join("eve")
        answer(&house, ["bl.example"])
        let id = PersonID(House.network, .host, "eve@9.9.9.9")
        house.send(.forgotten(id))
        let number = house.engine.state.persons.number(of: id)
        #expect(number.map { house.engine.state.persons[$0].lookup == nil } ?? true)
    }
}
