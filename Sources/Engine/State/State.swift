// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// All that one engine remembers. Soft parts follow from events; hard parts change in `Engine+Apply` only.
struct State: Sendable {
    let epoch: UInt32
    var core = Core()
    var persons = PersonTable()
    /// Who is on the networks now. Not kept over a restart: adapters tell it again.
    var presences = PresenceTable()
    /// Aligned with `policy.rooms`.
    var rooms: [RoomRecord] = [] { didSet { deadlines.rooms.isStale = true } }
    /// Rooms that the policy does not name any more, kept in case it does again.
    var otherRooms: [RoomID: RoomRecord] = [:]
    var networks: [NetworkID: NetworkRecord] = [:]
    var echoes = EchoIndex()
    var campaigns = CampaignTable()
    /// Sites that people of the community's own lead to.
    var homes = KeyMemory(kept: 1024)
    /// Not kept over a restart.
    var cohorts = CohortHeat()
    var faces = FaceTable()
    /// Not kept over a restart.
    var former = FormerNames()
    var lines = LineQueue()
    /// Filled only where there is a relay.
    var heard = HeardLines()
    /// What is to be judged a little later, in the order it came. Hard: judged once, whenever she dies.
    var held: [Held] = []
    /// Lines read a second time outside, while an answer may still come, and those whose question has not left yet.
    var asked: [Asked] = []
    var questions: [Question] = []
    /// Hosts that are to be looked for in lists outside, and have not left yet; what is known of those lists.
    var lookups: [HostQuestion] = []
    var hostLists = HostListMemory()
    var cases: [Int32: Case] = [:]
    /// The last case of each person; open cases that wait for an answer. Both follow from `cases`.
    var latestCase: [PersonID: Int32] = [:]
    var proposals: Set<Int32> = []
    /// Cases in which somebody waits for an answer of the team. Follows from `cases`.
    var waiting: Set<Int32> = []
    /// Of those, the orders that need a second moderator, with the first.
    var seconds: [Int32: FirstKey] = [:]
    /// Of the cases not yet told, those that cannot wait an hour. Follows from `core.untold`.
    var urgent: Set<Int32> = []
    var sanctions: [ActID: Sanction] = [:] { didSet { deadlines.sanctions.isStale = true } }
    /// Acts owed and not settled.
    var acts: [ActID: OwedAct] = [:]
    /// What is told once one of them is done.
    var notices: [ActID: Notice] = [:]
    var slots: [SlotID: Slot] = [:] {
        didSet {
            deadlines.moments.isStale = true
            deadlines.rooms.isStale = true
        }
    }
    /// Policy lists of others, by their rooms.
    var lists: [RoomID: Blocklist] = [:]
    /// What the team's verdicts teach.
    var lessons = LessonBook()
    /// Questions put to the vote, by number, and the votes on those that are open.
    var polls: [Int64: Poll] = [:]
    var ballots: [Int64: [PersonID: Ballot]] = [:]
    /// She is on her way out of this community.
    var retirement: Retirement?
    /// Desks that strangers can enter: no evidence is shown there (THREATS C5). Adapters tell it again.
    var openDesks: Set<RoomID> = []
    /// Acts that may have left by now, though nothing has shown it yet. Soft: a start learns of them anew.
    var underway: Set<ActID> = []
    /// Words that are still owed to people who could not be reached; `Amends.most` at most, the oldest go.
    var amends: [PersonID: Amends] = [:]
    /// Rooms she is out of, and what she last heard of why. Adapters tell it again.
    var outOf: [RoomID: Out] = [:]
    /// Lines for the desk about such a room, not yet said; `outLinesKept` at most.
    var outLines: [ActID: RoomID] = [:]
    var deadlines = Deadlines()
    var dirty = DirtyMarks()

    init(epoch: UInt32) { self.epoch = epoch }

    enum Out: Sendable, Hashable {
        /// She was put out, and comes back by herself.
        case shown
        case barred(Event.Bar)
    }
    static let outLinesKept = 64
    static let casesKept = 10_000
    static let deskMost = 6
    /// Beyond them: calls, appeals, and what became of an order.
    static let deskReserve = 4

