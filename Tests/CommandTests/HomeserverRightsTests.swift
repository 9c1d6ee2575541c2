// SPDX-License-Identifier: Apache-2.0

import IRCTestSupport
import MatrixTestSupport
import Testing

/// What a real Synapse takes from her, and what the desk and whoever runs her hear of it.
@Suite(.enabled(if: Synapse.isInstalled, "Synapse is not installed: scripts/setup.sh test"), .timeLimit(.minutes(10)))
struct HomeserverRightsTests {
    private static let settings = """
        [welcome]
        after = "0s"
        [moderation]
        mode = "act"

        """

    /// What of `status` is still to be done, in the community's rooms.
    private func status(_ stage: HomeserverStage) throws -> String {
        try stage.program.run("status", "--socket", "control").output
    }

    /// A ban puts out by itself: the kick behind it has nothing left to do, and is owed no more.
    @Test func theKickBehindABanIsSettled() async throws {
        let server = try await Synapse.start()
        defer { server.stop() }
        let stage = try await HomeserverStage.open(server, Self.settings)
        defer { stage.running.kill() }
        let eve = try await server.user("eve")
        try await eve.join(stage.room)
        try await eve.read()
        try await stage.order("ban eve 1h", hears: "[1] ban 1 h, with what they wrote here: eve (@eve:hs.test)")
        // Answers come behind sanctions.
        try await stage.order("cases", hears: "No open case")
        var told = try status(stage)
        for _ in 0..<200 where !told.contains("0 acts waiting") { told = try status(stage) }
        #expect(told.contains("0 acts waiting"), "\(told)")
        #expect(!stage.alice.seen.all.contains { $0.body.contains("could not") })
    }

    @Test func whoTakesHerRightsOrPutsHerOutIsNamedAndThatItIsMendedIsTold() async throws {
        let server = try await Synapse.start()
        defer { server.stop() }
        let stage = try await HomeserverStage.open(server, Self.settings)
        defer { stage.running.kill() }
        let (alice, bot, room) = (stage.alice, stage.bot, stage.room)
        func levels(_ level: Int64) async throws { try await alice.setLevel(bot.id, level, in: room) }
        func act(_ what: String) async throws {
            try await alice.ask("POST", "/rooms/\(MatrixUser.segment(room))/\(what)", ["user_id": .text(bot.id)])
        }
        func isBack(_ change: () async throws -> Void) async throws {
            let before = alice.seen.all.count
            try await change()
            _ = try await alice.seen.first(from: before, "that she is back") { $0.body.contains("I am in #salon") }
        }
        try await levels(0)
        try await alice.hears("roles: geoffrin has level 0 and needs 50 (remove a message, kick, ban), 100 (mute)")
        try await isBack { try await levels(100) }
        try await act("kick")
        try await alice.hears("I am not in #salon:hs.test any more: I was shown out")
        try await isBack { try await alice.invite(bot.id, to: room) }
        // Shown out and then banned: an invitation alone does not help, until the ban is lifted.
        let before = alice.seen.all.count
        func hears(_ text: String) async throws {
            _ = try await alice.seen.first(from: before, text) { $0.body.contains(text) }
        }
        try await act("kick")
        try await hears("To bring me back: invite \(bot.id) to #salon:hs.test")
        try await act("ban")
        try await hears("I am not in #salon:hs.test any more: I am banned there")
        #expect(try status(stage).contains("then invite \(bot.id)"))
        try await act("unban")
        try await hears("I am not in #salon:hs.test: I was shown out")
        try await isBack { try await alice.invite(bot.id, to: room) }
        let last = alice.seen.all.count
        try await act("ban")
        _ = try await alice.seen.first(from: last, "the second ban") {
            $0.body.contains("I am not in #salon:hs.test any more: I am banned there")
        }
        try await isBack {
            try await act("unban")
            try await alice.invite(bot.id, to: room)
        }
    }

