// SPDX-License-Identifier: Apache-2.0

import Chat
import Store
import Testing

@testable import Bot

/// Leaves a community for good, and dies at every commit of it.
@Suite struct RetireTests {
    /// Eve floods and is muted; then the operator retires her.
    private func play(crash: (commit: Int, moment: CrashingStore.Moment)?) throws -> Stage {
        let stage = try Stage(crash: crash)
        try stage.muteEve()
        // An order whose process died under it never came to an answer: the operator asks again.
        try stage.live { try $0.retire(nil, by: "root") }
        try stage.pump()
        try stage.advance(by: .minutes(30), steps: 30)
        return stage
    }

    private static let commits: Int = {
        let suite = RetireTests()
        return (try? suite.play(crash: nil).store.commits) ?? 0
    }()

    @Test func sheLiftsThenSpeaksThenLeaves() throws {
        let stage = try play(crash: nil)
        #expect(stage.room.marks.isEmpty)
        #expect(stage.left == [Stage.room, Stage.desk])
        let said = stage.room.said.map(\.text)
        let report = try #require(said.firstIndex { $0.contains("Lifted: mute of eve in #salon") })
        let goodbye = try #require(said.firstIndex { $0.hasPrefix("I am leaving this room") })
        #expect(report < goodbye)
        #expect(stage.household.retiring.isEmpty)
        #expect(stage.household.retired.first == "1 sanction to lift before I leave.")
        #expect(stage.household.retired.last?.hasPrefix("Left #salon, #modos.") == true)
    }

    @Test(arguments: CrashingStore.Moment.allCases)
    func sheGoesOnWhereverSheDied(_ moment: CrashingStore.Moment) throws {
        for commit in 1...Self.commits {
            let stage = try play(crash: (commit, moment))
            #expect(stage.room.marks.isEmpty, "something stands after dying \(moment) commit \(commit)")
            #expect(Set(stage.left) == [Stage.room, Stage.desk], "still there after dying \(moment) commit \(commit)")
            #expect(stage.household.retiring.isEmpty, "not finished after dying \(moment) commit \(commit)")
            let ids = stage.room.said.map(\.id)
            #expect(Set(ids).count == ids.count, "a line twice after dying \(moment) commit \(commit)")
            #expect(stage.room.done.values.allSatisfy { $0 == 1 }, "doubled after dying \(moment) commit \(commit)")
        }
    }

    @Test func aNetworkThatIsAwayIsWaitedFor() throws {
        let stage = try Stage()
        try stage.connect()
        try stage.pump()
        try stage.household.take([Event(at: stage.clock.now, .disconnected(Stage.network, why: "gone"))])
        try stage.household.retire(nil, by: "root")
        try stage.advance(by: .minutes(45), steps: 45)
        #expect(stage.household.retiring == [0])
        try stage.connect()
        try stage.pump()
        #expect(stage.household.retiring.isEmpty)
        #expect(stage.left == [Stage.room, Stage.desk])
    }
}
