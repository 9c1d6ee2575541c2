// SPDX-License-Identifier: Apache-2.0

/// The names of those present in one room, by the hash of their folded bytes, and how many bear each.
///
/// Each word of each line is looked for, and hardly any is a name: a small filter in front of the table (one bit a
/// name, sixteen bits of room for each) says no without reaching for the table, which no near cache holds.
struct PresentNames: Sendable {
    private var counts: [SeededKey: Int32] = [:]
    /// Bits of names that are here, or were since the filter was last made.
    private var bits: [UInt64] = [0, 0]
    private var shift: UInt64 = 63
    /// Names added since it was made: those that went left their bits.
    private var entered = 0

    func contains(_ hash: UInt64) -> Bool { mayContain(hash) && counts[SeededKey(hash)] != nil }

    /// How many bear it.
    func count(of hash: UInt64) -> Int32 { mayContain(hash) ? counts[SeededKey(hash)] ?? 0 : 0 }

    mutating func add(_ hash: UInt64) {
        let key = SeededKey(hash)
        let known = counts[key] ?? 0
        counts[key] = known &+ 1
        guard known == 0 else { return }
        entered += 1
        if entered * 16 > bits.count * 64 { refill() } else { mark(hash) }
    }

    mutating func remove(_ hash: UInt64) {
        let key = SeededKey(hash)
        guard let count = counts[key] else { return }
        counts[key] = count > 1 ? count - 1 : nil
    }

    @inline(__always)
    private func mayContain(_ hash: UInt64) -> Bool {
        bits[Int(truncatingIfNeeded: hash >> shift)] & (1 << (hash & 63)) != 0
    }

    private mutating func mark(_ hash: UInt64) {
        bits[Int(truncatingIfNeeded: hash >> shift)] |= 1 << (hash & 63)
    }

    /// Twice the room that those present need; what names that went had left goes.
    private mutating func refill() {
        var width = 64
        while width < counts.count * 32 { width *= 2 }
        let words = max(2, width / 64)
        bits = Array(repeating: 0, count: words)
        shift = UInt64(64 - words.trailingZeroBitCount)
        entered = counts.count
        for key in counts.keys { mark(key.hash) }
    }
}
