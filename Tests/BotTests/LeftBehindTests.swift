// SPDX-License-Identifier: Apache-2.0

import Chat
import Store
import Testing

@testable import Bot

/// What she set in a room that goes out of bot.conf stays there, and from outside nobody lifts it: the desk is told how it is
/// done by hand.
@Suite struct LeftBehindTests {
    private static let elsewhere = Stage.conf.replacing("loop/#salon", with: "loop/#atelier")
    private static let told =
        "I am no longer in #salon, where 1 sanction of mine stands. To lift by hand: /mode #salon -b *!*@"

    /// Eve floods and is muted.
    private func muted() throws -> Stage {
        let stage = try Stage()
        try stage.muteEve()
        #expect(stage.room.marks.count == 1)
        return stage
    }

    private func adopt(_ conf: String, _ stage: Stage) throws {
        let source = PolicySource([.init(name: "bot.conf", text: conf)])
        let accepted = try Accepted.read(source, Accepted.Circumstances(now: stage.clock.now, textSeed: 3))
        _ = try stage.household.adopt(
            accepted.policies, networks: [Stage.network], source: source.packed, changes: [], isWhole: true)
        try stage.pump()
    }

    @Test func aRoomThatGoesOutOfTheFileIsToldWithWhatStandsThere() throws {
        let stage = try muted()
        try adopt(Self.elsewhere, stage)
        #expect(stage.room.said.contains { $0.text.hasPrefix(Self.told) }, "\(stage.room.said.map(\.text))")
    }

    @Test func ofARoomThatStaysNothingIsTold() throws {
        let stage = try muted()
        try adopt("contact = \"a@b.example\"\n" + Stage.conf, stage)
        #expect(!stage.room.said.contains { $0.text.hasPrefix("I am no longer in") })
    }

    /// The file was changed while she rested.
    @Test func aStartUnderAnotherFileTellsIt() throws {
        let stage = try muted()
        stage.source = PolicySource([.init(name: "bot.conf", text: Self.elsewhere)])
        try stage.revive()
        try stage.connect()
        try stage.pump()
        #expect(stage.room.said.contains { $0.text.hasPrefix(Self.told) }, "\(stage.room.said.map(\.text))")
    }

    /// Leaving for good waits for networks that are away, not for a room that nobody sends her to any more.
    @Test func sheRetiresAllTheSame() throws {
        let stage = try muted()
        try adopt(Self.elsewhere, stage)
        let own = MemberID(Stage.network, "geoffrin~1")
        try stage.tell([stage.event(own, .left(.parted(PeerText(""))))])
        try stage.live { try $0.retire(nil, by: "root") }
        try stage.pump()
        try stage.advance(by: .minutes(30), steps: 30)
        #expect(stage.household.retiring.isEmpty)
        #expect(stage.household.retired.contains { $0.contains("/mode #salon -b *!*@") }, "\(stage.household.retired)")
    }
}
