// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import IRCTestSupport
import MatrixTestSupport
import Testing

/// Each kind of act, taken back on real servers by one command: what the server shows is what it was.
@Suite(.timeLimit(.minutes(4)))
struct UndoTests {
    private func start(_ program: Program) throws -> Running {
        try Running(program, ["run", "--state", "state", "--socket", "control", "--log", "info"])
    }

    /// A removal cannot be undone on Matrix: its words come back as a quotation (THREATS S10). Kick, ban, mute and what
    /// was cleared after a raid are lifted.
    @Test(.enabled(if: Synapse.isInstalled, "Synapse is not installed: scripts/setup.sh test"))
    func onSynapse() async throws {
        let server = try await Synapse.start()
        defer { server.stop() }
        let alice = try await server.user("alice")
        let bot = try await server.user("geoffrin")
        let room = try await alice.createRoom("salon", levels: ["@geoffrin:hs.test": 100])
        let desk = try await alice.createRoom("desk", invite: [bot], isPublic: false)
        try await alice.read()
        let program = try Program()
        try program.configure(
            homeserver: server.base, token: bot.token, owner: "@alice:hs.test",
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
        let running = try start(program)
        defer { running.kill() }
        try await alice.hears("I am in")

        func order(_ text: String, hears answer: String) async throws {
            let from = alice.seen.all.count
            try await alice.say(text, in: desk)
            _ = try await alice.seen.first(from: from, within: .seconds(60), "the answer to \(text)") {
                $0.room == desk && $0.sender == bot.id && $0.body.contains(answer)
            }
        }
        func membership(_ user: String) async throws -> String? {
            try await alice.state(room, "m.room.member", user)["membership"].text
        }

        // A removal.
        let eve = try await server.user("eve")
        try await eve.join(room)
        let line = try await eve.say("cheap lamps for the sewing room, anybody?", in: room)
        try await alice.seesRemoval(of: line)
        try await order("undo 1", hears: "taken back")
        _ = try await alice.seen.first(within: .seconds(60), "the words again") {
            $0.room == room && $0.sender == bot.id && $0.body.contains("cheap lamps for the sewing room")
        }

        // A mute and a ban, by order.
        try await order("mute eve 1h", hears: "[2]")
        _ = try await alice.seen.first(within: .seconds(60), "the level taken") {
            $0.type == "m.room.power_levels" && $0.sender == bot.id
                && ($0.event["content"]["users"].object["@eve:hs.test"]?.number ?? 0) < 0
        }
        try await order("undo 2", hears: "taken back")
        _ = try await alice.seen.first(within: .seconds(60), "the level given back") { seen in
            guard seen.type == "m.room.power_levels", seen.sender == bot.id else { return false }
            return (seen.event["content"]["users"].object["@eve:hs.test"]?.number ?? 0) >= 0
        }
        try await order("ban eve 1h", hears: "[3]")
        while try await membership("@eve:hs.test") != "ban" { try await Task.sleep(for: .milliseconds(100)) }
        try await order("undo 3", hears: "taken back")
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
        let mod = try await IRCTestClient.connect(port: server.port, nick: "mod", user: "mod")
        for room in ["#salon", "#modos"] { try await mod.join(room) }
        mod.send("OPER oper oper", "SAMODE #salon +o mod", "SAMODE #modos +o mod", "MODE mod -o")
        try await mod.expect("MODE #modos +o", "mod")
        let program = try Program()
        try FileManager.default.createDirectory(
            atPath: program.folder + "/secrets", withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        try program.write("sesame\n", to: "secrets/insp")
        chmod(program.folder + "/secrets/insp", 0o600)
        try program.write(
            """
            language = "en"
            contact = "hello@salon.test"
            [network.insp]
            irc = "127.0.0.1:\(server.port)"
            tls = false
            nick = "geoffrin"
            account = "bot"
            password = "secret:insp"
            [community.salon]
            rooms = ["insp/#salon"]
            desk = ["insp/#modos"]
            [moderation]
            mode = "act"

            """, to: "bot.conf")
        let running = try start(program)
        defer { running.kill() }
        try await mod.expect("geoffrin", "JOIN", "#salon")
        try await mod.expect("geoffrin", "JOIN", "#modos")
        mod.send("MODE #modos +i", "MODE #salon +o geoffrin")
        try await mod.expect("PRIVMSG #modos :I am in")

        let eve = try await IRCTestClient.connect(port: server.port, nick: "eve", user: "eve")
        try await eve.join("#salon")
        mod.send("PRIVMSG #modos :mute eve 1h")
        try await mod.expect("PRIVMSG #modos :[1] mute", within: .seconds(60))
        eve.send("PRIVMSG #salon :nobody hears this")
        try await eve.expect(" 404 ")
        mod.send("PRIVMSG #modos :undo 1")
        try await mod.expect("PRIVMSG #modos :[1] taken back", within: .seconds(60))
        eve.send("PRIVMSG #salon :and everybody this")
        try await mod.expect("PRIVMSG #salon :and everybody this", within: .seconds(60))

        mod.send("PRIVMSG #modos :ban eve 1h")
        try await eve.expect("KICK #salon eve", within: .seconds(60))
        eve.send("JOIN #salon")
        try await eve.expect(" 474 ")
        mod.send("PRIVMSG #modos :undo 2")
        try await mod.expect("PRIVMSG #modos :[2] taken back", within: .seconds(60))
        try await eve.join("#salon")
    }
}
