// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import IRCTestSupport
import Testing

/// THREATS L8, L7 on a real server, with the whole daemon: a line that kills her kills her once.
@Suite(.timeLimit(.minutes(10)))
struct PoisonTests {
    private static let isNgircd = ServerProcess.isInstalled("ngircd", "openssl")

    private func program(port: Int) throws -> Program {
        var program = try Program()
        program.environment["GEOFFRIN_TEST_TRAP"] = "abracadabra"
        try program.write(
            """
            \(IRCStage.conf(port))
            [community.other]
            rooms = ["loop/#other"]
            desk = ["loop/#others"]

            """, to: "bot.conf")
        return program
    }

    private func start(_ program: Program) throws -> Running {
        try Running(program, ["run", "--state", "state", "--socket", "control"])
    }

    @Test(.enabled(if: isNgircd)) func aLineThatKillsHerKillsHerOnce() async throws {
        let server = try await ServerProcess.ngircd()
        defer { server.stop() }
        let mod = try await IRCTestClient.connect(port: server.port, nick: "mod", user: "mod")
        for room in ["#salon", "#modos", "#other", "#others"] { try await mod.join(room) }
        let program = try program(port: server.port)
        let first = try start(program)
        defer { first.kill() }
        for room in ["#salon", "#modos", "#other", "#others"] { try await mod.expect(":geoffrin!", "JOIN", room) }

        mod.send("PRIVMSG #salon :abracadabra")
        let end = await first.exit()
        #expect(end != nil && end != 0)

        // Up again at the second start, and the same line again is skipped.
        let kim = try await IRCTestClient.connect(port: server.port, nick: "kim", user: "kim")
        for room in ["#salon", "#other", "#others"] { try await kim.join(room) }
        let second = try start(program)
        defer { second.kill() }
        for room in ["#salon", "#other", "#others"] { try await kim.expect(":geoffrin!", "JOIN", room) }
        try await mod.expect("PRIVMSG #modos", "set aside")
        mod.send("PRIVMSG #salon :abracadabra", "PRIVMSG #other :!help")
        // The other community is served.
        try await mod.expect(":geoffrin!", "NOTICE mod :")
        #expect(mod.lines.all.count { $0.contains("set aside") } == 1)
        second.signal(SIGTERM)
        #expect(await second.exit() == 0)
    }
}
