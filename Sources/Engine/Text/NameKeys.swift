// SPDX-License-Identifier: Apache-2.0

/// The keys (`Mentions.key`) of the names present in one room: an open-addressed table, since the keys are hashes
/// already and Swift's own set would hash them again at each word of each line.
struct NameKeys: Sendable {
    /// 0 stands for an empty place.
    private var places: [UInt64] = []
    private(set) var count = 0

    /// Names kept; beyond it a name is not counted as mentioned.
    static let limit = 1 << 20

    init() {}

    @inline(__always)
    func contains(_ key: UInt64) -> Bool {
        if count == 0 { return false }
        let mask = places.count - 1
        var i = Int(truncatingIfNeeded: key) & mask
        while places[i] != 0 {
            if places[i] == key { return true }
            i = (i + 1) & mask
        }
        return false
    }

    mutating func insert(_ key: UInt64) {
        guard key != 0, count < Self.limit, !contains(key) else { return }
        if (count + 1) * 2 > places.count { grow() }
        put(key)
    }

    private mutating func put(_ key: UInt64) {
        let mask = places.count - 1
        var i = Int(truncatingIfNeeded: key) & mask
        while places[i] != 0 { i = (i + 1) & mask }
        places[i] = key
        count += 1
    }

    private mutating func grow() {
        let old = places
        places = [UInt64](repeating: 0, count: max(16, old.count * 2))
        count = 0
        for key in old where key != 0 { put(key) }
    }

    mutating func remove(_ key: UInt64) {
        guard key != 0, contains(key) else { return }
        let mask = places.count - 1
        var hole = Int(truncatingIfNeeded: key) & mask
        while places[hole] != key { hole = (hole + 1) & mask }
        // Whoever was displaced by the removed one moves up, so that no search stops early.
        var i = (hole + 1) & mask
        while places[i] != 0 {
            let home = Int(truncatingIfNeeded: places[i]) & mask
            if (i - home) & mask >= (i - hole) & mask {
                places[hole] = places[i]
                hole = i
            }
            i = (i + 1) & mask
        }
        places[hole] = 0
        count -= 1
    }
}
