// SPDX-License-Identifier: Apache-2.0

import Chat

/// The soft half of a turn: what follows from events alone. Runs alike when handling and when recovering, so nothing
/// here may depend on what this turn decides.
extension Engine {
    mutating func observe(_ turn: inout Turn) {
        if turn.at > state.core.now { state.core.now = turn.at }
        if let room = turn.event.room { turn.room = policy.indexOfRoom[room] }
        switch turn.event.kind {
        case .connected(let network): observeConnection(network, isUp: true, at: turn.at)
        case .disconnected(let network, _): observeConnection(network, isUp: false, at: turn.at)
        case .synced(let members): observeRoster(members, &turn)
        case .joined(let how): observeArrival(how, &turn)
        case .left(let how): observeDeparture(how, &turn)
        case .renamed(let name): observeName(name, &turn)
        case .identified(let account): observeAccount(account, &turn)
        case .moved(let user, let host): observeHost(user: user, host: host, &turn)
        case .ranked(let rank, _): observeRank(rank, &turn)
        case .said(let message): observeMessage(message, &turn)
        case .topic(let text, let isHistory):
            identify(&turn)
            hearTopic(text, isHistory: isHistory, &turn)
        case .invited, .claimed, .voted, .unclear: identify(&turn)
        case .capability(let capability):
            noteDesk(capability, &turn)
            guard let room = turn.room else { break }
            // Who may enter matters for desks alone.
            var here = capability
            here.isOpen = nil
            // What could not be lifted may be now.
            for (act, sanction) in state.sanctions
            where sanction.nextTry != nil && sanction.room == state.rooms[room].room {
                state.sanctions[act]?.nextTry = turn.at
            }
            state.rooms[room].learn(here, isByHand: isByHand(turn), at: turn.at)
            state.deadlines.isStale = true
            takeCapabilities(&turn)
        case .split(let isOpen, let network): observeSplit(isOpen: isOpen, network, at: turn.at)
        case .performed(let id, let receipt): observePerformed(id, receipt, &turn)
        case .failed(let id, let error): observeFailed(id, error, &turn)
        case .expired(let id, _): observeGone(id, &turn)
        case .reloaded: observePolicy(at: turn.at)
        case .ticked:
            forgetOld(at: turn.at)
            takeCapabilities(&turn)
            lookAround(&turn)
        case .clockStepped(let step): followClock(step)
        case .listed(let listing): observeListing(listing, &turn)
        case .opined(let opinion): observeOpinion(opinion, &turn)
        case .lookedUp(let lookup): observeLookup(lookup, turn)
        case .barred(let bar):
            if let room = turn.event.room { state.outOf[room] = .barred(bar) }
            // That she is back is told, be it with the same rights.
            if let room = turn.room {
                state.rooms[room].toldCapability = nil
                state.rooms[room].capabilityTold = []
            }
        case .forgotten, .sanctioned, .commanded, .due, .opened, .unidentified: break
        }
    }

    private mutating func takeCapabilities(_ turn: inout Turn) {
        for index in state.rooms.indices where state.rooms[index].takeUntoldCapability(at: turn.at) {
            turn.newCapabilities.append(index)
        }
    }

    // MARK: - Networks and rosters

    private mutating func observeConnection(_ network: NetworkID, isUp: Bool, at now: Timestamp) {
        state.networks[network, default: NetworkRecord()].isConnected = isUp
        if isUp { state.networks[network]?.connect(at: now) } else { seeTeam(at: now) { $0.network == network } }
        for member in state.presences.keys where member.network == network { state.presences[member] = nil }
        for (room, _) in state.outOf where room.network == network { state.outOf[room] = nil }
        for index in state.rooms.indices where state.rooms[index].room.network == network {
            state.rooms[index].names = PresentNames()
            state.rooms[index].memberCount = 0
            state.rooms[index].syncedAt = nil
            state.rooms[index].ownRank = .unknown
            state.rooms[index].capabilityDue = nil
            state.rooms[index].alikesDue = nil
        }
        state.deadlines.isStale = true
    }

