// SPDX-License-Identifier: Apache-2.0

import Conf
import Chat
import Foundation
import Logging
import Store
import Testing

@testable import Bot

/// What the desk hears when she cannot go on, and of what was not said (THREATS F7).
@Suite struct LastWordsTests {
    private func stage() throws -> Stage {
        let stage = try Stage()
        try stage.connect()
        try stage.pump()
        stage.room.said = []
        return stage
    }

    @Test func theDeskHearsWhySheStops() throws {
        let stage = try stage()
        stage.store.refuse(.full)
        #expect(throws: Stop.self) { try stage.household.move(into: [Stage.room], outOf: []) }
        let last = stage.household.lastWords()
        #expect(last.map(\.room) == [Stage.desk])
        guard case .alert(let words) = last.first?.action else {
            Issue.record("no alert")
            return
        }
        #expect(words.text.hasPrefix("I can no longer write down what I do (the disk is full): I stop"))
    }

    /// A disk that is full for all but debts: what goes on, what ends, what to do.
    @Test func theDeskHearsOfAFullDisk() throws {
        let stage = try stage()
        try stage.household.begin()
        stage.household.changed(.debtsOnly)
        try stage.household.finish()
        try stage.pump()
        let told = stage.room.said.map(\.text)
        #expect(told.contains { $0.hasPrefix("The disk is full. I greet, moderate and answer as before") }, "\(told)")
        #expect(told.contains { $0.contains("make room on the disk, or shorten bot.conf [memory]") }, "\(told)")
    }

    @Test func statusSaysWhatIsNotKept() {
        for pressure in Pressure.allCases { #expect((pressure.sentence == nil) == (pressure == .none)) }
        let board = Board()
        board.update { $0.space = .noTexts }
        #expect(board.line.hasSuffix("; the journal is 95 % full: texts are no longer kept"))
    }

    @Test func whoeverTakesOverTellsForItself() throws {
        let stage = try stage()
        stage.store.refuse(.fenced)
        #expect(throws: Stop.self) { try stage.household.move(into: [Stage.room], outOf: []) }
        #expect(stage.household.lastWords().isEmpty)
    }

    /// The loop's thread has it said before anybody learns that it has ended.
    @Test func itIsSaidBeforeTheLoopEnds() async throws {
        let stage = try stage()
        let told = LastLetters()
        let loop = Loop(stir: { _ in }, last: { told.set($0) })
        stage.store.refuse(.full)
        nonisolated(unsafe) let household = stage.household
        loop.start(household)
        let room = Stage.room
        await #expect(throws: Stop.self) {
            try await loop.ask { household throws(Stop) in try household.move(into: [room], outOf: []) }
        }
        await #expect(throws: Stop.self) { try await loop.wait() }
        #expect(told.acts.map(\.room) == [Stage.desk])
    }

    /// A greeting that found no moment within its five minutes is told of once, not line by line.
    @Test func linesThatWereNotSaidAreCounted() throws {
        let stage = try stage()
        let eve = stage.chat.enter("eve", [Stage.room])
        try stage.household.take([stage.event(eve, .joined(.joined))])
        // Nobody carries anything out meanwhile.
        for _ in 0..<20 {
            stage.clock.advance(by: .minutes(1))
            try stage.household.tick()
        }
        try stage.pump()
        let lines = stage.room.said.filter { $0.text.contains("waited too long") }
        #expect(lines.map(\.text) == ["(12:07) 1 line waited too long: not said."])
    }
}

/// What was still to be said, from the loop's thread.
private final class LastLetters: @unchecked Sendable {
    // Set once before the loop ends, read after it has.
    private let lock = NSLock()
    private var kept: [OwedAct] = []
    func set(_ acts: [OwedAct]) { lock.withLock { kept = acts } }
    var acts: [OwedAct] { lock.withLock { kept } }
}
