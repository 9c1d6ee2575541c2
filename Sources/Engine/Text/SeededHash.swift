// SPDX-License-Identifier: Apache-2.0

/// FNV-1a over bytes, 64 bits, begun from a secret seed so that nobody can choose texts that collide
/// (THREATS G9), and the same in every process, so that a replay agrees.
struct SeededHash {
    private(set) var value: UInt64

    @inline(__always)
    init(seed: UInt64) { value = 0xCBF2_9CE4_8422_2325 ^ seed }

    @inline(__always)
    mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }

    /// The state with its high bits stirred into the low ones: FNV alone leaves the low bits weak.
    var stirred: UInt64 { Self.stir(value) }

    @inline(__always)
    static func stir(_ value: UInt64) -> UInt64 {
        var h = value
        h = (h ^ (h >> 32)) &* 0xD6E8_FEB8_6659_FD93
        h = (h ^ (h >> 29)) &* 0xD6E8_FEB8_6659_FD93
        return h ^ (h >> 32)
    }

    static func of(_ bytes: some Sequence<UInt8>, seed: UInt64) -> UInt64 {
        var hash = SeededHash(seed: seed)
        for byte in bytes { hash.add(byte) }
        return hash.stirred
    }
}

/// A seeded hash as the key of a table: spread well and unknown to everybody already, so that it is not hashed again.
/// Looking a word up by it costs a third.
struct SeededKey: Hashable, Sendable {
    let hash: UInt64

    init(_ hash: UInt64) { self.hash = hash }

    func hash(into hasher: inout Hasher) { hasher.combine(hash) }

    /// Tables of two sizes must not list alike, or copying one into the other would pile up: hence the seed.
    func _rawHashValue(seed: Int) -> Int {
        Int(truncatingIfNeeded: (hash ^ UInt64(truncatingIfNeeded: seed)) &* 0x9E37_79B9_7F4A_7C15)
    }
}
