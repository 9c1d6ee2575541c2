// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

@Suite struct Bounds {
    private func person(_ name: String) -> PersonID { PersonID(House.network, .host, ByteString("u@\(name)")) }

    private func record(_ name: String, at moment: Timestamp = House.start, messages: Int32 = 0) -> PersonRecord {
        var record = PersonRecord(id: person(name), name: PeerText(name), firstSeen: moment, lastSeen: moment)
        record.messages = messages
        return record
    }

    @Test func aCrowdOfStrangersPushesOutStrangersOnly() {
        var table = PersonTable()
        _ = table.add(record("regular", messages: 20))
        var ranked = record("ranked")
        ranked.lastRanked = House.start
        _ = table.add(ranked)
        var hot = record("hot", messages: 1)
        hot.heat = Heat(value: 300, at: House.start)
        _ = table.add(hot)
        var looks = 0
        for i in 0..<60_000 {
            if table.mustEvict {
                looks += 1
                _ = table.evictStrangers(keeping: [], at: House.start + .hours(2))
            }
            _ = table.add(record("s\(i)", at: House.start + .milliseconds(Int64(i))))
        }
        #expect(table.count <= PersonTable.strangersKept + 3)
        #expect(["regular", "ranked", "hot"].allSatisfy { table.number(of: person($0)) != nil })
        #expect(table.number(of: person("s59999")) != nil)
        #expect(looks < 60)
    }

    @Test func afterACrowdHasLeftNobodyPaysForItAgain() {
        var table = PersonTable()
        var present: Set<Int32> = []
        for i in 0..<60_000 {
            if table.mustEvict { _ = table.evictStrangers(keeping: present, at: House.start) }
            present.insert(table.add(record("s\(i)")))
        }
        #expect(table.count == 60_000)
        var looks = 0
        for i in 0..<5000 {
            if table.mustEvict {
                looks += 1
                _ = table.evictStrangers(keeping: [], at: House.start)
            }
            _ = table.add(record("t\(i)"))
        }
        #expect(looks <= 6)
        #expect(table.count < PersonTable.strangersKept + 5000)
    }

    @Test func peopleWhoSpokeOnceAreBoundedToo() {
        var table = PersonTable()
        for i in 0..<150_000 {
            if table.mustEvict { _ = table.evictStrangers(keeping: [], at: House.start) }
            _ = table.add(record("s\(i)", messages: 1))
        }
        #expect(table.count <= PersonTable.newcomersKept + PersonTable.strangersKept)
    }

    @Test func linesOfPeopleWhoFellSilentAreLetGo() throws {
        var house = try House()
        for i in 1...50 { house.say("m\(i)", "good morning everybody, how is the number \(i) scarf") }
        house.now = house.now + .minutes(5)
        for i in 51...110 { house.say("m\(i)", "good morning everybody, how is the number \(i) scarf") }
        let first = try #require(
            house.engine.state.persons.number(of: PersonID.of(house.facts("m1"), member: House.id("m1"))))
        #expect(house.engine.state.persons[first].recent.isEmpty)
    }

    @Test func aQueueOfLinesKeepsItsOrderWhenItGrows() {
        var queue = LineQueue()
        for i in 0..<100 { _ = queue.add(Int32(i), at: House.start + .seconds(Int64(i))) }
        for i in 0..<50 { #expect(queue.expired(at: House.start + .hours(1))?.person == Int32(i)) }
        for i in 100..<400 { _ = queue.add(Int32(i), at: House.start + .seconds(Int64(i))) }
        for i in 50..<400 { #expect(queue.expired(at: House.start + .hours(1))?.person == Int32(i)) }
        #expect(queue.expired(at: House.start + .hours(1)) == nil)
    }

    @Test func aQueueOfLinesIsBounded() {
        var queue = LineQueue()
        var gone = 0
        for i in 0..<(LineQueue.kept * 2) {
            if queue.expired(at: House.start) != nil { gone += 1 }
            _ = queue.add(Int32(i), at: House.start)
        }
        #expect(gone == LineQueue.kept)
    }

    @Test func aCaseLosesItsTextsAfterAWeekAndGoesAfterAYear() throws {
        var house = try House(House.conf(mode: "observe"))
        house.flood("eve", 12)
        try #require(house.engine.state.cases[1]?.lines.isEmpty == false)
        house.now = house.now + .days(8)
        house.send(.ticked)
        #expect(house.engine.state.cases[1]?.lines.isEmpty == true)
        house.now = house.now + .days(366)
        house.send(.ticked)
        #expect(house.engine.state.cases.isEmpty)
        #expect(house.engine.state.latestCase.isEmpty)
    }

    @Test func whoWasNotSeenForTwoYearsIsForgotten() throws {
        var house = try House()
        house.join("eve")
        house.say("eve", "hello")
        house.send(.left(.quit(PeerText(""))), by: "eve")
        let eve = PersonID.of(house.facts("eve"), member: House.id("eve"))
        house.now = house.now + .days(729)
        house.send(.ticked)
        #expect(house.engine.state.persons.number(of: eve) != nil)
        house.now = house.now + .days(2)
        house.send(.ticked)
        #expect(house.engine.state.persons.number(of: eve) == nil)
    }
}
