// SPDX-License-Identifier: Apache-2.0

import Chat

/// To whom outside something of a room goes, in rooms that agreed and have heard of it.
enum Outsider: CaseIterable {
    /// Unclear lines (ADR 0033).
    case reader
    /// Addresses of newcomers (ADR 0046).
    case lists
}

/// Telling a room, once, to whom outside something of it goes: nothing leaves before that line was heard there.
extension Engine {
    func disclosure(of outsider: Outsider, in index: Int) -> Disclosure {
        switch outsider {
        case .reader: state.rooms[index].disclosure
        case .lists: state.hostLists.told[state.rooms[index].room] ?? Disclosure()
        }
    }

    mutating func setDisclosure(_ disclosure: Disclosure, of outsider: Outsider, in index: Int) {
        switch outsider {
        case .reader: state.rooms[index].disclosure = disclosure
        case .lists:
            state.hostLists.told[state.rooms[index].room] = disclosure
            state.dirty.hostLists = true
        }
        state.deadlines.isStale = true
    }

    /// What the room has agreed to; nil where it has not.
    private func agreed(to outsider: Outsider, in index: Int) -> UInt64? {
        switch outsider {
        case .reader: policy.rooms[index].reading?.key
        case .lists: policy.rooms[index].hostLists?.key
        }
    }

    /// When some room is to hear to whom something of it goes.
    var disclosureDue: Timestamp? {
        guard policy.asksOutside || policy.looksUp, !isHushed(at: state.core.now), !isPaused(at: state.core.now),
            state.retirement == nil
        else { return nil }
        let due = policy.rooms.indices.flatMap { index in
            Outsider.allCases.compactMap { disclosureDue(of: $0, in: index) }
        }.min()
        guard let due else { return nil }
        let now = max(due, state.core.now)
        return max(due, policy.quiet?.end(from: now, in: policy.zone) ?? due)
    }

    private func disclosureDue(of outsider: Outsider, in index: Int) -> Timestamp? {
        guard let key = agreed(to: outsider, in: index), let synced = state.rooms[index].syncedAt else { return nil }
        let disclosure = disclosure(of: outsider, in: index)
        guard disclosure.key != key else { return nil }
        return max(synced + Self.settling, disclosure.at + Disclosure.again)
    }

    /// Says it, once. Nothing of a room leaves before it was heard there.
    mutating func disclose(_ turn: inout Turn) {
        guard let due = disclosureDue, due <= turn.at, !isQuiet(at: turn.at) else { return }
        for index in policy.rooms.indices {
            for outsider in Outsider.allCases {
                guard let key = agreed(to: outsider, in: index),
                    disclosureDue(of: outsider, in: index).map({ $0 <= turn.at }) == true
                else { continue }
                let room = policy.rooms[index].room
                var draft = Draft(outsider.rule, self, at: turn.at, room: room)
                let act = draft.owe(
                    .say(told(of: outsider, in: index)), room: room, network: room.network, lane: .prompt,
                    expires: .hours(1))
                draft.change(outsider.change(room, key: key, act: act, at: turn.at))
                take(draft, in: &turn)
            }
        }
    }

    private func told(of outsider: Outsider, in index: Int) -> Utterance {
        let room = policy.rooms[index].room
        switch outsider {
        case .reader:
            let place = policy.rooms[index].reading?.place ?? ""
            return place.isEmpty ? words(.readerHere, in: room) : words(.readerTold, [.place: .own(place)], in: room)
        case .lists:
            let names = policy.rooms[index].hostLists?.names ?? []
            return words(.dnsblTold, [.list: .own(names.joined(separator: ", "))], in: room)
        }
    }

    /// A line that told a room of somebody outside was heard there, or never came.
    mutating func settleDisclosure(_ act: OwedAct, wasHeard: Bool) {
        guard case .say = act.action, let index = act.room.flatMap({ policy.indexOfRoom[$0] }) else { return }
        for outsider in Outsider.allCases {
            var disclosure = disclosure(of: outsider, in: index)
            guard disclosure.act == act.id else { continue }
            disclosure.act = nil
            if !wasHeard { disclosure.key = 0 }
            setDisclosure(disclosure, of: outsider, in: index)
        }
    }

    /// Rooms that have none any more are told again, should they ever have one; what was asked before counts no more.
    mutating func forgetDisclosures() {
        state.asked = []
        for index in policy.rooms.indices {
            for outsider in Outsider.allCases
            where agreed(to: outsider, in: index) == nil && disclosure(of: outsider, in: index).key != 0 {
                var disclosure = disclosure(of: outsider, in: index)
                disclosure.key = 0
                disclosure.at = .distantPast
                setDisclosure(disclosure, of: outsider, in: index)
            }
        }
        forgetHostLists()
    }
}

extension Outsider {
    fileprivate var rule: String {
        switch self {
        case .reader: "second reader told"
        case .lists: "dnsbl told"
        }
    }

    fileprivate func change(_ room: RoomID, key: UInt64, act: ActID, at: Timestamp) -> Change {
        switch self {
        case .reader: .disclosed(room, key: key, act: act, at: at)
        case .lists: .disclosedLists(room, key: key, act: act, at: at)
        }
    }
}
