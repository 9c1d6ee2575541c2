// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Bot

@Suite struct TimeKeeperTests {
    private let noon = Timestamp(seconds: 1_767_614_400)
    private var keeper: TimeKeeper { TimeKeeper(last: noon, wall: noon, elapsed: .zero) }

    @Test func itFollowsTheWall() {
        var keeper = keeper
        #expect(keeper.read(wall: noon + .seconds(10), elapsed: .seconds(10)) == nil)
        #expect(keeper.now == noon + .seconds(10))
    }

    @Test func aClockSetAheadByAnHourIsTold() {
        var keeper = keeper
        #expect(keeper.read(wall: noon + .hours(1) + .seconds(1), elapsed: .seconds(1)) == .hours(1))
    }

    @Test func aClockSetBackByAYearNeverTurnsTimeBack() {
        var keeper = keeper
        _ = keeper.read(wall: noon - .days(365), elapsed: .seconds(1))
        #expect(keeper.now >= noon)
    }

    @Test func afterAClockWasSetBackTenMinutesAreStillTenMinutes() {
        var keeper = keeper
        _ = keeper.read(wall: noon - .days(365), elapsed: .zero)
        _ = keeper.read(wall: noon - .days(365) + .minutes(10), elapsed: .minutes(10))
        #expect(keeper.now == noon + .minutes(10))
    }

    @Test func aSmallCorrectionIsCaughtUpWithAndNotTold() {
        var keeper = keeper
        #expect(keeper.read(wall: noon - .seconds(10), elapsed: .zero) == nil)
        _ = keeper.read(wall: noon + .seconds(15), elapsed: .seconds(25))
        #expect(keeper.now == noon + .seconds(15))
    }

    @Test func anEventFromTheFutureIsDatedNow() {
        #expect(keeper.stamp(noon + .days(400), notBefore: noon) == noon)
    }
}
