// SPDX-License-Identifier: Apache-2.0

import Chat

/// Presences and the persons behind them.
extension Engine {
    /// Finds the author of a turn; a member never seen before is taken in.
    mutating func identify(_ turn: inout Turn) {
        guard let member = turn.event.member else { return }
        // Looked at where it lies: to copy a presence out of the table costs ten references.
        if let place = state.presences.place(of: member) {
            let (number, isOther) = state.presences[place].compare(turn.event.facts)
            if number >= 0 { turn.person = number }
            guard isOther, number >= 0, let facts = turn.event.facts else { return }
            turn.person = learn(facts, of: member, at: turn.at)
            return
        }
        guard let facts = turn.event.facts, !facts.isSelf else { return }
        turn.person = person(of: facts, member: member, at: turn.at)
    }

    /// The person these facts speak of, made when unknown.
    mutating func person(of facts: Facts, member: MemberID, at now: Timestamp) -> Int32 {
        let id = PersonID.of(facts, member: member)
        if let number = state.persons.number(of: id) {
            state.persons[number].name = facts.name
            noteReturn(of: number, at: now)
            return number
        }
        return takeIn(id, called: facts.name, at: now)
    }

    /// Somebody who was not known; a stranger may have to go for it.
    mutating func takeIn(_ id: PersonID, called name: PeerText, at now: Timestamp) -> Int32 {
        if state.persons.mustEvict {
            state.dirty.gonePersons.formUnion(state.persons.evictStrangers(keeping: personsInUse, at: now))
        }
        let number = state.persons.add(PersonRecord(id: id, name: name, firstSeen: now, lastSeen: now))
        state.dirty.persons.insert(number)
        return number
    }

    /// Accounts lapse and are registered anew by others: who has power here and was long unseen has to be confirmed
    /// (THREATS C4).
    private mutating func noteReturn(of number: Int32, at now: Timestamp) {
        let record = state.persons[number]
        guard now - record.lastSeen > Self.dormantAfter, !record.isDormant, isOfTheTeam(record) else { return }
        state.persons[number].isDormant = true
        state.dirty.persons.insert(number)
    }
    static let dormantAfter = TimeSpan.days(30)

    /// Named in bot.conf. Most are known by host and those named by account: then nothing is looked up.
    func isOfTheTeam(_ number: Int32) -> Bool {
        policy.teamKinds & 1 << state.persons[number].id.kind.rawValue != 0
            && policy.isOfTheTeam(state.persons[number].id)
    }

    private func isOfTheTeam(_ record: PersonRecord) -> Bool {
        policy.isOfTheTeam(record.id) || state.core.claimedOwner == record.id || record.lastRanked > .distantPast
    }

    /// Whoever of the team is here is seen, be they silent: that nobody is taken for long away after a reconnect.
    mutating func seeTeam(at now: Timestamp, where isMeant: (MemberID) -> Bool = { _ in true }) {
        for (member, presence) in state.presences where presence.person >= 0 && isMeant(member) {
            guard isOfTheTeam(state.persons[presence.person]) else { continue }
            state.persons[presence.person].lastSeen = now
            state.dirty.persons.insert(presence.person)
        }
    }

    /// Those who are here, those under a sanction, and the team: when it was last seen must not be forgotten.
    var personsInUse: Set<Int32> {
        var kept = Set(state.presences.values.map(\.person))
        for sanction in state.sanctions.values {
            if let number = state.persons.number(of: sanction.target.person) { kept.insert(number) }
        }
        for person in policy.team {
            if let number = state.persons.number(of: person) { kept.insert(number) }
        }
        if let number = state.core.claimedOwner.flatMap({ state.persons.number(of: $0) }) { kept.insert(number) }
        return kept
    }

