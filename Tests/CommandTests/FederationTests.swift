// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import IRCTestSupport
import MatrixTestSupport
import Testing

/// Two real homeservers federated by TLS: she lives on one, those she acts on come from the other, and what she did is
/// seen from there.
@Suite(
    .enabled(
        if: Synapse.isInstalled && ServerProcess.isInstalled("openssl"),
        "Synapse or openssl is not installed: scripts/setup.sh test"),
    .serialized, .timeLimit(.minutes(10)))
struct FederationTests {
    private static let lamps = """
        [[rule]]
        name = "lamps"
        when = 'text matches "(?i)cheap lamps"'
        then = ["mute 10m"]
        mode = "act"
        """

    @Test func aSpammerOfAnotherServerIsSilencedThereToo() async throws {
        let stage = try await FederationStage.open()
        defer { stage.stop() }
        let (_, running) = try await stage.begin(Self.lamps)
        defer { running.kill() }
        let (bob, bot, room) = (stage.bob, stage.bot, stage.room)
        let eve = try await stage.stranger("eve")
        let line = try await eve.say("cheap lamps here", in: room)
        // As Bob's server shows it.
        try await bob.hears("cheap lamps here")
        try await bob.seesRemoval(of: line)
        let levels = try await bob.seen.first("the level taken") {
            $0.room == room && $0.type == "m.room.power_levels" && $0.sender == bot.id
        }
        #expect((levels.event["content"]["users"].object[eve.id]?.number ?? 0) < 0)
        #expect(try await bob.event(line, in: room)["content"]["body"].text == nil)
        await #expect(throws: (any Error).self) { try await eve.say("and more", in: room) }
        // She is told so in a room that spans both.
        let (direct, inviter) = try await eve.invitation()
        #expect(inviter == bot.id)
        try await eve.ask("POST", "/join/\(MatrixUser.segment(direct))?via=\(stage.here.serverName)", [:])
        try await eve.read()
        let told = try await eve.ask("GET", "/rooms/\(MatrixUser.segment(direct))/messages?dir=b&limit=20")["chunk"]
        if !told.list.contains(where: { ($0["content"]["body"].text ?? "").contains("You cannot write") }) {
            try await eve.hears("You cannot write")
        }
        try await stage.order("undo 1", hears: "[1] taken back")
        _ = try await bob.seen.first("the level given back") {
            $0.room == room && $0.type == "m.room.power_levels" && $0.sender == bot.id && $0.id != levels.id
        }
        try await eve.say("thank you", in: room)
        try await stage.alice.hears("thank you")
    }

    @Test func aListKeptElsewhereIsPreviewedFollowedAndLeft() async throws {
        let stage = try await FederationStage.open()
        defer { stage.stop() }
        let (alice, bob, bot, room) = (stage.alice, stage.bob, stage.bot, stage.room)
        let eve = try await stage.stranger("eve")
        let carol = try await stage.there.user("carol")
        let list = try await carol.createRoom("bans")
        try await carol.setState(
            list, "m.policy.rule.user", "rule:eve",
            ["entity": .text(eve.id), "recommendation": "m.ban", "reason": "sells lamps"])
        let (_, running) = try await stage.begin(community: "policies = [\"matrix/#bans:\(stage.there.serverName)\"]")
        defer { running.kill() }

        // Whom it would hit is shown, and nobody is touched.
        let asked = try await alice.hears("The list #bans:\(stage.there.serverName): 1 entry")
        #expect(asked.room == stage.desk && asked.body.contains("eve"))
        #expect(try await bob.state(room, "m.room.member", eve.id)["membership"].text == "join")
        try await alice.react("\u{1F44D}", to: asked.id, in: stage.desk)
        let ban = try await bob.sees(eve.id, "ban", in: room)
        #expect(ban.sender == bot.id)
        #expect(ban.event["content"]["reason"].text?.contains("lamps") == false)

        // What the list does not say any more is lifted, and she may come in again.
        try await carol.setState(list, "m.policy.rule.user", "rule:eve", [:])
        _ = try await bob.seen.first("eve's ban lifted") {
            $0.room == room && $0.type == "m.room.member" && $0.sender == bot.id
                && $0.event["state_key"].text == eve.id && $0.event["content"]["membership"].text == "leave"
        }
        try await alice.hears("No list names them any more")
        try await eve.join("#salon:\(stage.here.serverName)")
        try await eve.say("back again", in: room)
        try await alice.hears("back again")
    }

