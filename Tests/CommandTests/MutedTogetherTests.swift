// SPDX-License-Identifier: Apache-2.0

import IRCTestSupport
import MatrixTestSupport
import Testing

/// Several people lose and get back their voice at once: on Matrix that is one table, read and written for each of them.
@Suite(.enabled(if: Synapse.isInstalled, "Synapse is not installed: scripts/setup.sh test"), .timeLimit(.minutes(5)))
struct MutedTogetherTests {
    @Test func eachMuteAndEachEndStands() async throws {
        let server = try await Synapse.start()
        defer { server.stop() }
        let stage = try await HomeserverStage.open(
            server,
            """
            [welcome]
            active = false
            [moderation]
            mode = "act"
            [[rule]]
            name = "lamps"
            when = 'text matches "(?i)cheap lamps"'
            then = ["mute 10m"]
            mode = "act"

            """)
        let running = stage.running
        defer { running.kill() }
        var coming: [MatrixUser] = []
        for number in 1...7 {
            let user = try await server.user("eve\(number)")
            try await user.join(stage.room)
            coming.append(user)
        }
        let (people, room) = (coming, stage.room)
        let names = Set(people.map(\.id))
        func muted() async throws -> Set<String> {
            let users = try await stage.alice.state(stage.room, "m.room.power_levels")["users"].object
            return Set(users.filter { ($0.value.number ?? 0) < 0 }.keys)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (place, user) in people.enumerated() {
                group.addTask { try await user.say("cheap lamps, and \(place) more", in: room) }
            }
            try await group.waitForAll()
        }
        for number in 1...7 { try await stage.alice.hears("[\(number)] ") }
        while try await muted() != names { try await Task.sleep(for: .milliseconds(100)) }
        for number in 1...7 { try await stage.alice.say("undo \(number)", in: stage.desk) }
        while try await muted().isEmpty == false { try await Task.sleep(for: .milliseconds(100)) }
        for user in people { try await user.say("thank you", in: stage.room) }
    }
}
