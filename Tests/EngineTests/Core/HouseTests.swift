// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

@Suite struct Welcomes {
    @Test func aNewcomerIsGreetedOnce() throws {
        var house = try House()
        house.join("eve")
        house.wait(.minutes(3))
        #expect(house.says.count { $0.contains("eve") } == 1)
        house.send(.left(.parted(PeerText(""))), room: House.room, by: "eve")
        house.join("eve")
        house.wait(.minutes(10))
        #expect(house.says.count { $0.contains("eve") } == 1)
    }

    @Test func aMembersGreetingIsEnough() throws {
        var house = try House()
        house.join("eve")
        house.say("bob", "hello eve")
        house.wait(.minutes(10))
        #expect(house.says.isEmpty)
    }
}

@Suite struct Floods {
    @Test func aFloodEndsInATimedMute() throws {
        var house = try House()
        house.join("eve")
        for i in 1...20 {
            house.say("eve", "buy my things now \(i)")
            house.now = house.now + .milliseconds(200)
        }
        #expect(house.sanctions.count >= 1)
        house.wait(.hours(3))
        #expect(house.acts.contains { $0.action.isRelease })
        #expect(house.engine.state.sanctions.isEmpty)
    }

    @Test func observingDoesNothingButTellTheDesk() throws {
        var house = try House(House.conf(mode: "observe"))
        for i in 1...20 { house.say("eve", "buy my things now \(i)") }
        #expect(house.sanctions.isEmpty)
        #expect(house.says.contains { $0.contains("nothing was done") })
    }

    @Test func aModeratorIsNeverSanctioned() throws {
        var house = try House()
        for _ in 1...20 { house.say("lise", "buy my things now") }
        for _ in 1...20 { house.say("zoe", "buy my things now", rank: .op) }
        #expect(house.sanctions.isEmpty)
    }

    @Test func undoTakesEverythingBack() throws {
        var house = try House()
        for i in 1...12 { house.say("eve", "buy my things now \(i)") }
        #expect(!house.sanctions.isEmpty)
        house.say("lise", "undo 1", room: House.desk)
        #expect(house.engine.state.sanctions.isEmpty)
        #expect(house.acts.contains { $0.action.isRelease })
        #expect(house.says.contains { $0.contains("taken back") })
    }
}

@Suite struct Prompts {
    @Test func aQuestionIsAskedAtItsHour() throws {
        var house = try House(
            House.conf(
                "[bank.questions]\nprompts = [\"What are you making?\", \"Wool or cotton?\"]\n[[prompt]]\nname = \"monday\"\nat = \"monday 9:30\"\nfrom = \"questions\"\n"
            ))
        house.say("bob", "morning")
        house.wait(.hours(1))
        #expect(house.says.count { $0.hasSuffix("?") } == 1)
    }
}

@Suite struct Recoveries {
    @Test func theRecordedDecisionsRebuildTheSameRows() throws {
        var house = try House()
        house.join("eve")
        for i in 1...12 { house.say("eve", "buy my things now \(i)") }
        house.wait(.minutes(5))
        house.say("lise", "undo 1", room: House.desk)
        var again = Engine(policy: house.engine.policy, epoch: 1)
        for (event, decisions) in house.events { again.recover(event, recorded: decisions) }
        #expect(again.takeDirtyRows() == house.engine.takeDirtyRows())
        var third = Engine(policy: house.engine.policy, epoch: 1)
        let rows = allRows(house)
        try third.restore(rows)
        #expect(third.state.core == house.engine.state.core)
        #expect(third.state.cases == house.engine.state.cases)
        #expect(third.state.sanctions == house.engine.state.sanctions)
    }

    private func allRows(_ house: House) -> [StateRow] {
        var engine = Engine(policy: house.engine.policy, epoch: 1)
        for (event, decisions) in house.events { engine.recover(event, recorded: decisions) }
        return engine.takeDirtyRows()
    }
}