    private mutating func observeRoster(_ members: [Event.Present], _ turn: inout Turn) {
        guard let room = turn.event.room else { return }
        state.outOf[room] = nil
        for present in members {
            var facts = present.facts
            facts.isPresent = true
            let number = enter(present.member, facts, room: room, joinedAt: nil, at: turn.at)
            // Present before she looked: no newcomer to greet.
            if let number { state.persons[number].lastSeen = turn.at }
        }
        guard let index = turn.room else { return }
        if state.rooms[index].memberCount > members.count { dropAbsent(members, room: room) }
        resumeWelcomes(members, in: index, at: turn.at)
        if state.rooms[index].syncedAt == nil { state.rooms[index].syncedAt = turn.at }
        hastenHeld(in: index, at: turn.at)
        lookBack(in: index, &turn)
        wonderWhoStands(in: index, at: turn.at)
        if let own = members.first(where: { $0.facts.isSelf }) {
            state.rooms[index].ownRank = own.facts.rank
            // An MXID is no account with services.
            let account = own.facts.account.flatMap { $0.first == UInt8(ascii: "@") ? nil : $0 }
            state.networks[room.network, default: NetworkRecord()].ownAccount = account
            if account == nil { state.networks[room.network]?.ownUser = own.facts.account }
        }
        state.deadlines.isStale = true
    }

    /// Who is not in the roster is not there.
    private mutating func dropAbsent(_ members: [Event.Present], room: RoomID) {
        let present = Set(members.map(\.member))
        for (member, presence) in state.presences where presence.rank(in: room) != nil && !present.contains(member) {
            leave(member, rooms: [room])
        }
    }

    private mutating func observeArrival(_ how: Event.Arrival, _ turn: inout Turn) {
        guard let member = turn.event.member, let facts = turn.event.facts, let room = turn.event.room else { return }
        if facts.isSelf {
            _ = enter(member, facts, room: room, joinedAt: turn.at, at: turn.at)
            return
        }
        let before = state.persons.count
        let faces = state.faces.changes
        turn.person = enter(member, facts, room: room, joinedAt: turn.at, at: turn.at)
        turn.isNewPerson = state.persons.count > before
        // Logged in before they came.
        if state.faces.changes != faces { noteTeammate(member, isNew: true, &turn) }
        guard let number = turn.person, let index = turn.room else { return }
        turn.standing = state.persons.standing(of: number, at: turn.at)
        let absence = comeBack(state.persons[number].id, network: room.network, at: turn.at)
        if !turn.isNewPerson { turn.away = turn.at - state.persons[number].lastSeen }
        state.persons[number].lastSeen = turn.at
        state.dirty.persons.insert(number)
        if how == .netjoin || absence?.isCertain == true { return }
        state.persons[number].arrivals.append(turn.at)
        if state.persons[number].arrivals.count > 8 { state.persons[number].arrivals.removeFirst() }
        if turn.standing == .newcomer {
            let arrival = Arrival(at: turn.at, person: number, member: member)
            let presences = state.presences
            let isHere = { (member: MemberID) in presences[member]?.rank(in: room) != nil }
            state.rooms[index].noteArrival(arrival, isHere: isHere)
            countStranger(arrival, in: index, isHere: isHere, &turn)
        }
        inspectArrival(&turn)
        if policy.looksUp { wonderWhence(number, in: index, turn) }
        // A split that only a quit's text tells of withholds a greeting, nothing else (THREATS S4).
        if absence == nil { expectWelcome(&turn) }
    }

    /// How this person had left in a split, if it did; it counts for one return.
    private mutating func comeBack(_ person: PersonID, network: NetworkID, at now: Timestamp) -> NetworkRecord.Absence?
    {
        let mark = state.persons.mark(of: person)
        guard let absence = state.networks[network]?.splitAway.removeValue(forKey: mark) else { return nil }
        // Of a table that was full the room goes too, when the last is back.
        if state.networks[network]?.splitAway.isEmpty == true { state.networks[network]?.splitAway = [:] }
        return now - absence.at <= NetworkRecord.splitMemory ? absence : nil
    }

    private mutating func observeDeparture(_ how: Event.Departure, _ turn: inout Turn) {
        guard let member = turn.event.member, state.presences.place(of: member) != nil else { return }
        // The first line of some that tells their host is a quit, and by host they are known when they come back.
        identify(&turn)
        guard let presence = state.presences[member] else { return }
        if presence.person >= 0 {
            turn.person = presence.person
            state.persons[presence.person].lastSeen = turn.at
        }
        let isFromNetwork: Bool
        switch how {
        case .parted, .kicked: isFromNetwork = turn.event.room == nil
        case .quit: isFromNetwork = true
        case .split(let isCertain):
            isFromNetwork = true
            if presence.person >= 0 {
                rememberSplit(presence.person, member.network, isCertain: isCertain, at: turn.at)
            }
        }
        let rooms = isFromNetwork ? presence.rooms.map(\.room) : [turn.event.room].compactMap { $0 }
        if presence.person < 0 {
            if case .kicked = how { for room in rooms { state.outOf[room] = .shown } }
            return loseSight(of: rooms)
        }
        hearParting(how, of: presence, &turn)
        if case .split = how {} else { noteGone(member, presence, at: turn.at) }
        leave(member, rooms: rooms)
        cancelWelcomes(of: member, in: rooms)
    }

