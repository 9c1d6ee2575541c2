// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

/// The same advert in parting words, topics and names is the same advert (THREATS D1).
@Suite struct Asides {
    static let advert = "win 1000 € http://spam.example"

    private func leave(_ how: [Event.Departure], in house: inout House) {
        for departure in how {
            house.join("eve")
            house.now = house.now + .seconds(2)
            house.send(.left(departure), room: House.room, by: "eve")
            house.now = house.now + .seconds(2)
        }
    }

    private func repeated(_ house: House) -> Bool {
        house.decisions.contains { $0.verdict.signals.contains { $0.name == Duplicate.name } }
    }

    @Test(arguments: [
        [Event.Departure.parted(PeerText(advert)), .parted(PeerText(advert)), .parted(PeerText(advert))],
        [.quit(PeerText(advert)), .parted(PeerText(advert)), .quit(PeerText("Quit: " + advert))],
    ]) func anAdvertInPartingIsAnAdvert(how: [Event.Departure]) throws {
        var house = try House()
        leave(how, in: &house)
        #expect(repeated(house))
        #expect(house.engine.state.cases[1]?.lines.isEmpty == false)
    }

    @Test(arguments: [
        "Ping timeout: 250 seconds", "Read error: Connection reset by peer", "Remote host closed the connection",
        "irc1.example.net irc2.example.net",
    ]) func aBadLineIsNoRepetition(text: String) throws {
        var house = try House()
        for _ in 1...3 { leave([.quit(PeerText(text))], in: &house) }
        #expect(!repeated(house))
        #expect(house.engine.state.persons.records.allSatisfy { $0.recent.isEmpty })
    }

    @Test func whatServersSayDoesNotHideALink() throws {
        var house = try House()
        leave(Array(repeating: .quit(PeerText("Read error: " + Self.advert)), count: 3), in: &house)
        #expect(repeated(house))
    }

    @Test func programsThatPartAlikeAreNoCrowd() throws {
        var house = try House()
        for name in ["a1", "a2", "a3", "a4", "a5", "a6"] {
            house.join(name)
            house.send(
                .left(.parted(PeerText("https://client.example – chat comfortably"))), room: House.room, by: name)
        }
        #expect(!repeated(house))
    }

    @Test func partingIsNoTalk() throws {
        var house = try House()
        let spoke = house.engine.state.rooms[0].lastSpoke
        leave([.parted(PeerText(Self.advert))], in: &house)
        #expect(house.engine.state.rooms[0].lastSpoke == spoke)
        #expect(house.engine.state.persons.records.allSatisfy { $0.messages == 0 })
    }

    @Test func aTopicSetThriceIsRepeatedAndOneToldOnEnteringIsNot() throws {
        for isHistory in [false, true] {
            var house = try House()
            house.join("eve")
            for _ in 1...3 {
                house.send(.topic(PeerText(Self.advert), isHistory: isHistory), room: House.room, by: "eve")
                house.now = house.now + .seconds(3)
            }
            #expect(repeated(house) == !isHistory)
        }
    }

    @Test func aListedNameIsHeardAndTwoNamesInTurnAreNot() throws {
        var house = try House(AcrossLines.conf)
        house.join("eve")
        for _ in 1...6 {
            house.send(.renamed(to: PeerText("eve-is-away")), by: "eve")
            house.now = house.now + .seconds(20)
            house.send(.renamed(to: PeerText("eve")), by: "eve")
            house.now = house.now + .seconds(20)
        }
        #expect(!house.decisions.contains { !$0.verdict.signals.isEmpty })
        house.send(.renamed(to: PeerText("blork")), by: "eve")
        #expect(house.decisions.contains { $0.verdict.signals.contains { $0.name == ListedWords.name } })
    }
}
