// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// What speaks against somebody while it is too soon to judge: put by, and judged when its time has come, whether or
/// not they say another word. To wait is a lease (THREATS L6, S3, S7).
struct Held: Sendable {
    var candidate: Engine.Candidate
    var room: RoomID
    var member: MemberID
    var person: PersonID
    var standing: Standing
    /// As told when it was seen.
    var facts: Facts
    var line: CaseLine?
    /// What the same person said before it that speaks for the same step, the newest `linesMost`: it goes along.
    var others: [CaseLine] = []
    static let linesMost = 10
    /// When it is judged.
    var due: Timestamp
}

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

    func mustWait(_ facts: Facts, _ index: Int, at now: Timestamp) -> Bool {
        facts.rank == .unknown || isSettling(index, at: now)
    }

    /// Puts by what this turn says against its author. Of one person in one room the hardest is kept, under the first
    /// one's end.
    mutating func hold(_ turn: Turn) {
        guard state.retirement == nil, turn.verdict.score > 0 || turn.view != nil, let number = turn.person,
            let index = turn.room,
            let member = turn.event.member, let facts = turn.facts ?? turn.event.facts,
            mustWait(facts, index, at: turn.at), let found = hardest(turn, number: number, index: index)
        else { return }
        let room = state.rooms[index].room
        var held = Held(
            candidate: found, room: room, member: member, person: state.persons[number].id, standing: turn.standing,
            facts: facts, line: turn.event.caseLine, due: turn.at + (facts.rank == .unknown ? Self.rankLease : .zero))
        if let synced = state.rooms[index].syncedAt {
            held.due = max(held.due, synced + grace(in: index, at: turn.at))
        } else {
            held.due = max(held.due, turn.at + Self.rankLease)
        }
        state.deadlines.isStale = true
        if let place = state.held.firstIndex(where: { $0.room == room && $0.person == held.person }) {
            guard found.step.severity >= state.held[place].candidate.step.severity else { return }
            held.due = min(held.due, state.held[place].due)
            let former = state.held[place]
            if former.candidate.rule == held.candidate.rule, former.candidate.step.severity == found.step.severity {
                held.others = Array((former.others + [former.line].compactMap { $0 }).suffix(Held.linesMost))
            }
            state.held[place] = held
        } else if state.held.count < Self.heldMost {
            state.held.append(held)
        }
    }

    /// Takes what is due off the list; half of a turn of its own, so that it is gone after a recovery too.
    mutating func takeHeld(_ turn: inout Turn) {
        guard state.held.contains(where: { $0.due <= turn.at }) else { return }
        turn.held = state.held.filter { $0.due <= turn.at }
        state.held.removeAll { $0.due <= turn.at }
        state.deadlines.isStale = true
    }

    /// A roster has come: whose rank it tells need not be waited for any longer than the grace.
    mutating func hastenHeld(in index: Int, at now: Timestamp) {
        let room = state.rooms[index].room
        let end = max(now, (state.rooms[index].syncedAt ?? now) + grace(in: index, at: now))
        for place in state.held.indices where state.held[place].room == room {
            let rank = state.presences[state.held[place].member]?.rank(in: room) ?? .unknown
            if rank != .unknown { state.held[place].due = min(state.held[place].due, end) }
        }
    }

    /// The wait is over: judged as if seen now, by what is known now. Whose rank is unknown still is left to people.
    mutating func judgeHeld(_ turn: inout Turn) {
        for held in turn.held {
            guard let index = policy.indexOfRoom[held.room], let number = state.persons.number(of: held.person)
            else { continue }
            var facts = held.facts
            if let presence = state.presences[held.member], let rank = presence.rank(in: held.room) {
                facts = presence.facts
                facts.rank = rank
            }
            let isUnsure = facts.rank == .unknown
            // Nobody can be proven to be of the team: as little can they be proven not to be. People decide.
            if isUnsure { facts.rank = .member }
            let guards = Guards(policy: policy, room: policy.rooms[index])
            let answer = guards.mayAct(
                on: held.person, state.persons[number], facts: facts, rule: held.candidate.rule,
                isHard: held.candidate.verdict.isHard, isOrdered: false, at: turn.at)
            guard answer == .may else { continue }
            turn.standing = held.standing
            for line in held.others + [held.line] {
                respond(
                    held.candidate, to: Target(held.member, held.person, facts), number: number, index: index,
                    line: line, isUnsure: isUnsure, &turn)
            }
        }
    }
}

extension Target {
    init(_ member: MemberID, _ person: PersonID, _ facts: Facts) {
        self.init(
            member: member, person: person, account: facts.account, user: facts.user, host: facts.host, name: facts.name
        )
    }
}
