// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Conf

/// Her own life: policies, ends of orders, summing-up, farewell.
extension Engine {
    /// The rooms of the state follow those of the policy; moments of prompts begin to count when a prompt comes in.
    mutating func rehearsePolicy() {
        for record in state.rooms { state.otherRooms[record.room] = record }
        state.heard.forget()
        state.rooms = policy.rooms.map { room in
            state.otherRooms.removeValue(forKey: room.room) ?? RoomRecord(room.room)
        }
        recount()
        let known = Set(policy.prompts.flatMap { prompt in prompt.rooms.map { SlotID(prompt: prompt.name, room: $0) } })
        for id in state.slots.keys where !known.contains(id) {
            state.slots[id] = nil
            state.dirty.slots.insert(id)
        }
        for id in known where state.slots[id] == nil {
            state.slots[id] = Slot(done: state.core.now)
            state.dirty.slots.insert(id)
        }
        // What is due depends on the policy too.
        state.deadlines = Deadlines()
        refreshDeadlines()
    }

    /// The names in each room are counted anew from the presences.
    private mutating func recount() {
        for index in state.rooms.indices {
            state.rooms[index].names = PresentNames()
            state.rooms[index].memberCount = 0
        }
        for presence in state.presences.values {
            for room in presence.rooms {
                guard let index = policy.indexOfRoom[room.room] else { continue }
                state.rooms[index].names.add(presence.nameHash)
                state.rooms[index].memberCount &+= 1
            }
        }
    }

    /// A policy is in force from here on.
    mutating func observePolicy(at now: Timestamp) {
        // Slots made before any event know no time yet.
        for id in state.slots.keys where state.slots[id]?.done == .distantPast {
            state.slots[id]?.done = now
            state.dirty.slots.insert(id)
        }
        if state.core.beganAt == .distantPast { state.core.beganAt = now }
        forgetDisclosures()
        state.dirty.core = true
        state.deadlines.isStale = true
    }

    /// Hush, pause and a mode for a time end by themselves, and say so.
    mutating func endOrders(_ turn: inout Turn) {
        if let until = state.core.hushedUntil, until <= turn.at {
            var draft = Draft("hush ends", self, at: turn.at)
            draft.change(.hushed(until: nil))
            draft.alert(words(.hushEnds), policy)
            take(draft, in: &turn)
        }
        if let until = state.core.pausedUntil, until <= turn.at {
            var draft = Draft("pause ends", self, at: turn.at)
            draft.change(.paused(until: nil))
            draft.alert(words(.pauseEnds, [.mode: .own(modeWord(at: turn.at))]), policy)
            take(draft, in: &turn)
        }
        if let until = state.core.modeUntil, until <= turn.at {
            var draft = Draft("mode ends", self, at: turn.at)
            draft.change(.modeSet(nil, until: nil))
            let former = policy.rooms.map(\.mode).min() ?? .observe
            let meaning: Words.Key = former == .observe ? .modeObserve : former == .ask ? .modeAsk : .modeAct
            draft.alert(words(.modeEnds, [.mode: .own(former.rawValue), .meaning: .phrase(meaning)]), policy)
            take(draft, in: &turn)
        }
    }

    /// When seven days of observing are to be summed up, once.
    var summingUpDue: Timestamp? {
        guard state.core.summedUpAt == .distantPast, state.core.beganAt > .distantPast,
            // By place: a room's policy lent whole is copied.
            policy.rooms.indices.contains(where: { policy.rooms[$0].mode == .observe })
        else { return nil }
        let due = state.core.beganAt + .days(7)
        return policy.quiet?.end(from: max(due, state.core.now), in: policy.zone) ?? due
    }

    mutating func sumUp(_ turn: inout Turn) {
        guard let due = summingUpDue, due <= turn.at, !isQuiet(at: turn.at) else { return }
        var draft = Draft("summing-up", self, at: turn.at)
        draft.change(.summedUp(at: turn.at))
        let observed = state.cases.values.filter { $0.mode == .observe && !$0.accusesNobody }
        let hurt = Set(observed.filter { $0.judgement == .wrong }.map(\.person)).count
        if !observed.isEmpty {
            draft.alert(
                words(
                    .deskWeek,
                    [
                        .cases: .number(observed.count), .right: .number(observed.count { $0.judgement == .right }),
                        .wrong: .number(observed.count { $0.judgement == .wrong }),
                        .open: .number(observed.count { $0.judgement == .open }),
                        .hurt: .number(hurt),
                    ]), policy)
        }
        if let line = calmSummary {
            draft.alert(line, policy)
            draft.change(.calmsTold(at: turn.at))
        }
        take(draft, in: &turn)
    }

