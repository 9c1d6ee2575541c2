// SPDX-License-Identifier: Apache-2.0

import Chat
import IRC
import IRCAdapter
import IRCTestSupport
import Testing

/// A real ngIRCd: the old world, without accounts, tags or quiets.
@Suite(
    .enabled(if: ServerProcess.isInstalled("ngircd", "openssl"), "ngircd is not installed: make setup"),
    .timeLimit(.minutes(10)))
struct IRCNgircdTests {
    private func settings(_ server: ServerProcess, nick: ByteString = "geoffrin") -> IRCSettings {
        var settings = IRCSettings(servers: [.init(host: "127.0.0.1", port: server.port)], nick: nick)
        settings.usesTLS = false
        settings.rooms = [.init("#tricot")]
        return settings
    }

    @Test func sheJoinsSeesWhoIsThereAndSanctionsAndLifts() async throws {
        let server = try await ServerProcess.ngircd()
        defer { server.stop() }
        let mod = try await IRCTestClient.connect(port: server.port, nick: "mod")
        try await mod.join("#tricot")
        let eve = try await IRCTestClient.connect(port: server.port, nick: "eve", user: "evil")
        try await eve.join("#tricot")
        let run = try AdapterRun(settings(server))
        try await run.joined("#tricot")
        let roster = run.events.all.compactMap { event in
            if case .synced(let members) = event.kind { members } else { nil }
        }
        let ranks = Dictionary(uniqueKeysWithValues: (roster.first ?? []).map { ($0.facts.name.raw, $0.facts.rank) })
        #expect(ranks == ["mod": .op, "eve": .member, "geoffrin": .member])
        mod.send("MODE #tricot +o geoffrin")
        try await run.events.first("her rank") { event in
            if case .capability(let what) = event.kind { what.can.contains(.kick) } else { false }
        }
        eve.send("PRIVMSG #tricot :spam spam spam")
        let spam = try await run.said("spam spam spam")
        let muted = try await run.adapter.perform(
            run.act(.mute(.minutes(10), reason: Utterance("flood")), room: "#tricot", on: spam))
        #expect(muted.mark == "b *!~evil@127.0.0.1")
        eve.send("PRIVMSG #tricot :more spam")
        try await eve.expect(" 404 ")
        _ = try await run.adapter.perform(run.act(.unmute(mark: muted.mark), room: "#tricot"))
        eve.send("PRIVMSG #tricot :sorry")
        try await mod.expect("PRIVMSG #tricot :sorry")
        let banned = try await run.adapter.perform(
            run.act(.ban(.hours(1), reason: Utterance("flood")), room: "#tricot", on: spam))
        try await eve.expect("KICK #tricot eve", "flood [→ ")
        #expect(
            await run.adapter.observe(run.act(.ban(.hours(1), reason: Utterance("flood")), room: "#tricot", on: spam))
                == banned)
        _ = try await run.adapter.perform(run.act(.unban(mark: banned.mark), room: "#tricot"))
        try await eve.join("#tricot")
        try await run.stop()
    }

    @Test func aTakenNickAndAForgedSplitAndAFlood() async throws {
        let server = try await ServerProcess.ngircd()
        defer { server.stop() }
        let thief = try await IRCTestClient.connect(port: server.port, nick: "geoffrin")
        var settings = settings(server)
        settings.alternatives = ["madame"]
        let run = try AdapterRun(settings)
        try await run.joined("#tricot")
        let own = run.events.all.compactMap { event in
            if case .synced(let members) = event.kind { members.first { $0.facts.isSelf }?.facts.name.raw } else { nil }
        }
        #expect(own == ["madame"])
        // THREATS S4: ngIRCd puts a user's words in quotes.
        let sock = try await IRCTestClient.connect(port: server.port, nick: "sock")
        try await sock.join("#tricot")
        sock.send("QUIT :irc1.example.net irc2.example.net")
        let gone = try await run.events.first("the quit") { if case .left = $0.kind { true } else { false } }
        if case .left(.split) = gone.kind { Issue.record("a forged split was believed") }
        try await thief.join("#tricot")
        for index in 0..<300 { thief.send("PRIVMSG #tricot :line \(index)") }
        _ = try await run.said("line 299")
        let lines = run.events.all.compactMap { event in
            if case .said(let message) = event.kind { message.text.raw } else { nil }
        }
        #expect(lines == (0..<300).map { "line \($0)" })
        try await run.stop()
    }

    // Twenty spammers in one second, the server's penalties on: quieted one by one, nobody else kept from talking.
    @Test func twentySpammersAreQuietWithinThePenaltiesOfTheServer() async throws {
        let server = try await ServerProcess.ngircd(["MAXPENALTY": "-1"])
        defer { server.stop() }
        let mod = try await IRCTestClient.connect(port: server.port, nick: "mod")
        try await mod.join("#tricot")
        let run = try AdapterRun(settings(server))
        try await run.joined("#tricot")
        mod.send("MODE #tricot +o geoffrin")
        try await run.events.first("her rank") { event in
            if case .capability(let what) = event.kind { what.can.contains(.kick) } else { false }
        }
        let spammers = try await TwentySpammers(port: server.port)
        let outcome = try await spammers.speak(to: run, besides: mod)
        #expect(Set(outcome.receipts.map(\.mark)).count == 20)
        try await mod.expect("MODE #tricot +b *!~s19@127.0.0.1")
        _ = try await run.said("go on, please")
        for sock in spammers.all { sock.send("PRIVMSG #tricot :and more") }
        try await spammers.all[19].expect(" 404 ")
        print("twenty on ngIRCd with penalties: first \(outcome.first), last \(outcome.all)")
        // The whole connection held.
        #expect(run.events.all.allSatisfy { if case .disconnected = $0.kind { false } else { true } })
        try await run.stop()
    }

    // What the list holds is read, its limit kept, and what people have set is not hers to lift.
    @Test func theListIsReadAndATenthOfItLeftToPeople() async throws {
        let server = try await ServerProcess.ngircd()
        defer { server.stop() }
        let mod = try await IRCTestClient.connect(port: server.port, nick: "mod")
        try await mod.join("#tricot")
        for index in 0..<40 { mod.send("MODE #tricot +b *!*@h\(index)") }
        mod.send("MODE #tricot +e *!*@friend", "MODE #tricot +b *!*eve@127.0.0.1")
        try await mod.expect("MODE #tricot +b *!*eve@127.0.0.1")
        let run = try AdapterRun(settings(server))
        try await run.joined("#tricot")
        mod.send("MODE #tricot +o geoffrin")
        let eve = try await IRCTestClient.connect(port: server.port, nick: "eve", user: "evil")
        try await eve.join("#tricot")
        eve.send("PRIVMSG #tricot :one")
        let spam = try await run.said("one")
        let mute = run.act(.mute(.minutes(10), reason: Utterance("flood")), room: "#tricot", on: spam)
        // 41 bans stand and one exception, of 50 for all lists together.
        #expect(await run.adapter.observe(mute) == nil)
        let receipt = try await run.adapter.perform(mute)
        #expect(receipt.mark == "b *!~evil@127.0.0.1")
        mod.send("MODE #tricot +bbb *!*@i1 *!*@i2 *!*@i3")
        try await run.events.first("the last ban") { event in
            if case .sanctioned(let what) = event.kind { what.mark == "b *!*@i3" } else { false }
        }
        let bob = try await IRCTestClient.connect(port: server.port, nick: "bob", user: "bob")
        try await bob.join("#tricot")
        bob.send("PRIVMSG #tricot :two")
        let more = try await run.said("two")
        await #expect(throws: ActError.full) {
            try await run.adapter.perform(
                run.act(.mute(.minutes(10), reason: Utterance("flood")), room: "#tricot", on: more))
        }
        try await run.stop()
    }

    // THREATS H1, H2: a self-signed certificate is accepted by its pin and by nothing else.
    @Test func aCertificateIsBelievedByItsPinOrByItsAuthority() async throws {
        let server = try await ServerProcess.ngircd()
        defer { server.stop() }
        let pin = try #require(try CertificateFile.pin(server.certificate))
        var settings = settings(server)
        settings.usesTLS = true
        settings.servers = [.init(host: "127.0.0.1", port: server.tlsPort)]
        settings.pins = [pin]
        let pinned = try AdapterRun(settings)
        try await pinned.joined("#tricot")
        try await pinned.stop()
        settings.pins = try [#require(Pin(String(repeating: "00", count: 32)))]
        let mismatched = try AdapterRun(settings)
        await #expect(throws: Refusal.self) { try await mismatched.end }
        settings.pins = []
        settings.trustRoots = server.certificate
        settings.servers = [.init(host: "localhost", port: server.tlsPort)]
        let trusted = try AdapterRun(settings)
        try await trusted.joined("#tricot")
        try await trusted.stop()
    }
}
