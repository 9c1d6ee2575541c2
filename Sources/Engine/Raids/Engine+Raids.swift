// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Raids: seen by how many strangers come and how alike they are, answered by a door that is closed for a while to
/// strangers alone, and opened again (THREATS S6).
extension Engine {
    /// For so long a door is closed at a time.
    static let lockLasts = TimeSpan.minutes(10)
    /// Something seen so lately speaks for its going on.
    static let evidenceLasts = TimeSpan.minutes(3)
    /// What people have opened she does not close again alone within this time.
    static let reopenedLasts = TimeSpan.minutes(30)
    /// Who has been known for so long is no stranger, though they never spoke.
    static let knownAfter = TimeSpan.days(7)
    /// After a reconnect people come back whom she knows.
    static let homecoming = TimeSpan.minutes(5)

    // MARK: - What is seen (soft)

    /// A stranger came in: counted, and remembered as one of a raid that is going on.
    mutating func countStranger(
        _ arrival: Arrival, in index: Int, isHere: (MemberID) -> Bool, _ turn: inout Turn
    ) {
        guard let facts = turn.event.facts, !facts.isBot, !facts.rank.isModerator, let room = turn.event.room
        else { return }
        let number = arrival.person
        guard !policy.isNamed(state.persons[number].id) else { return }
        if !turn.isNewPerson {
            guard turn.at - state.persons[number].firstSeen < Self.knownAfter, state.persons[number].answered == 0
            else { return }
            let connectedAt = state.networks[room.network]?.connectedAt ?? .distantPast
            guard turn.at - connectedAt >= Self.homecoming else { return }
        }
        turn.isStranger = true
        let form = NameForm(facts.name, seed: policy.textSeed)
        let isOneMore = state.rooms[index].crowd.add(
            Crowd.Stranger(
                arrival: arrival, host: policy.hostKey(facts.host), stem: form.stem, shape: form.shape,
                isPlain: form.isPlain),
            isHere: isHere)
        guard let raid = state.rooms[index].raid, raid.isOpen else {
            if isOneMore { state.rooms[index].usual.add(in: hour(turn.at)) }
            return
        }
        state.persons[number].raid = raid.number
        guard isOneMore else { return }
        state.rooms[index].raid?.joins = min(raid.joins, .max - 1) + 1
        // Looked at again now and then: comparing all of ten thousand would cost more than it tells.
        if raid.joins % 4 == 0, sight(in: index, at: turn.at) != nil {
            state.rooms[index].raid?.lastEvidence = turn.at
        }
    }

    /// The first line of somebody who came in of late.
    mutating func hearFirstLine(_ skeleton: UInt64, length: Int, by number: Int32, in index: Int, _ turn: inout Turn) {
        guard turn.standing == .newcomer, length >= Self.firstLineLeast else { return }
        guard state.rooms[index].crowd.hear(skeleton, of: number, at: turn.at) else { return }
        turn.isStranger = true
        if state.rooms[index].raid?.isOpen == true, sight(in: index, at: turn.at) != nil {
            state.rooms[index].raid?.lastEvidence = turn.at
        }
    }
    /// «hello» is said by many.
    static let firstLineLeast = 12

    private func hour(_ now: Timestamp) -> Int {
        let local = policy.zone.local(now)
        return local.day * 24 + local.minuteOfDay / 60
    }

    /// Many more strangers than usual, and alike; nil otherwise.
    func sight(in index: Int, at now: Timestamp) -> Raid.Sight? {
        var recent = state.rooms[index].crowd.recent(at: now)
        // Those to whom people have opened the door were judged by then: only who came since speaks for a raid.
        if let last = state.rooms[index].raid, last.isReopenedByHand, let ended = last.endedAt {
            recent = recent.drop { $0.at <= ended }
        }
        let normal = state.rooms[index].usual.within2Minutes(of: hour(now))
        let least = min(Crowd.ceiling, max(Crowd.floor, normal * Crowd.excess))
        guard recent.count >= Int(least), let first = recent.first else { return nil }
        guard let (alike, trait) = Crowd.likeness(recent, isTelling: { isTelling(host: $0) }) else { return nil }
        return Raid.Sight(
            joins: Int32(clamping: recent.count), span: now - first.at, alike: Int32(clamping: alike),
            trait: trait, normal: normal)
    }

