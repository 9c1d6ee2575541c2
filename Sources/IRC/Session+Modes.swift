// SPDX-License-Identifier: Apache-2.0

import Chat

// Ranks and lists.
extension Session {
    mutating func receiveMode(_ message: MessageView) {
        if roster.isOwn(message[0]) { return receiveOwnMode(message[1]) }
        guard let room = roster.room(message[0]), roster.rooms[Int(room)].isJoined else { return }
        let source = Source(message.source)
        let author = source.isPerson ? roster.slot(of: source, at: now) : nil
        let isHers = author != nil && author == roster.own
        let before = roster.rank(of: roster.own, in: room, support.modes)
        let wasOpen = isOpen(room)
        var changes: [Change] = []
        support.modes.walk(message, from: 1) { isAdded, letter, kind, argument in
            changes.append(Change(isAdded: isAdded, letter: letter, kind: kind, argument: argument))
        }
        for change in changes {
            switch change.kind {
            case .rank: changeRank(change, room, by: author)
            case .list: changeList(change, room, by: author, isHers: isHers)
            case .never:
                roster.rooms[Int(room)].set(change.letter, change.isAdded)
                changeFlag(change.letter, change.isAdded, room, by: author, isHers: isHers)
            case .always where change.letter == UInt8(ascii: "k"):
                roster.rooms[Int(room)].set(change.letter, change.isAdded)
            case .always, .whenSet: break
            }
        }
        let after = roster.rank(of: roster.own, in: room, support.modes)
        if after != before { noteOwnRank(room, by: author) }
        if after != before || isOpen(room) != wasOpen {
            tellCapability(room)
        }
    }

    private struct Change {
        var isAdded: Bool
        var letter: UInt8
        var kind: ChannelModes.Kind
        var argument: Bytes
    }

    private mutating func changeRank(_ change: Change, _ room: Int32, by author: Int32?) {
        guard let bit = support.modes.bit(ofRank: change.letter), let slot = roster.slot(of: change.argument),
            var membership = roster.rooms[Int(room)].members[slot]
        else { return }
        let before = membership.ranks
        membership.ranks = change.isAdded ? before | bit : before & ~bit
        guard membership.ranks != before else { return }
        roster.rooms[Int(room)].members[slot] = membership
        let rank = roster.facts(slot, in: room, support.modes).rank
        emit(.ranked(rank, by: author.map { roster.presences[Int($0)].id }), room: room, slot: slot)
    }

    private mutating func changeList(_ change: Change, _ room: Int32, by author: Int32?, isHers: Bool) {
        noteList(change, room, isHers: isHers)
        if isHers {
            settleMode(change.isAdded, change.letter, change.argument, room)
            return
        }
        if !change.isAdded { settleLifted(change.letter, change.argument, room) }
        guard
            let what = dialect.meaning(letter: change.letter, mask: change.argument, isAdded: change.isAdded)
        else { return }
        let mark = SanctionDialect.Mark(letter: change.letter, mask: Mask(verbatim: change.argument.array))
        let reading = dialect.read(change.argument)
        let hit = roster.rooms[Int(room)].members.keys.filter { hits(reading, $0) }
        let target = hit.count == 1 ? roster.presences[Int(hit[0])].id : nil
        emit(.sanctioned(Event.Observed(what, mark: mark.text, target: target)), room: room, slot: author)
    }

    private mutating func noteList(_ change: Change, _ room: Int32, isHers: Bool) {
        let (mask, mapping) = (change.argument.array, roster.mapping)
        guard change.isAdded else { return roster.rooms[Int(room)].lists.remove(change.letter, mask, mapping) }
        var entry = BanBook.Entry(mask: mask, setter: isHers ? .herself : .seen, setAt: now)
        let mark = SanctionDialect.Mark(letter: change.letter, mask: Mask(verbatim: mask))
        if isHers { entry.endsAt = timedEnd(of: mark, room) ?? .distantFuture }
        roster.rooms[Int(room)].lists.add(change.letter, entry, mapping)
    }

