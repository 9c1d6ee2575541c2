// SPDX-License-Identifier: Apache-2.0

import Foundation
import IRCTestSupport
import MatrixTestSupport
import Testing

/// A community over both networks, on a real Synapse and a real ngIRCd: one poll, with the votes of both sides.
@Suite(
    .enabled(
        if: Synapse.isInstalled && ServerProcess.isInstalled("ngircd", "openssl"),
        "Synapse and ngIRCd are not installed: scripts/setup.sh test"), .timeLimit(.minutes(10)))
struct PollTests {
    @Test func onePollHasTheVotesOfBothNetworksAndOutlivesAKill() async throws {
        let server = try await Synapse.start()
        defer { server.stop() }
        let irc = try await ServerProcess.ngircd()
        defer { irc.stop() }
        let alice = try await server.user("alice")
        let carol = try await server.user("carol")
        let bot = try await server.user("geoffrin")
        let room = try await alice.createRoom("salon", levels: [bot.id: 50])
        _ = try await alice.createRoom("desk", invite: [bot], isPublic: false)
        try await carol.join(room)
        try await alice.read()
        try await carol.read()
        let bob = try await IRCTestClient.connect(port: irc.port, nick: "bob", user: "bob")
        try await bob.join("#salon")

        let program = try Program()
        try program.configure(homeserver: server.base, token: bot.token, owner: alice.id, "")
        try program.write(
            """
            language = "en"
            owners = ["matrix/\(alice.id)"]
            contact = "hello@hs.test"
            [network.matrix]
            matrix = "\(server.base)"
            token = "secret:matrix"
            unlimited = true
            [network.net]
            irc = "127.0.0.1:\(irc.port)"
            nick = "geoffrin"
            tls = false
            [community.salon]
            rooms = ["matrix/#salon:hs.test", "net/#salon"]
            desk = ["matrix/#desk:hs.test"]

            """, to: "bot.conf")
        var running = try Running(program)
        defer { running.kill() }
        try await bob.expect(":geoffrin!", " JOIN ", "#salon")
        try await alice.hears("I am in #salon:hs.test")
        try await alice.hears("I am in #salon,")

        // Asked on one side, it stands on both: a poll with buttons here, a numbered line there.
        try await alice.say("!poll 1h Which day? | Monday | Tuesday", in: room)
        let asked = try await alice.seen.first("the poll") {
            $0.type == "org.matrix.msc3381.poll.start" && $0.sender == bot.id
        }
        let poll = asked.event["content"]["org.matrix.msc3381.poll.start"]
        #expect(poll["question"]["org.matrix.msc1767.text"].text == "A poll by alice: Which day?")
        #expect(poll["answers"].list.map { $0["org.matrix.msc1767.text"].text } == ["Monday", "Tuesday"])
        #expect(poll["max_selections"].number == 1)
        try await bob.expect(":geoffrin!", "#salon :A poll by alice: Which day? 1 Monday, 2 Tuesday.")

        // Votes by a button, in either spelling, and by a number; of one person the last counts.
        try await carol.send(
            room, "org.matrix.msc3381.poll.response",
            [
                "m.relates_to": ["rel_type": "m.reference", "event_id": .text(asked.id)],
                "org.matrix.msc3381.poll.response": ["answers": [.text("1")]],
            ])
        try await carol.send(
            room, "m.poll.response",
            [
                "m.relates_to": ["rel_type": "m.reference", "event_id": .text(asked.id)],
                "m.selections": [.text("2")],
            ])
        bob.send("PRIVMSG #salon :!2", "PRIVMSG geoffrin :poll")
        try await bob.expect("NOTICE bob :Open in", "Tuesday")
        // What came after carol's votes was heard after them.
        try await alice.say("!poll", in: room)
        try await alice.say("!mods carol has voted", in: room)
        try await alice.hears("Call from alice")

        // Killed and back, she knows the votes and goes on.
        running.kill()
        try await bob.expect(":geoffrin!", " QUIT ")
        let dora = try await IRCTestClient.connect(port: irc.port, nick: "dora", user: "dora")
        try await dora.join("#salon")
        running = try Running(program)
        try await dora.expect(":geoffrin!", " JOIN ", "#salon")
        bob.send("PRIVMSG geoffrin :poll")
        try await bob.expect("NOTICE bob :Open in", "Tuesday 2, Monday 0 so far (2 votes)")

        // Who asked ends it: the result is said once on each side, and the room's own poll is closed.
        try await alice.say("!poll end", in: room)
        let end = try await alice.seen.first("the end") {
            $0.type == "org.matrix.msc3381.poll.end" && $0.sender == bot.id
        }
        #expect(end.event["content"]["m.relates_to"]["event_id"].text == asked.id)
        let result = "Result, “Which day?”: Tuesday 2, Monday 0 (2 votes)."
        #expect(end.event["content"]["org.matrix.msc1767.text"].text?.hasPrefix(result) == true)
        try await alice.hears(result)
        try await bob.expect(":geoffrin!", "#salon :\(result)")
        #expect(alice.seen.all.count { $0.type == "org.matrix.msc3381.poll.start" } == 1)
        #expect(alice.seen.all.count { $0.body.hasPrefix("Result,") } == 1)
    }
}
