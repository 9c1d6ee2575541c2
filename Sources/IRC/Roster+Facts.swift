// SPDX-License-Identifier: Apache-2.0

import Chat

extension Roster {
    /// What is known of a presence in a room (nil: in private, where nobody has a rank).
    func facts(_ slot: Int32, in room: Int32?, _ modes: ChannelModes) -> Facts {
        // Fields are read one by one: a copy of the whole presence would count a dozen references up and down.
        let index = Int(slot)
        var isPresent = true
        var ownRank = Rank.unknown
        var roomSize: Int32 = 0
        var rank = Rank.unknown
        if let room {
            if let membership = rooms[Int(room)].members[slot] {
                rank = membership.ranks != 0 || membership.isKnown ? modes.rank(membership.ranks) : .unknown
            } else {
                isPresent = false
                // One who speaks from outside has no rank once a NAMES reply younger than his first line did not
                // show him (THREATS S3).
                rank =
                    rooms[Int(room)].isSynced && rooms[Int(room)].syncedAt > presences[index].firstSeen
                    ? .member : .unknown
            }
            ownRank = self.rank(of: own, in: room, modes)
            roomSize = Int32(truncatingIfNeeded: rooms[Int(room)].members.count)
        }
        if presences[index].isOper { rank = max(rank, .ircop) }
        if presences[index].isServices { rank = .services }
        return Facts(
            isPresent: isPresent, rank: rank, account: presences[index].account,
            accountIsKnown: presences[index].accountIsKnown, user: presences[index].user, host: presences[index].host,
            name: presences[index].name, isBot: presences[index].isBot, isSelf: slot == own, ownRank: ownRank,
            roomSize: roomSize)
    }

    func rank(of slot: Int32, in room: Int32, _ modes: ChannelModes) -> Rank {
        guard let membership = rooms[Int(room)].members[slot] else { return .unknown }
        return membership.ranks != 0 || membership.isKnown ? modes.rank(membership.ranks) : .unknown
    }

    /// Everybody in a room, in the order in which she came to know them.
    func present(in room: Int32, _ modes: ChannelModes) -> [Event.Present] {
        rooms[Int(room)].members.keys.sorted().map {
            Event.Present(presences[Int($0)].id, facts($0, in: room, modes))
        }
    }

    /// The one meant by a target: the session itself wherever it is called now; else the same account, else the same
    /// user@host under the same name, come back (THREATS A9, D12).
    func resolve(_ target: Target, in room: Int32?) -> Int32? {
        if let slot = nickSlot(target.name), presences[Int(slot)].id == target.member { return slot }
        let members = room.map { rooms[Int($0)].members.keys.sorted() } ?? []
        if let slot = members.first(where: { presences[Int($0)].id == target.member }) { return slot }
        if room == nil, let index = presences.firstIndex(where: { $0.isLive && $0.id == target.member }) {
            return Int32(index)
        }
        if let account = target.account {
            return members.first { presences[Int($0)].account == account }
        }
        guard let slot = nickSlot(target.name), !target.host.isEmpty else { return nil }
        let presence = presences[Int(slot)]
        return presence.host == target.host && presence.user == target.user ? slot : nil
    }

    private func nickSlot(_ name: PeerText) -> Int32? { Array(name.raw.utf8).lend { slot(of: $0) } }

    /// Others in the room whom a mask of the form `*!user@host` would hit.
    func bystanders(_ mask: Mask, in room: Int32, besides slot: Int32?) -> [Int32] {
        rooms[Int(room)].members.keys.sorted().filter { other in
            other != slot && matches(mask, other)
        }
    }

    func matches(_ mask: Mask, _ slot: Int32) -> Bool {
        let presence = presences[Int(slot)]
        let whole =
            presence.nick + [UInt8(ascii: "!")] + presence.user.bytes + [UInt8(ascii: "@")] + presence.host.bytes
        return whole.lend { mask.matches($0, mapping) }
    }
}
