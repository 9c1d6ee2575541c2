// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// What becomes of a step by whom it is about. Of whom the room knows, what is done day after day (repeating, linking,
/// calling, pictures of signs) is rather work or thoughtlessness than malice: they are told first, and what nobody said to
/// be right is not done again (ADR 0049). A flood is stopped whoever it comes from; what is said, lists and rules of
/// bot.conf count as ever.
extension Engine {
    /// From then on it is another day.
    private static let anotherDay = TimeSpan.hours(12)
    /// The time it takes to read a word, and to stop.
    private static let readWithin = TimeSpan.seconds(20)

    /// What is left of a step once it is asked whom it is about, and what it would mend.
    struct Tempered {
        var step: Step
        var doubt: Doubt?
        /// A sanction is for people to decide, whatever the mode.
        var isAsked = false
    }

    /// - Returns: nil where nothing is done.
    func tempered(
        _ step: Step, _ candidate: Candidate, about person: PersonID, _ number: Int32, _ current: Case?,
        isJoining: Bool, in index: Int, _ turn: Turn
    ) -> Tempered? {
        // Who is behind a relay is reached by no word, and its silence would be everybody's. Silence keeps nobody from
        // coming and going either.
        let isCarrier = isCarrier(number, turn.standing)
        let mendsNothing = !candidate.isOfFile && (isCarrier || candidate.rule == Joins.name)
        if isCarrier, step == .word && mendsNothing || isAsked(about: person, candidate, at: turn.at) { return nil }
        var tempered: Tempered? = Tempered(step: step)
        if turn.standing != .newcomer, !isJoining, !isCarrier {
            tempered = spared(step, candidate, about: person, current, in: index, at: turn.at)
        }
        tempered?.isAsked = mendsNothing || mustAsk(about: state.persons[number], at: turn.at)
        return tempered
    }

    /// Habits are all that is seen, and no rule of bot.conf.
    func isOfHabit(_ candidate: Candidate) -> Bool {
        !candidate.isOfFile && Signal.areOfHabit(candidate.verdict.signals)
    }

    /// What becomes of a step against somebody known, by habit alone; nil where nothing is done.
    private func spared(
        _ step: Step, _ candidate: Candidate, about person: PersonID, _ current: Case?, in index: Int, at now: Timestamp
    ) -> Tempered? {
        guard isOfHabit(candidate), let habit = candidate.verdict.heaviest?.name else { return Tempered(step: step) }
        switch past(habit, step, about: person, at: now) {
        case .right?: return Tempered(step: step)
        case .asked?: return nil
        case .unsaid?: return step == .word ? nil : Tempered(step: step, doubt: .unconfirmed)
        default: break
        }
        guard step.isSanction, candidate.mode == .act, isFeasible(.word, in: index), current == nil,
            !hasBeenToldLately(person, at: now)
        else { return Tempered(step: step) }
        return Tempered(step: .word)
    }

    /// Told just now: they may not have read it yet.
    func isReading(_ current: Case, _ candidate: Candidate, _ turn: Turn) -> Bool {
        current.step == .word && current.mode == .act && turn.at - current.openedAt < Self.readWithin
            && turn.standing != .newcomer && isOfHabit(candidate)
    }

    /// What they say meanwhile leads to nothing, and is of the case: whoever asks finds it there, and what is done later is
    /// done to all of it.
    mutating func hearOut(_ candidate: Candidate, _ current: Case, _ line: CaseLine?, _ turn: inout Turn) {
        guard let line else { return }
        var draft = Draft(
            candidate.rule, self, at: turn.at, room: current.room, person: current.person, name: current.name)
        draft.caseNumber = current.number
        draft.decision.step = .note
        draft.decision.verdict = candidate.verdict
        draft.change(
            .caseGrown(
                current.number, step: current.step, proposed: nil, verdict: current.verdict, score: current.score,
                acts: [], lines: [line], at: turn.at))
        take(draft, in: &turn)
    }

    /// A relay is asked about once in the time there is for an answer, however long it goes on.
    private func isAsked(about person: PersonID, _ candidate: Candidate, at now: Timestamp) -> Bool {
        isOfHabit(candidate)
            && state.proposals.contains { number in
                state.cases[number].map {
                    $0.person == person && $0.judgement == .open && Signal.areOfHabit($0.verdict.signals)
                        && now - $0.openedAt < policy.alone.answer
                } ?? false
            }
    }

    private enum Past { case right, unsaid, asked }

    /// What the team made of the same on another day: its newest word counts. Or it has been asked within the hour.
    private func past(_ habit: String, _ step: Step, about person: PersonID, at now: Timestamp) -> Past? {
        // Nearly nobody has had a case: then all need not be looked through.
        if state.latestCase[person] == nil, state.proposals.isEmpty { return nil }
        var newest: Case?
        var isUnsaid = false
        for found in state.cases.values
        where found.person == person && found.mode != .observe && found.verdict.heaviest?.name == habit {
            // After an appeal it is open again, and judged still.
            let isJudged = found.judgement == .open ? found.judgedBy != nil : found.judgement != .expired
            if isJudged, found.openedAt >= newest?.openedAt ?? .distantPast { newest = found }
            if found.proposed != nil, found.judgement == .open, now - found.openedAt < policy.alone.answer {
                return .asked
            }
            let isAlike = found.step.isSanction || step == .word
            if isAlike, now - found.openedAt >= Self.anotherDay { isUnsaid = true }
        }
        if let newest, !newest.isTakenBack { return .right }
        return isUnsaid ? .unsaid : nil
    }
}
