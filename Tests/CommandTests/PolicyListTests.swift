// SPDX-License-Identifier: Apache-2.0

import Foundation
import IRCTestSupport
import MatrixTestSupport
import Testing

/// A policy list kept by somebody else on a real Synapse: shown to the desk, then followed, then left by its own word.
@Suite(.enabled(if: Synapse.isInstalled, "Synapse is not installed: scripts/setup.sh test"), .timeLimit(.minutes(10)))
struct PolicyListTests {
    private func membership(_ user: String, _ what: String) -> @Sendable (MatrixUser.Seen) -> Bool {
        {
            $0.type == "m.room.member" && $0.event["state_key"].text == user
                && $0.event["content"]["membership"].text == what
        }
    }

    @Test func aListIsPreviewedThenApplied() async throws {
        let server = try await Synapse.start()
        defer { server.stop() }
        let alice = try await server.user("alice")
        let bot = try await server.user("geoffrin")
        let carol = try await server.user("carol")
        let eve = try await server.user("eve")
        let mallory = try await server.user("mallory")
        let room = try await alice.createRoom("salon", levels: ["@geoffrin:hs.test": 50])
        let desk = try await alice.createRoom("desk", invite: [bot], isPublic: false)
        let list = try await carol.createRoom("bans")
        func says(_ key: String, _ content: JSON) async throws {
            try await carol.setState(list, "m.policy.rule.user", key, content)
        }
        func ban(_ entity: String) -> JSON {
            ["entity": .text(entity), "recommendation": "m.ban", "reason": "sells lamps"]
        }
        try await says("rule:eve", ban("@eve:hs.test"))
        try await eve.join(room)
        try await mallory.join(room)
        try await alice.read()
        let program = try Program()
        try program.configure(
            homeserver: server.base, token: bot.token, owner: "@alice:hs.test",
            """
            policies = ["matrix/#bans:hs.test"]
            [welcome]
            active = false
            [moderation]
            mode = "act"
            ceiling = "ban 24h"
            policies = "act"

            """)
        let running = try Running(program)
        defer { running.kill() }

        // Whom it would hit is shown, and nobody is touched.
        let asked = try await alice.seen.first("the list at the desk") {
            $0.room == desk && $0.body.contains("The list #bans:hs.test: 1 entry") && $0.body.contains("eve")
        }
        #expect(!alice.seen.all.contains(where: membership("@eve:hs.test", "ban")))
        try await alice.react("\u{1F44D}", to: asked.id, in: desk)
        let banned = try await alice.seen.first(
            "eve's ban", where: membership("@eve:hs.test", "ban"))
        // It names its list; what the list says of her is for the desk alone (THREATS H6).
        let reason = banned.event["content"]["reason"].text ?? ""
        #expect(banned.sender == bot.id && reason.contains("list") && !reason.contains("lamps"))

        // A new entry of a list that is followed acts by itself.
        try await says("rule:mallory", ban("@mallory:hs.test"))
        _ = try await alice.seen.first(
            "mallory's ban", where: membership("@mallory:hs.test", "ban"))
        // The desk has had its lines for this minute, or not: it can ask.
        try await alice.say("why 2", in: desk)
        _ = try await alice.seen.first("the case") {
            $0.room == desk && $0.body.contains("list #bans:hs.test, mode act")
        }
        // What the list does not say any more is lifted.
        try await says("rule:eve", [:])
        _ = try await alice.seen.first(
            "eve let in again", where: membership("@eve:hs.test", "leave"))
        let freed = alice.seen.all.filter(membership("@mallory:hs.test", "leave"))
        #expect(freed.isEmpty, "\(freed.map(\.event))")
        // Nobody in the room of the list is greeted or answered.
        #expect(
            try await carol.ask("GET", "/rooms/\(MatrixUser.segment(list))/messages?dir=b&limit=50")["chunk"].list
                .allSatisfy { $0["sender"].text != bot.id || $0["type"].text == "m.room.member" })
    }
}
