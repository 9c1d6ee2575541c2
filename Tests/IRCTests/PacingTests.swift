// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import IRC

@Suite struct PacingTests {
    private let start = Timestamp(seconds: 1_000_000)

    // RFC 1459 §8.10, and THREATS F1: talk only while two of four slots remain.
    @Test func talkStopsAtTwoSlotsAndSanctionsAtNone() {
        var clock = PenaltyClock()
        var talk = 0
        var sanctions = 0
        while clock.isOpen(for: .answer, at: start) {
            clock.charge(bytes: 60, at: start)
            talk += 1
        }
        while clock.isOpen(for: .sanction, at: start) {
            clock.charge(bytes: 60, at: start)
            sanctions += 1
        }
        #expect(talk == 2)
        #expect(sanctions == 2)
    }

    @Test func afterAnExcessFloodEveryLineCostsTwiceForAnHour() {
        var clock = PenaltyClock()
        clock.slowDown(at: start)
        clock.charge(bytes: 0, at: start)
        #expect(clock.opens(for: .sanction) > start - .seconds(7))
        var later = PenaltyClock()
        later.slowDown(at: start)
        later.charge(bytes: 0, at: start + .hours(1))
        #expect(later.opens(for: .sanction) < start + .hours(1) - .seconds(7))
    }

    // PRODUCT promise 8: however busy she is, what she says when told to stop is read before she is gone.
    @Test(arguments: [20, 60, 120, 300, 512])
    func afterAnySanctionTheLastWordsAreReadInTime(bytes: Int) {
        var clock = PenaltyClock()
        var now = start
        for round in 0..<200 {
            let size = round % 3 == 0 ? 60 : bytes
            now = max(now, clock.opens(for: .sanction, bytes: size))
            #expect(clock.isOpen(for: .sanction, at: now, bytes: size))
            clock.charge(bytes: size, at: now)
            #expect(clock.isRead(at: now) <= now + PenaltyClock.lastWords + .milliseconds(1))
        }
    }

    @Test func anyNumberOfLinesOutsideTheLanesMovesTheClockABoundedWay() {
        var clock = PenaltyClock()
        for _ in 0..<10_000 { clock.charge(bytes: 16_384, at: start) }
        #expect(clock.opens(for: .prompt) < start + .minutes(4))
    }

    @Test func theMostUrgentLaneLeavesFirst() throws {
        var queue = SendQueue()
        for lane in Lane.allCases.reversed() {
            let line = try #require(IRCLine("NOTICE", [Array("\(lane)".utf8)], text: []))
            let isKept = queue.add(line, lane: lane, act: nil)
            #expect(isKept)
        }
        var order: [String] = []
        while let entry = queue.pop(PenaltyClock(), at: start) { order.append(entry.line.traced) }
        #expect(order == ["NOTICE sanction :", "NOTICE answer :", "NOTICE welcome :", "NOTICE prompt :"])
    }

    /// An answer waits outside until the clock lets talk go: what she asks for her own books must not take that moment.
    @Test func whatSheAsksForHerselfLeavesTalkItsMoment() throws {
        var clock = PenaltyClock()
        for _ in 0..<5 { clock.charge(bytes: 60, at: start) }
        var queue = SendQueue()
        let line = try #require(IRCLine("MODE", [Array("#tricot".utf8), [0x62]]))
        let isKept = queue.addUpkeep(line, at: start)
        #expect(isKept && queue.isFree(for: .prompt))
        let talk = clock.opens(for: .answer)
        let next = queue.next(clock)
        #expect(next >= talk + .seconds(2))
        let early = queue.pop(clock, at: next - .milliseconds(1))
        #expect(early == nil)
        let due = queue.pop(clock, at: next)
        #expect(due != nil && queue.isEmpty)
    }

    @Test func whatSheAsksForHerselfWaitsAMinuteAtMost() throws {
        var clock = PenaltyClock()
        var queue = SendQueue()
        let line = try #require(IRCLine("MODE", [Array("#tricot".utf8), [0x62]]))
        clock.charge(bytes: 500, at: start)
        let isKept = queue.addUpkeep(line, at: start)
        #expect(isKept)
        // Somebody talks whenever the clock lets talk go.
        var now = start
        var left: Timestamp?
        while left == nil, now < start + .minutes(5) {
            now = max(now, min(clock.opens(for: .answer), queue.next(clock)))
            if queue.pop(clock, at: now) != nil { left = now } else { clock.charge(bytes: 500, at: now) }
        }
        let waited = try #require(left) - start
        #expect(waited > .seconds(30) && waited < .seconds(70), "\(waited)")
    }

