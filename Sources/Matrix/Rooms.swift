// SPDX-License-Identifier: Apache-2.0

public import Chat

/// The rooms of one account: turns syncs into events of the core (client-server API, "Syncing").
///
/// Joins come from transitions in the timeline only; what state and timeline both hold happened once; the first state
/// of a room is told as a roster and nothing of it is judged.
public struct Rooms: Sendable {
    /// How a sync stands to what came before.
    public struct Passage: Sendable {
        /// When it was received.
        public var at: Timestamp
        /// The sync had no token: nothing in it is judged.
        public var isFirst = false
        /// The whole state of each room came, although some of them are known: what they were thought to be is over.
        public var isWhole = false
        /// Since the last sync that worked. Nothing is late but what came while we were away (THREATS S2): what our
        /// own clock did not miss cannot be excused by a date.
        public var outage = TimeSpan.zero
        /// What she had set when the sync was asked for; nil: whatever is known. What came later it cannot show.
        public var marks: [ByteString: [Mark]]?
        /// What was fetched for `limited` rooms, oldest first.
        public var fills: [ByteString: [RoomEvent]] = [:]
        /// The state of rooms of lists, asked for by itself after the sync: what a sync tells of it may lack an event that
        /// came beside another one (ADR 0023), and who is named in it would be let in.
        public var states: [ByteString: [RoomEvent]] = [:]
        public init(at: Timestamp) { self.at = at }
        /// A hole this young is part of the present: everything in it is judged (THREATS S1).
        public var isLive: Bool { outage <= .seconds(60) }
    }

    public struct Upgrade: Sendable, Hashable {
        public var room: ByteString
        public var replacement: ByteString
        public var by: ByteString
        /// The sender had the level for a tombstone (THREATS H5).
        public var isAllowed: Bool
    }

    public let network: NetworkID
    public let own: ByteString
    /// What bot.conf calls a room (an alias, say); rooms without an entry go by their id.
    public var names: [ByteString: ByteString] = [:]
    public internal(set) var upgrades: [Upgrade] = []
    /// Rooms of two, by room, the oldest first.
    public internal(set) var directs: [(key: ByteString, value: ByteString)] = [] { didSet { revision &+= 1 } }
    /// Messages at a desk that tell of a case, the oldest first.
    public internal(set) var cases: [CaseMessage] = [] { didSet { revision &+= 1 } }
    /// What she set in a room and has not taken back, the oldest first.
    public internal(set) var marks: [ByteString: [Mark]] = [:] { didSet { revision &+= 1 } }
    /// Moves whenever something of what is kept over a restart may have changed.
    public private(set) var revision = 0
    /// Rooms, as bot.conf names them, that are lists.
    public var listNames: Set<ByteString> = []
    var lists: [ByteString: PolicyList] = [:]
    /// Of what she set, what the last sync did not show.
    var doubts: [Doubt] = []
    var rooms: [ByteString: Room] = [:]

    public init(network: NetworkID, own: ByteString) {
        self.network = network
        self.own = own
    }

    public mutating func takeUpgrades() -> [Upgrade] {
        defer { upgrades = [] }
        return upgrades
    }

    public func isKnown(_ room: ByteString) -> Bool { rooms[room]?.isKnown ?? (lists[room] != nil) }
    public func isEncrypted(_ room: ByteString) -> Bool { rooms[room]?.isEncrypted ?? false }
    public func isBanned(_ user: ByteString, in room: ByteString) -> Bool {
        rooms[room]?.banned.contains(user) ?? false
    }
    public func levels(_ room: ByteString) -> PowerLevels? { rooms[room].flatMap { $0.isKnown ? $0.levels : nil } }
    public func facts(_ user: ByteString, in room: ByteString) -> Facts? { rooms[room]?.facts(user, own: own) }
    /// What `user` said there of late, newest first, at most `most`.
    public func newest(of user: ByteString, in room: ByteString, most: Int) -> [ByteString] {
        rooms[room]?.recent.newest(of: user, most: most) ?? []
    }
    public func versions(of message: ByteString, in room: ByteString) -> [ByteString] {
        rooms[room]?.recent.versions(of: message) ?? [message]
    }
    /// In whatever room.
    public func hasSeen(_ event: ByteString) -> Bool { rooms.values.contains { $0.recent.entries[event] != nil } }
    /// Who is in the room from one server.
    public func present(from server: ByteString, in room: ByteString) -> [ByteString] {
        (rooms[room]?.members.keys.filter { $0.server == server && $0 != own } ?? []).sorted()
    }
    /// Whether anything that came from the room is still in memory.
    public func remembers(_ room: ByteString) -> Bool {
        rooms[room].map { $0.isKnown && !$0.recent.entries.isEmpty } ?? false
    }
    public func knows(_ event: ByteString, in room: ByteString) -> Bool {
        rooms[room]?.recent.entries[event] != nil
    }
    public func roomID(_ room: ByteString) -> RoomID { RoomID(network, names[room] ?? room) }
    func member(_ user: ByteString) -> MemberID { MemberID(network, user) }