    /// Small things that stand alone.
    struct Core: Sendable, Hashable {
        var seed: UInt64 = 0
        var now: Timestamp = .distantPast
        var nextAct: Int64 = 1
        var nextCase: Int32 = 1
        /// When moderation was first watched, for the summing-up.
        var beganAt: Timestamp = .distantPast
        var summedUpAt: Timestamp = .distantPast
        var hushedUntil: Timestamp?
        var pausedUntil: Timestamp?
        var mode: Mode?
        var modeUntil: Timestamp?
        /// Sanctions of the last hour she took alone: for the budget.
        var sanctionTimes: [Timestamp] = []
        var sanctionTimesRegulars: [Timestamp] = []
        /// On those who came in a raid, each for lines of their own: a budget apart (THREATS S5).
        var sanctionTimesRaiders: [Timestamp] = []
        /// Choices made so far: with the seed it names the next one.
        var choices: UInt64 = 0
        /// Cases not yet told at the desk: the observed ones, and what came when too much was told already.
        var untold: [Int32] = []
        /// Her latest lines at the desk: no more than `deskMost` a minute.
        var deskTimes: [Timestamp] = []
        /// When the desk was last told that the budget is spent.
        var brakedAt: Timestamp = .distantPast
        /// When what is past its time was last let go.
        var agedAt: Timestamp = .distantPast
        var toldAt: Timestamp = .distantPast
        /// Desks in which she can neither read nor write; the people there were told.
        var sealedDesks: [RoomID] = []
        /// What open desks have not heard of; one for each that ever was open.
        var withheld: [Withheld] = []
        /// Sanctions that moderators ordered in the last hour.
        var orders: [Order] = []
        /// What moderators had her do, oldest first; `Deed.most` at most, of the last 30 days (THREATS I1).
        var deeds: [Deed] = []
        /// Names that moderators were asked about because somebody else's looks the same (THREATS A8); 16 at most.
        var meant: [Meant] = []
        /// Who became owner by the one-time code.
        var claimedOwner: PersonID?
        /// Items of each bank already used, until it is exhausted.
        var used: [BankUse] = []
        /// Who asked to be forgotten, soonest first; `forgettingMost` at most, beyond which the soonest goes ahead of time.
        var forgetting: [Forgetting] = []
        static let forgettingMost = 1000
        /// Rules that were wrong too often, and those that act all the same; `demotionsMost` at most, the oldest go.
        var demotions: [Demotion] = []
        static let demotionsMost = 64
        /// When the rooms last heard how often she acted.
        var digestedAt: Timestamp = .distantPast
        /// Of whom the team was told lately that they may be in distress, oldest first; `Worry.most` at most.
        var worries: [Worry] = []
        /// Calm words of the last week, oldest first; `Calm.most` at most.
        var calms: [Calm] = []
        var hostKeys = HostKeys(seed: 0)
    }

    struct Demotion: Sendable, Hashable {
        var rule: String
        var until: Timestamp
        var isPinned: Bool
    }

    /// A wish to be forgotten: it can be taken back until then (THREATS K9).
    struct Forgetting: Sendable, Hashable {
        var person: PersonID
        var due: Timestamp
        static let delay = TimeSpan.hours(24)
    }

    struct Order: Sendable, Hashable {
        var by: PersonID
        var at: Timestamp
    }

    /// Something a moderator had her do, so that all of one hand can be taken back at once.
    struct Deed: Sendable, Hashable {
        var by: PersonID
        var at: Timestamp
        /// Of the case, or of the raid that was cleared; 0 for none.
        var number: Int32
        /// Whom they called trustworthy.
        var trusted: PersonID?
        static let most = 400
        static let kept = TimeSpan.days(30)
    }

    /// A name that a moderator was asked about: said again within two minutes it is meant.
    struct Meant: Sendable, Hashable {
        var by: PersonID?
        var name: ByteString
        var at: Timestamp
        static let most = 16
        static let lasts = TimeSpan.minutes(2)
    }

    struct BankUse: Sendable, Hashable {
        var bank: String
        var items: [Int32]
    }
}

struct SlotID: Hashable, Comparable, Sendable {
    var prompt: String
    var room: RoomID
    static func < (a: SlotID, b: SlotID) -> Bool {
        a.prompt == b.prompt ? a.room < b.room : ByteString(a.prompt) < ByteString(b.prompt)
    }
}

/// Where a prompt stands in one room.
struct Slot: Sendable, Hashable {
    /// The last moment used or passed over, or when the prompt came in: moments up to it are done with.
    var done: Timestamp
    /// Moments that moderators moved, dropped or used ahead of time; 32 at most.
    var moves: [Move] = []
    /// The last moment that was passed over.
    var missed: Missed?

