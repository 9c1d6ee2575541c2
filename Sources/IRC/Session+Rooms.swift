// SPDX-License-Identifier: Apache-2.0

import Chat

// Who comes and goes.
extension Session {
    /// `JOIN room` or, with extended-join, `JOIN room account :realname`.
    mutating func receiveJoin(_ message: MessageView) {
        let source = Source(message.source)
        if roster.isOwn(source.nick) {
            receiveOwnJoin(message[0], source)
            if capabilities.hasExtendedJoin, message.count >= 2 {
                setAccount(roster.own, message[1].equals("*") ? nil : message[1], isTold: false)
            }
            return
        }
        guard let room = roster.room(message[0]), roster.rooms[Int(room)].isJoined else { return }
        let tags = KnownTags(message.tags)
        if isBackFromHostChange(source, room, tags) { return }
        guard let slot = roster.slot(of: source, at: now) else { return }
        noteAuthor(slot, source, tags)
        if capabilities.hasExtendedJoin, message.count >= 2 {
            setAccount(slot, message[1].equals("*") ? nil : message[1], isTold: false)
        }
        guard roster.rooms[Int(room)].members[slot] == nil else { return }
        roster.enter(slot, room, isKnown: true)
        // A netjoin batch is the server's word; without one, only those who left in the split return from it.
        var isReturn = batches.kind(of: tags.batch, at: now) == .netjoin
        if !splits.isEmpty, splits.isReturn(roster.mark(of: slot), at: now) { isReturn = true }
        let age = age(tags)
        emit(.joined(isReturn ? .netjoin : .joined), room: room, slot: slot, age: age)
        wonderAbout(slot, in: room)
        if capabilities.hasExtendedJoin, message.count >= 3, !message[2].isEmpty {
            emit(.said(Message(TextDecoding.text(message[2]), carrier: .name)), room: room, slot: slot, age: age)
        }
    }

    private mutating func receiveOwnJoin(_ name: Bytes, _ source: Source) {
        if leaveForward(name) { return }
        guard let room = roster.openRoom(name, wanted: wantedName(name)) else { return }
        if !source.host.isEmpty { noteOwnHost(source) }
        if let index = rooms.index(name, support.caseMapping) {
            rooms.all[index].retryAt = .distantFuture
            rooms.all[index].bar = nil
            rooms.all[index].isTold = false
            rooms.all[index].isServed = false
            if now - rooms.all[index].lastKick > .minutes(10) { rooms.all[index].failures = 0 }
        }
        roster.rooms[Int(room)].name = name.array
        roster.rooms[Int(room)].isJoined = true
        roster.rooms[Int(room)].joinedAt = now
        roster.rooms[Int(room)].isSynced = false
        roster.rooms[Int(room)].generation &+= 1
        roster.rooms[Int(room)].namesAskedAt = now
        roster.rooms[Int(room)].namesTries = 1
        namesLeaseAt = min(namesLeaseAt, now + Self.namesLease)
        roster.enter(roster.own, room, isKnown: false)
        settleJoin(room)
    }

    mutating func receivePart(_ message: MessageView) {
        guard let room = roster.room(message[0]), let slot = roster.slot(of: Source(message.source).nick),
            roster.rooms[Int(room)].members[slot] != nil
        else { return }
        depart(slot, room, .parted(TextDecoding.text(message[1])), age: age(KnownTags(message.tags)))
    }

    mutating func receiveKick(_ message: MessageView) {
        guard let room = roster.room(message[0]), let slot = roster.slot(of: message[1]),
            roster.rooms[Int(room)].members[slot] != nil
        else { return }
        let by = Source(message.source)
        let kicker = by.isPerson ? roster.slot(of: by.nick) : roster.slot(of: message.source)
        let isHers = kicker == roster.own && roster.own >= 0
        let kickerID = kicker.map { roster.presences[Int($0)].id }
        let kickedID = roster.presences[Int(slot)].id
        if isHers {
            settleKick(kickedID, room)
        } else if let kicker {
            emit(
                .sanctioned(Event.Observed(.kicked, mark: "", target: kickedID)), room: room, slot: kicker)
        }
        depart(slot, room, .kicked(by: kickerID, reason: TextDecoding.text(message[2])), age: .zero)
    }

    mutating func receiveQuit(_ message: MessageView) {
        let source = Source(message.source)
        guard let slot = roster.slot(of: source.nick), slot != roster.own else { return }
        // Without WHOX and userhost-in-names only nicks are known so far: a split is judged by hosts.
        if source.isPerson { setHost(slot, source.user, source.host) }
        let tags = KnownTags(message.tags)
        if isChangingHost(slot, message[0], age: age(tags)) { return }
        let departure = departure(slot, message[0], tags)
        let age = age(tags)
        if wantsNick(Source(message.source).nick) { reclaimNick() }
        for room in roster.presences[Int(slot)].rooms.all {
            emitDeparture(slot, room, departure, age: age)
        }
        settleGone(roster.presences[Int(slot)].id, nil)
        roster.remove(slot)
    }

