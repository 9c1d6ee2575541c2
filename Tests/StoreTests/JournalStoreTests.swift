// SPDX-License-Identifier: Apache-2.0

import Chat
import Store
import Testing

/// What every store promises.
@Suite struct JournalStoreTests {
    @Test(arguments: AnyStore.allCases) func eventsComeBackInOrderWithTheirDecisions(_ kind: AnyStore) throws {
        try kind.with { store in
            var chance = Chance(seed: 11)
            var events = (0..<200).map { chance.event($0 % 25 + 1) }
            for place in events.indices {
                events[place].at = monday + .seconds(Int64(place))
            }
            var batch = Batch(events)
            batch.decisions = [
                RecordedDecision(sequence: 3, index: 0, body: [1, 2]),
                RecordedDecision(sequence: 3, index: 1, body: []),
                RecordedDecision(sequence: 200, index: 0, body: [9]),
            ]
            try store.commit(batch)
            var seen: [JournalEntry] = []
            let unreadable = try store.forEachEntry(JournalQuery(limit: 7)) { seen.append($0) }
            #expect(unreadable == [])
            #expect(seen.map(\.event) == events)
            #expect(seen.map(\.sequence) == Array(1...200))
            #expect(seen[2].decisions.map(\.body) == [[1, 2], []])
            #expect(seen[199].decisions.map(\.body) == [[9]])
            #expect(seen.filter { !$0.decisions.isEmpty }.count == 2)
        }
    }

    @Test(arguments: AnyStore.allCases) func anEventOfSeveralCommunitiesIsOneRow(_ kind: AnyStore) throws {
        try kind.with { store in
            let quit = Event(at: monday, member: member("eve"), .left(.quit(PeerText("bye"))))
            try store.commit(Batch([quit], communities: [jardin, atelier]))
            try store.commit(Batch([said("ici")], from: 2))
            let page = try store.journal(JournalQuery(community: jardin))
            #expect(page.entries.map(\.communities) == [[jardin, atelier]])
            #expect(page.entries.map(\.event) == [quit])
            #expect(try store.journal(JournalQuery(community: atelier)).entries.count == 2)
            #expect(try store.journal(JournalQuery(community: CommunityID("x"))).entries.isEmpty)
        }
    }

    @Test(arguments: AnyStore.allCases) func aSpanOfTimeIsFound(_ kind: AnyStore) throws {
        try kind.with { store in
            var batch = Batch()
            for minute in 0..<60 {
                let event = said("\(minute)", at: monday + .minutes(Int64(minute)))
                batch.events.append(
                    JournalRow(sequence: Int64(minute * 3 + 1), communities: [atelier], event: event))
            }
            try store.commit(batch)
            let page = try store.journal(JournalQuery(from: monday + .minutes(10), to: monday + .minutes(20)))
            let expected: [Int64] = (10..<20).map { $0 * 3 + 1 }
            #expect(page.entries.map(\.sequence) == expected)
            #expect(page.next == nil)
        }
    }

    @Test(arguments: AnyStore.allCases) func oneEventIsFoundByItsSequence(_ kind: AnyStore) throws {
        try kind.with { store in
            try store.commit(Batch([said("un"), said("deux")]))
            #expect(try store.entry(2)?.event == said("deux"))
            #expect(try store.entry(3) == nil)
            #expect(try store.entry(.max) == nil)
        }
    }

    @Test(arguments: AnyStore.allCases) func identifiersThatLookAlikeStayTwo(_ kind: AnyStore) throws {
        try kind.with { store in
            // THREATS L1: canonically equal, other bytes.
            var events = [said("a", by: "\u{e9}va"), said("b", by: "e\u{301}va")]
            events[1].room = RoomID(libera, "#atelier\u{301}")
            try store.commit(Batch(events))
            #expect(try store.journal(JournalQuery()).entries.map(\.event) == events)
        }
    }

    @Test(arguments: AnyStore.allCases) func aDebtGoesFromOwedToSettled(_ kind: AnyStore) throws {
        try kind.with { store in
            let kick = act(1, .kick(reason: Utterance("flood")))
            try store.commit(Batch(debts: [act(2), kick]))
            #expect(try store.openDebts(limit: 10).map(\.act) == [kick, act(2)])
            try store.commit(Batch(DebtTransition(kick.id, to: .sent, at: monday)))
            #expect(try store.debt(kick.id) == Debt(act: kick, state: .sent, sentAt: monday))
            #expect(try store.openDebts(limit: 1).map(\.state) == [.sent])
            let receipt = Receipt(mark: "q *!*@host", endsByItself: true)
            try store.commit(Batch(DebtTransition(kick.id, to: .settled, receipt: receipt, at: monday)))
            #expect(try store.debt(kick.id) == Debt(act: kick, state: .settled, receipt: receipt, sentAt: monday))
            #expect(try store.openDebts(limit: 10).map(\.act) == [act(2)])
        }
    }

