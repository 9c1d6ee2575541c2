// SPDX-License-Identifier: Apache-2.0

/// 128 bits of a name, under a key that nobody outside the process knows: for tables in memory, never stored.
struct KeyedHash: Sendable {
    private let a: UInt64
    private let b: UInt64

    init() {
        a = UInt64.random(in: .min ... .max)
        b = UInt64.random(in: .min ... .max)
    }

    /// Two independent lanes of multiply-and-fold, eight bytes a step.
    func callAsFunction(_ bytes: UnsafeRawBufferPointer) -> (UInt64, UInt64) {
        var x = a ^ UInt64(truncatingIfNeeded: bytes.count)
        var y = b
        var offset = 0
        while offset &+ 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            x = Self.fold(x ^ word, 0x9E37_79B9_7F4A_7C15)
            y = Self.fold(y ^ word, 0xD6E8_FEB8_6659_FD93)
            offset &+= 8
        }
        var tail: UInt64 = 0
        while offset < bytes.count {
            tail = tail << 8 | UInt64(bytes[offset])
            offset &+= 1
        }
        x = Self.fold(x ^ tail ^ b, 0xA076_1D64_78BD_642F)
        y = Self.fold(y ^ tail ^ a, 0xE703_7ED1_A0B4_28DB)
        return (Self.fold(x, y | 1), Self.fold(y, x | 1))
    }

    private static func fold(_ x: UInt64, _ y: UInt64) -> UInt64 {
        let (high, low) = x.multipliedFullWidth(by: y)
        return high ^ low
    }
}
