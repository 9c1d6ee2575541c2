// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Language

/// Distress is neither punished nor shown (FIELD rule 21): the team is told at once, without a word of what was said,
/// and decides. Left alone for ten minutes she may write one private word, once a month to a person.
extension Engine {
    /// Reads a line for distress; true when no rule is to look at it.
    mutating func isSheltered(_ view: TextView, by number: Int32, _ carrier: Message.Carrier, _ turn: inout Turn)
        -> Bool
    {
        guard policy.care.isOn, carrier.isTalk,
            let finding = policy.distress.read(view, level: turn.levels[.selfHarm])
        else { return false }
        turn.distress = finding
        forgoWelcome(of: number)
        // An advert with such a phrase is an advert; and nobody floods behind it.
        guard view.links.isEmpty, turn.mentions < 5 else { return false }
        let lately = state.persons[number].shielded.filter { turn.at - $0 <= Worry.patience }
        guard lately.count < Worry.shieldedMost else { return false }
        state.persons[number].shielded = lately + [turn.at]
        return true
    }

    /// The team is told, once an hour about one person.
    mutating func tend(_ finding: Distress.Finding, _ message: Message, _ turn: inout Turn) {
        guard let number = turn.person, let index = turn.room, let member = turn.event.member,
            let facts = turn.facts ?? turn.event.facts
        else { return }
        let person = state.persons[number].id
        guard !facts.isBot else { return }
        // Never through a relay (THREATS I5).
        let due = turn.carried == nil && mayWriteAlone(finding, index, at: turn.at) ? turn.at + Worry.patience : nil
        if let known = state.core.worries.last(where: { $0.person == person && turn.at - $0.at < Worry.told }) {
            // Told already; but this line is clearer than those before.
            guard let due, known.due == nil, !known.isAttended else { return }
            var draft = Draft(Case.care, self, at: turn.at, person: person, name: facts.name)
            draft.change(.worried(known.number, person, at: known.at, due: due))
            return take(draft, in: &turn)
        }
        let room = policy.rooms[index].room
        let target = Target(member, person, facts)
        var draft = Draft(Case.care, self, at: turn.at, room: room, person: person, name: facts.name)
        draft.decision.mode = .observe
        draft.decision.step = .note
        let new = state.core.nextCase
        draft.caseNumber = new
        draft.change(
            .caseOpened(
                Case(
                    number: new, openedAt: turn.at, changedAt: turn.at, room: room, person: person, name: facts.name,
                    target: target, rule: Case.care, mode: .observe, step: .note, proposed: nil, verdict: .none,
                    score: 0, threshold: 0, acts: [], judgement: .open, judgedBy: nil, lines: [], appeal: nil)))
        draft.change(.worried(new, person, at: turn.at, due: due))
        let line = words(
            .deskCare,
            [
                .case: .number(Int(new)), .who: .who(facts.name, account: facts.account), .room: roomValue(room),
                .time: .clock(turn.at, policy.zone),
            ])
        tellDesk(Utterance(line.text, veiled: CleanText(message.text, limit: 200).text), isPersonal: true, &draft)
        take(draft, in: &turn)
    }

    /// Nothing cheerful follows a line of distress in the open: who waits for a welcome waits no more, in any room.
    private mutating func forgoWelcome(of number: Int32) {
        let person = state.persons[number].id
        for index in state.rooms.indices
        where state.rooms[index].pendingWelcomes.contains(where: { $0.person == person }) {
            state.rooms[index].pendingWelcomes.removeAll { $0.person == person }
            state.deadlines.isStale = true
        }
        guard state.persons[number].isAwaiting else { return }
        state.persons[number].isAwaiting = false
        state.dirty.persons.insert(number)
    }

    /// Whether somebody is not to be bidden welcome, which may be on its way: their case of distress is open, or was
    /// opened within the hour and the team did not say that it is none.
    func isInDistress(_ person: PersonID, at now: Timestamp) -> Bool {
        state.core.worries.contains { worry in
            guard worry.person == person, let found = state.cases[worry.number] else { return false }
            return found.judgement == .open || found.judgement != .wrong && now - worry.at < Worry.told
        }
    }

