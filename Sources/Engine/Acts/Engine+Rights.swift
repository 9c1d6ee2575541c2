// SPDX-License-Identifier: Apache-2.0

public import Chat
import Conf

/// What she may do in a room, who changed it, and how she is given more.
extension Engine {
    /// Whoever changed what she may do, or where she is, with this event.
    func byHand(_ turn: Turn) -> Words.Value? {
        guard isByHand(turn), let facts = turn.event.facts else { return nil }
        return .who(facts.name, account: facts.account)
    }

    /// What she is called there.
    func ownName(on network: NetworkID) -> Words.Value {
        .name(state.networks[network]?.ownName ?? PeerText(""))
    }

    /// Whom people ask into a room: on Matrix by her id, for names are anybody's.
    func invitedName(on network: NetworkID) -> Words.Value {
        state.networks[network]?.ownUser.map { .own($0.text) } ?? ownName(on: network)
    }

    func isByHand(_ turn: Turn) -> Bool { turn.event.member != nil && turn.event.facts.map { !$0.isSelf } ?? false }

    /// How she is given the right: by an operator, and where she has an account with services, by them for good; on
    /// Matrix with what she has and what is needed.
    func rightsFix(in room: RoomID) -> Words.Value {
        if let levels = policy.indexOfRoom[room].flatMap({ state.rooms[$0].capability?.levels }) {
            return levelsFix(in: room, levels)
        }
        let account = state.networks[room.network]?.ownAccount
        return .phrase(
            account == nil ? room.raising : .fixServices,
            [
                .room: roomValue(room),
                .bot: ownName(on: room.network), .name: .name(PeerText(account?.text ?? "")),
            ])
    }

    /// The same for one act that was not allowed.
    func rightsFix(for act: OwedAct, lacking mark: String) -> Words.Value {
        guard let room = act.room else { return .own("") }
        if let short = LevelsShort(mark), let ability = act.action.ability {
            return levelsFix(in: room, .init(own: short.own, needed: [.init(ability, level: short.needed)]))
        }
        if room.isOfMatrix { return rightsFix(in: room) }
        return .phrase(
            room.raising,
            [.room: roomValue(room), .bot: ownName(on: act.network)])
    }

    private func levelsFix(in room: RoomID, _ levels: Event.Capability.Levels) -> Words.Value {
        .phrase(
            .fixLevels,
            [
                .room: roomValue(room), .bot: ownName(on: room.network),
                .count: .number(Int(levels.own)), .list: levels.list,
            ])
    }
}

extension Event.Capability.Levels {
    /// «50 (kick, ban), 100 (mute)».
    public var list: Words.Value {
        var list: [Words.Value] = []
        for level in Set(needed.map(\.level)).sorted() {
            let abilities = needed.filter { $0.level == level }.map { Words.Value.phrase($0.ability.right) }
            list.append(.phrase(.fixNeed, [.count: .number(Int(level)), .can: .list(abilities)]))
        }
        return .list(list)
    }
}

extension Event.Capability {
    /// What she can and cannot, whatever it would take: what the desk is told when it changes.
    var abilities: Event.Capability { Event.Capability(can: can, cannot: cannot) }
    /// What people could let her do.
    var rights: [Event.Ability] {
        levels.map { $0.needed.map(\.ability) } ?? cannot.filter { $0 != .remove && $0 != .timedBan }
    }
}

extension Event.Ability {
    /// What a level is needed for.
    fileprivate var right: Words.Key { words ?? .canSay }
}

extension Action {
    /// What it takes to be allowed to.
    fileprivate var ability: Event.Ability? {
        switch self {
        case .say, .alert: .say
        case .whisper: .whisper
        case .remove: .remove
        case .mute, .unmute, .lock, .unlock: .mute
        case .kick: .kick
        case .ban, .unban: .ban
        case .join, .leave: nil
        }
    }
}
