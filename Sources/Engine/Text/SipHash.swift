// SPDX-License-Identifier: Apache-2.0

/// A key of 128 bits.
struct SipKey: Sendable, Hashable {
    var a: UInt64
    var b: UInt64
}

/// SipHash-2-4 (Aumasson and Bernstein, 2012): without the key nobody can tell a hash from chance, nor try names on it.
/// For what is kept; what lives for seconds has `SeededHash`, which is faster and no secret.
struct SipHash {
    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64

    private init(_ key: SipKey) {
        v0 = key.a ^ 0x736F_6D65_7073_6575
        v1 = key.b ^ 0x646F_7261_6E64_6F6D
        v2 = key.a ^ 0x6C79_6765_6E65_7261
        v3 = key.b ^ 0x7465_6462_7974_6573
    }

    static func of(_ bytes: [UInt8], key: SipKey) -> UInt64 { bytes.withUnsafeBufferPointer { of($0, key: key) } }

    static func of(_ bytes: UnsafeBufferPointer<UInt8>, key: SipKey) -> UInt64 {
        var hash = SipHash(key)
        var word: UInt64 = 0
        for (place, byte) in bytes.enumerated() {
            word |= UInt64(byte) << UInt64(8 * (place & 7))
            if place & 7 == 7 {
                hash.take(word)
                word = 0
            }
        }
        hash.take(word | UInt64(truncatingIfNeeded: bytes.count) << 56)
        hash.v2 ^= 0xFF
        for _ in 0..<4 { hash.round() }
        return hash.v0 ^ hash.v1 ^ hash.v2 ^ hash.v3
    }

    private mutating func take(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    private mutating func round() {
        func turn(_ value: UInt64, _ by: UInt64) -> UInt64 { value << by | value >> (64 - by) }
        v0 = v0 &+ v1
        v1 = turn(v1, 13) ^ v0
        v0 = turn(v0, 32)
        v2 = v2 &+ v3
        v3 = turn(v3, 16) ^ v2
        v0 = v0 &+ v3
        v3 = turn(v3, 21) ^ v0
        v2 = v2 &+ v1
        v1 = turn(v1, 17) ^ v2
        v2 = turn(v2, 32)
    }
}
