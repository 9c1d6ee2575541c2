// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

@Suite struct Sanctions {
    @Test func aLongerMuteOutlastsTheEndOfAShorterOne() throws {
        var house = try House()
        house.join("eve")
        house.flood("eve")
        try #require(house.sanctions.count >= 2)
        house.wait(.minutes(15))
        #expect(house.releases.isEmpty)
        house.wait(.hours(1))
        #expect(house.releases.count == 1)
        #expect(house.engine.state.sanctions.isEmpty)
    }

    /// An account of Matrix is named as it is written, with or without its @, and whoever has left too.
    @Test(arguments: ["@eve:hs.example", "eve:hs.example", "@Eve:hs.example"]) func anAccountIsNamedWhole(
        _ name: String
    ) throws {
        var house = try House()
        var facts = house.facts("evelyn")
        facts.account = "@eve:hs.example"
        facts.accountIsKnown = true
        _ = house.engine.handle(
            Event(at: house.now, room: House.room, member: House.id("evelyn"), facts: facts, .joined(.joined)))
        house.order("kick \(name)")
        #expect(house.sanctions.count == 1)
    }

    @Test func undoLiftsOneMaskOnce() throws {
        var house = try House()
        house.flood("eve")
        try #require(house.sanctions.count >= 2)
        house.order("undo 1")
        #expect(house.releases.count == 1)
        #expect(house.engine.state.sanctions.isEmpty)
    }

    @Test func aMuteUndoneWhileItWasOnItsWayIsLiftedWhenItLands() throws {
        var house = try House()
        house.isHolding = true
        house.flood("eve", 8)
        let mute = try #require(house.held.first { $0.action.isSanction })
        house.send(.due(mute.id, Reach(facts: house.facts("eve"))), room: House.room)
        house.order("undo 1")
        house.held = []
        house.isHolding = false
        house.send(.performed(mute.id, Receipt(mark: "q eve")), room: House.room)
        house.wait(.minutes(1))
        #expect(house.releases.map(\.action) == [.unmute(mark: "q eve")])
    }

    /// A muted person's notice, owed and not sent yet.
    private func owedNotice(_ house: inout House) throws -> OwedAct {
        house.isHolding = true
        house.order("mute bob 30m")
        let mute = try #require(house.held.first { $0.action.isSanction })
        house.held = []
        house.send(.due(mute.id, Reach(facts: house.facts("bob"))), room: House.room)
        house.send(.performed(mute.id, Receipt(mark: "q bob")), room: House.room)
        return try #require(house.held.first { if case .whisper = $0.action { true } else { false } })
    }

    private func whispers(_ acts: [OwedAct]) -> [String] {
        acts.compactMap { if case .whisper(let words) = $0.action { words.text } else { nil } }
    }

    @Test(arguments: ["undo 1", "free bob"]) func aNoticeThatHasNotLeftIsWithdrawnAndNothingFollows(_ order: String)
        throws
    {
        var house = try House()
        let notice = try owedNotice(&house)
        house.held = []
        house.order(order)
        #expect(!house.engine.pendingActs.contains { $0.id == notice.id })
        #expect(whispers(house.held).isEmpty)
    }

    /// It waits for the network's clock: it leaves, whatever is withdrawn here.
    @Test(arguments: [("undo 1", "That was a mistake"), ("free bob", "That is over")])
    func ofANoticeThatIsOnItsWayTheRestIsTold(_ order: String, _ words: String) throws {
        var house = try House()
        let notice = try owedNotice(&house)
        house.held = []
        house.send(.due(notice.id, Reach(facts: house.facts("bob"))), room: House.room)
        house.order(order)
        let told = whispers(house.held)
        #expect(told.count == 1 && told.first?.hasPrefix(words) == true)
    }

    /// A mute of ten minutes that the server ends, whose person has written meanwhile.
    private func muted(_ house: inout House) throws {
        house.isHolding = true
        house.order("mute bob 10m")
        let mute = try #require(house.held.first { $0.action.isSanction })
        house.held = []
        house.send(.due(mute.id, Reach(facts: house.facts("bob"))), room: House.room)
        house.send(.performed(mute.id, Receipt(mark: "b m:bob", endsByItself: true)), room: House.room)
        house.release()
        house.whisper("bob", "sorry, I did not mean it")
    }

    /// Servers look at their lists every few seconds: nobody hears that they can write before they can.
    @Test func thatAMuteIsOverIsToldOnceTheServerHasLiftedIt() throws {
        var house = try House()
        try muted(&house)
        house.wait(.minutes(10) + .seconds(4))
        #expect(!house.says.contains { $0.hasPrefix("That is over") })
        house.send(.sanctioned(Event.Observed(.unmuted, mark: "b m:bob", target: nil)), room: House.room)
        house.wait(.minutes(1))
        #expect(house.says.count { $0.hasPrefix("That is over") } == 1)
        #expect(house.engine.state.sanctions.isEmpty)
    }

