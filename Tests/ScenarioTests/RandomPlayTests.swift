// SPDX-License-Identifier: Apache-2.0

import Chat
import Engine
import Scenario
import Testing

/// Made-up evenings with deaths at any moment: what must hold whatever happens (PRODUCT, promise 3).
@Suite struct MadeUpEvenings {
    /// A small generator, so that a failing evening can be played again.
    private struct Dice {
        var state: UInt64
        mutating func roll(_ sides: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(sides))
        }
    }

    private static let talk = [
        "hello everyone", "which needles?", "yes", "+1", "wood, 4 mm", "look: https://photos.example/1", "haha",
        "good night",
    ]

    private func player(_ conf: String) throws -> Player {
        let start = Timestamp(seconds: 1_767_603_600)
        let stage = try Stage.prepare(ScenarioLibrary.text(conf) ?? "", file: conf, now: start) {
            ScenarioLibrary.text($0)
        }
        var settings = Player.Settings()
        settings.keepsJournal = true
        var player = Player(policies: stage.policies, now: start, settings: settings)
        let room = player.rooms[0]
        player.seat("lise", room, rank: .op)
        player.seat("bob", room)
        player.begin()
        player.advance(to: start + .minutes(1))
        return player
    }

    private func step(_ player: inout Player, _ dice: inout Dice) {
        let room = player.rooms[0]
        let name = "n\(dice.roll(12))"
        let isHere = player.chat.member(named: name, on: room.network)?.ranks[room] != nil
        player.advance(to: player.now + .milliseconds(Int64(dice.roll(20_000))))
        switch dice.roll(40) {
        case 0: player.restart()
        case 1: player.crashes = [.owed]
        case 2: player.crashes = [.sent]
        case 3: player.crashes = [.done]
        case 4:
            player.failures.append(
                [ActError.refused("no"), .notAllowed("op"), .timedOut, .tooFast(retryAfter: .seconds(3)), .full][
                    dice.roll(5)])
        case 5:
            player.disconnect(room.network, why: "gone")
            player.advance(to: player.now + .seconds(Int64(dice.roll(200))))
            player.connect(room.network)
        case 6: if isHere { player.part(name, room) }
        case 7: if isHere { player.quit(name, room.network, .quit(PeerText("bye"))) }
        case 8: player.advance(to: player.now + .minutes(Int64(dice.roll(40))))
        case 9..<16: player.join(name, room)
        case 16..<22:
            if isHere {
                for _ in 0..<4 {
                    player.advance(to: player.now + .seconds(1))
                    // Put out meanwhile.
                    guard player.chat.member(named: name, on: room.network)?.ranks[room] != nil else { break }
                    player.say(name, room, Message(PeerText("win 1000 at http://spam.example/\(name)")))
                }
            }
        default: if isHere { player.say(name, room, Message(PeerText(Self.talk[dice.roll(Self.talk.count)]))) }
        }
    }

    @Test(arguments: Array(1...40), ["act.conf", "strict.conf"])
    func endWithEverythingLiftedAndNothingDoubled(_ seed: Int, _ conf: String) throws {
        var player = try player(conf)
        var dice = Dice(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15)
        for _ in 0..<150 { step(&player, &dice) }
        player.failures = []
        player.crashes = []
        player.advance(to: player.now + .days(3))
        let trace = player.takeTrace()

        var performed: [ActID: Int] = [:]
        var welcomed: [String: Int] = [:]
        for item in trace {
            switch item {
            case .fault(let text, _): Issue.record("\(conf) \(seed): \(text)")
            case .performed(let act, _):
                performed[act.id, default: 0] += 1
                if act.lane == .welcome, case .say(let words) = act.action { welcomed[words.text, default: 0] += 1 }
            case .decided, .failed, .dropped, .unheard, .asked, .lookedUp: break
            }
        }
        #expect(!performed.isEmpty)
        #expect(performed.values.allSatisfy { $0 == 1 }, "an act was done twice")
        #expect(player.standingMarks.isEmpty, "something stands for ever: \(player.standingMarks)")
        #expect(player.openDebts == 0)
        #expect(player.breachesOfRecovery().isEmpty)
        #expect(player.breachesOfRestart() == [])
        // One name alone is welcomed once.
        for (text, count) in welcomed where !text.contains(" and ") && !text.contains(" et ") {
            #expect(count == 1, "\(text)")
        }
    }
}
