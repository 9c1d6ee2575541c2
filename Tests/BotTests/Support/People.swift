// SPDX-License-Identifier: Apache-2.0

import Chat

/// Who is in which room, as an adapter would know it.
struct People {
    private struct One {
        var facts: Facts
        var ranks: [RoomID: Rank]
    }
    private var all: [MemberID: One] = [:]

    mutating func enter(
        _ name: String, _ rooms: [RoomID], rank: Rank = .member, isSelf: Bool = false, host: String? = nil
    )
        -> MemberID
    {
        let id = MemberID(Stage.network, ByteString("\(name)~1"))
        let facts = Facts(
            user: ByteString(name), host: ByteString(host ?? "\(name).example"), name: PeerText(name),
            isSelf: isSelf)
        all[id] = One(facts: facts, ranks: Dictionary(uniqueKeysWithValues: rooms.map { ($0, rank) }))
        return id
    }

    func facts(of id: MemberID, in room: RoomID?) -> Facts? {
        guard let one = all[id] else { return nil }
        var facts = one.facts
        guard let room else { return facts }
        facts.isPresent = one.ranks[room] != nil
        facts.rank = one.ranks[room] ?? .member
        facts.ownRank = .op
        facts.roomSize = Int32(all.values.filter { $0.ranks[room] != nil }.count)
        return facts
    }

    func roster(of room: RoomID) -> [Event.Present] {
        all.keys.sorted().filter { all[$0]?.ranks[room] != nil }.compactMap { id in
            facts(of: id, in: room).map { Event.Present(id, $0) }
        }
    }
}