    public mutating func take(_ sync: SyncResponse, _ passage: Passage) -> [Event] {
        var events: [Event] = []
        for joined in sync.joined {
            if isList(joined.room) { takeList(joined, passage, &events) } else { take(joined, passage, &events) }
        }
        for departure in sync.left { take(departure, passage, &events) }
        return events
    }

    /// She was shown out, or went: nothing of the room is known any more.
    private mutating func take(_ departure: SyncResponse.Departure, _ passage: Passage, _ events: inout [Event]) {
        let id = departure.room
        let isDirect = partner(in: id) != nil
        forgetDirect(id)
        // What a list said last holds until it says otherwise.
        lists[id] = nil
        guard let room = rooms.removeValue(forKey: id), room.isKnown, !isDirect else {
            // Shown out before, and banned since: it takes more to let her in.
            if !isDirect, names[id] != nil, let event = departure.event, event.sender != own, event.isBan {
                events.append(
                    Event(
                        at: passage.at, room: roomID(id), member: member(event.sender),
                        facts: Room().facts(event.sender, own: own), .barred(.banned)))
            }
            return
        }
        var facts = room.facts(own, own: own)
        facts.isPresent = false
        var how = Event.Departure.parted(PeerText(""))
        if let event = departure.event, event.sender != own {
            how = .kicked(by: member(event.sender), reason: PeerText(Self.reason(event.content)))
        }
        events.append(Event(at: passage.at, room: roomID(id), member: member(own), facts: facts, .left(how)))
        // Of herself she does not come back (`Account+Rooms`).
        guard let event = departure.event, event.sender != own else { return }
        events.append(
            Event(
                at: passage.at, room: roomID(id), member: member(event.sender),
                facts: room.facts(event.sender, own: own), .barred(event.isBan ? .banned : .shown)))
    }

    /// What somebody gave as the reason of a membership, at most 1,024 bytes.
    static func reason(_ content: JSON?) -> String {
        String(decoding: (content?["reason"]?.string?.bytes ?? []).prefix(1024), as: UTF8.self)
    }

    /// Who is where, as far as is known, told anew: to a core that forgot it with the connection.
    public func rosters(at now: Timestamp) -> [Event] {
        var events: [Event] = []
        for (id, room) in rooms.sorted(by: { $0.key < $1.key }) where room.isKnown && partner(in: id) == nil {
            tellRoster(room, id, Passage(at: now), &events)
        }
        return events
    }

