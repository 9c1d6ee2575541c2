// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

extension House {
    /// What was said at the desk.
    var deskLines: [String] {
        acts.compactMap { if case .alert(let words) = $0.action { words.text } else { nil } }
    }
}

@Suite struct Desks {
    @Test func aCrowdOfFloodersDoesNotFloodTheDesk() throws {
        var house = try House()
        for i in 1...40 {
            house.join("r\(i)")
            house.now = house.now + .seconds(5)
        }
        for i in 1...40 { for _ in 1...8 { house.say("r\(i)", "join the club of number \(i) right now") } }
        // Six lines, and what the door has to say of such a crowd; then three cases whole, and the rest by number.
        #expect(house.deskLines.count <= 8)
        house.wait(.minutes(2))
        #expect(house.deskLines.count <= 14)
        #expect(house.deskLines.contains { $0.contains("more cases meanwhile") })
        #expect(house.engine.state.core.untold.isEmpty)
        #expect(house.engine.state.cases.count == 40)
    }

    @Test func whatTheDeskWasNotToldIsToldAfterARestart() throws {
        var house = try House()
        for i in 1...12 { house.join("r\(i)") }
        for i in 1...12 { for _ in 1...8 { house.say("r\(i)", "join the club of number \(i) right now") } }
        try #require(!house.engine.state.core.untold.isEmpty)
        let urgent = house.engine.state.urgent
        try house.restart(["bob", "lise"])
        #expect(house.engine.state.urgent == urgent)
        house.wait(.minutes(2))
        #expect(house.engine.state.core.untold.isEmpty)
        #expect(house.deskLines.contains { $0.contains("more cases meanwhile") })
    }

    @Test func whatWasAgreedToAndGrewIsTakenBackWhole() throws {
        var house = try House(House.conf(mode: "ask"))
        house.flood("eve", 8)
        house.order("ok 1")
        try #require(!house.engine.state.sanctions.isEmpty)
        house.order("undo 1")
        #expect(house.engine.state.sanctions.isEmpty)
    }

    @Test func noTakesBackWhatWasDoneEvenWhenMoreIsProposed() throws {
        var house = try House()
        house.flood("eve", 7)
        try #require(!house.engine.state.sanctions.isEmpty)
        house.order("mode ask 1h")
        house.flood("eve", 12)
        house.order("no 1")
        #expect(house.engine.state.sanctions.isEmpty)
    }

    @Test func whoIsMutedByAgreementCanAppeal() throws {
        var house = try House(House.conf(mode: "ask"))
        house.join("eve")
        house.flood("eve", 8)
        house.order("ok 1")
        house.whisper("eve", "but I only pasted my list")
        #expect(house.engine.state.cases[1]?.appeal?.raw == "but I only pasted my list")
    }

    @Test func callingTheModeratorsDoesNotLoseTheAppeal() throws {
        var house = try House()
        house.join("eve")
        house.flood("eve", 8)
        house.now = house.now + .minutes(1)
        house.whisper("eve", "mods please look")
        house.now = house.now + .minutes(1)
        house.whisper("eve", "it was only my list")
        #expect(house.engine.state.cases[1]?.appeal != nil)
    }

    @Test func whoLogsInAfterASanctionCanStillAppeal() throws {
        var house = try House()
        house.join("eve")
        house.flood("eve", 8)
        house.send(.identified(account: "eve"), by: "eve")
        var facts = house.facts("eve")
        facts.account = "eve"
        _ = house.engine.handle(
            Event(
                at: house.now, member: House.id("eve"), facts: facts,
                .said(Message(PeerText("it was only my list"), isPrivate: true))))
        #expect(house.engine.state.cases[1]?.appeal != nil)
        house.order("free eve")
        #expect(house.engine.state.sanctions.isEmpty)
    }

    @Test func talkAtTheDeskIsNotAMistake() throws {
        var house = try House()
        house.order("ok then, see you tomorrow")
        house.order("no idea")
        #expect(house.says.isEmpty)
    }

    @Test func theSameRightsAreToldOnce() throws {
        var house = try House()
        let capability = Event.Capability(can: [.say, .kick, .ban], cannot: [.mute])
        house.send(.capability(capability), room: House.room)
        house.send(.capability(capability), room: House.room)
        #expect(house.deskLines.count == 1)
        house.send(.capability(.init(can: [.say], cannot: [.kick, .ban, .mute])), room: House.room)
        #expect(house.deskLines.count == 1)
        house.wait(RoomRecord.capabilityGrace + .seconds(1))
        #expect(house.deskLines.count == 2)
    }

    @Test func aWarningSaysWhoWarnsAndNotThatSomebodyWasFast() throws {
        var house = try House()
        house.order("warn bob")
        #expect(house.says.contains { $0.contains("moderators") && !$0.contains("scrolling") })
    }

    @Test func theDigestSaysOverWhichTime() throws {
        var house = try House(House.conf(mode: "observe"))
        for name in ["ann", "eve", "kim"] { house.flood(name, 12, "by \(name) and by nobody else") }
        house.wait(.hours(2))
        #expect(
            house.deskLines.contains { $0.contains("1 h") && $0.contains("nothing was done") }, "\(house.deskLines)")
    }

    @Test func herNameIsTheOneSheBearsNow() throws {
        var house = try House()
        house.send(.renamed(to: PeerText("salonniere")), by: "geoffrin")
        house.say("bob", "salonniere: rules")
        #expect(!house.says.isEmpty)
    }
}
