// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import IRCTestSupport
import MatrixTestSupport
import Testing

/// Those who came in a raid are banned for a day by one word, and all of them let in again by one more.
@Suite(.timeLimit(.minutes(4)))
struct RaidUndoTests {
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
        let regular = try await IRCTestClient.connect(port: server.port, nick: "regular", user: "regular")
        try await regular.join("#salon")
        regular.send("PRIVMSG #salon :I am at home here")
        try await mod.expect("PRIVMSG #salon :I am at home here")
        mod.send("PRIVMSG #salon :regular: so you are")
        var raiders: [IRCTestClient] = []
        for number in 1...5 {
            let raider = try await IRCTestClient.connect(port: server.port, nick: "raider\(number)", user: "r\(number)")
            try await raider.join("#salon")
            raiders.append(raider)
        }
        mod.send("PRIVMSG #modos :raid 10m")
        try await mod.expect("PRIVMSG #modos :[1] #salon is closed to strangers")
        mod.send("PRIVMSG #modos :raid clear")
        try await mod.expect("PRIVMSG #modos :[1]", "undo 1", within: .seconds(60))
        for (place, raider) in raiders.enumerated() {
            try await raider.expect("KICK #salon raider\(place + 1)", within: .seconds(90))
        }
        #expect(try await stage.bans() == 5)
        #expect(!regular.lines.all.contains { $0.contains("KICK #salon regular") })

