// SPDX-License-Identifier: Apache-2.0

import Chat

/// In which communities the members of one network are, and in how many rooms of each. Almost everybody is in one: their
/// entry needs no memory of its own, and a dictionary would keep half as much again for nobody.
///
/// As many as the rosters of the adapters hold.
struct Whereabouts: Sendable {
    private struct Place: Sendable {
        var community: Int32
        var rooms: Int32
    }

    private struct Entry: Sendable {
        var key: ByteString
        /// The first in the order of bot.conf; no rooms in a free entry.
        var first: Place
        var others: [Place] = []

        /// Never none.
        var places: [Place] {
            get { [first] + others }
            set {
                first = newValue[0]
                others = Array(newValue.dropFirst())
            }
        }
    }

    private var table = SlotTable()
    private let hash = NameHash()
    private var entries: [Entry] = []
    private var free = FreePlaces()

    private func slot(of key: ByteString) -> Int32? { table.find(hash.of(key)) { entries[Int($0)].key == key } }

    /// Where somebody is, in the order of bot.conf; nil where they are nowhere.
    func communities(of key: ByteString) -> [Int]? {
        slot(of: key).map { entries[Int($0)].places.map { Int($0.community) } }
    }

    /// Somebody is in one more room of a community, or in `atLeast` so many.
    mutating func enter(_ key: ByteString, _ community: Int, atLeast: Int32? = nil) {
        guard let slot = slot(of: key).map({ Int($0) }) else {
            return add(Entry(key: key, first: Place(community: Int32(community), rooms: 1)))
        }
        var places = entries[slot].places
        if let known = places.firstIndex(where: { $0.community == community }) {
            places[known].rooms = atLeast.map { max($0, places[known].rooms) } ?? places[known].rooms &+ 1
        } else {
            places.append(Place(community: Int32(community), rooms: 1))
            places.sort { $0.community < $1.community }
        }
        entries[slot].places = places
    }

    /// Somebody is in one room less.
    mutating func leave(_ key: ByteString, _ community: Int) {
        guard let slot = slot(of: key).map({ Int($0) }) else { return }
        var places = entries[slot].places
        guard let known = places.firstIndex(where: { $0.community == community }) else { return }
        places[known].rooms &-= 1
        if places[known].rooms <= 0 { places.remove(at: known) }
        if places.isEmpty { forget(key) } else { entries[slot].places = places }
    }

    mutating func forget(_ key: ByteString) {
        guard let slot = slot(of: key) else { return }
        table.remove(hash.of(key), slot)
        entries[Int(slot)] = Entry(key: "", first: Place(community: -1, rooms: 0))
        free.add(slot)
    }

    private mutating func add(_ entry: Entry) {
        table.insert(hash.of(entry.key), free.put(entry, in: &entries))
    }
}
