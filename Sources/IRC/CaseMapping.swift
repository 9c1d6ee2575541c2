// SPDX-License-Identifier: Apache-2.0

import Chat

/// Which bytes of names are the same letter: ISUPPORT CASEMAPPING. Never Unicode (THREATS L1).
public enum CaseMapping: UInt8, Sendable {
    case ascii = 0x5A
    case rfc1459Strict = 0x5D
    case rfc1459 = 0x5E

    /// Unknown values fold ASCII letters only: two people must not become one by a guess.
    public init(_ value: Bytes) {
        if value.equals("rfc1459") {
            self = .rfc1459
        } else if value.equals("rfc1459-strict") || value.equals("strict-rfc1459") {
            self = .rfc1459Strict
        } else {
            self = .ascii
        }
    }

    // The raw value is the last byte of the folded range: A–Z, then [ \ ] (strict), then ^ (RFC 1459 §2.2).
    @inline(__always)
    public func fold(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= rawValue ? byte | 0x20 : byte }

    public func fold(_ bytes: Bytes) -> [UInt8] { bytes.map { fold($0) } }
    public func fold(_ bytes: [UInt8]) -> [UInt8] { bytes.map { fold($0) } }

    public func equal(_ a: Bytes, _ b: Bytes) -> Bool {
        guard a.count == b.count else { return false }
        for index in 0..<a.count where fold(a[index]) != fold(b[index]) { return false }
        return true
    }
}

/// A folded name as a key of the roster's tables: up to 31 bytes stand in the key itself, so that a look-up of a
/// nick allocates nothing.
struct NameKey: Hashable {
    private var a: UInt64 = 0
    private var b: UInt64 = 0
    private var c: UInt64 = 0
    private var d: UInt64 = 0
    private var long: [UInt8]?

    init(_ name: Bytes, _ mapping: CaseMapping) {
        guard name.count < 32 else {
            long = mapping.fold(name)
            return
        }
        a = Self.word(name, 0, mapping)
        if name.count > 8 { b = Self.word(name, 8, mapping) }
        if name.count > 16 { c = Self.word(name, 16, mapping) }
        if name.count > 24 { d = Self.word(name, 24, mapping) }
        // The length tells apart names that end in zero bytes; it is at most 31 and the last byte is free.
        d |= UInt64(name.count) << 56
    }

    func hash(_ key: NameHash) -> UInt64 {
        if let long { return key.of(ByteString(long)) }
        return key.of(key.of(a, b), key.of(c, d))
    }

    static func == (x: NameKey, y: NameKey) -> Bool {
        x.a == y.a && x.b == y.b && x.c == y.c && x.d == y.d && x.long == y.long
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(a)
        hasher.combine(b)
        hasher.combine(c)
        hasher.combine(d)
        if let long { hasher.combine(long) }
    }

    @inline(__always)
    private static func word(_ name: Bytes, _ start: Int, _ mapping: CaseMapping) -> UInt64 {
        var value: UInt64 = 0
        let end = Swift.min(name.count, start + 8)
        var index = start
        while index < end {
            value |= UInt64(mapping.fold(name[index])) << UInt64((index - start) * 8)
            index += 1
        }
        return value
    }
}
