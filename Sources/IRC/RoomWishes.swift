// SPDX-License-Identifier: Apache-2.0

import Chat

/// The rooms she wants to be in, and when to try each again.
struct RoomWishes: Sendable {
    struct Wish: Sendable {
        var name: [UInt8]
        var key: [UInt8]?
        var retryAt = Timestamp.distantFuture
        /// Failures or kicks in a row; each doubles the wait.
        var failures = 0
        var lastKick = Timestamp.distantPast
        var isWanted = true
    }

    static let capacity = 1024
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
    mutating func want(_ name: [UInt8], _ mapping: CaseMapping) -> Bool {
        if let index = name.lend({ index($0, mapping) }) {
            all[index].isWanted = true
            return true
        }
        guard all.count < Self.capacity else { return false }
        all.append(Wish(name: name))
        return true
    }

    mutating func connectionEnded() {
        for index in all.indices { all[index].retryAt = .distantFuture }
    }

    /// `JOIN` lines: rooms with keys first, as many in a line as 480 bytes hold (RFC 1459 §4.2.1).
    static func lines(_ wishes: [Wish]) -> [IRCLine] {
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
            if size + more > 480 || names.count >= 20 { flush() }
            names.append(wish.name)
            if let key = wish.key { keys.append(key) }
            size += more
        }
        flush()
        return lines
    }
}

extension Session {
    /// All wanted rooms at once, after login.
    mutating func joinRooms() {
        joinDeadline = .distantFuture
        let wishes = rooms.all.filter { wish in wish.isWanted && !isJoined(wish.name) }
        for line in RoomWishes.lines(wishes) { sendAtOnce(line) }
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
        for line in RoomWishes.lines(due) { sendAtOnce(line) }
    }

    /// Rooms that let in only who is logged in (477) were closed to her until now.
    mutating func retryAfterLogin() {
        guard phase == .ready else { return }
        for index in rooms.all.indices where rooms.all[index].retryAt != .distantFuture {
            rooms.all[index].retryAt = now
        }
        retryRooms()
    }

    /// A JOIN was refused (471 473 474 475 477 403 405 437 489): slowly again, 1 min to 30 min.
    mutating func receiveJoinRefusal(_ room: Bytes) {
        failJoin(room)
        guard let index = rooms.index(room, support.caseMapping) else { return }
        let wait = min(TimeSpan.minutes(30), .minutes(1) * (1 << Int64(min(rooms.all[index].failures, 5))))
        rooms.all[index].failures += 1
        rooms.all[index].retryAt = now + wait + chance.span(from: .zero, to: .seconds(20))
    }

    /// Kicked: once again after 10–30 s; a second time within 10 min after that many minutes; a third kick in 10 min
    /// and she stays out until told otherwise. She never fights.
    mutating func planReturn(_ room: Int32) {
        let name = roster.rooms[Int(room)].name
        guard let index = name.lend({ rooms.index($0, support.caseMapping) }), rooms.all[index].isWanted else { return }
        if now - rooms.all[index].lastKick > .minutes(10) { rooms.all[index].failures = 0 }
        rooms.all[index].lastKick = now
        rooms.all[index].failures += 1
        switch rooms.all[index].failures {
        case 1: rooms.all[index].retryAt = now + chance.span(from: .seconds(10), to: .seconds(30))
        case 2: rooms.all[index].retryAt = now + chance.span(from: .minutes(5), to: .minutes(8))
        default: rooms.all[index].isWanted = false
        }
    }
}
