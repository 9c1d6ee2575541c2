// SPDX-License-Identifier: Apache-2.0

import Chat
import IRC
import IRCTestSupport
import Logging
import NIOPosix
import Synchronization
import Testing

@testable import IRCAdapter

/// Against a scripted server on loopback: whatever it does, the connection lives, or costs one attempt.
@Suite(.timeLimit(.minutes(10))) struct LinkTests {
    private func settings(_ server: FakeServer) -> IRCSettings {
        var settings = IRCSettings(servers: [.init(host: "127.0.0.1", port: server.port)], nick: "geoffrin")
        settings.usesTLS = false
        settings.rooms = [.init("#tricot")]
        return settings
    }

    @Test func whateverAServerSendsTheConnectionLives() async throws {
        let server = try await FakeServer.start(answer: FakeServer.ordinary())
        let run = try AdapterRun(settings(server))
        try await run.joined("#tricot")
        server.send(Array("PRIVMSG\r\n:\r\n@\r\n::::\r\n \r\n\r\n:x 001\r\n:bob!b@h MODE #tricot +ooo\r\n".utf8))
        server.send([0x50, 0x00, 0x49, 0x0D, 0x0A, 0xFF, 0xFE, 0x80, 0x0D, 0x0A])
        server.send([UInt8](repeating: 0x61, count: 200_000) + Array("\r\n".utf8))
        server.send(
            Array("@".utf8) + [UInt8](repeating: 0x61, count: 8189) + Array(" :bob!b@h PRIVMSG #tricot :tags\r\n".utf8))
        server.send(
            Array("@".utf8) + [UInt8](repeating: 0x61, count: 9000) + Array(" :bob!b@h PRIVMSG #tricot :more\r\n".utf8))
        server.send(Array(":bob!b@h PRIVMSG #tricot :caf".utf8) + [0xE9] + Array("\r\n".utf8))
        server.send(":bob!b@h PRIVMSG #tricot :still here")
        _ = try await run.said("still here")
        let texts = run.events.all.compactMap { event in
            if case .said(let message) = event.kind { message.text.raw } else { nil }
        }
        #expect(texts == ["tags", "café", "still here"])
        #expect(server.accepted.all == [1])
        #expect(await run.adapter.report().unreadable > 2)
        try await run.stop()
    }

    @Test func aPingIsAnsweredWhileTheLoopIsBusy() async throws {
        let server = try await FakeServer.start(answer: FakeServer.ordinary())
        let gate = Gate()
        let adapter = try IRCAdapter(
            network: NetworkID("test"), settings: settings(server), epoch: 7,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        let task = Task { try await adapter.run { _ in await gate.wait() } }
        try await server.received.first("the JOIN") { $0 == "JOIN #tricot" }
        server.send(":bob!b@h PRIVMSG #tricot :hello", "PING :are you there")
        try await server.received.first("the PONG") { $0 == "PONG :are you there" }
        gate.open()
        task.cancel()
        try await task.value
    }

    @Test func readingStopsWhileTheLoopDoesNotTakeWhatWasRead() async throws {
        let server = try await FakeServer.start(answer: FakeServer.ordinary())
        let gate = Gate()
        let most = Mutex(0)
        let total = Mutex(0)
        let finished = Record<Bool>()
        let adapter = try IRCAdapter(
            network: NetworkID("test"), settings: settings(server), epoch: 7,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        let task = Task {
            try await adapter.run { batch in
                most.withLock { $0 = max($0, batch.count) }
                let sum = total.withLock { total in
                    total += batch.count
                    return total
                }
                if sum > 20_000 { finished.append(true) }
                await gate.wait()
            }
        }
        try await server.received.first("the JOIN") { $0 == "JOIN #tricot" }
        let line = Array(":bob!b@h PRIVMSG #tricot :hello\r\n".utf8)
        for _ in 0..<200 { server.send(Array(repeating: line, count: 100).flatMap { $0 }) }
        gate.open()
        try await finished.first("every line") { $0 }
        // One read holds at most 64 KiB, so about 2,000 of these lines, beyond the mailbox's own bound.
        #expect(most.withLock { $0 } <= Mailbox.capacity + 2100)
        task.cancel()
        try await task.value
    }

    @Test func aServerThatRefusesAtTheDoorCostsOneAttemptAStep() async throws {
        let server = try await FakeServer.start(
            greet: { _ in [.lines("ERROR :Closing Link: [127.0.0.1] (Trying to reconnect too fast.)"), .close] },
            answer: { _, _ in [] })
        let waits = Record<TimeSpan>()
        let adapter = try IRCAdapter(
            network: NetworkID("test"), settings: settings(server), epoch: 7,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), group: .singleton,
            pause: { wait in
                waits.append(wait)
                if waits.all.count == 5 { throw CancellationError() }
            })
        try await adapter.run { _ in }
        #expect(waits.all.count == 5)
        #expect(waits.all.allSatisfy { $0 >= .seconds(60) })
        #expect(server.accepted.all.count == 5)
    }

    // What a network is not reached for is told, whether or not a word was ever spoken.
    @Test(arguments: ["refused", "nobody", "klined", "untrusted"]) func whyANetworkIsNotReachedIsTold(
        _ how: String
    ) async throws {
        let certificate = try CertificateFile.make()
        defer { certificate.remove() }
        let server = try await FakeServer.start(
            certificate: how == "untrusted" ? certificate : nil,
            greet: { _ in how == "klined" ? [.lines("ERROR :Closing Link: x (K-Lined: spam)"), .close] : [] },
            answer: { _, _ in [] })
        var settings = self.settings(server)
        let port = server.port
        switch how {
        case "refused": await server.stop()
        case "nobody": settings.servers = [.init(host: "irc.example.invalid", port: 6667)]
        case "untrusted": settings.usesTLS = true
        default: break
        }
        let waits = Record<TimeSpan>()
        let events = Record<Event>()
        let adapter = try IRCAdapter(
            network: NetworkID("test"), settings: settings, epoch: 7,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), group: .singleton,
            pause: { wait in
                waits.append(wait)
                if waits.all.count == 4 { throw CancellationError() }
            })
        try await adapter.run { batch in for event in batch { events.append(event) } }
        let whys = events.all.compactMap { event in
            if case .disconnected(let network, let why) = event.kind { "\(network): \(why)" } else { nil }
        }
        #expect(waits.all.count == 4)
        #expect(whys.count == 1)
        let why = try #require(whys.first)
        switch how {
        case "refused": #expect(why == "test: 127.0.0.1:\(port): connection refused")
        case "nobody": #expect(why.hasPrefix("test: ") && why.contains("irc.example.invalid"))
        case "klined": #expect(why == "test: Closing Link: x (K-Lined: spam)")
        default: #expect(why.contains("its certificate is not to be trusted"))
        }
    }

    @Test func aWrongServerPasswordEndsTheNetwork() async throws {
        let server = try await FakeServer.start { _, line in
            line.hasPrefix("USER") ? [.lines(":irc.test 464 * :Password incorrect")] : []
        }
        let run = try AdapterRun(settings(server))
        await #expect(throws: Refusal.self) { try await run.end }
    }

    /// How soon, beside nothing else: `FloodEndTests`.
    @Test func leavingSaysGoodbyeAndWaitsForNobodyToCloseTheConnection() async throws {
        let server = try await FakeServer.start { number, line in
            // A server that never closes by itself.
            line.hasPrefix("QUIT") ? [] : FakeServer.ordinary()(number, line)
        }
        let run = try AdapterRun(settings(server))
        try await run.joined("#tricot")
        try await run.stop()
        // She has ended; the server reads what she sent in its own time.
        try await server.received.first("the farewell") { $0 == "QUIT :leaving" }
        #expect(server.received.all.last == "QUIT :leaving")
    }

    @Test func anActAtAClosedConnectionIsDisconnected() async throws {
        let server = try await FakeServer.start(answer: FakeServer.ordinary())
        let run = try AdapterRun(settings(server))
        try await run.joined("#tricot")
        server.send(":bob!b@h PRIVMSG #tricot :hello")
        let bob = try await run.said("hello")
        try await run.stop()
        await #expect(throws: ActError.disconnected) {
            try await run.adapter.perform(run.act(.kick(reason: Utterance("out")), room: "#tricot", on: bob))
        }
        #expect(await run.adapter.ready(among: [.sanction]).isEmpty)
    }

    @Test func aConnectionLostUnderAnActLeavesItsFateUnknown() async throws {
        let server = try await FakeServer.start { number, line in
            line.hasPrefix("KICK") ? [.close] : FakeServer.ordinary()(number, line)
        }
        let run = try AdapterRun(settings(server))
        try await run.joined("#tricot")
        server.send(":bob!b@h PRIVMSG #tricot :hello")
        let bob = try await run.said("hello")
        await #expect(throws: ActError.timedOut) {
            try await run.adapter.perform(run.act(.kick(reason: Utterance("out")), room: "#tricot", on: bob))
        }
        try await run.stop()
    }
}

/// Holds callers until it is opened.
final class Gate: Sendable {
    private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
