// SPDX-License-Identifier: Apache-2.0

import Chat

/// A desk that is encrypted: she reads no order there and tells nothing (ADR 0023).
extension Engine {
    /// True where it is new.
    mutating func noteSealed(_ isSealed: Bool, _ desk: RoomID) -> Bool {
        let isKnown = state.core.sealedDesks.contains(desk)
        guard isSealed != isKnown else { return false }
        state.dirty.core = true
        guard isSealed else {
            // Another room under its name.
            state.core.sealedDesks.removeAll { $0 == desk }
            return false
        }
        state.core.sealedDesks.append(desk)
        return true
    }

    /// The other desks hear it; where there is none, those of the team who are here, in private, once for as long as she
    /// remembers.
    mutating func tellSealed(_ turn: inout Turn) {
        guard let desk = turn.event.room else { return }
        var draft = Draft("sealed desk", self, at: turn.at, room: desk)
        let line = words(.deskSealed, [.room: .room(desk), .bot: invitedName(on: desk.network)])
        if policy.desk.contains(where: { !state.core.sealedDesks.contains($0) }) {
            draft.alert(line, policy)
        } else {
            tellTeam(line, &draft)
        }
        take(draft, in: &turn)
    }

    /// Whether the community has a desk that she can write to.
    var hasDesk: Bool { policy.desk.contains { !state.core.sealedDesks.contains($0) } }

    /// To those of the team who are here, in private; never to whom it is about.
    func tellTeam(_ words: Utterance, _ draft: inout Draft) {
        let person = draft.decision.person
        for target in team(told: words.text).lazy.filter({ $0.person != person }).prefix(Self.teamTold) {
            // What is veiled at a desk has no veil in private.
            draft.whisper(Utterance(words.text), to: target)
        }
    }
    /// A word in private may need a room of its own, of which she makes few.
    private static let teamTold = 4

    /// Whether an act tells one of the team of a case, for want of a desk.
    func isForTheTeam(_ act: OwedAct) -> Bool {
        guard case .whisper = act.action, act.caseNumber != 0, !hasDesk, let person = act.target?.person else {
            return false
        }
        return policy.isOfTheTeam(person)
    }

    /// Owners first, then those of bot.conf. Where none of them is here, whoever has rank and is not named: it may be they
    /// of whom it tells.
    private func team(told words: String) -> [Target] {
        let here: [(order: Int, target: Target)] = state.presences.compactMap { member, presence in
            guard presence.person >= 0, !presence.facts.isSelf, !presence.facts.isBot else { return nil }
            let person = state.persons[presence.person].id
            let hasRank = presence.rooms.contains {
                policy.indexOfRoom[$0.room] != nil && $0.rank.isModerator && $0.rank < .ircop
            }
            guard policy.isOfTheTeam(person) || hasRank else { return nil }
            let order = policy.ownerSet.contains(person) ? 0 : policy.isOfTheTeam(person) ? 1 : 2
            return (order, presence.target(member, person))
        }
        let isAnyOfConf = here.contains { $0.order < 2 }
        let named = Set(
            Command.fold(words).split { $0.isWhitespace || ",;:.!?@«»“”\"()".contains($0) }.map(String.init))
        return here.filter { isAnyOfConf ? $0.order < 2 : !named.contains(Command.fold($0.target.name.raw)) }
            .sorted { ($0.order, $0.target.member) < ($1.order, $1.target.member) }.map(\.target)
    }
}
