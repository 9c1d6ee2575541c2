// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

/// Whose power is old must be confirmed before it is used (THREATS C4).
@Suite struct Dormancy {
    private func away(_ span: TimeSpan) throws -> House {
        var house = try House()
        house.say("margaux", "whoami", room: House.desk)
        house.send(.left(.quit(PeerText(""))), by: "lise")
        house.wait(span)
        house.says = []
        return house
    }

    @Test func whoWasUnseenForLongReadsAndOrdersNothing() throws {
        var house = try away(.days(31))
        house.whisper("lise", "status")
        house.whisper("lise", "mute bob")
        #expect(house.says.contains { $0.hasPrefix("#atelier:") })
        #expect(house.says.contains { $0.contains("trust lise") })
        #expect(house.sanctions.isEmpty)
    }

    @Test func aMonthIsNotLong() throws {
        var house = try away(.days(29))
        house.whisper("lise", "mute bob")
        #expect(house.sanctions.count == 1)
    }

    @Test func theOperatorConfirms() throws {
        var house = try away(.days(31))
        house.whisper("lise", "mute bob")
        house.send(.commanded(by: PeerText("root"), text: PeerText("trust lise")))
        house.whisper("lise", "mute bob")
        #expect(house.sanctions.count == 1)
        #expect(house.says.contains { $0.hasPrefix("Confirmed by root") })
    }

    @Test func nobodyConfirmsThemselves() throws {
        var house = try away(.days(31))
        house.whisper("margaux", "trust margaux")
        house.whisper("margaux", "mute bob")
        #expect(house.sanctions.isEmpty)
    }

    @Test func aModeratorDoesNotConfirmAnOwner() throws {
        var house = try House()
        house.say("margaux", "whoami", room: House.desk)
        house.wait(.days(31))
        house.order("trust margaux")
        house.whisper("margaux", "mute bob")
        house.order("trust margaux")
        house.whisper("margaux", "mute bob")
        #expect(house.says.contains { $0.hasPrefix("Trust given to margaux") })
        #expect(house.sanctions.isEmpty)
    }

    @Test func whoIsHereInSilenceIsNotAway() throws {
        var house = try House()
        house.wait(.days(40))
        house.reconnect(["bob", "lise"])
        house.whisper("lise'", "whoami")
        house.order("mute bob")
        #expect(house.sanctions.count == 1)
    }

    @Test func forgettingAndRestartingConfirmNobody() throws {
        var house = try away(.days(31))
        house.whisper("lise", "me forget")
        try house.restart(["bob"])
        house.whisper("lise", "mute bob")
        #expect(house.sanctions.isEmpty)
    }

    @Test func whatTheRoomGivesNowCounts() throws {
        var house = try away(.days(31))
        house.send(.joined(.joined), room: House.room, by: "lise", rank: .op)
        house.order("mute bob")
        #expect(house.sanctions.count == 1)
    }
}
