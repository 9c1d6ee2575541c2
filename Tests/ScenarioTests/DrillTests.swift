// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Engine
import Scenario
import Testing

/// THREATS S6, S5: a drill against the settings in force.
@Suite struct DrillTests {
    private static let conf = """
        language = "en"
        contact = "a@b.example"
        [network.loop]
        irc = "irc.example"
        nick = "geoffrin"
        [community.salon]
        rooms = ["loop/#salon"]
        desk = ["loop/#modos"]
        """
    private static let now = Timestamp(seconds: 1_800_000_000)

    private func stage() throws -> Stage {
        try Stage.prepare(Self.conf, file: "bot.conf", now: Self.now, acts: true) { _ in nil }
    }

    @Test(arguments: Drill.Likeness.allCases)
    func aRaidOfEightyIsSeenWithinTwoSecondsAndHurtsNobodyWhoWasThere(_ likeness: Drill.Likeness) throws {
        let report = Drill.raid(try stage(), size: 80, likeness: likeness, at: Self.now)
        #expect(report.seen.map { $0 <= .seconds(2) } == true, "\(report)")
        #expect(
            report.closed != nil && report.opened != nil && report.hurt.isEmpty && report.faults.isEmpty, "\(report)")
        #expect(report.keptOut > 60)
    }

    @Test func tenThousandAreSeenInTheFirstTwoSeconds() throws {
        let report = Drill.raid(try stage(), size: 10_000, likeness: .nicks, at: Self.now)
        #expect(report.seen.map { $0 <= .seconds(2) } == true, "\(report)")
        #expect(report.arrivedUnseen < 20 && report.hurt.isEmpty)
    }

    // THREATS E5: an ordinary month closes nothing; a raid in it is counted.
    @Test func ordinaryJoinsCloseNothing() throws {
        var collateral = Collateral(try stage().policies[0])
        let room = RoomID(NetworkID("loop"), "#salon")
        func join(_ name: String, host: String, at moment: Timestamp) {
            let facts = Facts(user: ByteString(name), host: ByteString(host), name: PeerText(name))
            collateral.hear(
                Event(
                    at: moment, room: room, member: MemberID(room.network, ByteString(name)), facts: facts,
                    .joined(.joined)))
        }
        for number in 0..<500 {
            let name = ["ann", "Bertrand", "cle_o", "d4ve", "elisabeth"][number % 5] + String(number * 7919, radix: 36)
            join(name, host: "h\(number).example", at: Self.now + .minutes(Int64(number) * 60))
        }
        #expect(collateral.joins == 500 && collateral.closings.isEmpty)
        let raid = Self.now + .days(29)
        for number in 0..<12 { join("clone\(number)", host: "c\(number).example", at: raid + .seconds(Int64(number))) }
        #expect(collateral.closings.count == 1 && collateral.keptOut.count == 4)
        // What the team closes is none of hers.
        let lise = Facts(rank: .op, user: "lise", host: "l.example", name: PeerText("lise"))
        let member = MemberID(room.network, "lise")
        collateral.hear(Event(at: raid + .hours(2), room: room, member: member, facts: lise, .joined(.joined)))
        for (minute, order) in ["raid 10m", "raid off", "raid"].enumerated() {
            collateral.hear(
                Event(
                    at: raid + .hours(3) + .minutes(Int64(minute)), room: RoomID(room.network, "#modos"),
                    member: member, facts: lise, .said(Message(PeerText(order)))))
        }
        #expect(collateral.closings.count == 1)
    }
}
