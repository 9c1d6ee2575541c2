// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

extension House {
    /// The connection is lost and found again; everybody has a new presence.
    mutating func reconnect(_ people: [String], suffix: String = "'") {
        send(.disconnected(Self.network, why: "test"))
        send(.connected(Self.network))
        rejoin(people, suffix: suffix)
    }

    mutating func rejoin(_ people: [String], suffix: String = "'") {
        let members = people.map { Event.Present(Self.id($0 + suffix), facts($0)) }
        send(.synced(members: members), room: Self.room)
    }

    /// The process ends and another reads what was written.
    mutating func restart(_ people: [String]) throws {
        let rows = engine.takeDirtyRows()
        for row in rows { stored[StoredKey(part: row.part, key: row.key)] = row }
        var next = Engine(policy: engine.policy, epoch: 1)
        try next.restore(
            stored.values.sorted {
                ($0.part, $0.key.map(Int.init).description) < ($1.part, $1.key.map(Int.init).description)
            })
        engine = next
        send(.reloaded(fingerprint: 1, changes: []))
        send(.connected(Self.network))
        rejoin(people)
    }
}

struct StoredKey: Hashable {
    var part: String
    var key: [UInt8]
}

@Suite struct Restarts {
    @Test func aNoteKeepsItsAuthorAndItsDay() throws {
        var house = try House()
        house.order("note bob friend of ana")
        try house.restart(["bob", "lise"])
        house.order("why bob")
        #expect(house.says.contains("Note by lise (5 January 2026): friend of ana"))
    }

    @Test func whoWaitedForAGreetingIsGreetedAfterAReconnect() throws {
        var house = try House()
        house.join("eve")
        house.now = house.now + .minutes(1)
        house.reconnect(["bob", "lise", "eve"])
        house.wait(.minutes(3))
        #expect(house.says.count { $0.contains("eve") } == 1)
    }

    @Test func whoWaitedForAGreetingIsGreetedOnceAcrossARestart() throws {
        var house = try House()
        house.join("eve")
        house.now = house.now + .minutes(1)
        try house.restart(["bob", "lise", "eve"])
        house.wait(.minutes(3))
        #expect(house.says.count { $0.contains("eve") } == 1)
        try house.restart(["bob", "lise", "eve"])
        house.wait(.minutes(10))
        #expect(house.says.count { $0.contains("eve") } == 1)
    }

    @Test func whoHasGoneDuringTheOutageIsNotGreeted() throws {
        var house = try House()
        house.join("eve")
        house.reconnect(["bob", "lise"])
        house.wait(.minutes(10))
        #expect(house.says.isEmpty)
    }

    @Test func aWelcomeIsNotSaidAnHourLate() throws {
        var house = try House()
        house.join("eve")
        house.send(.disconnected(House.network, why: "test"))
        house.now = house.now + .hours(1)
        house.reconnect(["bob", "lise", "eve"])
        house.wait(.minutes(10))
        #expect(house.says.isEmpty)
    }

    @Test func aRecoveredEngineWakesAsTheFirstOneDid() throws {
        var house = try House()
        house.join("eve")
        house.flood("eve", 8)
        var again = Engine(policy: house.engine.policy, epoch: 1)
        for (event, decisions) in house.events { again.recover(event, recorded: decisions) }
        #expect(again.nextDeadline != nil)
        #expect(again.nextDeadline == house.engine.nextDeadline)
    }

    @Test func anInvitationRefusedLeavesTheSameRowsWhenRecovered() throws {
        var house = try House()
        house.send(.invited, room: RoomID(House.network, "#elsewhere"), by: "stranger")
        var again = Engine(policy: house.engine.policy, epoch: 1)
        for (event, decisions) in house.events { again.recover(event, recorded: decisions) }
        #expect(again.takeDirtyRows() == house.engine.takeDirtyRows())
    }

    @Test func anOperatorSeenInTheRosterIsSparedAfterARestart() throws {
        var house = try House()
        _ = house.engine.takeDirtyRows().map { house.stored[StoredKey(part: $0.part, key: $0.key)] = $0 }
        house.send(.joined(.joined), room: House.room, by: "zoe")
        _ = house.engine.takeDirtyRows().map { house.stored[StoredKey(part: $0.part, key: $0.key)] = $0 }
        house.send(
            .synced(
                members: ["bob", "lise", "zoe"].map {
                    .init(House.id($0), house.facts($0, rank: $0 == "zoe" ? .op : .member))
                }), room: House.room)
        try house.restart(["bob", "lise", "zoe"])
        house.wait(.minutes(1))
        let zoe = PersonID.of(house.facts("zoe"), member: House.id("zoe"))
        #expect(
            house.engine.state.persons.number(of: zoe).map { house.engine.state.persons[$0].lastRanked } != .distantPast
        )
    }

    @Test func whatSheRemembersOfAPersonIsTheSameAfterARestart() throws {
        var house = try House()
        house.say("bob", "does anybody know this stitch")
        house.say("lise", "bob: it is the moss stitch")
        try house.restart(["bob", "lise"])
        let number = try #require(house.engine.state.presences[House.id("bob'")]?.person)
        #expect(house.engine.state.persons[number].answered == 1)
    }
}
