// SPDX-License-Identifier: Apache-2.0

import Chat
import Curl
import Synchronization
import Testing

@testable import MatrixAdapter

/// A message goes once, whatever takes it away.
extension AdapterTests {
    /// What a ban takes along where the homeserver does not, when the case's own line goes before it or behind it.
    @Test(arguments: [true, false]) func `what is removed for its own sake is not removed with the ban`(_ isFirst: Bool)
        async throws
    {
        let old = #"{"type":"m.room.message","event_id":"$0","sender":"@eve:h","content":{"body":"x"}}"#
        let batch = AdapterTests.batch("s1", "spam", id: "$1").replacing(
            #""timeline":{"events":["#, with: #""timeline":{"events":[\#(old),"#)
        let redaction = ("/redact/", 200, #"{"event_id":"$r"}"#)
        let now = Clock()
        let (adapter, door, _, _) = await play(
            [Self.whoami, Self.join, ("sync", 200, batch), ("/ban", 200, "{}")]
                + (isFirst
                    ? [redaction, ("/event/", 200, old), redaction]
                    : [("/event/", 200, old), redaction, redaction]),
            clock: { now.time })
        let removal = act(.remove(message: "$1", reason: Utterance("spam")), on: "@eve:h")
        _ = try await adapter.perform(erasing(act(.ban(nil, reason: Utterance("spam")), on: "@eve:h")))
        if isFirst { _ = try await adapter.perform(removal) }
        for _ in 0..<4 {
            now.pass(.minutes(1))
            await adapter.account.sweep()
        }
        if !isFirst { _ = try await adapter.perform(removal) }
        let gone = door.paths("/redact/")
        #expect(gone.count == 2)
        #expect(gone.contains { $0.contains("/redact/%241/") } && gone.contains { $0.contains("/redact/%240/") })
    }

    @Test func `a message and its edit go once, whichever was judged first`() async throws {
        let edit =
            #"{"type":"m.room.message","event_id":"$2","sender":"@eve:h","content":{"body":"* y","m.new_content":{"body":"y"},"m.relates_to":{"rel_type":"m.replace","event_id":"$1"}}}"#
        let batch = AdapterTests.batch("s1", "spam", id: "$1").replacing(
            #""timeline":{"events":["#, with: #""timeline":{"events":[\#(edit),"#)
        let redaction = ("/redact/", 200, #"{"event_id":"$r"}"#)
        let (adapter, door, _, _) = await play(
            [Self.whoami, Self.join, ("sync", 200, batch), redaction, ("/redact/", 502, ""), redaction, redaction])
        let first = act(.remove(message: "$1", reason: Utterance("spam")), on: "@eve:h")
        var second = act(.remove(message: "$2", reason: Utterance("spam")), on: "@eve:h")
        second.id = ActID(epoch: 1, sequence: 4, index: 0)
        // Half of it was done: the rest is done when it comes again.
        await #expect(throws: ActError.self) { _ = try await adapter.perform(first) }
        _ = try await adapter.perform(first)
        _ = try await adapter.perform(second)
        // What was judged goes last: where it is gone, all of it is.
        #expect(door.paths("/redact/%242/").count == 1 && door.paths("/redact/%241/").count == 2)
    }
}
