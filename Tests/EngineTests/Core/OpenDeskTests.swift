// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

/// What people are told to do is said as their network has it.
@Suite struct FixTests {
    @Test(arguments: ["#atelier:b.example", "!abc:b.example", "!abcdef"]) func roomsOfMatrixHaveLevels(_ name: String) {
        let room = RoomID(NetworkID("m"), ByteString(name))
        #expect(room.raising == .fixLevel && room.closing == .fixClosed && room.closingDesk == .fixPrivate)
    }
    @Test(arguments: ["#atelier", "&local", "+modeless"]) func channelsOfIRCHaveModes(_ name: String) {
        let room = RoomID(NetworkID("libera"), ByteString(name))
        #expect(room.raising == .fixOperator && room.closing == .fixInvite)
    }
}

/// A desk that strangers can enter gets no evidence until it is closed (THREATS C5).
@Suite struct OpenDesks {
    private func open(_ isOpen: Bool, in house: inout House) {
        house.send(.capability(Event.Capability(can: [.say], cannot: [], isOpen: isOpen)), room: House.desk)
    }

    @Test func sheSaysHowToCloseItAndShowsNothing() throws {
        var house = try House()
        open(true, in: &house)
        #expect(
            house.says.contains {
                $0.contains("open to everyone")
                    && $0.contains(
                        "/mode #modos +I geoffrin!*@*, so that I come back in after a restart, then /mode #modos +i")
            })
        house.says = []
        house.flood("eve", 9)
        let shown = house.acts.filter { $0.room == House.desk && $0.caseNumber != 0 }
        #expect(!shown.isEmpty)
        for act in shown {
            guard case .alert(let words) = act.action else { continue }
            #expect(!words.text.contains("#atelier"), "\(words.text)")
        }
    }

    @Test func answersGoToWhoAsksAlone() throws {
        var house = try House()
        house.flood("eve", 9)
        open(true, in: &house)
        house.acts = []
        house.order("why 1")
        #expect(!house.acts.isEmpty)
        for act in house.acts {
            guard case .whisper = act.action else {
                Issue.record("said at the desk: \(act.action)")
                continue
            }
            #expect(act.target?.name.raw == "lise")
        }
    }

    @Test func onceClosedItIsADeskAgain() throws {
        var house = try House()
        open(true, in: &house)
        open(false, in: &house)
        house.says = []
        house.flood("eve", 9)
        #expect(house.says.contains { $0.contains("eve, #atelier") })
    }

    /// Once an hour that there is something, then of how much more; whoever calls the team is heard at once.
    @Test func thatThereIsSomethingIsSaidOnceAnHour() throws {
        var house = try House()
        open(true, in: &house)
        house.says = []
        house.acts = []
        for name in ["eve", "max", "zoe"] {
            house.flood(name, 9)
            house.now = house.now + .seconds(30)
        }
        func atTheDesk() -> [String] {
            house.acts.filter { $0.room == House.desk }.compactMap {
                if case .alert(let words) = $0.action { words.text } else { nil }
            }
        }
        #expect(atTheDesk().count == 1 && atTheDesk()[0].hasPrefix("[1] something for the team"), "\(atTheDesk())")
        house.say("bob", "!mods somebody floods")
        #expect(atTheDesk().count == 2 && atTheDesk()[1].hasPrefix("[4] something for the team"), "\(atTheDesk())")
        let engine = house.engine
        house.wait(.hours(3))
        let more = atTheDesk().filter { !$0.hasPrefix("[1] ") && !$0.hasPrefix("[4] ") }
        #expect(more == ["Since then 2 more cases for the team: 2, 3. In private: cases, or why 2"], "\(atTheDesk())")
        // It outlives a restart.
        var core = ByteWriter()
        engine.state.core.pack(into: &core)
        #expect(try State.Core(packed: core.bytes).withheld == engine.state.core.withheld)
        #expect(engine.state.core.withheld.first?.cases == [2, 3])
    }

    /// All are counted, the first are named, and the row is read back.
    @Test func moreThanIsNamedIsCounted() throws {
        var house = try House()
        open(true, in: &house)
        house.flood("eve", 9)
        house.acts = []
        for number in Array(Int32(2)...61) + [2, 61] {
            house.engine.noteWithheld(number, at: House.desk, isTold: false, house.now)
        }
        var row = ByteWriter()
        house.engine.state.core.pack(into: &row)
        #expect(try State.Core(packed: row.bytes).withheld == house.engine.state.core.withheld)
        house.wait(.hours(3))
        let more = house.acts.filter { $0.room == House.desk }.compactMap {
            if case .alert(let words) = $0.action, words.text.hasPrefix("Since then") { words.text } else { nil }
        }
        #expect(more.first?.hasPrefix("Since then 60 more cases for the team: 2, 3, ") == true, "\(more)")
        #expect(more.first?.contains(", 20, 21 and 40 more. In private: cases, or why 2") == true, "\(more)")
    }

    @Test func itIsSaidOnce() throws {
        var house = try House()
        for _ in 1...3 { open(true, in: &house) }
        #expect(house.says.count { $0.contains("open to everyone") } == 1)
    }
}

