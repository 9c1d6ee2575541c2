// SPDX-License-Identifier: Apache-2.0

import IRCTestSupport
import MatrixTestSupport
import Testing

/// The whole daemon on one homeserver, in a room of Alice's with a desk of two; whoever comes is from another homeserver,
/// where Bob sits in the same room and sees what arrives there.
struct FederationStage {
    let here: Synapse
    let there: Synapse
    let alice: MatrixUser
    let lise: MatrixUser
    let bot: MatrixUser
    let bob: MatrixUser
    let room: String
    let desk: String

    static func open() async throws -> FederationStage {
        let (here, there) = try await Synapse.federated()
        do {
            let alice = try await here.user("alice")
            let lise = try await here.user("lise")
            let bot = try await here.user("geoffrin")
            let bob = try await there.user("bob")
            let room = try await alice.createRoom("salon", levels: [bot.id: 100])
            let desk = try await alice.createRoom("desk", invite: [bot, lise], isPublic: false)
            try await lise.join(desk)
            try await bob.join("#salon:\(here.serverName)")
            for user in [alice, lise, bob] { try await user.read() }
            return FederationStage(
                here: here, there: there, alice: alice, lise: lise, bot: bot, bob: bob, room: room, desk: desk)
        } catch {
            here.stop()
            there.stop()
            throw error
        }
    }

    /// - Parameters:
    ///   - community: lines of `[community.salon]` besides.
    ///   - rules: tables that stand alone.
    func begin(community: String = "", _ rules: String = "") async throws -> (Program, Running) {
        let program = try Program()
        try program.configure(
            homeserver: here.base, token: bot.token, owner: alice.id, server: here.serverName,
            """
            moderators = ["matrix/\(lise.id)"]
            \(community)
            [welcome]
            active = false
            [moderation]
            mode = "act"
            ceiling = "ban 24h"
            policies = "act"
            \(rules)

            """)
        let running = try Running(program)
        try await alice.hears("I am in #salon")
        return (program, running)
    }

    /// Somebody of the other homeserver, in the room.
    func stranger(_ name: String) async throws -> MatrixUser {
        let user = try await there.user(name)
        try await user.join("#salon:\(here.serverName)")
        return user
    }

    /// An order at the desk, and its answer, which contains this.
    @discardableResult
    func order(_ text: String, by user: MatrixUser? = nil, hears answer: String) async throws -> MatrixUser.Seen {
        let from = alice.seen.all.count
        try await (user ?? alice).say(text, in: desk)
        let (desk, bot) = (desk, bot.id)
        return try await alice.seen.first(from: from, "the answer to \(text)") {
            $0.room == desk && $0.sender == bot && $0.body.contains(answer)
        }
    }

    func stop() {
        here.stop()
        there.stop()
    }
}

extension MatrixUser {
    /// Somebody's membership of a room becomes this, past or to come.
    @discardableResult
    func sees(_ user: String, _ membership: String, in room: String) async throws -> Seen {
        try await seen.first("\(membership) of \(user)") {
            $0.room == room && $0.type == "m.room.member" && $0.event["state_key"].text == user
                && $0.event["content"]["membership"].text == membership
        }
    }
}
