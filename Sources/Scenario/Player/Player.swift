// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Engine

/// Plays what people do against real engines and real outboxes on pretended networks, in pretended time.
///
/// It drives them as the loop does (a batch, its decisions, the debts, the lanes, `.due`, the result) but waits for
/// nothing, so that a day takes milliseconds and comes out alike each time. Scenarios, piped `try`, replays, the
/// expectations of bot.conf and the back-test of a reload are all played here.
public struct Player: Sendable {
    public struct Settings: Sendable {
        /// Her nickname on every network.
        public var ownName = "geoffrin"
        public var seed: UInt64 = 1
        /// Send lines no faster than an IRC connection may; else everything leaves at once.
        public var paces = false
        /// Keep every event and decision, for the replay law.
        public var keepsJournal = false
        /// Keep the rows and the journal's end that a restart needs.
        public var canRestart = true
        public var can: [Event.Ability] = [.say, .whisper, .mute, .kick, .ban]
        public var cannot: [Event.Ability] = [.remove, .timedBan]
        public init() {}
    }

    public internal(set) var now: Timestamp
    public var chat: SimulatedChat
    public let settings: Settings
    /// Acts yet to be tried that fail, each with its error, in order.
    public var failures: [ActError] = []
    var seats: [Seat]
    var router: Router
    var outboxes: [NetworkID: Outbox] = [:]
    var clocks: [NetworkID: SendClock] = [:]
    /// Networks that asked to wait, until when.
    var holds: [NetworkID: Timestamp] = [:]
    /// Acts that may stand, and when the room is looked at again.
    var rechecks: [ActID: Recheck] = [:]
    struct Recheck: Sendable {
        var act: OwedAct
        var at: Timestamp
    }
    /// In `failures`: the room shows the act although nobody answered.
    public static let shown = ByteString("shown")
    /// What the policy list says, by key.
    var listed: [ByteString: Listing.Rule] = [:]
    /// The question last asked in a room, where its network has a form for them.
    var questions: [RoomID: ByteString] = [:]
    var votes = 0
    /// Asked of the second reader and not answered, oldest first; the last `Player.questionsMost`.
    var inquiries: [(question: Question, community: CommunityID)] = []
    /// Hosts looked for in lists and not answered for, oldest first; the last `Player.questionsMost`.
    var lookups: [(question: HostQuestion, community: CommunityID)] = []
    var up: Set<NetworkID> = []
    var trace: [Trace] = []
    /// Events delivered so far; a decision names its cause by it.
    public internal(set) var eventCount = 0
    /// Die before the acts of the next event are performed, and of the next after that, one for each.
    public var crashes: [Crash] = []

    public enum Crash: String, Sendable {
        /// After the commit, before anything was marked as sent.
        case owed
        /// After an act was marked as sent, before the bytes left.
        case sent
        /// After the bytes left and the room showed it, before the result was written down.
        case done
    }

    /// - Parameter now: when the players sit down; nothing has happened before it.
    public init(policies: [Policy], now: Timestamp, settings: Settings = Settings()) {
        self.now = now
        self.settings = settings
        chat = SimulatedChat()
        seats = policies.enumerated().map { Seat(policy: $0.element, epoch: UInt32($0.offset + 1)) }
        router = Self.router(of: policies)
        for network in networks { _ = chat.connectSelf(settings.ownName, on: network) }
    }

    public var policies: [Policy] { seats.map(\.engine.policy) }

    public var networks: [NetworkID] {
        var found: [NetworkID] = []
        // By their places: a seat has a whole engine in it, and this is asked for every line.
        for place in seats.indices {
            for network in seats[place].networks where !found.contains(network) { found.append(network) }
        }
        return found
    }

    /// Every room of every community and every desk, in the file's order.
    public var rooms: [RoomID] {
        var found: [RoomID] = []
        for seat in seats {
            for room in seat.engine.policy.roomsAndDesk where !found.contains(room) {
                found.append(room)
            }
        }
        return found
    }

    /// When something will happen by itself, if at all.
    public var nextDeadline: Timestamp? {
        var next: Timestamp?
        for seat in seats {
            if let deadline = seat.engine.nextDeadline { next = min(next ?? deadline, deadline) }
        }
        for recheck in rechecks.values { next = min(next ?? recheck.at, recheck.at) }
        for (network, outbox) in outboxes where outbox.count > 0 && up.contains(network) {
            for lane in Lane.allCases where !outbox.isEmpty(lane) && !outbox.givesWay(lane) {
                let ready = max(now, holds[network] ?? now, clocks[network]?.readyAt(lane) ?? now)
                next = min(next ?? ready, ready)
            }
        }
        return next
    }

