// SPDX-License-Identifier: Apache-2.0

import Chat
import Store
import Testing

@testable import Bot

/// Dies at every commit of an ordinary quarter of an hour, before and after it, and looks at what the room saw.
@Suite struct CrashTests {
    /// A newcomer is greeted, then another floods, is muted, and the mute ends.
    private func play(crash: (commit: Int, moment: CrashingStore.Moment)?) throws -> Stage {
        let stage = try Stage(crash: crash)
        try stage.connect()
        try stage.pump()
        try stage.advance(by: .minutes(5), steps: 5)
        _ = try stage.join("alice")
        try stage.advance(by: .minutes(4), steps: 8)
        let eve = try stage.join("eve")
        try stage.advance(by: .seconds(10), steps: 2)
        let lines = (0..<4).map { "win 1000 euros at http://spam.example number \($0)" }
        for line in lines { try stage.tell([stage.event(eve, .said(Message(PeerText(line))))]) }
        try stage.advance(by: .minutes(70), steps: 30)
        return stage
    }

    private static let commits: Int = {
        let suite = CrashTests()
        return (try? suite.play(crash: nil).store.commits) ?? 0
    }()

    @Test func anUndisturbedQuarterOfAnHourGreetsOnceAndMutesAndLifts() throws {
        let stage = try play(crash: nil)
        #expect(stage.room.said.filter { $0.text.hasPrefix("Welcome, alice") }.count == 1)
        #expect(stage.room.done.count >= 2)
        #expect(stage.room.marks.isEmpty)
        #expect(Self.commits > 20)
    }

    @Test(arguments: CrashingStore.Moment.allCases)
    func noSanctionIsLostOrDoubledWhereverSheDies(_ moment: CrashingStore.Moment) throws {
        for commit in 1...Self.commits {
            let stage = try play(crash: (commit, moment))
            #expect(stage.deaths == 1, "\(commit)")
            #expect(stage.room.done.values.allSatisfy { $0 == 1 }, "doubled after dying \(moment) commit \(commit)")
            #expect(Set(stage.room.done.keys) == stage.decided(), "lost after dying \(moment) commit \(commit)")
            #expect(stage.room.marks.isEmpty, "never lifted after dying \(moment) commit \(commit)")
        }
    }

    @Test(arguments: CrashingStore.Moment.allCases)
    func noLineIsSaidTwiceWhereverSheDies(_ moment: CrashingStore.Moment) throws {
        for commit in 1...Self.commits {
            let stage = try play(crash: (commit, moment))
            let ids = stage.room.said.map(\.id)
            #expect(Set(ids).count == ids.count, "a line twice after dying \(moment) commit \(commit)")
            let welcomes = stage.room.said.filter { $0.text.hasPrefix("Welcome, alice") }
            #expect(welcomes.count <= 1, "two welcomes after dying \(moment) commit \(commit)")
        }
    }

    @Test func nothingStaysOwedAfterwards() throws {
        for commit in stride(from: 1, through: Self.commits, by: 3) {
            let stage = try play(crash: (commit, .after))
            #expect(stage.store.kept.openDebts(limit: 100).isEmpty, "\(commit)")
        }
    }
}