    /// Takes a member into a room; returns the person.
    mutating func enter(_ member: MemberID, _ facts: Facts, room: RoomID, joinedAt: Timestamp?, at now: Timestamp)
        -> Int32?
    {
        let number: Int32
        let place: Int32
        if let known = state.presences.place(of: member) {
            place = known
            let (person, isOther) = state.presences[place].compare(facts)
            number = isOther && person >= 0 ? learn(facts, of: member, at: now) : person
        } else {
            if facts.isSelf { observeOwnName(facts.name, member.network) }
            number = facts.isSelf ? -1 : person(of: facts, member: member, at: now)
            place = state.presences.add(
                Presence(
                    person: number, name: facts.name, nameHash: policy.nameHash(facts.name), facts: facts,
                    rooms: RoomPresences()),
                member)
        }
        let index = policy.indexOfRoom[room]
        if let known = state.presences[place].rooms.firstIndex(where: { $0.room == room }) {
            state.presences[place].rooms[known].rank = facts.rank
        } else {
            state.presences[place].rooms.append(.init(room: room, rank: facts.rank, joinedAt: joinedAt))
            if let index {
                state.rooms[index].names.add(state.presences[place].nameHash)
                state.rooms[index].memberCount &+= 1
            }
        }
        if number >= 0, facts.rank.isModerator {
            state.persons[number].holdRank(at: now)
            state.dirty.persons.insert(number)
        }
        if number >= 0 { noteHost(facts.host, of: number) }
        if index != nil || policy.deskSet.contains(room) { noteFace(facts.name, of: number, facts.rank, at: now) }
        return number >= 0 ? number : nil
    }

    mutating func noteHost(_ host: ByteString, of number: Int32) {
        let mark = state.core.hostKeys.mark(of: host)
        guard mark != 0, state.persons[number].host != mark else { return }
        state.core.hostKeys.stir(host)
        state.dirty.core = true
        state.persons.setHost(mark, of: number)
        state.dirty.persons.insert(number)
    }

    mutating func observeOwnName(_ name: PeerText, _ network: NetworkID) {
        state.networks[network, default: NetworkRecord()].ownName = name
        state.networks[network]?.ownKey = name.raw.utf8.map { $0 | 0x20 }
    }

    mutating func leave(_ member: MemberID, rooms: [RoomID]) {
        guard let place = state.presences.place(of: member) else { return }
        for room in rooms {
            guard let known = state.presences[place].rooms.firstIndex(where: { $0.room == room }) else { continue }
            state.presences[place].rooms.remove(at: known)
            if let index = policy.indexOfRoom[room] {
                state.rooms[index].names.remove(state.presences[place].nameHash)
                state.rooms[index].memberCount = max(0, state.rooms[index].memberCount - 1)
            }
        }
        if state.presences[place].rooms.isEmpty { state.presences[member] = nil }
    }

    /// More is known of a presence, or other things: whose it is now.
    private mutating func learn(_ facts: Facts, of member: MemberID, at now: Timestamp) -> Int32 {
        state.presences[member]?.facts = facts
        rebind(member, at: now)
        return state.presences[member]?.person ?? -1
    }

    /// An account appeared or went: the presence belongs to another record. What was known by host is joined to it, the
    /// stricter wins; the record by host stays, for others may share it.
    mutating func rebind(_ member: MemberID, at now: Timestamp) {
        guard let presence = state.presences[member], presence.person >= 0 else { return }
        let id = PersonID.of(presence.facts, member: member)
        let old = presence.person
        guard state.persons[old].id != id else { return }
        if state.persons[old].id.kind == .mxid { return unveil(member, as: id, presence.facts, at: now) }
        let isNew = state.persons.number(of: id) == nil
        let number = person(of: presence.facts, member: member, at: now)
        let former = state.persons[old]
        if id.kind == .account, former.id.kind == .host {
            if isNew { state.persons[number].inherit(former) }
            state.persons[number].absorb(former)
        }
        state.persons[number].absorbFaults(former)
        if presence.highestRank.isModerator { state.persons[number].holdRank(at: now) }
        state.presences[member]?.person = number
        state.dirty.persons.insert(number)
        rebindWelcomes(of: member, from: former.id, to: number)
    }

