// SPDX-License-Identifier: Apache-2.0

import Foundation
import IRCTestSupport
import MatrixTestSupport
import Testing

/// A raid on a real Synapse: closed by the rule of who may come in, killed in the middle, and given back as it was.
@Suite(.enabled(if: Synapse.isInstalled, "Synapse is not installed: scripts/setup.sh test"), .timeLimit(.minutes(10)))
struct HomeserverRaidTests {
    private func rule(_ user: MatrixUser, _ room: String) async throws -> String? {
        try await user.state(room, "m.room.join_rules")["join_rule"].text
    }

    @Test func sheClosesAndGivesBackTheRuleThatWasThere() async throws {
        let server = try await Synapse.start()
        defer { server.stop() }
        let stage = try await HomeserverStage.open(
            server,
            """
            [welcome]
            after = "0s"
            [moderation]
            mode = "act"

            """)
        let (alice, room, desk) = (stage.alice, stage.room, stage.desk)
        var running = stage.running
        defer { running.kill() }
        #expect(try await rule(alice, room) == "public")
        let clock = ContinuousClock()
        let began = clock.now
        var raiders: [MatrixUser] = []
        for number in 1...9 {
            let raider = try await server.user("raider\(number)")
            // The last of them may come to a closed door.
            do { try await raider.join(room) } catch  where number > 6 { break }
            raiders.append(raider)
        }
        let told = try await alice.seen.first("the raid told") {
            $0.room == desk && $0.body.contains("RAID") && $0.body.contains("raid off")
        }
        let locked = clock.now
        #expect(try await rule(alice, room) == "invite")
        let late = try await server.user("raider99")
        await #expect(throws: (any Error).self) { try await late.join(room) }
        try await alice.say("I was here before", in: room)

        // Killed in the middle; a thumb down on her message opens.
        running.kill()
        running = try Running(stage.program)
        try await alice.react(
            "\u{1F44E}", to: told.event["content"]["m.relates_to"]["event_id"].text ?? told.id, in: desk)
        _ = try await alice.seen.first("the door open again") {
            $0.room == desk && $0.body.contains("is open again")
        }
        let opened = clock.now
        #expect(try await rule(alice, room) == "public")
        try await late.join(room)
        print("raid: first join to lock told \(locked - began); reopened after kill and thumb in \(opened - locked)")

        // By hand, and a person changes the rule meanwhile: theirs stays.
        let start = alice.seen.all.count
        try await alice.say("raid", in: desk)
        _ = try await alice.seen.first(from: start, "closed by hand") {
            $0.room == desk && $0.body.contains("raid off")
        }
        try await alice.setState(room, "m.room.join_rules", "", ["join_rule": "knock"])
        _ = try await alice.seen.first("that somebody opened it") {
            $0.room == desk && $0.body.contains("has opened")
        }
        try await alice.say("raid off", in: desk)
        _ = try await alice.seen.first("that nothing is closed") {
            $0.room == desk && $0.body.contains("is calm")
        }
        #expect(try await rule(alice, room) == "knock")
    }
}
