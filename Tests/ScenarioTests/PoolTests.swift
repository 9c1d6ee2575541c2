// SPDX-License-Identifier: Apache-2.0

import Chat
import Engine
import Scenario
import Testing

/// THREATS L10, F9: memory is bounded, and strangers push nobody out of it.
@Suite struct Pools {
    @Test func aCrowdOfStrangersWashesNobodyAway() throws {
        let stage = try Stage.prepare(
            ScenarioLibrary.text("act.conf") ?? "", file: "act.conf", now: Timestamp(seconds: 1_767_603_600)
        ) { _ in nil }
        var settings = Player.Settings()
        settings.canRestart = false
        var player = Player(policies: stage.policies, now: Timestamp(seconds: 1_767_603_600), settings: settings)
        let room = try #require(player.rooms.first)
        let bob = player.seat("bob", room)
        player.seat("eve", room)
        player.record([.trusted(try #require(player.person(of: bob)), true)])
        player.begin()
        player.advance(to: player.now + .minutes(5))
        for _ in 0..<3 { player.say("eve", room, Message(PeerText("win 1000 at http://spam.example"))) }
        _ = player.takeTrace()

        for number in 0..<24_000 {
            player.join("s\(number)", room)
            player.part("s\(number)", room)
        }
        _ = player.takeTrace()

        player.whisper("bob", room.network, "whoami")
        player.advance(to: player.now + .minutes(11))
        let seen = player.takeTrace()
        let said = seen.compactMap { item -> String? in
            if case .performed(let act, _) = item, case .whisper(let words) = act.action { return words.text }
            return nil
        }
        #expect(said.contains { $0.contains("trusted") })
        let lifted = seen.contains { item in
            if case .performed(let act, _) = item, case .unmute = act.action { return true }
            return false
        }
        #expect(lifted)
    }
}
