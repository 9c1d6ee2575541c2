// SPDX-License-Identifier: Apache-2.0

import Chat
import Foundation
import Testing

@testable import Bot

/// THREATS G1, L8: one event cannot kill twice.
@Suite struct DeathMarkTests {
    private let path = FileManager.default.temporaryDirectory.appendingPathComponent("mark-\(UUID().uuidString)").path
    private let room = RoomID(NetworkID("libera"), "#tricot")

    private func said(_ text: String) -> Event {
        Event(at: Timestamp(seconds: 1), room: room, .said(Message(PeerText(text))))
    }

    /// What the next process finds when this one ends with `event` in hand.
    private func die(with event: Event, fault: Bool) throws {
        let mark = try DeathMark(path)
        mark.set(event.poisonHash, event)
        if fault { mark.faultFlag.pointee = 1 }
    }

    @Test func aCleanEndLeavesNothing() throws {
        let mark = try DeathMark(path)
        mark.set(1, said("hello"))
        mark.clear()
        #expect(try DeathMark(path).found == nil)
    }

    @Test func afterAFaultTheEventAndItsRoomAreKnown() throws {
        try die(with: said("killer"), fault: true)
        let found = try DeathMark(path).found
        #expect(found?.hash == said("killer").poisonHash)
        #expect(found?.room == room)
        #expect(found?.wasFault == true)
    }

    @Test func beingKilledFromOutsideProvesNothing() throws {
        try die(with: said("innocent"), fault: false)
        #expect(try DeathMark(path).found?.wasFault == false)
    }

    @Test func threeDeathsInARowWithTheSameEventAreCounted() throws {
        for _ in 0..<3 { try die(with: said("killer"), fault: false) }
        #expect(try DeathMark(path).found?.strikes == 3)
    }

    @Test func aDeathWithAnotherEventBeginsTheCountAnew() throws {
        try die(with: said("killer"), fault: false)
        try die(with: said("other"), fault: false)
        #expect(try DeathMark(path).found?.strikes == 1)
    }

    @Test func theSameWordsAtAnotherTimeAreTheSamePoison() {
        var later = said("killer")
        later.at = Timestamp(seconds: 99)
        #expect(later.poisonHash == said("killer").poisonHash)
    }
}
