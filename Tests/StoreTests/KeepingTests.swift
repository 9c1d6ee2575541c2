// SPDX-License-Identifier: Apache-2.0

import Chat
import Store
import Testing

/// How much is kept, for how long, and what is erased (PRODUCT promise 6, THREATS F7, K8).
@Suite struct KeepingTests {
    @Test(arguments: AnyStore.allCases) func aRoomOverItsQuotaIsCounted(_ kind: AnyStore) throws {
        try kind.with(StoreSettings(roomRowsADay: 10)) { store in
            let outcome = try store.commit(Batch((0..<25).map { said("\($0)") }))
            #expect(outcome.counted == 15)
            #expect(try store.journal(JournalQuery()).entries.count == 10)
            #expect(try store.counted(room: salon, day: 20_458) == 15)
            try store.commit(Batch([said("demain", at: monday + .days(1))], from: 26))
            #expect(try store.entry(26) != nil)
        }
    }

    @Test(arguments: AnyStore.allCases) func onePersonCannotUseUpARoom(_ kind: AnyStore) throws {
        try kind.with(StoreSettings(roomRowsADay: 1000, personRowsADay: 20)) { store in
            // Eve changes her nickname and presence each time; her host stays.
            let flood = (0..<500).map { place in
                Event(
                    at: monday, room: salon, member: member("eve\(place)"),
                    facts: Facts(host: "evil.example", name: PeerText("eve\(place)")), .said(Message(PeerText("x"))))
            }
            try store.commit(Batch(flood))
            try store.commit(Batch([said("bonjour", by: "alice")], from: 501))
            #expect(try store.entry(501)?.event == said("bonjour", by: "alice"))
            #expect(try store.journal(JournalQuery(limit: 5000)).entries.count < 200)
        }
    }

    @Test(arguments: AnyStore.allCases) func whatWasDecidedOnIsKeptOverAnyQuota(_ kind: AnyStore) throws {
        try kind.with(StoreSettings(roomRowsADay: 1)) { store in
            var batch = Batch([said("un"), said("deux"), said("trois")])
            batch.decisions = [RecordedDecision(sequence: 3, index: 0, body: [7])]
            try store.commit(batch)
            #expect(try store.journal(JournalQuery()).entries.map(\.sequence) == [1, 3])
        }
    }

    @Test(arguments: AnyStore.allCases) func textsGoBeforeEventsAndEventsBeforeDecisions(_ kind: AnyStore) throws {
        try kind.with { store in
            var batch = Batch((0..<400).map { said("jour \($0)", at: monday + .days(Int64($0))) })
            batch.decisions = [
                RecordedDecision(sequence: 1, index: 0, body: [1]),
                RecordedDecision(sequence: 200, index: 0, body: [2]),
            ]
            try store.commit(batch)
            while try store.expire(Retention(now: monday + .days(400)), rows: 10) {}
            let entries = try store.journal(JournalQuery(limit: 1000)).entries
            // 1 year: the first decision is gone, the second kept with its event; 90 days: the events; 7 days: texts.
            #expect(entries.map(\.sequence) == [200] + Array(311...400))
            #expect(entries.first?.event == said("", at: monday + .days(199)))
            let texts = entries.filter { $0.event.kind != .said(Message(PeerText(""), id: "m1")) }
            #expect(texts.map(\.sequence) == Array(394...400))
        }
    }

    @Test(arguments: AnyStore.allCases) func aClosedDebtExpiresAndAnOpenOneDoesNot(_ kind: AnyStore) throws {
        try kind.with { store in
            try store.commit(Batch(debts: [act(1), act(2)]))
            try store.commit(Batch(DebtTransition(act(1).id, to: .settled, at: monday)))
            while try store.expire(Retention(now: monday + .days(500)), rows: 10) {}
            #expect(try store.debt(act(1).id) == nil)
            #expect(try store.debt(act(2).id)?.state == .owed)
        }
    }

    @Test(arguments: AnyStore.allCases) func aForgottenPersonIsNowhere(_ kind: AnyStore) throws {
        try kind.with { store in
            let eve = member("p-eve")
            func by(_ kind: Event.Kind, account: ByteString?) -> Event {
                Event(
                    at: monday, room: salon, member: eve,
                    facts: Facts(account: account, user: "evu", host: "secret.example", name: PeerText("Evelyne")), kind
                )
            }
            let events = [
                by(.said(Message(PeerText("mon secret"))), account: nil),
                by(.identified(account: "evelyne"), account: "evelyne"),
                by(.renamed(to: PeerText("Evelyne2")), account: "evelyne"),
                Event(at: monday, room: salon, .synced(members: [.init(eve, Facts(name: PeerText("Evelyne")))])),
                Event(
                    at: monday, room: salon, member: member("bob"), .left(.kicked(by: eve, reason: PeerText("dehors")))),
                Event(at: monday, room: salon, member: member("bob"), .ranked(.op, by: eve)),
                said("bonjour", by: "alice"),
            ]
            var batch = Batch(events)
            batch.decisions = [RecordedDecision(sequence: 1, index: 0, body: Array("secret".utf8))]
            let person = PersonID(libera, .account, "evelyne")
            let target = Target(
                member: eve, person: person, account: nil, user: "", host: "secret.example", name: PeerText("Evelyne"))
            batch.debts = [act(1, .kick(reason: Utterance("mon secret")), target: target)]
            try store.commit(batch)
            try store.commit(Batch(DebtTransition(act(1).id, to: .settled, at: monday)))
            #expect(try store.forget(person, relays: []) { _, _ in Array("erased".utf8) } > 0)
            let after = try store.journal(JournalQuery()).entries
            #expect(after.count == 7)
            let text = "\(after) \(String(describing: try store.debt(act(1).id)))"
            for trace in ["secret", "velyne", "p-eve", "evu"] { #expect(!text.contains(trace), "\(trace)") }
            #expect(after[6].event == said("bonjour", by: "alice"))
            #expect(after[4].event.kind == .left(.kicked(by: nil, reason: PeerText("dehors"))))
            #expect(after[0].decisions.map(\.body) == [Array("erased".utf8)])
            // She may come back, as somebody new.
            try store.commit(Batch([events[2]], from: 8))
            #expect(try store.entry(8)?.event == events[2])
        }
    }

    @Test(arguments: AnyStore.allCases) func anOpenDebtOutlivesForgetting(_ kind: AnyStore) throws {
        try kind.with { store in
            let person = PersonID(libera, .account, "eve")
            let target = Target(
                member: member("eve"), person: person, account: "eve", user: "", host: "", name: PeerText("eve"))
            let ban = act(1, .ban(nil, reason: Utterance("spam")), target: target)
            try store.commit(Batch(debts: [ban]))
            try store.forget(person, relays: []) { _, _ in nil }
            #expect(try store.openDebts(limit: 1).map(\.act) == [ban])
        }
    }
}
