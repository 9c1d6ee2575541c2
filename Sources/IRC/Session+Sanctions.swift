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
        return dialect.marks(purpose, account: account, plain: masks(user: user, host: host, besides: slot, in: room))
    }

    /// `*!*@host` where nobody else in the room has that host, and it is no gateway of many; then `*!user@host`.
    private func masks(user: ByteString, host: ByteString, besides slot: Int32?, in room: Int32) -> [Mask] {
        guard !host.isEmpty else { return [] }
        let wide = Mask.exactly(user: nil, host: host)
        let narrow = user.isEmpty ? nil : Mask.exactly(user: user, host: host)
        let isShared =
            Self.isGateway(host) || wide.map { !roster.bystanders($0, in: room, besides: slot).isEmpty } ?? true
        return (isShared ? [narrow ?? wide, wide] : [wide, narrow]).compactMap { $0 }
    }

    /// Hosts behind which many people stand: web gateways and shared cloaks.
    static func isGateway(_ host: ByteString) -> Bool {
        host.bytes.lend { bytes in
            bytes.containsIgnoringCase("gateway/") || bytes.containsIgnoringCase("irccloud")
                || bytes.containsIgnoringCase("/tor") || bytes.containsIgnoringCase("kiwiirc")
                || bytes.containsIgnoringCase("webchat") || bytes.containsIgnoringCase("mibbit")
        }
    }

    mutating func sanction(_ act: OwedAct, _ room: Int32?, isChecked: Bool = false) {
        guard let room, roster.rooms[Int(room)].isJoined, let target = act.target else {
            return settle(act.id, .failed(.gone))
        }
        let name = roster.rooms[Int(room)].name
        let slot = roster.resolve(target, in: room)
        guard slot != roster.own || slot == nil else { return settle(act.id, .failed(.refused("herself"))) }
        if let slot {
            guard !roster.presences[Int(slot)].isOper else {
                return settle(act.id, .failed(.refused("an operator of the network")))
            }
            if !isChecked, mustAsk(slot) { return hold(act, room, slot) }
        }
        var expects: [ActBook.Expectation] = []
        var lines: [IRCLine?] = []
        switch act.action {
        case .kick(let reason):
            guard let slot, roster.rooms[Int(room)].members[slot] != nil else {
                return settle(act.id, .failed(.gone))
            }
            addKick(slot, name, reason.text, nil, &expects, &lines)
        case .mute, .ban:
            let isMute = if case .mute = act.action { true } else { false }
            guard let mark = marks(act, isMute ? .mute : .ban, room).first else {
                return settle(act.id, .failed(.refused("no mask hits this one person")))
            }
            expects.append(.mode(isAdded: true, mark))
            lines.append(IRCLine("MODE", [name, [UInt8(ascii: "+"), mark.letter], mark.mask.bytes]))
            // The mask first, the kick after: a nick may have changed hands meanwhile (THREATS A9).
            if case .ban(let span, let reason) = act.action, let slot, roster.rooms[Int(room)].members[slot] != nil {
                addKick(slot, name, reason.text, span, &expects, &lines)
            }
        case .say, .whisper, .alert, .remove, .unmute, .unban, .join, .leave: return
        }
        guard lines.allSatisfy({ $0 != nil }) else { return start(act, room, expects, []) }
        start(act, room, expects, lines.compactMap { $0 })
    }

    /// The end of a timed act stands in its reason: whoever is hit, and whoever finds it, can read it.
    private func addKick(
        _ slot: Int32, _ room: [UInt8], _ reason: String, _ span: TimeSpan?,
        _ expects: inout [ActBook.Expectation], _ lines: inout [IRCLine?]
    ) {
        let end = span.map { " [→ " + CivilTime(now + $0).text + "]" } ?? ""
        let limit = min(support.kickLength, 300) - end.utf8.count
        let text = oneLine(reason, limit: limit) + Array(end.utf8)
        expects.append(.kick(roster.presences[Int(slot)].id))
        lines.append(IRCLine("KICK", [room, roster.presences[Int(slot)].nick], text: text))
    }

    mutating func lift(_ act: OwedAct, _ room: Int32?, _ mark: ByteString) {
        guard let room, roster.rooms[Int(room)].isJoined else { return settle(act.id, .failed(.gone)) }
        guard let mark = SanctionDialect.Mark(mark) else { return settle(act.id, .performed(Receipt())) }
        let line = IRCLine(
            "MODE", [roster.rooms[Int(room)].name, [UInt8(ascii: "-"), mark.letter], mark.mask.bytes])
        start(act, room, [.mode(isAdded: false, mark)], [line].compactMap { $0 })
    }

    // MARK: - Questions about acts

    /// What is known now of an act's target, and whom else its mask would hit.
    public func reach(of act: OwedAct) -> Reach {
        guard phase == .ready, let target = act.target else { return Reach() }
        let room = act.room.flatMap { roster.room($0) }
        let slot = roster.resolve(target, in: room)
        var reach = Reach(facts: slot.map { roster.facts($0, in: room, support.modes) })
        let purpose: SanctionDialect.Purpose
        switch act.action {
        case .mute: purpose = .mute
        case .ban: purpose = .ban
        case .say, .whisper, .alert, .remove, .unmute, .kick, .unban, .join, .leave: return reach
        }
        guard let room, let mark = marks(act, purpose, room).first else { return reach }
        let mask = mark.mask.bytes.lend { dialect.plainMask($0) }
        // An account's mark hits sessions of that account only.
        if let prefix = dialect.accountMatch, mask.bytes.starts(with: prefix) {
            let account = ByteString(Array(mask.bytes.dropFirst(prefix.count)))
            let others = roster.rooms[Int(room)].members.keys.sorted().filter {
                $0 != slot && roster.presences[Int($0)].account == account
            }
            reach.bystanders = others.map { roster.presences[Int($0)].id }
        } else {
            reach.mask = ByteString(mask.bytes)
            reach.bystanders = roster.bystanders(mask, in: room, besides: slot).map { roster.presences[Int($0)].id }
        }
        return reach
    }

    /// What would stand if a mute or ban were performed now, as a receipt says it; empty for all else.
    public func mark(of act: OwedAct) -> ByteString {
        guard let room = act.room.flatMap({ roster.room($0) }) else { return ByteString("") }
        switch act.action {
        case .mute: return marks(act, .mute, room).first?.text ?? ByteString("")
        case .ban: return marks(act, .ban, room).first?.text ?? ByteString("")
        case .say, .whisper, .alert, .remove, .unmute, .kick, .unban, .join, .leave: return ByteString("")
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
        ask(ActBook.ListQuery(room: room, letter: letter, purpose: .observe(act.id, marks), deadline: now))
    }

    mutating func ask(_ query: ActBook.ListQuery) {
        var query = query
        query.deadline = now + ActBook.queueing
        acts.queries.append(query)
        enqueue(IRCLine("MODE", [roster.rooms[Int(query.room)].name, [query.letter]]), lane: .sanction)
    }
}
