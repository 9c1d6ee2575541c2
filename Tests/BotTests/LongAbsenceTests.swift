// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Bot

/// THREATS K11: a clock that is wrong at the start frees nobody.
@Suite struct LongAbsenceTests {
    /// Eve is muted for ten minutes; the process ends at once.
    private func muted() throws -> Stage {
        let stage = try Stage()
        try stage.connect()
        let eve = try stage.join("eve")
        stage.clock.advance(by: .minutes(1))
        for _ in 0..<3 {
            try stage.tell([stage.event(eve, .said(Message(PeerText("win 1000 euros at http://spam.example"))))])
        }
        try stage.pump()
        try #require(stage.room.marks.count == 1)
        return stage
    }

    @Test func weeksAheadOfTheJournalNothingIsLiftedAtOnce() throws {
        let stage = try muted()
        stage.clock.advance(by: .days(60))
        try stage.revive()
        try stage.connect()
        try stage.advance(by: .minutes(2))
        #expect(stage.room.marks.count == 1)
        #expect(stage.room.said.contains { $0.text.contains("ahead of what I last knew") })
        // As long as was left, and no longer.
        try stage.advance(by: .minutes(12))
        #expect(stage.room.marks.isEmpty)
    }

    @Test func afterADayAwayWhatHasEndedIsLifted() throws {
        let stage = try muted()
        stage.clock.advance(by: .days(1))
        try stage.revive()
        try stage.connect()
        try stage.advance(by: .minutes(2))
        #expect(stage.room.marks.isEmpty)
    }
}
