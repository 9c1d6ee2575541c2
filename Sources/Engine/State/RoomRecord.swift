// SPDX-License-Identifier: Apache-2.0

import Chat

/// What she remembers of one room.
struct RoomRecord: Sendable {
    var room: RoomID
    /// Hash of the folded name of everyone present → how many bear it.
    var names: [UInt64: Int32] = [:]
    var memberCount: Int32 = 0
    var ownRank: Rank = .unknown
    var capability: Event.Capability?
    /// When the roster became whole; nil until then.
    var syncedAt: Timestamp?
    /// Last line by anyone but her.
    var lastSpoke: Timestamp = .distantPast
    /// The last eight lines by people: who and when, newest last.
    var speakers: [Speech] = []
    /// Her last unasked line, and whether anyone has spoken since.
    var lastUnasked: Timestamp = .distantPast
    var isUnansweredSince = false
    /// Prompts in a row that nobody answered.
    var unansweredPrompts: Int32 = 0
    var lastSanction: Timestamp = .distantPast
    var lastWelcome: Timestamp = .distantPast
    /// Prompts said today and the local day they belong to.
    var promptTimes: [Timestamp] = []
    /// Lines by hour of the local day, halved every midnight: when people usually talk.
    var hours: [Int32] = Array(repeating: 0, count: 24)
    var hoursDay = 0
    /// Latest arrivals, newest last.
    var arrivals: [Timestamp] = []
    var pendingWelcomes: [PendingWelcome] = []
    /// When she answered somebody here, of late.
    var answers: [Timestamp] = []

    init(_ room: RoomID) { self.room = room }

    struct Speech: Sendable, Hashable {
        var person: Int32
        var at: Timestamp
    }

    static let speakersKept = 8
    static let arrivalsKept = 64
    /// Answers to members in a minute.
    static let answersMost = 12
    static let pendingWelcomesKept = 256
}

/// A newcomer whom members may greet first.
struct PendingWelcome: Sendable, Hashable {
    var member: MemberID
    var person: PersonID
    var joinedAt: Timestamp
    var dueAt: Timestamp
    /// Was here before, and long away.
    var isReturn = false
}
