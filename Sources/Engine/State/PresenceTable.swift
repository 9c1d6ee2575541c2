// SPDX-License-Identifier: Apache-2.0

import Chat

/// Who is here, by session. Presences lie side by side in slots that are used again, in the order in which they came: a
/// dictionary that held them itself would keep nearly as much room again for nobody.
///
/// As many as the rosters of the adapters hold; a session is taken out when it has left the last room.
struct PresenceTable: Sendable {
    private var table = SlotTable()
    private let hash = NameHash()
    private var slots: [Presence] = []
    private var free = FreePlaces()

    var count: Int { table.count }
    /// In the order of their slots.
    var keys: [MemberID] { slots.compactMap(\.member) }
    /// In the order of their slots.
    var values: some Sequence<Presence> { lazy.map(\.value) }

    /// Where a session lies; good until the table changes.
    func place(of member: MemberID) -> Int32? {
        table.find(hash.of(member.key)) { slots[Int($0)].member == member }
    }

    /// By a place that `place(of:)` gave.
    subscript(place: Int32) -> Presence {
        _read { yield slots[Int(place)] }
        _modify { yield &slots[Int(place)] }
    }

    /// Setting nil takes it out.
    subscript(member: MemberID) -> Presence? {
        get { place(of: member).map { slots[Int($0)] } }
        _modify {
            let place = place(of: member)
            // Lent, not copied: a copy would count a dozen references up and down.
            var lent: Presence?
            if let place { lent = exchange(&slots[Int(place)], with: .nobody) }
            defer {
                switch (place, lent) {
                case (let place?, let lent?): slots[Int(place)] = lent
                case (let place?, nil): remove(member, at: place)
                case (nil, let lent?): add(lent, member)
                case (nil, nil): break
                }
            }
            yield &lent
        }
    }

    /// Takes in a session that is not here; returns where it lies.
    @discardableResult
    mutating func add(_ presence: Presence, _ member: MemberID) -> Int32 {
        let place = free.put(presence, in: &slots)
        slots[Int(place)].member = member
        table.insert(hash.of(member.key), place)
        return place
    }

    private mutating func remove(_ member: MemberID, at place: Int32) {
        table.remove(hash.of(member.key), place)
        guard !table.isEmpty else { return self = PresenceTable() }
        slots[Int(place)] = .nobody
        free.add(place)
    }
}

extension PresenceTable: Sequence {
    /// In the order of their slots.
    func makeIterator() -> some IteratorProtocol<(key: MemberID, value: Presence)> {
        slots.lazy.compactMap { presence in presence.member.map { (key: $0, value: presence) } }.makeIterator()
    }
}

extension Presence {
    /// What lies in a free slot.
    fileprivate static let nobody = Presence(
        person: -1, name: PeerText(""), nameHash: 0, facts: Facts(name: PeerText("")), rooms: RoomPresences())
}

/// The rooms of one session in the order of coming in: almost always one, which then needs no memory of its own.
struct RoomPresences: Sendable {
    private var first: Presence.RoomPresence?
    private var others: [Presence.RoomPresence] = []

    mutating func append(_ room: Presence.RoomPresence) {
        if first == nil { first = room } else { others.append(room) }
    }

    mutating func remove(at place: Int) {
        if place > 0 {
            others.remove(at: place - 1)
        } else {
            first = others.isEmpty ? nil : others.removeFirst()
        }
    }
}

extension RoomPresences: RandomAccessCollection, MutableCollection {
    var startIndex: Int { 0 }
    var endIndex: Int { first == nil ? 0 : others.count + 1 }
    subscript(place: Int) -> Presence.RoomPresence {
        get {
            if place == 0, let first { return first }
            return others[place - 1]
        }
        set { if place == 0 { first = newValue } else { others[place - 1] = newValue } }
    }
}
