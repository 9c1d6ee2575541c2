// SPDX-License-Identifier: Apache-2.0

import Chat

// What people write, wherever the protocol carries it (THREATS D1).
extension Session {
    /// Older than this by the server's own time: played back, never judged.
    static let playbackAge = TimeSpan.seconds(60)

    mutating func receiveText(_ message: MessageView, isNotice: Bool) {
        let source = Source(message.source)
        guard source.isPerson || roster.slot(of: source.nick) != nil, message.count >= 2 else {
            counters.unread &+= 1
            return
        }
        let tags = KnownTags(message.tags)
        var target = message[0]
        var carrier = isNotice ? Message.Carrier.notice : .message
        // STATUSMSG: `@#room` is read by the room's operators only.
        if let first = target.first, support.statusMessage.contains(first), target.count > 1,
            support.channelTypes.contains(target[1])
        {
            target = target.part(1, target.count)
            carrier = .statusMessage
        }
        let room = roster.room(target)
        let isRoom = room != nil || target.first.map { support.channelTypes.contains($0) } ?? false
        guard !isRoom || room.map({ roster.rooms[Int($0)].isJoined }) ?? false,
            let slot = roster.slot(of: source, at: now)
        else { return }
        // What she and services say to each other concerns nobody else, and holds a password (THREATS K3).
        if room == nil, isWithServices(slot, message, isNotice: isNotice) { return }
        let age = age(tags)
        // What is played back tells nothing of who has that name today.
        let isPlayback = age > Self.playbackAge || batches.kind(of: tags.batch, at: now) == .playback
        if !isPlayback { noteAuthor(slot, source, tags) }
        var text = message[1]
        if text.first == 1 {
            text = text.part(1, text.last == 1 && text.count > 1 ? text.count - 1 : text.count)
            if text.hasPrefix("ACTION ") {
                text = text.part(7, text.count)
                carrier = .action
            } else {
                carrier = .ctcp
                if !isNotice, !isPlayback, slot != roster.own { answerCTCP(text, source, isPrivate: room == nil) }
            }
        }
        if slot == roster.own, room != nil || capabilities.hasEcho {
            settleEcho(message)
        } else if let room, roster.rooms[Int(room)].members[slot] == nil {
            doubtRoster(room)
        }
        let said = Message(
            TextDecoding.text(text), id: tags.messageID.map { ByteString(TagReader.unescaped($0)) },
            carrier: carrier, isPrivate: room == nil,
            isPlayback: isPlayback)
        emit(.said(said), room: room, slot: slot, age: age)
    }

    /// What every line tells of its author: host, account, bot.
    mutating func noteAuthor(_ slot: Int32, _ source: Source, _ tags: KnownTags) {
        if source.isPerson { move(slot, user: source.user, host: source.host) }
        if capabilities.hasAccountTag, slot != roster.own {
            noteAccount(slot, tags.account)
        }
        if tags.isBot, !roster.presences[Int(slot)].isBot { roster.presences[Int(slot)].isBot = true }
    }

    private mutating func noteAccount(_ slot: Int32, _ account: Bytes?) {
        let known = roster.presences[Int(slot)].accountIsKnown
        if let account {
            if known, let held = roster.presences[Int(slot)].account,
                held.withBytes({ roster.mapping.equal($0, account) })
            {
                return
            }
        } else if known, roster.presences[Int(slot)].account == nil {
            return
        }
        setAccount(slot, account, isTold: true)
    }

    mutating func receiveTopic(_ message: MessageView) {
        guard let room = roster.room(message[0]), let slot = roster.slot(of: Source(message.source), at: now) else {
            return
        }
        emit(.topic(TextDecoding.text(message[1]), isHistory: false), room: room, slot: slot)
    }

    /// `INVITE <nick> <room>`: hers alone; she asks nobody and joins nothing by herself, but for a room of hers that had
    /// kept her out: there she goes at once, every ten seconds at most.
    mutating func receiveInvite(_ message: MessageView) {
        guard roster.isOwn(message[0]), support.channelTypes.contains(message[1].first ?? 0) else { return }
        guard invitations.take(at: now) else {
            counters.rationedInvites &+= 1
            return
        }
        guard let slot = roster.slot(of: Source(message.source), at: now) else { return }
        var event = Event(at: now, .invited)
        event.room = roster.id(ofRoom: message[1], wanted: wantedName(message[1]))
        event.member = roster.presences[Int(slot)].id
        event.facts = roster.facts(slot, in: nil, support.modes)
        output.events.append(event)
        guard let index = rooms.index(message[1], support.caseMapping), rooms.all[index].isWanted,
            !isJoined(rooms.all[index].name), now - invitedAt >= .seconds(10)
        else { return }
        invitedAt = now
        rooms.all[index].retryAt = .distantFuture
        for line in RoomWishes.lines([rooms.all[index]]) { sendAtOnce(line) }
    }

    // MARK: - CTCP

    /// Answers by NOTICE, three in ten seconds over all askers (THREATS F5); what is asked in a room is not answered.
    private mutating func answerCTCP(_ request: Bytes, _ source: Source, isPrivate: Bool) {
        guard isPrivate else { return }
        let end = request.position(of: 0x20) ?? request.count
        let command = request.part(0, end)
        let nick = source.nick.array
        let line: IRCLine?
        if command.equals("VERSION") {
            line = .ctcpReply(to: nick, "VERSION", Array(settings.version.utf8))
        } else if command.equals("PING") {
            // The one answer that repeats a stranger's bytes: few, and printable.
            let echo = request.part(end + 1, end + 65).filter { $0 > 0x20 && $0 < 0x7F }
            line = .ctcpReply(to: nick, "PING", echo)
        } else if command.equals("TIME") {
            line = .ctcpReply(to: nick, "TIME", Array(CivilTime(now).text.utf8))
        } else if command.equals("CLIENTINFO") {
            line = .ctcpReply(to: nick, "CLIENTINFO", [UInt8]("ACTION CLIENTINFO PING SOURCE TIME USERINFO VERSION"))
        } else if command.equals("SOURCE") {
            line = .ctcpReply(to: nick, "SOURCE", Array(settings.sourceAddress.utf8))
        } else if command.equals("USERINFO") {
            line = .ctcpReply(to: nick, "USERINFO", Array(settings.contact.utf8))
        } else {
            return
        }
        guard answers.take(at: now) else {
            counters.rationedCTCP &+= 1
            return
        }
        enqueue(line, lane: .answer)
    }

    // MARK: - Time

    /// Server-time of a line the server wrote itself: what the two clocks differ by.
    mutating func noteServerTime(_ message: MessageView) {
        guard let time = KnownTags(message.tags).time, let sent = CivilTime.parse(time) else { return }
        serverOffset = now - sent
    }

    /// How late a line is, beyond what the clocks differ by; zero when not known (THREATS H8: nothing else is
    /// believed of a time tag).
    func age(_ tags: KnownTags) -> TimeSpan {
        guard let time = tags.time, let serverOffset, let sent = CivilTime.parse(time) else { return .zero }
        let age = (now - sent) - serverOffset
        return max(.zero, min(.days(3650), age))
    }
}