    /// Lets go of what time has made worthless.
    mutating func forgetOld(at now: Timestamp) {
        for network in state.networks.keys {
            guard let record = state.networks[network], !record.splitAway.isEmpty, record.splitUntil <= now else {
                continue
            }
            state.networks[network]?.splitAway = [:]
        }
        state.former.age(at: now)
        guard now - state.core.agedAt >= .days(1) else { return }
        state.core.agedAt = now
        state.dirty.core = true
        forgetCases(at: now)
        forgetAmends(at: now)
        forgetLessons(before: now - policy.memory.features)
        state.campaigns.age(at: now)
        state.homes.age(at: now)
        seeTeam(at: now)
        state.core.hostKeys.age(at: now)
        state.dirty.persons.formUnion(state.persons.forgetHosts(since: now - Self.hostsLast))
        let unseen = state.persons.forgetUnseen(since: now - policy.memory.seen, keeping: personsInUse)
        state.dirty.gonePersons.formUnion(unseen)
    }

    /// Texts go first, the case itself later; never one under which something stands or is asked.
    private mutating func forgetCases(at now: Timestamp) {
        let standing = Set(state.sanctions.values.map(\.caseNumber))
        for found in state.cases.values {
            let age = now - found.changedAt
            if age > policy.memory.cases, !standing.contains(found.number), !state.proposals.contains(found.number) {
                dropCase(found.number)
            } else if age > policy.memory.text, !found.lines.isEmpty || found.appeal != nil {
                state.cases[found.number]?.lines = []
                state.cases[found.number]?.appeal = found.appeal.map { _ in PeerText("") }
                state.dirty.cases.insert(found.number)
            }
        }
    }

    mutating func noteDesk(_ capability: Event.Capability, _ turn: inout Turn) {
        guard let room = turn.event.room, policy.deskSet.contains(room) else { return }
        if noteSealed(capability.cannot.contains(.read), room) { turn.isDeskSealed = true }
        guard let isOpen = capability.isOpen else { return }
        if isOpen { turn.isDeskOpen = state.openDesks.insert(room).inserted } else { state.openDesks.remove(room) }
    }

    /// The desk learns what she can do in a room: once, and again only when it is something else. Of itself it learns
    /// that it is open.
    mutating func tellCapabilities(_ turn: inout Turn) {
        if turn.isDeskOpen, let room = turn.event.room {
            var draft = Draft("open desk", self, at: turn.at, room: room)
            draft.alert(
                words(.capableOpen, [.room: .room(room), .fix: closing[room] ?? .own("")]), policy)
            take(draft, in: &turn)
        }
        guard !policy.isRehearsal else { return }
        if turn.isDeskSealed { tellSealed(&turn) }
        for index in turn.newCapabilities {
            if let capability = state.rooms[index].capability { tell(capability, in: index, &turn) }
        }
    }

    private mutating func tell(_ capability: Event.Capability, in index: Int, _ turn: inout Turn) {
        let room = state.rooms[index].room
        let can = capability.can.compactMap(value)
        let lacksRights = !capability.can.contains(.kick)
        let cannot = (lacksRights ? capability.rights : capability.cannot).compactMap(value)
        var instead: [Words.Key] = []
        for key in capability.cannot.compactMap({ self.instead(of: $0, index) }) where !instead.contains(key) {
            instead.append(key)
        }
        var draft = Draft("capability", self, at: turn.at, room: room)
        let values: [Words.Slot: Words.Value] = [
            .room: roomValue(room), .mode: .own(mode(in: index, at: turn.at).rawValue), .can: .list(can),
            .cannot: .list(cannot), .instead: .list(instead.map { .phrase($0) }), .fix: rightsFix(in: room),
        ]
        if isEncrypted(room) {
            draft.alert(words(.capableEncrypted, values), policy)
            if !lacksRights { return take(draft, in: &turn) }
        }
        var line = words(lacksRights ? .capableLess : cannot.isEmpty ? .capablePlain : .capableAll, values)
        if !lacksRights, capability.levels != nil {
            line = words(.capableMore, values.merging([.text: .said(line)]) { $1 })
        }
        if case .capability = turn.event.kind, turn.room == index, let by = byHand(turn) {
            line = words(.capableBy, [.by: by, .text: .said(line)])
        }
        draft.alert(line, policy)
        take(draft, in: &turn)
    }

    /// What is said there she cannot read, and says nothing herself (ADR 0023).
    func isEncrypted(_ room: RoomID) -> Bool {
        policy.indexOfRoom[room].flatMap { state.rooms[$0].capability }?.cannot.contains(.read) ?? false
    }

    /// What is said there reaches nobody: it is encrypted, she may not speak, or is not there (it would be said at her
    /// return, when it fits no more).
    func isUnsayable(_ room: RoomID) -> Bool {
        if absence(from: room) != nil { return true }
        let cannot = policy.indexOfRoom[room].flatMap { state.rooms[$0].capability }?.cannot ?? []
        return cannot.contains(.read) || cannot.contains(.say)
    }

    private func value(_ ability: Event.Ability) -> Words.Value? { ability.words.map { .phrase($0) } }

    /// What is done here in place of what cannot be: the next gentler step that can.
    private func instead(of ability: Event.Ability, _ index: Int) -> Words.Key? {
        let mute = Step.mute(Step.standardMute)
        switch ability {
        case .say, .whisper, .asksOp, .read, .erase: return nil
        case .timedBan: return .insteadTimed
        case .remove, .mute: return .stepWord
        case .kick: return isFeasible(mute, in: index) ? .canMute : .stepWord
        case .ban: return isFeasible(.kick, in: index) ? .canKick : instead(of: .kick, index)
        }
    }

