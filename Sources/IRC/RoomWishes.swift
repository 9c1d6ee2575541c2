// SPDX-License-Identifier: Apache-2.0

public import Chat

/// The rooms she wants to be in, and when to try each again.
struct RoomWishes: Sendable {
    struct Wish: Sendable {
        var name: [UInt8]
        var key: [UInt8]?
        var retryAt = Timestamp.distantFuture
        /// Failures or kicks in a row; each doubles the wait.
        var failures = 0
        var lastKick = Timestamp.distantPast
        /// What keeps her out since she was last in, and whether that has been told.
        var bar: Event.Bar?
        var isTold = false
        /// ChanServ was asked to let her in since she last was.
        var isServed = false
        /// Where whoever asks for this room is sent, who is not to be taken for a guest there.
        var forward: [UInt8]?
        var isWanted = true
    }

    static let capacity = 1024
    /// Lines of JOIN that leave at once on coming in; what is more waits for the clock, as all else does.
    static let haste = 4
    var all: [Wish] {
        didSet { nextRetry = all.lazy.map(\.retryAt).min() ?? .distantFuture }
    }
    /// The first moment at which a room is tried again.
    private(set) var nextRetry = Timestamp.distantFuture

    init(_ rooms: [SessionSettings.Room]) {
        all = rooms.prefix(Self.capacity).map { Wish(name: $0.name.bytes, key: $0.key?.bytes) }
    }

    func index(_ name: Bytes, _ mapping: CaseMapping) -> Int? {
        all.firstIndex { wish in wish.name.lend { mapping.equal($0, name) } }
    }

    /// Adds a room to be in over reconnections; false when there are too many.
    mutating func want(_ name: [UInt8], key: [UInt8]?, _ mapping: CaseMapping) -> Bool {
        if let index = name.lend({ index($0, mapping) }) {
            all[index].isWanted = true
            return true
        }
        guard all.count < Self.capacity else { return false }
        all.append(Wish(name: name, key: key))
        return true
    }

    mutating func setKey(_ key: [UInt8]?, of name: [UInt8], _ mapping: CaseMapping) {
        if let index = name.lend({ index($0, mapping) }) { all[index].key = key }
    }

    mutating func connectionEnded() {
        for index in all.indices { all[index].retryAt = .distantFuture }
    }

    /// `JOIN` lines: rooms with keys first, as many in a line as 480 bytes and the server's `most` (TARGMAX) hold
    /// (RFC 1459 §4.2.1).
    static func lines(_ wishes: [Wish], most: Int = 20) -> [IRCLine] {
        var lines: [IRCLine] = []
        var names: [[UInt8]] = []
        var keys: [[UInt8]] = []
        var size = 0
        func flush() {
            guard !names.isEmpty else { return }
            let list = Array(names.joined(separator: [UInt8(ascii: ",")]))
            let keyList = Array(keys.joined(separator: [UInt8(ascii: ",")]))
            if let line = IRCLine("JOIN", keys.isEmpty ? [list] : [list, keyList], isSecret: !keys.isEmpty) {
                lines.append(line)
            }
            (names, keys, size) = ([], [], 0)
        }
        for wish in wishes.filter({ $0.key != nil }) + wishes.filter({ $0.key == nil }) {
            let more = wish.name.count + (wish.key?.count ?? 0) + 2
            if size + more > 480 || names.count >= max(1, min(most, 20)) { flush() }
            names.append(wish.name)
            if let key = wish.key { keys.append(key) }
            size += more
        }
        flush()
        return lines
    }
}

extension Session {
    /// bot.conf was read again. A new desk is asked at once whether strangers can read there: evidence goes to it.
    public mutating func know(_ rooms: [SessionSettings.Room], at moment: Timestamp) {
        now = max(now, moment)
        let were = roster.rooms.map { isDesk($0.name) }
        known = Array(rooms.prefix(RoomWishes.capacity))
        for room in known { self.rooms.setKey(room.key?.bytes, of: room.name.bytes, support.caseMapping) }
        for index in roster.rooms.indices
        where roster.rooms[index].isJoined && were[index] != isDesk(roster.rooms[index].name) {
            hear(Int32(index))
        }
    }

    /// What is to be known of a room that may have become a desk, or have ceased to be one.
    private mutating func hear(_ room: Int32) {
        guard roster.rooms[Int(room)].isSynced else { return }
        if roster.rooms[Int(room)].flagsAreKnown { tellCapability(room) } else { askModes(room) }
    }

    /// All wanted rooms, after login.
    mutating func joinRooms() {
        joinDeadline = .distantFuture
        if settings.requiresLogin, !sasl.isLoggedIn { return quitUnidentified() }
        enter(rooms.all.filter { wish in wish.isWanted && !isJoined(wish.name) })
    }

    /// The first lines at once, where no flood was laid to her charge; the others one by one, as the clock lets her
    /// talk: forty lines in one breath are an Excess Flood on most servers, at each reconnection anew.
    private mutating func enter(_ wishes: [RoomWishes.Wish]) {
        joinQueue += RoomWishes.lines(wishes, most: support.most(for: "JOIN") ?? 20)
        for _ in 0..<(clock.isSlow(at: now) ? 1 : RoomWishes.haste) where !joinQueue.isEmpty {
            sendAtOnce(joinQueue.removeFirst())
        }
    }

