// SPDX-License-Identifier: Apache-2.0

import Chat
import IRC
import IRCTestSupport
import Logging
import Testing

@testable import IRCAdapter

@Suite(.timeLimit(.minutes(10))) struct CertificateTests {
    // THREATS H2: said while there is time to write the next pin beside this one.
    @Test(arguments: [(3, true), (30, false)]) func aCertificateThatEndsSoonIsSaid(
        _ days: Int, _ isSaid: Bool
    ) async throws {
        let certificate = try CertificateFile.make(days: days)
        defer { certificate.remove() }
        let server = try await FakeServer.start(certificate: certificate, answer: FakeServer.ordinary())
        var settings = IRCSettings(servers: [.init(host: "127.0.0.1", port: server.port)], nick: "geoffrin")
        settings.pins = [try #require(try CertificateFile.pin(certificate.path))]
        settings.rooms = [.init("#tricot")]
        let said = Record<String>()
        let adapter = try IRCAdapter(
            network: NetworkID("test"), settings: settings, epoch: 7,
            logger: Logger(label: "test", factory: { _ in Listener(said: said) }))
        let events = Record<Event>()
        let task = Task { try await adapter.run { batch in for event in batch { events.append(event) } } }
        try await events.first("the roster") { if case .synced = $0.kind { true } else { false } }
        let report = await adapter.report()
        #expect((report.serverCertificateEnds != nil) == isSaid)
        #expect(report.ownCertificateEnds == nil)
        task.cancel()
        try await task.value
        #expect(said.all.contains { $0.contains("certificate ends soon") } == isSaid)
    }
}

/// When it is said, and how often.
@Suite struct CertificateNoticeTests {
    private func look(_ days: [Int], server: Int? = nil, own: Int? = nil) -> [String] {
        let said = Record<String>()
        let logger = Logger(label: "test", factory: { _ in Listener(said: said) })
        let start = Timestamp(seconds: 1_800_000_000)
        var certificates = Certificates()
        certificates.server = server.map { start + .days(Int64($0)) }
        certificates.own = own.map { start + .days(Int64($0)) }
        for day in days { certificates.look(at: start + .days(Int64(day)), logger) }
        return said.all
    }

    // A connection may last for months: each is looked at every day.
    @Test func hersIsSaidToo() {
        #expect(look([0, 10, 15], own: 30).isEmpty)
        #expect(look([0, 17], own: 30).count == 1)
        #expect(look([0, 17], own: 30).first?.hasPrefix("her own certificate ends soon") == true)
        #expect(look([17], server: 30).first?.hasPrefix("the server's certificate ends soon") == true)
    }

    @Test func eachOnceADayHoweverOftenSheConnects() {
        #expect(look([20, 20, 20], server: 30, own: 30).count == 2)
        #expect(look([20, 21, 22], own: 30).count == 3)
        // One that has ended is said as well.
        #expect(look([40], own: 30).count == 1)
    }
}

/// Keeps what is logged.
private struct Listener: LogHandler {
    let said: Record<String>
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.notice

    init(said: Record<String>) { self.said = said }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { said.append("\(event.message)") }
}