    @Test(arguments: AnyStore.allCases) func anActIsNeverOwedTwice(_ kind: AnyStore) throws {
        try kind.with { store in
            try store.commit(Batch(debts: [act(1)]))
            var again = Batch(debts: [act(2), act(1)])
            again.events = [JournalRow(sequence: 5, communities: [atelier], event: said("encore"))]
            #expect(throws: StoreError.self) { try store.commit(again) }
            // Nothing of the batch is there.
            #expect(try store.debt(act(2).id) == nil)
            #expect(try store.entry(5) == nil)
            try store.commit(Batch(debts: [act(2)]))
            try store.commit(Batch([said("encore")], from: 5))
            #expect(try store.entry(5)?.event == said("encore"))
        }
    }

    @Test(arguments: AnyStore.allCases) func aSequenceIsUsedOnce(_ kind: AnyStore) throws {
        try kind.with { store in
            try store.commit(Batch([said("un")]))
            #expect(throws: StoreError.self) { try store.commit(Batch([said("autre")])) }
            #expect(try store.entry(1)?.event == said("un"))
        }
    }

    @Test(arguments: AnyStore.allCases) func stateRowsAreWrittenOverAndDeleted(_ kind: AnyStore) throws {
        try kind.with { store in
            func change(_ part: String, _ key: String, _ body: [UInt8]?, _ community: CommunityID = atelier)
                -> StateChange
            {
                StateChange(community: community, row: StateKey(part, ByteString(key)), version: 2, body: body)
            }
            var batch = Batch()
            batch.state = [
                change("heat", "b", [1]), change("heat", "a", [2]), change("cases", "z", []),
                change("heat", "a", [3], jardin),
            ]
            batch.checkpoints = [Checkpoint(community: atelier, sequence: 41)]
            try store.commit(batch)
            batch.state = [change("heat", "b", nil), change("heat", "a", [4]), change("heat", "none", nil)]
            batch.checkpoints = [Checkpoint(community: atelier, sequence: 42)]
            try store.commit(batch)
            let state = try store.load(atelier)
            #expect(state.rows.map(\.key) == [StateKey("cases", "z"), StateKey("heat", "a")])
            #expect(state.rows.map(\.body) == [[], [4]])
            #expect(state.rows.map(\.version) == [2, 2])
            #expect(state.checkpoint == 42)
            #expect(try store.load(jardin).checkpoint == 0)
            #expect(try store.load(CommunityID("nobody")) == StoredState())
        }
    }

    @Test(arguments: AnyStore.allCases) func theLastAdoptedPolicyIsInForce(_ kind: AnyStore) throws {
        try kind.with { store in
            var batch = Batch()
            batch.policies = [StoredPolicy(fingerprint: 1, body: [1]), StoredPolicy(fingerprint: .max, body: [2])]
            batch.adoptions = [
                Adoption(community: atelier, sequence: 1, fingerprint: 1),
                Adoption(community: atelier, sequence: 9, fingerprint: .max),
                Adoption(community: jardin, sequence: 9, fingerprint: 1),
            ]
            try store.commit(batch)
            #expect(try store.policy(inForceFor: atelier)?.body == [2])
            #expect(try store.policy(inForceFor: jardin)?.body == [1])
            #expect(try store.policy(.max)?.body == [2])
            #expect(try store.policy(3) == nil)
        }
    }

    @Test(arguments: AnyStore.allCases) func anAdapterKeepsValuesByAccount(_ kind: AnyStore) throws {
        try kind.with { store in
            var batch = Batch()
            batch.adapterValues = [
                AdapterValue(account: "libera", key: "token", value: [1]),
                AdapterValue(account: "libera", key: "pace", value: [2]),
                AdapterValue(account: "oftc", key: "token", value: [3]),
            ]
            try store.commit(batch)
            batch.adapterValues = [AdapterValue(account: "libera", key: "pace", value: nil)]
            try store.commit(batch)
            #expect(try store.adapterValues(account: "libera") == ["token": [1]])
        }
    }

    @Test(arguments: AnyStore.allCases) func poisonIsSetAside(_ kind: AnyStore) throws {
        try kind.with { store in
            let aside = Aside(hash: .max, kind: 11, room: salon, at: monday)
            var batch = Batch()
            batch.asides = [aside]
            try store.commit(batch)
            #expect(try store.asides() == [aside])
        }
    }

    @Test(arguments: AnyStore.allCases) func aReaderSeesWhatIsCommitted(_ kind: AnyStore) throws {
        try kind.with { store in
            let reader = try store.reader()
            try store.commit(Batch([said("un")]))
            #expect(try reader.entry(1)?.event == said("un"))
        }
    }

    @Test(arguments: AnyStore.allCases) func aLongTextIsCutBetweenLetters(_ kind: AnyStore) throws {
        try kind.with { store in
            try store.commit(Batch([said("a" + String(repeating: "é", count: 30_000))]))
            let kept = "a" + String(repeating: "é", count: 1023)
            #expect(try store.entry(1)?.event == said(kept))
        }
    }
}
