// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Names that imitate others', names that change all the time, and where newcomers come from.
extension Engine {
    /// Keeps the names of the team, of regulars and hers, to know what imitates them.
    mutating func noteFace(_ name: PeerText, of number: Int32, _ rank: Rank, at now: Timestamp) {
        let isTeam = number < 0 || rank.isModerator || policy.isOfTheTeam(state.persons[number].id)
        guard isTeam || state.persons[number].standing(at: now) != .newcomer else { return }
        state.faces.note(
            NameSkeleton.of(name.raw, seed: policy.textSeed), .init(person: number, name: name, isTeam: isTeam))
    }

    /// Whose name this newcomer's looks like, if it is somebody else's.
    func namesake(of name: PeerText, number: Int32, in index: Int, at now: Timestamp) -> FaceTable.Face? {
        guard state.faces.count > 0,
            let face = state.faces.face(NameSkeleton.of(name.raw, seed: policy.textSeed)), face.person != number
        else { return nil }
        // Whoever bore it then may be called otherwise by now, or be no regular any more.
        if face.person >= 0 {
            let record = state.persons[face.person]
            guard record.name == face.name, face.isTeam || record.standing(at: now) != .newcomer,
                // The same account or host under another record is the same hand.
                record.id.network == state.persons[number].id.network || face.isTeam,
                record.host == 0 || record.host != state.persons[number].host
            else { return nil }
        }
        // The very same name: on IRC its owner may come from elsewhere; where both can be there at once, only while the
        // other is.
        if ByteString(face.name.raw).asciiLowercased == ByteString(name.raw).asciiLowercased {
            return isPresentTwice(name, besides: number, in: index) ? face : nil
        }
        return face
    }

    private func isPresentTwice(_ name: PeerText, besides number: Int32, in index: Int) -> Bool {
        state.rooms[index].names.count(of: policy.nameHash(name)) > 1
    }

    /// Looks at somebody's name, as it is or as it has become.
    mutating func lookAtName(_ name: PeerText, changes: [Timestamp], in index: Int, _ turn: inout Turn) -> [Signal] {
        guard let number = turn.person, number >= 0, !policy.relaySet.contains(state.persons[number].id) else {
            return []
        }
        let isStranger = turn.standing == .newcomer && !policy.isOfTheTeam(state.persons[number].id)
        let face = isStranger ? namesake(of: name, number: number, in: index, at: turn.at) : nil
        guard face != nil || !changes.isEmpty else { return [] }
        let look = NamingLook(at: turn.at, standing: turn.standing, changes: changes, alike: face?.name.raw)
        let signals = policy.rooms[index].detectors.compactMap { $0.inspect(naming: look) }
        if let face, face.isTeam, signals.contains(where: { $0.name == Namesakes.name }),
            state.persons[number].alikeAt.map({ turn.at - $0 >= .days(1) }) ?? true
        {
            state.persons[number].alikeAt = turn.at
            turn.alike = face
        }
        return signals
    }

    /// The team is told where one of its own is imitated; nothing is done.
    mutating func tellAlike(_ turn: inout Turn) {
        guard let face = turn.alike, let index = turn.room, let number = turn.person,
            let facts = turn.facts ?? turn.event.facts
        else { return }
        let room = policy.rooms[index].room
        let name = state.persons[number].name
        var draft = Draft(
            Namesakes.name, self, at: turn.at, room: room, person: state.persons[number].id, name: name)
        draft.decision.mode = .observe
        draft.decision.step = .note
        let account =
            face.person >= 0 && state.persons[face.person].id.kind == .account
            ? state.persons[face.person].id.key : nil
        if !isDeskFull(at: turn.at) {
            draft.alert(
                words(
                    .deskAlike,
                    [
                        .who: .who(name, account: facts.account), .room: roomValue(room),
                        .name: .who(face.name, account: account),
                    ]), policy)
        }
        take(draft, in: &turn)
    }

    /// How many newcomers came from the same place just before; 0 where the network tells no hosts.
    mutating func countClones(_ facts: Facts, _ number: Int32, in index: Int, at now: Timestamp) -> Int32 {
        let host = policy.hostKey(facts.host)
        guard host != 0 else { return 0 }
        let net = policy.netKey(facts.host) ?? 0
        return state.rooms[index].hosts.note(host: host, net: net, person: number, at: now)
    }
}
