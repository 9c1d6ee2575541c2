// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Who asks to be let in, and what they give as their reason: the team alone reads it, and members on Matrix.
extension Engine {
    /// Judged like all that carries a text. Whoever knocks is not in the room: there is no rank to wait for.
    mutating func hearKnock(_ message: Message, by number: Int32, in index: Int, _ turn: inout Turn) {
        if var facts = turn.event.facts, facts.rank == .unknown {
            facts.rank = .member
            turn.facts = facts
        }
        inspect(message, by: number, in: index, &turn)
        // Named in an order, they are found, though they are not here.
        if turn.verdict.score > 0, let member = turn.event.member, let facts = turn.event.facts {
            state.former.note(
                Target(member, state.persons[number].id, facts), in: policy.rooms[index].room, at: turn.at)
        }
    }

    /// No word goes to somebody outside: the desk hears of it instead, once while it goes on, and nothing is done.
    mutating func tellKnock(
        _ candidate: Candidate, _ target: Target, number: Int32, room: RoomID, _ turn: inout Turn
    ) {
        let told = words(
            .deskKnock,
            [
                .who: .who(target.name, account: target.account), .room: roomValue(room),
                .reason: candidate.verdict.reason.value, .name: typed(target),
            ])
        noteOnce(candidate, target, number: number, room: room, telling: told, &turn)
    }
}

extension Event {
    var isKnock: Bool {
        guard case .said(let message) = kind else { return false }
        return message.carrier == .knock
    }
}
