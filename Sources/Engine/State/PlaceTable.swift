// SPDX-License-Identifier: Apache-2.0

/// Places in a list, found by seeded hashes: a table of which nothing is copied but when it grows, for an index that is
/// written with every line. It begins small: a thousand quiet rooms keep no room for talk that never comes.
///
/// Open addressing with linear probing, and no tombstones: what is taken out lets those behind it move up (Knuth, TAOCP 3,
/// 6.4, algorithm R). Of a hash it keeps 32 bits, so two hashes are taken for one once in four thousand million times:
/// for what is looked at again where it lies.
struct PlaceTable: Sendable {
    /// High half: 32 bits of the hash. Low half: the place plus one; zero where nothing is.
    private var slots: [UInt64]
    private var mask: Int
    private(set) var count = 0

    /// - Parameter capacity: of entries; one more, and `set` refuses it.
    init(capacity: Int) {
        self.capacity = capacity
        slots = Array(repeating: 0, count: Self.smallest)
        mask = Self.smallest - 1
    }
    private static let smallest = 16
    private let capacity: Int

    func place(of hash: UInt64) -> Int32? {
        slots.withUnsafeBufferPointer { slots in
            let found = slots[find(hash, slots)]
            return found == 0 ? nil : Self.place(found)
        }
    }

    /// Puts a place down, or another one in its stead; false when the table is full.
    @discardableResult
    mutating func set(_ hash: UInt64, to place: Int32) -> Bool {
        var slot = slots.withUnsafeBufferPointer { find(hash, $0) }
        if slots[slot] == 0 {
            guard count < capacity else { return false }
            count += 1
            if count * 3 / 2 > slots.count {
                grow()
                slot = slots.withUnsafeBufferPointer { find(hash, $0) }
            }
        }
        slots[slot] = Self.tag(hash) << 32 | UInt64(UInt32(bitPattern: place &+ 1))
        return true
    }

    /// Twice the room: of each hash enough is kept to find its new home.
    private mutating func grow() {
        let old = slots
        slots = Array(repeating: 0, count: old.count * 2)
        mask = slots.count - 1
        for entry in old where entry != 0 {
            var slot = Int(entry >> 32) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = entry
        }
    }

    /// Takes a hash out if it leads to this place.
    mutating func remove(_ hash: UInt64, at place: Int32) {
        let mask = mask
        var hole = slots.withUnsafeBufferPointer { find(hash, $0) }
        guard slots[hole] != 0, Self.place(slots[hole]) == place else { return }
        count -= 1
        slots.withUnsafeMutableBufferPointer { slots in
            var next = hole
            while true {
                next = (next + 1) & mask
                if slots[next] == 0 { break }
                // What has its home behind the hole may not move before it.
                let home = Int(slots[next] >> 32) & mask
                if (next - home) & mask < (next - hole) & mask { continue }
                slots[hole] = slots[next]
                hole = next
            }
            slots[hole] = 0
        }
    }

    /// Where it is, or where it would be put.
    @inline(__always)
    private func find(_ hash: UInt64, _ slots: UnsafeBufferPointer<UInt64>) -> Int {
        let tag = Self.tag(hash)
        var slot = Int(tag) & mask
        while slots[slot] != 0, slots[slot] >> 32 != tag { slot = (slot + 1) & mask }
        return slot
    }

    @inline(__always) private static func tag(_ hash: UInt64) -> UInt64 { hash >> 32 }
    @inline(__always) private static func place(_ slot: UInt64) -> Int32 {
        Int32(bitPattern: UInt32(truncatingIfNeeded: slot)) &- 1
    }
}
