// SPDX-License-Identifier: Apache-2.0

import DNSTestSupport
import Foundation
import Glibc
import IRCTestSupport
import Testing

/// The whole daemon with a list of hosts in the DNS: told first, asked by a resolver that the file names, one hint among
/// others, and no opinion where the list fails (THREATS A7, J5). Then the drill on what she has lived.
@Suite(.timeLimit(.minutes(10)))
struct DnsblDaemonTests {
    /// Ten, of sites of one's own.
    private static func links(_ name: String) -> String {
        (1...10).map { "\(name)\($0).example/x" }.joined(separator: " ")
    }

    private func status(_ program: Program) throws -> [String: Any] {
        let result = try program.run(
            ["status", "--json", "--config", "bot.conf", "--state", "state", "--socket", "control"])
        let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        return json?["dnsbl"] as? [String: Any] ?? [:]
    }

    private func wait(_ program: Program, _ key: String, _ count: Int) async throws {
        while (try status(program)[key] as? Int ?? 0) < count { try await Task.sleep(for: .milliseconds(100)) }
    }

    /// A network that shows addresses and has a list of quiets. Max comes right behind her, before she can say a word.
    private func network() async throws -> FakeServer {
        let ordinary = FakeServer.ordinary("@mod!m@mod.example")
        return try await FakeServer.start { number, line in
            if line.hasPrefix("JOIN"), line.contains("#salon") {
                return ordinary(number, line) + [.lines(":max!m@9.8.7.5 JOIN #salon")]
            }
            guard line.hasPrefix("USER ") else { return ordinary(number, line) }
            return [
                .lines(
                    ":irc.test 001 geoffrin :Welcome",
                    ":irc.test 005 geoffrin PREFIX=(ov)@+ CHANMODES=eIbq,k,l,imnst CASEMAPPING=ascii :are supported",
                    ":irc.test 376 geoffrin :End")
            ]
        }
    }

    @Test func aNewcomersAddressIsOneHintAndNoneWhereTheListFails() async throws {
        let dns = try ScriptedDNSServer { name in
            switch name {
            case "2.0.0.127.bl.example": .addresses([0x7F00_0002])
            case "6.7.8.9.bl.example": .addresses([0x7F00_0004])
            case "4.6.7.8.bl.example": .failure(2)
            default: .nowhere
            }
        }
        defer { dns.stop() }
        let server = try await network()
        let program = try Program()
        try program.write(
            """
            \(IRCStage.conf(server.port))
            [community.salon.detector.dnsbl]
            lists = ["bl.example"]
            [detector.dnsbl]
            nameserver = "127.0.0.1:\(dns.port)"
            [moderation]
            mode = "act"
            preset = "gentle"
            [welcome]
            active = false
            [animation]
            quiet = "off"

            """, to: "bot.conf")
        let running = try Running(program)
        defer { running.kill() }
        try await server.received.first("both rooms") { $0.hasPrefix("JOIN") && $0.contains("#modos") }
        // Who came before the room was told, as max did, is not asked about.
        try await server.received.first("what leaves, and where to") {
            $0.hasPrefix("PRIVMSG #salon :From now on, when somebody new comes in here, I ask bl.example")
        }
        #expect(dns.asked.isEmpty)
        // Heard by the room, as far as the server tells.
        try await server.received.first("a sign that it arrived") { $0.hasPrefix("PING") }

        // She asks once the line is known to have arrived, which the newcomer of the moment may not be.
        server.send(":eve!e@9.8.7.6 JOIN #salon")
        while (try status(program)["listed"] as? Int ?? 0) < 1 {
            try await Task.sleep(for: .milliseconds(200))
            server.send(":eve!e@9.8.7.6 PRIVMSG #salon :good morning")
        }
        // It proves itself before it is asked (RFC 5782 §5).
        #expect(Set(dns.asked.prefix(2)) == ["2.0.0.127.bl.example", "1.0.0.127.bl.example"])
        #expect(dns.asked.dropFirst(2) == ["6.7.8.9.bl.example"])
        server.send(":eve!e@9.8.7.6 PRIVMSG #salon :look \(Self.links("b"))")
        try await server.received.first("a proposal") {
            $0.hasPrefix("PRIVMSG #modos :[1] I suggest mute 10 min for eve")
        }

        // From elsewhere: what stays of eve where she came from would count.
        server.send(":zoe!z@8.7.6.4 JOIN #salon")
        try await wait(program, "failed", 1)
        server.send(":zoe!z@8.7.6.4 PRIVMSG #salon :these \(Self.links("c"))")
        try await server.received.first("a word, as without a list") {
            $0.hasPrefix("PRIVMSG #modos :[2] a private word: zoe")
        }
        #expect(!dns.asked.contains("5.7.8.9.bl.example"))
        running.signal(SIGTERM)
        #expect(await running.exit() == 0)
        await server.stop()

        try drill(program, joins: 3)
    }

    /// How long until a raid is seen, whom it would hurt, and what the same settings would have done with the joins above.
    private func drill(_ program: Program, joins: Int) throws {
        let run = try program.run(
            ["drill", "raid", "--json", "--config", "bot.conf", "--state", "state", "--socket", "control"])
        #expect(run.exit == 0, "\(run.errors)")
        let found = try #require(
            try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any], "\(run.output)")
        let seen = try #require(found["seen_ms"] as? Int)
        #expect(seen <= 2000 && found["closed_ms"] as? Int != nil && (found["hurt"] as? [String])?.isEmpty == true)
        #expect(found["days"] as? Int == 30 && found["joins"] as? Int == joins, "\(run.output)")
        #expect(found["closings"] as? Int == 0 && found["strangers_kept_out"] as? Int == 0)
        let told = try program.run(["drill", "raid", "--config", "bot.conf", "--state", "state"])
        #expect(told.output.contains("the last 30 days: \(joins) joins, closed 0 times"), "\(told.output)")
    }
}
