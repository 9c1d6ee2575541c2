// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Bot

@Suite struct DeadlinesTests {
    private func at(_ seconds: Int64) -> Timestamp { Timestamp(seconds: seconds) }

    @Test func theEarliestEngineIsWokenFirst() {
        var deadlines = Deadlines(count: 3)
        deadlines.set(0, to: at(30))
        deadlines.set(1, to: at(10))
        deadlines.set(2, to: at(20))
        #expect(deadlines.earliest?.engine == 1)
    }

    @Test func anEngineThatWantsNothingAnyMoreIsNotWoken() {
        var deadlines = Deadlines(count: 2)
        deadlines.set(0, to: at(10))
        deadlines.set(1, to: at(20))
        deadlines.set(0, to: nil)
        #expect(deadlines.earliest?.engine == 1)
    }

    @Test func equalMomentsGoInTheOrderOfTheFile() {
        var deadlines = Deadlines(count: 3)
        for engine in [2, 0, 1] { deadlines.set(engine, to: at(10)) }
        #expect(deadlines.earliest?.engine == 0)
    }

    @Test func afterManyChangesTheEarliestIsStillTheEarliest() {
        var deadlines = Deadlines(count: 50)
        var wanted: [Int: Int64] = [:]
        var seed: UInt64 = 1
        for _ in 0..<5000 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let engine = Int(seed >> 33) % 50
            let moment = Int64(seed >> 40) % 1000
            wanted[engine] = moment % 7 == 0 ? nil : moment
            deadlines.set(engine, to: wanted[engine].map(at))
            #expect(deadlines.earliest?.at == wanted.values.min().map(at))
        }
    }
}