/// A mask is weighed against those who were here lately too (THREATS A7).
@Suite struct SharedHosts {
    /// bob, whom she trusts, was here from a host; now eve floods from it.
    private func story(away: TimeSpan, isTrusted: Bool = true) throws -> (House, OwedAct) {
        var house = try House()
        house.join("bob")
        if isTrusted { house.order("trust bob") }
        house.send(.left(.quit(PeerText(""))), by: "bob")
        house.wait(away)
        house.isHolding = true
        house.flood("eve", 6)
        return (house, try #require(house.held.first { $0.action.isSanction }))
    }

    private func granted(_ act: OwedAct, _ mask: String, user: ByteString = "eve", in house: inout House) -> OwedAct? {
        var facts = house.facts("eve")
        facts.user = user
        return house.send(.due(act.id, Reach(facts: facts, mask: ByteString(mask))), room: House.room)
            .flatMap(\.acts).first { $0.id == act.id }
    }
    private func goes(_ act: OwedAct, _ mask: String, in house: inout House) -> Bool {
        granted(act, mask, in: &house).map { !$0.isNarrow } ?? false
    }

    @Test func whereAnAbsentRegularComesFromOneUserIsMaskedAndNotTheHost() throws {
        var (house, act) = try story(away: .days(29))
        let granted = try #require(granted(act, "*!*@bob.example", in: &house))
        #expect(granted.isNarrow)
        let copy = try OwedAct(packed: granted.packed)
        #expect(copy == granted)
    }

    @Test func anAbsentRegularIsSpared() throws {
        var (house, act) = try story(away: .days(29))
        let done = granted(act, "*!*@bob.example", user: "", in: &house)
        #expect(done == nil)
        // The desk is told in the same decision, with what a person can do.
        let told = house.decisions.flatMap(\.acts).contains {
            if case .alert(let words) = $0.action { words.text.contains("kick eve") } else { false }
        }
        #expect(told)
    }

    @Test func afterAMonthNobodyIs() throws {
        var (house, act) = try story(away: .days(31))
        let isDone = goes(act, "*!*@bob.example", in: &house)
        #expect(isDone)
    }

    @Test func anAbsentNewcomerDoesNotShelterAnybody() throws {
        var (house, act) = try story(away: .days(1), isTrusted: false)
        let isDone = goes(act, "*!*@bob.example", in: &house)
        #expect(isDone)
    }

    @Test func anAccountsMaskHitsNobodyElse() throws {
        var (house, act) = try story(away: .days(1))
        let isDone = goes(act, "", in: &house)
        #expect(isDone)
    }

    @Test func anotherHostIsAnotherHost() throws {
        var (house, act) = try story(away: .days(1))
        let isDone = goes(act, "*!*@eve.example", in: &house)
        #expect(isDone)
    }
}
