// SPDX-License-Identifier: Apache-2.0

public import Chat

/// A question with a few answers, open to the votes of a room or of several.
struct Poll: Sendable, Hashable {
    /// The sequence of the decision that asked it: never used twice.
    var number: Int64
    var question: PeerText
    var options: [PeerText]
    var asked: [Asked]
    /// Who asked; nil for an operator, and once they are forgotten.
    var by: PersonID?
    var name: PeerText
    /// By the team: no limit counts it.
    var isOfTeam: Bool
    var openedAt: Timestamp
    var until: Timestamp
    /// What came of it; nil while it is open.
    var outcome: Outcome?
    /// When the rooms heard it.
    var toldAt: Timestamp?

    /// One room that it was asked in.
    struct Asked: Sendable, Hashable {
        var room: RoomID
        var act: ActID
        /// The message that asked, where the network has polls of its own and has shown it.
        var start: ByteString = ""
    }

    struct Outcome: Sendable, Hashable {
        /// Of each answer.
        var votes: [Int32]
        /// Votes that do not count: see `Engine.outcome`.
        var left: Int32
        /// What a room's own client counts may be something else.
        var isElsewhere: Bool
        var total: Int32 { votes.reduce(0, &+) }
    }

    static let optionsMost = 9
    static let questionMost = 160
    static let optionMost = 40
    static let standard = TimeSpan.hours(24)
    static let longest = TimeSpan.days(30)
    /// The last ones are kept for so long: members may not ask without end.
    static let remembered = TimeSpan.hours(24)
    /// Asked by one member, and by members in one room, within that time.
    static let mostOfMember = 2
    static let mostInRoom = 6
    /// Of one community, those remembered included; the oldest that are over go.
    static let kept = 100
    /// Votes on one question; more are not taken.
    static let ballotsMost = 2000
    /// Times that one person may change their mind; the last vote stands.
    static let changesMost: Int32 = 20
    /// How long its end waits for a room that is out of sight.
    static let patience = TimeSpan.minutes(10)

    func isOpen(in room: RoomID) -> Bool { outcome == nil && asked.contains { $0.room == room } }
}

/// One person's vote.
struct Ballot: Sendable, Hashable {
    /// Account before host.
    var person: PersonID
    var member: MemberID
    /// Where they are, as a person of a host; nil where a network tells none.
    var place: PersonID?
    /// Index of the answer; negative: taken back.
    var choice: Int32
    var at: Timestamp
    var changes: Int32
    /// Of the message that voted, in the network's own form; empty for `!1`.
    var id: ByteString

    /// The same hand: the same person, the same session under another account, or the same place before or after it
    /// logged in.
    func isSame(_ other: Ballot) -> Bool {
        if person == other.person || member == other.member { return true }
        guard let place, place == other.place else { return false }
        return person.kind == .host || other.person.kind == .host
    }
}

struct BallotID: Hashable, Comparable, Sendable {
    var poll: Int64
    var person: PersonID
    static func < (a: BallotID, b: BallotID) -> Bool { a.poll == b.poll ? a.person < b.person : a.poll < b.poll }
}

/// What becomes of a poll, as a recorded change.
public enum PollChange: Sendable, Hashable {
    case opened(PollRecord)
    case voted(Int64, VoteRecord)
    /// Votes per answer, those left out, and whether clients may count otherwise.
    case closed(Int64, votes: [Int32], left: Int32, isElsewhere: Bool)
    case told(Int64, at: Timestamp)
    case forgotten(Int64)
}

/// A poll as it is written down.
public struct PollRecord: Sendable, Hashable {
    var poll: Poll
}

/// A vote as it is written down.
public struct VoteRecord: Sendable, Hashable {
    var ballot: Ballot
}
