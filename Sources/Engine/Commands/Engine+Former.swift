// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Names that changed hands a moment ago. Who types one means whoever bore it when they read it: one who is called otherwise
/// since is found by it, and where somebody else is found by it too, the moderator is asked (THREATS A8).
extension Engine {
    /// Somebody is called so no longer, or is gone.
    mutating func noteFormer(_ member: MemberID, _ presence: Presence, at now: Timestamp) {
        guard presence.person >= 0,
            let room = presence.rooms.map(\.room).filter({ policy.indexOfRoom[$0] != nil }).min()
        else { return }
        state.former.note(presence.target(member, state.persons[presence.person].id), in: room, at: now)
    }

    /// Gone, having said something of late: of others nobody types a name.
    mutating func noteGone(_ member: MemberID, _ presence: Presence, at now: Timestamp) {
        guard presence.person >= 0, now - state.persons[presence.person].lastSpoke <= FormerNames.lasts else { return }
        noteFormer(member, presence, at: now)
    }

    /// Who bore that name until a moment ago, as they are now, the latest first; none of those who are found by it anyway.
    func formerBearers(of wanted: ByteString, besides found: Set<PersonID>, on only: NetworkID?) -> [Target] {
        var found = found
        var targets: [Target] = []
        for bearing in state.former.bearers(of: wanted, at: state.core.now)
        where bearing.target.member.network == only ?? bearing.target.member.network {
            let target = here(bearing.target) ?? bearing.target
            if found.insert(target.person).inserted { targets.append(target) }
        }
        return targets
    }

    /// The same session, or another of the same person.
    private func here(_ target: Target) -> Target? {
        if let presence = state.presences[target.member], presence.person >= 0, isHere(presence) {
            return presence.target(target.member, state.persons[presence.person].id)
        }
        guard let number = state.persons.number(of: target.person) else { return nil }
        return state.presences.filter { $0.value.person == number && isHere($0.value) }.min { $0.key < $1.key }
            .map { $0.value.target($0.key, target.person) }
    }

    /// Since when somebody who is found by a name is called so no longer; nil for who is, or has it for an account.
    func formerly(_ target: Target, _ wanted: ByteString) -> Timestamp? {
        let account = target.account?.asciiLowercased
        if let presence = state.presences[target.member], isHere(presence),
            ByteString(presence.name.raw).asciiLowercased == wanted
        {
            return nil
        }
        guard account != wanted, account != ByteString("@" + wanted.text) else { return nil }
        return state.former.bearers(of: wanted, at: state.core.now).first {
            $0.target.member == target.member || (here($0.target) ?? $0.target).person == target.person
        }?.until
    }

    /// Whoever typed a name learns whom it stood for; of who is gone it is the only one that anybody read.
    mutating func tellFormer(_ target: Target, _ name: String, _ request: Request, _ turn: inout Turn) {
        let wanted = self.wanted(name)
        guard let until = formerly(target, wanted), here(target) != nil,
            // As good as the same.
            !Command.fold(target.name.raw).hasPrefix(Command.fold(wanted.text))
        else { return }
        answer(
            .nameNow,
            [
                .word: .peer(PeerText(name), limit: 40), .who: .who(target.name, account: target.account),
                .when: .moment(until, now: turn.at, policy.zone),
            ], request, &turn)
    }

    /// The name, or what stands for it, and until when it was the one that was typed.
    func formerValue(_ target: Target, until: Timestamp, as name: String) -> Words.Value {
        .phrase(
            here(target) == nil ? .nameGone : .nameWas,
            [
                .name: .peer(PeerText(name), limit: 80),
                .when: .moment(until, now: state.core.now, policy.zone),
            ])
    }

    /// The only one who goes by that name now, where others did so until a moment ago.
    func successor(of name: String, among targets: [Target]) -> (now: Target, before: [(Target, Timestamp)])? {
        let wanted = self.wanted(name)
        var now: [Target] = []
        var before: [(Target, Timestamp)] = []
        for target in targets {
            if let until = formerly(target, wanted) { before.append((target, until)) } else { now.append(target) }
        }
        guard let first = now.first, !before.isEmpty, now.allSatisfy({ $0.person == first.person }) else { return nil }
        return (first, before)
    }
}
