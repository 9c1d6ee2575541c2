// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

/// The same advert is the same advert wherever it stands (THREATS D1).
@Suite struct Carriers {
    private static let conf = House.conf(
        "[detector.words]\nlists = [\"adverts\"]\n[list.adverts]\nitems = [\"freebux\"]")
    private let advert = "freebux for all at spam.example"

    private func say(_ carrier: Message.Carrier, in house: inout House) {
        switch carrier {
        case .topic:
            house.send(.topic(PeerText(advert), isHistory: false), room: House.room, by: "eve")
        case .part, .quit:
            house.join("eve")
            house.send(
                .left(carrier == .part ? .parted(PeerText(advert)) : .quit(PeerText(advert))), room: House.room,
                by: "eve")
        case .message, .action, .notice, .statusMessage, .name, .away, .realname, .knock, .ctcp:
            house.send(.said(Message(PeerText(advert), carrier: carrier)), room: House.room, by: "eve")
        }
        house.now = house.now + .seconds(3)
    }

    @Test(arguments: Message.Carrier.allCases) func aListedWordIsHeardInEach(_ carrier: Message.Carrier) throws {
        var house = try House(Self.conf)
        say(carrier, in: &house)
        let signals = house.decisions.flatMap { $0.verdict.signals.map(\.name) }
        #expect(signals == [ListedWords.name])
    }

    /// Names come back with their bearer: that is no repetition.
    @Test(arguments: Message.Carrier.allCases.filter { $0 != .name })
    func theThirdTimeEndsInTheSameAct(_ carrier: Message.Carrier) throws {
        var house = try House()
        for _ in 1...3 { say(carrier, in: &house) }
        #expect(house.decisions.contains { $0.verdict.signals.contains { $0.name == Duplicate.name } })
        #expect(house.engine.state.cases[1]?.step == .mute(.minutes(10)))
    }

    @Test func theSameRealNameOnEachArrivalIsNoRepetition() throws {
        var house = try House()
        for _ in 1...4 { say(.name, in: &house) }
        #expect(house.decisions.allSatisfy { $0.verdict.signals.isEmpty })
    }

    @Test func programsThatAreAwayAlikeAreNoCrowd() throws {
        var house = try House()
        for name in ["a1", "a2", "a3", "a4", "a5", "a6"] {
            house.send(.said(Message(PeerText("gone to lunch, back soon"), carrier: .away)), room: House.room, by: name)
        }
        #expect(house.decisions.allSatisfy { $0.verdict.signals.isEmpty })
    }

    @Test func whatIsNoTalkEndsNoSilence() throws {
        var house = try House()
        house.say("bob", "so")
        let spoke = house.engine.state.rooms[0].lastSpoke
        house.now = house.now + .minutes(5)
        house.send(.said(Message(PeerText("at lunch"), carrier: .away)), room: House.room, by: "bob")
        #expect(house.engine.state.rooms[0].lastSpoke == spoke)
    }
}
