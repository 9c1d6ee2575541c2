// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Owners who prove it by a code that was printed on the host: where a network has no accounts, or bot.conf names none.
extension Engine {
    /// The code itself never comes here, nor into the journal.
    mutating func decideClaim(_ claim: Event.Claim, _ turn: inout Turn) {
        guard let facts = turn.event.facts, let member = turn.event.member, let number = turn.person else { return }
        let person = state.persons[number].id
        let target = Target(member, person, facts)
        let request = Request(
            place: .privately, authority: .member, target: target, name: facts.name, arguments: [], rest: "")
        guard claim != .wrong else {
            if mayAnswer(request, at: turn.at) { answer(.ownerWrong, request, &turn) }
            return
        }
        var draft = Draft("owner claimed", self, at: turn.at, person: person, name: facts.name)
        draft.change(.claimedOwner(person, at: turn.at))
        if claim == .right {
            let written = facts.account.map { Words.Value.own("\(member.network)/\($0.text)") }
            draft.answer(
                written.map { words(.ownerConfirmed, [.word: $0]) } ?? words(.ownerConfirmedHost), request)
        }
        take(draft, in: &turn)
    }
}
