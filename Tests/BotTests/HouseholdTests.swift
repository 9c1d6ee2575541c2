// SPDX-License-Identifier: Apache-2.0

import Chat
import Engine
import Store
import Testing

@testable import Bot

@Suite struct HouseholdTests {
    private func stage() throws -> Stage {
        let stage = try Stage()
        try stage.connect()
        try stage.pump()
        return stage
    }

    @Test func aDebtThatCannotBeWrittenStopsHer() throws {
        let stage = try stage()
        let room = Stage.room
        stage.store.refuse(.full)
        #expect(throws: Stop.self) { try stage.household.move(into: [room], outOf: []) }
    }

    @Test func talkThatCannotBeWrittenDoesNotStopHer() throws {
        let stage = try stage()
        stage.store.refuse(.unavailable("no such device"))
        let alice = stage.chat.enter("alice", [Stage.room])
        try stage.household.take([stage.event(alice, .said(Message(PeerText("bonjour"))))])
        #expect(stage.household.isDegraded)
    }

    @Test func theJournalGoesOnWhenItCanBeWrittenAgain() throws {
        let stage = try stage()
        stage.store.refuse(.unavailable("no such device"))
        let alice = stage.chat.enter("alice", [Stage.room])
        try stage.household.take([stage.event(alice, .said(Message(PeerText("bonjour"))))])
        stage.store.refuse(nil)
        try stage.household.take([stage.event(alice, .said(Message(PeerText("encore"))))])
        #expect(!stage.household.isDegraded)
    }

    @Test func wordsOfUnknownFateAreNotSaidAgain() throws {
        let stage = try stage()
        try stage.household.move(into: [], outOf: [])
        try stage.household.begin()
        stage.household.oweOwn(.say(Utterance("once")), in: Stage.room)
        try stage.household.finish()
        guard case .act(let act) = try stage.household.next(on: Stage.network, among: Lane.allCases) else {
            Issue.record("nothing to do")
            return
        }
        _ = try stage.household.due(act, Reach())
        try stage.household.done(act, .failed(.timedOut))
        #expect(try stage.household.next(on: Stage.network, among: Lane.allCases) == nil)
        #expect(try stage.store.debt(act.id)?.state == .unknown)
    }

    /// Eve floods; her mute is taken out as often as it comes, and no answer is ever given.
    private func leaveUnanswered(_ stage: Stage) throws -> OwedAct {
        let eve = try stage.join("eve")
        stage.clock.advance(by: .minutes(1))
        for _ in 0..<3 {
            try stage.household.take([
                stage.event(eve, .said(Message(PeerText("win 1000 euros at http://spam.example"))))
            ])
        }
        var mute: OwedAct?
        for _ in 0..<20 {
            guard let errand = try stage.household.next(on: Stage.network, among: [.sanction]) else { break }
            switch errand {
            case .look(let act): try stage.household.looked(for: act, found: nil)
            case .act(let act) where act.leavesMark:
                mute = act
                let reach = Reach(facts: stage.chat.facts(of: eve, in: act.room))
                if try stage.household.due(act, reach) != nil {
                    try stage.household.done(act, .failed(.timedOut), mark: "b *!*@eve.example")
                }
            case .act(let act):
                _ = try stage.household.due(act, Reach())
                if case .alert(let words) = act.action { stage.room.said.append((act.id, words.text)) }
                try stage.household.done(act, .performed(Receipt()))
            }
        }
        return try #require(mute)
    }

    @Test func aSanctionWithoutAnAnswerIsNotForgotten() throws {
        let stage = try stage()
        let mute = try leaveUnanswered(stage)
        #expect(stage.room.said.filter { $0.text.contains("may stand") }.count == 1)
        #expect(stage.room.said.contains { $0.text.contains("/mode #salon -b *!*@eve.example") })
        #expect(try stage.store.debt(mute.id)?.state == .sent)
        #expect(stage.household.rechecks[mute.id] != nil)
    }

