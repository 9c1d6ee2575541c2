// SPDX-License-Identifier: Apache-2.0

import Chat

/// Who is here, by session. Presences lie side by side in slots that are used again, in the order in which they came: a
/// dictionary that held them itself would keep nearly as much room again for nobody.
///
/// As many as the rosters of the adapters hold; a session is taken out when it has left the last room.
struct PresenceTable: Sendable {
    private var places: [MemberID: Int32] = [:]
    private var slots: [Presence] = []
    /// Whose each slot is; nil while it is free.
    private var members: [MemberID?] = []
    private var free: [Int32] = []

    var count: Int { places.count }
    /// In no order.
    var keys: some Collection<MemberID> { places.keys }
    /// In the order of their slots.
    var values: some Sequence<Presence> { lazy.map(\.value) }

    /// Where a session lies; good until the table changes.
    func place(of member: MemberID) -> Int32? { places[member] }

    /// By a place that `place(of:)` gave.
    subscript(place: Int32) -> Presence {
        _read { yield slots[Int(place)] }
        _modify { yield &slots[Int(place)] }
    }

    /// Setting nil takes it out.
    subscript(member: MemberID) -> Presence? {
        get { places[member].map { slots[Int($0)] } }
        _modify {
            let place = places[member]
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
        let place: Int32
        if let reused = free.popLast() {
            place = reused
            slots[Int(place)] = presence
            members[Int(place)] = member
        } else {
            place = Int32(slots.count)
            slots.append(presence)
            members.append(member)
        }
        places[member] = place
        return place
    }

    private mutating func remove(_ member: MemberID, at place: Int32) {
        places[member] = nil
        guard !places.isEmpty else { return self = PresenceTable() }
        slots[Int(place)] = .nobody
        members[Int(place)] = nil
        free.append(place)
    }
}

extension PresenceTable: Sequence {
    /// In the order of their slots.
    func makeIterator() -> some IteratorProtocol<(key: MemberID, value: Presence)> {
        zip(members, slots).lazy.compactMap { member, presence in
            member.map { (key: $0, value: presence) }
        }.makeIterator()
    }
}

extension Presence {
    /// What lies in a free slot.
    fileprivate static let nobody = Presence(
        person: -1, name: PeerText(""), nameHash: 0, facts: Facts(name: PeerText("")), rooms: [])
}
