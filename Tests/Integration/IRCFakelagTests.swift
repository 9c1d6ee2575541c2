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
    .timeLimit(.minutes(4)))
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
        var socks: [IRCTestClient] = []
        for index in 0..<20 {
            let sock = try await IRCTestClient.connect(port: server.port, nick: "sock\(index)", user: "s\(index)")
            try await sock.join("#tricot")
            socks.append(sock)
        }
        // She has been there for a while: her clock owes nothing for coming in.
        while await !run.adapter.isReady(for: .prompt) { try await Task.sleep(for: .milliseconds(50)) }
        for (index, sock) in socks.enumerated() { sock.send("PRIVMSG #tricot :spam \(index)") }
        var acts: [OwedAct] = []
        for index in socks.indices {
            let spam = try await run.said("spam \(index)")
            acts.append(run.act(.mute(.minutes(10), reason: Utterance("flood")), room: "#tricot", on: spam))
        }
        let start = ContinuousClock.now
        let first = Task {
            try await mod.expect("geoffrin!", "MODE #tricot +b")
            return ContinuousClock.now - start
        }
        let adapter = run.adapter
        try await withThrowingTaskGroup(of: Receipt.self) { group in
            var receipts: [Receipt] = []
            for (number, act) in acts.enumerated() {
                if number >= 8, let receipt = try await group.next() { receipts.append(receipt) }
                while await !adapter.isReady(for: .sanction) { try await Task.sleep(for: .milliseconds(20)) }
                group.addTask { try await adapter.perform(act) }
                if number == 10 { mod.send("PRIVMSG #tricot :go on, please") }
            }
            for try await receipt in group { receipts.append(receipt) }
            // None merged away: each has a mark of its own, and the server keeps its end.
            #expect(Set(receipts.map(\.mark)).count == 20)
            let ended = receipts.filter { $0.endsByItself }
            #expect(ended.count == 20)
        }
        let all = ContinuousClock.now - start
        _ = try await run.said("go on, please")
        for sock in socks { sock.send("PRIVMSG #tricot :and more") }
        for sock in socks { try await sock.expect(" 404 ") }
        #expect(all < .seconds(45))
        let soon = try await first.value
        print("twenty on InspIRCd with fakelag: first \(soon), last \(all)")
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
            try await run.joined("#a-rather-long-name-of-a-room-number-\(index)", within: .seconds(90))
        }
        #expect(run.events.all.allSatisfy { if case .disconnected = $0.kind { false } else { true } })
        try await run.stop()
    }
}
