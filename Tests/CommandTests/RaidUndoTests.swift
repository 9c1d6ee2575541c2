// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import IRCTestSupport
import MatrixTestSupport
import Testing

/// Those who came in a raid are banned for a day by one word, and all of them let in again by one more.
@Suite(.timeLimit(.minutes(10)))
struct RaidUndoTests {
    @Test(
        .enabled(
            if: ServerProcess.isInstalled("inspircd", "atheme-services", "openssl"),
            "inspircd or atheme-services is not installed: make setup"))
    func onInspircd() async throws {
        let server = try await ServerProcess.inspircd(["ACCOUNTS": "bot:sesame"])
        defer { server.stop() }
        let stage = try await IRCStage.open(server, isInspircd: true)
        defer { stage.running.kill() }
        let mod = stage.mod
        let regular = try await IRCTestClient.connect(port: server.port, nick: "regular", user: "regular")
        try await regular.join("#salon")
        regular.send("PRIVMSG #salon :I am at home here")
        try await mod.expect("PRIVMSG #salon :I am at home here")
        mod.send("PRIVMSG #salon :regular: so you are")
        var raiders: [IRCTestClient] = []
        for number in 1...5 {
            let raider = try await IRCTestClient.connect(port: server.port, nick: "raider\(number)", user: "r\(number)")
            try await raider.join("#salon")
            raiders.append(raider)
        }
        mod.send("PRIVMSG #modos :raid 10m")
        try await mod.expect("PRIVMSG #modos :[1] #salon is closed to strangers")
        mod.send("PRIVMSG #modos :raid clear")
        try await mod.expect("PRIVMSG #modos :[1]", "undo 1")
        for (place, raider) in raiders.enumerated() {
            try await raider.expect("KICK #salon raider\(place + 1)")
        }
        #expect(try await stage.bans() == 5)
        #expect(!regular.lines.all.contains { $0.contains("KICK #salon regular") })

        // One undo: every ban is lifted, and the door is open again.
        let began = ContinuousClock.now
        mod.send("PRIVMSG #modos :undo 1")
        try await mod.expect("PRIVMSG #modos :[1]", "5 bans lifted")
        while try await stage.bans() > 0 { try await Task.sleep(for: .milliseconds(500)) }
        try await mod.expect("PRIVMSG #modos :[1] #salon is open again")
        print("raid clear: 5 bans lifted and the door open \(ContinuousClock.now - began) after one undo")
        for raider in raiders { try await raider.join("#salon") }
        raiders[0].send("PRIVMSG #salon :we are back")
        try await mod.expect("PRIVMSG #salon :we are back")
    }

    @Test(.enabled(if: Synapse.isInstalled, "Synapse is not installed: scripts/setup.sh test"))
    func onSynapse() async throws {
        let server = try await Synapse.start()
        defer { server.stop() }
        let stage = try await HomeserverStage.open(
            server,
            """
            [welcome]
            active = false
            [moderation]
            mode = "act"

            """)
        let (alice, room) = (stage.alice, stage.room)
        let running = stage.running
        defer { running.kill() }
        func all(_ users: [MatrixUser], are membership: String) async throws -> Bool {
            for user in users {
                let now = try await alice.state(room, "m.room.member", user.id)["membership"].text
                if now != membership { return false }
            }
            return true
        }
        var raiders: [MatrixUser] = []
        for number in 1...5 {
            let raider = try await server.user("raider\(number)")
            try await raider.join(room)
            raiders.append(raider)
        }
        try await stage.order("raid 10m", hears: "is closed to strangers")
        try await stage.order("raid clear", hears: "5 people who came in the raid")
        while try await !all(raiders, are: "ban") { try await Task.sleep(for: .milliseconds(200)) }
        let began = ContinuousClock.now
        try await stage.order("undo 1", hears: "5 bans lifted")
        while try await !all(raiders, are: "leave") { try await Task.sleep(for: .milliseconds(200)) }
        while try await alice.state(room, "m.room.join_rules")["join_rule"].text != "public" {
            try await Task.sleep(for: .milliseconds(200))
        }
        print("raid clear: 5 bans lifted and the door open \(ContinuousClock.now - began) after one undo")
        for raider in raiders { try await raider.join(room) }
    }

    /// A ban by order on ngIRCd, which has no quiet and no accounts.
    @Test(.enabled(if: ServerProcess.isInstalled("ngircd", "openssl"), "ngircd is not installed: make setup"))
    func aBanOnNgircd() async throws {
        let server = try await ServerProcess.ngircd()
        defer { server.stop() }
        let stage = try await IRCStage.open(server, isInspircd: false)
        defer { stage.running.kill() }
        let mod = stage.mod
        let eve = try await IRCTestClient.connect(port: server.port, nick: "eve", user: "eve")
        try await eve.join("#salon")
        mod.send("PRIVMSG #modos :ban eve 1h")
        try await eve.expect("KICK #salon eve")
        #expect(try await stage.bans() == 1)
        eve.send("JOIN #salon")
        try await eve.expect(" 474 ")
        mod.send("PRIVMSG #modos :undo 1")
        try await mod.expect("PRIVMSG #modos :[1] taken back")
        while try await stage.bans() > 0 { try await Task.sleep(for: .milliseconds(500)) }
        try await eve.join("#salon")
    }
}
