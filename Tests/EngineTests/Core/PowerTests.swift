// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

@Suite struct Powers {
    private func shared(_ name: String, account: ByteString? = nil, rank: Rank = .member) -> Facts {
        Facts(rank: rank, account: account, user: "web", host: "gateway.example", name: PeerText(name))
    }

    private func enter(_ house: inout House, _ name: String, account: ByteString? = nil, rank: Rank = .member) {
        _ = house.engine.handle(
            Event(
                at: house.now, room: House.room, member: House.id(name),
                facts: shared(name, account: account, rank: rank), .joined(.joined)))
    }

    private func ask(_ house: inout House, _ name: String, account: ByteString?, _ text: String) -> String {
        let made = house.engine.handle(
            Event(
                at: house.now, member: House.id(name), facts: shared(name, account: account),
                .said(Message(PeerText(text), isPrivate: true))))
        return made.flatMap(\.acts).map { if case .whisper(let words) = $0.action { words.text } else { "" } }.joined(
            separator: "\n")
    }

    @Test func aSharedHostGivesNobodyTheRankOfAnother() throws {
        var house = try House()
        enter(&house, "zoe", rank: .op)
        enter(&house, "eve")
        _ = house.engine.handle(
            Event(at: house.now, member: House.id("eve"), facts: shared("eve"), .identified(account: "evil")))
        #expect(
            house.engine.authority(
                of: PersonID(House.network, .account, "evil"), member: House.id("eve"), at: house.now) == .member)
    }

    @Test func aModeratorWhoLogsInLendsNothingToTheirHost() throws {
        var house = try House()
        enter(&house, "margaux-web")
        enter(&house, "eve")
        _ = house.engine.handle(
            Event(
                at: house.now, member: House.id("margaux-web"), facts: shared("margaux-web"),
                .identified(account: "margaux")))
        house.now = house.now + .seconds(10)
        #expect(ask(&house, "eve", account: nil, "status").contains("#atelier") == false)
        #expect(ask(&house, "margaux-web", account: "margaux", "status").contains("#atelier"))
    }

    @Test func aCommandInTheRoomIsJudgedLikeAnyLine() throws {
        var house = try House()
        house.join("eve")
        for i in 1...20 {
            house.say("eve", "!help buy my things now \(i)")
            house.now = house.now + .milliseconds(200)
        }
        #expect(!house.sanctions.isEmpty)
    }

    @Test func aSplitThatOnlyAQuitTellsOfDoesNotHideComingAndGoing() throws {
        var house = try House()
        for _ in 1...8 {
            house.join("eve")
            house.send(.left(.split(isCertain: false)), by: "eve")
            house.now = house.now + .seconds(5)
        }
        #expect(house.decisions.contains { $0.verdict.signals.contains { $0.name == Joins.name } })
    }

    @Test func aTrueSplitExcusesOneReturnOnly() throws {
        var house = try House()
        house.join("eve")
        let first = house.engine.state.rooms[0].arrivals.last?.at
        house.now = house.now + .seconds(5)
        house.send(.left(.split(isCertain: true)), by: "eve")
        house.join("eve")
        #expect(house.engine.state.rooms[0].arrivals.last?.at == first)
        let arrival = house.engine.state.rooms[0].arrivals.last?.at
        house.now = house.now + .seconds(5)
        house.send(.left(.parted(PeerText(""))), room: House.room, by: "eve")
        house.join("eve")
        #expect(house.engine.state.rooms[0].arrivals.last?.at != arrival)
    }

    @Test func aMaskOverAModeratorWithoutRankIsRefused() throws {
        var house = try House()
        house.isHolding = true
        house.flood("eve", 8)
        let mute = try #require(house.held.first { $0.action.isSanction })
        let made = house.send(
            .due(mute.id, Reach(facts: house.facts("eve"), bystanders: [House.id("lise")])), room: House.room)
        #expect(!made.contains { $0.acts.contains { $0.id == mute.id } })
    }

    @Test func raidersUnderOneMaskAreNoBystandersOfEachOther() throws {
        var house = try House()
        house.isHolding = true
        for name in ["r1", "r2", "r3", "r4", "r5"] { house.join(name) }
        for name in ["r1", "r2", "r3", "r4", "r5"] { house.flood(name, 8, "join my wonderful club \(name)") }
        let mute = try #require(house.held.last { $0.action.isSanction })
        let others = ["r1", "r2", "r3", "r4"].map(House.id)
        let made = house.send(.due(mute.id, Reach(facts: house.facts("r5"), bystanders: others)), room: House.room)
        #expect(made.contains { $0.acts.contains { $0.id == mute.id } })
    }

    @Test func forgettingDoesNotRenewTheRightToCall() throws {
        var house = try House()
        house.join("eve")
        for _ in 1...6 {
            house.whisper("eve", "mods help me please")
            house.now = house.now + .seconds(30)
            house.whisper("eve", "me forget")
            house.now = house.now + .seconds(30)
        }
        #expect(house.engine.state.cases.count == 3)
    }

    @Test func forgettingErasesTheTextsOfCases() throws {
        var house = try House(House.conf(mode: "observe"))
        house.flood("eve", 12)
        try #require(house.engine.state.cases[1]?.lines.isEmpty == false)
        house.whisper("eve", "me forget")
        house.wait(.hours(25))
        #expect(house.engine.state.cases[1]?.lines.isEmpty == true)
    }

    @Test func theDeskIsHeardHoweverBotConfSpellsIt() throws {
        let conf = House.conf().replacing("libera/#modos", with: "libera/#Modos")
        var house = try House(conf)
        house.order("status")
        #expect(house.says.contains { $0.contains("#atelier") })
    }

    @Test func notToKnowAnAccountDoesNotLogAnybodyOut() throws {
        var house = try House()
        var facts = house.facts("lise")
        facts.account = nil
        facts.accountIsKnown = false
        _ = house.engine.handle(
            Event(
                at: house.now, room: House.desk, member: House.id("lise"), facts: facts,
                .said(Message(PeerText("hush")))))
        #expect(house.engine.isHushed(at: house.now))
    }

    @Test func herOwnEchoWithoutFactsIsNobodysLine() throws {
        var house = try House()
        let made = house.engine.handle(
            Event(
                at: house.now, room: House.room, member: House.id("geoffrin"), facts: nil,
                .said(Message(PeerText("hello")))))
        #expect(made.isEmpty)
    }
}
