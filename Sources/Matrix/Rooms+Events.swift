// SPDX-License-Identifier: Apache-2.0

import Chat

extension Rooms {
    /// One new event of a timeline: what it changes, and what the core hears of it. `keepsState`: the state is already
    /// that after it.
    mutating func tell(
        _ event: RoomEvent, in id: ByteString, _ room: inout Room, isPast: Bool, keepsState: Bool, _ passage: Passage,
        _ events: inout [Event]
    ) {
        let facts = room.facts(event.sender, own: own)
        let age = age(of: event, passage)
        func emit(_ who: ByteString, _ facts: Facts?, _ kind: Event.Kind) {
            events.append(
                Event(at: passage.at, age: age, room: roomID(id), member: member(who), facts: facts, kind))
        }
        if event.stateKey != nil {
            switch event.type {
            case "m.room.member":
                tellMember(event, &room, keepsState: keepsState, emit)
                return
            case "m.room.power_levels", "m.room.create", "m.room.join_rules", "m.room.history_visibility",
                "m.room.server_acl":
                let before = room
                if !keepsState { room.apply(event) }
                if event.type.isOfRanks { tellRanks(from: before, to: room, by: event.sender, emit) }
                var now = capability(room, id, passage.at)
                if event.sender != own { (now.member, now.facts) = (member(event.sender), facts) }
                if now.kind != capability(before, id, passage.at).kind { events.append(now) }
                tellLifted(room, id, &events, passage, by: event.sender)
                return
            case "m.room.tombstone":
                noteUpgrade(event, in: id, room)
                return
            case "m.room.topic":
                emit(event.sender, facts, .topic(PeerText(event.content?["topic"]?.text ?? ""), isHistory: isPast))
                return
            default:
                if !keepsState { room.apply(event) }
            }
        }
        guard event.sender != own else { return }
        if let order = order(event, in: id) {
            emit(event.sender, facts, .said(Message(PeerText(order), id: event.id, isPlayback: isPast)))
            return
        }
        if let vote = event.vote, !room.isEncrypted {
            // Votes on other people's questions are theirs to count.
            if let asked = room.recent.entries[vote.question], asked.sender != own { return }
            emit(event.sender, facts, .voted(vote))
            return
        }
        if let redacted = event.redacts {
            forgetCase(told: redacted, in: id)
            if room.recent.entries[redacted]?.isVote == true {
                emit(event.sender, facts, .voted(Vote(question: "", answer: "", id: redacted)))
            }
            if let target = room.recent.entries[redacted], target.sender != event.sender {
                emit(
                    event.sender, facts,
                    .sanctioned(.init(.removed, mark: redacted, target: member(target.sender))))
            }
            return
        }
        // Where messages are encrypted, plain ones are nobody's proven words: neither judged nor obeyed.
        guard !room.isEncrypted, var message = message(event, in: room, isPast: isPast) else { return }
        if let order = order(message.text, answering: event.relation?.answered, in: id) { message.text = order }
        if case .reply(let to) = event.relation, let author = room.recent.entries[to]?.sender, author != own {
            message.nameWhom(author)
        }
        emit(event.sender, facts, .said(message))
    }

    /// A room says that another one replaces it.
    mutating func noteUpgrade(_ event: RoomEvent, in id: ByteString, _ room: Room) {
        guard let replacement = event.content?["replacement_room"]?.string, replacement.isRoom else { return }
        upgrades.append(
            Upgrade(
                room: id, replacement: replacement, by: event.sender,
                isAllowed: room.levels.may(event.sender, .state("m.room.tombstone"))))
    }

    /// Nothing is late but what came while we were away.
    func age(of event: RoomEvent, _ passage: Passage) -> TimeSpan {
        passage.isLive ? .zero : max(.zero, min(passage.outage, passage.at - event.claimed))
    }

    private func tellMember(
        _ event: RoomEvent, _ room: inout Room, keepsState: Bool,
        _ emit: (_ who: ByteString, _ facts: Facts?, _ kind: Event.Kind) -> Void
    ) {
        guard let user = event.stateKey, user.isUser, let content = event.content else { return }
        let membership = content["membership"]?.string ?? "leave"
        let (wasHere, oldName, wasBanned) = (room.members[user] != nil, room.members[user], room.banned.contains(user))
        let before = room.facts(user, own: own)
        if !keepsState { room.apply(event) }
        let reason = PeerText(Self.reason(content))
        let byHer = event.sender == own
        switch membership {
        case "join":
            let facts = room.facts(user, own: own)
            if !wasHere {
                emit(user, facts, .joined(.joined))
            } else if let oldName, oldName != facts.name {
                emit(user, facts, .renamed(to: facts.name))
            }
        case "knock":
            if let carried = Carried(event) {
                emit(user, before, .said(Message(carried.text, id: event.id, carrier: .knock)))
            }
        case "invite": return
        default:
            if wasHere {
                let departure: Event.Departure =
                    event.sender == user ? .parted(reason) : .kicked(by: member(event.sender), reason: reason)
                emit(user, before, .left(departure))
            }
            guard !byHer, event.sender != user else { return }
            let by = room.facts(event.sender, own: own)
            if membership == "ban", !wasBanned {
                emit(event.sender, by, .sanctioned(.init(.banned, mark: Mark.ban(user).bytes, target: member(user))))
            } else if membership != "ban", wasBanned {
                emit(event.sender, by, .sanctioned(.init(.unbanned, mark: Mark.ban(user).bytes, target: member(user))))
            } else if membership == "leave", wasHere {
                emit(event.sender, by, .sanctioned(.init(.kicked, mark: "", target: member(user))))
            }
        }
    }

    /// Whose rank is another now, among those present.
    private func tellRanks(
        from before: Room, to after: Room, by: ByteString,
        _ emit: (_ who: ByteString, _ facts: Facts?, _ kind: Event.Kind) -> Void
    ) {
        guard before.isKnown else { return }
        // Thresholds may move for everybody at once; the present are bounded by the room.
        for user in after.members.keys.sorted() where before.rank(user) != after.rank(user) {
            emit(user, after.facts(user, own: own), .ranked(after.rank(user), by: member(by)))
        }
    }
}

extension ByteString {
    fileprivate var isOfRanks: Bool { self.is("m.room.power_levels") || self.is("m.room.create") }
}
