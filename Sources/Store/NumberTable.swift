// SPDX-License-Identifier: Apache-2.0

/// Numbers by the hash of their names: 16 bytes a name whatever its length, never more than `limit` names.
///
/// Names are told apart by 96 keyed bits and not compared, so that a million of them need 16 MB less. When full it
/// forgets all: its users write a name again under another number, which costs a row and no truth.
struct NumberTable {
    private struct Slot {
        var high: UInt64 = 0
        var low: UInt32 = 0
        /// 0 is free.
        var number: UInt32 = 0
    }

    private var slots: [Slot]
    private(set) var count = 0
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
        slots = Array(repeating: Slot(), count: 256)
    }

    mutating func removeAll() {
        slots = Array(repeating: Slot(), count: 256)
        count = 0
    }

    func number(_ hash: (UInt64, UInt64)) -> UInt32? {
        let number = slots[index(hash)].number
        return number == 0 ? nil : number
    }

    /// - Parameter number: above 0.
    mutating func insert(_ hash: (UInt64, UInt64), _ number: UInt32) {
        if count >= limit { removeAll() }
        if count &* 5 >= slots.count &* 4 { grow() }
        let place = index(hash)
        if slots[place].number == 0 { count &+= 1 }
        slots[place] = Slot(high: hash.0, low: UInt32(truncatingIfNeeded: hash.1), number: number)
    }

    /// The slot of this hash, or the free one where it belongs.
    private func index(_ hash: (UInt64, UInt64)) -> Int {
        let low = UInt32(truncatingIfNeeded: hash.1)
        let mask = slots.count &- 1
        return slots.withUnsafeBufferPointer { slots in
            var place = Int(truncatingIfNeeded: hash.0) & mask
            while slots[place].number != 0, slots[place].high != hash.0 || slots[place].low != low {
                place = (place &+ 1) & mask
            }
            return place
        }
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(), count: old.count * 2)
        for slot in old where slot.number != 0 { slots[index((slot.high, UInt64(slot.low)))] = slot }
    }
}
