// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

/// Whom she trusts, and until when.
@Suite struct TrustTests {
    private static let start = Timestamp(seconds: 1_767_600_000)
    private let network = NetworkID("libera")

    private func regular() -> PersonRecord {
        var record = PersonRecord(
            id: PersonID(network, .account, "olga"), name: PeerText("olga"), firstSeen: Self.start, lastSeen: Self.start
        )
        for day in 0..<4 {
            for line in 0..<6 {
                record.speak(at: Self.start + .days(Int64(day)) + .minutes(Int64(line)))
                record.messages += 1
            }
        }
        return record
    }

    /// THREATS D7: one «hi» does not make a regular of a bought account again.
    @Test func afterHalfAYearOfSilenceTrustIsEarnedAnew() {
        var record = regular()
        #expect(record.standing(at: Self.start + .days(5)) == .regular)
        let later = Self.start + .days(200)
        #expect(record.standing(at: later) == .newcomer)
        record.speak(at: later)
        record.messages += 1
        #expect(record.standing(at: later + .seconds(5)) == .newcomer)
        for line in 0..<20 {
            record.speak(at: later + .days(1) + .minutes(Int64(line)))
            record.messages += 1
        }
        #expect(record.standing(at: later + .days(2)) == .newcomer)
        #expect(record.standing(at: later + .days(4)) == .regular)
    }

    /// What a record is to outlive a restart comes back as it was.
    @Test func aWokenAccountIsStillOneAfterARestart() throws {
        var record = regular()
        record.speak(at: Self.start + .days(200))
        record.trustedByHand = true
        record.trustedUntil = Self.start + .days(300)
        record.reverts = [Self.start]
        record.handsOffUntil = Self.start + .days(7)
        record.holdRank(at: Self.start + .days(200))
        let copy = try PersonRecord(packed: record.packed)
        #expect(copy.wokeAt == record.wokeAt && copy.wokeWith == record.wokeWith && copy.wokeAt > .distantPast)
        #expect(copy.trustedUntil == record.trustedUntil && copy.reverts == record.reverts)
        #expect(copy.handsOffUntil == record.handsOffUntil && copy.rankedSince == record.rankedSince)
    }

    /// THREATS I3: a moderator's word ends by itself, and then it is merit.
    @Test func trustByHandEnds() {
        var record = regular()
        record.messages = 0
        record.trustedByHand = true
        record.trustedUntil = Self.start + PersonRecord.trustLasts
        #expect(record.standing(at: Self.start + .days(179)) == .trusted)
        #expect(record.standing(at: Self.start + .days(181)) == .newcomer)
    }

    /// THREATS I2: rank counts from when it began, and begins anew after 90 days without it.
    @Test func rankHasABeginning() {
        var record = regular()
        record.holdRank(at: Self.start)
        record.holdRank(at: Self.start + .days(60))
        #expect(record.rankedSince == Self.start)
        record.holdRank(at: Self.start + .days(200))
        #expect(record.rankedSince == Self.start + .days(200))
    }

    /// THREATS K10: the mark of a host is kept no longer than it is looked at.
    @Test func marksOfHostsGo() {
        var table = PersonTable()
        var old = regular()
        old.host = 7
        var fresh = PersonRecord(
            id: PersonID(network, .account, "new"), name: PeerText("new"), firstSeen: Self.start,
            lastSeen: Self.start + .days(40))
        fresh.host = 8
        let numbers = [table.add(old), table.add(fresh)]
        #expect(table.forgetHosts(since: Self.start + .days(20)) == [numbers[0]])
        #expect(table[numbers[0]].host == 0 && table[numbers[1]].host == 8)
        // Nor is anybody found by it; and who comes back with another is found by that one alone.
        #expect(Array(table.numbers(from: 7)).isEmpty)
        table.setHost(8, of: numbers[0])
        #expect(Set(table.numbers(from: 8)) == Set(numbers) && Array(table.numbers(from: 7)).isEmpty)
    }

    /// FIELD rule 23: a person who asks twice is answered; two programs that answer each other are not, for a while.
    @Test func twoProgramsDoNotTalkForEver() {
        var parley = Parley()
        var now = Self.start
        for hash in 1...3 {
            now = now + .seconds(20)
            parley.hear(UInt64(hash), answeredAt: now - .seconds(20), at: now)
        }
        #expect(!parley.isSilent(at: now))
        for hash in 10...13 {
            now = now + .seconds(3)
            parley.hear(UInt64(hash), answeredAt: now - .seconds(3), at: now)
        }
        #expect(parley.isSilent(at: now) && !parley.isSilent(at: now + .minutes(11)))
        var echo = Parley()
        for time in 0..<4 { echo.hear(5, answeredAt: Self.start, at: Self.start + .seconds(Int64(time) * 30)) }
        #expect(echo.isSilent(at: Self.start + .seconds(91)))
        var patient = Parley()
        for time in 0..<6 { patient.hear(5, answeredAt: Self.start, at: Self.start + .minutes(Int64(time) * 5)) }
        #expect(!patient.isSilent(at: Self.start + .minutes(26)))
    }
}
