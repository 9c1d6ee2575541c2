// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

extension Engine {
    /// After a roster became whole, nobody is judged for this long (FIELD rule 8).
    static let settling = TimeSpan.seconds(5)
    /// Who makes her reconnect again and again gains nothing by it: after so many in an hour there is no more grace.
    static let reconnectionsMost = 3
    /// How long an unknown rank is waited for: adapters ask the server again after 60 s, and it may take 10 s to answer.
    static let rankLease = TimeSpan.seconds(70)
    /// What is held at most; beyond it nothing more is, and the next line of whoever it was is judged with those before.
    static let heldMost = 512

    /// Too soon after the roster became whole to judge anybody, or not whole yet.
    func isSettling(_ index: Int, at now: Timestamp) -> Bool {
        guard let synced = state.rooms[index].syncedAt else { return true }
        // Nearly always.
        if now - synced >= Self.settling { return false }
        return now - synced < grace(in: index, at: now)
    }

    private func grace(in index: Int, at now: Timestamp) -> TimeSpan {
        let network = state.networks[state.rooms[index].room.network]
        let lately = network?.reconnections.count { now - $0 < .hours(1) } ?? 0
        return lately >= Self.reconnectionsMost ? .zero : Self.settling
    }

    /// Nobody inside needs to be known before a knock from outside is judged, and once its turn is over it is no knock.
    func mustWait(_ turn: Turn, _ facts: Facts, _ index: Int) -> Bool {
        !turn.event.isKnock && mustWait(facts, index, at: turn.at)
    }

    func mustWait(_ facts: Facts, _ index: Int, at now: Timestamp) -> Bool {
        facts.rank == .unknown || isSettling(index, at: now)
    }

    /// Puts by what this turn says against its author. Of one person in one room the hardest is kept, under the first
    /// one's end.
    mutating func hold(_ turn: inout Turn) {
        guard turn.carried == nil, turn.verdict.score > 0 || turn.view != nil, let number = turn.person,
            let index = turn.room, let member = turn.event.member, let facts = turn.facts ?? turn.event.facts,
            mustWait(turn, facts, index), let found = hardest(turn, number: number, index: index)
        else { return }
        let (room, person) = (state.rooms[index].room, state.persons[number].id)
        var held = Held(
            candidate: found, room: room, member: member, person: person, standing: turn.standing, facts: facts,
            line: turn.event.caseLine, due: turn.at + (facts.rank == .unknown ? Self.rankLease : .zero))
        if let synced = state.rooms[index].syncedAt {
            held.due = max(held.due, synced + grace(in: index, at: turn.at))
        } else {
            held.due = max(held.due, turn.at + Self.rankLease)
        }
        if let former = state.held.first(where: { $0.isOf(person, in: room) }) {
            guard found.step.severity >= former.candidate.step.severity else { return }
            held.due = min(held.due, former.due)
        } else if state.held.count >= Self.heldMost {
            return
        }
        var draft = Draft("held", self, at: turn.at, room: room, person: person)
        draft.change(.held(held.withoutWords))
        take(draft, in: &turn)
        putWords(of: turn.event, into: draft.decision)
    }

    mutating func applyHeld(_ change: Change) {
        switch change {
        case .held(var held):
            if let place = state.held.firstIndex(where: { $0.isOf(held.person, in: held.room) }) {
                let former = state.held[place]
                if former.candidate.rule == held.candidate.rule,
                    former.candidate.step.severity == held.candidate.step.severity
                {
                    held.others = Array((former.others + [former.line].compactMap { $0 }).suffix(Held.linesMost))
                }
                state.held[place] = held
            } else {
                state.held.append(held)
            }
        case .waited(let room, let person): dropHeld { $0.isOf(person, in: room) }
        default: return
        }
        state.dirty.held = true
        state.deadlines.isStale = true
    }

    /// What was said stands in the event alone.
    mutating func putWords(of event: Event, into decision: Decision) {
        for case .held(let held) in decision.changes {
            guard held.line != nil, let place = state.held.firstIndex(where: { $0.isOf(held.person, in: held.room) })
            else { continue }
            state.held[place].line = event.caseLine
        }
    }

    mutating func dropHeld(_ isOver: (Held) -> Bool) {
        guard state.held.contains(where: isOver) else { return }
        state.held.removeAll(where: isOver)
        state.dirty.held = true
    }

    /// A roster has come: whose rank it tells need not be waited for any longer than the grace.
    mutating func hastenHeld(in index: Int, at now: Timestamp) {
        let room = state.rooms[index].room
        let end = max(now, (state.rooms[index].syncedAt ?? now) + grace(in: index, at: now))
        for place in state.held.indices where state.held[place].room == room {
            let rank = state.presences[state.held[place].member]?.rank(in: room) ?? .unknown
            guard rank != .unknown, end < state.held[place].due else { continue }
            state.held[place].due = end
            state.dirty.held = true
        }
    }

    /// The wait is over: judged as if seen now, by what is known now. Whose rank is unknown still is left to people.
    mutating func judgeHeld(_ turn: inout Turn) {
        let due = state.held.filter { $0.due <= turn.at }
        if due.isEmpty { return }
        var draft = Draft("held", self, at: turn.at)
        for held in due { draft.change(.waited(held.room, held.person)) }
        take(draft, in: &turn)
        for held in due {
            let presence = state.presences[held.member]
            // Who changed hosts meanwhile has another record.
            guard let index = policy.indexOfRoom[held.room],
                let number = state.persons.number(of: held.person) ?? presence?.person, number >= 0,
                let candidate = asOfNow(held.candidate, in: index, at: turn.at)
            else { continue }
            let person = state.persons[number]
            var facts = held.facts
            if let presence, let rank = presence.rank(in: held.room) {
                facts = presence.facts
                facts.rank = rank
            }
            let isUnsure = facts.rank == .unknown
            // Nobody can be proven to be of the team: as little can they be proven not to be. People decide.
            if isUnsure { facts.rank = .member }
            let guards = Guards(policy: policy, room: policy.rooms[index])
            let answer = guards.mayAct(
                on: person.id, person, facts: facts, rule: candidate.rule, isHard: candidate.verdict.isHard,
                isOrdered: false, at: turn.at)
            guard answer == .may else { continue }
            turn.standing = held.standing
            for line in held.others + [held.line] {
                respond(
                    candidate, to: Target(held.member, person.id, facts), number: number, index: index, line: line,
                    doubt: isUnsure ? .rank : nil, &turn)
            }
        }
    }

    /// In no mode that does more than the file and the moderators want by now; nil where the file has that rule no longer.
    private func asOfNow(_ candidate: Candidate, in index: Int, at now: Timestamp) -> Candidate? {
        var candidate = candidate
        candidate.mode = min(candidate.mode, mode(mode(in: index, at: now), of: candidate.rule, at: now))
        guard candidate.isOfFile else { return candidate }
        guard let rule = policy.rooms[index].rules.first(where: { $0.name == candidate.rule }) else { return nil }
        candidate.mode = min(candidate.mode, rule.mode ?? (policy.isRehearsal ? candidate.mode : .observe))
        return candidate
    }
}

extension Target {
    init(_ member: MemberID, _ person: PersonID, _ facts: Facts) {
        self.init(
            member: member, person: person, account: facts.account, user: facts.user, host: facts.host, name: facts.name
        )
    }
}
