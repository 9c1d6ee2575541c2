// SPDX-License-Identifier: Apache-2.0

/// Finds slots of a list by what lies in them: eight bytes a slot, where a dictionary keeps each key a second time.
///
/// Open addressing with linear probing, and no tombstones: what is taken out lets those behind it move up (Knuth, TAOCP 3,
/// 6.4, algorithm R). It begins with no memory at all. It has no order that anybody could see.
public struct SlotTable: Sendable {
    /// High half: 32 bits of the hash. Low half: the slot plus one; zero where nothing is.
    @usableFromInline var cells: [UInt64] = []
    public private(set) var count = 0

    public init() {}

    public var isEmpty: Bool { count == 0 }

    /// The slot with this hash that is the one looked for.
    @inlinable
    public func find(_ hash: UInt64, _ isMeant: (Int32) -> Bool) -> Int32? {
        cells.withUnsafeBufferPointer { cells in
            if cells.isEmpty { return nil }
            let (mask, tag) = (cells.count &- 1, hash >> 32)
            var place = Int(tag) & mask
            while cells[place] != 0 {
                if cells[place] >> 32 == tag {
                    let slot = Int32(bitPattern: UInt32(truncatingIfNeeded: cells[place])) &- 1
                    if isMeant(slot) { return slot }
                }
                place = (place &+ 1) & mask
            }
            return nil
        }
    }

    /// Puts a slot in that is not there.
    public mutating func insert(_ hash: UInt64, _ slot: Int32) {
        if count &* 5 >= cells.count &* 4 { grow() }
        put(Self.cell(hash, slot))
        count &+= 1
    }

    private static func cell(_ hash: UInt64, _ slot: Int32) -> UInt64 {
        (hash & 0xFFFF_FFFF_0000_0000) | UInt64(UInt32(bitPattern: slot &+ 1))
    }

    private mutating func put(_ cell: UInt64) {
        let mask = cells.count &- 1
        var place = Int(cell >> 32) & mask
        while cells[place] != 0 { place = (place &+ 1) & mask }
        cells[place] = cell
    }

    /// Twice the room: of each hash enough is kept to find its new home.
    private mutating func grow() {
        let old = cells
        cells = Array(repeating: 0, count: max(8, old.count * 2))
        for cell in old where cell != 0 { put(cell) }
    }

    /// Takes a slot out, if it is there.
    public mutating func remove(_ hash: UInt64, _ slot: Int32) {
        guard !cells.isEmpty else { return }
        let mask = cells.count &- 1
        let wanted = Self.cell(hash, slot)
        var hole = Int(wanted >> 32) & mask
        while cells[hole] != wanted {
            if cells[hole] == 0 { return }
            hole = (hole &+ 1) & mask
        }
        count &-= 1
        cells.withUnsafeMutableBufferPointer { cells in
            var next = hole
            while true {
                next = (next &+ 1) & mask
                if cells[next] == 0 { break }
                // What has its home behind the hole may not move before it.
                let home = Int(cells[next] >> 32) & mask
                if (next &- home) & mask < (next &- hole) & mask { continue }
                cells[hole] = cells[next]
                hole = next
            }
            cells[hole] = 0
        }
    }

    public mutating func removeAll() { self = SlotTable() }
}

/// Hashes names for a `SlotTable`: multiply and fold, eight bytes a step, under a key of this process, so that nobody
/// outside can make two names meet. Like that of the standard dictionaries it never shows in what is decided.
public struct NameHash: Sendable {
    private let first: UInt64
    private let second: UInt64

    public init() {
        // Where the standard dictionaries have theirs from.
        first = UInt64(bitPattern: Int64(1._rawHashValue(seed: 1)))
        second = UInt64(bitPattern: Int64(2._rawHashValue(seed: 2))) | 1
    }

    public func of(_ name: ByteString) -> UInt64 {
        if let words = name.words { return of(words.0, words.1) }
        return name.withBytes { bytes in
            let raw = UnsafeRawBufferPointer(bytes)
            var (hash, place) = (first, 0)
            while place &+ 8 <= raw.count {
                hash = Self.fold(hash ^ raw.loadUnaligned(fromByteOffset: place, as: UInt64.self), Self.odd)
                place &+= 8
            }
            // At most seven bytes are left: their number has the top byte.
            var tail: UInt64 = 0
            while place < raw.count {
                tail = tail << 8 | UInt64(raw[place])
                place &+= 1
            }
            return Self.fold(hash ^ (tail | UInt64(truncatingIfNeeded: raw.count) << 56), second)
        }
    }

    public func of(_ a: UInt64, _ b: UInt64) -> UInt64 { Self.fold(Self.fold(first ^ a, Self.odd) ^ b, second) }

    private static let odd: UInt64 = 0x9E37_79B9_7F4A_7C15
    private static func fold(_ x: UInt64, _ y: UInt64) -> UInt64 {
        let (high, low) = x.multipliedFullWidth(by: y)
        return high ^ low
    }
}
