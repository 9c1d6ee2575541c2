// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import HTTPTestSupport
import IRCTestSupport
import Synchronization
import Testing

/// The whole daemon on a real server, with a service that reads along: told first, asked without names, left alone when
/// it fails (THREATS J4).
@Suite(.timeLimit(.minutes(10)))
struct SecondReaderTests {
    private static let isNgircd = ServerProcess.isInstalled("ngircd", "openssl")

    private func status(_ program: Program) throws -> [String: Any] {
        let result = try program.run(
            ["status", "--json", "--config", "bot.conf", "--state", "state", "--socket", "control"])
        let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        return json?["second_reader"] as? [String: Any] ?? [:]
    }

    private func wait(_ program: Program, _ key: String, _ count: Int) async throws {
        while (try status(program)[key] as? Int ?? 0) < count { try await Task.sleep(for: .milliseconds(100)) }
    }

    @Test(.enabled(if: isNgircd)) func aRoomIsToldAndThenReadTwice() async throws {
        let isUp = Mutex(true)
        let reader = try await ScriptedHTTPServer.start { _ in
            isUp.withLock { $0 }
                ? [.json(200, #"{"choices":[{"message":{"role":"assistant","content":"97"}}]}"#)] : [.json(503, "{}")]
        }
        let server = try await ServerProcess.ngircd()
        defer { server.stop() }
        // Whoever is first in a room is its operator, and never judged.
        let mod = try await IRCTestClient.connect(port: server.port, nick: "mod", user: "mod")
        try await mod.join("#salon")
        let program = try Program()
        try program.write(
            """
            \(IRCStage.conf(server.port))
            [animation]
            quiet = "off"
            [community.salon.second_reader]
            active = true
            [second_reader]
            url = "\(reader.base)/v1/chat/completions"
            shape = "chat"
            model = "small"
            deadline = "30s"
            [detector.toxicity]
            talk = "calm"

            """, to: "bot.conf")
        let check = try program.run(["check", "--config", "bot.conf"])
        #expect(check.output.contains("go to a second program on this machine, \(reader.base)/v1/chat/completions"))
        let running = try Running(program)
        defer { running.kill() }
        try await mod.expect("geoffrin", "JOIN", "#salon")
        let eve = try await IRCTestClient.connect(port: server.port, nick: "eve", user: "eve")
        try await eve.join("#salon")
        try await mod.expect("PRIVMSG #salon :From now on, when I am unsure of a message here")
        #expect(reader.received.isEmpty)

        eve.send("PRIVMSG #salon :mod: you are a fucking idiot, see https://eve.example/")
        try await wait(program, "answered", 1)
        let body = String(decoding: try #require(reader.received.first).body, as: UTF8.self)
        #expect(body.contains(#"{\"line\":\"[name] you are a fucking idiot, see [link]\"}"#), "\(body)")
        #expect(!body.contains("eve."))
        #expect(!body.contains("salon") && !body.contains("mod:"))

        isUp.withLock { $0 = false }
        for line in 0..<2 {
            eve.send("PRIVMSG #salon :you stupid fucking idiot number \(line)")
            try await wait(program, "failed", line + 1)
        }
        let told = try status(program)
        #expect(told["asked"] as? Int == 3)
        #expect(told["answered"] as? Int == 1)
        running.signal(SIGTERM)
        #expect(await running.exit() == 0)
        await reader.stop()
    }
}
