// SPDX-License-Identifier: Apache-2.0

public import Chat

/// One network as a state machine: lines and moments in, what to do out. No socket, no clock, no chance of its own.
///
/// The owner calls `begin` when a connection stands, `receive` for each line, `tick` when `nextDeadline` has come,
/// `perform` and `observe` for acts, `end` when the connection is gone; after each of them it takes the output with
/// `take()`. The roster, the penalty clock and the wishes to join live here, over all reconnections.
public struct Session: Sendable {
    enum Phase: Sendable { case idle, negotiating, registered, ready }

    public let network: NetworkID
    let settings: SessionSettings
    var chance: SplitMix
    var now = Timestamp.distantPast
    var phase = Phase.idle
    var output = SessionOutput()
    public internal(set) var counters = SessionCounters()
    /// When an invitation last let her in.
    var invitedAt = Timestamp.distantPast

    var roster: Roster
    public internal(set) var support = ISupport()
    var capabilities = Capabilities()
    var sasl: SASL
    /// The connection of the moment is TLS.
    var isEncrypted = true
    var clock = PenaltyClock()
    var queue = SendQueue()
    var acts = ActBook()
    var batches = BatchBook()
    var splits = SplitWatch()
    var hostChanges = HostChanges()
    var rooms: RoomWishes
    /// What bot.conf says of its rooms now.
    var known: [SessionSettings.Room]
    var nickWish: NickWish
    var services: Services
    /// Acts that wait until ChanServ has given her the rights for them; at most 64.
    var opQueue: [OwedAct] = []
    var opDeadline = Timestamp.distantFuture
    var whoQueue = WhoQueue()
    var listQueue = ListQueue()
    /// Lines of JOIN that wait for the clock: at most one for each room.
    var joinQueue: [IRCLine] = []
    var operatorQuestions = OperatorQuestions()
    var answers = Ration(limit: 3, within: .seconds(10))
    /// Whoever invites her by the thousand is heard three times in ten seconds, whatever their names (THREATS F5).
    var invitations = Ration(limit: 3, within: .seconds(10))

    // Moments that the deadlines follow from.
    var registrationDeadline = Timestamp.distantFuture
    var saslDeadline = Timestamp.distantFuture
    var joinDeadline = Timestamp.distantFuture
    /// When to try the next name, while registering.
    var nickDeadline = Timestamp.distantFuture
    var namesLeaseAt = Timestamp.distantFuture
    var lastHeard = Timestamp.distantPast
    var pingSentAt: Timestamp?
    var registeredAt: Timestamp?
    /// What has been told of why she is not there, since she last was; at most eight reasons.
    var toldWhy: [String] = []
    var isRegistrationHeld = false
    /// Server-time against ours, from lines of the server itself: what a person's line is late beyond it is its age.
    var serverOffset: TimeSpan?
    var serverName: [UInt8] = []
    /// Her user and host as others see them, once known.
    var ownUserHost = 0

    /// `epoch` and `firstSerial` name presences: no pair of them may come again in the life of a database. `chance`
    /// is any number; it seeds jitter and spare nicks.
    public init(
        network: NetworkID, settings: SessionSettings, epoch: UInt32, firstSerial: UInt64, chance: UInt64
    ) {
        self.network = network
        self.settings = settings
        self.chance = SplitMix(seed: chance)
        roster = Roster(
            network: network, epoch: epoch, firstSerial: firstSerial, servicesHosts: settings.servicesHosts)
        sasl = SASL(settings, isEncrypted: true)
        rooms = RoomWishes(settings.rooms)
        known = settings.rooms
        nickWish = NickWish(settings)
        services = Services(hosts: settings.servicesHosts)
    }

    /// Hands over what is to be done and keeps nothing of it.
    public mutating func take() -> SessionOutput {
        var taken = output
        output = SessionOutput()
        taken.nextDeadline = nextDeadline
        taken.lineLength = support.lineLength
        return taken
    }

    /// Events waiting to be taken.
    public var pendingEvents: Int { output.events.count }