    /// Leaves one room. For herself: the room is out of sight.
    private mutating func depart(_ slot: Int32, _ room: Int32, _ how: Event.Departure, age: TimeSpan) {
        emitDeparture(slot, room, how, age: age)
        if slot == roster.own {
            settlePart(room)
            roster.abandon(room)
            if case .kicked = how { planReturn(room) }
        } else {
            settleGone(roster.presences[Int(slot)].id, room)
            roster.leave(slot, room)
        }
    }

    mutating func emitDeparture(_ slot: Int32, _ room: Int32, _ how: Event.Departure, age: TimeSpan) {
        let index = output.events.count
        emit(.left(how), room: room, slot: slot, age: age)
        output.events[index].facts?.isPresent = false
        let size = output.events[index].facts?.roomSize ?? 1
        output.events[index].facts?.roomSize = max(0, size - 1)
    }

    mutating func receiveNick(_ message: MessageView) {
        let source = Source(message.source)
        endHostChange(of: message[0])
        guard let slot = roster.slot(of: source.nick), !message[0].isEmpty else { return }
        let wasWanted = wantsNick(source.nick) && slot != roster.own
        roster.rename(slot, to: message[0])
        let name = roster.presences[Int(slot)].name
        for room in roster.presences[Int(slot)].rooms.all { emit(.renamed(to: name), room: room, slot: slot) }
        if slot == roster.own { noteOwnNick() }
        if wasWanted { reclaimNick() }
    }

    // MARK: - Identity

    mutating func receiveAccount(_ message: MessageView) {
        guard let slot = roster.slot(of: Source(message.source).nick) else { return }
        setAccount(slot, message[0].equals("*") || message[0].isEmpty ? nil : message[0], isTold: true)
    }

    /// Sets what is known of an account. `isTold`: others in her rooms hear of a change.
    mutating func setAccount(_ slot: Int32, _ account: Bytes?, isTold: Bool) {
        let folded = account.map { ByteString(CaseMapping.ascii.fold($0)) }
        let wasKnown = roster.presences[Int(slot)].accountIsKnown
        let isChanged = roster.presences[Int(slot)].account != folded
        guard isChanged || !wasKnown else { return }
        roster.presences[Int(slot)].account = folded
        roster.presences[Int(slot)].accountIsKnown = true
        guard isTold, isChanged else { return }
        for room in roster.presences[Int(slot)].rooms.all {
            emit(.identified(account: folded), room: room, slot: slot)
        }
    }

    mutating func receiveHost(_ message: MessageView) {
        guard let slot = roster.slot(of: Source(message.source).nick), message.count >= 2 else { return }
        move(slot, user: message[0], host: message[1])
    }

    mutating func move(_ slot: Int32, user: Bytes, host: Bytes) {
        let index = Int(slot)
        guard
            !user.equals(name: roster.presences[index].user)
                || !host.equals(name: roster.presences[index].host)
        else { return }
        let wasKnown = !roster.presences[index].host.isEmpty
        setHost(slot, user, host)
        guard wasKnown else { return }
        let (user, host) = (roster.presences[Int(slot)].user, roster.presences[Int(slot)].host)
        for room in roster.presences[index].rooms.all { emit(.moved(user: user, host: host), room: room, slot: slot) }
    }

    mutating func setHost(_ slot: Int32, _ user: Bytes, _ host: Bytes) {
        roster.setHost(slot, user, host)
        if slot == roster.own { ownUserHost = user.count + host.count }
    }

    private mutating func noteOwnHost(_ source: Source) {
        guard roster.own >= 0 else { return }
        setHost(roster.own, source.user, source.host)
    }

    mutating func receiveRealName(_ message: MessageView) {
        guard let slot = roster.slot(of: Source(message.source).nick), slot != roster.own else { return }
        emitAside(message[0], .realname, slot)
    }

    /// `AWAY :text` (away-notify); without a text somebody is back.
    mutating func receiveAway(_ message: MessageView) {
        guard let slot = roster.slot(of: Source(message.source).nick), slot != roster.own, !message[0].isEmpty else {
            return
        }
        emitAside(message[0], .away, slot)
    }

    /// What stands in no room is judged in the first one shared, once.
    private mutating func emitAside(_ text: Bytes, _ carrier: Message.Carrier, _ slot: Int32) {
        guard let room = roster.presences[Int(slot)].rooms.all.first else { return }
        emit(.said(Message(TextDecoding.text(text), carrier: carrier)), room: room, slot: slot)
    }

    /// `KNOCK <room> :text`, or 710 `<me> <room> <nick!user@host> :text`: from outside, and read by the team.
    mutating func receiveKnock(_ name: Bytes, _ source: Source, _ text: Bytes) {
        guard let room = roster.room(name), roster.rooms[Int(room)].isJoined, source.isPerson, !text.isEmpty,
            let slot = roster.slot(of: source, at: now), slot != roster.own
        else { return }
        emit(.said(Message(TextDecoding.text(text), carrier: .knock)), room: room, slot: slot)
    }
}