    @Test func aSanctionWithoutAnAnswerIsLookedForAgain() throws {
        let stage = try stage()
        let mute = try leaveUnanswered(stage)
        stage.clock.advance(by: .minutes(1))
        try stage.household.tick()
        #expect(try stage.household.next(on: Stage.network, among: [.sanction]) == .look(mute))
        try stage.household.looked(for: mute, found: Receipt(mark: "b *!*@eve.example"))
        try stage.pump()
        #expect(try stage.store.debt(mute.id)?.state == .settled)
        #expect(stage.room.said.contains { $0.text.hasPrefix("[1] mute 10 min: eve") })
        #expect(stage.room.said.filter { $0.text.hasPrefix("You cannot write in #salon") }.count == 1)
    }

    @Test func aSanctionWithoutAnAnswerOutlivesTheProcess() throws {
        let stage = try stage()
        let mute = try leaveUnanswered(stage)
        try stage.revive()
        try stage.connect()
        #expect(try stage.household.next(on: Stage.network, among: [.sanction]) == .look(mute))
    }

    @Test func theFirstOfTheLastWordsFitsALineHoweverMuchStands() throws {
        let stage = try stage()
        // Each its own: one campaign would be answered harder from person to person.
        let names = [
            "barley", "copper", "dahlia", "ember", "falcon", "garnet", "hazel", "indigo", "juniper", "kelp", "lagoon",
            "maple", "nettle", "onyx", "pebble", "quartz", "russet", "sorrel",
        ]
        for number in names.indices {
            let eve = try stage.join("eve\(number)")
            // Slowly: many at once would be a raid.
            try stage.advance(by: .seconds(20), steps: 1)
            for _ in 0..<3 {
                try stage.tell([
                    stage.event(eve, .said(Message(PeerText("\(names[number]): http://\(names[number]).example/"))))
                ])
            }
        }
        #expect(stage.room.marks.count == 18)
        let (atOnce, after) = try stage.household.farewell()
        guard case .alert(let words) = try #require(atOnce.first).action else { throw CancellationError() }
        #expect(words.text.utf8.count <= 330)
        #expect(words.text.hasPrefix("I am stopping. 18 sanctions stand. To lift by hand: /mode #salon -b"))
        #expect(after.count == 1)
    }

    @Test func aServerThatAsksToWaitIsLeftAlone() throws {
        let stage = try stage()
        try stage.household.begin()
        stage.household.oweOwn(.say(Utterance("soon")), in: Stage.room)
        try stage.household.finish()
        guard case .act(let act) = try stage.household.next(on: Stage.network, among: Lane.allCases) else {
            Issue.record("nothing to do")
            return
        }
        _ = try stage.household.due(act, Reach())
        try stage.household.done(act, .failed(.tooFast(retryAfter: .seconds(5))))
        #expect(try stage.household.next(on: Stage.network, among: Lane.allCases) == nil)
        stage.clock.advance(by: .seconds(6))
        #expect(try stage.household.next(on: Stage.network, among: Lane.allCases)?.act.id == act.id)
    }

