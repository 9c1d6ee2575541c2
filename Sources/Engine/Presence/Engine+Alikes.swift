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
    /// - Parameter isNew: their name was kept just now, and none was before.
    mutating func noteTeammate(_ member: MemberID, isNew: Bool = false, _ turn: inout Turn) {
        guard let presence = state.presences[member], presence.person >= 0, !presence.facts.isSelf,
            presence.highestRank.isModerator || isOfTheTeam(presence.person)
        else { return }
        let isNew = noteFace(presence.name, of: presence.person, presence.highestRank, at: turn.at) || isNew
        for room in presence.rooms { if let index = policy.indexOfRoom[room.room] { lookBack(in: index, &turn) } }
        // Rank comes and goes: with a name that was known all have been compared. The desk may be where they are first seen.
        guard isNew else { return }
        for index in policy.rooms.indices { wonderWhoStands(in: index, at: turn.at) }
    }

    /// Those who came within the last minutes, before it was known who is of the team: after a start names come first,
    /// then accounts.
    mutating func lookBack(in index: Int, _ turn: inout Turn) {
        guard comparesNames(in: index) else { return }
        for stranger in state.rooms[index].crowd.recent(at: turn.at) {
            guard let presence = state.presences[stranger.arrival.member], presence.person >= 0,
                isUntold(presence.person, at: turn.at),
                let found = imitation(by: presence, in: index, at: turn.at)
            else { continue }
            noteTold(found.number, at: turn.at)
            turn.alikes.append(found)
        }
    }

    /// Whether somebody stands in a room of whom the team is to be told.
    mutating func wonderWhoStands(in index: Int, at now: Timestamp) {
        guard state.rooms[index].alikesDue == nil,
            standing(in: index, at: now).first(where: { _ in true }) != nil
        else { return }
        state.rooms[index].alikesDue = now + Self.lookAroundAfter
        state.deadlines.isStale = true
    }

    /// Those who stood in a room before her, or before somebody became of the team, and of whom the team was never told;
    /// told once accounts and ranks are known.
    mutating func lookAround(_ turn: inout Turn) {
        for index in state.rooms.indices {
            guard let due = state.rooms[index].alikesDue, due <= turn.at else { continue }
            state.rooms[index].alikesDue = nil
            state.deadlines.isStale = true
            for found in Array(standing(in: index, at: turn.at)) {
                noteTold(found.number, at: turn.at)
                turn.alikes.append(found)
            }
        }
    }
    /// Until then the server has told them, and she is at the desk.
    private static let lookAroundAfter = TimeSpan.seconds(30)

    private func standing(in index: Int, at now: Timestamp) -> some Sequence<Imitation> {
        let isMeant = comparesNames(in: index)
        let room = policy.rooms[index].room
        return state.presences.lazy.compactMap { _, presence in
            guard isMeant, presence.person >= 0, presence.rank(in: room) != nil,
                state.persons[presence.person].alikeAt == nil
            else { return nil }
            return imitation(by: presence, in: index, at: now)
        }
    }

    private func comparesNames(in index: Int) -> Bool {
        policy.rooms[index].detectors.contains { ($0 as? Namesakes)?.isActive == true }
    }

    private func imitation(by presence: Presence, in index: Int, at now: Timestamp) -> Imitation? {
        let number = presence.person
        guard presence.rank(in: policy.rooms[index].room)?.isModerator == false, !isOfTheTeam(number),
            state.persons.standing(of: number, at: now) == .newcomer,
            policy.relaySet.isEmpty || !policy.relaySet.contains(state.persons[number].id),
            let face = namesake(of: presence.name, number: number, presence.facts, in: index, at: now), face.isTeam
        else { return nil }
        return Imitation(number: number, facts: presence.facts, index: index, face: face)
    }

    mutating func noteTold(_ number: Int32, at now: Timestamp) {
        state.persons[number].alikeAt = now
        state.dirty.persons.insert(number)
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
        for place in turn.alikes.indices {
            let index = turn.alikes[place].index
            // Of each room once.
            guard !turn.alikes[..<place].contains(where: { $0.index == index }) else { continue }
            let found = turn.alikes[place...].filter { $0.index == index }
            if found.count == 1 { tell(found[0], &turn) } else { tell(found, &turn) }
        }
    }

    /// Several at once, in one line.
    private mutating func tell(_ found: [Imitation], _ turn: inout Turn) {
        let room = policy.rooms[found[0].index].room
        var draft = Draft(
            Namesakes.name, self, at: turn.at, room: room, person: state.persons[found[0].number].id,
            name: found[0].facts.name)
        draft.decision.mode = .observe
        draft.decision.step = .note
        let pairs = found.prefix(Self.alikesShown).map { imitation -> Words.Value in
            .phrase(
                .deskAlikesOne,
                [
                    .who: .who(imitation.facts.name, account: imitation.facts.account),
                    .name: .who(imitation.face.name, account: owner(of: imitation)?.accountKey),
                ])
        }
        let others = found.count - pairs.count
        draft.alert(
            words(
                .deskAlikes,
                [
                    .count: .number(found.count), .room: roomValue(room),
                    .list: others > 0
                        ? .phrase(.listMore, [.names: .list(pairs), .count: .number(others)]) : .list(pairs),
                ]), policy)
        take(draft, in: &turn)
    }
    private static let alikesShown = 8

    /// One of bot.conf who was not seen yet has no record.
    private func owner(of imitation: Imitation) -> PersonID? {
        if imitation.face.person >= 0 { return state.persons[imitation.face.person].id }
        let borne = ByteString(imitation.facts.name.raw).asciiLowercased
        let unseen = PersonID(state.persons[imitation.number].id.network, .account, borne)
        return policy.isOfTheTeam(unseen) ? unseen : nil
    }

    private mutating func tell(_ imitation: Imitation, _ turn: inout Turn) {
        let (number, face) = (imitation.number, imitation.face)
        let room = policy.rooms[imitation.index].room
        let name = imitation.facts.name
        var draft = Draft(
            Namesakes.name, self, at: turn.at, room: room, person: state.persons[number].id, name: name)
        draft.decision.mode = .observe
        draft.decision.step = .note
        let account = owner(of: imitation)?.accountKey
        let isSame =
            account != nil && ByteString(face.name.raw).asciiLowercased == ByteString(name.raw).asciiLowercased
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

extension PersonID {
    fileprivate var accountKey: ByteString? { kind == .account ? key : nil }
}
