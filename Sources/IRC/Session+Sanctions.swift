// SPDX-License-Identifier: Apache-2.0

public import Chat

// Taking a voice or a place from one person, and giving it back.
extension Session {
    var dialect: SanctionDialect { SanctionDialect(support: support) }

    /// Where a target is now, and the marks that would hit it, the preferred one first. Facts of the session are
    /// those of now where it is present, else those of the debt: who hit and ran can still be banned (THREATS D12).
    private func marks(_ act: OwedAct, _ purpose: SanctionDialect.Purpose, _ room: Int32) -> [SanctionDialect.Mark] {
        guard let target = act.target else { return [] }
        let slot = roster.resolve(target, in: room)
        let account = slot.map { roster.presences[Int($0)].account } ?? target.account
        let user = slot.map { roster.presences[Int($0)].user } ?? target.user
        let host = slot.map { roster.presences[Int($0)].host } ?? target.host
        return dialect.marks(
            purpose, account: account,
            plain: masks(user: user, host: host, isShared: act.isNarrow, besides: slot, in: room))
    }

    /// `*!*@host` where nobody else in the room has that host, and it is no gateway of many; then `*!user@host`.
    /// `isShared`: somebody else is known to come from there, though not here now.
    private func masks(
        user: ByteString, host: ByteString, isShared: Bool, besides slot: Int32?, in room: Int32
    ) -> [Mask] {
        guard !host.isEmpty else { return [] }
        let wide = Mask.exactly(user: nil, host: host)
        let narrow = user.isEmpty ? nil : Mask.exactly(user: user, host: host)
        let isShared =
            isShared || Self.isGateway(host)
            || wide.map { !roster.bystanders($0, in: room, besides: slot).isEmpty } ?? true
        return (isShared ? [narrow ?? wide, wide] : [wide, narrow]).compactMap { $0 }
    }

    /// Hosts behind which many people stand: web gateways and shared cloaks.
    static func isGateway(_ host: ByteString) -> Bool {
        host.withBytes { bytes in
            bytes.containsIgnoringCase("gateway/") || bytes.containsIgnoringCase("irccloud")
                || bytes.containsIgnoringCase("/tor") || bytes.containsIgnoringCase("kiwiirc")
                || bytes.containsIgnoringCase("webchat") || bytes.containsIgnoringCase("mibbit")
        }
    }

    mutating func sanction(_ act: OwedAct, _ room: Int32?, isChecked: Bool = false) {
        guard let room, roster.rooms[Int(room)].isJoined, let target = act.target else {
            return settle(act.id, .failed(.gone))
        }
        let slot = roster.resolve(target, in: room)
        guard slot != roster.own || slot == nil else { return settle(act.id, .failed(.refused("herself"))) }
        if let slot {
            guard !roster.presences[Int(slot)].isOper else {
                return settle(act.id, .failed(.refused("an operator of the network")))
            }
            if !isChecked, mustAsk(slot) { return hold(act, room, slot) }
        }
        switch act.action {
        case .kick(let reason):
            guard let slot, roster.rooms[Int(room)].members[slot] != nil else {
                return settle(act.id, .failed(.gone))
            }
            start(
                ActBook.Pending(
                    act: act, room: room, expects: [.kick(roster.presences[Int(slot)].id)],
                    deadline: now + ActBook.queueing), [kick(slot, room, reason.text, nil)])
        case .mute, .ban: set(act, room, slot)
        case .say, .whisper, .alert, .remove, .unmute, .unban, .join, .leave, .lock, .unlock: return
        }
    }

    /// A mark in a list, and for a ban the kick after it: a nick may have changed hands meanwhile (THREATS A9).
    private mutating func set(_ act: OwedAct, _ room: Int32, _ slot: Int32?) {
        let purpose: SanctionDialect.Purpose = if case .mute = act.action { .mute } else { .ban }
        let options = marks(act, purpose, room)
        guard let first = options.first else {
            return settle(act.id, .failed(.refused("no mask hits this one person")))
        }
        var pending = ActBook.Pending(act: act, room: room, expects: [], deadline: now + ActBook.queueing)
        var lines: [Line?] = []
        let end = span(of: act).map { now + $0 } ?? .distantFuture
        switch standing(options, until: end, slot, room) {
        case .enough(let receipt): pending.receipt = receipt
        case .tooShort(let old):
            pending.expects.append(.mode(isAdded: false, old))
            lines.append(line(old, isAdded: false, in: room))
            fallthrough
        case nil:
            guard pending.expects.count == 1 || !isFull(first.letter, room) else {
                return settle(act.id, .failed(.full))
            }
            if let slot, isSpared(first, slot, room) {
                return settle(act.id, .failed(.refused("an exception of the room covers this person")))
            }
            pending.expects.append(.mode(isAdded: true, first))
            pending.alternatives = options.dropFirst().filter { hitsNobodyBesides($0, act, slot, room) }
            pending.isTimed = isTimed(first, act)
            pending.receipt = Receipt(mark: first.text, endsByItself: pending.isTimed)
            lines.append(mark(first, of: act, in: room))
        }
        if case .ban(let span, let reason) = act.action, let slot, roster.rooms[Int(room)].members[slot] != nil {
            pending.expects.append(.kick(roster.presences[Int(slot)].id))
            lines.append(kick(slot, room, reason.text, span))
        }
        guard !pending.expects.isEmpty else { return settle(act.id, .performed(pending.receipt)) }
        start(pending, lines)
    }

