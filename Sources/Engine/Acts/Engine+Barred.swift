// SPDX-License-Identifier: Apache-2.0

public import Chat

extension Engine {
    /// A room of hers that she cannot be in: the desk hears it once, with what would let her in. A desk that is itself
    /// the room has another one, or the host's `status`.
    mutating func tellBar(_ bar: Event.Bar, _ turn: inout Turn) {
        guard let room = turn.event.room, turn.room != nil || policy.deskSet.contains(room) else { return }
        var draft = Draft("barred", self, at: turn.at, room: room)
        var told: [Words.Slot: Words.Value] = [.room: roomValue(room), .why: why(bar, in: room)]
        if let by = byHand(turn) { told[.by] = by }
        draft.alert(words(told[.by] == nil ? .barredRoom : .barredBy, told), policy)
        take(draft, in: &turn)
        for act in draft.decision.acts where state.outLines.count < State.outLinesKept { state.outLines[act.id] = room }
    }

    /// Why an order for this room cannot be carried out now: she is not in it. Nil where she is, or is about to be.
    func absence(from room: RoomID) -> Words.Value? {
        switch state.outOf[room] {
        case nil: return nil
        case .shown?: return .phrase(.guardShown, [.room: roomValue(room)])
        case .barred(let bar)?:
            return .phrase(.guardOut, [.room: roomValue(room), .why: why(bar, in: room)])
        }
    }

    /// What `status` says of a room that does not let her in.
    func barLine(of room: RoomID) -> Utterance? {
        guard case .barred(let bar)? = state.outOf[room] else { return nil }
        return words(.barredRoom, [.room: roomValue(room), .why: why(bar, in: room)])
    }

    /// The same of one whom she does not find: they may be in a room that she is out of.
    func absence(hiding name: String) -> Words.Value? {
        guard !state.outOf.isEmpty, case .none = find(name, orHerself: true) else { return nil }
        return policy.rooms.lazy.compactMap { self.absence(from: $0.room) }.first
    }

    private func why(_ bar: Event.Bar, in room: RoomID) -> Words.Value {
        .phrase(bar.words(in: room), [.room: roomValue(room), .bot: invitedName(on: room.network)])
    }

    /// A line that waited until what it says was true no more: she is in by now.
    mutating func isOutdated(_ act: ActID) -> Bool {
        state.outLines.removeValue(forKey: act).map { state.outOf[$0] == nil } ?? false
    }
}

extension Engine {
    /// Services of a network that she meets people on do not know her: each desk hears it once, with what would help.
    mutating func tellUnidentified(_ why: Event.Unidentified, on network: NetworkID, _ turn: inout Turn) {
        guard policy.rooms.contains(where: { $0.room.network == network }) else { return }
        var draft = Draft("login", self, at: turn.at)
        let values: [Words.Slot: Words.Value] = [.network: .own(network.description)]
        draft.alert(
            words(.loginNone, [.network: .own(network.description), .why: .phrase(why.words, values)]), policy)
        take(draft, in: &turn)
    }
}

extension Event.Unidentified {
    /// Why services do not know her, and what would help.
    public var words: Words.Key {
        switch self {
        case .unpinned: .loginUnpinned
        case .inClear: .loginClear
        case .unproven: .loginUnproven
        case .absent: .loginAbsent
        case .refused: .loginRefused
        case .certificate: .loginCertificate
        }
    }
}

extension Event.Bar {
    /// What keeps her out, and what would let her in, as people of the room's network do it.
    public func words(in room: RoomID) -> Words.Key {
        switch self {
        case .shown: .barShown
        case .banned where room.isOfMatrix: .barBannedMatrix
        case .inviteOnly where room.isOfMatrix: .barInviteMatrix
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
        case .space: .barSpace
        }
    }
}
