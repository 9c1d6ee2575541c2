// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

/// Whatever makes her wait ends, and what came meanwhile is judged (THREATS L6, S3, S7).
@Suite struct Leases {
    private let advert = "win 1000 € http://spam.example"

    private mutating func spam(_ house: inout House, rank: Rank = .member) {
        for _ in 1...3 {
            house.say("eve", advert, rank: rank)
            house.now = house.now + .seconds(1)
        }
    }

    @Test mutating func whatIsSaidInTheGraceIsJudgedAtItsEnd() throws {
        var house = try House()
        house.reconnect(["bob", "lise"], suffix: "")
        spam(&house)
        #expect(house.sanctions.isEmpty)
        house.wait(.seconds(3))
        #expect(house.sanctions.count == 1)
        #expect(house.engine.state.held.isEmpty)
    }

    @Test mutating func theCaseKeepsWhatWasSaid() throws {
        var house = try House()
        house.reconnect(["bob", "lise"], suffix: "")
        spam(&house)
        house.wait(.seconds(3))
        #expect(house.engine.state.cases.values.first?.lines == [CaseLine(PeerText(advert))])
    }

    @Test mutating func afterThreeReconnectionsInAnHourThereIsNoGrace() throws {
        var house = try House()
        for _ in 1...3 {
            house.reconnect(["bob", "lise"], suffix: "")
            house.now = house.now + .minutes(5)
        }
        house.reconnect(["bob", "lise"], suffix: "")
        spam(&house)
        #expect(house.sanctions.count == 1)
    }

    @Test mutating func reconnectionsOfYesterdayDoNotCount() throws {
        var house = try House()
        for _ in 1...3 { house.reconnect(["bob", "lise"], suffix: "") }
        house.wait(.hours(2))
        house.reconnect(["bob", "lise"], suffix: "")
        spam(&house)
        #expect(house.sanctions.isEmpty)
    }

    @Test mutating func whoseRankStaysUnknownIsLeftToPeople() throws {
        var house = try House()
        spam(&house, rank: .unknown)
        house.wait(.seconds(60))
        #expect(house.says.isEmpty)
        house.wait(.seconds(11))
        #expect(house.says.count { $0.contains("Their rank is not known") } == 1)
        #expect(house.sanctions.isEmpty)
        house.order("ok 1")
        #expect(house.sanctions.count == 1)
    }

    @Test mutating func theRosterEndsTheWaitEarly() throws {
        var house = try House()
        spam(&house, rank: .unknown)
        house.sync([("bob", .member), ("lise", .member), ("eve", .member)])
        house.wait(.seconds(1))
        #expect(house.sanctions.count == 1)
    }

    @Test mutating func theRosterMayShowThatItWasAnOperator() throws {
        var house = try House()
        spam(&house, rank: .unknown)
        house.sync([("bob", .member), ("lise", .member), ("eve", .op)])
        house.wait(.hours(1))
        #expect(house.sanctions.isEmpty)
        #expect(house.engine.state.cases.isEmpty)
    }

    @Test mutating func whatIsHeldIsRecordedWithoutItsWordsAndWrittenWithThem() throws {
        var house = try House()
        spam(&house, rank: .unknown)
        let held = try #require(house.engine.state.held.first)
        #expect(held.line?.text == PeerText(advert))
        #expect(try Held(packed: held.packed) == held)
        let changes = house.decisions.filter { $0.rule == "held" }.flatMap(\.changes)
        #expect(!changes.isEmpty)
        for change in changes {
            #expect(try Change(packed: change.packed) == change)
            guard case .held(let recorded) = change else { continue }
            #expect(recorded.line?.text == PeerText("") && recorded.others.isEmpty)
        }
        let row = try #require(house.engine.takeDirtyRows().first { $0.part == "held" })
        #expect(try [Held](packed: try #require(row.body)) == house.engine.state.held)
        house.sync([("bob", .member), ("lise", .member), ("eve", .member)])
        house.wait(.seconds(10))
        #expect(house.engine.takeDirtyRows().first { $0.part == "held" }?.body == nil)
    }

    @Test mutating func whoIsForgottenIsNotHeldEither() throws {
        var house = try House()
        spam(&house, rank: .unknown)
        let held = try #require(house.engine.state.held.first)
        let decision = try #require(house.decisions.first { $0.rule == "held" })
        let kept = try #require(decision.redacted(of: held.person, fresh: house.now))
        guard case .held(let rest)? = kept.changes.first else { throw Missing() }
        #expect(rest.line == nil && rest.facts.name == PeerText("") && rest.facts.host.isEmpty)
        house.send(.forgotten(held.person))
        #expect(house.engine.state.held.isEmpty)
    }
    private struct Missing: Error {}

    @Test mutating func whatIsHeldIsBounded() throws {
        var house = try House()
        for i in 0..<(Engine.heldMost + 50) {
            for _ in 1...3 { house.say("n\(i)", "the very same thing number \(i)", rank: .unknown) }
        }
        #expect(house.engine.state.held.count == Engine.heldMost)
    }

    /// Whatever happens in between, in whatever order: a day later the same evidence leads to an act or to a question.
    @Test(arguments: 0..<40) mutating func noGuardHoldsForEver(_ seed: Int) throws {
        var house = try House()
        var chance = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        func pick(_ count: UInt64) -> UInt64 {
            chance ^= chance << 13
            chance ^= chance >> 7
            chance ^= chance << 17
            return chance % count
        }
        for _ in 1...30 {
            switch pick(9) {
            case 0: house.reconnect(["bob", "lise"], suffix: "")
            case 1: house.send(.split(isOpen: true, House.network))
            case 2: spam(&house, rank: .unknown)
            case 3: spam(&house)
            case 4: house.order("pause 1h")
            case 5: house.order("hush 1h")
            case 6: house.order("mode observe 2h")
            case 7: house.order("no \(house.engine.state.cases.keys.max() ?? 1)")
            default: house.order("free eve")
            }
            house.now = house.now + .seconds(Int64(pick(90)))
            house.send(.ticked)
        }
        house.sync([("bob", .member), ("lise", .member)])
        house.wait(.hours(25))
        let rank: Rank = seed % 2 == 0 ? .member : .unknown
        let before = (house.sanctions.count, house.says.count)
        spam(&house, rank: rank)
        house.wait(.minutes(2))
        if rank == .member {
            #expect(house.sanctions.count > before.0)
        } else {
            #expect(house.says.count > before.1)
            #expect(house.sanctions.count == before.0)
        }
    }
}
