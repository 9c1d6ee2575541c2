// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Two who look alike, or one who bears another's account for a name: a moderator who names one of them by nickname is
/// asked which (THREATS A8). Said again within two minutes, or by account, or by the number of a case, the name means
/// whom it names to the letter.
extension Engine {
    /// Somebody else here whose name looks like that of the one who was named.
    func lookalike(of target: Target, named name: String, _ request: Request, at now: Timestamp) -> Target? {
        guard request.place != .control else { return nil }
        let wanted = self.wanted(name)
        // An account cannot be imitated.
        if let account = target.account?.asciiLowercased, account == wanted || account == ByteString("@" + wanted.text),
            ByteString(target.name.raw).asciiLowercased != wanted
        {
            return nil
        }
        if isMeant(wanted, request, of: target, at: now) { return nil }
        let skeleton = NameSkeleton.of(target.name.raw, seed: policy.textSeed)
        guard skeleton != 0 else { return nil }
        var found: MemberID?
        for (member, presence) in state.presences
        where presence.person >= 0 && member != target.member && (found.map { member < $0 } ?? true)
            && NameSkeleton.of(presence.name.raw, seed: policy.textSeed) == skeleton
            && state.persons[presence.person].id != target.person
            && presence.rooms.contains(where: { policy.indexOfRoom[$0.room] != nil })
        {
            found = member
        }
        return found.flatMap { member in
            state.presences[member].map { $0.target(member, state.persons[$0.person].id) }
        }
    }

    /// The one who bears that very name now, and somebody else whose account is called so.
    func bearer(of name: String, among targets: [Target]) -> (Target, Target)? {
        let wanted = self.wanted(name)
        let bearers = targets.filter {
            ByteString($0.name.raw).asciiLowercased == wanted && formerly($0, wanted) == nil
        }
        guard let bearer = bearers.first, bearers.allSatisfy({ $0.person == bearer.person }),
            let owner = targets.first(where: { $0.person != bearer.person })
        else { return nil }
        return (bearer, owner)
    }

    /// Asked about it a moment ago, and says it again. The answer said whom it would mean: whoever came by the name since
    /// is not that one.
    func isMeant(_ wanted: ByteString, _ request: Request, of target: Target? = nil, at now: Timestamp) -> Bool {
        state.core.meant.contains { meant in
            meant.by == request.person && meant.name == wanted && now - meant.at <= State.Meant.lasts
                && target.map { hasBorne(wanted, $0, since: meant.at) } ?? true
        }
    }

    private func hasBorne(_ wanted: ByteString, _ target: Target, since then: Timestamp) -> Bool {
        guard let presence = state.presences[target.member],
            presence.facts.account?.asciiLowercased != wanted
        else { return true }
        let own = state.former.bearings.filter {
            $0.until > then && ($0.target.member == target.member || $0.target.person == target.person)
        }
        // Who only lays it down and takes it up again is who was meant.
        if own.contains(where: { $0.name == wanted }) { return true }
        return own.isEmpty && presence.rooms.contains { ($0.joinedAt ?? .distantPast) <= then }
    }

    mutating func askWhom(
        _ target: Target, or other: Words.Value, _ name: String, by question: Words.Key = .nameAlike,
        _ request: Request,
        _ turn: inout Turn
    ) {
        var draft = draft("whom", request, turn)
        draft.change(.askedWhom(request.person, wanted(name), at: turn.at))
        draft.answer(
            words(
                question,
                [
                    .who: described(target), .alike: other, .name: .peer(target.name, limit: 40),
                    .word: .peer(PeerText(name), limit: 40),
                    .left: .duration(State.Meant.lasts),
                ]), request)
        take(draft, in: &turn)
    }

    /// The name with what proves it: an account, else since when they are here. Never a host (THREATS I6).
    func described(_ target: Target) -> Words.Value {
        if target.account != nil { return .who(target.name, account: target.account) }
        let joined = state.presences[target.member]?.rooms.compactMap(\.joinedAt).min()
        return .phrase(
            joined == nil ? .nameHere : .nameSince,
            [
                .name: .peer(target.name, limit: 40),
                .when: joined.map { .moment($0, now: state.core.now, policy.zone) } ?? .own(""),
            ])
    }
}
