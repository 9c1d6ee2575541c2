// SPDX-License-Identifier: Apache-2.0

import Chat

/// What ChanServ may be asked for on a network; each is a word of `chanserv` in bot.conf.
public enum ChanServUse: UInt8, Sendable, Hashable, CaseIterable {
    /// Operator rights, for as long as an act needs them.
    case op = 1
    /// To lift a ban that keeps her out of a room of hers.
    case unban
    /// To be let into a room of hers that is by invitation, full, or has a key.
    case invite
}

/// What ChanServ does for her in one room.
struct ServedOp: Sendable {
    /// Services say that she may take it, or bot.conf does.
    var mayTake = false
    var askedAt = Timestamp.distantPast
    /// She has it by her own wish, and gives it back.
    var isTaken = false
    var usedAt = Timestamp.distantPast
    /// Somebody took it from her: that is an answer.
    var isRefused = false
}

// Rights that services hold for her. Many networks ask that nobody wears them without need.
extension Session {
    static let chanServ = [UInt8]("ChanServ")
    /// How long ChanServ has to answer, and how long she keeps what it gave after the last use.
    static let opPatience = TimeSpan.seconds(8)
    static let opKept = TimeSpan.seconds(60)
    /// Whoever gives rights to who comes in does so within this time.
    static let opOnEntry = TimeSpan.seconds(5)
    /// Services that gave nothing when they were asked are asked again after this: somebody may have told them to.
    static let opAgain = TimeSpan.seconds(60)
    /// Acts that wait for rights; beyond these the network is told to wait.
    static let opWaiting = 64

    private func tell(_ words: StaticString, _ room: [UInt8]) -> IRCLine? {
        IRCLine("PRIVMSG", [Self.chanServ], text: [UInt8](words) + [0x20] + room)
    }

    private func isPowerless(_ room: Int32) -> Bool {
        roster.rank(of: roster.own, in: room, support.modes) < .halfop
    }

    /// In a room without rights: does ChanServ hold some for her? It says so in one line, whose flags need no language.
    mutating func wonderAboutOp(_ room: Int32) {
        guard settings.chanServ.contains(.op), sasl.isLoggedIn, isPowerless(room),
            !roster.rooms[Int(room)].served.mayTake
        else { return }
        if settings.assumesOp {
            roster.rooms[Int(room)].served.mayTake = true
            return tellCapability(room)
        }
        // Nobody's word but that of services, on the host that bot.conf names.
        guard services.isPinned else { return }
        enqueue(tell("STATUS", roster.rooms[Int(room)].name), lane: .prompt)
    }

    /// «You have access flags +io on #tricot.» The flag `o` lets her take the rights, `O` gives them on entering.
    mutating func receiveChanServ(_ text: Bytes) {
        guard settings.chanServ.contains(.op) else { return }
        var room: Int32?
        var flags: Bytes?
        text.pieces(0x20) { piece in
            var word = piece
            // Bold, and the stop at the end of a sentence.
            while let first = word.first, first < 0x20 { word = word.part(1, word.count) }
            while let last = word.last, last < 0x20 || last == UInt8(ascii: ".") { word = word.part(0, word.count - 1) }
            if word.count > 1, word.first == UInt8(ascii: "+") { flags = word.part(1, word.count) }
            if let first = word.first, support.channelTypes.contains(first) { room = roster.room(word) ?? room }
        }
        guard let room, let flags, roster.rooms[Int(room)].isJoined, isPowerless(room),
            flags.contains(UInt8(ascii: "o")) || flags.contains(UInt8(ascii: "O")),
            !roster.rooms[Int(room)].served.mayTake
        else { return }
        roster.rooms[Int(room)].served.mayTake = true
        tellCapability(room)
    }

    /// What she can do here: with her own rights, or with those that ChanServ gives her for it.
    func hasPower(_ room: Int32) -> Bool { !isPowerless(room) || roster.rooms[Int(room)].served.mayTake }

    // MARK: - For an act

    /// She may ask ChanServ for rights of which it has not spoken: `FLAGS` may be set at any time, and tells her nothing.
    private func mayTryOp(_ room: Int32) -> Bool {
        settings.chanServ.contains(.op) && sasl.isLoggedIn && services.isPinned
            && !roster.rooms[Int(room)].served.isRefused
            && roster.rooms[Int(room)].served.askedAt + Self.opAgain <= now
    }

    /// Until when rights may come: to one who came in just now, or from ChanServ, which was asked.
    private func opAwaited(_ room: Int32) -> Timestamp {
        max(
            roster.rooms[Int(room)].joinedAt + Self.opOnEntry,
            roster.rooms[Int(room)].served.askedAt + Self.opPatience)
    }

    /// True where the act waits until somebody has given her the rights: ChanServ, or who gives them to her on entering.
    mutating func awaitsOp(_ act: OwedAct, _ room: Int32?) -> Bool {
        guard let room, roster.rooms[Int(room)].isJoined, Self.needsOp(act.action) else { return false }
        roster.rooms[Int(room)].served.usedAt = now
        guard isPowerless(room) else { return false }
        let mayAsk = roster.rooms[Int(room)].served.mayTake && sasl.isLoggedIn || mayTryOp(room)
        guard mayAsk || now < opAwaited(room) else { return false }
        guard opQueue.count < Self.opWaiting else {
            settle(act.id, .failed(.tooFast(retryAfter: .seconds(2))))
            return true
        }
        opQueue.append(act)
        if mayAsk, roster.rooms[Int(room)].served.askedAt + Self.opPatience <= now {
            roster.rooms[Int(room)].served.askedAt = now
            enqueue(tell("OP", roster.rooms[Int(room)].name), lane: .sanction)
        }
        opDeadline = min(opDeadline, opAwaited(room))
        return true
    }