    @Test func anEncryptedDeskIsSaidInPrivateAndByStatus() async throws {
        let server = try await Synapse.start()
        defer { server.stop() }
        let stage = try await HomeserverStage.open(server, Self.settings)
        defer { stage.running.kill() }
        let alice = stage.alice
        try await alice.setState(stage.desk, "m.room.encryption", "", ["algorithm": "m.megolm.v1.aes-sha2"])
        let (direct, by) = try await alice.invitation()
        #expect(by == stage.bot.id)
        try await alice.join(direct)
        _ = try await alice.seen.first("what is wrong with the desk") {
            $0.room == direct && $0.body.contains("The desk #desk:hs.test is encrypted")
        }
        #expect(try status(stage).contains("The desk #desk:hs.test is encrypted"))
        try await alice.setState(stage.room, "m.room.encryption", "", ["algorithm": "m.megolm.v1.aes-sha2"])
        var told = try status(stage)
        for _ in 0..<200 where !told.contains("#salon:hs.test: encrypted") { told = try status(stage) }
        #expect(told.contains("#salon:hs.test: encrypted"), "\(told)")
    }
}

/// A first day on a homeserver: who is not invited yet, and `check --live`.
@Suite(.enabled(if: Synapse.isInstalled, "Synapse is not installed: scripts/setup.sh test"), .timeLimit(.minutes(5)))
struct HomeserverFirstDayTests {
    /// As every guide says it: she runs, and is invited to the desk.
    @Test func sheComesToTheDeskThatInvitesHerWhileSheRuns() async throws {
        let server = try await Synapse.start()
        defer { server.stop() }
        let alice = try await server.user("alice")
        let bot = try await server.user("geoffrin")
        let room = try await alice.createRoom("salon", levels: ["@geoffrin:hs.test": 100])
        let desk = try await alice.createRoom("desk", isPublic: false)
        try await alice.read()
        let program = try Program()
        try program.configure(homeserver: server.base, token: bot.token, owner: "@alice:hs.test", "")
        let running = try Running(program)
        defer { running.kill() }
        // In the room, she has stood before the desk's door too.
        _ = try await alice.seen.first("her arrival") {
            $0.room == room && $0.type == "m.room.member" && $0.sender == bot.id
        }
        while !(try program.run("status", "--socket", "control").output.contains("I am not in #desk:hs.test")) {}
        try await alice.invite(bot.id, to: desk)
        try await alice.hears("I am in")
    }

    @Test func sheFollowsAnUpgradedDeskOnceItInvitesHer() async throws {
        let server = try await Synapse.start()
        defer { server.stop() }
        let stage = try await HomeserverStage.open(server, "")
        defer { stage.running.kill() }
        let answer = try await stage.alice.ask("POST", "/rooms/\(stage.desk)/upgrade", ["new_version": "12"])
        let desk = try #require(answer["replacement_room"].text)
        while !(try stage.program.run("status", "--socket", "control").output.contains("I am not in #desk:hs.test")) {}
        let (from, bot) = (stage.alice.seen.all.count, stage.bot.id)
        try await stage.alice.invite(bot, to: desk)
        _ = try await stage.alice.seen.first(from: from, "her arrival") {
            $0.room == desk && $0.type == "m.room.member" && $0.sender == bot
        }
        try await stage.alice.say("whoami", in: desk)
        try await stage.alice.hears("I see you as alice")
    }

    @Test func aRoomThatDoesNotLetHerInIsToldWithWhatWouldAndAtOnce() async throws {
        let server = try await Synapse.start()
        defer { server.stop() }
        let alice = try await server.user("alice")
        let bot = try await server.user("geoffrin")
        _ = try await alice.createRoom("salon", levels: ["@geoffrin:hs.test": 100])
        _ = try await alice.createRoom("desk", isPublic: false)
        let program = try Program()
        try program.configure(homeserver: server.base, token: bot.token, owner: "@alice:hs.test", "")
        let run = try program.run("check", "--live", "--state", "state", "--socket", "nobody")
        #expect(run.exit == 75, "\(run.output)\(run.errors)")
        #expect(run.output.contains("matrix/#salon:hs.test: entered."))
        #expect(run.output.contains("matrix/#desk:hs.test: not entered: it is by invitation only"), "\(run.output)")
        #expect(run.output.contains("invite @geoffrin:hs.test to"))
    }
}