    private func mayWriteAlone(_ finding: Distress.Finding, _ index: Int, at now: Timestamp) -> Bool {
        finding.isOwn && finding.isRare && policy.care.isAlone && mode(in: index, at: now) == .act && !isPaused(at: now)
    }

    /// Nobody has reacted: one private word, where that is wanted.
    mutating func careAlone(_ turn: inout Turn) {
        for worry in state.core.worries where worry.due.map({ $0 <= turn.at }) == true {
            var draft = Draft(Case.care, self, at: turn.at, person: worry.person)
            draft.caseNumber = worry.number
            draft.change(.attended(worry.number))
            if let found = state.cases[worry.number], found.judgement == .open, mayWrite(to: found, at: turn.at) {
                draft.decision.name = found.name
                draft.decision.room = found.room
                draft.whisper(
                    words(careKey(isAlone: true), careLines, in: found.room), to: found.target, room: found.room)
                draft.change(.cared(found.person, at: turn.at))
                draft.alert(
                    words(
                        .careSent,
                        [
                            .case: .number(Int(found.number)), .span: .duration(Worry.patience),
                            .who: .who(found.name, account: found.target.account),
                        ]), policy)
            }
            take(draft, in: &turn)
        }
    }

    private func mayWrite(to found: Case, at now: Timestamp) -> Bool {
        guard policy.care.isOn, policy.care.isAlone, !isHushed(at: now), !isPaused(at: now),
            let index = policy.indexOfRoom[found.room], mode(in: index, at: now) == .act,
            let number = state.persons.number(of: found.person)
        else { return false }
        let record = state.persons[number]
        return !record.wantsSilence && record.caredAt.map { now - $0 >= Worry.wordEvery } ?? true
    }

    func careKey(isAlone: Bool) -> Words.Key {
        switch (isAlone, policy.care.lines.isEmpty) {
        case (true, true): .careAloneBare
        case (true, false): .careAlone
        case (false, true): .careToldBare
        case (false, false): .careTold
        }
    }

    var careLines: [Words.Slot: Words.Value] { [.lines: .list(policy.care.lines.map { .own($0) })] }

    func careExplained(_ found: Case, at now: Timestamp) -> Utterance {
        words(
            .whyCare,
            [
                .case: .number(Int(found.number)), .who: .who(found.name, account: found.target.account),
                .room: roomValue(found.room), .when: .moment(found.openedAt, now: now, policy.zone),
            ])
    }

    /// What the moderators and she decided: see `Change`.
    mutating func applyCare(_ change: Change, at now: Timestamp) {
        switch change {
        case .worried(let number, let person, let at, let due):
            state.core.worries.removeAll { $0.number == number || now - $0.at >= Worry.told && $0.due == nil }
            state.core.worries =
                (state.core.worries + [Worry(number: number, person: person, at: at, due: due)]).suffix(Worry.most)
        case .attended(let number):
            for place in state.core.worries.indices where state.core.worries[place].number == number {
                state.core.worries[place].due = nil
                state.core.worries[place].isAttended = true
            }
        case .cared(let person, let at): edit(person, at: now) { $0.caredAt = at }
        case .calmed(let room, let at, let after):
            if let place = state.core.calms.firstIndex(where: { $0.room == room && $0.at == at }) {
                state.core.calms[place].after = after
            } else {
                state.core.calms = (state.core.calms + [Calm(room: room, at: at, after: after)]).suffix(Calm.most)
                if after == nil, let index = policy.indexOfRoom[room] {
                    state.rooms[index].exchange.beginCounting(at: at)
                }
            }
        case .calmsTold(let at): state.core.calms.removeAll { at - $0.at >= Calm.measured }
        default: break
        }
    }
}

extension Message.Carrier {
    /// Said in the room, to whoever is there.
    var isTalk: Bool {
        switch self {
        case .message, .action, .notice, .statusMessage: true
        case .topic, .part, .quit, .name, .away, .realname, .knock, .ctcp: false
        }
    }
}