    @Test func thatAMuteIsOverIsToldWhereTheServerShowsNothing() throws {
        var house = try House()
        try muted(&house)
        house.wait(.minutes(11))
        #expect(house.says.count { $0.hasPrefix("That is over") } == 1)
        #expect(house.engine.state.sanctions.isEmpty)
    }

    /// Done late it has its time already; sent late once more it is given no second one.
    @Test func aLateLineIsDatedOnce() throws {
        let house = try House()
        let (line, then) = (Utterance("[1] mute 10 min: eve"), house.now)
        let late = house.engine.dated(line, then, at: then + .minutes(5))
        #expect(late.text.hasPrefix("(") && late.text.hasSuffix(line.text) && late != line)
        #expect(house.engine.dated(late, then + .minutes(5), at: then + .minutes(10)) == late)
    }

    /// There it begins with the community's name.
    @Test func aLateLineIsDatedOnceAtASharedDesk() throws {
        var house = try House()
        var policy = house.engine.policy
        policy.isDeskShared = true
        house.engine.adopt(policy)
        let late = house.engine.dated(Utterance("mute 10 min: eve"), house.now, at: house.now + .minutes(5))
        let owed = Draft("done", house.engine, at: house.now).labelled(late)
        #expect(owed.text.hasPrefix("atelier: ("))
        #expect(house.engine.dated(owed, house.now + .minutes(5), at: house.now + .minutes(10)) == owed)
    }

    @Test func whatIsDoneLateTellsWhatIsLeftAfterAReloadToo() throws {
        var house = try House()
        house.isHolding = true
        house.order("mute bob 10m")
        let mute = try #require(house.held.first { $0.action.isSanction })
        house.held = []
        house.engine.adopt(try House.policy(House.conf("[words]\nmute.told = \"Ssh.\"")))
        house.wait(.minutes(3))
        house.send(.due(mute.id, Reach(facts: house.facts("bob"))), room: House.room)
        house.send(.performed(mute.id, Receipt(mark: "q bob")), room: House.room)
        let told = whispers(house.held)
        #expect(told.count == 1 && told.first?.hasPrefix("You cannot write in #atelier for 7 min: ") == true)
    }

    @Test func noticesAreReadAsTheyWereWritten() throws {
        let notice = Notice(
            desk: Utterance("(9:00) mute", isDated: true), asker: nil, told: Utterance("for 10 min, for 10 min"),
            lasting: [4..<10, 16..<22])
        #expect(try Notice(packed: notice.packed) == notice)
        #expect(notice.told?.replacing(notice.lasting, with: "7 min") == Utterance("for 7 min, for 7 min"))
        // Without places, as before there were any.
        let plain = Notice(desk: Utterance("mute"), asker: nil, told: Utterance("for 10 min"))
        #expect(try Notice(packed: plain.desk.packed + plain.asker.packed + plain.told.packed) == plain)
    }

    @Test func wordsThatCouldNotBeToldAreTheFirstAfterARestart() throws {
        var house = try House()
        house.order("mute bob 30m")
        house.isHolding = true
        house.order("undo 1")
        let sorry = try #require(house.held.first { if case .whisper = $0.action { true } else { false } })
        house.held = []
        house.send(.due(sorry.id, Reach()), room: House.room)
        house.send(.failed(sorry.id, .gone), room: House.room)
        var engine = Engine(policy: house.engine.policy, epoch: 1)
        try engine.restore(house.engine.takeDirtyRows())
        #expect(engine.state.amends.count == 1)
        house.engine = engine
        house.join("bob")
        #expect(whispers(house.held) == whispers([sorry]))
        house.release()
        #expect(house.engine.state.amends.isEmpty)
    }

    @Test func aMuteUndoneBeforeItLeftIsNotDone() throws {
        var house = try House()
        house.isHolding = true
        house.flood("eve", 8)
        house.order("undo 1")
        house.release()
        #expect(house.sanctions.isEmpty)
        #expect(house.engine.state.sanctions.isEmpty)
    }

    @Test func aMuteWhoseTimeIsOverBeforeItCouldBeDoneIsNotDone() throws {
        var house = try House()
        house.isHolding = true
        house.flood("eve", 8)
        try #require(house.held.contains { $0.action.isSanction })
        house.now = house.now + .hours(25)
        house.release()
        #expect(house.sanctions.isEmpty)
        #expect(house.engine.state.sanctions.isEmpty)
    }

