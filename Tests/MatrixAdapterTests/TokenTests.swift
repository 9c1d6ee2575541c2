// SPDX-License-Identifier: Apache-2.0

import Chat
import Curl
import Logging
import Matrix
import Synchronization
import Testing

@testable import MatrixAdapter

/// Tokens that end: renewed once, durably, and by nobody twice (client-server API, "Refreshing access tokens").
struct TokenTests {
    static func renewed(_ token: String, _ refresh: String) -> String {
        #"{"access_token":"\#(token)","refresh_token":"\#(refresh)","expires_in_ms":300000}"#
    }
    static let ended = #"{"errcode":"M_UNKNOWN_TOKEN","soft_logout":true}"#

    private func tokens(_ script: [(String, Int, String)], _ stored: [UInt8]?, at now: Timestamp) -> (
        Tokens, ScriptedDoor
    ) {
        let door = ScriptedDoor(script)
        let kept = Kept()
        kept.bytes.withLock { $0 = stored }
        let memory = MatrixMemory(
            load: { nil }, save: { _ in }, loadToken: { kept.bytes.withLock { $0 } },
            saveToken: { bytes in kept.bytes.withLock { $0 = bytes } })
        return (
            Tokens(
                MatrixToken(secret: Array("a1\nr1\n".utf8)), homeserver: "http://h", door: door, memory: memory,
                clock: { now }), door
        )
    }

    final class Kept: Sendable { let bytes = Mutex<[UInt8]?>(nil) }

    @Test func `a token that has ended is renewed once, and written down before it is used`() async throws {
        let kept = Kept()
        let door = ScriptedDoor([
            ("whoami", 401, Self.ended), ("/refresh", 200, Self.renewed("a2", "r2")), AdapterTests.whoami,
            AdapterTests.join,
            ("sync", 200, AdapterTests.batch("s1", "old", id: "$1")), ("sync", 401, Self.ended),
            ("/refresh", 200, Self.renewed("a3", "r3")), ("sync", 200, AdapterTests.batch("s2", "new", id: "$2")),
        ])
        let order = Mutex<[String]>([])
        let adapter = MatrixAdapter(
            network: NetworkID("m"),
            settings: MatrixSettings(
                homeserver: "http://h", token: MatrixToken(access: "a1", refresh: "r1"), rooms: ["#r:h"]), door: door,
            memory: MatrixMemory(
                load: { nil }, save: { _ in }, loadToken: { kept.bytes.withLock { $0 } },
                saveToken: { bytes in
                    kept.bytes.withLock { $0 = bytes }
                    order.withLock { $0.append("\(door.asked.withLock { $0.count })") }
                }), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            clock: { Timestamp(seconds: 1_800_000_000) }, pause: { _ in }, chance: { 0 })
        await #expect(throws: Refusal.self) { try await adapter.run { _ in } }
        let used = door.asked.withLock { $0 }.map { request in
            String(request.headers.first { $0.name == "authorization" }?.value.dropFirst(7) ?? "-")
        }
        #expect(used.first == "a1" && used[1] == "-" && used[2] == "a2" && used.last == "a3")
        // Each was on the disk when nothing but the request for it had gone out.
        #expect(order.withLock { $0.first } == "2")
        #expect(String(decoding: kept.bytes.withLock { $0 } ?? [], as: UTF8.self).contains(#""refresh":"r3""#))
    }

    @Test func `many who find the token ended wait for one renewal`() async throws {
        let (tokens, door) = tokens([("/refresh", 200, Self.renewed("a2", "r2"))], nil, at: Timestamp(seconds: 9))
        try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<20 { group.addTask { try await tokens.renewed(insteadOf: "a1") } }
            for try await token in group { #expect(token == "a2") }
        }
        #expect(door.paths("/refresh").count == 1)
    }

    @Test func `another login makes what was renewed before it void`() async throws {
        let now = Timestamp(seconds: 9)
        let other = Array(#"{"first":"a0","access":"old","refresh":"old"}"#.utf8)
        #expect(try await tokens([], other, at: now).0.current() == "a1")
        let same = Array(#"{"first":"a1","access":"a7","refresh":"r7"}"#.utf8)
        #expect(try await tokens([], same, at: now).0.current() == "a7")
    }

    @Test func `a renewal that fails for now leaves the old token in use, one refused for good ends it`() async throws {
        let due = Array(#"{"first":"a1","access":"a7","refresh":"r7","renew":1000}"#.utf8)
        let (slow, _) = tokens([("/refresh", 502, "<html>")], due, at: Timestamp(seconds: 9))
        #expect(try await slow.current() == "a7")
        let (gone, _) = tokens([], due, at: Timestamp(seconds: 9))
        await #expect(throws: Complaint.self) { try await gone.current() }
    }
}
