// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

extension Command {
    static let answer = Command(
        en: "answer", fr: "répondre", usage: .usageAnswer, audience: .moderators, isForRooms: false
    ) { $0.answerWriter($1, &$2) }
}

extension Engine {
    /// The team's words to whoever appealed, or called: in her voice, in private, attributed to the team.
    fileprivate mutating func answerWriter(_ request: Request, _ turn: inout Turn) {
        if request.isDeskTalk { return }
        guard let found = caseNamed(request, .usageAnswer, &turn) else { return }
        let text = Self.rest(of: request.rest, after: 1)
        guard !text.isEmpty else { return answer(.commandForm, [.form: .phrase(.usageAnswer)], request, &turn) }
        let who = Words.Value.who(found.name, account: found.target.account)
        guard found.isCall || found.appeal != nil else {
            return answer(
                .answerNobody,
                [.case: .number(Int(found.number)), .who: who, .name: typed(found.target)], request, &turn)
        }
        var draft = Draft("command answer", self, at: turn.at, room: found.room, person: found.person, name: found.name)
        draft.caseNumber = found.number
        draft.whisper(
            words(
                .answerTold, [.case: .number(Int(found.number)), .text: .spoken(PeerText(text), limit: 400)],
                in: found.room),
            to: found.target, room: found.room)
        draft.change(.answered(found.number, at: turn.at))
        // A call is settled by its answer; whether a case was right is another question.
        if found.isCall, found.judgement == .open {
            draft.change(.caseJudged(found.number, .right, by: request.name, at: turn.at))
        }
        draft.announce(
            words(.answerDone, [.case: .number(Int(found.number)), .who: who, .by: request.by]), request, policy)
        take(draft, in: &turn)
    }
}
