// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

/// To be forgotten takes a day, and can be taken back until then (THREATS K9).
@Suite struct Forgetting {
    private func record(_ house: House, _ name: String) -> PersonRecord? {
        let id = PersonID(House.network, .host, ByteString("\(name)@\(name).example"))
        return house.engine.state.persons.number(of: id).map { house.engine.state.persons[$0] }
    }

    private func asked() throws -> House {
        var house = try House()
        for i in 1...5 {
            house.say("bob", "good morning number \(i)")
            house.now = house.now + .minutes(1)
        }
        house.whisper("bob", "me forget")
        return house
    }

    @Test func nothingIsErasedForADay() throws {
        var house = try asked()
        #expect(house.says.last?.contains("in 24 h I erase") == true)
        house.wait(.hours(23))
        #expect(record(house, "bob")?.messages == 5)
        house.wait(.hours(2))
        #expect(record(house, "bob")?.messages == 0)
        #expect(house.says.last == "It is erased.")
        #expect(house.engine.state.core.forgetting.isEmpty)
    }

    @Test func itCanBeTakenBack() throws {
        var house = try asked()
        house.wait(.hours(20))
        house.whisper("bob", "me no")
        #expect(house.says.last?.contains("I erase nothing") == true)
        house.wait(.days(3))
        #expect(record(house, "bob")?.messages == 5)
    }

    @Test func askingAgainDoesNotPutItOff() throws {
        var house = try asked()
        house.wait(.hours(12))
        house.whisper("bob", "me forget")
        #expect(house.says.last?.contains("in 12 h") == true)
        house.wait(.hours(13))
        #expect(record(house, "bob")?.messages == 0)
    }

    @Test func theWishOutlivesARestart() throws {
        var house = try asked()
        try house.restart(["bob"])
        house.wait(.hours(25))
        #expect(record(house, "bob")?.messages == 0)
    }

    @Test func whatStandsStaysUntilItsEnd() throws {
        var house = try House()
        house.order("mute bob 3 days")
        house.whisper("bob", "me forget")
        house.wait(.days(2))
        #expect(house.engine.state.sanctions.count == 1)
        house.wait(.days(2))
        #expect(house.releases.count == 1)
    }

    @Test func allIsSentOnceInAMonth() throws {
        var house = try asked()
        house.whisper("bob", "me no")
        house.now = house.now + .minutes(1)
        house.whisper("bob", "me export")
        #expect(house.says.count { $0.hasPrefix("About bob") && $0.contains("first seen") } == 1)
        house.now = house.now + .minutes(1)
        house.whisper("bob", "me export")
        #expect(house.says.last?.contains("possible again in") == true)
        house.wait(.days(31))
        house.whisper("bob", "me export")
        #expect(house.says.count { $0.hasPrefix("About bob") && $0.contains("first seen") } == 2)
    }
}