    /// A host from which somebody comes who belongs here says nothing: a homeserver, a university, a gateway.
    private func isTelling(host: UInt64) -> Bool {
        !state.persons.numbers(from: host).contains { number in
            state.persons[number].answered > 0
                || state.persons.standing(of: number, at: state.core.now) != .newcomer
        }
    }

    /// 0 calm, 1 many at once, 2 a raid.
    func raidLevel(_ index: Int, at now: Timestamp) -> Int32 {
        if state.rooms[index].raid?.isOpen == true { return 2 }
        return isRaid(index, at: now) ? 1 : 0
    }

    // MARK: - What is decided

    /// Somebody came in, or spoke for the first time: is it a raid now?
    mutating func watchDoor(_ turn: inout Turn) {
        guard turn.isStranger, let index = turn.room, state.rooms[index].raid?.isOpen != true,
            let sight = sight(in: index, at: turn.at)
        else { return }
        let record = state.rooms[index]
        var mode = min(policy.alone.raids, isPaused(at: turn.at) ? .observe : mode(in: index, at: turn.at))
        // What people opened stays open: they are asked.
        if let last = record.raid, last.isReopenedByHand, let ended = last.endedAt,
            turn.at - ended < Self.reopenedLasts
        {
            mode = min(mode, .ask)
        }
        let left = record.closingLeft(at: turn.at)
        let isSpent = mode == .act && left < Closing.least
        if isSpent { mode = .ask }
        var draft = Draft("raid", self, at: turn.at, room: record.room)
        draft.decision.mode = mode
        draft.caseNumber = state.core.nextCase
        var raid = Raid(
            number: draft.caseNumber, room: record.room, beganAt: turn.at - sight.span, until: turn.at + Self.lockLasts,
            mode: mode, sight: sight, joins: sight.joins, lastEvidence: turn.at)
        switch mode {
        case .act: draft.close(&raid, for: min(Self.lockLasts, left))
        case .ask: draft.alertOfRoom(words(isSpent ? .deskRaidSpent : .deskRaidAsked, values(of: raid)), policy)
        case .observe:
            // As all that is only watched: one message an hour.
            if turn.at - state.core.toldAt >= Self.observedEvery, !isQuiet(at: turn.at) {
                draft.alertOfRoom(words(.deskRaidObserved, values(of: raid)), policy)
                draft.change(.told([], at: turn.at))
            }
        }
        draft.change(.raid(raid, arrived: arrived(in: index, since: turn.at - Crowd.window)))
        take(draft, in: &turn)
    }

    func arrived(in index: Int, since: Timestamp) -> [PersonID] {
        state.rooms[index].crowd.since(since).map { state.persons[$0].id }
    }

    /// Something of theirs was sanctioned: it goes on.
    mutating func noteEvidence(against person: PersonID, in room: RoomID, at now: Timestamp) {
        guard let index = policy.indexOfRoom[room], let raid = state.rooms[index].raid, raid.isOpen,
            let number = state.persons.number(of: person), state.persons[number].raid == raid.number
        else { return }
        state.rooms[index].raid?.lastEvidence = now
    }

    /// Raids whose time is over: prolonged where they go on and she may, ended otherwise. Doors open by themselves.
    mutating func endRaids(_ turn: inout Turn) {
        for index in state.rooms.indices {
            guard var raid = state.rooms[index].raid, raid.isOpen, raid.until <= turn.at else { continue }
            var draft = Draft("raid", self, at: turn.at, room: raid.room)
            draft.caseNumber = raid.number
            let goesOn = turn.at - raid.lastEvidence <= Self.evidenceLasts
            let left = state.rooms[index].closingLeft(at: turn.at)
            if let lock = raid.lock.flatMap({ state.sanctions[$0] }), lock.liftedBy == nil {
                if goesOn, raid.by == nil, left >= Closing.least {
                    prolong(&raid, lock, to: turn.at + min(Self.lockLasts, left), &draft)
                    draft.alertOfRoom(words(.deskRaidLonger, values(of: raid)), policy)
                } else {
                    raid.endedAt = turn.at
                    if goesOn, raid.by == nil { draft.alertOfRoom(words(.deskRaidSpent, values(of: raid)), policy) }
                }
            } else if goesOn {
                raid.until = raid.lastEvidence + Self.lockLasts
            } else {
                raid.endedAt = turn.at
            }
            draft.change(.raid(raid, arrived: []))
            take(draft, in: &turn)
        }
    }

