// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

/// What scenarios cannot show of polls: wording by wording, and their bounds.
@Suite struct PollTests {
    @Test(
        arguments: [
            ("Which day? | Monday | Tuesday", "Which day?", ["Monday", "Tuesday"]),
            ("Which day?|Monday|Tuesday||", "Which day?", ["Monday", "Tuesday"]),
            ("\"Which, then?\" tea, no tea", "Which, then?", ["tea", "no tea"]),
            ("« Quel jour ? » lundi, mardi", "Quel jour ?", ["lundi", "mardi"]),
            ("“Which” a, b | c", "“Which” a, b", ["c"]),
            ("Which day? Monday or Tuesday", "", []), ("Which? | one", "", []), ("Which? | Tea | tea", "", []),
            ("\"Which\" one", "", []), ("| | |", "", []), ("", "", []), ("e\u{301}? | e\u{301} | \u{e9}", "", []),
        ] as [(String, String, [String])])
    func aQuestionAndItsAnswersAreRead(_ text: String, _ question: String, _ options: [String]) {
        let wording = PollWording(text)
        guard options.count > 1 else { return #expect(wording == nil) }
        #expect(wording?.question.raw == question && wording?.options.map(\.raw) == options)
        #expect(wording?.isShort == true)
    }

    @Test func whatIsLongIsNotCutButRefused() {
        let long = String(repeating: "a", count: 41)
        #expect(PollWording("Which? | \(long) | b")?.isShort == false)
        #expect(PollWording("\(String(repeating: "b", count: 161)) | a | b")?.isShort == false)
        let ten = (0..<10).map { "answer \($0)" }.joined(separator: " | ")
        #expect(PollWording("Which? | \(ten)")?.isShort == false)
    }

    /// However many vote, and however often one does: bounded, and the last vote of those taken stands (L9).
    @Test func votesAreBounded() throws {
        let house = try House()
        var engine = house.engine
        let room = House.room
        let start = Timestamp(seconds: 1_800_000_000)
        let poll = Poll(
            number: 1, question: PeerText("q"), options: [PeerText("a"), PeerText("b")],
            asked: [Poll.Asked(room: room, act: ActID(epoch: 1, sequence: 1, index: 0))], by: nil, name: PeerText("x"),
            isOfTeam: true, openedAt: start, until: start + .hours(1))
        engine.apply(.opened(PollRecord(poll: poll)))
        func vote(_ name: String, _ choice: Int32) -> Bool {
            let member = MemberID(room.network, ByteString(name))
            var draft = Draft("vote", engine, at: start)
            let facts = Facts(user: ByteString(name), host: ByteString("\(name).example"), name: PeerText(name))
            let isTaken = engine.cast(
                choice, in: poll, by: PersonID.of(facts, member: member), member, facts, id: "", &draft)
            for case .poll(let change) in draft.decision.changes { engine.apply(change) }
            return isTaken
        }
        #expect(!vote("eve", -1), "nothing to take back")
        let turns = (0..<60).count { vote("eve", Int32($0 % 2)) }
        #expect(turns == Int(Poll.changesMost) + 1)
        #expect(!vote("eve", 1))
        for n in 0..<(Poll.ballotsMost + 5) { _ = vote("p\(n)", 0) }
        #expect(engine.state.ballots[1]?.count == Poll.ballotsMost)
        engine.apply(.closed(1, votes: [1, 0], left: 0, isElsewhere: false))
        #expect(engine.state.ballots.isEmpty, "who voted what is kept no longer than the poll is open")
    }

    @Test func whatIsStoredComesBack() throws {
        let house = try House()
        var engine = house.engine
        let poll = Poll(
            number: 7, question: PeerText("q"), options: [PeerText("a"), PeerText("b")],
            asked: [
                Poll.Asked(room: House.room, act: ActID(epoch: 1, sequence: 1, index: 0), start: "$q")
            ], by: nil, name: PeerText("x"), isOfTeam: false, openedAt: Timestamp(seconds: 10),
            until: Timestamp(seconds: 20))
        let person = PersonID(House.room.network, .account, "bob")
        let ballot = Ballot(
            person: person, member: MemberID(House.room.network, "m"), place: nil, choice: 1,
            at: Timestamp(seconds: 11), changes: 3, id: "$v")
        engine.apply(.opened(PollRecord(poll: poll)))
        engine.apply(.voted(7, VoteRecord(ballot: ballot)))
        let rows = engine.takeDirtyRows()
        var other = Engine(policy: engine.policy, epoch: 9)
        try other.restore(rows)
        #expect(other.state.polls == [7: poll] && other.state.ballots == [7: [person: ballot]])
        engine.forgetVotes(of: person)
        #expect(engine.takeDirtyRows().contains { $0.part == "ballot" && $0.body == nil })
    }
}
