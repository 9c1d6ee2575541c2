// SPDX-License-Identifier: Apache-2.0

import Chat

/// One person's session on the network, as long as she can see it: from JOIN, NAMES or a private line, over every
/// change of nick, to QUIT or to the last room shared.
struct Presence {
    /// As the server writes it; by it, folded, it is found.
    var called: ByteString
    var name: PeerText
    let id: MemberID
    /// The number in its id.
    let serial: UInt64
    var user: ByteString
    var host: ByteString
    /// ASCII letters folded, as in bot.conf; nil when not logged in, or not known.
    var account: ByteString?
    var accountIsKnown = false
    var isBot = false
    var isOper = false
    /// When the server last said whether it is one.
    var operToldAt = Timestamp.distantPast
    var isServices = false
    var rooms = RoomList()
    var firstSeen: Timestamp
    var isLive = true

    var nick: [UInt8] { called.bytes }
}

/// The rooms of one presence in the order of joining: almost always one, which then needs no memory of its own.
struct RoomList {
    private var first: Int32 = -1
    private var others: [Int32] = []

    var isEmpty: Bool { first < 0 }

    mutating func add(_ room: Int32) {
        if first < 0 { first = room } else if first != room, !others.contains(room) { others.append(room) }
    }

    mutating func remove(_ room: Int32) {
        if first == room {
            first = others.isEmpty ? -1 : others.removeFirst()
        } else {
            others.removeAll { $0 == room }
        }
    }

    var all: [Int32] { first < 0 ? [] : [first] + others }
}

/// What one presence is in one room.
struct Membership {
    /// A bit for each sign of PREFIX, the highest rank first.
    var ranks: UInt16 = 0
    /// The NAMES reply, or the JOIN under our eyes, that last showed it.
    var generation: UInt16
    /// The server has said what rank it has; one who joined under our eyes has none (THREATS S3).
    var isKnown: Bool
}

/// A room she is in, or was.
struct RoomState {
    let id: RoomID
    /// As the server writes it.
    var name: [UInt8]
    var isJoined = false
    /// NAMES is complete: who is not in it is not there.
    var isSynced = false
    var members: [Int32: Membership] = [:]
    var generation: UInt16 = 0
    /// When NAMES was last asked for, and how often without an end.
    var namesAskedAt = Timestamp.distantPast
    var namesTries = 0
    var syncedAt = Timestamp.distantPast
    /// When she came in.
    var joinedAt = Timestamp.distantPast
    /// Letters of type D and the key that are set: a bit for each of A–Z a–z.
    var flags: UInt64 = 0
    /// The server has told all of them.
    var flagsAreKnown = false
    /// What ChanServ does for her here.
    var served = ServedOp()
    /// Who is banned, silenced and spared here.
    var lists = BanBook()

    init(id: RoomID, name: [UInt8]) {
        self.id = id
        self.name = name
    }

    func has(_ letter: UInt8) -> Bool { flags & Self.bit(letter) != 0 }

    mutating func set(_ letter: UInt8, _ isAdded: Bool) {
        if isAdded { flags |= Self.bit(letter) } else { flags &= ~Self.bit(letter) }
    }

    private static func bit(_ letter: UInt8) -> UInt64 {
        switch letter {
        case 0x41...0x5A: 1 << UInt64(letter - 0x41)
        case 0x61...0x7A: 1 << UInt64(letter - 0x61 + 26)
        default: 0
        }
    }
}
