// SPDX-License-Identifier: Apache-2.0

/// Appends packed values to one buffer that is kept and reused: on the path of every message.
public struct ByteWriter: Sendable {
    @usableFromInline var storage: [UInt8] = []

    /// What was written since the last `clear()`.
    public var bytes: [UInt8] { storage }
    /// Bytes written since the last `clear()`.
    public var count: Int { storage.count }

    /// Leaves the words of a person out: they are kept elsewhere, because they expire sooner (`Event+Row.swift`).
    var omitsWords = false

    /// - Parameter capacity: bytes to make room for at once.
    public init(capacity: Int = 256) { storage.reserveCapacity(capacity) }

    /// Forgets what was written and keeps the memory.
    public mutating func clear() { storage.removeAll(keepingCapacity: true) }

    /// Reads what was written without copying it; the pointer dies with the call.
    @inlinable public func withUnsafeBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
        try storage.withUnsafeBytes(body)
    }

    @inlinable public mutating func put(byte: UInt8) { storage.append(byte) }

    @inlinable public mutating func put(flag: Bool) { storage.append(flag ? 1 : 0) }

    /// LEB128: seven bits a byte, least significant first, at most ten bytes.
    @inlinable public mutating func put(unsigned value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            storage.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        storage.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Zigzag, so that small negative numbers are short too.
    @inlinable public mutating func put(signed value: Int64) {
        put(unsigned: UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    @inlinable public mutating func put(count: Int) { put(unsigned: UInt64(truncatingIfNeeded: count)) }

    /// Length, then the bytes.
    public mutating func put(bytes: [UInt8]) {
        put(count: bytes.count)
        storage.append(contentsOf: bytes)
    }

    public mutating func put(bytes: UnsafeBufferPointer<UInt8>) {
        put(count: bytes.count)
        storage.append(contentsOf: bytes)
    }

    /// Bytes alone, without a length.
    public mutating func put(raw bytes: [UInt8]) { storage.append(contentsOf: bytes) }

    /// Length in bytes, then UTF-8.
    public mutating func put(text: String) {
        var text = text
        text.withUTF8 { utf8 in
            put(count: utf8.count)
            storage.append(contentsOf: utf8)
        }
    }

    /// UTF-8 alone, cut before the scalar that would pass `limit` bytes.
    public mutating func put(utf8 text: String, atMost limit: Int) {
        var text = text
        text.withUTF8 { utf8 in
            var end = min(utf8.count, limit)
            if end < utf8.count { while end > 0, utf8[end] & 0xC0 == 0x80 { end -= 1 } }
            storage.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[..<end]))
        }
    }

    mutating func put(words: PeerText) {
        if !omitsWords { put(text: words.raw) }
    }

    mutating func put(case value: some RawRepresentable<UInt8>) { storage.append(value.rawValue) }
}