    func prolong(_ raid: inout Raid, _ lock: Sanction, to until: Timestamp, _ draft: inout Draft) {
        var lock = lock
        lock.until = until
        raid.until = until
        draft.change(.sanctioned(lock))
    }

    // MARK: - Those who came in it

    /// How those who came in a raid stand now.
    struct Cohort {
        /// By whom none of the team or of the regulars has been answered, and who may be touched.
        var strangers: [Int32] = []
        var answered = 0
        var gone = 0
        var all = 0
    }

    func cohort(of raid: Raid, at now: Timestamp) -> Cohort {
        var cohort = Cohort()
        guard !raid.isKept else { return cohort }
        var present: Set<Int32> = []
        for presence in state.presences.values where presence.rank(in: raid.room) != nil {
            present.insert(presence.person)
        }
        let guards = Guards(policy: policy, room: policy.room(raid.room))
        for (place, person) in state.persons.records.enumerated() where person.raid == raid.number {
            let number = Int32(place)
            guard state.persons.number(of: person.id) == number else { continue }
            cohort.all += 1
            if !present.contains(number) { cohort.gone += 1 }
            let may = guards.mayAct(
                on: person.id, person, facts: nil, rule: "raid", isHard: true, isOrdered: true, at: now)
            if person.answered > 0 || person.standing(at: now) != .newcomer || may != .may {
                cohort.answered += 1
            } else {
                cohort.strangers.append(number)
            }
        }
        return cohort
    }

    // MARK: - Words

    func values(of raid: Raid) -> [Words.Slot: Words.Value] {
        let now = state.core.now
        var values: [Words.Slot: Words.Value] = [
            .case: .number(Int(raid.number)), .room: roomValue(raid.room), .joins: .number(Int(raid.joins)),
            .until: .moment(raid.until, now: now, policy.zone), .by: .who(raid.by ?? PeerText("–"), account: nil),
            .duration: .duration(raid.until - now), .limit: .duration(Closing.most), .span: .duration(Closing.within),
            .byhand: byHandToOpen(raid),
        ]
        if let sight = raid.sight {
            values[.joins] = .number(Int(sight.joins))
            values[.window] = .duration(max(.seconds(1), sight.span))
            values[.normal] = .number(Int(sight.normal))
            values[.alike] = .number(Int(sight.alike))
            values[.kind] = .phrase(
                sight.trait == .host ? .alikeHost : sight.trait == .name ? .alikeName : .alikeLine)
        }
        return values
    }

    /// How people open the door without her.
    func byHandToOpen(_ raid: Raid) -> Words.Value {
        byHandToOpen(raid.lock.flatMap { state.sanctions[$0]?.receipt?.mark } ?? "", in: raid.room)
    }

    func byHandToOpen(_ mark: ByteString, in room: RoomID) -> Words.Value {
        if mark.isEmpty || mark.bytes.count > 1 { return .phrase(room.opening, [.room: roomValue(room)]) }
        return .phrase(.byhandLift, [.room: roomValue(room), .text: .peer(PeerText(mark.text), limit: 8)])
    }
}

extension Draft {
    /// Owes the closing of a door, and the end of it.
    mutating func close(_ raid: inout Raid, for span: TimeSpan) {
        let id = owe(.lock(span, mark: ""), room: raid.room, network: raid.room.network, lane: .sanction)
        raid.lock = id
        raid.lockedAt = at
        raid.until = at + span
        stand(id, .lock, .everybody(in: raid.room), raid.room, until: raid.until)
    }

    /// What concerns a room and shows nobody: told at open desks too.
    mutating func alertOfRoom(_ words: Utterance, _ policy: Policy) {
        guard !words.text.isEmpty else { return }
        for desk in policy.desk { owe(.alert(words), room: desk, network: desk.network, lane: .sanction) }
    }
}

extension Target {
    /// Nobody in particular: whom a lock concerns.
    static func everybody(in room: RoomID) -> Target {
        Target(
            member: MemberID(room.network, ""), person: PersonID(room.network, .host, ""), account: nil, user: "",
            host: "", name: PeerText(""))
    }
}
