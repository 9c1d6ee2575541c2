// SPDX-License-Identifier: Apache-2.0

import Chat
import IRC
import IRCTestSupport
import Logging
import NIOPosix
import Synchronization
import Testing

@testable import IRCAdapter

/// How she reaches a server: TLS demanded, pinned or refused, several servers, a proxy.
@Suite(.timeLimit(.minutes(10))) struct WayTests {
    /// A disk that lasts over adapters.
    private final class Disk: Sendable {
        let bytes = Mutex<[UInt8]?>(nil)
        var storage: STSStorage {
            STSStorage(load: { self.bytes.withLock { $0 } }, save: { bytes in self.bytes.withLock { $0 = bytes } })
        }
    }

    private func settings(_ ports: Int..., host: String = "127.0.0.1") -> IRCSettings {
        var settings = IRCSettings(servers: ports.map { .init(host: host, port: $0) }, nick: "geoffrin")
        settings.usesTLS = false
        settings.rooms = [.init("#tricot")]
        return settings
    }

    /// An ordinary server whose capabilities are these.
    private func server(_ certificate: CertificateFile? = nil, offering capabilities: String) async throws
        -> FakeServer
    {
        try await FakeServer.start(certificate: certificate) { number, line in
            switch line {
            case "CAP LS 302": [.lines(":irc.test CAP * LS :\(capabilities)")]
            default: FakeServer.ordinary()(number, line)
            }
        }
    }

    // MARK: - STS

    // A literal address, and a certificate that only its pin vouches for.
    @Test func aServerThatDemandsTLSGetsItAndIsRemembered() async throws {
        let certificate = try CertificateFile.make(isExpired: true)
        defer { certificate.remove() }
        let secure = try await server(certificate, offering: "sts=duration=3600")
        let plain = try await server(offering: "sts=port=\(secure.port)")
        let disk = Disk()
        var settings = settings(plain.port)
        settings.pins = [try #require(try CertificateFile.pin(certificate.path))]
        let first = try AdapterRun(settings, storage: disk.storage)
        try await first.joined("#tricot")
        try await first.stop()
        #expect(plain.accepted.all.count == 1)
        #expect(plain.received.all.contains { $0.hasPrefix("JOIN") } == false)
        // Another process: the plain port is never tried.
        let second = try AdapterRun(settings, storage: disk.storage)
        try await second.joined("#tricot")
        try await second.stop()
        #expect(plain.accepted.all.count == 1)
        #expect(secure.accepted.all.count == 2)
    }

    // THREATS H1: "clients MUST refuse to connect if a secure connection cannot be established"
    @Test func aCertificateThatNobodyVouchesForIsNoWayBackToPlainText() async throws {
        let certificate = try CertificateFile.make()
        defer { certificate.remove() }
        let secure = try await server(certificate, offering: "")
        let plain = try await server(offering: "sts=port=\(secure.port)")
        let waits = Record<TimeSpan>()
        let adapter = try IRCAdapter(
            network: NetworkID("test"), settings: settings(plain.port), epoch: 7,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), group: .singleton,
            pause: { wait in
                waits.append(wait)
                if waits.all.count == 4 { throw CancellationError() }
            })
        try await adapter.run { _ in }
        #expect(plain.accepted.all.count == 1)
        #expect(secure.accepted.all.count == 4)
        #expect(secure.received.all.isEmpty)
    }

    @Test func aDemandThatIsTakenBackIsForgotten() async throws {
        let certificate = try CertificateFile.make()
        defer { certificate.remove() }
        let secure = try await server(certificate, offering: "sts=duration=0")
        let disk = Disk()
        var book = STSBook()
        book.confirm("127.0.0.1", port: secure.port, for: .hours(1), at: .wall)
        disk.bytes.withLock { $0 = book.bytes }
        var settings = settings(1)
        settings.pins = [try #require(try CertificateFile.pin(certificate.path))]
        let run = try AdapterRun(settings, storage: disk.storage)
        try await run.joined("#tricot")
        try await run.stop()
        #expect(disk.bytes.withLock { $0 } == [])
    }

    // MARK: - Pins

    @Test(arguments: [false, true]) func anExpiredCertificateOfItsOwnIsBelievedByItsPin(ofTheKey: Bool) async throws {
        let certificate = try CertificateFile.make(isExpired: true)
        defer { certificate.remove() }
        let server = try await server(certificate, offering: "")
        var settings = settings(server.port)
        settings.usesTLS = true
        let pin = ofTheKey ? try certificate.keyPin() : try CertificateFile.pin(certificate.path)
        settings.pins = [try #require(pin)]
        let run = try AdapterRun(settings)
        try await run.joined("#tricot")
        try await run.stop()
    }

    @Test func anotherCertificateThanThePinnedOneStopsTheNetwork() async throws {
        let (certificate, other) = (try CertificateFile.make(), try CertificateFile.make())
        defer {
            certificate.remove()
            other.remove()
        }
        let server = try await server(other, offering: "")
        var settings = settings(server.port)
        settings.usesTLS = true
        settings.pins = [try #require(try CertificateFile.pin(certificate.path))]
        let run = try AdapterRun(settings)
        await #expect(throws: Refusal.self) { try await run.end }
        #expect(server.received.all.isEmpty)
    }

    // Whoever is in between is not given the power to end her.
    @Test func aCertificateThatChangesLaterIsWaitedFor() async throws {
        let (certificate, other) = (try CertificateFile.make(), try CertificateFile.make())
        defer {
            certificate.remove()
            other.remove()
        }
        let good = try await server(certificate, offering: "")
        let forged = try await server(other, offering: "")
        var settings = settings(good.port, forged.port)
        settings.usesTLS = true
        settings.pins = [try #require(try CertificateFile.pin(certificate.path))]
        let waits = Record<TimeSpan>()
        let adapter = try IRCAdapter(
            network: NetworkID("test"), settings: settings, epoch: 7,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), group: .singleton,
            pause: { wait in
                waits.append(wait)
                if waits.all.count == 3 { throw CancellationError() }
            })
        try await adapter.run { batch in
            // Each time she is in, the server goes away.
            if batch.contains(where: { if case .synced = $0.kind { true } else { false } }) { good.drop() }
        }
        #expect(good.accepted.all.count == 2)
        #expect(forged.accepted.all.count == 1)
        #expect(forged.received.all.isEmpty)
        #expect(waits.all[1] >= .seconds(5))
    }

    // MARK: - Several servers

    @Test func aDeadServerIsFollowedByTheNext() async throws {
        let server = try await FakeServer.start(answer: FakeServer.ordinary())
        let closed = try await ServerProcess.freePort()
        let run = try AdapterRun(settings(closed, server.port))
        try await run.joined("#tricot")
        try await run.stop()
    }

    // `localhost` stands for both families where the machine has them: the server listens to one.
    @Test func aNameWithADeadAddressCostsNoAttempt() async throws {
        let server = try await FakeServer.start(answer: FakeServer.ordinary())
        let run = try AdapterRun(settings(server.port, host: "localhost"))
        try await run.joined("#tricot")
        #expect(server.accepted.all == [1])
        try await run.stop()
    }

    // MARK: - SOCKS5

    @Test(arguments: [nil, "guest:sesame"]) func aProxyIsAskedForTheNameOfTheServer(_ login: String?) async throws {
        let server = try await FakeServer.start(
            greet: { _ in [.lines(":irc.test NOTICE * :hello")] }, answer: FakeServer.ordinary())
        let proxy = try await FakeProxy.start(to: server.port, login: login)
        var settings = settings(6667, host: "irc.example.invalid")
        settings.proxy = .init(host: "127.0.0.1", port: proxy.port)
        if login != nil { settings.proxy?.login = .init(account: "guest", password: "sesame") }
        let run = try AdapterRun(settings)
        try await run.joined("#tricot")
        #expect(proxy.asked.all == [(login.map { $0 + "@" } ?? "") + "irc.example.invalid:6667"])
        try await run.stop()
    }

    @Test func tlsGoesThroughAProxyAndALiteralAsAnAddress() async throws {
        let certificate = try CertificateFile.make()
        defer { certificate.remove() }
        let server = try await server(certificate, offering: "")
        let proxy = try await FakeProxy.start(to: server.port)
        var settings = settings(6697, host: "192.0.2.1")
        settings.usesTLS = true
        settings.pins = [try #require(try CertificateFile.pin(certificate.path))]
        settings.proxy = .init(host: "127.0.0.1", port: proxy.port)
        let run = try AdapterRun(settings)
        try await run.joined("#tricot")
        #expect(proxy.asked.all == ["192.0.2.1:6697"])
        try await run.stop()
    }

    @Test(arguments: [2, 5, 0xFF]) func aProxyThatSaysNoCostsOneAttemptAStep(_ code: UInt8) async throws {
        // 0xFF: it wants a login, and there is none.
        let proxy = try await FakeProxy.start(to: 1, login: code == 0xFF ? "a:b" : nil, reply: code)
        let waits = Record<TimeSpan>()
        var settings = settings(6667, host: "irc.example.invalid")
        settings.proxy = .init(host: "127.0.0.1", port: proxy.port)
        let adapter = try IRCAdapter(
            network: NetworkID("test"), settings: settings, epoch: 7,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), group: .singleton,
            pause: { wait in
                waits.append(wait)
                if waits.all.count == 3 { throw CancellationError() }
            })
        try await adapter.run { _ in }
        #expect(waits.all.count == 3)
        #expect(proxy.asked.all.count == (code == 0xFF ? 0 : 3))
    }

    @Test func whatTheProxyAnswersIsReadWhereverItIsCut() throws {
        let login = IRCSettings.Proxy.Login(account: "a", password: "b")
        let dialogue = try #require(SOCKS5(to: "irc.example.invalid", port: 6667, login: login))
        #expect(dialogue.greeting == [5, 2, 0, 2])
        let answers: [UInt8] = [5, 2, 1, 0, 5, 0, 0, 3, 2, 0x78, 0x79, 0, 1, 0x50]
        for cut in 0..<answers.count - 1 {
            var dialogue = dialogue
            var last = SOCKS5.Step.wait
            for byte in answers[..<cut] { last = dialogue.receive([byte]) }
            if case .ready = last { Issue.record("ready after \(cut) bytes") }
        }
        var whole = dialogue
        #expect(whole.receive([5, 2]) == .send([1, 1, 0x61, 1, 0x62]))
        #expect(whole.receive([1, 0]) == .send([5, 1, 0, 3, 19] + Array("irc.example.invalid".utf8) + [0x1A, 0x0B]))
        #expect(whole.receive(Array(answers[4...])) == .ready([0x50]))
        for wrong: [UInt8] in [[4, 0], [5, 0xFF], [5, 1]] {
            var dialogue = dialogue
            guard case .failed = dialogue.receive(wrong) else {
                Issue.record("\(wrong)")
                continue
            }
        }
        #expect(SOCKS5(to: String(repeating: "a", count: 256), port: 1, login: nil) == nil)
        #expect(SOCKS5(to: "a", port: 70_000, login: nil) == nil)
    }
}