        // One undo: every ban is lifted, and the door is open again.
        let began = ContinuousClock.now
        mod.send("PRIVMSG #modos :undo 1")
        try await mod.expect("PRIVMSG #modos :[1]", "5 bans lifted", within: .seconds(60))
        while try await stage.bans() > 0 { try await Task.sleep(for: .milliseconds(500)) }
        try await mod.expect("PRIVMSG #modos :[1] #salon is open again", within: .seconds(60))
        print("raid clear: 5 bans lifted and the door open \(ContinuousClock.now - began) after one undo")
        for raider in raiders { try await raider.join("#salon") }
        raiders[0].send("PRIVMSG #salon :we are back")
        try await mod.expect("PRIVMSG #salon :we are back")
    }

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
            active = false
            [moderation]
            mode = "act"

            """)
        let running = try Running(program, ["run", "--state", "state", "--socket", "control", "--log", "info"])
        defer { running.kill() }
        try await alice.hears("I am in")
        func order(_ text: String, hears answer: String) async throws {
            let from = alice.seen.all.count
            try await alice.say(text, in: desk)
            _ = try await alice.seen.first(from: from, within: .seconds(60), "the answer to \(text)") {
                $0.room == desk && $0.sender == bot.id && $0.body.contains(answer)
            }
        }
        func all(_ users: [MatrixUser], are membership: String) async throws -> Bool {
            for user in users {
                let now = try await alice.state(room, "m.room.member", user.id)["membership"].text
                if now != membership { return false }
            }
            return true
        }
        var raiders: [MatrixUser] = []
        for number in 1...5 {
            let raider = try await server.user("raider\(number)")
            try await raider.join(room)
            raiders.append(raider)
        }
        try await order("raid 10m", hears: "is closed to strangers")
        try await order("raid clear", hears: "5 people who came in the raid")
        while try await !all(raiders, are: "ban") { try await Task.sleep(for: .milliseconds(200)) }
        let began = ContinuousClock.now
        try await order("undo 1", hears: "5 bans lifted")
        while try await !all(raiders, are: "leave") { try await Task.sleep(for: .milliseconds(200)) }
        while try await alice.state(room, "m.room.join_rules")["join_rule"].text != "public" {
            try await Task.sleep(for: .milliseconds(200))
        }
        print("raid clear: 5 bans lifted and the door open \(ContinuousClock.now - began) after one undo")
        for raider in raiders { try await raider.join(room) }
    }

    /// A ban by order on ngIRCd, which has no quiet and no accounts.
    @Test(.enabled(if: ServerProcess.isInstalled("ngircd", "openssl"), "ngircd is not installed: make setup"))
    func aBanOnNgircd() async throws {
        let server = try await ServerProcess.ngircd()
        defer { server.stop() }
        let stage = try await IRCStage.open(server, isInspircd: false)
        defer { stage.running.kill() }
        let mod = stage.mod
        let eve = try await IRCTestClient.connect(port: server.port, nick: "eve", user: "eve")
        try await eve.join("#salon")
        mod.send("PRIVMSG #modos :ban eve 1h")
        try await eve.expect("KICK #salon eve", within: .seconds(60))
        #expect(try await stage.bans() == 1)
        eve.send("JOIN #salon")
        try await eve.expect(" 474 ")
        mod.send("PRIVMSG #modos :undo 1")
        try await mod.expect("PRIVMSG #modos :[1] taken back", within: .seconds(60))
        while try await stage.bans() > 0 { try await Task.sleep(for: .milliseconds(500)) }
        try await eve.join("#salon")
    }
}

/// The whole daemon beside a moderator, in `#salon` with the desk `#modos`, on a real IRC server.
struct IRCStage {
    let mod: IRCTestClient
    let program: Program
    let running: Running

    /// - Parameter isInspircd: she logs in there, as `bot`, and the first in a room is no operator by itself.
    static func open(_ server: ServerProcess, isInspircd: Bool, _ more: String = "") async throws -> IRCStage {
        let mod = try await IRCTestClient.connect(port: server.port, nick: "mod", user: "mod")
        for room in ["#salon", "#modos"] { try await mod.join(room) }
        if isInspircd {
            mod.send("OPER oper oper", "SAMODE #salon +o mod", "SAMODE #modos +o mod", "MODE mod -o")
            try await mod.expect("MODE #modos +o", "mod")
        }
        let program = try Program()
        try FileManager.default.createDirectory(
            atPath: program.folder + "/secrets", withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        try program.write("sesame\n", to: "secrets/loop")
        chmod(program.folder + "/secrets/loop", 0o600)
        try program.write(
            """
            language = "en"
            contact = "hello@salon.test"
            [network.loop]
            irc = "127.0.0.1:\(server.port)"
            tls = false
            nick = "geoffrin"
            \(isInspircd ? "account = \"bot\"\npassword = \"secret:loop\"" : "")
            [community.salon]
            rooms = ["loop/#salon"]
            desk = ["loop/#modos"]
            [moderation]
            mode = "act"
            \(more)

            """, to: "bot.conf")
        let running = try Running(program, ["run", "--state", "state", "--socket", "control", "--log", "info"])
        try await mod.expect("geoffrin", "JOIN", "#salon")
        try await mod.expect("geoffrin", "JOIN", "#modos")
        mod.send("MODE #modos +i", "MODE #salon +o geoffrin")
        try await mod.expect("PRIVMSG #modos :I am in")
        return IRCStage(mod: mod, program: program, running: running)
    }

    /// Entries of the room's list of bans, as the server has them now.
    func bans() async throws -> Int {
        let from = mod.lines.all.count
        mod.send("MODE #salon +b")
        while !mod.lines.all.dropFirst(from).contains(where: { $0.contains(" 368 ") }) {
            try await Task.sleep(for: .milliseconds(50))
        }
        return mod.lines.all.dropFirst(from).count { $0.contains(" 367 ") }
    }

    /// The room's modes, as the server has them now.
    func modes() async throws -> String {
        let from = mod.lines.all.count
        mod.send("MODE #salon")
        while !mod.lines.all.dropFirst(from).contains(where: { $0.contains(" 324 ") }) {
            try await Task.sleep(for: .milliseconds(50))
        }
        let line = mod.lines.all.dropFirst(from).last { $0.contains(" 324 ") } ?? ""
        // The order of letters is the server's.
        return String(line.split(separator: " ").dropFirst(4).joined(separator: " ").sorted())
    }
}
