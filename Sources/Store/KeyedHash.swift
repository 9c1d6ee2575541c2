// SPDX-License-Identifier: Apache-2.0

import Chat

/// The key of this process for hashing names: nobody outside can make two names meet. Never stored.
struct HashKey: Sendable {
    fileprivate let a = UInt64.random(in: .min ... .max)
    fileprivate let b = UInt64.random(in: .min ... .max)
}

/// 128 bits of several byte strings, under a key: two lanes of multiply-and-fold, eight bytes a step.
///
/// Written out because the standard hasher gives 64 bits and takes four times as long, for every message.
struct KeyedHash {
    private var x: UInt64
    private var y: UInt64

    init(_ key: HashKey) {
        x = key.a
        y = key.b
    }

    mutating func combine(_ value: UInt64) {
        x = Self.fold(x ^ value, 0x9E37_79B9_7F4A_7C15)
        y = Self.fold(y ^ value, 0xD6E8_FEB8_6659_FD93)
    }

    /// The bytes and their number, so that `ab`+`c` and `a`+`bc` differ.
    mutating func combine(_ bytes: [UInt8]) { bytes.withUnsafeBytes { combine($0) } }

    /// A short one is two numbers, its length in them.
    mutating func combine(_ name: ByteString) {
        if let words = name.words {
            combine(words.0)
            combine(words.1)
        } else {
            name.withBytes { combine(UnsafeRawBufferPointer($0)) }
        }
    }

    mutating func combine(_ text: String) {
        var text = text
        text.withUTF8 { combine(UnsafeRawBufferPointer($0)) }
    }

    private mutating func combine(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        while offset &+ 8 <= bytes.count {
            combine(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            offset &+= 8
        }
        // At most seven bytes are left: their number has the top byte.
        var tail: UInt64 = 0
        while offset < bytes.count {
            tail = tail << 8 | UInt64(bytes[offset])
            offset &+= 1
        }
        combine(tail | UInt64(truncatingIfNeeded: bytes.count) << 56)
    }

    var value: (UInt64, UInt64) { (Self.fold(x, y | 1), Self.fold(y, x | 1)) }

    private static func fold(_ x: UInt64, _ y: UInt64) -> UInt64 {
        let (high, low) = x.multipliedFullWidth(by: y)
        return high ^ low
    }
}
