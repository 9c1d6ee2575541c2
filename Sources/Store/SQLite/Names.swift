// SPDX-License-Identifier: Apache-2.0

import Chat
import GRDB

/// The numbers that journal rows use for communities, rooms and faces.
///
/// Rooms and faces are found by hash and never looked up in the database: one that was forgotten gets another number,
/// which costs a row. So no index on names is needed, and memory is bounded.
struct Names {
    private(set) var communities: [CommunityID: Int64] = [:]
    private var lastCommunity: (CommunityID, Int64)?
    private var rooms = NumberTable(limit: 1 << 16)
    private var faces = NumberTable(limit: 200_000)
    private var nextRoom: UInt32 = 1
    private var nextFace: Int64 = 1
    /// Number of the first face of the table, less one: the table holds 32 bits.
    private var faceBase: Int64 = 0
    private var faceDay: Int64 = .min
    private let key = HashKey()
    private var scratch = ByteWriter()

    /// Reads again what the database holds: on opening, and after a transaction was rolled back.
    mutating func reload(_ db: Database) throws {
        communities = [:]
        lastCommunity = nil
        try Prepared(db, "SELECT id, name FROM community").each { row in
            communities[CommunityID(row.text(1))] = row.integer(0)
            return true
        }
        rooms.removeAll()
        try Prepared(db, "SELECT id, body FROM room ORDER BY id DESC LIMIT 60000").each { row in
            let number = UInt32(truncatingIfNeeded: row.integer(0))
            if number != 0, let room = try? RoomID(packed: row.blob(1)) { rooms.insert(hash(room), number) }
            return true
        }
        nextRoom = UInt32(truncatingIfNeeded: try Prepared(db, "SELECT max(id) FROM room").number() &+ 1)
        nextFace = try Prepared(db, "SELECT max(id) FROM face").number() &+ 1
        forgetFaces()
    }

    mutating func forgetFaces() {
        faces.removeAll()
        faceBase = nextFace &- 1
    }

    /// The same, if those of the day being written are before `day`.
    mutating func forgetFaces(before day: Int64) {
        if faceDay < day { forgetFaces() }
    }

    mutating func number(of community: CommunityID, _ statements: Statements) throws(SQLFailure) -> Int64 {
        if let lastCommunity, lastCommunity.0 == community { return lastCommunity.1 }
        if let number = communities[community] {
            lastCommunity = (community, number)
            return number
        }
        let number = Int64(communities.count + 1)
        statements.community.bind(1, number)
        statements.community.bind(2, community.name.text)
        try statements.community.run()
        communities[community] = number
        return number
    }

    /// 0 for an event without a room.
    mutating func number(ofRoomIn event: Event, _ statements: Statements) throws(SQLFailure) -> UInt32 {
        guard let room = event.room else { return 0 }
        let hash = hash(room)
        if let number = rooms.number(hash) { return number }
        let number = nextRoom
        nextRoom &+= 1
        statements.room.bind(1, Int64(number))
        statements.room.bind(2, room.packed)
        try statements.room.run()
        rooms.insert(hash, number)
        return number
    }

    /// The number of an event's author as he was then, for the rows of that day.
    mutating func face(of event: Event, day: Int64, _ statements: Statements) throws(SQLFailure) -> Int64 {
        if day != faceDay {
            forgetFaces()
            faceDay = day
        }
        let hash = hash(event)
        if let number = faces.number(hash) { return faceBase &+ Int64(number) }
        if nextFace &- faceBase > Int64(UInt32.max) { forgetFaces() }
        let number = nextFace
        nextFace &+= 1
        statements.face.bind(1, number)
        statements.face.bind(2, day)
        scratch.clear()
        event.packFace(into: &scratch)
        statements.face.bind(3, scratch.bytes)
        try statements.face.run()
        faces.insert(hash, UInt32(truncatingIfNeeded: number &- faceBase))
        return number
    }

    private func hash(_ room: RoomID) -> (UInt64, UInt64) {
        var hash = KeyedHash(key)
        hash.combine(room.network.name)
        hash.combine(room.name)
        return hash.value
    }

    /// Of all that `packFace` writes; packing is done only for a face that is new.
    private func hash(_ event: Event) -> (UInt64, UInt64) {
        var hash = KeyedHash(key)
        if let member = event.member {
            hash.combine(member.network.name)
            hash.combine(member.key)
        }
        if let facts = event.facts {
            let ranks = UInt64(facts.rank.rawValue) | UInt64(facts.ownRank.rawValue) << 8
            let flags: UInt64 =
                (facts.isPresent ? 1 : 0) | (facts.accountIsKnown ? 2 : 0) | (facts.isBot ? 4 : 0)
                | (facts.isSelf ? 8 : 0) | (facts.account != nil ? 16 : 0) | (event.member != nil ? 32 : 0)
            hash.combine(ranks | flags << 16)
            if let account = facts.account { hash.combine(account) }
            hash.combine(facts.user)
            hash.combine(facts.host)
            hash.combine(facts.name.raw)
        }
        return hash.value
    }
}
