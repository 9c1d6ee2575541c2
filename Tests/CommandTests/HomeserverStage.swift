// SPDX-License-Identifier: Apache-2.0

import IRCTestSupport
import MatrixTestSupport
import Testing

/// The whole daemon in a room of Alice's, its owner, with a desk, on a real Synapse.
struct HomeserverStage {
    let alice: MatrixUser
    let bot: MatrixUser
    let room: String
    let desk: String
    let program: Program
    let running: Running

    /// - Parameter more: of bot.conf, tables that stand alone.
    static func open(_ server: Synapse, _ more: String) async throws -> HomeserverStage {
        let alice = try await server.user("alice")
        let bot = try await server.user("geoffrin")
        let room = try await alice.createRoom("salon", levels: ["@geoffrin:hs.test": 100])
        let desk = try await alice.createRoom("desk", invite: [bot], isPublic: false)
        try await alice.read()
        let program = try Program()
        try program.configure(homeserver: server.base, token: bot.token, owner: "@alice:hs.test", more)
        let running = try Running(program)
        try await alice.hears("I am in")
        return HomeserverStage(alice: alice, bot: bot, room: room, desk: desk, program: program, running: running)
    }

    /// Alice gives an order at the desk and gets an answer that contains this.
    func order(_ text: String, hears answer: String) async throws {
        let from = alice.seen.all.count
        try await alice.say(text, in: desk)
        let (desk, bot) = (desk, bot.id)
        _ = try await alice.seen.first(from: from, "the answer to \(text)") {
            $0.room == desk && $0.sender == bot && $0.body.contains(answer)
        }
    }
}