    /// What is left of its time; nil where it has no end.
    private func span(of act: OwedAct) -> TimeSpan? {
        switch act.action {
        case .mute(let span, _), .ban(let span, _): span.map { max(.seconds(1), $0 - max(.zero, now - act.owedAt)) }
        case .say, .whisper, .alert, .remove, .unmute, .kick, .unban, .join, .leave, .lock, .unlock: nil
        }
    }

    /// May be tried where the first mask is refused: nobody has asked the engine about it.
    private func hitsNobodyBesides(
        _ mark: SanctionDialect.Mark, _ act: OwedAct, _ slot: Int32?, _ room: Int32
    ) -> Bool {
        let reading = mark.mask.bytes.lend { dialect.read($0) }
        if !reading.isAccount, reading.matcher.starts(with: [UInt8]("*!*@")) {
            let host = slot.map { roster.presences[Int($0)].host } ?? act.target?.host ?? ""
            guard !act.isNarrow, !Self.isGateway(host) else { return false }
        }
        return !roster.rooms[Int(room)].members.keys.contains { $0 != slot && hits(reading, $0) }
    }

    // MARK: - Their lines

    private func isTimed(_ mark: SanctionDialect.Mark, _ act: OwedAct) -> Bool {
        guard let span = span(of: act) else { return false }
        switch dialect.timing {
        case .command: return mark.letter == UInt8(ascii: "b") && span >= .seconds(1)
        case .mask: return mark.letter == UInt8(ascii: "b") && SanctionDialect.timed(mark, for: span) != nil
        case nil: return false
        }
    }

    /// The line that sets a mark, with the end that the server keeps where it keeps one.
    func mark(_ mark: SanctionDialect.Mark, of act: OwedAct, in room: Int32) -> Line? {
        guard isTimed(mark, act), let span = span(of: act) else { return line(mark, isAdded: true, in: room) }
        guard dialect.timing == .command else {
            return line(SanctionDialect.timed(mark, for: span) ?? mark, isAdded: true, in: room)
        }
        // Beyond ten years a server may count wrongly; and nobody waits that long.
        let seconds = (min(span, .days(3650)).milliseconds + 999) / 1000
        let parameters = [roster.rooms[Int(room)].name, Array("\(seconds)s".utf8), mark.mask.bytes]
        return IRCLine("TBAN", parameters).map { Line(line: $0) }
    }

    func line(_ mark: SanctionDialect.Mark, isAdded: Bool, in room: Int32) -> Line? {
        let change = SendQueue.Change(
            room: roster.rooms[Int(room)].name, isAdded: isAdded, letter: mark.letter, argument: mark.mask.bytes)
        return change.line.map { Line(line: $0, change: change) }
    }

    /// The end of a timed act stands in its reason: whoever is hit, and whoever finds it, can read it.
    private func kick(_ slot: Int32, _ room: Int32, _ reason: String, _ span: TimeSpan?) -> Line? {
        let end = span.map { " [→ " + CivilTime(now + $0).text + "]" } ?? ""
        // As others receive it: `:nick!user@host KICK room nick :…` and CR LF.
        let (name, nick) = (roster.rooms[Int(room)].name, roster.presences[Int(slot)].nick)
        let left = support.lineLength - ownPrefix - 6 - name.count - 1 - nick.count - 2 - 2
        let limit = min(support.kickLength, 300, left) - end.utf8.count
        let text = oneLine(reason, limit: limit) + Array(end.utf8)
        return IRCLine("KICK", [name, nick], text: text).map { Line(line: $0) }
    }

    mutating func lift(_ act: OwedAct, _ room: Int32?, _ mark: ByteString) {
        guard let room, roster.rooms[Int(room)].isJoined else { return settle(act.id, .failed(.gone)) }
        guard let mark = SanctionDialect.Mark(mark), isToBeLifted(mark, room) else {
            return settle(act.id, .performed(Receipt()))
        }
        var pending = ActBook.Pending(
            act: act, room: room, expects: [.mode(isAdded: false, mark)], deadline: now + ActBook.queueing)
        // Without the right she waits whether the server keeps the end: she may have asked it to before a restart.
        if dialect.timing != nil, roster.rank(of: roster.own, in: room, support.modes) < .halfop {
            pending.isPowerless = true
            pending.deadline = now + ActBook.patience
            return acts.add(pending)
        }
        start(pending, [line(mark, isAdded: false, in: room)])
    }

