// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import IRCAdapter

/// When a connection is read next.
@Suite struct GulpTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    /// Reads that begin as soon as they may, each bringing so much, over so long.
    private func reads(of bytes: Int, over span: TimeAmount, within lineEvery: TimeAmount = .microseconds(200)) -> Int {
        var gulp = Gulp()
        var now = start
        var count = 0
        while now < start + span {
            count += 1
            gulp.received(bytes)
            now = max(now + lineEvery, gulp.next(after: now) ?? now)
        }
        return count
    }

    @Test func aRegistrationWaitsForNothing() {
        var gulp = Gulp()
        for step in 0..<16 {
            gulp.received(200)
            #expect(gulp.next(after: start + .milliseconds(Int64(step))) == nil)
        }
    }

    @Test func linesThatComeOneByOneAreGathered() {
        // 5,000 lines in a second: 16 at once, then one read each 10 ms.
        #expect(reads(of: 80, over: .seconds(1)) == 116)
    }

    @Test func aLineNowAndThenIsReadAtOnce() {
        var gulp = Gulp()
        for step in 0..<1000 {
            gulp.received(80)
            #expect(gulp.next(after: start + .milliseconds(Int64(step) * 20)) == nil)
        }
    }

    @Test func whoeverSendsMuchIsReadOn() {
        #expect(reads(of: Gulp.plenty, over: .milliseconds(100)) == 500)
    }
}