    /// NAMES tells nicks alone where the server has no userhost-in-names: until WHO or a line of theirs tells the rest,
    /// a record of the session stands in. It goes into the true one, and is nobody afterwards.
    private mutating func unveil(_ member: MemberID, as id: PersonID, _ facts: Facts, at now: Timestamp) {
        guard let old = state.presences[member]?.person else { return }
        let former = state.persons[old]
        state.dirty.gonePersons.insert(former.id)
        let isKnown = state.persons.number(of: id) != nil
        let number = isKnown ? person(of: facts, member: member, at: now) : old
        if isKnown {
            state.persons[number].absorb(former)
            state.persons[number].absorbFaults(former)
            state.persons[number].absorbWords(former)
            state.presences[member]?.person = number
            state.persons.remove(former.id)
        } else {
            state.persons.rename(old, to: id)
        }
        if state.presences[member]?.highestRank.isModerator == true { state.persons[number].holdRank(at: now) }
        state.dirty.persons.insert(number)
        rebindWelcomes(of: member, from: former.id, to: number)
    }
}

extension PersonRecord {
    /// Has rank at this moment. After 90 days without it begins anew.
    mutating func holdRank(at now: Timestamp) {
        if lastRanked == .distantPast || now - lastRanked > Guards.rankLasts { self.rankedSince = now }
        lastRanked = now
    }

    /// What was known by host joins what is known by account: the stricter wins.
    mutating func absorb(_ other: PersonRecord) {
        firstSeen = max(firstSeen, other.firstSeen) == .distantPast ? other.firstSeen : min(firstSeen, other.firstSeen)
        lastSeen = max(lastSeen, other.lastSeen)
        greetedAt = greetedAt ?? other.greetedAt
        if other.wantsSilence { self.wantsSilence = true }
        if other.trustedByHand == false { self.trustedByHand = false }
    }
}

extension PersonRecord {
    /// A new account begins with what its host did. Never with its rank: others may share the host (law L5).
    mutating func inherit(_ other: PersonRecord) {
        lastSpoke = other.lastSpoke
        if other.wokeAt != .distantPast {
            self.wokeAt = other.wokeAt
            self.wokeWith = other.wokeWith
        }
        messages = other.messages
        answered = other.answered
        arrivals = other.arrivals
        raid = other.raid
        isAwaiting = other.isAwaiting
    }

    /// Logging in or out sheds neither heat nor what is going on.
    mutating func absorbFaults(_ other: PersonRecord) {
        if other.heat.value > self.heat.value { self.heat = other.heat }
        if other.observedHeat.value > self.observedHeat.value { self.observedHeat = other.observedHeat }
        if self.lookup == nil, let lookup = other.lookup { self.lookup = lookup }
        if let told = other.alikeAt, told > self.alikeAt ?? .distantPast { self.alikeAt = told }
        if let incident = other.incident, incident.lastAt > self.incident?.lastAt ?? .distantPast {
            self.incident = incident
        }
        if let line = other.recent.lines.last, line.at > recent.lines.last?.at ?? .distantPast { recent = other.recent }
    }
}

extension PersonRecord {
    /// What moderators said of a session is meant for who stands behind it.
    mutating func absorbWords(_ other: PersonRecord) {
        if self.trustedByHand != false, let word = other.trustedByHand {
            self.trustedByHand = word
            self.trustedUntil = other.trustedUntil
        }
        if let note = other.note { self.note = note }
    }
}

extension Presence {
    /// Whose presence it is, and whether these facts name another account, or a host where none was known. Mutating in
    /// name only: it is looked at in its table, which would copy it, a dozen references with it, to a method that is not.
    fileprivate mutating func compare(_ facts: Facts?) -> (person: Int32, isOther: Bool) {
        guard let facts else { return (person, false) }
        if self.facts.host.isEmpty, self.facts.user.isEmpty, !facts.host.isEmpty { return (person, true) }
        // Not to know an account is not to know that there is none.
        return (person, facts.accountIsKnown && facts.account != self.facts.account)
    }
}

extension Policy {
    /// The hash by which a host is found again, bytes as they came; 0 for none.
    func hostKey(_ host: ByteString) -> UInt64 {
        host.isEmpty ? 0 : host.withBytes { SeededHash.of($0, seed: textSeed) }
    }

    /// The hash of the /24 or /64 of an address; nil for a name.
    func netKey(_ host: ByteString) -> UInt64? {
        HostRing.net(of: host.bytes).map { SeededHash.of($0, seed: ~textSeed) }
    }

    /// The hash by which a name in a text is found among those present.
    func nameHash(_ name: PeerText) -> UInt64 { Mentions.key(of: name.raw.utf8, seed: textSeed) }
}
