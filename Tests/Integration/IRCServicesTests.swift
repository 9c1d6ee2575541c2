// SPDX-License-Identifier: Apache-2.0

import Chat
import IRC
import IRCAdapter
import IRCTestSupport
import Testing

/// A real InspIRCd with Atheme's services, asked as people ask them.
@Suite(
    .enabled(
        if: ServerProcess.isInstalled("inspircd", "atheme-services", "openssl"),
        "inspircd or atheme-services is not installed: make setup"),
    .timeLimit(.minutes(10)))
struct IRCServicesTests {
    private func settings(_ server: ServerProcess, nick: ByteString = "geoffrin") throws -> IRCSettings {
        var settings = IRCSettings(servers: [.init(host: "127.0.0.1", port: server.tlsPort)], nick: nick)
        settings.pins = [try #require(try CertificateFile.pin(server.certificate))]
        settings.rooms = [.init("#tricot")]
        settings.account = "bot"
        settings.password = "sesame"
        settings.expectsLogin = true
        settings.servicesHosts = ["services.test"]
        return settings
    }

    /// Services link a moment after the server answers.
    private func awaitServices(_ client: IRCTestClient) async throws {
        for _ in 0..<100 {
            client.send("WHOIS NickServ")
            if (try? await client.expect(" 312 ", "services.test", within: .milliseconds(300))) != nil { return }
        }
        throw ServerProcess.NotReady(description: "services never linked")
    }

    // No SASL: NickServ, on the host that bot.conf names, and then a room for the registered only.
    @Test func nickServLogsHerInWhereThereIsNoSASL() async throws {
        let server = try await ServerProcess.inspircd(["NOSASL": "1"])
        defer { server.stop() }
        let admin = try await IRCTestClient.connect(port: server.port, nick: "admin")
        try await awaitServices(admin)
        try await admin.join("#tricot")
        admin.send("OPER oper oper", "SAMODE #tricot +R")
        try await admin.expect("MODE #tricot", "+R")
        let run = try AdapterRun(settings(server))
        try await run.joined("#tricot")
        admin.send("WHOIS geoffrin")
        try await admin.expect(" 330 ", "geoffrin bot ")
        #expect(await run.adapter.report().unidentified == nil)
        #expect(!run.events.all.contains { if case .barred = $0.kind { true } else { false } })
        // Neither her password nor what services answered is anybody's business.
        #expect(
            !run.events.all.contains { event in
                if case .said(let message) = event.kind { message.isPrivate } else { false }
            })
        try await run.stop()
    }

    // THREATS C2: no services, and somebody has their name.
    @Test func whoeverHasTheNameOfNickServIsToldNothing() async throws {
        let server = try await ServerProcess.inspircd(["NOSERVICES": "1"])
        defer { server.stop() }
        let eve = try await IRCTestClient.connect(port: server.port, nick: "NickServ", user: "NickServ")
        let run = try AdapterRun(settings(server))
        try await run.joined("#tricot")
        eve.send("NOTICE geoffrin :This nickname is registered. Please identify", "PRIVMSG geoffrin :IDENTIFY, now")
        _ = try await run.said("IDENTIFY, now")
        try await eve.join("#tricot")
        _ = try await run.adapter.perform(
            run.act(.say(Utterance("That was all.")), room: "#tricot", lane: .welcome))
        try await eve.expect("PRIVMSG #tricot :That was all.")
        #expect(!eve.lines.all.contains { $0.contains("sesame") })
        #expect(!eve.lines.all.contains { $0.contains("PRIVMSG NickServ") || $0.contains("NOTICE NickServ") })
        // `status` says why she is not logged in.
        #expect(await run.adapter.report().unidentified == .unproven)
        try await run.stop()
    }

    // Somebody has her name when she comes: services give it back to her.
    @Test func servicesGiveHerNameBack() async throws {
        let server = try await ServerProcess.inspircd()
        defer { server.stop() }
        let admin = try await IRCTestClient.connect(port: server.port, nick: "admin")
        try await awaitServices(admin)
        try await admin.join("#tricot")
        let thief = try await IRCTestClient.connect(port: server.port, nick: "bot")
        var settings = try settings(server, nick: "bot")
        settings.alternatives = ["madame"]
        let run = try AdapterRun(settings)
        try await admin.expect(":madame!", "JOIN", "#tricot")
        try await admin.expect(":madame!", "NICK :bot")
        try await run.stop()
        await thief.close()
    }

    /// `alice` founds the room with services and gives the bot these flags in it.
    private func found(_ server: ServerProcess, flags: String) async throws -> IRCTestClient {
        let alice = try await IRCTestClient.connect(port: server.port, nick: "alice")
        try await awaitServices(alice)
        alice.send("PRIVMSG NickServ :IDENTIFY alice wonderland")
        try await alice.expect(" 900 ")
        try await alice.join("#tricot")
        alice.send("OPER oper oper", "SAMODE #tricot +o alice", "MODE alice -o")
        try await alice.expect("MODE #tricot +o")
        alice.send("PRIVMSG ChanServ :REGISTER #tricot", "PRIVMSG ChanServ :FLAGS #tricot bot \(flags)")
        try await alice.expect("ChanServ!", "Flags", "bot")
        return alice
    }

    // Flags and no op: taken for the act, given back a minute after the last one.
    @Test func rightsAreTakenFromChanServForAnActAndGivenBack() async throws {
        let server = try await ServerProcess.inspircd()
        defer { server.stop() }
        let alice = try await found(server, flags: "+o")
        var settings = try settings(server)
        settings.chanServ = [.op]
        let run = try AdapterRun(settings)
        try await run.joined("#tricot")
        try await run.events.first("what she can do") { event in
            if case .capability(let what) = event.kind {
                what.can.contains(.asksOp) && what.can.contains(.kick)
            } else {
                false
            }
        }
        let eve = try await IRCTestClient.connect(port: server.port, nick: "eve")
        try await eve.join("#tricot")
        eve.send("PRIVMSG #tricot :spam")
        let spam = try await run.said("spam")
        #expect(!alice.lines.all.contains { $0.contains("MODE #tricot +o") && $0.contains("geoffrin") })
        _ = try await run.adapter.perform(run.act(.kick(reason: Utterance("out")), room: "#tricot", on: spam))
        try await alice.expect("ChanServ!", "MODE #tricot +o", "geoffrin")
        try await eve.expect("KICK #tricot eve :out")
        try await alice.expect("geoffrin!", "MODE #tricot -o", "geoffrin")
        try await run.stop()
    }

    // Banned from a room of hers, where services may lift it; and a room by invitation.
    @Test(arguments: [("+b *!*@127.0.0.1", "+r"), ("+i", "+i")])
    func chanServOpensTheDoorWhereTheFileSaysSo(_ door: String, _ flags: String) async throws {
        let server = try await ServerProcess.inspircd()
        defer { server.stop() }
        let alice = try await found(server, flags: flags)
        alice.send("MODE #tricot \(door)")
        try await alice.expect(":alice!", "MODE #tricot", String(door.prefix(2)))
        var settings = try settings(server)
        settings.chanServ = [.unban, .invite]
        let run = try AdapterRun(settings)
        try await run.joined("#tricot")
        try await run.stop()
    }
}
