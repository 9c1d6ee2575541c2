// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Engine
import Store
import Testing

@testable import Bot

/// What a reload would have done to people, replayed: whom it hits when they are known counts, be it not the first time.
@Suite struct RehearsalTests {
    private let start = Stage.monday

    private func policy(_ text: String) throws -> Policy {
        try #require(
            try Accepted.read(PolicySource([.init(name: "bot.conf", text: text)]), .init(now: start, textSeed: 3))
                .policies.first)
    }

    private func entries(_ texts: [(minute: Int64, text: String)], session: (Int64) -> String = { _ in "eve~1" })
        -> [JournalEntry]
    {
        texts.enumerated().map { place, line in
            let facts = Facts(user: "eve", host: "eve.example", name: PeerText("eve"))
            let event = Event(
                at: start + .minutes(line.minute), room: Stage.room,
                member: MemberID(Stage.network, ByteString(session(line.minute))), facts: facts,
                .said(Message(PeerText(line.text))))
            return JournalEntry(sequence: Int64(place + 1), communities: [CommunityID("salon")], event: event)
        }
    }

    private let talk = (1...12).map { (minute: Int64($0) * 10, text: "row \($0) of the shawl is done") }

    @Test func whoIsHitFirstWhileNewAndAgainWhenKnownIsHurt() throws {
        let entries = entries([(0, "who likes carrots?")] + talk + [(200, "carrots for everybody")])
        let found = Rehearsal.replay(entries, from: try policy(Stage.conf), to: try policy(Stage.noCarrots))
        #expect(found.hurt == ["eve"] && found.differences == 1)
    }

    @Test func whoIsHitOnlyWhileNewIsNot() throws {
        let entries = entries([(0, "who likes carrots?")] + talk)
        let found = Rehearsal.replay(entries, from: try policy(Stage.conf), to: try policy(Stage.noCarrots))
        #expect(found.hurt.isEmpty && found.differences == 1)
    }

    /// A new session is no new person.
    @Test func whoComesBackUnderAnotherPresenceIsKnown() throws {
        let entries = entries(talk + [(200, "carrots for everybody")]) { $0 > 100 ? "eve~2" : "eve~1" }
        let found = Rehearsal.replay(entries, from: try policy(Stage.conf), to: try policy(Stage.noCarrots))
        #expect(found.hurt == ["eve"])
    }

    @Test func whomBothHitWouldSeeNoDifference() throws {
        let entries = entries(talk + [(200, "carrots for everybody")])
        let found = Rehearsal.replay(entries, from: try policy(Stage.noCarrots), to: try policy(Stage.noCarrots))
        #expect(found.hurt.isEmpty && found.differences == 0)
    }
}
