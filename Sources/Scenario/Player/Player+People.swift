// SPDX-License-Identifier: Apache-2.0

public import Chat

/// What people do, one call each: the pretended networks change and the engines are told, in that order.
extension Player {
    /// Somebody comes into a room; made when not there yet. False when the room is closed to it.
    @discardableResult
    public mutating func join(_ name: String, _ room: RoomID, rank: Rank = .member, how: Event.Arrival = .joined)
        -> Bool
    {
        let id = chat.member(named: name, on: room.network)?.id ?? chat.connect(name, on: room.network)
        guard !chat.isBanned(id, in: room) else {
            unheard(name, .banned)
            return false
        }
        guard chat.members[id]?.ranks[room] == nil else { return true }
        guard !chat.isLocked(room) || chat.members[id]?.account != nil else {
            unheard(name, .locked)
            return false
        }
        chat.enter(id, room, rank: rank)
        send(event(id, room, .joined(how)))
        return true
    }

    /// Puts somebody into a room who was there before anybody looked: nobody is told.
    @discardableResult
    public mutating func seat(_ name: String, _ room: RoomID, rank: Rank = .member) -> MemberID {
        let id = chat.member(named: name, on: room.network)?.id ?? chat.connect(name, on: room.network)
        chat.enter(id, room, rank: rank)
        return id
    }

    public mutating func part(_ name: String, _ room: RoomID, text: String = "") {
        guard let id = present(name, room) else { return }
        let event = event(id, room, .left(.parted(PeerText(text))))
        chat.leave(id, room)
        send(event)
    }

    public mutating func quit(_ name: String, _ network: NetworkID, _ how: Event.Departure) {
        guard let id = chat.member(named: name, on: network)?.id else { return missing(name) }
        let event = event(id, nil, .left(how))
        if case .split = how { chat.quit(id, inSplit: true) } else { chat.quit(id) }
        send(event)
    }

    /// Comes back after a netsplit into the rooms it was in.
    public mutating func netjoin(_ name: String, _ network: NetworkID) {
        guard let id = chat.member(named: name, on: network)?.id else { return missing(name) }
        for (room, rank) in chat.roomsBeforeSplit(id) {
            chat.enter(id, room, rank: rank)
            send(event(id, room, .joined(.netjoin)))
        }
        chat.change(id) { $0.splitFrom = nil }
    }

    /// Somebody says something in a room; false when the server would not let it through.
    @discardableResult
    public mutating func say(_ name: String, _ room: RoomID, _ message: Message, age: TimeSpan = .zero) -> Bool {
        guard let id = present(name, room) else { return false }
        guard !chat.isMuted(id, in: room) else {
            unheard(name, .muted)
            return false
        }
        var event = event(id, room, .said(message))
        event.age = age
        send(event)
        return true
    }

    /// Somebody outside asks to be let in.
    public mutating func knock(_ name: String, _ room: RoomID, _ text: String) {
        let id = chat.member(named: name, on: room.network)?.id ?? chat.connect(name, on: room.network)
        send(event(id, room, .said(Message(PeerText(text), carrier: .knock))))
    }

    /// Votes in the network's own form; 0: takes the vote back.
    public mutating func vote(_ name: String, _ answer: Int, _ room: RoomID) {
        guard let id = present(name, room) else { return }
        votes += 1
        send(
            event(
                id, room,
                .voted(
                    Vote(
                        question: questions[room] ?? "$none", answer: answer > 0 ? ByteString(String(answer)) : "",
                        id: ByteString("$vote\(votes)")))))
    }

    /// Writes to her alone.
    public mutating func whisper(_ name: String, _ network: NetworkID, _ text: String) {
        guard let id = chat.member(named: name, on: network)?.id else { return missing(name) }
        send(event(id, nil, .said(Message(PeerText(text), isPrivate: true))))
    }

    public mutating func rename(_ name: String, _ network: NetworkID, to new: String) {
        guard let id = chat.member(named: name, on: network)?.id else { return missing(name) }
        let event = event(id, nil, .renamed(to: PeerText(new)))
        chat.rename(id, to: new)
        send(event)
    }

    public mutating func identify(_ name: String, _ network: NetworkID, as account: ByteString?) {
        guard let id = chat.member(named: name, on: network)?.id else { return missing(name) }
        chat.change(id) { $0.account = account }
        send(event(id, nil, .identified(account: account)))
    }

    public mutating func move(_ name: String, _ network: NetworkID, user: ByteString, host: ByteString) {
        guard let id = chat.member(named: name, on: network)?.id else { return missing(name) }
        chat.change(id) { ($0.user, $0.host) = (user, host) }
        send(event(id, nil, .moved(user: user, host: host)))
    }

    public mutating func rank(_ name: String, _ room: RoomID, _ rank: Rank, by moderator: String?) {
        guard let id = present(name, room) else { return }
        chat.enter(id, room, rank: rank)
        if chat.members[id]?.isSelf == true { chat.ownRanks[room] = rank }
        let by = moderator.flatMap { chat.member(named: $0, on: room.network)?.id }
        send(event(id, room, .ranked(rank, by: by)))
    }

    /// A person, not she, puts somebody out.
    public mutating func kick(_ name: String, _ room: RoomID, by moderator: String, text: String) {
        guard let id = present(name, room) else { return }
        let by = chat.member(named: moderator, on: room.network)?.id
        let seen = Event.Observed(.kicked, mark: ByteString(""), target: id)
        if let by { send(event(by, room, .sanctioned(seen))) }
        let event = event(id, room, .left(.kicked(by: by, reason: PeerText(text))))
        chat.leave(id, room)
        send(event)
    }

    /// A person, not she, sets or lifts a mark in a room.
    public mutating func mark(_ what: Event.Observed.What, _ mask: String, _ room: RoomID, by moderator: String) {
        guard let by = present(moderator, room) else { return }
        if what == .unlocked {
            chat.lift(ByteString(mask), in: room)
            return send(event(by, room, .sanctioned(Event.Observed(what, mark: ByteString(mask), target: nil))))
        }
        let letter = what == .muted || what == .unmuted ? "q " : "b "
        let text = ByteString(letter + mask)
        let kind: SimulatedChat.Mark.Kind = letter == "q " ? .mute : .ban
        if what == .muted || what == .banned {
            chat.put(SimulatedChat.Mark(kind: kind, text: text), in: room)
        } else {
            chat.lift(text, in: room)
        }
        send(event(by, room, .sanctioned(Event.Observed(what, mark: text, target: nil))))
    }

    // MARK: - Parts

    public func event(_ id: MemberID?, _ room: RoomID?, _ kind: Event.Kind) -> Event {
        Event(at: now, room: room, member: id, facts: id.flatMap { chat.facts(of: $0, in: room) }, kind)
    }

    private mutating func present(_ name: String, _ room: RoomID) -> MemberID? {
        if let member = chat.member(named: name, on: room.network), member.ranks[room] != nil { return member.id }
        missing(name, room)
        return nil
    }

    private mutating func missing(_ name: String, _ room: RoomID? = nil) {
        let place = room.map { "in \($0.name)" } ?? "on the network"
        trace.append(.fault("\(name) is not \(place)", at: now))
    }

    private mutating func unheard(_ name: String, _ why: Trace.Unheard) {
        trace.append(.unheard(PeerText(name), why, at: now))
    }
}
