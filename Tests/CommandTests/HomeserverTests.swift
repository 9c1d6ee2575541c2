// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import IRCTestSupport
import MatrixTestSupport
import Testing

/// The whole daemon on a real Synapse, people driving.
@Suite(.enabled(if: Synapse.isInstalled, "Synapse is not installed: scripts/setup.sh test"), .timeLimit(.minutes(10)))
struct HomeserverTests {
    private func write(_ program: Program, _ server: Synapse, token: String) throws {
        try program.configure(
            homeserver: server.base, token: token, owner: "@alice:hs.test",
            """
            [welcome]
            after = "0s"
            [moderation]
            mode = "act"
            preset = "strict"
            [[rule]]
            name = "lamps"
            when = 'text matches "(?i)cheap lamps"'
            then = ["remove"]
            mode = "act"

            """)
    }

    @Test func sheWelcomesRemovesMutesAndTakesBack() async throws {
        let server = try await Synapse.start()
        defer { server.stop() }
        let alice = try await server.user("alice")
        let bot = try await server.user("geoffrin")
        let levels: [String: Int64] = ["@geoffrin:hs.test": 100]
        let room = try await alice.createRoom("salon", levels: levels)
        let desk = try await alice.createRoom("desk", invite: [bot], isPublic: false)
        try await alice.read()
        let program = try Program()
        try write(program, server, token: bot.token)
        var running = try Running(program)
        defer { running.kill() }
        try await alice.hears("I am in")

        // A newcomer is welcomed, once, also after she was killed.
        let eve = try await server.user("eve")
        try await eve.join(room)
        try await eve.read()
        try await alice.hears("Welcome, eve")

        // What a rule takes away goes, and the desk can say why.
        let advert = try await eve.say("cheap lamps here", in: room)
        try await alice.seesRemoval(of: advert)

        // A flood of the same text is silenced by her level, and one command gives the voice back.
        for _ in 0..<8 { _ = try? await eve.say("buy gold at my shop today", in: room) }
        let told = try await alice.seen.first("the case of the mute") {
            $0.room == desk && $0.body.contains("mute") && $0.body.contains("eve") && $0.body.contains("Take back")
        }
        let level = try await alice.state(room, "m.room.power_levels")["users"].object["@eve:hs.test"]?.number
        #expect((level ?? 0) < 0)
        // Who is silenced hears of it in private, in a room made for that.
        let (direct, inviter) = try await eve.invitation()
        #expect(inviter == bot.id)
        try await eve.join(direct)
        _ = try await eve.seen.first("the notice") {
            $0.room == direct && $0.body.contains("You cannot write")
        }
        // Killed and back, she knows which message tells of which case: a thumb down takes it back.
        running.kill()
        running = try Running(program)
        // One case is one message: what came later was written into it.
        let message = told.event["content"]["m.relates_to"]["event_id"].text ?? told.id
        try await alice.react("\u{1F44E}\u{FE0F}", to: message, in: desk)
        _ = try await alice.seen.first("the level given back") {
            guard $0.type == "m.room.power_levels", $0.sender == "@geoffrin:hs.test" else { return false }
            return ($0.event["content"]["users"].object["@eve:hs.test"]?.number ?? 0) >= 0
        }
        try await eve.say("thank you", in: room)
        #expect(alice.seen.all.count { $0.body.contains("Welcome, eve") } == 1)
    }
}