    private mutating func take(_ joined: SyncResponse.Joined, _ passage: Passage, _ events: inout [Event]) {
        let id = joined.room
        // Taken out and put back: changed in place, never copied.
        var room = rooms.removeValue(forKey: id) ?? Room()
        let wasKnown = room.isKnown
        let wasEncrypted = room.isEncrypted
        // Looked up once: there may be hundreds of rooms of two.
        let partner = partner(in: id)
        let isRenewed = wasKnown && passage.isWhole && !joined.state.isEmpty
        let before = isRenewed ? room : Room()
        if isRenewed { room.forgetPeople() }
        if !joined.isStateAfter { joined.state.forEach { room.apply($0) } }
        // Her own arrival in the timeline: what stands before it was not said before her.
        let arrival = joined.timeline.lastIndex {
            $0.type.is("m.room.member") && $0.stateKey == own && $0.content?["membership"]?.string == "join"
        }
        let isNew = !wasKnown && (passage.isFirst || arrival != nil || joined.state.isEmpty)
        let fills = passage.fills[id] ?? []
        let heard = fills.isEmpty ? joined.timeline : fills + joined.timeline
        var silent = 0
        if isNew { silent = passage.isFirst ? heard.count : arrival.map { fills.count + $0 + 1 } ?? 0 }
        if wasKnown, passage.isFirst {
            // The place in the stream was lost, not what she knows: behind the newest event she has seen all is new,
            // before it nothing; where she knows none of them, nothing is taken for new.
            silent = heard.lastIndex { room.recent.entries[$0.id] != nil }.map { $0 + 1 } ?? heard.count
        }
        for event in heard.prefix(silent) {
            if !joined.isStateAfter { room.apply(event) }
            _ = room.recent.insert(event)
        }
        if joined.isStateAfter, !wasKnown { joined.state.forEach { room.apply($0) } }
        if !wasKnown || passage.isFirst {
            room.isKnown = true
            if partner == nil {
                tellRoster(room, id, passage, &events)
                // Closed before she looked: with its successor a room goes on.
                func isStone(_ event: RoomEvent) -> Bool { event.type.is("m.room.tombstone") }
                if let stone = heard.prefix(silent).last(where: isStone) ?? joined.state.last(where: isStone) {
                    noteUpgrade(stone, in: id, room)
                }
            }
        } else if isRenewed, partner == nil, !room.isLike(before) {
            tellRoster(room, id, passage, &events)
        }
        let isPast = joined.isLimited && !passage.isLive
        // Where the state is told anew, who lifted what is looked for at the end, not at each step on the way there.
        var within = passage
        if !wasKnown || passage.isFirst || isRenewed { within.marks = [:] }
        for (place, event) in heard.enumerated().dropFirst(silent) {
            // The state is that between what was fetched of the gap and the timeline.
            if place == fills.count, !fills.isEmpty, !joined.isStateAfter { joined.state.forEach { room.apply($0) } }
            guard room.recent.insert(event) else {
                // Heard before, perhaps before a restart that forgot what it changed.
                if !joined.isStateAfter { room.apply(event) }
                continue
            }
            if let partner {
                tellDirect(event, by: partner, &room, isPast: isPast, passage, &events)
                continue
            }
            guard !room.isSpace else {
                if !joined.isStateAfter || wasKnown { room.apply(event) }
                continue
            }
            tell(event, in: id, &room, isPast: isPast, keepsState: joined.isStateAfter && !wasKnown, within, &events)
        }
        if joined.isStateAfter, wasKnown { joined.state.forEach { room.apply($0) } }
        // The state stands before the timeline, in which she may have set it.
        if !wasKnown || passage.isFirst || isRenewed, partner == nil { doubt(room, id, passage) }
        // Encryption can be turned on at any time and never off: from here she hears nothing there.
        if room.isEncrypted, !wasEncrypted, wasKnown, partner == nil, !room.isSpace {
            events.append(capability(room, id, passage.at))
        }
        rooms[id] = room
    }

    private func tellRoster(_ room: Room, _ id: ByteString, _ passage: Passage, _ events: inout [Event]) {
        // Without a roster there is nobody to greet, and the core says nothing where it is not.
        if room.isSpace { return events.append(Event(at: passage.at, room: roomID(id), .barred(.space))) }
        let present = room.members.keys.sorted().map { Event.Present(member($0), room.facts($0, own: own)) }
        events.append(Event(at: passage.at, room: roomID(id), .synced(members: present)))
        events.append(capability(room, id, passage.at))
    }

    func capability(_ room: Room, _ id: ByteString, _ at: Timestamp) -> Event {
        let levels = room.levels
        var can: [Event.Ability] = [.whisper]
        var cannot: [Event.Ability] = [.timedBan]
        var needs: [Event.Capability.Need] = []
        func sort(_ ability: Event.Ability, _ powers: PowerLevels.Power..., isReadable: Bool = true) {
            let needed = powers.map(levels.needed).max() ?? 0
            let isHigh = levels.level(of: own) >= needed
            if isHigh, isReadable { can.append(ability) } else { cannot.append(ability) }
            if !isHigh { needs.append(.init(ability, level: needed)) }
        }
        // What is not read is not taken away either, and nothing plain is sent there (ADR 0023).
        if room.isEncrypted { cannot.append(.read) }
        sort(.say, .send("m.room.message"), isReadable: !room.isEncrypted)
        sort(.remove, .redact, .send("m.room.redaction"), isReadable: !room.isEncrypted)
        sort(.mute, .state("m.room.power_levels"))
        sort(.kick, .kick)
        sort(.ban, .ban)
        needs.sort { ($0.level, $0.ability.rawValue) < ($1.level, $1.ability.rawValue) }
        // What a ban can take along goes by the right to remove.
        if can.contains(.remove), can.contains(.ban) { can.append(.erase) }
        return Event(
            at: at, room: roomID(id),
            .capability(
                .init(
                    can: can, cannot: cannot.sorted { $0.rawValue < $1.rawValue }, isOpen: room.isOpen,
                    levels: needs.isEmpty ? nil : .init(own: levels.level(of: own), needed: needs))))
    }
}

extension RoomEvent {
    public var isBan: Bool { content?["membership"]?.string == "ban" }
    var edited: ByteString? { if case .edit(let id) = relation { id } else { nil } }
}

extension Rooms {
    /// Who made the room, and how.
    public func creation(_ room: ByteString) -> (sender: ByteString, content: JSON)? { rooms[room]?.create }
}
