// SPDX-License-Identifier: Apache-2.0

import Chat

/// How many journal rows a room and a person may still write today (THREATS F7, L9); what exceeds is counted.
///
/// People are counted only once a room has used an eighth of its rows, so that ordinary talk does not pay for it.
/// Memory is fixed: rooms by number, people in a sketch of counters under a keyed hash, which may take somebody for
/// more talkative than he is (about one in 4,000 while 1,000 people flood) and never for less.
struct Allowance: Sendable {
    private static let width = 1 << 16

    private let roomRows: UInt32
    private let personRows: UInt16
    private var day: Int64 = .min
    private var rooms: [UInt32] = []
    private var people: [UInt16]

    init(roomRows: UInt32, personRows: UInt32) {
        self.roomRows = roomRows
        self.personRows = UInt16(clamping: min(personRows, 65_534))
        people = Array(repeating: 0, count: 2 * Self.width)
    }

    /// Takes one row of a room (0: none) and a person (nil: nobody); false when either has none left.
    mutating func take(day: Int64, room: UInt32, person: @autoclosure () -> (UInt64, UInt64)?) -> Bool {
        if day != self.day { begin(day) }
        // Numbers beyond are of rooms that came after a million others: they share one allowance.
        let place = Int(min(room, 1 << 20))
        if place >= rooms.count { rooms += Array(repeating: 0, count: place &+ 1 &- rooms.count) }
        guard rooms[place] < roomRows else { return false }
        if rooms[place] >= roomRows / 8, let person = person(), !take(person) { return false }
        rooms[place] &+= 1
        return true
    }

    private mutating func take(_ person: (UInt64, UInt64)) -> Bool {
        let first = Int(truncatingIfNeeded: person.0 >> 20) & (Self.width &- 1)
        let second = Self.width &+ (Int(truncatingIfNeeded: person.1 >> 20) & (Self.width &- 1))
        if people[first] >= personRows, people[second] >= personRows { return false }
        if people[first] < .max { people[first] &+= 1 }
        if people[second] < .max { people[second] &+= 1 }
        return true
    }

    private mutating func begin(_ day: Int64) {
        self.day = day
        for place in rooms.indices { rooms[place] = 0 }
        for place in people.indices { people[place] = 0 }
    }
}

extension Timestamp {
    /// UTC days since 1970.
    var day: Int64 { milliseconds / 86_400_000 - (milliseconds % 86_400_000 < 0 ? 1 : 0) }
}

extension Event {
    /// Something a person can send in any number; the rest is always kept.
    var isQuotaBound: Bool {
        switch kind {
        case .said, .topic, .joined, .left, .renamed, .identified, .moved, .invited, .voted: true
        case .connected, .disconnected, .synced, .ranked, .sanctioned, .capability, .split, .commanded, .due,
            .performed, .failed, .expired, .forgotten, .reloaded, .opened, .ticked, .clockStepped, .claimed, .listed,
            .barred, .unclear, .opined, .lookedUp, .unidentified:
            false
        }
    }
}
