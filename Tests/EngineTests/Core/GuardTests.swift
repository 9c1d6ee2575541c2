// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

/// Each guard by itself: in a scenario another one often catches the same person.
@Suite struct GuardTests {
    private func answer(
        _ rank: Rank, isSelf: Bool = false, isOrdered: Bool = false, conf: String = House.conf(),
        _ edit: (inout PersonRecord) -> Void = { _ in }
    ) throws -> Guards.Answer {
        let policy = try House.policy(conf)
        let id = PersonID(House.network, .host, ByteString("eve@eve.example"))
        var person = PersonRecord(id: id, name: PeerText("eve"), firstSeen: House.start, lastSeen: House.start)
        edit(&person)
        let facts = Facts(
            rank: rank, user: "eve", host: "eve.example", name: PeerText("eve"), isSelf: isSelf, ownRank: .op,
            roomSize: 10)
        return Guards(policy: policy, room: policy.rooms[0]).mayAct(
            on: id, person, facts: facts, rule: "flood", isHard: true, isOrdered: isOrdered, at: House.start)
    }

    @Test func sheNeverActsOnHerself() throws {
        for isOrdered in [false, true] {
            #expect(try answer(.member, isSelf: true, isOrdered: isOrdered) == .never(.guardHerself))
        }
    }

    @Test(arguments: [Rank.halfop, .op, .founder])
    func operatorsOfTheRoomAreSpared(_ rank: Rank) throws {
        for isOrdered in [false, true] {
            #expect(try answer(rank, isOrdered: isOrdered) == .never(.guardModerator))
        }
    }

    @Test(arguments: [Rank.ircop, .services])
    func operatorsOfTheNetworkAndServicesAreSpared(_ rank: Rank) throws {
        for isOrdered in [false, true] {
            #expect(try answer(rank, isOrdered: isOrdered) == .never(.guardServices))
        }
    }

    @Test func anUnknownRankIsWaitedForUnlessPeopleDecided() throws {
        #expect(try answer(.unknown) == .wait(.guardUnknown))
        #expect(try answer(.unknown, isOrdered: true) == .may)
    }

    @Test func anOrderDoesNotReachWhoHeldRankLately() throws {
        #expect(try answer(.unknown, isOrdered: true) { $0.lastRanked = House.start } == .never(.guardModerator))
    }

    @Test func aMemberWithoutRankIsNotSpared() throws { #expect(try answer(.member) == .may) }
}
