// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

extension House {
    /// A roster as NAMES alone tells it, on a server without userhost-in-names: nicks and ranks.
    fileprivate mutating func meetByNick(_ people: [String]) {
        let members = people.map { Event.Present(Self.id($0 + "'"), bare($0)) }
        send(.synced(members: members), room: Self.room)
    }

    private func bare(_ name: String) -> Facts { Facts(accountIsKnown: false, name: PeerText(name)) }

    /// The process ends; the next one knows nicks alone.
    fileprivate mutating func restartByNick(_ people: [String]) throws {
        try restart([])
        meetByNick(people)
    }
}

/// ngIRCd tells by NAMES who is there and by WHO, or by their own lines, from where: they are who they were.
@Suite struct UnknownHostTests {
    private func muted() throws -> House {
        var house = try House()
        house.order("trust bob")
        house.join("eve")
        house.order("mute eve 1h")
        try house.restartByNick(["bob", "eve"])
        return house
    }

    private func expectMemory(of house: inout House) {
        house.order("why bob")
        #expect(house.says.last?.contains("trusted") == true, "\(house.says.last ?? "")")
        house.order("free eve")
        #expect(house.releases.count == 1)
    }

    @Test func whoIsKnownByNickIsWhoWhoTellsOf() throws {
        var house = try muted()
        house.rejoin(["bob", "eve", "lise"])
        expectMemory(of: &house)
    }

    @Test func whoIsKnownByNickIsWhoSpeaks() throws {
        var house = try muted()
        house.rejoin(["lise"])
        house.meetByNick(["bob", "eve", "lise"])
        for name in ["bob", "eve"] {
            house.engine.hears(name, house.facts(name), at: house.now)
        }
        expectMemory(of: &house)
    }

    @Test func theStandInIsNobodyAfterwards() throws {
        var house = try muted()
        let before = house.engine.state.persons.count
        house.rejoin(["bob", "eve"])
        #expect(house.engine.state.persons.count == before - 2)
        for row in house.engine.takeDirtyRows() { house.stored[StoredKey(part: row.part, key: row.key)] = row }
        var next = Engine(policy: house.engine.policy, epoch: 1)
        try next.restore(house.stored.values.sorted { $0.key.lexicographicallyPrecedes($1.key) })
        #expect(next.state.persons.count == house.engine.state.persons.count)
    }

    @Test func aStrangerKeepsTheRecordThatStoodIn() throws {
        var house = try House()
        house.meetByNick(["zoe"])
        let number = house.engine.state.presences[House.id("zoe'")]?.person
        house.rejoin(["zoe"])
        #expect(house.engine.state.presences[House.id("zoe'")]?.person == number)
        #expect(
            house.engine.state.persons.number(of: .byHost(House.network, user: "zoe", host: "zoe.example")) == number)
    }

    /// Their first line may be their last: who left in a split is known by host when they come back.
    @Test func aQuitTellsWhoItWas() throws {
        var house = try muted()
        let gone = Event(
            at: house.now, room: House.room, member: House.id("eve'"), facts: house.facts("eve"),
            .left(.split(isCertain: true)))
        _ = house.engine.handle(gone)
        let away = house.engine.state.networks[House.network]?.splitAway.keys
        let eve = PersonID.byHost(House.network, user: "eve", host: "eve.example")
        #expect(away.map { Array($0) } == [house.engine.state.persons.mark(of: eve)])
    }
}

extension Engine {
    fileprivate mutating func hears(_ name: String, _ facts: Facts, at now: Timestamp) {
        _ = handle(
            Event(
                at: now, room: House.room, member: House.id(name + "'"), facts: facts,
                .said(Message(PeerText("good morning everybody")))))
    }
}