    /// She has left, or was made to: nothing of a room is known until she is in it again.
    private mutating func loseSight(of rooms: [RoomID]) {
        for room in rooms {
            for (member, presence) in state.presences where presence.rank(in: room) != nil {
                leave(member, rooms: [room])
            }
            guard let index = policy.indexOfRoom[room] else { continue }
            state.rooms[index].syncedAt = nil
            state.rooms[index].alikesDue = nil
            state.rooms[index].ownRank = .unknown
        }
        state.deadlines.isStale = true
    }

    private mutating func rememberSplit(_ number: Int32, _ network: NetworkID, isCertain: Bool, at now: Timestamp) {
        var record = state.networks[network, default: NetworkRecord()]
        state.networks[network] = nil  // a second reference would copy the table at each of 100,000 quits
        if record.splitAway.count < NetworkRecord.splitAwayKept {
            record.splitAway[state.persons.mark(of: state.persons[number].id)] = .init(at: now, isCertain: isCertain)
        }
        record.splitUntil = now + NetworkRecord.splitMemory
        state.networks[network] = record
    }

    private mutating func observeSplit(isOpen: Bool, _ network: NetworkID, at now: Timestamp) {
        if !isOpen { return }
        state.networks[network, default: NetworkRecord()].splitUntil = now + NetworkRecord.splitMemory
    }

    // MARK: - Names, accounts, ranks

    private mutating func observeName(_ name: PeerText, _ turn: inout Turn) {
        guard let member = turn.event.member, var presence = state.presences[member] else { return }
        if presence.person >= 0 {
            turn.person = presence.person
            // The same name in one more room: one change, of which Matrix tells in each.
            if presence.name == name { return }
            noteFormer(member, presence, at: turn.at)
            state.persons[presence.person].name = name
        } else {
            observeOwnName(name, member.network)
        }
        let hash = policy.nameHash(name)
        for room in presence.rooms {
            guard let index = policy.indexOfRoom[room.room] else { continue }
            state.rooms[index].names.remove(presence.nameHash)
            state.rooms[index].names.add(hash)
        }
        presence.name = name
        presence.nameHash = hash
        presence.facts.name = name
        state.presences[member] = presence
        noteFace(name, of: presence.person, presence.highestRank, at: turn.at)
        hearName(name, of: presence, &turn)
    }

    private mutating func observeAccount(_ account: ByteString?, _ turn: inout Turn) {
        guard let member = turn.event.member, var presence = state.presences[member] else { return }
        presence.facts.account = account
        presence.facts.accountIsKnown = true
        state.presences[member] = presence
        rebind(member, at: turn.at)
        turn.person = state.presences[member]?.person
        noteTeammate(member, &turn)
    }

    private mutating func observeHost(user: ByteString, host: ByteString, _ turn: inout Turn) {
        guard let member = turn.event.member, var presence = state.presences[member], presence.person >= 0 else {
            return
        }
        presence.facts.user = user
        presence.facts.host = host
        state.presences[member] = presence
        // A cloak is no new person: the record takes the new name.
        let old = state.persons[presence.person].id
        let new = PersonID.of(presence.facts, member: member)
        if new != old, old.kind == .host, new.kind == .host, state.persons.number(of: new) == nil {
            state.dirty.gonePersons.insert(old)
            state.persons.rename(presence.person, to: new)
            state.dirty.persons.insert(presence.person)
        } else {
            rebind(member, at: turn.at)
        }
        turn.person = state.presences[member]?.person
        if let number = turn.person, number >= 0 { noteHost(host, of: number) }
    }

    private mutating func observeRank(_ rank: Rank, _ turn: inout Turn) {
        guard let member = turn.event.member, let room = turn.event.room else { return }
        if turn.event.facts?.isSelf == true, let index = turn.room { state.rooms[index].ownRank = rank }
        guard var presence = state.presences[member], let place = presence.rooms.firstIndex(where: { $0.room == room })
        else { return }
        if presence.person >= 0 { turn.person = presence.person }
        let was = presence.rooms[place].rank
        presence.rooms[place].rank = rank
        state.presences[member] = presence
        if presence.person >= 0, rank.isModerator || was.isModerator {
            state.persons[presence.person].holdRank(at: turn.at)
            state.dirty.persons.insert(presence.person)
        }
        if rank.isModerator, !was.isModerator { noteTeammate(member, &turn) }
    }
}