    // THREATS A9: side by side, a server may see the kick before the ban that keeps people out.
    @Test func nobodyIsShownOutWhileTheirBanIsUnderWay() throws {
        let stage = try Stage()
        try stage.connect()
        try stage.pump()
        for name in ["eve", "bob"] { _ = try stage.join(name) }
        try stage.pump()
        for order in ["ban eve 1h", "mute bob 10m"] { _ = try stage.household.command(order, by: "root", in: 0) }
        var begun: [OwedAct] = []
        func begin() throws {
            while case .act(let act) = try stage.household.next(on: Stage.network, among: [.sanction]) {
                begun.append(try #require(try stage.household.due(act, stage.reach(of: act))))
            }
        }
        try begin()
        let steps = begun.filter(\.action.isSanction).map(\.action.word)
        #expect(steps == ["ban", "mute"])
        #expect(stage.household.networks[Stage.network]?.hasWork == true)
        let ban = try #require(begun.first { $0.action.word == "ban" })
        try stage.household.done(ban, .performed(Receipt(mark: "b *!*@eve.example")))
        begun = []
        try begin()
        #expect(begun.map(\.action.word).contains("kick"))
    }

    @Test func actsOfAKindThatHasToWaitHoldUpNoOthers() throws {
        var state = NetworkState(since: Timestamp(seconds: 1))
        state.isConnected = true
        _ = state.sync(Stage.room)
        func act(_ index: UInt16, _ action: Action) -> OwedAct {
            OwedAct(
                id: ActID(epoch: 1, sequence: 1, index: index), community: CommunityID("c"), room: Stage.room,
                network: Stage.network, target: nil, action: action, lane: .sanction, owedAt: Timestamp(seconds: 1),
                expiresAt: nil, caseNumber: 0)
        }
        let removals = (0..<3).map { act(UInt16($0), .remove(message: "$x")) }
        let kick = act(7, .kick(reason: Utterance("no")))
        for act in removals + [kick] { _ = state.owe(act) }
        state.hold(.removal, until: Timestamp(seconds: 10))
        let now = Timestamp(seconds: 5)
        #expect(state.next(among: Lane.allCases, at: now)?.act.id == kick.id)
        #expect(state.next(among: Lane.allCases, at: now) == nil && state.hasWork)
        let later = Timestamp(seconds: 10)
        #expect((0..<3).compactMap { _ in state.next(among: Lane.allCases, at: later)?.act.id } == removals.map(\.id))
    }

    /// What was sent before a crash is looked for on the lanes that are free, not all of it at once.
    @Test func looksKeepToTheLanesThatAreFree() throws {
        var state = NetworkState(since: Timestamp(seconds: 1))
        state.isConnected = true
        for (index, lane) in [(0, Lane.answer), (1, .sanction)] {
            state.doubt(
                OwedAct(
                    id: ActID(epoch: 1, sequence: 1, index: UInt16(index)), community: CommunityID("c"),
                    room: Stage.room, network: Stage.network, target: nil, action: .say(Utterance("x")), lane: lane,
                    owedAt: Timestamp(seconds: 1), expiresAt: nil, caseNumber: 0))
        }
        _ = state.sync(Stage.room)
        let now = Timestamp(seconds: 5)
        #expect(state.next(among: [.sanction], at: now)?.act.lane == .sanction)
        #expect(state.next(among: [.sanction], at: now) == nil && state.hasWork)
        #expect(state.next(among: Lane.allCases, at: now)?.act.lane == .answer)
    }

    @Test func nothingIsDoneInARoomWhoseRosterIsNotWhole() throws {
        let stage = try Stage()
        try stage.household.take([Event(at: stage.clock.now, .connected(Stage.network))])
        try stage.household.begin()
        stage.household.oweOwn(.say(Utterance("early")), in: Stage.room)
        try stage.household.finish()
        #expect(try stage.household.next(on: Stage.network, among: Lane.allCases) == nil)
        let roster = stage.chat.roster(of: Stage.room)
        try stage.household.take([Event(at: stage.clock.now, room: Stage.room, .synced(members: roster))])
        #expect(try stage.household.next(on: Stage.network, among: Lane.allCases) != nil)
    }

    @Test func nothingLeavesWhileTheNetworkIsAway() throws {
        let stage = try stage()
        try stage.household.take([Event(at: stage.clock.now, .disconnected(Stage.network, why: "gone"))])
        try stage.household.begin()
        stage.household.oweOwn(.join, in: Stage.room)
        try stage.household.finish()
        #expect(try stage.household.next(on: Stage.network, among: Lane.allCases) == nil)
    }

    @Test func theCodeOfTheHostMakesAnOwnerOnce() throws {
        let stage = try stage()
        let code = stage.household.newOwnerCode()
        let margaux = stage.chat.enter("margaux", [Stage.desk])
        let message = Message(PeerText("owner \(code)"), isPrivate: true)
        try stage.household.take([stage.event(margaux, .said(message), in: nil)])
        #expect(stage.household.ownerCode == nil)
        let entries = stage.store.kept.journal(JournalQuery(limit: 1000)).entries
        #expect(!entries.contains { $0.event.words?.raw.contains(code) ?? false })
        try stage.pump()
        #expect(stage.room.said.contains { $0.text.hasPrefix("The code is right") })
    }

    @Test func aWrongCodeMakesNobodyAnOwner() throws {
        let stage = try stage()
        _ = stage.household.newOwnerCode()
        let eve = stage.chat.enter("eve", [Stage.desk])
        let message = Message(PeerText("owner aaaaaaaaaaaaaaaa"), isPrivate: true)
        try stage.household.take([stage.event(eve, .said(message), in: nil)])
        #expect(stage.household.ownerCode != nil)
        try stage.pump()
        #expect(stage.room.said.contains { $0.text.hasPrefix("I do not know this code") })
    }

    @Test func aClockThatWasSetIsToldToEveryCommunity() throws {
        let stage = try stage()
        stage.clock.step(by: .hours(2))
        try stage.household.tick()
        let entries = stage.store.kept.journal(JournalQuery(limit: 1000)).entries
        #expect(entries.contains { if case .clockStepped(.hours(2)) = $0.event.kind { true } else { false } })
    }

    // THREATS B10: a thousand joins are no thousand private lines; over all rooms and communities five a minute.
    @Test func privateLinesThatNobodyAskedForAreFiveAMinute() throws {
        var state = NetworkState(since: Timestamp(seconds: 1))
        state.isConnected = true
        _ = state.sync(Stage.room)
        func act(_ index: UInt16, _ lane: Lane) -> OwedAct {
            OwedAct(
                id: ActID(epoch: 1, sequence: 1, index: index), community: CommunityID("c\(index % 3)"),
                room: Stage.room, network: Stage.network, target: nil, action: .whisper(Utterance("line \(index)")),
                lane: lane, owedAt: Timestamp(seconds: 1), expiresAt: nil, caseNumber: 0)
        }
        for index in 0..<40 { _ = state.owe(act(UInt16(index), .welcome)) }
        for index in 40..<50 { _ = state.owe(act(UInt16(index), .answer)) }
        var left: [Lane: Int] = [:]
        for second in 5..<65 {
            while let errand = state.next(among: Lane.allCases, at: Timestamp(seconds: Int64(second))) {
                left[errand.act.lane, default: 0] += 1
            }
        }
        // Who asked is answered all the same.
        #expect(left == [.welcome: 5, .answer: 10])
        var more = 0
        while state.next(among: Lane.allCases, at: Timestamp(seconds: 66)) != nil { more += 1 }
        #expect(more == 5)
    }

    // THREATS H3: a server that calls anybody an owner touches the communities that meet on it, and no others.
    @Test(arguments: [("far/#elsewhere", false), ("loop/#elsewhere", true)]) func anOwnerIsOneWhereTheNetworkKnowsThem(
        _ other: String, _ isHeard: Bool
    ) throws {
        let conf =
            Stage.conf + """

                [network.far]
                irc = "192.0.2.1"
                nick = "geoffrin"
                [community.elsewhere]
                rooms = ["\(other)"]
                desk  = ["\(other)-desk"]

                """
        let stage = try Stage(conf)
        try stage.connect()
        let margaux = stage.chat.enter("margaux", [Stage.desk])
        var event = stage.event(margaux, .said(Message(PeerText("reload"))), in: Stage.desk)
        event.facts?.account = "margaux"
        event.facts?.accountIsKnown = true
        try stage.household.take([event])
        #expect(stage.household.takeWishes() == (isHeard ? [.reload] : []))
        try stage.pump()
        #expect(stage.room.said.contains { $0.text.contains("geoffrin reload") } == !isHeard)
        // What is a community's own is hers to order.
        event.kind = .said(Message(PeerText("pause 1h")))
        try stage.household.take([event])
        try stage.pump()
        #expect(stage.room.said.contains { $0.text.contains("1 h") })
    }
}
