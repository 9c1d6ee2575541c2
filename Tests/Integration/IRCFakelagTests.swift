// SPDX-License-Identifier: Apache-2.0

import Chat
import IRC
import IRCAdapter
import IRCTestSupport
import Testing

/// InspIRCd as it is installed: a client that sends faster than a line a second is read late, and one that goes on is
/// thrown out (`fakelag`, `threshold 10`, `commandrate 1000`).
@Suite(
    .enabled(if: ServerProcess.isInstalled("inspircd", "openssl"), "inspircd is not installed: make setup"),
    .timeLimit(.minutes(10)))
struct IRCFakelagTests {
    private static let stock = ["FAKELAG": "yes", "THRESHOLD": "10", "COMMANDRATE": "1000"]

    // Twenty spammers in one second: each is quieted, the first at once, and regulars talk meanwhile.
    @Test func twentySpammersAreQuietWithinTheLimitsOfTheServer() async throws {
        let server = try await ServerProcess.inspircd(Self.stock)
        defer { server.stop() }
        var settings = IRCSettings(servers: [.init(host: "127.0.0.1", port: server.tlsPort)], nick: "geoffrin")
        settings.pins = [try #require(try CertificateFile.pin(server.certificate))]
        settings.rooms = [.init("#tricot")]
        let run = try AdapterRun(settings)
        try await run.joined("#tricot")
        let mod = try await IRCTestClient.connect(port: server.port, nick: "mod")
        mod.send("OPER oper oper", "SAMODE #tricot +o geoffrin", "MODE mod -o")
        try await mod.join("#tricot")
        try await run.events.first("her rank") { event in
            if case .capability(let what) = event.kind { what.can.contains(.kick) } else { false }
        }
        let spammers = try await TwentySpammers(port: server.port)
        // She has been there for a while: her clock owes nothing for coming in.
        while await run.adapter.ready(among: [.prompt]).isEmpty { try await Task.sleep(for: .milliseconds(50)) }
        let outcome = try await spammers.speak(to: run, besides: mod)
        // None merged away: each has a mark of its own, and the server keeps its end.
        #expect(Set(outcome.receipts.map(\.mark)).count == 20)
        #expect(outcome.receipts.count { $0.endsByItself } == 20)
        _ = try await run.said("go on, please")
        for sock in spammers.all { sock.send("PRIVMSG #tricot :and more") }
        for sock in spammers.all { try await sock.expect(" 404 ") }
        print("twenty on InspIRCd with fakelag: first \(outcome.first), last \(outcome.all)")
        #expect(run.events.all.allSatisfy { if case .disconnected = $0.kind { false } else { true } })
        try await run.stop()
    }

    // A hundred rooms, and nobody is thrown out for entering them.
    @Test func aHundredRoomsAreEnteredWithinTheLimitsOfTheServer() async throws {
        let server = try await ServerProcess.inspircd(Self.stock)
        defer { server.stop() }
        var settings = IRCSettings(servers: [.init(host: "127.0.0.1", port: server.port)], nick: "geoffrin")
        settings.usesTLS = false
        settings.rooms = (0..<100).map { .init(ByteString("#a-rather-long-name-of-a-room-number-\($0)")) }
        let run = try AdapterRun(settings)
        for index in [0, 50, 99] {
            try await run.joined("#a-rather-long-name-of-a-room-number-\(index)")
        }
        #expect(run.events.all.allSatisfy { if case .disconnected = $0.kind { false } else { true } })
        try await run.stop()
    }
}
