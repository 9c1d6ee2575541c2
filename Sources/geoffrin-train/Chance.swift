// SPDX-License-Identifier: Apache-2.0

/// Numbers that look random and are the same each time: SplitMix64.
struct Chance: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
    /// A number below `bound`, near enough to even.
    mutating func below(_ bound: Int) -> Int { Int(next() >> 33) % max(1, bound) }
    mutating func one<Element>(of all: [Element]) -> Element { all[below(all.count)] }
    mutating func happens(_ percent: Int) -> Bool { below(100) < percent }
}

/// What a text hashes to, on every machine: for telling tenths of a source apart.
func stableHash(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return hash ^ (hash >> 29)
}

/// Exponential and logarithm from additions and products alone, so that every processor gives the same bits.
enum Exact {
    static func sigmoid(_ x: Float) -> Float {
        let bounded = min(30, max(-30, x))
        return 1 / (1 + exp(-bounded))
    }
    static func exp(_ x: Float) -> Float {
        // 2^k × e^r with |r| ≤ ln2/2; a polynomial of degree 6 is exact to the last bits of Float.
        let k = (x * 1.442_695_04).rounded()
        let r = x - k * 0.693_147_18
        var sum: Float = 1 + r * (1.0 / 6)
        sum = 1 + r * (1.0 / 5) * sum
        sum = 1 + r * (1.0 / 4) * sum
        sum = 1 + r * (1.0 / 3) * sum
        sum = 1 + r * (1.0 / 2) * sum
        sum = 1 + r * sum
        return sum * Float(sign: .plus, exponent: Int(k), significand: 1)
    }
    /// Natural logarithm of a positive number, by the exponent and an atanh series.
    static func log(_ x: Double) -> Double {
        let m = x.significand
        let t = (m - 1) / (m + 1)
        var term = t
        var sum = 0.0
        var n = 1.0
        while n < 60 {
            sum += term / n
            term *= t * t
            n += 2
        }
        return 2 * sum + Double(x.exponent) * 0.693_147_180_559_945_3
    }
}
