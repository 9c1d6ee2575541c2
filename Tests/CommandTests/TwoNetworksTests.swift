// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import IRCTestSupport
import MatrixTestSupport
import Testing

/// One community on a real ngIRCd and a real Synapse, in one daemon: a room and a desk on each, people on both driving.
@Suite(
    .enabled(
        if: Synapse.isInstalled && ServerProcess.isInstalled("ngircd", "openssl"),
        "Synapse or ngIRCd is not installed: scripts/setup.sh test"), .timeLimit(.minutes(10)))
struct TwoNetworksTests {
    @Test func oneCommunityIsOneHouseOnBothNetworks() async throws {
        let stage = try await TwoNetworksStage.open()
        defer { stage.stop() }
        defer { if ProcessInfo.processInfo.environment["TRANSCRIPT"] != nil { print(stage.transcript.text) } }
        var running = try await stage.begin()
        defer { running.kill() }

        try await newcomers(stage)
        try await spam(stage)
        try await degradation(stage)
        try await names(stage)

        // A poll is open on both sides and a silence stands when she is killed.
        let (mod, alice) = (stage.mod, stage.alice)
        stage.orderOnIRC("poll 1h Which day? | Monday | Tuesday")
        let asked = try await alice.seen.first("the poll") { $0.type == "org.matrix.msc3381.poll.start" }
        try await mod.expect(":geoffrin!", "#salon :A poll by mod: Which day? 1 Monday, 2 Tuesday.")
        try await stage.carol.send(
            stage.room, "org.matrix.msc3381.poll.response",
            [
                "m.relates_to": ["rel_type": "m.reference", "event_id": .text(asked.id)],
                "org.matrix.msc3381.poll.response": ["answers": [.text("2")]],
            ])
        stage.bob.send("PRIVMSG #salon :!2")
        try await mod.expect(":bob!", "PRIVMSG #salon :!2")
        // What came after the votes is heard after them: this order on Matrix, and then the question on IRC.
        let told = try await stage.order("mute frank 1h", "[5] mute 1 h: frank")
        try await mod.expect(":geoffrin!", "MODE #salon +b", "frank")
        try await mod.expect("PRIVMSG #modos :[5] mute 1 h: frank")
        try await poll(stage, hears: "Tuesday 2, Monday 0 so far (2 votes)")
        running.kill()
        stage.transcript.note("she is killed (kill -9), and started again")
        running = try await stage.again()
        #expect(try await stage.bans() == 1)
        try await poll(stage, hears: "Tuesday 2, Monday 0 so far (2 votes)")

        // Whose voice was taken before it, gets it back after it, from the other network.
        try await alice.react("\u{1F44E}", to: told.id, in: stage.desk)
        try await mod.expect(":geoffrin!", "MODE #salon -b", "frank")
        try await mod.expect("PRIVMSG #modos :[5] taken back by alice")
        stage.frank.send("PRIVMSG #salon :thank you all")
        try await mod.expect(":frank!", "PRIVMSG #salon :thank you all")
        #expect(try await stage.bans() == 0)

        try await alice.say("poll end", in: stage.desk)
        let result = "Result, “Which day?”: Tuesday 2, Monday 0 (2 votes)."
        try await mod.expect(":geoffrin!", "#salon :\(result)")
        try await alice.hears(result)

        // Said once at one desk, heard in both rooms.
        stage.orderOnIRC("say We sew together on Tuesday, here and there.")
        try await mod.expect(":geoffrin!", "#salon :We sew together on Tuesday")
        try await alice.hears("We sew together on Tuesday")
        try await stage.everythingOnce(["Welcome, bob!", result, "We sew together on Tuesday"], onIRC: true)
        try await stage.everythingOnce(["Welcome, carol!", result, "We sew together on Tuesday"], onIRC: false)
        #expect(!mod.lines.all.contains { $0.contains("could not") })
    }

    /// Each is greeted where they came in, once, and nowhere else.
    private func newcomers(_ stage: TwoNetworksStage) async throws {
        try await stage.bob.join("#salon")
        try await stage.mod.expect(":geoffrin!", "PRIVMSG #salon :Welcome, bob!")
        try await stage.carol.join(stage.room)
        try await stage.alice.hears("Welcome, carol!")
        #expect(!stage.alice.seen.all.contains { $0.body.contains("Welcome, bob") })
        #expect(!stage.mod.lines.all.contains { $0.contains("Welcome, carol") })
    }

