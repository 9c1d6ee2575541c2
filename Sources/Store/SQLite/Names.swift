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
    private let hash = KeyedHash()
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
            let key = row.blob(1).withUnsafeBytes { hash($0) }
            let number = UInt32(truncatingIfNeeded: row.integer(0))
            if number != 0 { rooms.insert(key, number) }
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

    mutating func number(of room: RoomID, _ statements: Statements) throws(SQLFailure) -> UInt32 {
        scratch.clear()
        room.pack(into: &scratch)
        let key = scratch.withUnsafeBytes { hash($0) }
        if let number = rooms.number(key) { return number }
        let number = nextRoom
        nextRoom &+= 1
        statements.room.bind(1, Int64(number))
        statements.room.bind(2, scratch.bytes)
        try statements.room.run()
        rooms.insert(key, number)
        return number
    }

    /// The number of an event's author as he was then, for the rows of that day.
    mutating func face(of event: Event, day: Int64, _ statements: Statements) throws(SQLFailure) -> Int64 {
        if day != faceDay {
            forgetFaces()
            faceDay = day
        }
        scratch.clear()
        event.packFace(into: &scratch)
        let key = scratch.withUnsafeBytes { hash($0) }
        if let number = faces.number(key) { return faceBase &+ Int64(number) }
        if nextFace &- faceBase > Int64(UInt32.max) { forgetFaces() }
        let number = nextFace
        nextFace &+= 1
        statements.face.bind(1, number)
        statements.face.bind(2, day)
        statements.face.bind(3, scratch.bytes)
        try statements.face.run()
        faces.insert(key, UInt32(truncatingIfNeeded: number &- faceBase))
        return number
    }
}
