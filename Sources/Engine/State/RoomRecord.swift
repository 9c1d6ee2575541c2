// SPDX-License-Identifier: Apache-2.0

import Chat

/// What she remembers of one room.
struct RoomRecord: Sendable {
    var room: RoomID
    var names = PresentNames()
    var memberCount: Int32 = 0
    var ownRank: Rank = .unknown
    /// What she can do here, as the network last said.
    var capability: Event.Capability?
    /// What of it the desk was told; outlives a restart.
    var toldCapability: Event.Capability?
    /// When the desk is to be told; nil where it knows.
    var capabilityDue: Timestamp?
    /// When those who stand here with names like the team's are told; nil where nobody is to be.
    var alikesDue: Timestamp?
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
    /// Latest arrivals of newcomers, newest last.
    private(set) var arrivals: [Arrival] = []
    /// Strangers among them, and how alike they are.
    var crowd = Crowd()
    /// How many strangers come usually.
    var usual = UsualArrivals()
    /// The last raid, or the one that is going on.
    var raid: Raid?
    /// When she kept the door closed alone, of late.
    var closings: [Closing] = []
    var pendingWelcomes: [PendingWelcome] = []
    /// When she answered somebody here, of late.
    var answers: [Timestamp] = []
    /// When she lifted a mark ahead of time because a list was full.
    var roomsMade: [Timestamp] = []
    /// When the desk was told what she can do here.
    var capabilityTold: [Timestamp] = []
    /// Rooms with which a relay joins it, and when that was last seen; `twinsKept` at most, the oldest go.
    var twins: [Twin] = []
    /// Whom others called by name of late; `calledKept` at most, the oldest go. Not written to disk.
    var called: [Called] = []
    /// Whether the room was told of a second reader.
    var disclosure = Disclosure()
    /// Where the last newcomers came from. Not written to disk.
    var hosts = HostRing()
    /// Orders that members give to other programs. Not written to disk.
    var programOrders = ProgramOrders()
    /// Who talks with whom just now. Not written to disk.
    var exchange = Exchange()

    init(_ room: RoomID) { self.room = room }

    struct Called: Sendable {
        /// Of the folded name.
        var name: UInt64
        var by: Int32
        var at: Timestamp
    }
    static let calledKept = 32
    /// Who is called answers within this time.
    static let calledLast = TimeSpan.seconds(60)

    mutating func note(called names: [UInt64], by person: Int32, at now: Timestamp) {
        called.removeAll { now - $0.at > Self.calledLast }
        for name in names {
            if called.count >= Self.calledKept { called.removeFirst() }
            called.append(Called(name: name, by: person, at: now))
        }
    }

    struct Twin: Sendable, Hashable {
        var room: RoomID
        var at: Timestamp
    }
    static let twinsKept = 8
    static let twinsLast = TimeSpan.days(30)

    mutating func note(twin room: RoomID, at now: Timestamp) {
        twins.removeAll { $0.room == room }
        if twins.count >= Self.twinsKept { twins.removeFirst() }
        twins.append(Twin(room: room, at: now))
    }

    struct Speech: Sendable, Hashable {
        var person: Int32
        var at: Timestamp
    }

    /// Rights are given soon after she enters, if at all: a lack of them is told after this long.
    static let capabilityGrace = TimeSpan.seconds(20)

    /// She can do this from now on. `isByHand`: somebody has just changed it, and nothing more is waited for.
    mutating func learn(_ capability: Event.Capability, isByHand: Bool, at now: Timestamp) {
        self.capability = capability
        guard capability.abilities != toldCapability else { return capabilityDue = nil }
        let isSettled = isByHand && syncedAt.map { now - $0 >= Self.capabilityGrace } ?? false
        capabilityDue =
            isSettled || capability.can.contains(.kick)
            ? now : min(capabilityDue ?? .distantFuture, now + Self.capabilityGrace)
        // Rights that come and go are told as they stand when the hour has room for it.
        let told = capabilityTold.filter { now - $0 < .hours(1) }
        if told.count >= Self.capabilityMost, let first = told.first {
            capabilityDue = max(capabilityDue ?? now, first + .hours(1))
        }
    }

    /// What the desk is to be told now, once.
    mutating func takeUntoldCapability(at now: Timestamp) -> Bool {
        guard let due = capabilityDue, due <= now else { return false }
        capabilityDue = nil
        toldCapability = capability?.abilities
        capabilityTold.keep(now, since: now - .hours(1), most: Self.capabilityMost)
        return true
    }

    /// Lines about her rights in an hour.
    static let capabilityMost = 4

    mutating func noteArrival(_ arrival: Arrival, isHere: (MemberID) -> Bool) {
        arrivals.removeAll { $0.isReplaced(by: arrival, isHere: isHere) }
        if arrivals.count >= Self.arrivalsKept { arrivals.removeFirst() }
        arrivals.append(arrival)
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