    /// One rule, on each network by its own means; told at both desks, taken back from the other one.
    private func spam(_ stage: TwoNetworksStage) async throws {
        let (mod, alice, room) = (stage.mod, stage.alice, stage.room)
        let eve = try await stage.irc("eve")
        try await eve.join("#salon")
        eve.send("PRIVMSG #salon :cheap lamps here")
        try await mod.expect(":geoffrin!", "MODE #salon +b")
        try await mod.expect("PRIVMSG #modos :[1] mute", "eve")
        let told = try await alice.hears("[1] mute")
        #expect(told.room == stage.desk)
        try await eve.expect("NOTICE eve :You cannot write")
        eve.send("PRIVMSG #salon :hello?")
        try await eve.expect(" 404 ")
        stage.transcript.note("the server takes nothing from eve (404)")

        let mallory = try await stage.server.user("mallory")
        try await mallory.join(room)
        let line = try await mallory.say("cheap lamps here", in: room)
        try await alice.seesRemoval(of: line)
        try await alice.hears("[2] mute")
        try await mod.expect("PRIVMSG #modos :[2] mute", "mallory")
        await #expect(throws: (any Error).self) { try await mallory.say("hello?", in: room) }
        stage.transcript.note("the homeserver takes nothing from mallory (403)")

        // IRC's case by a thumb on Matrix, that of Matrix by a word on IRC.
        try await alice.react("\u{1F44E}", to: told.id, in: stage.desk)
        try await mod.expect(":geoffrin!", "MODE #salon -b")
        try await mod.expect("PRIVMSG #modos :[1] taken back by alice")
        eve.send("PRIVMSG #salon :I may speak again")
        try await mod.expect(":eve!", "PRIVMSG #salon :I may speak again")
        stage.orderOnIRC("undo 2")
        try await mod.expect("PRIVMSG #modos :[2] taken back by mod")
        try await alice.hears("[2] taken back by mod")
        // What was removed cannot come back: it is quoted.
        let quoted = try await alice.hears("I removed a message of mallory by mistake")
        #expect(quoted.room == room && quoted.body.contains("cheap lamps here"))
        while try await alice.state(room, "m.room.power_levels")["users"].object[mallory.id]?.number ?? 0 < 0 {
            try await Task.sleep(for: .milliseconds(50))
        }
        try await mallory.say("so may I", in: room)
        try await alice.hears("so may I")
    }

    /// What one side cannot do falls to what was announced when she came in: a private word.
    private func degradation(_ stage: TwoNetworksStage) async throws {
        let (mod, alice) = (stage.mod, stage.alice)
        try await stage.frank.join("#salon")
        stage.frank.send("PRIVMSG #salon :free gold for everybody")
        try await stage.frank.expect(":geoffrin!", "NOTICE frank :A small word from #salon")
        try await mod.expect("PRIVMSG #modos :[3] a private word: frank")
        try await alice.hears("[3] a private word: frank")
        let gina = try await stage.server.user("gina")
        try await gina.join(stage.room)
        let line = try await gina.say("free gold for everybody", in: stage.room)
        try await alice.seesRemoval(of: line)
        try await alice.hears("[4]")
        try await mod.expect("PRIVMSG #modos :[4]", "gina")
    }

    /// A name on the other network is somebody else: the owner's authority does not go with it (THREATS A13).
    private func names(_ stage: TwoNetworksStage) async throws {
        let other = try await stage.irc("alice")
        try await other.join("#salon")
        stage.transcript.note("alice of IRC, who is somebody else, writes to her: ban bob 1h, then whoami")
        other.send("PRIVMSG geoffrin :ban bob 1h")
        try await other.expect(":geoffrin!", "NOTICE alice :", "moderators")
        // Two answers within two seconds are one too many: she may ask again.
        let from = other.lines.all.count
        var told: String?
        repeat {
            other.send("PRIVMSG geoffrin :whoami")
            told = try? await other.lines.first(from: from, within: .seconds(20)) {
                $0.contains("NOTICE alice :I see you as alice on irc") && $0.contains("newcomer")
            }
        } while told == nil && ContinuousClock.now < stage.deadline
        try #require(told != nil)
        #expect(!stage.mod.lines.all.contains { $0.contains("KICK #salon bob") })
    }

    /// How the poll stands, asked at the desk on IRC; who has only just come back may miss the question.
    private func poll(_ stage: TwoNetworksStage, hears text: String) async throws {
        let from = stage.mod.lines.all.count
        var told: String?
        repeat {
            stage.orderOnIRC("poll")
            told = try? await stage.mod.lines.first(from: from, within: .seconds(20)) {
                $0.contains("#modos :") && $0.contains(text)
            }
        } while told == nil && ContinuousClock.now < stage.deadline
        try #require(told != nil, "\(text)")
    }
}