    /// False where the list shows that it does not stand any more, or that somebody else has set the same one since.
    private func isToBeLifted(_ mark: SanctionDialect.Mark, _ room: Int32) -> Bool {
        let book = roster.rooms[Int(room)].lists
        guard book.isWhole(mark.letter) else { return true }
        let isComing = acts.pending.contains {
            $0.room == room && $0.expects.contains(.mode(isAdded: true, mark))
        }
        guard let entry = mark.mask.bytes.lend({ book.entry(mark.letter, $0, roster.mapping) }) else {
            return isComing
        }
        return entry.setter != .seen
    }

    // MARK: - Questions about acts

    /// What is known now of an act's target, and whom else its mask would hit.
    public func reach(of act: OwedAct) -> Reach {
        if act.action.isLock { return Reach(mask: doorMark(of: act)) }
        guard phase == .ready, let target = act.target else { return Reach() }
        let room = act.room.flatMap { roster.room($0) }
        let slot = roster.resolve(target, in: room)
        var reach = Reach(facts: slot.map { roster.facts($0, in: room, support.modes) })
        let purpose: SanctionDialect.Purpose
        switch act.action {
        case .mute: purpose = .mute
        case .ban: purpose = .ban
        case .say, .whisper, .alert, .remove, .unmute, .kick, .unban, .join, .leave, .lock, .unlock: return reach
        }
        guard let room, let mark = marks(act, purpose, room).first else { return reach }
        let reading = mark.mask.bytes.lend { dialect.read($0) }
        if !reading.isAccount { reach.mask = ByteString(reading.matcher) }
        reach.bystanders = roster.rooms[Int(room)].members.keys.sorted().filter { $0 != slot && hits(reading, $0) }
            .map { roster.presences[Int($0)].id }
        return reach
    }

    /// What would stand if a mute or ban were performed now, as a receipt says it; empty for all else.
    public func mark(of act: OwedAct) -> ByteString {
        guard let room = act.room.flatMap({ roster.room($0) }) else { return ByteString("") }
        switch act.action {
        case .mute: return marks(act, .mute, room).first?.text ?? ByteString("")
        case .ban: return marks(act, .ban, room).first?.text ?? ByteString("")
        case .lock: return doorMark(of: act)
        case .say, .whisper, .alert, .remove, .unmute, .kick, .unban, .join, .leave, .unlock: return ByteString("")
        }
    }

    /// After a crash: reads the list in which the act would stand, as soon as its room is known. The answer comes as
    /// `observed`; the caller waits no longer than it likes.
    public mutating func observe(_ act: OwedAct, at moment: Timestamp) {
        now = max(now, moment)
        let room = act.room.flatMap { roster.room($0) }
        guard phase == .ready, let room, roster.rooms[Int(room)].isSynced else {
            guard acts.unobserved.count < ActBook.capacity else { return settle(act.id, .observed(nil)) }
            acts.unobserved.append(act)
            return
        }
        switch act.action {
        case .kick:
            let isThere = act.target.flatMap { roster.resolve($0, in: room) }.map {
                roster.rooms[Int(room)].members[$0] != nil
            }
            settle(act.id, .observed(isThere ?? false ? nil : Receipt()))
        case .mute: readList(act, room, marks(act, .mute, room))
        case .ban: readList(act, room, marks(act, .ban, room))
        case .lock, .unlock: observeDoor(act, room)
        case .say, .whisper, .alert, .remove, .unmute, .unban, .join, .leave: settle(act.id, .observed(nil))
        }
    }

    mutating func observeWaiting() {
        let waiting = acts.unobserved
        acts.unobserved = []
        for act in waiting { observe(act, at: now) }
    }

    private mutating func readList(_ act: OwedAct, _ room: Int32, _ marks: [SanctionDialect.Mark]) {
        guard let letter = marks.first?.letter, acts.queries.count < 64 else { return settle(act.id, .observed(nil)) }
        ask(
            ActBook.ListQuery(room: room, letter: letter, purpose: .observe(act, marks), deadline: now))
    }

    /// What an act waits for goes with the sanctions; what is for the books waits until nothing else does.
    mutating func ask(_ query: ActBook.ListQuery) {
        var query = query
        let line = IRCLine("MODE", [roster.rooms[Int(query.room)].name, [query.letter]])
        query.deadline = now + ActBook.queueing
        if query.isForTheBooks { query.deadline = query.deadline + PenaltyClock.upkeepPatience }
        guard query.isForTheBooks ? enqueueUpkeep(line) : enqueue(line, lane: .sanction) else {
            if case .observe(let act, _) = query.purpose { settle(act.id, .observed(nil)) }
            return
        }
        acts.queries.append(query)
    }
}
