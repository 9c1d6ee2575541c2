// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

extension Command {
    /// A person has read it and wants somebody to hear a kind word in private.
    static let care = Command(
        en: "care", fr: "soutenir", usage: .usageCare, audience: .moderators, isForRooms: false
    ) {
        $0.sendCare($1, &$2)
    }
}

extension Engine {
    fileprivate mutating func sendCare(_ request: Request, _ turn: inout Turn) {
        // «care about that», at a desk where people talk with each other.
        if case .desk = request.place, request.arguments.count > 1 { return }
        guard let target = target(request, .usageCare, &turn) else { return }
        let who = Words.Value.who(target.name, account: target.account)
        // Whoever carries others' words is not the one who is unwell (THREATS I5).
        guard !policy.relaySet.contains(target.person) else {
            return answer(.careRelay, [.who: who], request, &turn)
        }
        let record = state.persons.number(of: target.person).map { state.persons[$0] }
        if let last = record?.caredAt, turn.at - last < Worry.wordEvery {
            return answer(.careAlready, [.who: who, .delta: .duration(turn.at - last)], request, &turn)
        }
        let found = request.arguments.first.flatMap { Int32($0) }.flatMap { state.cases[$0] }
        if let found, !found.isCare || found.judgement == .wrong, !isMeant(careMeant(found), request, at: turn.at) {
            return askWhetherMeant(found, request, &turn)
        }
        var draft = Draft(
            "command care", self, at: turn.at, room: found?.room, person: target.person, name: target.name)
        draft.whisper(words(careKey(isAlone: false), careLines, in: found?.room), to: target, room: found?.room)
        draft.change(.cared(target.person, at: turn.at))
        if let found, found.isCare {
            draft.caseNumber = found.number
            draft.change(.attended(found.number))
            if found.judgement == .open {
                draft.change(.caseJudged(found.number, .right, by: request.name, at: turn.at))
            }
        }
        draft.announce(words(.careDone, [.who: who, .by: request.by]), request, policy)
        take(draft, in: &turn)
    }

    /// A case of something else, or what the team called no distress: a digit may have slipped, and such a letter is
    /// not taken back.
    private mutating func askWhetherMeant(_ found: Case, _ request: Request, _ turn: inout Turn) {
        var draft = draft("whether", request, turn)
        draft.change(.askedWhom(request.person, careMeant(found), at: turn.at))
        draft.answer(
            words(
                found.isCare ? .careRefused : .careOther,
                [
                    .case: .number(Int(found.number)), .who: .who(found.name, account: found.target.account),
                    .by: .peer(found.judgedBy ?? PeerText("–")), .left: .duration(State.Meant.lasts),
                ]), request)
        take(draft, in: &turn)
    }

    /// What is kept of the question: no name has a blank in it.
    private func careMeant(_ found: Case) -> ByteString { ByteString("care \(found.number)") }
}
