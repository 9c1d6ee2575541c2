// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import IRCTestSupport
import Testing

/// A raid on a real server, with the whole daemon: closed, killed in the middle, opened again; and the same by one word.
@Suite(.timeLimit(.minutes(10)))
struct RaidTests {
    private static let isNgircd = ServerProcess.isInstalled("ngircd", "openssl")
    private static let isInspircd = ServerProcess.isInstalled("inspircd", "atheme-services", "openssl")

    /// Comes back after a kill: she is an operator again before she is asked for anything.
    private func again(_ program: Program, _ mod: IRCTestClient) async throws -> Running {
        let before = mod.lines.all.count { $0.hasPrefix(":geoffrin!") && $0.contains("JOIN :#salon") }
        mod.send("INVITE geoffrin #modos")
        let running = try Running(program)
        mod.send("MODE #modos -i")
        while mod.lines.all.count(where: { $0.hasPrefix(":geoffrin!") && $0.contains("JOIN :#salon") }) <= before {
            try await Task.sleep(for: .milliseconds(100))
        }
        // The desk is private again: at an open one she shows nothing.
        mod.send("MODE #modos +i", "MODE #salon +o geoffrin")
        // «Back after …» is said only where something was still owed when she was killed: she is asked until she answers.
        repeat {
            mod.send("PRIVMSG #modos :status")
        } while (try? await mod.expect(":geoffrin!", "#salon: mode act", within: .seconds(5))) == nil
        return running
    }

    /// «MODE #salon +R», with or without a colon.
    private func saw(_ mode: String, _ client: IRCTestClient, by: String = ":geoffrin!") -> Bool {
        client.lines.all.contains { line in
            line.hasPrefix(by) && line.contains("MODE #salon")
                && (line.contains(" \(mode)") || line.contains(":\(mode)"))
        }
    }

    private func raid(_ server: ServerProcess, _ stage: IRCStage) async throws {
        let (mod, program) = (stage.mod, stage.program)
        var running = stage.running
        defer { running.kill() }
        // Who is here before it is not touched by it.
        let regular = try await IRCTestClient.connect(port: server.port, nick: "regular", user: "regular")
        try await regular.join("#salon")
        let clock = ContinuousClock()
        let began = clock.now
        var raiders: [IRCTestClient] = []
        for number in 1...9 {
            let raider = try await IRCTestClient.connect(port: server.port, nick: "raider\(number)", user: "r\(number)")
            raider.send("JOIN #salon")
            raiders.append(raider)
        }
        let last = clock.now
        try await mod.expect("PRIVMSG #modos :[1] RAID #salon", "raid off", "/mode #salon -i")
        let locked = clock.now
        #expect(saw("+i", mod))
        let late = try await IRCTestClient.connect(port: server.port, nick: "raider99", user: "r99")
        late.send("JOIN #salon")
        try await late.expect("Cannot join channel (+i)")
        regular.send("PRIVMSG #salon :I was here before")
        try await mod.expect("PRIVMSG #salon :I was here before")

        // Killed in the middle, and back: the door is still closed, and it is still hers to open.
        running.kill()
        running = try await again(program, mod)
        #expect(!saw("-i", mod))
        print(
            "raid: first join to lock told \(locked - began), last join to lock told \(locked - last), people hurt: 0")
    }

    @Test(.enabled(if: isNgircd, "ngircd is not installed: make setup"))
    func aRaidOnNgircdIsLockedOutAndSheComesBackThroughTheDoor() async throws {
        let server = try await ServerProcess.ngircd()
        defer { server.stop() }
        try await raid(server, IRCStage.open(server, isInspircd: false))
    }

