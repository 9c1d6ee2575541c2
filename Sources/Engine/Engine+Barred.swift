// SPDX-License-Identifier: Apache-2.0

public import Chat

extension Engine {
    /// A room of hers that she cannot be in: the desk hears it once, with what would let her in. A desk that is itself
    /// the room has another one, or the host's `status`.
    mutating func tellBar(_ bar: Event.Bar, _ turn: inout Turn) {
        guard let room = turn.event.room, turn.room != nil || policy.deskSet.contains(room) else { return }
        let name = state.networks[room.network]?.ownName ?? PeerText("")
        var draft = Draft("barred", self, at: turn.at, room: room)
        let values: [Words.Slot: Words.Value] = [.room: roomValue(room), .bot: .name(name)]
        draft.alert(words(.barredRoom, [.room: roomValue(room), .why: .phrase(bar.words, values)]), policy)
        take(draft, in: &turn)
    }
}

extension Event.Bar {
    /// What keeps her out, and what would let her in.
    public var words: Words.Key {
        switch self {
        case .kicked: .barKicked
        case .banned: .barBanned
        case .inviteOnly: .barInvite
        case .full: .barFull
        case .key: .barKey
        case .accountOnly: .barAccount
        case .forwarded: .barForwarded
        case .tooMany: .barMany
        case .missing: .barMissing
        case .refused: .barRefused
        }
    }
}
