// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import IRCTestSupport
import Testing

/// The whole daemon on a real InspIRCd with Atheme: a moderation day, people driving.
@Suite(
    .enabled(
        if: ServerProcess.isInstalled("inspircd", "atheme-services", "openssl"),
        "inspircd or atheme-services is not installed: make setup"),
    .timeLimit(.minutes(10)))
struct InspircdDayTests {
    private func write(_ program: Program, _ server: ServerProcess) throws {
        let pin = try CertificateFile.pinText(server.certificate)
        try program.write(
            """
            language = "en"
            owners = ["insp/mod"]
            contact = "hello@salon.test"
            [network.insp]
            irc = "127.0.0.1:\(server.tlsPort)"
            pins = ["\(pin)"]
            nick = "geoffrin"
            account = "bot"
            password = "secret:insp"
            [community.salon]
            rooms = ["insp/#salon"]
            desk = ["insp/#modos"]
            [moderation]
            mode = "act"
            preset = "strict"

            """, to: "bot.conf")
        try program.keep("sesame", as: "insp")
    }

    /// A client that has logged in with its account.
    private func member(_ server: ServerProcess, _ nick: String, password: String, account: String) async throws
        -> IRCTestClient
    {
        let client = try await IRCTestClient.connect(port: server.port, nick: nick, user: nick)
        for _ in 0..<50 {
            client.send("PRIVMSG NickServ :IDENTIFY \(account) \(password)")
            if (try? await client.expect(" 900 ", within: .milliseconds(500))) != nil { return client }
        }
        throw ServerProcess.NotReady(description: "services never logged \(nick) in")
    }

    /// Nine strangers at once: the door is closed to whoever has no account, one word opens it, and the room is as it was.
    private func raid(_ server: ServerProcess, _ mod: IRCTestClient) async throws {
        mod.send("MODE #salon")
        try await mod.expect(" 324 ", "#salon")
        for number in 1...9 {
            let raider = try await IRCTestClient.connect(port: server.port, nick: "raider\(number)", user: "r\(number)")
            raider.send("JOIN #salon")
        }
        try await mod.expect("PRIVMSG #modos :[", "RAID #salon", "raid off")
        try await mod.expect("geoffrin!", "MODE #salon", "+R")
        let late = try await IRCTestClient.connect(port: server.port, nick: "raider99", user: "r99")
        late.send("JOIN #salon")
        try await late.expect(" 477 ")
        mod.send("PRIVMSG #modos :raid off")
        try await mod.expect("geoffrin!", "MODE #salon", "-R")
        try await mod.expect("PRIVMSG #modos", "#salon is open again")
        try await late.join("#salon")
        mod.send("MODE #salon")
        while mod.lines.all.count(where: { $0.contains(" 324 ") && $0.contains("#salon") }) < 2 {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(Set(mod.lines.all.filter { $0.contains(" 324 ") && $0.contains("#salon") }).count == 1)
    }

    @Test func sheQuietsByAccountTakesBackAndLetsTheServerEndABan() async throws {
        let server = try await ServerProcess.inspircd(["ACCOUNTS": "bot:sesame mod:wonder eva:evil mallory:evil"])
        defer { server.stop() }
        let mod = try await member(server, "mod", password: "wonder", account: "mod")
        for room in ["#salon", "#modos"] { try await mod.join(room) }
        mod.send("OPER oper oper", "SAMODE #salon +o mod", "SAMODE #modos +o mod", "MODE mod -o")
        let program = try Program()
        try write(program, server)
        var running = try Running(program)
        defer { running.kill() }
        try await mod.expect("geoffrin", "JOIN", "#salon")
        try await mod.expect("geoffrin", "JOIN", "#modos")
        mod.send("MODE #modos +iI geoffrin!*@*", "MODE #salon +o geoffrin")
        // Once, and with what this server can do.
        try await mod.expect("PRIVMSG #modos :I am in", "let the server lift", "Not possible here: remove a message")

        // A flood by somebody with an account: quiet by that account, for as long as the server keeps it.
        let eve = try await member(server, "eve", password: "evil", account: "eva")
        try await eve.join("#salon")
        for _ in 0..<8 { eve.send("PRIVMSG #salon :buy gold at my shop today") }
        try await mod.expect("geoffrin!", "MODE #salon +b", "m:R:eva")
        try await mod.expect("Timed ban m:R:eva added by geoffrin")
        try await mod.expect("PRIVMSG #modos :[1]", "mute", "eve", "Take back")
        // Her clock was charged for coming in: what is said waits behind what was done.
        try await eve.expect("NOTICE eve :You cannot write")
        eve.send("PRIVMSG #salon :more gold")
        try await eve.expect(" 404 ")
        // Another nick on the same account is the same person.
        let again = try await member(server, "eve2", password: "evil", account: "eva")
        try await again.join("#salon")
        again.send("PRIVMSG #salon :and more")
        try await again.expect(" 404 ")

        // Taken back by one command.
        mod.send("PRIVMSG #modos :undo 1")
        try await mod.expect("geoffrin!", "MODE #salon -b", "m:R:eva")
        try await mod.expect("PRIVMSG #modos :[1] taken back")
        eve.send("PRIVMSG #salon :thank you")
        try await mod.expect("PRIVMSG #salon :thank you")

        try await raid(server, mod)

        // A ban for a time; she is killed, and the server ends it.
        let mallory = try await member(server, "mallory", password: "evil", account: "mallory")
        try await mallory.join("#salon")
        mod.send("PRIVMSG #modos :ban mallory 1m")
        try await mod.expect("Timed ban R:mallory added by geoffrin")
        try await mallory.expect("KICK #salon mallory")
        running.kill()
        mallory.send("JOIN #salon")
        try await mallory.expect(" 474 ")
        running = try Running(program)
        try await mod.expect("irc.test MODE #salon -b", "R:mallory")
        try await mallory.join("#salon")

        while mod.lines.all.count(where: { $0.hasPrefix(":geoffrin!") && $0.contains("JOIN :#modos") }) < 2 {
            try await Task.sleep(for: .milliseconds(100))
        }

        // What a person lifts stays lifted.
        mod.send("MODE #salon +o geoffrin", "PRIVMSG #modos :mute mallory 1h")
        try await mod.expect("geoffrin!", "MODE #salon +b", "m:R:mallory")
        mod.send("MODE #salon -b m:R:mallory")
        try await mod.expect("mod!mod@", "MODE #salon -b", "m:R:mallory")
        mallory.send("PRIVMSG #salon :hello")
        try await mod.expect("PRIVMSG #salon :hello")
        // Its end came from the server, and nobody was asked to lift it by hand.
        #expect(!mod.lines.all.contains { $0.contains("could not") })
        if ProcessInfo.processInfo.environment["TRANSCRIPT"] != nil {
            for line in mod.lines.all where line.contains("#salon") || line.contains("#modos") { print(line) }
        }
    }
}