    /// Seen by itself, killed in the middle, opened by a person: nobody who was there is touched, and the room's modes are
    /// those it had. Then the same by the word `raid` alone.
    @Test(.enabled(if: isInspircd, "inspircd or atheme-services is not installed: make setup"))
    func aRaidOnInspircdIsSeenAndTheRoomIsGivenBackAsItWas() async throws {
        let server = try await ServerProcess.inspircd(["ACCOUNTS": "bot:sesame"])
        defer { server.stop() }
        let stage = try await IRCStage.open(server, isInspircd: true)
        let (mod, program) = (stage.mod, stage.program)
        var running = stage.running
        defer { running.kill() }
        // Modes that are the team's own, to be found again.
        mod.send("MODE #salon +lk 500 sesame", "MODE #salon -k sesame")
        let regular = try await IRCTestClient.connect(port: server.port, nick: "regular", user: "regular")
        try await regular.join("#salon")
        let before = try await stage.modes()
        let clock = ContinuousClock()
        let began = clock.now
        var raiders: [IRCTestClient] = []
        for number in 1...9 {
            let raider = try await IRCTestClient.connect(port: server.port, nick: "raider\(number)", user: "r\(number)")
            raider.send("JOIN #salon")
            raiders.append(raider)
        }
        try await mod.expect("PRIVMSG #modos :[1] RAID #salon", "raid off", "/mode #salon -R")
        let locked = clock.now
        #expect(saw("+R", mod))
        let stranger = try await IRCTestClient.connect(port: server.port, nick: "stranger")
        stranger.send("JOIN #salon")
        try await stranger.expect(" 477 ")

        running.kill()
        running = try await again(program, mod)
        #expect(!saw("-R", mod))
        regular.send("PRIVMSG #salon :I was here before")
        try await mod.expect("PRIVMSG #salon :I was here before")
        let asked = clock.now
        mod.send("PRIVMSG #modos :raid off")
        try await mod.expect("PRIVMSG #modos :[1] #salon is open again")
        let opened = clock.now
        #expect(try await stage.modes() == before)
        try await stranger.join("#salon")

        // By one word, with nothing before it but a quiet room.
        let ordered = clock.now
        mod.send("PRIVMSG #modos :raid")
        // Who came meanwhile had been proposed for closing already: the case is that one.
        try await mod.expect("PRIVMSG #modos :[2]", "Open: raid off")
        let closed = clock.now
        #expect(try await stage.modes() != before)
        let other = try await IRCTestClient.connect(port: server.port, nick: "other")
        other.send("JOIN #salon")
        try await other.expect(" 477 ")
        mod.send("PRIVMSG #modos :raid off")
        try await mod.expect("PRIVMSG #modos :[2] #salon is open again")
        #expect(try await stage.modes() == before)
        try await other.join("#salon")
        let hurt = mod.lines.all.count { $0.contains("KICK #salon regular") || $0.contains("KICK #salon mod") }
        #expect(hurt == 0)
        print(
            """
            raid on InspIRCd: first join to lock told \(locked - began); killed and back; open \(opened - asked) after \
            raid off; by hand closed in \(closed - ordered); people hurt: \(hurt)
            """)
    }

    @Test(.enabled(if: isInspircd, "inspircd or atheme-services is not installed: make setup"))
    func theDoorOfInspircdOpensByItselfThoughSheWasDeadAtItsEnd() async throws {
        let server = try await ServerProcess.inspircd(["ACCOUNTS": "bot:sesame"])
        defer { server.stop() }
        let stage = try await IRCStage.open(server, isInspircd: true)
        let (mod, program) = (stage.mod, stage.program)
        var running = stage.running
        defer { running.kill() }
        mod.send("PRIVMSG #modos :raid 1m")
        try await mod.expect("PRIVMSG #modos :[1] #salon is closed to strangers", "/mode #salon -R")
        let stranger = try await IRCTestClient.connect(port: server.port, nick: "stranger")
        stranger.send("JOIN #salon")
        try await stranger.expect(" 477 ")
        running.kill()
        // Its end passes while nobody runs.
        try await Task.sleep(for: .seconds(61))
        let began = ContinuousClock.now
        running = try await again(program, mod)
        try await mod.expect("PRIVMSG #modos :[1] #salon is open again")
        print("raid: open again", ContinuousClock.now - began, "after her start")
        #expect(saw("-R", mod))
        try await stranger.join("#salon")
    }
}
