// SPDX-License-Identifier: Apache-2.0

import Chat
import Curl
import Matrix
import Synchronization
import Testing

@testable import MatrixAdapter

/// Whom her words call, and what is told of rooms and removals.
struct TellingTests {
    let base = AdapterTests()

    @Test func `a welcome pings nobody, an answer whoever asked, and a removal gives its reason`() async throws {
        let (adapter, door, _, _) = await base.play([
            AdapterTests.whoami, AdapterTests.join, ("sync", 200, AdapterTests.batch("s1", "old", id: "$1")),
            ("/send/", 200, #"{"event_id":"$x"}"#), ("/send/", 200, #"{"event_id":"$y"}"#), ("/redact/", 200, "{}"),
        ])
        func body() -> String { String(decoding: door.asked.withLock { $0.last?.body } ?? [], as: UTF8.self) }
        var welcome = base.act(.say(Utterance("Welcome, eve")), on: "@eve:h")
        welcome.lane = .welcome
        _ = try await adapter.perform(welcome)
        #expect(body().contains(#""m.mentions":{}"#))
        welcome.lane = .answer
        _ = try await adapter.perform(welcome)
        #expect(body().contains(#""m.mentions":{"user_ids":["@eve:h"]}"#))
        _ = try await adapter.perform(
            base.act(.remove(message: "$1", reason: Utterance("repeated text")), on: "@eve:h"))
        #expect(body().contains(#""reason":"repeated text""#))
    }

    @Test func `a room that does not let her in is told once, with why`() async throws {
        let (_, _, events, _) = await base.play([
            AdapterTests.whoami,
            ("/join/", 403, #"{"errcode":"M_BAD_STATE","error":"Cannot join user who was banned"}"#),
            ("sync", 200, #"{"next_batch":"s1"}"#), ("sync", 200, #"{"next_batch":"s2"}"#),
        ])
        let bars = events.compactMap { if case .barred(let bar) = $0.kind { bar } else { nil } }
        #expect(bars == [.banned])
        #expect(events.first { if case .barred = $0.kind { true } else { false } }?.room?.name == "#r:h")
    }
}