    // MARK: - Playing

    /// The first start of a new database: seeds, policies, connections, rosters.
    public mutating func begin() {
        for index in seats.indices {
            deliver(Event(at: now, .opened(seed: settings.seed &+ UInt64(index))), to: index)
            let fingerprint = seats[index].engine.policy.fingerprint
            deliver(Event(at: now, .reloaded(fingerprint: fingerprint, changes: [])), to: index)
        }
        for network in networks { connect(network) }
        pump()
    }

    /// Lets time pass up to a moment; what is due on the way happens at its own time.
    public mutating func advance(to moment: Timestamp) {
        var stalled = 0
        while let deadline = nextDeadline, deadline <= moment {
            if deadline > now { (now, stalled) = (deadline, 0) } else { stalled += 1 }
            guard stalled < 1000 else {
                trace.append(.fault("something wants to be woken again and again at the same moment", at: now))
                break
            }
            for index in seats.indices where seats[index].engine.nextDeadline.map({ $0 <= now }) ?? false {
                deliver(Event(at: now, .ticked), to: index)
            }
            recheck()
            pump()
        }
        if moment > now { now = moment }
    }

    /// Delivers one event now, wherever it belongs, and lets everything follow that follows at once.
    public mutating func send(_ event: Event) {
        var event = event
        event.at = now
        for index in places(of: &event) { deliver(event, to: index) }
        pump()
    }

    /// Delivers an event of a network to every community that meets there, whatever its room.
    public mutating func sendEverywhere(_ event: Event) {
        for index in seats.indices where seats[index].networks.contains(event.network ?? NetworkID("")) {
            deliver(event, to: index)
        }
        pump()
    }

    /// Who stands behind a presence, as far as the pretended network shows.
    public func person(of id: MemberID) -> PersonID? {
        guard let member = chat.members[id] else { return nil }
        if let account = member.account { return PersonID(id.network, .account, account) }
        return PersonID(id.network, .host, ByteString(member.user.bytes + [UInt8(ascii: "@")] + member.host.bytes))
    }

    /// Delivers an event to one community, such as an operator's command.
    public mutating func send(_ event: Event, to community: CommunityID) {
        var event = event
        event.at = now
        for index in seats.indices where seats[index].engine.policy.community == community { deliver(event, to: index) }
        pump()
    }

    /// What has come of it since the last call, in order.
    public mutating func takeTrace() -> [Trace] {
        defer { trace = [] }
        return trace
    }

    /// Where an event belongs, as the daemon routes it: what it was may become the question which community was meant.
    mutating func places(of event: inout Event) -> [Int] {
        guard event.network != nil else { return Array(seats.indices) }
        let seats = seats
        return router.route(&event, seats.map(\.engine))
    }

    static func router(of policies: [Policy]) -> Router {
        Router(rooms: policies.map(\.roomsAndDesk), lists: policies.map(\.lists))
    }

    mutating func deliver(_ event: Event, to index: Int) {
        eventCount += 1
        let decisions = seats[index].engine.handle(event)
        if seats[index].engine.hasQuestions { takeQuestions(of: index) }
        if seats[index].engine.hasLookups { takeLookups(of: index) }
        if settings.keepsJournal || settings.canRestart {
            let entry = Seat.Entry(event: event, decisions: decisions)
            if settings.keepsJournal { seats[index].journal.append(entry) }
            if settings.canRestart {
                seats[index].tail.append(entry)
                // Often enough that a restart in a scenario goes through rows and journal both.
                if seats[index].tail.count >= 24 || seats[index].engine.hasManyDirtyRows { seats[index].checkpoint() }
            }
        } else if seats[index].engine.hasManyDirtyRows {
            _ = seats[index].engine.takeDirtyRows()
        }
        for decision in decisions {
            trace.append(.decided(decision, at: now, event: eventCount))
            if case .due(let id, _) = event.kind, decision.rule == "due" {
                owe(decision.acts.filter { $0.id != id }, index)
            } else {
                owe(decision.acts, index)
            }
        }
    }
}
