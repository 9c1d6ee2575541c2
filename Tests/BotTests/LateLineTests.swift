// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Bot

/// What the desk hears late says when it was.
@Suite struct LateLineTests {
    private func heard(after span: TimeSpan, _ action: Action) throws -> Action? {
        let stage = try Stage()
        try stage.connect()
        try stage.pump()
        let household = stage.household
        try household.begin()
        let act = household.oweOwn(action, in: Stage.desk, lane: .sanction)
        try household.finish()
        stage.clock.advance(by: span)
        _ = try household.next(on: Stage.network, among: Lane.allCases)
        return try household.due(act, Reach())?.action
    }

    @Test func aLineForTheDeskIsDatedAfterMinutes() throws {
        let line = Utterance("[1] mute 1 h: eve", veiled: "buy gold")
        #expect(try heard(after: .seconds(20), .alert(line)) == .alert(line))
        #expect(
            try heard(after: .minutes(50), .alert(line))
                == .alert(Utterance("(12:00) [1] mute 1 h: eve", veiled: "buy gold", isDated: true)))
        #expect(
            try heard(after: .hours(30), .alert(line))
                == .alert(Utterance("(Monday 12:00) [1] mute 1 h: eve", veiled: "buy gold", isDated: true)))
    }

    @Test func whatARoomHearsIsNot() throws {
        let line = Utterance("It is calm again: the door is open.")
        #expect(try heard(after: .minutes(50), .say(line)) == .say(line))
    }
}