    @Test func aServerIsKeptOutByTwoPeopleAndLetInAgain() async throws {
        let stage = try await FederationStage.open()
        defer { stage.stop() }
        let (_, running) = try await stage.begin()
        defer { running.kill() }
        let (alice, bob, room) = (stage.alice, stage.bob, stage.room)
        // Nobody keeps her own server out, with its port or without.
        let (own, other) = (stage.here.serverName, stage.there.serverName)
        for name in [own, String(own.prefix { $0 != ":" })] {
            try await stage.order("block \(name)", hears: "Not done")
        }

        // Rooms where somebody of the other server says the same at the same time, outside and inside of what is barred.
        let corridor = try await bob.createRoom("corridor")
        try await alice.ask("POST", "/join/\(MatrixUser.segment("#corridor:\(other)"))", [:])
        try await bob.say("hello from afar", in: room)
        try await alice.hears("hello from afar")

        try await stage.order("block \(other)", hears: "[1] Keep the whole server")
        try await stage.order("ok 1", hears: "someone other than alice must agree")
        try await stage.order("ok 1", by: stage.lise, hears: "is kept out of")
        let list = try await alice.state(room, "m.room.server_acl")
        // Without the port: a name with one keeps nobody out.
        #expect(list["deny"].list == [.text(String(other.prefix { $0 != ":" }))] && list["allow"].list == ["*"])
        _ = try await bob.seen.first("the list of servers there") { $0.type == "m.room.server_acl" }
        try await bob.say("can you hear me?", in: room)
        // What he says next reaches her by the same road.
        try await bob.say("nobody answers in there", in: corridor)
        try await alice.hears("nobody answers in there")
        #expect(!alice.seen.all.contains { $0.body.contains("can you hear me?") })
        try await alice.say("we go on", in: room)

        try await stage.order("undo 1", hears: "[1] Taken back")
        _ = try await bob.seen.first("the list of servers without his") {
            $0.type == "m.room.server_acl" && $0.event["content"]["deny"].list.isEmpty
        }
        try await bob.say("and now?", in: room)
        try await alice.hears("and now?")
        #expect(try await alice.state(room, "m.room.server_acl")["allow"].list == ["*"])
    }

    /// From an id that names its server to one that does too, and on to one that names none (room version 12): found by
    /// who closed the old room.
    @Test func aRoomMadeElsewhereIsFollowedWhereItGoes() async throws {
        let stage = try await FederationStage.open()
        defer { stage.stop() }
        let (bob, bot) = (stage.bob, stage.bot)
        let cafe = "#cafe:\(stage.there.serverName)"
        let made = try await bob.ask(
            "POST", "/createRoom",
            [
                "preset": "public_chat", "room_alias_name": "cafe", "room_version": "10",
                "power_level_content_override": ["users": .object([bob.id: 100, bot.id: 100])],
            ])
        var room = made["room_id"].text ?? ""
        let program = try Program()
        try program.configure(
            homeserver: stage.here.base, token: bot.token, owner: stage.alice.id, server: stage.here.serverName,
            """
            [welcome]
            active = false
            [moderation]
            mode = "act"
            [community.cafe]
            rooms = ["matrix/\(cafe)"]
            desk = ["matrix/#desk:\(stage.here.serverName)"]
            \(Self.lamps)

            """)
        var running = try Running(program)
        defer { running.kill() }
        try await bob.sees(bot.id, "join", in: room)
        for (version, name) in [("11", "eve"), ("12", "mallory")] {
            let upgraded = try await bob.ask(
                "POST", "/rooms/\(MatrixUser.segment(room))/upgrade", ["new_version": .text(version)])
            room = upgraded["replacement_room"].text ?? ""
            try await bob.sees(bot.id, "join", in: room)
            let spammer = try await stage.there.user(name)
            try await spammer.join(cafe)
            let line = try await spammer.say("cheap lamps here", in: room)
            try await bob.seesRemoval(of: line)
        }
        // Killed and back, she knows where she was.
        running.kill()
        running = try Running(program)
        let zoe = try await stage.there.user("zoe")
        try await zoe.join(cafe)
        try await bob.seesRemoval(of: try await zoe.say("cheap lamps here", in: room))
    }
}
