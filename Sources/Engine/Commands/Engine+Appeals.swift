// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Who was sanctioned, or lately told something, answers her.
extension Engine {
    /// What a member says to her alone may begin like an order and be an answer to her notice: «No, I only pasted…»,
    /// «Moi, je n'ai rien fait» (VOICE: any answer *is* the appeal).
    func isRatherAnAnswer(_ command: Command, _ request: Request) -> Bool {
        guard request.place == .privately, request.authority == .member else { return false }
        if command.audience != .anyone { return true }
        return command.takes.map { $0 < request.arguments.count } ?? false || command.isOddlyAsked(request.arguments)
    }

    /// A person under a sanction, or lately told something, answers: that is the appeal (THREATS F4: one open a case, of
    /// `Case.appealMost` messages, for people write in several).
    mutating func appeal(_ request: Request, _ text: String, _ turn: inout Turn) -> Bool {
        guard let person = request.person, let found = latestCase(of: request), found.hasActed,
            turn.at - found.changedAt <= .days(7)
        else { return false }
        let number = found.number
        // One is open at a time; once the team has answered, they may write again (THREATS F4).
        let isMore = found.appeal != nil && !found.isAnswered
        if isMore, found.judgement != .open { return true }
        let count = isMore ? found.appealCount : 0
        guard count <= Case.appealMost else { return true }
        var draft = Draft("appeal", self, at: turn.at, room: found.room, person: person, name: request.name)
        draft.caseNumber = number
        guard count < Case.appealMost else {
            // Counted without its words: they hear of it once.
            draft.change(.caseAppealed(number, PeerText(""), at: turn.at))
            draft.answer(
                words(
                    .appealEnough, [.case: .number(Int(number)), .limit: .number(Case.appealMost)], in: found.room),
                request)
            take(draft, in: &turn)
            return true
        }
        let line = Case.appealLine(text)
        draft.change(.caseAppealed(number, line, at: turn.at))
        tellDesk(
            appealed(found, line, isMore: isMore, by: .who(request.name, account: request.target?.account)),
            isPersonal: true, &draft)
        if isMore {
            take(draft, in: &turn)
            return true
        }
        draft.change(.answerDue(number, turn.at + policy.alone.answer))
        draft.answer(appealNoted(found, at: turn.at), request)
        take(draft, in: &turn)
        return true
    }

    /// What somebody answered, as the desk reads it.
    func appealed(_ found: Case, _ line: PeerText, isMore: Bool, by who: Words.Value) -> Utterance {
        words(
            isMore ? .deskAppealMore : found.isTakenBack ? .deskAppealOver : .deskAppeal,
            [.case: .number(Int(found.number)), .who: who, .text: .peer(line, limit: 200)])
    }

    /// That it was passed on, until when an answer is aimed at, and what ends without one.
    private func appealNoted(_ found: Case, at now: Timestamp) -> Utterance {
        var values: [Words.Slot: Words.Value] = [
            .case: .number(Int(found.number)), .deadline: .duration(policy.alone.answer),
        ]
        switch left(of: found, at: now) {
        case .nothing: return words(.appealNoted, values, in: found.room)
        case .endless: return words(.appealEndless, values, in: found.room)
        case .span(let left):
            values[.left] = .duration(left)
            return words(.appealReceived, values, in: found.room)
        }
    }

    /// What of a case still stands, and for how long.
    enum Left {
        case nothing
        case span(TimeSpan)
        case endless
    }

    func left(of found: Case, at now: Timestamp) -> Left {
        let standing = state.sanctions.values.filter {
            $0.caseNumber == found.number && $0.liftedBy == nil && isOn(found.target, $0)
                && ($0.until ?? .distantFuture) > now
        }
        if standing.isEmpty { return .nothing }
        if standing.contains(where: { $0.until == nil }) { return .endless }
        return standing.compactMap(\.until).max().map { .span($0 - now) } ?? .nothing
    }

    /// Whoever wrote hears that the team looked again and keeps it, why if that was said, and for how long still.
    func tellKept(_ found: Case, _ text: String, _ draft: inout Draft) {
        guard found.appeal != nil else { return }
        var values: [Words.Slot: Words.Value] = [
            .case: .number(Int(found.number)), .answer: .peer(PeerText(text), limit: 200),
        ]
        let isSaid = !text.isEmpty
        let key: Words.Key
        switch left(of: found, at: draft.at) {
        case .span(let left):
            values[.left] = .duration(left)
            key = isSaid ? .appealKept : .appealKeptPlain
        case .nothing, .endless: key = isSaid ? .appealKeptSaid : .appealKeptBare
        }
        draft.whisper(words(key, values, in: found.room), to: found.target, room: found.room)
    }

    /// The desk is reminded once of whoever waits for an answer.
    mutating func remindOfAnswers(_ turn: inout Turn) {
        for number in state.waiting.sorted() {
            guard let found = state.cases[number], let due = found.answerDue, due <= turn.at else { continue }
            var draft = Draft("waiting", self, at: turn.at, room: found.room, person: found.person, name: found.name)
            draft.caseNumber = number
            draft.change(.answerDue(number, nil))
            if found.judgement == .open, !found.isAnswered {
                tellDesk(
                    words(
                        .deskWaiting,
                        [
                            .case: .number(Int(number)), .who: .who(found.name, account: found.target.account),
                            .delta: .duration(policy.alone.answer),
                        ]), isPersonal: true, &draft)
            }
            take(draft, in: &turn)
        }
    }

    func isToldOver(_ sanction: Sanction) -> Bool {
        guard sanction.kind == .mute, let found = state.cases[sanction.caseNumber] else { return false }
        return found.appeal != nil && !found.isTakenBack
    }

    /// A mute has ended by itself, and they had written meanwhile: they hear that it is over.
    func tellOver(_ sanction: Sanction, _ draft: inout Draft) {
        guard isToldOver(sanction) else { return }
        draft.whisper(
            words(.muteOver, [.room: roomValue(sanction.room)], in: sanction.room), to: sanction.target,
            room: sanction.room)
    }
}
