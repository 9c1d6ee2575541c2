// SPDX-License-Identifier: Apache-2.0

import Chat
import IRCTestSupport
import Testing

@testable import IRC
@testable import IRCAdapter

/// Servers that break in the middle, over real sockets. What each costs stands in docs/faults-irc.md.
@Suite(.enabled(if: Measured.isOn, "\(Measured.why)"), .timeLimit(.minutes(10))) struct ConnectionFaultTests {
    private let ordinary = FakeServer.ordinary()

    @Test func aHalfOpenConnectionIsNoticed() async throws {
        #expect(Session.silence + Session.patience + .seconds(5) <= .seconds(150))
        #expect(Patience().unacknowledged <= .seconds(150))
        // The first connection says nothing more once she is in.
        let server = try await FakeServer.start { [ordinary] number, line in
            number == 1 && line.hasPrefix("PING") ? [] : ordinary(number, line)
        }
        let run = try FaultRun(server.port, pace: 50)
        try await run.joined()
        let (mark, since) = (run.events.all.count, run.time.now)
        let measured = Measured("half-open: bytes go out, none come")
        try await run.joined(from: mark)
        let took = run.time.now - since
        measured.tell(took, connections: server.accepted.all.count)
        #expect(took >= Session.silence + Session.patience)
        #expect(run.partings == ["silent for two minutes"])
        #expect(server.received.all.filter { $0 == "PING :alive" }.count == 1)
        #expect(server.accepted.all == [1, 2])
        try await run.stop()
    }

    @Test func aResetInTheMiddleOfALineLeavesNoHalfOfIt() async throws {
        let server = try await FakeServer.start(answer: ordinary)
        let run = try FaultRun(server.port)
        try await run.joined()
        server.send(Array(":bob!b@h PRIVMSG #tricot :whole\r\n:bob!b@h PRIVMSG #tricot :hal".utf8))
        _ = try await run.said("whole")
        let (mark, since) = (run.events.all.count, run.time.now)
        let measured = Measured("reset in mid-line")
        server.reset()
        try await run.joined(from: mark)
        measured.tell(run.time.now - since, connections: server.accepted.all.count)
        server.send("f :bob!b@h PRIVMSG #tricot :other", ":bob!b@h PRIVMSG #tricot :still here")
        _ = try await run.said("still here")
        #expect(run.texts == ["whole", "still here"])
        #expect(run.partings == ["connection reset"])
        #expect(server.accepted.all == [1, 2])
        try await run.stop()
    }

    @Test func aServerThatStartsAgainIsFoundAgain() async throws {
        let first = try await FakeServer.start(answer: ordinary)
        let (port, second) = (first.port, Record<FakeServer>())
        // Down for three attempts.
        let run = try FaultRun(
            port,
            retrying: { [ordinary] attempt in
                if attempt == 3 { second.append(try await FakeServer.start(port: port, answer: ordinary)) }
            })
        try await run.joined()
        let (mark, since) = (run.events.all.count, run.time.now)
        let measured = Measured("server restart, down for three attempts")
        await first.stop()
        first.send("ERROR :Server shutting down")
        first.drop()
        try await run.joined(from: mark)
        measured.tell(run.time.now - since, connections: 1 + run.waits.all.count)
        #expect(run.waits.all.count == 3)
        #expect(run.waits.all.allSatisfy { $0 >= .seconds(2) })
        #expect(run.partings.count == 2, "\(run.partings)")
        #expect(second.all.first?.accepted.all == [1])
        try await run.stop()
    }

    @Test(arguments: [
        "ERROR :Closing Link: [127.0.0.1] (Trying to reconnect too fast.)",
        "ERROR :Closing Link: x[127.0.0.1] (Throttled: Reconnecting too fast)",
        "ERROR :Closing Link: x (K-Lined: spam)", ":irc.test 465 geoffrin :You are banned from this server",
    ]) func whoeverIsThrownOutComesBackRarely(_ line: String) async throws {
        let server = try await FakeServer.start(greet: { _ in [.lines(line), .close] }, answer: { _, _ in [] })
        let measured = Measured("«\(line.dropFirst(6).prefix(60))», for ten minutes")
        let run = try FaultRun(server.port, limit: .minutes(10))
        try await run.end
        let count = server.accepted.all.count
        measured.tell("it lasts", connections: count)
        #expect(count < 8)
        #expect(count >= 2)
        #expect(run.partings.count == 1)
    }

    @Test func aServerThatStopsReadingIsLeft() async throws {
        let server = try await FakeServer.start(buffer: 4096, answer: ordinary)
        let run = try FaultRun(server.port, pace: 50)
        try await run.joined()
        let (mark, since) = (run.events.all.count, run.time.now)
        let measured = Measured("a server that reads nothing, and asks without end")
        server.stopReading()
        // What it asks must be answered, and nobody takes the answers.
        let line = Array("PING :\(String(repeating: "a", count: 400))\r\n".utf8)
        let poured = server.pour(Array(repeating: line, count: 64).flatMap { $0 })
        try await run.joined(from: mark)
        measured.tell(run.time.now - since, connections: server.accepted.all.count)
        #expect(run.partings == ["the server takes nothing"])
        #expect(server.accepted.all == [1, 2])
        // What the kernels keep of both ways, and no more: she has stopped to read.
        #expect(poured.bytes < 64 << 20)
        #expect(run.time.now - since >= Patience().stall)
        try await run.stop()
    }

    @Test func anEndWithoutCloseNotifyIsAnEnd() async throws {
        let certificate = try CertificateFile.make()
        defer { certificate.remove() }
        let pin = try #require(try CertificateFile.pin(certificate.path))
        let server = try await FakeServer.start(certificate: certificate, answer: ordinary)
        let run = try FaultRun(server.port) {
            $0.usesTLS = true
            $0.pins = [pin]
        }
        try await run.joined()
        let (mark, since) = (run.events.all.count, run.time.now)
        let measured = Measured("TLS cut, no close_notify")
        server.cut()
        try await run.joined(from: mark)
        measured.tell(run.time.now - since, connections: server.accepted.all.count)
        #expect(run.partings == ["the server closed the connection"])
        #expect(server.accepted.all == [1, 2])
        try await run.stop()
    }

    @Test func aHandshakeThatStallsIsGivenUp() async throws {
        let certificate = try CertificateFile.make()
        defer { certificate.remove() }
        let pin = try #require(try CertificateFile.pin(certificate.path))
        let mute = try await FakeServer.start { _, _ in [] }
        let server = try await FakeServer.start(certificate: certificate, answer: ordinary)
        let measured = Measured("TLS handshake that stalls, then the next server")
        let run = try FaultRun(mute.port, server.port, pace: 10) {
            $0.usesTLS = true
            $0.pins = [pin]
        }
        try await run.joined()
        measured.tell(run.time.now, connections: mute.accepted.all.count + server.accepted.all.count)
        #expect(run.time.now >= Patience().opening)
        #expect(mute.accepted.all == [1])
        #expect(run.partings == ["it accepts and says nothing"])
        try await run.stop()
    }

    @Test(arguments: [false, true]) func aNameWithADeadAddressCostsNoAttempt(isSilent: Bool) async throws {
        let server = try await FakeServer.start(answer: ordinary)
        // 127.0.0.2 on the same port: closed, or open with nobody to take what comes.
        let dead = isSilent ? try DeafListener(port: server.port) : nil
        defer { dead?.close() }
        let measured = Measured("a name with two addresses, the first " + (isSilent ? "silent" : "closed"))
        let run = try FaultRun(
            server.port, host: "irc.test", resolver: TwoAddresses(first: "127.0.0.2", second: "127.0.0.1"))
        try await run.joined()
        measured.tell(run.time.now, connections: 1)
        #expect(server.accepted.all == [1])
        #expect(run.waits.all.isEmpty)
        try await run.stop()
    }
}
