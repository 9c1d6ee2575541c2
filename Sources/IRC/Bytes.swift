// SPDX-License-Identifier: Apache-2.0

import Chat

/// Bytes of a peer, borrowed from the buffer they were read into. Never kept beyond the call that received them.
public typealias Bytes = UnsafeBufferPointer<UInt8>

extension UnsafeBufferPointer where Element == UInt8 {
    static var none: Bytes { Bytes(start: nil, count: 0) }

    /// The bytes from `start` up to `end`; clamped, so that no position can trap (THREATS L7).
    func part(_ start: Int, _ end: Int) -> Bytes {
        let low = Swift.max(0, Swift.min(start, count))
        let high = Swift.max(low, Swift.min(end, count))
        return Bytes(rebasing: self[low..<high])
    }

    func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in 0..<count where self[index] != text.utf8Start[index] { return false }
        return true
    }

    func hasPrefix(_ text: StaticString) -> Bool {
        count >= text.utf8CodeUnitCount && part(0, text.utf8CodeUnitCount).equals(text)
    }

    func equals(_ other: [UInt8]) -> Bool { other.withUnsafeBufferPointer { equals($0) } }
    func equals(name other: ByteString) -> Bool { other.withBytes { equals($0) } }

    func equals(_ other: Bytes) -> Bool {
        guard count == other.count else { return false }
        let (a, b) = (UnsafeRawBufferPointer(self), UnsafeRawBufferPointer(other))
        var index = 0
        while index + 8 <= count {
            let words = (
                a.loadUnaligned(fromByteOffset: index, as: UInt64.self),
                b.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            )
            if words.0 != words.1 { return false }
            index += 8
        }
        while index < count {
            if a[index] != b[index] { return false }
            index += 1
        }
        return true
    }

    /// The pieces between single `separator` bytes; empty pieces are skipped.
    func pieces(_ separator: UInt8, _ body: (Bytes) -> Void) {
        var start = 0
        for index in 0...count where index == count || self[index] == separator {
            if index > start { body(part(start, index)) }
            start = index + 1
        }
    }

    /// Eight bytes at a time: a byte of `x` is zero exactly where the byte is the one looked for, and
    /// `(x - 01…) & ~x & 80…` is not zero exactly if some byte of `x` is.
    func position(of byte: UInt8, from start: Int = 0) -> Int? {
        var index = start
        let raw = UnsafeRawBufferPointer(self)
        let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
        while index + 8 <= count {
            let x = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ pattern
            if (x &- 0x0101_0101_0101_0101) & ~x & 0x8080_8080_8080_8080 != 0 { break }
            index += 8
        }
        while index < count {
            if self[index] == byte { return index }
            index += 1
        }
        return nil
    }

    var array: [UInt8] { [UInt8](self) }
    var byteString: ByteString { ByteString(self) }

    /// A number of decimal digits only, clamped to `limit`; nil when empty or not a number (THREATS L7).
    func number(limit: Int) -> Int? {
        guard !isEmpty else { return nil }
        var value = 0
        for byte in self {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            value = Swift.min(limit, value &* 10 &+ Int(byte &- 0x30))
        }
        return value
    }
}

extension Array where Element == UInt8 {
    init(_ text: StaticString) {
        self = Array(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Lends the bytes as a peer's; for our own arrays, tests and replays.
    public func lend<Result>(_ body: (Bytes) throws -> Result) rethrows -> Result {
        try withUnsafeBufferPointer { try body($0) }
    }
}
