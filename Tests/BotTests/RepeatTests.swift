// SPDX-License-Identifier: Apache-2.0

import Chat
import Store
import Testing

@testable import Bot

/// What comes or goes twice after a death: a batch told again, words of unknown fate.
@Suite struct RepeatTests {
    /// Dies with one line on its way; the acts that the next process sends of it.
    private func dies(_ transactional: Set<NetworkID>, after age: TimeSpan = .zero) throws -> (
        sent: ActID, again: [ActID]
    ) {
        let stage = try Stage()
        stage.transactional = transactional
        try stage.connect()
        try stage.pump()
        try stage.household.begin()
        stage.household.oweOwn(.say(Utterance("good evening")), in: Stage.room, lane: .answer)
        try stage.household.finish()
        var sent: OwedAct?
        while case .act(let act) = try stage.household.next(on: Stage.network, among: [.answer]) {
            sent = try stage.household.due(act, Reach())
        }
        let act = try #require(sent)
        stage.clock.advance(by: age)
        try stage.revive()
        try stage.connect()
        var again: [ActID] = []
        while case .act(let next) = try stage.household.next(on: Stage.network, among: [.answer]) {
            again.append(next.id)
            _ = try stage.household.due(next, Reach())
        }
        return (act.id, again)
    }

    @Test func wordsOfUnknownFateGoAgainWhereTheServerKnowsThem() throws {
        let known = try dies([Stage.network])
        #expect(known.again == [known.sent])
    }

    @Test func elsewhereTheyAreNeverRepeated() throws {
        #expect(try dies([]).again.isEmpty)
        #expect(try dies([Stage.network], after: .minutes(30)).again.isEmpty)
    }

    @Test func whatTheJournalHoldsIsNotHeardAgain() throws {
        let stage = try Stage()
        try stage.connect()
        let eve = try stage.join("eve")
        func heard() -> Int {
            stage.store.kept.journal(JournalQuery(limit: 10_000)).entries.count {
                if case .said = $0.event.kind { true } else { false }
            }
        }
        let line = stage.event(eve, .said(Message(PeerText("hello"), id: "$1")))
        try stage.tell([line])
        try stage.revive()
        try stage.connect()
        try stage.tell([line])
        #expect(heard() == 1)
        try stage.tell([stage.event(eve, .said(Message(PeerText("hello"), id: "$2")))])
        try stage.tell([stage.event(eve, .said(Message(PeerText("hello"))))])
        #expect(heard() == 3)
    }

    /// Comes in and can remove; a minute later eve is here too.
    private func removing(_ stage: Stage) throws {
        try stage.connect()
        let rights = Event.Capability(can: [.say, .whisper, .remove], cannot: [])
        try stage.tell([Event(at: stage.clock.now, room: Stage.room, .capability(rights))])
    }
    private static let noLamps =
        Stage.conf + """

            preset = "standard"
            [[rule]]
            name = "no lamps"
            when = 'text matches "cheap lamps"'
            then = ["remove"]
            mode = "act"
            """

    /// Eve says, so long after she came in, what is to be removed.
    private func offeringLamps(after wait: TimeSpan? = nil) throws -> (Stage, Event) {
        let stage = try Stage(Self.noLamps)
        try removing(stage)
        let eve = try stage.join("eve")
        if let wait { try stage.advance(by: wait) }
        let line = stage.event(eve, .said(Message(PeerText("cheap lamps"), id: "$1")))
        try stage.tell([line])
        return (stage, line)
    }

    /// What had to be known of the room to judge it at once is not in the rows: judged then, it is not put by after a death
    /// and judged once more.
    @Test func whatWasJudgedAfterTheRowsWereWrittenIsNotJudgedAgain() throws {
        let (stage, line) = try offeringLamps(after: .minutes(2))
        #expect(stage.room.done.count == 1)
        try stage.revive()
        try removing(stage)
        try stage.tell([line])
        try stage.advance(by: .minutes(2))
        #expect(stage.room.done.count == 1)
        #expect(stage.decided() == Set(stage.room.done.keys))
    }

    /// Said while the roster is fresh, too soon to judge it: judged once, however the rows were written meanwhile.
    @Test(arguments: [true, false]) func whatWasPutByIsJudgedOnce(_ areRowsWritten: Bool) throws {
        let (stage, line) = try offeringLamps()
        #expect(stage.room.done.isEmpty)
        if areRowsWritten { try stage.household.flush() }
        for _ in 1...2 {
            try stage.revive()
            try removing(stage)
            try stage.tell([line])
            try stage.advance(by: .minutes(2))
            #expect(stage.room.done.count == 1)
        }
        #expect(stage.decided() == Set(stage.room.done.keys))
    }
}
