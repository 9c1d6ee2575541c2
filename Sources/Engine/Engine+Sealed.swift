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
        let line = words(.deskSealed, [.room: .room(desk), .bot: ownName(on: desk.network)])
        if policy.desk.contains(where: { !state.core.sealedDesks.contains($0) }) {
            draft.alert(line, policy)
        } else {
            for target in teamHere.prefix(Self.sealedTold) { draft.whisper(line, to: target) }
        }
        take(draft, in: &turn)
    }
    /// A word in private may need a room of its own, of which she makes few.
    private static let sealedTold = 4

    /// Owners first.
    private var teamHere: [Target] {
        let here = state.presences.filter {
            $0.value.person >= 0 && policy.isOfTheTeam(state.persons[$0.value.person].id)
        }.map { $1.target($0, state.persons[$1.person].id) }
        return here.sorted {
            let (first, second) = (policy.ownerSet.contains($0.person), policy.ownerSet.contains($1.person))
            return first == second ? $0.member < $1.member : first
        }
    }
}
