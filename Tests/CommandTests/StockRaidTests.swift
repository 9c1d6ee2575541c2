// SPDX-License-Identifier: Apache-2.0

import Foundation
import IRCTestSupport
import MatrixTestSupport
import Testing

/// Fifty raiders at a homeserver that nobody has tuned (ten events, then one in five seconds), while twenty members ask for
/// help. Takes five minutes: only where `GEOFFRIN_SLOW` is set. Its figures stand in docs/faults-matrix.md.
@Suite(
    .enabled(if: Synapse.isInstalled, "Synapse is not installed: scripts/setup.sh test"),
    .enabled(if: ProcessInfo.processInfo.environment["GEOFFRIN_SLOW"] != nil, "GEOFFRIN_SLOW is not set"),
    .timeLimit(.minutes(15)))
struct StockRaidTests {
    @Test func fiftyAreBannedBeforeAnybodyIsAnswered() async throws {
        let server = try await Synapse.start(.stock)
        defer { server.stop() }
        let alice = try await server.user("alice")
        let bot = try await server.user("geoffrin")
        let room = try await alice.createRoom("salon", levels: ["@geoffrin:hs.test": 50])
        _ = try await alice.createRoom("desk", invite: [bot], isPublic: false)
        var members: [MatrixUser] = []
        for n in 0..<20 { members.append(try await joining(server, "member\(n)", room)) }
        let program = try Program()
        try program.configure(
            homeserver: server.base, token: bot.token, owner: "@alice:hs.test",
            """
            [welcome]
            active = false
            [moderation]
            mode = "act"
            preset = "gentle"
            ceiling = "ban 24h"
            budget = "1000 an hour"
            # They come one a second, as Synapse lets them: the door would close before all are in.
            raids = "ask"
            [[rule]]
            name = "lamps"
            when = 'text matches "(?i)cheap lamps"'
            then = ["ban 24h"]
            mode = "act"

            """)
        // The homeserver's limits are what this is about.
        let conf = program.folder + "/bot.conf"
        try String(contentsOfFile: conf, encoding: .utf8).replacing("unlimited = true\n", with: "").write(
            toFile: conf, atomically: true, encoding: .utf8)
        try await alice.read()
        let running = try Running(program)
        defer { running.kill() }
        try await alice.hears("I am in")
        var raiders: [MatrixUser] = []
        for n in 0..<50 { raiders.append(try await joining(server, "raider\(n)", room)) }
        // Her bucket fills up, and the roster is no longer fresh.
        let probe = try await joining(server, "probe", room)
        try await probe.say("CHEAP lamps, the first", in: room)
        _ = try await alice.seen.first("the first ban") { Self.isBan($0, of: probe.id) }
        try await Task.sleep(for: .seconds(60))

        let began = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (n, raider) in raiders.enumerated() {
                group.addTask { try await raider.say("CHEAP lamps number \(n), only today", in: room) }
            }
            for member in members { group.addTask { try await member.say("!help", in: room) } }
            try await group.waitForAll()
        }
        // Asked for: a sync that comes late leaves out what stood between.
        let place = MatrixUser.segment(room)
        while try await alice.ask("GET", "/rooms/\(place)/members?membership=ban")["chunk"].list.count < 51 {
            try await Task.sleep(for: .seconds(2))
        }
        let took = ContinuousClock.now - began
        let history = try await alice.ask("GET", "/rooms/\(place)/messages?dir=b&limit=1000")["chunk"].list
        // By who said it: what they said may be gone with the ban (MSC4293).
        let spammers = Set(raiders.map { $0.id })
        let after = history.reversed().drop {
            $0["type"].text != "m.room.message" || !spammers.contains($0["sender"].text ?? "")
        }
        let hers = after.filter { $0["sender"].text == bot.id }
        let bans = hers.filter { $0["type"].text == "m.room.member" && $0["content"]["membership"].text == "ban" }
        #expect(Set(bans.compactMap { $0["state_key"].text }) == spammers)
        #expect(bans.count == 50, "each once: \(bans.count)")
        // Servers date events themselves: from the first advert to the first ban.
        func stamp(_ event: JSON) -> Int64 { event["origin_server_ts"].number ?? 0 }
        let firstAdvert = after.first.map(stamp) ?? 0
        let firstBan = bans.map(stamp).min() ?? 0
        let lastBan = bans.map(stamp).max() ?? 0
        let early = hers.filter { $0["type"].text == "m.room.message" && stamp($0) < lastBan }
        #expect(early.isEmpty, "answers in the room before the last ban: \(early)")
        #expect(firstBan - firstAdvert < 2000, "\(firstBan - firstAdvert) ms")
        print(
            """
            raid: 50 bans of 50, none twice; first ban \(firstBan - firstAdvert) ms after the first advert, last \
            \(lastBan - firstAdvert) ms after it (\(took)); words of hers in the room meanwhile: \(early.count)
            """)
    }

    private static func isBan(_ seen: MatrixUser.Seen, of user: String) -> Bool {
        seen.type == "m.room.member" && seen.event["state_key"].text == user
            && seen.event["content"]["membership"].text == "ban"
    }

    /// Joining is limited too: ten at once into a room, then one a second.
    private func joining(_ server: Synapse, _ name: String, _ room: String) async throws -> MatrixUser {
        let user = try await server.user(name)
        for _ in 0..<60 {
            do {
                try await user.join(room)
                return user
            } catch let problem as MatrixUser.Unexpected where problem.description.contains("M_LIMIT_EXCEEDED") {
                try await Task.sleep(for: .milliseconds(500))
            }
        }
        throw MatrixUser.Unexpected(description: "\(name) cannot join")
    }
}
