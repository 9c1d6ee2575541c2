// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Who was sanctioned, or lately told something, answers her.
extension Engine {
    /// A person under a sanction, or lately told something, answers: that is the appeal (THREATS F4: one open a case).
    mutating func appeal(_ request: Request, _ text: String, _ turn: inout Turn) -> Bool {
        guard let person = request.person, let found = latestCase(of: request), found.hasActed,
            turn.at - found.changedAt <= .days(7)
        else { return false }
        let number = found.number
        if found.appeal != nil { return true }
        var draft = Draft("appeal", self, at: turn.at, room: found.room, person: person, name: request.name)
        draft.caseNumber = number
        let words500 = PeerText(String(String.UnicodeScalarView(text.unicodeScalars.prefix(500))))
        draft.change(.caseAppealed(number, words500, at: turn.at))
        tellDesk(
            words(
                .deskAppeal,
                [
                    .case: .number(Int(number)), .who: .who(request.name, account: request.target?.account),
                    .text: .peer(words500, limit: 200),
                ]), isPersonal: true,
            &draft)
        draft.answer(words(.appealNoted, [.case: .number(Int(number))]), request)
        take(draft, in: &turn)
        return true
    }
}
