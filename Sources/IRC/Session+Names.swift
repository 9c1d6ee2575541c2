// SPDX-License-Identifier: Apache-2.0

import Chat

// The roster as the server tells it: NAMES and WHOX.
extension Session {
    /// A NAMES reply without an end is asked for again after this (THREATS S3).
    static let namesLease = TimeSpan.seconds(60)

    /// 353 `<me> <symbol> <room> :<signs><nick>[!user@host] …`
    mutating func receiveNames(_ message: MessageView) {
        guard message.count >= 3, let room = roster.room(message[message.count - 2]), roster.rooms[Int(room)].isJoined
        else { return }
        let list = message.last
        var start = 0
        while start < list.count {
            let end = list.position(of: 0x20, from: start) ?? list.count
            if end > start { receiveName(list.part(start, end), room) }
            start = end + 1
        }
    }

    private mutating func receiveName(_ token: Bytes, _ room: Int32) {
        var at = 0
        var ranks: UInt16 = 0
        while at < token.count, let bit = support.modes.bit(ofSign: token[at]) {
            ranks |= bit
            at += 1
        }
        let source = Source(token.part(at, token.count))
        guard !source.nick.isEmpty, let slot = roster.slot(of: source, at: now) else { return }
        if source.isPerson, slot != roster.own || ownUserHost == 0 { setHost(slot, source.user, source.host) }
        // Without multi-prefix only the highest sign is told; the lower ones are as the MODE lines left them.
        if !capabilities.hasMultiPrefix, ranks != 0 {
            let below = ~((ranks & (0 &- ranks)) &* 2 &- 1)
            ranks |= (roster.rooms[Int(room)].members[slot]?.ranks ?? 0) & below
        }
        roster.enter(slot, room, ranks: ranks, isKnown: true)
    }

    /// 366: who is not in the reply is not there.
    mutating func receiveNamesEnd(_ message: MessageView) {
        guard let room = roster.room(message[1]), roster.rooms[Int(room)].isJoined else { return }
        roster.sweep(room)
        roster.rooms[Int(room)].isSynced = true
        roster.rooms[Int(room)].syncedAt = now
        roster.rooms[Int(room)].namesTries = 0
        emit(.synced(members: roster.present(in: room, support.modes)), room: room)
        tellCapability(room)
        wonderAboutOp(room)
        askModes(room)
        observeWaiting()
        whoQueue.add(room, size: roster.rooms[Int(room)].members.count)
        askWho()
    }

    /// Asks again where the reply never ended, or where somebody spoke who is not in it.
    mutating func renewNames() {
        guard namesLeaseAt <= now else { return }
        for index in roster.rooms.indices {
            let state = roster.rooms[index]
            guard state.isJoined, !state.isSynced, state.namesTries < 5, state.namesAskedAt + Self.namesLease <= now
            else { continue }
            askNames(Int32(index))
        }
        namesLeaseAt = .distantFuture
        for state in roster.rooms where state.isJoined && !state.isSynced && state.namesTries < 5 {
            namesLeaseAt = min(namesLeaseAt, state.namesAskedAt + Self.namesLease)
        }
    }

    /// The roster of a room contradicts what is seen there: its ranks are unknown to those it does not show.
    mutating func doubtRoster(_ room: Int32) {
        let state = roster.rooms[Int(room)]
        guard state.isJoined, state.isSynced, state.namesAskedAt + Self.namesLease <= now else { return }
        askNames(room)
    }

    private mutating func askNames(_ room: Int32) {
        let asked = enqueue(IRCLine("NAMES", [roster.rooms[Int(room)].name]), lane: .answer)
        roster.rooms[Int(room)].namesAskedAt = now
        roster.rooms[Int(room)].namesTries += 1
        if asked { roster.rooms[Int(room)].generation &+= 1 }
    }
}

/// WHO is costly for a server: one question at a time, 5 s apart, rooms of at most 2,000.
struct WhoQueue: Sendable {
    static let spacing = TimeSpan.seconds(5)
    static let patience = TimeSpan.seconds(30)
    static let largest = 2000
    static let token = [UInt8]("77")

    private(set) var waiting: [Int32] = []
    private(set) var asked: Int32?
    private(set) var nextAt = Timestamp.distantPast

    mutating func add(_ room: Int32, size: Int) {
        guard size <= Self.largest, !waiting.contains(room) else { return }
        waiting.append(room)
    }

    mutating func next(at now: Timestamp) -> Int32? {
        guard nextAt <= now, !waiting.isEmpty else { return nil }
        let room = waiting.removeFirst()
        asked = room
        // Without an end the next room waits this long at most.
        nextAt = now + Self.patience
        return room
    }

    mutating func finish(at now: Timestamp) -> Int32? {
        defer { asked = nil }
        if asked != nil { nextAt = now + Self.spacing }
        return asked
    }

    var deadline: Timestamp { waiting.isEmpty ? .distantFuture : nextAt }
}

extension Session {
    mutating func askWho() {
        guard phase == .ready, let room = whoQueue.next(at: now) else { return }
        // token, user, host, nick, flags, account
        let fields = support.hasWHOX ? [[UInt8]("%tuhnfa,") + WhoQueue.token] : []
        enqueueUpkeep(IRCLine("WHO", [roster.rooms[Int(room)].name] + fields))
    }

    /// 354 `<me> <token> <user> <host> <nick> <flags> <account>`, `0` for none.
    mutating func receiveWho(_ message: MessageView) {
        guard message.count >= 7, message[1].equals(WhoQueue.token), let slot = roster.slot(of: message[4]) else {
            return
        }
        if slot != roster.own { setHost(slot, message[2], message[3]) }
        noteFlags(slot, message[5])
        setAccount(slot, message[6].equals("0") || message[6].equals("*") ? nil : message[6], isTold: false)
    }

    /// 315: operators, and with WHOX accounts, are known now, so the whole roster is told once more.
    mutating func receiveWhoEnd() {
        guard let room = whoQueue.finish(at: now), roster.rooms[Int(room)].isJoined else { return }
        emit(.synced(members: roster.present(in: room, support.modes)), room: room)
    }
}