    /// The lines of JOIN that waited for the clock.
    mutating func joinMore() {
        while let line = joinQueue.first, queue.isFree(for: .answer),
            clock.isOpen(for: .answer, at: now, bytes: line.bytes.count)
        {
            joinQueue.removeFirst()
            sendAtOnce(line)
        }
    }

    /// When the next line of JOIN may leave.
    var nextJoin: Timestamp {
        guard let line = joinQueue.first else { return .distantFuture }
        let opens = clock.opens(for: .answer, bytes: line.bytes.count)
        return queue.isFree(for: .answer) ? opens : max(opens, queue.next(clock))
    }

    /// How bot.conf, or who sent her there, writes a room's name.
    func wantedName(_ name: Bytes) -> [UInt8]? {
        rooms.index(name, support.caseMapping).map { rooms.all[$0].name }
    }

    func isJoined(_ name: [UInt8]) -> Bool {
        name.lend { roster.room($0) }.map { roster.rooms[Int($0)].isJoined } ?? false
    }

    mutating func retryRooms() {
        var due: [RoomWishes.Wish] = []
        for index in rooms.all.indices where rooms.all[index].retryAt <= now {
            rooms.all[index].retryAt = .distantFuture
            if rooms.all[index].isWanted, !isJoined(rooms.all[index].name) { due.append(rooms.all[index]) }
        }
        enter(due)
    }

    /// Rooms that let in only who is logged in (477) were closed to her until now; who kicked her is not asked again.
    mutating func retryAfterLogin() {
        guard phase == .ready else { return }
        for index in rooms.all.indices
        where rooms.all[index].retryAt != .distantFuture && rooms.all[index].bar != nil {
            rooms.all[index].retryAt = now
        }
        retryRooms()
    }

    /// A JOIN was refused (403 405 407 437 471 473 474 475 476 477 489): slowly again, 1 min to 30 min.
    mutating func receiveJoinRefusal(_ room: Bytes, _ number: Int) {
        failJoin(room)
        guard let index = rooms.index(room, support.caseMapping) else { return }
        let wait = min(TimeSpan.minutes(30), .minutes(1) * (1 << Int64(min(rooms.all[index].failures, 5))))
        rooms.all[index].failures += 1
        rooms.all[index].retryAt = now + wait + chance.span(from: .zero, to: .seconds(20))
        bar(index, Self.bar(number))
        askForEntry(index, number)
    }

    /// 470 `<me> <wanted> <other>`: to ask for the one room is to be taken into the other, where nobody has asked for
    /// her. She goes out again, and asks for the wanted one as for any that is closed.
    mutating func receiveForward(_ room: Bytes, _ other: Bytes) {
        if let index = rooms.index(room, support.caseMapping) { rooms.all[index].forward = other.array }
        receiveJoinRefusal(room, 470)
    }

    /// True where she was only sent: it was left, unless bot.conf has it too.
    mutating func leaveForward(_ name: Bytes) -> Bool {
        guard
            let from = rooms.all.firstIndex(where: { $0.forward?.lend { support.caseMapping.equal($0, name) } == true })
        else { return false }
        rooms.all[from].forward = nil
        if let index = rooms.index(name, support.caseMapping), rooms.all[index].isWanted { return false }
        sendAtOnce(IRCLine("PART", [name.array]))
        return true
    }

    private static func bar(_ number: Int) -> Event.Bar {
        switch number {
        case 403, 476: .missing
        case 405: .tooMany
        case 470: .forwarded
        case 471: .full
        case 473: .inviteOnly
        case 474: .banned
        case 475: .key
        case 477: .accountOnly
        default: .refused
        }
    }

    /// Tells once why she is not in a room. What may pass by itself within a minute or two is told the second time.
    private mutating func bar(_ index: Int, _ why: Event.Bar) {
        let wish = rooms.all[index]
        rooms.all[index].bar = why
        if wish.isTold, wish.bar == why { return }
        if [.full, .refused].contains(why), wish.failures < 3 { return }
        if why == .accountOnly, sasl.isUnderWay { return }
        rooms.all[index].isTold = true
        var event = Event(at: now, .barred(why))
        event.room = wish.name.lend { roster.id(ofRoom: $0, wanted: wish.name) }
        output.events.append(event)
    }

    /// Kicked: once again after 10–30 s; a second time within 10 min after that many minutes; a third kick in 10 min
    /// and she stays out until told otherwise, which the team hears. She never fights.
    mutating func planReturn(_ room: Int32) {
        let name = roster.rooms[Int(room)].name
        guard let index = name.lend({ rooms.index($0, support.caseMapping) }), rooms.all[index].isWanted else { return }
        if now - rooms.all[index].lastKick > .minutes(10) { rooms.all[index].failures = 0 }
        rooms.all[index].lastKick = now
        rooms.all[index].failures += 1
        switch rooms.all[index].failures {
        case 1: rooms.all[index].retryAt = now + chance.span(from: .seconds(10), to: .seconds(30))
        case 2: rooms.all[index].retryAt = now + chance.span(from: .minutes(5), to: .minutes(8))
        default:
            rooms.all[index].isWanted = false
            bar(index, .kicked)
        }
    }
}
