// SPDX-License-Identifier: Apache-2.0

import Chat
import IRC
import IRCAdapter
import IRCTestSupport
import Testing

/// A real InspIRCd with Atheme: accounts, capabilities, extended bans.
@Suite(
    .enabled(
        if: ServerProcess.isInstalled("inspircd", "atheme-services", "openssl"),
        "inspircd or atheme-services is not installed: make setup"),
    .timeLimit(.minutes(10)))
struct IRCInspircdTests {
    private func settings(_ server: ServerProcess) throws -> IRCSettings {
        var settings = IRCSettings(servers: [.init(host: "127.0.0.1", port: server.tlsPort)], nick: "geoffrin")
        settings.pins = [try #require(try CertificateFile.pin(server.certificate))]
        settings.rooms = [.init("#tricot")]
        return settings
    }

    @Test func sheLogsInByPasswordAndModeratesWithExtendedBans() async throws {
        let server = try await ServerProcess.inspircd()
        defer { server.stop() }
        var settings = try settings(server)
        settings.account = "bot"
        settings.password = "sesame"
        let run = try await loggedIn(settings)
        #expect(run.adapter.network == NetworkID("test"))
        let admin = try await IRCTestClient.connect(port: server.port, nick: "admin")
        admin.send("OPER oper oper", "SAMODE #tricot +o geoffrin")
        try await run.events.first("her rank") { event in
            if case .capability(let what) = event.kind { what.can.contains(.kick) } else { false }
        }
        let eve = try await IRCTestClient.connect(port: server.port, nick: "eve", user: "evil")
        try await eve.join("#tricot")
        eve.send("PRIVMSG #tricot :spam spam spam")
        let spam = try await run.said("spam spam spam")
        #expect(spam.facts?.accountIsKnown == true)
        #expect(spam.facts?.account == nil)
        let act = run.act(.mute(.minutes(10), reason: Utterance("flood")), room: "#tricot", on: spam)
        #expect(await run.adapter.reach(of: act).bystanders.isEmpty)
        let muted = try await run.adapter.perform(act)
        #expect(muted.mark.text.hasPrefix("b m:*!"))
        eve.send("PRIVMSG #tricot :more spam")
        try await eve.expect(" 404 ")
        // The server ends it by itself; a list does not tell that.
        #expect(muted.endsByItself)
        #expect(
            await run.adapter.observe(run.act(.mute(nil, reason: Utterance("flood")), room: "#tricot", on: spam))?.mark
                == muted.mark)
        // Once more, without an end: the one that ends is replaced.
        let again = try await run.adapter.perform(
            run.act(.mute(nil, reason: Utterance("flood")), room: "#tricot", on: spam))
        #expect(again == Receipt(mark: muted.mark))
        _ = try await run.adapter.perform(run.act(.unmute(mark: muted.mark), room: "#tricot"))
        _ = try await run.adapter.perform(run.act(.kick(reason: Utterance("out")), room: "#tricot", on: spam))
        try await eve.expect("KICK #tricot eve :out")
        _ = try await run.adapter.perform(
            run.act(.say(Utterance("Voilà qui est bien.")), room: "#tricot", lane: .welcome))
        let echo = try await run.said("Voilà qui est bien.")
        #expect(echo.facts?.isSelf == true)
        try await run.stop()
    }

    // The certificate's SHA-256 is known to services: EXTERNAL.
    @Test func sheLogsInByCertificate() async throws {
        let certificate = try CertificateFile.make()
        defer { certificate.remove() }
        let server = try await ServerProcess.inspircd(["CERTFPS": "bot:" + certificate.fingerprint])
        defer { server.stop() }
        var settings = try settings(server)
        settings.certificate = IRCSettings.Certificate(chain: certificate.path, key: certificate.keyPath)
        settings.mechanisms = [.external]
        let run = try await loggedIn(settings)
        try await run.stop()
    }

    // Atheme checks the signature with the public key of RFC 6979 §A.2.5.
    @Test func sheLogsInByASignature() async throws {
        let server = try await ServerProcess.inspircd([
            "PUBKEYS": "bot:A2D+1LolWp0xyWHrdMY1bWjASbiSO2H6bOZpYi5g8p+2"
        ])
        defer { server.stop() }
        var settings = try settings(server)
        settings.account = "bot"
        settings.challengeKey = ByteString(
            """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgya+p2EW6dRZrXCFX
            Z7HWk05Qw9s26JsSe4piKxIPZyGhRANCAARg/tS6JVqdMclh63TGNW1owEm4kjth
            +mzmaWIuYPKftnkD/hAIuLyZpBrp6VYovGTy8bIMLX6fUXejwpTURiKZ
            -----END PRIVATE KEY-----

            """)
        settings.mechanisms = [.ecdsa]
        let run = try await loggedIn(settings)
        try await run.stop()
    }

    // InspIRCd sends `sts` to plain connections and, over TLS, to those that named its host.
    @Test func aServerThatDemandsTLSGetsIt() async throws {
        let server = try await ServerProcess.inspircd(["STS": "3600"])
        defer { server.stop() }
        var settings = try settings(server)
        settings.servers = [.init(host: "localhost", port: server.port)]
        settings.usesTLS = false
        let stored = Record<[UInt8]>()
        let run = try AdapterRun(
            settings, storage: STSStorage(load: { nil }, save: { stored.append($0) }))
        try await run.joined("#tricot")
        #expect(
            stored.all.first.map { String(decoding: $0, as: UTF8.self) }?.hasPrefix("localhost \(server.tlsPort) 3600 ")
                == true)
        let admin = try await IRCTestClient.connect(port: server.port, nick: "admin")
        admin.send("WHOIS geoffrin")
        try await admin.expect(" 671 ")
        try await run.stop()
    }

    // THREATS S4: InspIRCd marks a user's reason with `Quit: `.
    @Test func aForgedSplitIsAQuit() async throws {
        let server = try await ServerProcess.inspircd()
        defer { server.stop() }
        let run = try AdapterRun(settings(server))
        try await run.joined("#tricot")
        let sock = try await IRCTestClient.connect(port: server.port, nick: "sock")
        try await sock.join("#tricot")
        sock.send("QUIT :*.net *.split")
        let gone = try await run.events.first("the quit") { if case .left = $0.kind { true } else { false } }
        if case .left(.split) = gone.kind { Issue.record("a forged split was believed") }
        try await run.stop()
    }

    /// Services may still be linking when the port answers: SASL is offered once they are there, and until then a
    /// network that requires a login refuses.
    private func loggedIn(_ settings: IRCSettings) async throws -> AdapterRun {
        var settings = settings
        settings.requiresLogin = true
        var last: (any Error)?
        for _ in 0..<100 {
            let run = try AdapterRun(settings)
            // Where services are not there yet she tries again by herself, a refusal ends her.
            let isIn = try await run.progress.first("a login") { _ in true }
            if isIn { return run }
            do { try await run.end } catch { last = error }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw last ?? ServerProcess.NotReady(description: "services never offered a login")
    }
}