    @Test func aFullLaneRefusesAndKeepsWhatItHas() throws {
        var queue = SendQueue()
        let line = try #require(IRCLine("PING", [], text: []))
        let kept = (0...SendQueue.capacity).filter { _ in queue.add(line, lane: .prompt, act: nil) }
        #expect(kept.count == SendQueue.capacity)
        let isUrgentKept = queue.add(line, lane: .sanction, act: nil)
        #expect(isUrgentKept)
    }

    @Test func everyWaitIsWithinItsBounds() {
        for seed in 0..<200 {
            var chance = Seeded(UInt64(seed))
            var backoff = Backoff()
            for _ in 0..<30 {
                let lost = backoff.wait(after: .lost(""), livedFor: .zero, chance: chance.next())
                #expect(lost >= .seconds(2) && lost <= .minutes(5))
            }
            #expect(backoff.wait(after: .throttled(""), livedFor: .zero, chance: chance.next()) >= .seconds(60))
            for round in 0..<8 {
                let banned = backoff.wait(after: .banned(""), livedFor: .zero, chance: chance.next())
                #expect(banned >= min(.hours(1), .minutes(5) * (1 << Int64(round))))
                #expect(banned <= .hours(1) + .seconds(30))
            }
            let again = backoff.wait(after: .lost(""), livedFor: .minutes(2), chance: chance.next())
            #expect(again <= .seconds(5))
        }
    }

    // Issue 3: fewer than eight connections in ten minutes, whatever chance says.
    @Test(arguments: [Ending.throttled(""), .banned(""), .unidentified(""), .refused("")])
    func aServerThatDoesNotWantHerSeesFewerThanEightAttemptsInTenMinutes(_ ending: Ending) {
        for chance in [UInt64.min, .max, 12_345] {
            var backoff = Backoff()
            var attempts = 1
            var passed = TimeSpan.zero
            while true {
                passed = passed + backoff.wait(after: ending, livedFor: .zero, chance: chance)
                guard passed < .minutes(10) else { break }
                attempts += 1
            }
            #expect(attempts < 8)
        }
    }

    @Test func theReasonOfAnErrorDecidesTheWait() {
        func ending(_ text: String) -> Ending { Array(text.utf8).lend { Ending.error($0) } }
        #expect(ending("Closing Link: eve[x] (K-Lined)") == .banned("Closing Link: eve[x] (K-Lined)"))
        #expect(ending("Trying to reconnect too fast.") == .throttled("Trying to reconnect too fast."))
        #expect(ending("Ping timeout") == .lost("Ping timeout"))
    }

    // Not every word that ends in «line» is a ban of the network.
    @Test(arguments: [
        ("Closing Link: eve[x] (K-Lined)", true), ("G-line: spam", true), ("You are Z:lined", false),
        ("Closing Link: [x] (Z-lined: bad host)", true), ("User has been GLINEd", true), ("AKILL ID:12", true),
        ("You are banned from this server", true), ("KLINE active", true), ("the server is going off-line", false),
        ("Going offline for maintenance", false), ("on-line again soon", false), ("Quit: deadline", false),
        ("Server shutdown (check-line)", false),
    ])
    func onlyABanOfTheNetworkIsOne(_ text: String, _ isBan: Bool) {
        let ending = Array(text.utf8).lend { Ending.error($0) }
        #expect(ending == (isBan ? .banned(text) : .lost(text)))
    }

    // THREATS F5: what provoked the flood was talk; it gives way first, and sanctions keep their slots.
    @Test func afterAnExcessFloodTalkGivesWayFirst() {
        func lines(_ lane: Lane, slow: Bool) -> Int {
            var clock = PenaltyClock()
            if slow { clock.slowDown(at: start) }
            var count = 0
            while clock.isOpen(for: lane, at: start, bytes: 60), count < 20 {
                clock.charge(bytes: 60, at: start)
                count += 1
            }
            return count
        }
        #expect(lines(.answer, slow: false) == 2)
        #expect(lines(.answer, slow: true) == 1)
        #expect(lines(.sanction, slow: true) >= 2)
    }
}
