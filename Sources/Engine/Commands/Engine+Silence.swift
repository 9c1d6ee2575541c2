// SPDX-License-Identifier: Apache-2.0

import Chat

/// How often she answers one person, and what she hears all the same.
extension Engine {
    /// At most one answer in two seconds and 6 in a minute to one member, 12 in a room, none in a raid (THREATS F1).
    ///
    /// - Parameter most: in a minute; what she told them unasked, of sanctions, counts too.
    func mayAnswer(_ request: Request, most: Int = 6, at now: Timestamp) -> Bool {
        guard request.authority == .member, let person = request.person, let number = state.persons.number(of: person)
        else { return true }
        // Two programs that answer each other never end (THREATS B8).
        guard isAnswering(in: request.place, at: now), !state.persons[number].parley.isSilent(at: now) else {
            return false
        }
        let answers = state.persons[number].answers
        return answers.count(where: { now - $0 < .minutes(1) }) < most && !answers.contains { now - $0 < .seconds(2) }
    }

    /// Whether anybody is answered there now.
    private func isAnswering(in place: Request.Place, at now: Timestamp) -> Bool {
        guard case .room(let room) = place, let index = policy.indexOfRoom[room] else { return true }
        let lately = state.rooms[index].answers.count { now - $0 < .minutes(1) }
        return !isRaid(index, at: now) && lately < RoomRecord.answersMost
    }

    /// What somebody asks about themselves is done, however much they have written: not to be written to, to be
    /// forgotten. The answer to it is bounded, in private, and in the room unsaid.
    mutating func obeySilently(_ command: Command, _ request: Request, _ turn: inout Turn) {
        guard let person = request.person, let number = state.persons.number(of: person) else { return }
        var request = request
        let lately = state.persons[number].answers.count { turn.at - $0 < .minutes(1) }
        request.isUnanswered = request.place != .privately || lately >= Self.answersAboutOneself
        command.run(&self, request, &turn)
    }
    /// In a minute; two more than of others.
    static let answersAboutOneself = 8

    /// They are told once that they are not answered for a while, and what is heard all the same.
    mutating func fallSilent(_ request: Request, _ turn: inout Turn) {
        guard let person = request.person, let number = state.persons.number(of: person),
            state.persons[number].parley.isToBeTold(at: turn.at), isAnswering(in: request.place, at: turn.at)
        else { return }
        answer(
            .commandSilent, [.left: .duration(state.persons[number].parley.silentUntil - turn.at)], request, &turn)
    }
}
