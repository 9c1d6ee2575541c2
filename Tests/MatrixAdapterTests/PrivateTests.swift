// SPDX-License-Identifier: Apache-2.0

import Chat
import Curl
import Synchronization
import Testing

@testable import Matrix
@testable import MatrixAdapter

/// What goes for ever, and what is for one person alone.
extension AdapterTests {
    @Test func `a ban takes away what somebody wrote only where that was decided (S10)`() async throws {
        let (adapter, door, _, _) = await play([
            Self.whoami, Self.join, ("sync", 200, Self.batch("s1", "old", id: "$1")), ("/ban", 200, "{}"),
            ("/ban", 200, "{}"),
        ])
        func body() -> String {
            String(decoding: door.asked.withLock { $0.last { $0.url.contains("/ban") }?.body } ?? [], as: UTF8.self)
        }
        let ban = act(.ban(.hours(1), reason: Utterance("asked")), on: "@eve:h")
        _ = try await adapter.perform(ban)
        await adapter.account.sweep()
        #expect(body().contains("asked") && !body().contains("redact_events"))
        #expect(door.paths("/event/").isEmpty && door.paths("/redact/").isEmpty)
        _ = try await adapter.perform(erasing(ban))
        #expect(body().contains(#""org.matrix.msc4293.redact_events":true"#))
    }

    @Test(arguments: [
        #"{"type":"m.room.member","state_key":"@eve:h","sender":"@a:h","content":{"membership":"join"}}"#,
        #"{"type":"m.room.member","state_key":"@eve:h","sender":"@a:h","content":{"membership":"invite"}}"#,
        #"{"type":"m.room.member","state_key":"@eve:h","sender":"@eve:h","content":{"membership":"knock"}}"#,
        #"{"type":"m.room.join_rules","state_key":"","sender":"@a:h","content":{"join_rule":"public"}}"#,
        #"{"type":"m.room.history_visibility","state_key":"","sender":"@a:h","content":{"history_visibility":"world_readable"}}"#,
    ])
    func `a room of two that is none is left, and what is for one person alone goes into another`(state: String)
        async throws
    {
        func sync(_ next: String, _ state: String) -> String {
            let two = ["@a:h", "@g:h"].map {
                #"{"type":"m.room.member","state_key":"\#($0)","sender":"\#($0)","content":{"membership":"join"}}"#
            }
            return #"{"next_batch":"\#(next)","rooms":{"join":{"!d":{"state":{"events":["#
                + (two + [state]).filter { !$0.isEmpty }.joined(separator: ",")
                + #"]},"timeline":{"events":[]}}}}}"#
        }
        let memory = ##"{"user":"@g:h","rooms":{"#r:h":"!r"},"direct":{"!d":"@a:h"}}"##
        for isSpoilt in [false, true] {
            let (adapter, door, _, _) = await play(
                [
                    Self.whoami, Self.join, ("sync", 200, sync("s1", isSpoilt ? state : "")), ("/leave", 200, "{}"),
                    ("createRoom", 200, #"{"room_id":"!e"}"#), ("/send/", 200, #"{"event_id":"$x"}"#),
                ], remembered: memory)
            _ = try await adapter.perform(act(.whisper(Utterance("evidence")), on: "@a:h", caseNumber: 7))
            #expect(door.paths("/rooms/%21d/leave").count == (isSpoilt ? 1 : 0))
            #expect(door.paths("/rooms/%21d/send/").count == (isSpoilt ? 0 : 1))
            #expect(door.paths("createRoom").count == (isSpoilt ? 1 : 0))
        }
    }
}
