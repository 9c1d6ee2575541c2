// SPDX-License-Identifier: Apache-2.0

import Chat
import Scenario
import Testing

/// Her own journal, played event by event against a file.
@Suite struct JournalReplaying {
    private static let network = NetworkID("libera")
    private static let room = RoomID(network, "#atelier")
    private static let community = CommunityID("atelier")

    private func said(
        _ text: String, by nick: String, second: Int64, rank: Rank = .member, account: String? = nil,
        isPrivate: Bool = false, room: RoomID? = Self.room
    ) -> Event {
        let facts = Facts(
            rank: rank, account: account.map { ByteString($0) }, user: "u", host: ByteString("\(nick).example"),
            name: PeerText(nick))
        return Event(
            at: Timestamp(seconds: 1_767_603_600 + second), room: isPrivate ? nil : room,
            member: MemberID(Self.network, ByteString(nick)), facts: facts,
            .said(Message(PeerText(text), isPrivate: isPrivate)))
    }

    private func replay(_ events: [Event], roles: [String: Replay.Role] = [:]) throws -> (
        [Replay.Item], Replay.Summary
    ) {
        let start = Timestamp(seconds: 1_767_603_600)
        let stage = try Stage.prepare(ScenarioLibrary.text("act.conf") ?? "", file: "act.conf", now: start) { _ in nil }
        var replay = JournalReplay(stage, roles: roles)
        var items: [Replay.Item] = []
        for (line, event) in events.enumerated() {
            replay.hear(event, in: [Self.community], line: line + 1) { items.append($0) }
        }
        return (items, replay.summary)
    }

    private func spam(_ nick: String, rank: Rank = .member, account: String? = nil) -> [Event] {
        (0..<4).map {
            said("win 1000 at http://spam.example", by: nick, second: $0, rank: rank, account: account)
        }
    }

    @Test func aStretchThatBeginsInTheMiddleIsJudged() throws {
        let (items, summary) = try replay(spam("eve"))
        #expect(items.map(\.rule) == ["duplicate"] && items.first?.line == 3 && items.first?.step == "mute 10m")
        #expect(summary.messages == 4 && summary.members == 1)
    }

    /// A nick log knows neither ranks nor accounts: it took the team's own for strangers.
    @Test func whoHasRankOrIsOfTheTeamIsNeverHit() throws {
        #expect(try replay(spam("carla", rank: .op)).0.isEmpty)
        #expect(try replay(spam("lise-phone", account: "lise")).0.isEmpty)
    }

    @Test func rolesCanBeGivenByNickname() throws {
        #expect(try replay(spam("eve"), roles: ["Eve": .services]).0.isEmpty)
        #expect(try replay(spam("eve"), roles: ["eve": .regular]).0.map(\.step) == ["note"])
    }

    /// Orders that were given then are not given again, and what was said to her alone is not judged.
    @Test func ordersAndPrivateWordsAreNotPlayed() throws {
        let desk = RoomID(Self.network, "#atelier-desk")
        let (items, summary) = try replay([
            said("hello, all of you", by: "eve", second: 0),
            said("ban eve 24h", by: "lise", second: 10, account: "lise", room: desk),
            said("why", by: "eve", second: 20, isPrivate: true),
        ])
        #expect(items.isEmpty && summary.messages == 1)
    }
}
