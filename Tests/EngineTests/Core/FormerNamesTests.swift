// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

/// Names that somebody bore until a moment ago (THREATS A8).
@Suite struct FormerNamesTests {
    private let start = Timestamp(seconds: 1_800_000_000)

    private func target(_ session: Int, _ name: String) -> Target {
        let member = MemberID(NetworkID("libera"), ByteString("s\(session)"))
        return Target(
            member: member, person: PersonID(member.network, .host, member.key), account: nil, user: "u", host: "h",
            name: PeerText(name))
    }

    @Test func theLatestBearerComesFirstAndNobodyAfterTenMinutes() {
        var former = FormerNames()
        former.note(target(1, "Carl"), in: House.room, at: start)
        former.note(target(2, "carl"), in: House.room, at: start + .minutes(1))
        func keys(after span: TimeSpan) -> [ByteString] {
            former.bearers(of: "carl", at: start + span).map(\.target.member.key)
        }
        #expect(keys(after: .minutes(2)) == ["s2", "s1"])
        #expect(keys(after: .minutes(11)) == ["s2"])
        #expect(keys(after: .minutes(12)).isEmpty)
        former.age(at: start + .minutes(12))
        #expect(former.bearings.isEmpty)
    }

    @Test func nobodyTakesTheRoomOfOthersByChangingNames() {
        var former = FormerNames()
        former.note(target(1, "carl"), in: House.room, at: start)
        for turn in 1...1000 { former.note(target(2, "x\(turn)"), in: House.room, at: start + .seconds(1)) }
        #expect(former.bearings.count == 1 + FormerNames.ofOne)
        #expect(former.bearers(of: "carl", at: start).count == 1)
        for session in 3...1000 { former.note(target(session, "y"), in: House.room, at: start + .seconds(2)) }
        #expect(former.bearings.count == FormerNames.kept)
    }

    @Test func whoIsForgottenIsFoundByNone() throws {
        var house = try House()
        house.join("eve")
        house.say("eve", "good morning to you all")
        house.send(.renamed(to: PeerText("ann")), room: House.room, by: "eve")
        #expect(house.engine.state.former.bearings.map(\.name) == ["eve"])
        let person = try #require(house.engine.state.former.bearings.first?.target.person)
        house.send(.forgotten(person))
        #expect(house.engine.state.former.bearings.isEmpty)
    }
}
