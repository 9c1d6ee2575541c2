// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Names like those of the team, told to it.
extension Engine {
    /// A newcomer, and of whom their name reminds.
    struct Imitation: Sendable {
        var number: Int32
        var facts: Facts
        var index: Int
        var face: FaceTable.Face
    }

    /// Somebody turns out to be of the team: their name is kept, and who came just before may be called like it.
    mutating func noteTeammate(_ member: MemberID, _ turn: inout Turn) {
        guard let presence = state.presences[member], presence.person >= 0, !presence.facts.isSelf,
            presence.highestRank.isModerator || isOfTheTeam(presence.person)
        else { return }
        noteFace(presence.name, of: presence.person, presence.highestRank, at: turn.at)
        for room in presence.rooms {
            if let index = policy.indexOfRoom[room.room] { lookBack(in: index, &turn) }
        }
    }

    /// Those who came within the last minutes, before it was known who is of the team: after a start names come first,
    /// then accounts.
    mutating func lookBack(in index: Int, _ turn: inout Turn) {
        guard policy.rooms[index].detectors.contains(where: { $0 is Namesakes }) else { return }
        for arrival in state.rooms[index].crowd.recent(at: turn.at) {
            guard let presence = state.presences[arrival.member], presence.person >= 0,
                presence.rank(in: policy.rooms[index].room)?.isModerator == false, !isOfTheTeam(presence.person),
                state.persons.standing(of: presence.person, at: turn.at) == .newcomer,
                isUntold(presence.person, at: turn.at),
                let face = namesake(
                    of: presence.name, number: presence.person, presence.facts, in: index, at: turn.at), face.isTeam
            else { continue }
            state.persons[presence.person].alikeAt = turn.at
            turn.alikes.append(
                Imitation(number: presence.person, facts: presence.facts, index: index, face: face))
        }
    }

    /// Once a day of the same person.
    func isUntold(_ number: Int32, at now: Timestamp) -> Bool {
        state.persons[number].alikeAt.map { now - $0 >= .days(1) } ?? true
    }

    /// The team is told where one of its own is imitated; nothing is done.
    mutating func tellAlikes(_ turn: inout Turn) {
        if let face = turn.alike, let index = turn.room, let number = turn.person,
            let facts = turn.facts ?? turn.event.facts
        {
            tell(Imitation(number: number, facts: facts, index: index, face: face), &turn)
        }
        for imitation in turn.alikes { tell(imitation, &turn) }
    }

    private mutating func tell(_ imitation: Imitation, _ turn: inout Turn) {
        let (number, face) = (imitation.number, imitation.face)
        let room = policy.rooms[imitation.index].room
        let name = imitation.facts.name
        var draft = Draft(
            Namesakes.name, self, at: turn.at, room: room, person: state.persons[number].id, name: name)
        draft.decision.mode = .observe
        draft.decision.step = .note
        let owner = face.person >= 0 ? state.persons[face.person].id : nil
        // One of bot.conf who was not seen yet has no record.
        let borne = ByteString(name.raw).asciiLowercased
        let unseen = PersonID(state.persons[number].id.network, .account, borne)
        let id = owner ?? (policy.isOfTheTeam(unseen) ? unseen : nil)
        let account = id.flatMap { $0.kind == .account ? $0.key : nil }
        let isSame = account != nil && ByteString(face.name.raw).asciiLowercased == borne
        if !isDeskFull(at: turn.at) {
            draft.alert(
                words(
                    isSame ? .deskAlikeSame : .deskAlike,
                    [
                        .who: .who(name, account: imitation.facts.account), .room: roomValue(room),
                        .name: .who(face.name, account: account),
                    ]), policy)
        }
        take(draft, in: &turn)
    }
}