    @Test func aLiftThatFailsIsToldOnceAndTriedEverMoreRarely() throws {
        var house = try House()
        house.flood("eve", 8)
        house.releaseFails = true
        house.wait(.hours(5))
        #expect((4...15).contains(house.releases.count), "\(house.releases.count)")
        #expect(house.says.count { $0.contains("could not") || $0.contains("not done") } <= 1)
        house.releaseFails = false
        house.wait(.hours(2))
        #expect(house.engine.state.sanctions.isEmpty)
    }

    @Test func aServerThatAsksToWaitMakesNoSanctionForgotten() throws {
        var house = try House()
        house.isHolding = true
        house.flood("eve", 8)
        let mute = try #require(house.held.first { $0.action.isSanction })
        house.send(.failed(mute.id, .tooFast(retryAfter: .seconds(5))), room: House.room)
        #expect(house.engine.pendingActs.contains { $0.id == mute.id })
        #expect(house.engine.state.sanctions[mute.id] != nil)
    }

    @Test func whatAModeratorLiftsByHandIsGoneWhole() throws {
        var house = try House()
        house.flood("eve")
        try #require(house.engine.state.sanctions.count >= 2)
        let mark = try #require(house.engine.state.sanctions.values.first?.receipt?.mark)
        house.send(.sanctioned(.init(.unmuted, mark: mark, target: nil)), room: House.room, by: "lise", rank: .op)
        #expect(house.engine.state.sanctions.isEmpty)
        #expect(house.engine.state.persons.records.contains { !$0.releases.isEmpty })
    }

    // The server keeps the end where it can: nobody has judged anything then.
    @Test func whatTheServerTakesAwayIsNoJudgement() throws {
        var house = try House()
        house.flood("eve")
        let mark = try #require(house.engine.state.sanctions.values.first?.receipt?.mark)
        house.send(.sanctioned(.init(.unmuted, mark: mark, target: nil)), room: House.room)
        #expect(house.engine.state.sanctions.isEmpty)
        #expect(!house.engine.state.persons.records.contains { !$0.releases.isEmpty })
    }

    // What people lift stays lifted: what was to lift it has nothing left to do.
    @Test func whatAPersonLiftsWhileItIsBeingLiftedIsDone() throws {
        var house = try House()
        house.flood("eve", 8)
        let mark = try #require(house.engine.state.sanctions.values.first?.receipt?.mark)
        house.isHolding = true
        house.wait(.hours(2))
        #expect(house.engine.pendingActs.contains { $0.action.isRelease })
        house.send(.sanctioned(.init(.unmuted, mark: mark, target: nil)), room: House.room, by: "lise", rank: .op)
        #expect(house.engine.state.sanctions.isEmpty)
        #expect(!house.engine.pendingActs.contains { $0.action.isRelease })
    }

    @Test func heatHalvesInAHalfLifeAndNoSooner() {
        let heat = Heat(value: 800, at: House.start)
        #expect(heat.level(at: House.start + .hours(1), halfLife: .hours(12)) > 700)
        #expect(heat.level(at: House.start + .hours(12), halfLife: .hours(12)) == 400)
        #expect((280...286).contains(heat.level(at: House.start + .hours(18), halfLife: .hours(12))))
    }

    @Test func whatWasOnlyWatchedDoesNotShieldFromActing() throws {
        var house = try House(House.conf(mode: "observe"))
        house.flood("eve", 12)
        house.order("mode act 1h")
        house.flood("eve", 3)
        #expect(!house.sanctions.isEmpty)
    }

    @Test func whatAModeratorAgreesToIsDoneEvenWhilePaused() throws {
        var house = try House(House.conf(mode: "ask"))
        house.flood("eve", 12)
        house.order("pause")
        house.order("ok 1")
        #expect(!house.sanctions.isEmpty)
    }

    @Test func aBanWithItsKickCountsOnceInTheBudget() throws {
        var house = try House(House.conf("ceiling = \"ban 24h\""))
        house.flood("eve", 30)
        try #require(house.sanctions.contains { if case .ban = $0.action { true } else { false } })
        let steps = house.decisions.count { $0.rule != "due" && $0.acts.contains { $0.action.isSanction } }
        #expect(house.engine.state.core.sanctionTimes.count == steps)
    }

    @Test func aShorterMuteDoesNotReplaceALongerOneThatWaits() {
        func mute(_ span: TimeSpan, _ sequence: Int64) -> OwedAct {
            OwedAct(
                id: ActID(epoch: 1, sequence: sequence, index: 0), community: CommunityID("atelier"), room: House.room,
                network: House.network,
                target: nil, action: .mute(span, reason: Utterance("")), lane: .sanction, owedAt: House.start,
                expiresAt: nil, caseNumber: 1)
        }
        var outbox = Outbox()
        _ = outbox.owe(mute(.hours(1), 1))
        #expect(outbox.owe(mute(.minutes(10), 2)).isEmpty)
        #expect(outbox.owe(mute(.hours(2), 3)).map(\.id.sequence) == [1, 2])
    }
}
