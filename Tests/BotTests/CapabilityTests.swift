// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Bot

/// What the desk is told of her rights in a room: one line, and another only when they are others.
@Suite struct CapabilityTests {
    private static let less = Event.Capability(
        can: [.say, .whisper], cannot: [.remove, .mute, .kick, .ban, .timedBan])
    private static let full = Event.Capability(
        can: [.say, .whisper, .mute, .kick, .ban], cannot: [.remove, .timedBan])

    private func stage() throws -> Stage {
        let stage = try Stage()
        try stage.connect()
        try stage.pump()
        return stage
    }
    private func say(_ capability: Event.Capability, _ stage: Stage) throws {
        try stage.tell([Event(at: stage.clock.now, room: Stage.room, .capability(capability))])
    }
    private func lines(_ stage: Stage) -> [String] { stage.room.said.map(\.text).filter { $0.contains("I am in") } }

    @Test func rightsGivenSoonAfterSheEnteredAreToldInOneLine() throws {
        let stage = try stage()
        try say(Self.less, stage)
        #expect(lines(stage).isEmpty)
        try stage.advance(by: .seconds(3), steps: 3)
        try say(Self.full, stage)
        try stage.advance(by: .minutes(5), steps: 30)
        #expect(lines(stage).count == 1)
        #expect(lines(stage).first?.contains("I can") == true)
    }

    @Test func aLackOfRightsIsToldAfterAMoment() throws {
        let stage = try stage()
        try say(Self.less, stage)
        try stage.advance(by: .minutes(5), steps: 30)
        #expect(lines(stage).count == 1)
        #expect(lines(stage).first?.contains("without the right") == true)
        try say(Self.full, stage)
        #expect(lines(stage).count == 2)
    }

    @Test func afterARestartWithTheSameRightsNothingIsSaid() throws {
        let stage = try stage()
        try say(Self.full, stage)
        #expect(lines(stage).count == 1)
        for _ in 0..<3 {
            try stage.revive()
            try stage.connect()
            try say(Self.less, stage)
            try stage.advance(by: .seconds(2), steps: 2)
            try say(Self.full, stage)
            try stage.advance(by: .minutes(2), steps: 12)
            #expect(lines(stage).count == 1)
            try stage.household.flush()
        }
    }

    @Test func rightsThatWereTakenMeanwhileAreMissed() throws {
        let stage = try stage()
        try say(Self.full, stage)
        try stage.household.flush()
        try stage.revive()
        try stage.connect()
        try say(Self.less, stage)
        try stage.advance(by: .minutes(2), steps: 12)
        #expect(lines(stage).count == 2)
        #expect(lines(stage).last?.contains("without the right") == true)
    }

    @Test func rightsThatComeAndGoAreToldAFewTimesInAnHour() throws {
        let stage = try stage()
        for _ in 0..<20 {
            try say(Self.less, stage)
            try stage.advance(by: .seconds(30), steps: 3)
            try say(Self.full, stage)
            try stage.advance(by: .seconds(30), steps: 3)
        }
        #expect(lines(stage).count == 4)
        try say(Self.less, stage)
        try stage.advance(by: .hours(2), steps: 24)
        #expect(lines(stage).count == 5)
        #expect(lines(stage).last?.contains("without the right") == true)
    }

    @Test func whatCannotBeDoneIsToldWithWhatIsDoneInstead() throws {
        let stage = try stage()
        try say(Self.full, stage)
        #expect(lines(stage).first?.contains("instead: a private word, I lift them myself") == true)
    }
}
