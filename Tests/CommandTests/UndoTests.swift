// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import IRCTestSupport
import MatrixTestSupport
import Testing

/// Each kind of act, taken back on real servers by one command: what the server shows is what it was.
@Suite(.timeLimit(.minutes(10)))
struct UndoTests {
    /// A removal cannot be undone on Matrix: its words come back as a quotation (THREATS S10). Kick, ban, mute and what
    /// was cleared after a raid are lifted.
    @Test(.enabled(if: Synapse.isInstalled, "Synapse is not installed: scripts/setup.sh test"))
    func onSynapse() async throws {
        let server = try await Synapse.start()
        defer { server.stop() }
        let stage = try await HomeserverStage.open(
            server,
            """
            [welcome]
            after = "0s"
            [moderation]
            mode = "act"
            [[rule]]
            name = "lamps"
            when = 'text matches "(?i)cheap lamps"'
            then = ["remove"]
            mode = "act"

            """)
        let (alice, bot, room) = (stage.alice, stage.bot, stage.room)
        let running = stage.running
        defer { running.kill() }

        func membership(_ user: String) async throws -> String? {
            try await alice.state(room, "m.room.member", user)["membership"].text
        }

        // A removal.
        let eve = try await server.user("eve")
        try await eve.join(room)
        let line = try await eve.say("cheap lamps for the sewing room, anybody?", in: room)
        try await alice.seesRemoval(of: line)
        try await stage.order("undo 1", hears: "taken back")
        _ = try await alice.seen.first("the words again") {
            $0.room == room && $0.sender == bot.id && $0.body.contains("cheap lamps for the sewing room")
        }

        // A mute and a ban, by order.
        try await stage.order("mute eve 1h", hears: "[2]")
        _ = try await alice.seen.first("the level taken") {
            $0.type == "m.room.power_levels" && $0.sender == bot.id
                && ($0.event["content"]["users"].object["@eve:hs.test"]?.number ?? 0) < 0
        }
        try await stage.order("undo 2", hears: "taken back")
        _ = try await alice.seen.first("the level given back") { seen in
            guard seen.type == "m.room.power_levels", seen.sender == bot.id else { return false }
            return (seen.event["content"]["users"].object["@eve:hs.test"]?.number ?? 0) >= 0
        }
        try await stage.order("ban eve 1h", hears: "[3]")
        while try await membership("@eve:hs.test") != "ban" { try await Task.sleep(for: .milliseconds(100)) }
        try await stage.order("undo 3", hears: "taken back")
        while try await membership("@eve:hs.test") == "ban" { try await Task.sleep(for: .milliseconds(100)) }
        try await eve.join(room)
    }

    /// A mute and a ban on IRC: the lists of the server are as they were.
    @Test(
        .enabled(
            if: ServerProcess.isInstalled("inspircd", "atheme-services", "openssl"),
            "inspircd or atheme-services is not installed: make setup"))
    func onInspircd() async throws {
        let server = try await ServerProcess.inspircd(["ACCOUNTS": "bot:sesame"])
        defer { server.stop() }
        let stage = try await IRCStage.open(server, isInspircd: true)
        defer { stage.running.kill() }
        let mod = stage.mod
        let eve = try await IRCTestClient.connect(port: server.port, nick: "eve", user: "eve")
        try await eve.join("#salon")
        mod.send("PRIVMSG #modos :mute eve 1h")
        try await mod.expect("PRIVMSG #modos :[1] mute")
        eve.send("PRIVMSG #salon :nobody hears this")
        try await eve.expect(" 404 ")
        mod.send("PRIVMSG #modos :undo 1")
        try await mod.expect("PRIVMSG #modos :[1] taken back")
        eve.send("PRIVMSG #salon :and everybody this")
        try await mod.expect("PRIVMSG #salon :and everybody this")

        mod.send("PRIVMSG #modos :ban eve 1h")
        try await eve.expect("KICK #salon eve")
        eve.send("JOIN #salon")
        try await eve.expect(" 474 ")
        mod.send("PRIVMSG #modos :undo 2")
        try await mod.expect("PRIVMSG #modos :[2] taken back")
        try await eve.join("#salon")
    }
}
