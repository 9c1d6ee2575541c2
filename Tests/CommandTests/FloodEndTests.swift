// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import IRCTestSupport
import Testing

/// The daemon, told to stop while a network pours lines over her as fast as she takes them.
@Suite(.enabled(if: Measured.isOn, "\(Measured.why)"), .timeLimit(.minutes(10))) struct FloodEndTests {
    @Test func sigtermInTheMiddleOfAFloodSaysGoodbyeAndEndsHer() async throws {
        let names = (0..<200).map { "guest\($0)!g@h\($0).example" }
        let server = try await FakeServer.start(answer: FakeServer.ordinary(names.joined(separator: " ")))
        let program = try Program()
        try program.write(
            """
            language = "en"
            owners = ["loop/margaux"]
            [network.loop]
            irc = "127.0.0.1:\(server.port)"
            tls = false
            nick = "geoffrin"
            [community.salon]
            rooms = ["loop/#salon"]
            desk = ["loop/#modos"]
            [moderation]
            mode = "act"
            preset = "strict"
            """, to: "bot.conf")
        let running = try Running(program, ["run", "--state", "state", "--socket", "control"])
        defer { running.kill() }
        try await server.received.first("both rooms") { line in
            line.hasPrefix("JOIN") && line.contains("#modos")
        }
        let before = running.memory.now
        let measured = Measured("SIGTERM in the middle of a flood (the program)")
        let lines = (0..<2000).map { number in
            ":\(names[number % 200]) PRIVMSG #salon :buy lamps \(number) at https://lamps.example/\(number)"
        }
        let poured = server.pour(Array((lines.joined(separator: "\r\n") + "\r\n").utf8))
        try await poured.total.first("a flood that is read") { $0 > 2 << 20 }
        let most = running.memory.most
        let began = ContinuousClock.now
        running.signal(SIGTERM)
        try await server.received.first("the farewell") { $0.hasPrefix("QUIT") }
        #expect(await running.exit() == 0)
        let took = ContinuousClock.now - began
        // The promise is 2 s: the table tells it, of a machine that does nothing else, and no machine fails by it.
        measured.tell(
            String(format: "%.1f s to the end of the process", took / .seconds(1)),
            connections: server.accepted.all.count, growth: most - before)
        #expect(server.accepted.all == [1])
        await server.stop()
    }
}
