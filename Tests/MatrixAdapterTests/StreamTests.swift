// SPDX-License-Identifier: Apache-2.0

import Chat
import Matrix
import Testing

@testable import MatrixAdapter

/// A stream that does not bring what it should.
struct StreamTests {
    let base = AdapterTests()

    @Test func `what came back before the answer was here is not waited for`() async throws {
        let now = Clock()
        let own = AdapterTests.batch("s1", "old", id: "$mine").replacing(
            #""sender":"@eve:h","content":{"body""#, with: #""sender":"@g:h","content":{"body""#)
        let (adapter, _, _, _) = await base.play(
            [
                AdapterTests.whoami, AdapterTests.join, ("sync", 200, own), ("/send/", 200, #"{"event_id":"$mine"}"#),
                ("/send/", 200, #"{"event_id":"$lost"}"#),
            ], clock: { now.time })
        func hear(_ id: String) async throws {
            let json = try JSON(parsing: Array(AdapterTests.batch("s2", "more", id: id).utf8))
            let sync = try #require(await adapter.account.read(json))
            _ = await adapter.account.take(sync, Rooms.Passage(at: now.time))
        }
        _ = try await adapter.perform(base.act(.say(Utterance("hello")), on: "@eve:h"))
        try await hear("$2")
        now.pass(.minutes(2))
        #expect(await !adapter.account.isStuck(lastStuck: nil))
        // A stream that stood still, and one that brings what lay before it, lack nothing yet.
        _ = try await adapter.perform(base.act(.say(Utterance("hello")), on: "@eve:h"))
        now.pass(.minutes(2))
        #expect(await !adapter.account.isStuck(lastStuck: nil))
        for n in 3...5 {
            try await hear("$\(n)")
            now.pass(.minutes(2))
            #expect(await !adapter.account.isStuck(lastStuck: nil))
        }
        // One that brings what is known and never hers goes round in a circle.
        try await hear("$3")
        #expect(await !adapter.account.isStuck(lastStuck: nil))
        now.pass(.minutes(2))
        #expect(await adapter.account.isStuck(lastStuck: nil))
    }

    @Test func `where the place is lost, what she knows of a room tells where the hole ends`() async {
        func message(_ n: Int) -> String {
            #"{"type":"m.room.message","event_id":"$\#(n)","sender":"@eve:h","content":{"body":"line \#(n)"}}"#
        }
        let hole = AdapterTests.batch("s9", "line 9", id: "$9").replacing(
            #""timeline":{"#, with: #""timeline":{"limited":true,"prev_batch":"p9","#)
        func page(_ numbers: [Int], end: String) -> String {
            #"{"chunk":[\#(numbers.map(message).joined(separator: ","))],"end":"\#(end)"}"#
        }
        let (_, door, events, _) = await base.play([
            AdapterTests.whoami, AdapterTests.join, ("sync", 200, AdapterTests.batch("s1", "line 1", id: "$1")),
            ("since=s1", 400, #"{"errcode":"M_UNKNOWN","error":"Invalid stream token"}"#),
            ("sync", 200, hole), ("from=p9", 200, page([8, 7], end: "p7")),
            ("from=p7", 200, page([6, 1, 0], end: "p0")),
        ])
        #expect(base.said(events) == ["line 6", "line 7", "line 8", "line 9"])
        #expect(door.paths("/messages").count == 2)
        #expect(door.paths("/messages").allSatisfy { !$0.contains("&to=") })
    }
}