    private static func needsOp(_ action: Action) -> Bool {
        switch action {
        case .mute, .unmute, .kick, .ban, .unban, .remove, .lock, .unlock: true
        case .say, .whisper, .alert, .join, .leave: false
        }
    }

    /// Her rank changed: what waited for it goes on, or nothing of it is hers any more.
    mutating func noteOwnRank(_ room: Int32, by author: Int32?) {
        if isPowerless(room) {
            roster.rooms[Int(room)].served.isRefused = author != roster.own
            guard roster.rooms[Int(room)].served.isTaken else { return }
            // Taken away by somebody: that is an answer, and it is not asked for again.
            roster.rooms[Int(room)].served.askedAt = .distantPast
            roster.rooms[Int(room)].served.isTaken = false
            roster.rooms[Int(room)].served.mayTake = false
            return
        }
        let served = roster.rooms[Int(room)].served
        roster.rooms[Int(room)].served.isRefused = false
        // What a person gives is hers to keep, though ChanServ was asked without a promise.
        if served.askedAt + .seconds(30) > now, served.mayTake || isServices(author) {
            roster.rooms[Int(room)].served.mayTake = true
            roster.rooms[Int(room)].served.isTaken = true
        }
        roster.rooms[Int(room)].served.usedAt = now
        opDeadline = min(opDeadline, now + Self.opKept)
        for act in takeWaiting(room) { perform(act, at: now) }
    }

    /// A server, somebody out of sight, or ChanServ where it sits in the room.
    private func isServices(_ author: Int32?) -> Bool {
        guard let author else { return true }
        let presence = roster.presences[Int(author)]
        return presence.isServices
            || presence.called.withBytes { nick in Self.chanServ.lend { roster.mapping.equal(nick, $0) } }
    }

    private mutating func takeWaiting(_ room: Int32) -> [OwedAct] {
        let id = roster.rooms[Int(room)].id
        defer { opQueue.removeAll { $0.room == id } }
        return opQueue.filter { $0.room == id }
    }

    /// What ChanServ did not answer fails; what it gave and nobody needs goes back.
    mutating func watchOp() {
        opDeadline = .distantFuture
        for index in roster.rooms.indices {
            let (room, state) = (Int32(index), roster.rooms[index])
            if opQueue.contains(where: { $0.room == state.id }) {
                let end = opAwaited(room)
                if end <= now { giveUpOp(room) } else { opDeadline = min(opDeadline, end) }
            }
            guard state.served.isTaken else { continue }
            let end = state.served.usedAt + Self.opKept
            guard end <= now else {
                opDeadline = min(opDeadline, end)
                continue
            }
            guard !acts.pending.contains(where: { $0.room == room }) else {
                opDeadline = min(opDeadline, now + .seconds(5))
                continue
            }
            giveBack(room)
        }
    }

    private mutating func giveBack(_ room: Int32) {
        roster.rooms[Int(room)].served.isTaken = false
        let nick = roster.own >= 0 ? roster.presences[Int(roster.own)].nick : settings.nick.bytes
        enqueue(IRCLine("MODE", [roster.rooms[Int(room)].name, [UInt8]("-o"), nick]), lane: .prompt)
    }

    /// Nobody gave them. Whom ChanServ did not answer the act fails; else the server has its say.
    private mutating func giveUpOp(_ room: Int32) {
        let (wasPromised, acts) = (roster.rooms[Int(room)].served.mayTake, takeWaiting(room))
        guard roster.rooms[Int(room)].served.askedAt > .distantPast else {
            for act in acts { perform(act, at: now) }
            return
        }
        roster.rooms[Int(room)].served.mayTake = false
        for act in acts { settle(act.id, .failed(.notAllowed("op"))) }
        if wasPromised { tellCapability(room) }
    }

    /// A connection ends: nobody answers any more.
    mutating func dropOpQueue() {
        for act in opQueue { settle(act.id, .failed(.disconnected)) }
        opQueue = []
        opDeadline = .distantFuture
    }

    // MARK: - At the door

    /// Kept out of a room of hers: where bot.conf says so, services are asked to let her in, once each time.
    mutating func askForEntry(_ index: Int, _ number: Int) {
        guard sasl.isLoggedIn, !rooms.all[index].isServed else { return }
        let use: ChanServUse
        switch number {
        case 474: use = .unban
        case 471, 473, 475: use = .invite
        default: return
        }
        guard settings.chanServ.contains(use) else { return }
        rooms.all[index].isServed = true
        enqueue(tell(use == .unban ? "UNBAN" : "INVITE", rooms.all[index].name), lane: .answer)
        // An invitation is followed as it comes; a ban that is lifted says nothing. Behind a registration the question
        // itself waits for the clock.
        rooms.all[index].retryAt = max(now, clock.opens(for: .answer, bytes: 64)) + .seconds(5)
    }
}