    /// When the server takes away what she has just set; nil where it does not.
    private func timedEnd(of mark: SanctionDialect.Mark, _ room: Int32) -> Timestamp? {
        for pending in acts.pending where pending.room == room && pending.isTimed && pending.wasSent {
            guard
                pending.expects.contains(where: {
                    if case .mode(true, let set) = $0 { isSame(set, mark) } else { false }
                })
            else { continue }
            switch pending.act.action {
            case .mute(let span, _), .ban(let span, _): return span.map { now + $0 }
            case .say, .whisper, .alert, .remove, .unmute, .kick, .unban, .join, .leave, .lock, .unlock: return nil
            }
        }
        return nil
    }

    /// 324 `<me> <room> <modes> …`
    mutating func receiveModeIs(_ message: MessageView) {
        guard let room = roster.room(message[1]), message.count >= 3 else { return }
        var letters: [UInt8] = []
        support.modes.walk(message, from: 2) { isAdded, letter, kind, _ in
            switch kind {
            case .never where isAdded: letters.append(letter)
            case .always where isAdded && letter == UInt8(ascii: "k"): letters.append(letter)
            case .never, .always, .list, .whenSet, .rank: break
            }
        }
        let wasOpen = isOpen(room)
        roster.rooms[Int(room)].flags = 0
        roster.rooms[Int(room)].flagsAreKnown = true
        for letter in letters { roster.rooms[Int(room)].set(letter, true) }
        observeWaiting()
        if isOpen(room) != wasOpen { tellCapability(room) }
    }

    /// What she can do in a room with her rank of now; told on joining and at each change.
    mutating func tellCapability(_ room: Int32) {
        let rank = roster.rank(of: roster.own, in: room, support.modes)
        var can: [Event.Ability] = [.say, .whisper]
        let served = roster.rooms[Int(room)].served
        let hasPower = hasPower(room)
        let endsThem = hasPower && dialect.timing != nil
        var cannot: [Event.Ability] = endsThem ? [] : [.timedBan]
        // Where the server lets operators take back others' lines.
        if mayRedact, hasPower { can.append(.remove) } else { cannot.insert(.remove, at: 0) }
        if hasPower { can += [.mute, .kick, .ban] } else { cannot += [.mute, .kick, .ban] }
        if endsThem { can.append(.timedBan) }
        // The same while she wears them: nothing has changed for the team.
        if served.mayTake, served.isTaken || rank < .halfop { can.append(.asksOp) }
        emit(
            .capability(Event.Capability(can: can, cannot: cannot, isOpen: isOpen(room))), room: room, slot: roster.own)
        wonderAboutLists(room)
    }

    /// Whether strangers can enter: neither by invitation, nor by key, nor with an account only (Modern "Channel modes":
    /// `+i`, `+k`; `+R`, and `+r` where extended bans begin with `$`, as in solanum). Known for desks alone.
    private func isOpen(_ room: Int32) -> Bool? {
        let state = roster.rooms[Int(room)]
        guard state.flagsAreKnown, isDesk(state.name) else { return nil }
        let hasRegisteredOnly =
            state.has(UInt8(ascii: "R"))
            || support.extBanPrefix == UInt8(ascii: "$")
                && state.has(UInt8(ascii: "r"))
        return !(state.has(UInt8(ascii: "i")) || state.has(UInt8(ascii: "k")) || hasRegisteredOnly)
    }

    func isDesk(_ name: [UInt8]) -> Bool {
        known.contains { room in
            room.isDesk && name.lend { a in room.name.withBytes { support.caseMapping.equal(a, $0) } }
        }
    }

    /// Asks for the modes of a desk: they are told to nobody who does not ask.
    mutating func askModes(_ room: Int32) {
        let state = roster.rooms[Int(room)]
        if !state.flagsAreKnown, isDesk(state.name) { enqueue(IRCLine("MODE", [state.name]), lane: .answer) }
    }
}
