// SPDX-License-Identifier: Apache-2.0

import Chat
import Store
import Testing

/// Who is forgotten is forgotten in what a relay carried too (PRODUCT promise 6, ADR 0039).
@Suite struct RelayedForgetTests {
    private let bridge = PersonID(libera, .account, "bridge")

    private func batch() -> Batch {
        var batch = Batch([
            said("hello, my own words", by: "Alice", account: "alice"),
            said("<alice> hello, my own words", by: "bridge", account: "bridge"),
            said("<bob> alice, are you there?", by: "bridge", account: "bridge"),
            said("<alice> somebody quotes her", by: "eve", account: "eve"),
            said("the relay is back", by: "bridge", account: "bridge"),
            said("\u{3}04<\u{200B}alice\u{3}> in colours", by: "bridge", account: "bridge"),
        ])
        batch.decisions = [RecordedDecision(sequence: 2, index: 0, body: Array("about alice".utf8))]
        return batch
    }

    private func texts(_ store: any JournalStore) throws -> [String] {
        try store.journal(JournalQuery()).entries.map { entry in
            if case .said(let message) = entry.event.kind { message.text.raw } else { "" }
        }
    }

    @Test(arguments: AnyStore.allCases) func carriedLinesGoWithTheirAuthor(_ kind: AnyStore) throws {
        try kind.with { store in
            try store.commit(batch())
            var asked: [PersonID] = []
            try store.forget(PersonID(libera, .account, "alice"), relays: [bridge]) { _, who in
                asked.append(who)
                return Array("erased".utf8)
            }
            let left = try texts(store)
            #expect(
                left == [
                    "", "", "<bob> alice, are you there?", "<alice> somebody quotes her", "the relay is back", "",
                ])
            // What was decided on a carried line was about whom the relay carried.
            #expect(asked == [PersonID.carried(by: bridge, called: "alice")])
            #expect(try store.entry(2)?.decisions.map(\.body) == [Array("erased".utf8)])
            // The relay itself is still known for what it is.
            #expect(try store.entry(3)?.event.facts?.account == "bridge")
        }
    }

    /// Somebody who was only ever heard through a relay.
    @Test(arguments: AnyStore.allCases) func whoWasOnlyCarriedIsForgotten(_ kind: AnyStore) throws {
        try kind.with { store in
            try store.commit(batch())
            try store.forget(PersonID.carried(by: bridge, called: "bob"), relays: [bridge]) { _, _ in nil }
            #expect(try texts(store)[2] == "")
            #expect(try texts(store)[1] == "<alice> hello, my own words")
        }
    }
}
