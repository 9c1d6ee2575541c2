// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

extension House {
    fileprivate mutating func putOut() {
        var own = facts("geoffrin", rank: .op)
        own.isSelf = true
        let event = Event(
            at: now, room: Self.room, member: Self.id("geoffrin"), facts: own,
            .left(.kicked(by: Self.id("lise"), reason: PeerText("out"))))
        _ = engine.handle(event)
    }
}

/// Rooms she is out of.
@Suite struct OutOfRoomTests {
    /// She was put out and comes back by herself: the order is answered, not kept.
    @Test func anOrderForARoomSheWasPutOutOfIsAnsweredAtOnce() throws {
        var house = try House()
        house.join("eve")
        house.putOut()
        house.order("mute eve 5m")
        #expect(
            house.says.last
                == "Not done for eve: I was put out of #atelier and come back by myself. Order it again then.")
        #expect(house.sanctions.isEmpty)
        house.sync([("bob", .member), ("lise", .member), ("eve", .member)])
        house.order("mute eve 5m")
        #expect(house.sanctions.count == 1)
    }
    /// The line waited until she was let in: then it says what is true no more.
    @Test func thatSheWasKeptOutIsNotSaidOnceSheIsIn() throws {
        var house = try House()
        house.isHolding = true
        house.send(.barred(.inviteOnly), room: House.desk)
        house.sync([("bob", .member), ("lise", .member)])
        house.release()
        #expect(!house.says.contains { $0.contains("I am not in") })
    }
}