    /// How each open desk is closed, and she not shut out of it.
    var closing: [RoomID: Words.Value] {
        guard !state.openDesks.isEmpty else { return [:] }
        return Dictionary(
            uniqueKeysWithValues: state.openDesks.map { desk in
                (desk, .phrase(desk.closingDesk, [.room: .room(desk), .bot: ownName(on: desk.network)]))
            })
    }

    /// Rooms she was not configured for are declined, with the contact (FIELD rule 22).
    mutating func declineInvitation(_ turn: inout Turn) {
        guard let member = turn.event.member, let facts = turn.event.facts, let room = turn.event.room, !facts.isBot
        else { return }
        guard policy.indexOfRoom[room] == nil, !policy.deskSet.contains(room) else {
            var draft = Draft("invited", self, at: turn.at, room: room)
            draft.owe(.join, room: room, network: room.network, lane: .answer)
            take(draft, in: &turn)
            return
        }
        guard let number = turn.person else { return }
        guard !state.persons[number].answers.contains(where: { turn.at - $0 < .minutes(10) }) else { return }
        var draft = Draft("invited", self, at: turn.at, person: state.persons[number].id, name: facts.name)
        let target = Target(member, state.persons[number].id, facts)
        draft.whisper(
            words(policy.contact.isEmpty ? .inviteDeclinedBare : .inviteDeclined, [.contact: .own(policy.contact)]),
            to: target)
        take(draft, in: &turn)
    }

    /// The wall clock jumped ahead: what ends by elapsed time moves along, so that nothing ends early (THREATS K11).
    mutating func followClock(_ step: TimeSpan) {
        guard step > .zero else { return }
        for id in state.sanctions.keys {
            guard let until = state.sanctions[id]?.until else { continue }
            state.sanctions[id]?.until = until + step
            state.dirty.sanctions.insert(id)
        }
        for index in state.rooms.indices {
            guard let raid = state.rooms[index].raid, raid.isOpen else { continue }
            state.rooms[index].raid?.until = raid.until + step
        }
        for (number, poll) in state.polls where poll.outcome == nil {
            state.polls[number]?.until = poll.until + step
            state.dirty.polls.insert(number)
        }
        state.core.hushedUntil = state.core.hushedUntil.map { $0 + step }
        state.core.pausedUntil = state.core.pausedUntil.map { $0 + step }
        state.core.modeUntil = state.core.modeUntil.map { $0 + step }
        state.dirty.core = true
        state.deadlines.isStale = true
    }

    mutating func tellClock(_ step: TimeSpan, _ turn: inout Turn) {
        var draft = Draft("clock", self, at: turn.at)
        let isForward = step > .zero
        draft.alert(
            words(isForward ? .clockForward : .clockBackward, [.delta: .duration(isForward ? step : .zero - step)]),
            policy)
        take(draft, in: &turn)
    }

    /// A case in lines, for an operator's `why`.
    public func explain(_ number: Int32) -> [String] {
        guard let found = state.cases[number] else { return [] }
        return explanation(of: found, at: state.core.now).map(\.text)
    }

    /// A small summary for `status` and the board.
    public var status: EngineStatus {
        EngineStatus(
            community: policy.community, mode: modeNow(at: state.core.now), rooms: policy.rooms.map(\.displayName),
            members: state.rooms.map(\.memberCount), standings: policy.rooms.indices.map { standing($0) },
            openCases: state.cases.values.count { $0.judgement == .open },
            standing: state.sanctions.count, owed: state.acts.count, hushedUntil: state.core.hushedUntil,
            pausedUntil: state.core.pausedUntil,
            persons: state.persons.count, lessons: state.lessons.all.count, taught: taughtCount)
    }
}

/// What `status` shows of a community.
public struct EngineStatus: Sendable, Hashable {
    public var community: CommunityID
    public var mode: Mode
    public var rooms: [String]
    public var members: [Int32]
    /// Of each of `rooms`.
    public var standings: [Standing]
    public var openCases: Int
    public var standing: Int
    public var owed: Int
    public var hushedUntil: Timestamp?
    public var pausedUntil: Timestamp?
    public var persons: Int
    /// Cases that taught something, and the words and pairs of words that have an effect.
    public var lessons: Int
    public var taught: Int

    /// How one room stands.
    public struct Standing: Sendable, Hashable {
        public var mode: Mode
        public var openCases: Int
        public var owed: Int
        /// What is said there she cannot read.
        public var isEncrypted = false
    }
}

extension Event.Ability {
    /// What it is called; nil for what goes without saying.
    public var words: Words.Key? {
        switch self {
        case .say, .read, .erase: nil
        case .whisper: .canWord
        case .remove: .canRemove
        case .mute: .canMute
        case .kick: .canKick
        case .ban: .canBan
        case .timedBan: .canTimed
        case .asksOp: .canAskOp
        }
    }
}
