// SPDX-License-Identifier: Apache-2.0

import Foundation
import IRCTestSupport
import Testing

/// `check --live`: she goes there, says what she may do, and leaves.
@Suite struct LiveCheckTests {
    private let program: Program
    init() throws { program = try Program() }

    private func conf(_ port: Int) -> String {
        """
        language = "en"
        owners   = ["loop/margaux"]
        contact  = "a@b.example"
        [network.loop]
        irc = "127.0.0.1:\(port)"
        tls = false
        nick = "geoffrin"
        [community.salon]
        rooms = ["loop/#salon"]
        desk  = ["loop/#modos"]
        """
    }

    @Test func sheEntersSaysWhatSheMayAndLeaves() async throws {
        let server = try await FakeServer.start(answer: FakeServer.ordinary())
        try program.write(conf(server.port), to: "bot.conf")
        let run = try program.run("check", "--live", "--state", "state", "--socket", "nobody")
        #expect(run.exit == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("loop: connected."))
        for room in ["loop/#salon", "loop/#modos"] { #expect(run.output.contains("\(room): entered. She can: ")) }
        try await server.received.first("her goodbye") { $0.hasPrefix("QUIT") }
    }

    /// One that is full, starts again or wants her not hangs up as one does that speaks no TLS.
    @Test(arguments: [
        ("NOTICE * :hello", false, "it does not speak TLS on this port"), ("", true, "it hung up before TLS began"),
    ]) func whyTLSDidNotBeginIsNotGuessed(_ says: String, _ hangsUp: Bool, _ why: String) throws {
        let server = try LineServer(says: says, hangsUp: hangsUp)
        defer { server.close() }
        try program.write(conf(Int(server.port)).replacing("tls = false\n", with: ""), to: "bot.conf")
        let run = try program.run("check", "--live", "--state", "state", "--socket", "nobody")
        #expect(run.exit == 75 && run.output.contains(why), "\(run)")
    }

    @Test func aNetworkThatRefusesHerIsSaidSo() async throws {
        let server = try await FakeServer.start { _, line in
            line.hasPrefix("USER") ? [.lines(":irc.test 464 * :Password incorrect")] : []
        }
        try program.write(conf(server.port), to: "bot.conf")
        let run = try program.run("check", "--live", "--state", "state", "--socket", "nobody", "--language", "fr")
        #expect(run.exit == 75)
        #expect(run.output.contains("loop\u{A0}: pas en ligne"), "\(run.output)")
    }
}
