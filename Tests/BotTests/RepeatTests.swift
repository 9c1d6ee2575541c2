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
}