    struct Missed: Sendable, Hashable {
        var moment: Timestamp
        var at: Timestamp
        /// A key of the catalogue.
        var why: String
        /// Shown in the plan for so long.
        static let shown = TimeSpan.days(7)
    }

    struct Move: Sendable, Hashable {
        /// The schedule's moment.
        var from: Timestamp
        /// What it became; nil when it is dropped or used.
        var to: Timestamp?
    }
    static let movesKept = 32

    func isMoved(_ moment: Timestamp) -> Bool { moves.contains { $0.from == moment } }

    /// A moment is used or passed over; one that is still to come leaves those before it alone.
    mutating func settle(_ moment: Timestamp, at now: Timestamp) {
        if moment > now {
            move(moment, to: nil)
        } else {
            done = max(done, moment)
            for place in moves.indices where moves[place].to.map({ $0 <= moment }) == true { moves[place].to = nil }
        }
        moves.removeAll { $0.to == nil && $0.from <= done }
    }

    mutating func move(_ moment: Timestamp, to new: Timestamp?) {
        if let place = moves.firstIndex(where: { $0.to == moment }) {
            moves[place].to = new
        } else {
            moves = (moves + [Move(from: moment, to: new)]).suffix(Self.movesKept)
        }
    }
}

/// One presence on a network, as last told by the adapter.
struct Presence: Sendable {
    /// Whose it is; nil where it lies in no table. Set by `PresenceTable`.
    var member: MemberID?
    var person: Int32
    var name: PeerText
    var nameHash: UInt64
    var facts: Facts
    var rooms: RoomPresences

    struct RoomPresence: Sendable {
        var room: RoomID
        var rank: Rank
        /// Nil: was there before she was.
        var joinedAt: Timestamp?
    }

    func rank(in room: RoomID) -> Rank? { rooms.first { $0.room == room }?.rank }
    var highestRank: Rank { rooms.map(\.rank).max() ?? .unknown }
}

struct NetworkRecord: Sendable {
    var isConnected = false
    /// What she is called there now.
    var ownName: PeerText?
    /// Her id there, on Matrix.
    var ownUser: ByteString?
    /// Her account with the services there.
    var ownAccount: ByteString?
    /// Her name as bytes, each with 0x20 set: compared with the beginning of every line.
    var ownKey: [UInt8] = []
    var connectedAt: Timestamp = .distantPast
    /// When she came back of late; 8 at most.
    var reconnections: [Timestamp] = []
    /// Who left in a split, by `PersonTable.mark(of:)`, and when: their return is no arrival.
    var splitAway: [SeededKey: Absence] = [:]
    var splitUntil: Timestamp = .distantPast
    struct Absence: Sendable {
        var at: Timestamp
        /// The server said that it was a split; else a quit's text did.
        var isCertain: Bool
    }
    mutating func connect(at now: Timestamp) {
        if connectedAt > .distantPast { reconnections.keep(now, since: now - .hours(1), most: 8) }
        connectedAt = now
    }

    static let splitAwayKept = 200_000
    static let splitMemory = TimeSpan.minutes(60)
}

/// What is worth writing again.
struct DirtyMarks: Sendable {
    var persons = NumberSet()
    var gonePersons: Set<PersonID> = []
    var rooms: Set<RoomID> = []
    var cases: Set<Int32> = []
    var sanctions: Set<ActID> = []
    var acts: Set<ActID> = []
    var notices: Set<ActID> = []
    var slots: Set<SlotID> = []
    var core = false
    var retirement = false
    var hostLists = false
    var held = false
    var seconds: Set<Int32> = []
    var lists: Set<RoomID> = []
    /// By their cases.
    var lessons: Set<Int32> = []
    var polls: Set<Int64> = []
    var ballots: Set<BallotID> = []
    var amends: Set<PersonID> = []
    var count: Int {
        persons.count + gonePersons.count + rooms.count + cases.count + sanctions.count + acts.count + notices.count
            + slots.count
            + (core ? 1 : 0) + (retirement ? 1 : 0) + (hostLists ? 1 : 0) + (held ? 1 : 0) + seconds.count + lists.count
            + lessons.count
            + polls.count + ballots.count + amends.count
    }
}
