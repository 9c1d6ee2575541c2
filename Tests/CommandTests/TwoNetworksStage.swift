// SPDX-License-Identifier: Apache-2.0

import IRCTestSupport
import MatrixTestSupport
import Testing

/// A real ngIRCd and a real Synapse, a moderator on each, and one community that has a room and a desk on both.
struct TwoNetworksStage {
    let server: Synapse
    let ngircd: ServerProcess
    /// An operator of the room on IRC.
    let mod: IRCTestClient
    /// The owner, on Matrix.
    let alice: MatrixUser
    let bot: MatrixUser
    let room: String
    let desk: String
    let program: Program
    /// People of IRC, and one of Matrix.
    let bob: IRCTestClient
    let frank: IRCTestClient
    let carol: MatrixUser
    let transcript: TwoNetworksTranscript
    /// What is asked again and again is given up then.
    let deadline = ContinuousClock.now + patience

    static func open() async throws -> TwoNetworksStage {
        let server = try await Synapse.start()
        do {
            let ngircd = try await ServerProcess.ngircd()
            do { return try await open(server, ngircd) } catch {
                ngircd.stop()
                throw error
            }
        } catch {
            server.stop()
            throw error
        }
    }

    private static func open(_ server: Synapse, _ ngircd: ServerProcess) async throws -> TwoNetworksStage {
        let alice = try await server.user("alice")
        let bot = try await server.user("geoffrin")
        let room = try await alice.createRoom("salon", levels: [bot.id: 100])
        let desk = try await alice.createRoom("desk", invite: [bot], isPublic: false)
        let mod = try await IRCTestClient.connect(port: ngircd.port, nick: "mod", user: "mod")
        for room in ["#salon", "#modos"] { try await mod.join(room) }
        // The desk is closed to strangers before she comes: at an open one she shows nothing.
        mod.send("MODE #modos +iI geoffrin!*@*")
        try await mod.expect("MODE #modos", "geoffrin!*@*")
        let transcript = TwoNetworksTranscript(names: [room: "#salon", desk: "#desk"])
        transcript.follow(mod)
        transcript.follow(alice)
        try await alice.read()
        let program = try Program()
        try write(program, server, ngircd, owner: alice.id)
        try program.keep(bot.token, as: "matrix")
        return TwoNetworksStage(
            server: server, ngircd: ngircd, mod: mod, alice: alice, bot: bot, room: room, desk: desk, program: program,
            bob: try await IRCTestClient.connect(port: ngircd.port, nick: "bob", user: "bob"),
            frank: try await IRCTestClient.connect(port: ngircd.port, nick: "frank", user: "frank"),
            carol: try await server.user("carol"), transcript: transcript)
    }

    private static func write(_ program: Program, _ server: Synapse, _ ngircd: ServerProcess, owner: String) throws {
        try program.write(
            """
            language = "en"
            owners   = ["matrix/\(owner)"]
            contact  = "hello@salon.test"
            [network.irc]
            irc  = "127.0.0.1:\(ngircd.port)"
            tls  = false
            nick = "geoffrin"
            [network.matrix]
            matrix = "\(server.base)"
            token  = "secret:matrix"
            unlimited = true
            [community.salon]
            rooms = ["irc/#salon", "matrix/#salon:hs.test"]
            desk  = ["irc/#modos", "matrix/#desk:hs.test"]
            [welcome]
            after = "0s"
            [moderation]
            mode = "act"
            [[rule]]
            name = "lamps"
            when = 'text matches "(?i)cheap lamps"'
            then = ["mute 10m"]
            mode = "act"
            [[rule]]
            name = "gold"
            when = 'text matches "(?i)free gold"'
            then = ["remove"]
            mode = "act"

            """, to: "bot.conf")
    }

    /// She is in both rooms, with her rights, and both desks know.
    func begin() async throws -> Running {
        let running = try Running(program)
        try await mod.expect(":geoffrin!", "JOIN", "#salon")
        mod.send("MODE #salon +o geoffrin")
        try await mod.expect("PRIVMSG #modos :I am in #salon (act)", "Not possible here: remove a message")
        try await mod.expect("PRIVMSG #modos :I am in #salon:hs.test (act)")
        try await alice.hears("I am in #salon (act)")
        try await alice.hears("I am in #salon:hs.test (act)")
        return running
    }

    /// Back after a kill; on IRC she has no rank until she is given it.
    func again() async throws -> Running {
        let before = comings
        let running = try Running(program)
        while comings <= before { try await Task.sleep(for: .milliseconds(50)) }
        mod.send("MODE #salon +o geoffrin")
        return running
    }
    private var comings: Int { mod.lines.all.count { $0.hasPrefix(":geoffrin!") && $0.contains("JOIN :#modos") } }

    func irc(_ nick: String) async throws -> IRCTestClient {
        let client = try await IRCTestClient.connect(port: ngircd.port, nick: nick, user: nick)
        if ["eve", "alice"].contains(nick) { transcript.follow(client, isPrivate: nick) }
        return client
    }

    /// An order of Alice's at her desk, and its answer.
    func order(_ text: String, _ answer: String) async throws -> MatrixUser.Seen {
        try await alice.say(text, in: desk)
        let (desk, bot) = (desk, bot.id)
        return try await alice.seen.first("the answer to \(text)") {
            $0.room == desk && $0.sender == bot && $0.body.contains(answer)
        }
    }

    /// An order of the moderator's at the desk on IRC, which that client is not shown itself.
    func orderOnIRC(_ text: String) {
        transcript.add("IRC     #modos    <mod> \(text)")
        mod.send("PRIVMSG #modos :\(text)")
    }

    /// Entries of the room's list of bans on IRC, as the server has them now.
    func bans() async throws -> Int {
        let from = mod.lines.all.count
        mod.send("MODE #salon +b")
        _ = try await mod.lines.first(from: from, "the end of the list") { $0.contains(" 368 ") }
        return mod.lines.all.dropFirst(from).count { $0.contains(" 367 ") }
    }

    /// In the room, by her, once.
    func everythingOnce(_ texts: [String], onIRC: Bool) async throws {
        for text in texts {
            let count =
                onIRC
                ? mod.lines.all.count { $0.hasPrefix(":geoffrin!") && $0.contains("#salon :\(text)") }
                : alice.seen.all.count { $0.room == room && $0.sender == bot.id && $0.body.hasPrefix(text) }
            #expect(count == 1, "\(text)")
        }
    }

    func stop() {
        server.stop()
        ngircd.stop()
    }
}