    /// One line without its end. Whatever it holds, the session goes on.
    public mutating func receive(_ line: Bytes, at moment: Timestamp) {
        now = max(now, moment)
        // What came in one read with the reason to close concerns nobody any more.
        guard phase != .idle, output.ending == nil else { return }
        lastHeard = now
        pingSentAt = nil
        guard let message = MessageView(line) else {
            counters.malformed &+= 1
            return
        }
        switch Verb(message.verb) {
        case .privmsg: receiveText(message, isNotice: false)
        case .notice: receiveText(message, isNotice: true)
        case .join: receiveJoin(message)
        case .part: receivePart(message)
        case .quit: receiveQuit(message)
        case .nick: receiveNick(message)
        case .kick: receiveKick(message)
        case .mode: receiveMode(message)
        case .topic: receiveTopic(message)
        case .invite: receiveInvite(message)
        case .account: receiveAccount(message)
        case .chghost: receiveHost(message)
        case .setname: receiveRealName(message)
        case .knock: receiveKnock(message[0], Source(message.source), message[1])
        case .away: receiveAway(message)
        case .redact: receiveRedaction(message)
        case .batch: receiveBatch(message)
        case .cap: receiveCapability(message)
        case .authenticate: follow(sasl.receive(challenge: message[0]))
        case .ping: sendAtOnce(IRCLine("PONG", [], text: message.last.array))
        case .pong: noteServerTime(message)
        case .error: receiveError(message)
        case .fail: receiveStandardFailure(message)
        case .numeric(let number): receiveNumeric(number, message)
        case .other: counters.unread &+= 1
        }
    }

    // MARK: - Sending

    /// Whether the server takes it whole: 512 bytes with CR LF, or LINELEN (RFC 1459 §2.3).
    func fits(_ line: IRCLine) -> Bool { line.bytes.count <= support.lineLength }

    /// Outside the lanes, but charged: PONG, registration, JOIN.
    mutating func sendAtOnce(_ line: IRCLine?) {
        guard let line, fits(line) else {
            counters.refusedLines &+= 1
            return
        }
        clock.charge(bytes: line.bytes.count, at: now)
        output.lines.append(line)
    }

    /// In its lane, now or when the clock allows. False when the lane is full.
    @discardableResult
    mutating func enqueue(_ line: IRCLine?, lane: Lane, act: ActID? = nil) -> Bool {
        enqueue(line) { $0.add($1, lane: lane, act: act) }
    }

    /// A question for her own books: it goes when nothing else would, or after a minute. False when too many wait.
    @discardableResult
    mutating func enqueueUpkeep(_ line: IRCLine?) -> Bool {
        let now = now
        return enqueue(line) { $0.addUpkeep($1, at: now) }
    }

    private mutating func enqueue(_ line: IRCLine?, by add: (inout SendQueue, IRCLine) -> Bool) -> Bool {
        guard let line, fits(line) else {
            counters.refusedLines &+= 1
            return false
        }
        guard add(&queue, line) else { return false }
        flush()
        return true
    }

    mutating func emit(
        _ kind: Event.Kind, room: Int32? = nil, slot: Int32? = nil, age: TimeSpan = .zero
    ) {
        var event = Event(at: now, age: age, kind)
        if let room { event.room = roster.rooms[Int(room)].id }
        if let slot {
            event.member = roster.presences[Int(slot)].id
            event.facts = roster.facts(slot, in: room, support.modes)
        }
        output.events.append(event)
    }
}

/// A small generator for jitter; its seed is given, so that a session can be played again.
struct SplitMix: Sendable {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func span(from low: TimeSpan, to high: TimeSpan) -> TimeSpan {
        low + .milliseconds(Int64(next() % UInt64(max(1, (high - low).milliseconds))))
    }
}

/// At most `limit` of something within a span.
struct Ration: Sendable {
    let limit: Int
    let within: TimeSpan
    private var taken: [Timestamp] = []

    init(limit: Int, within: TimeSpan) {
        self.limit = limit
        self.within = within
    }

    mutating func take(at now: Timestamp) -> Bool {
        taken.removeAll { $0 + within <= now }
        guard taken.count < limit else { return false }
        taken.append(now)
        return true
    }
}
