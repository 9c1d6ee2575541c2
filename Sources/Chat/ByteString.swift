// SPDX-License-Identifier: Apache-2.0

/// An identifier as its bytes: compared and hashed byte by byte, never by Unicode canonical equivalence.
///
/// Swift's `String ==` takes `"é"` and `"e\u{301}"` for one; two people must not become one that way
/// (THREATS.md, law L1). Folding (IRC casemapping) is done by the adapter, with the protocol's own table,
/// before the identifier is made.
public struct ByteString: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }
    public init(_ text: String) { bytes = Array(text.utf8) }
    public init(stringLiteral value: String) { self.init(value) }

    public func hash(into hasher: inout Hasher) {
        // All bytes at once: the standard hash of an array feeds them one by one.
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        hasher.combine(UInt8(0xFF))
    }

    /// For display only; invalid UTF-8 is repaired, so two identifiers may look alike.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
    public var description: String { text }
    public var isEmpty: Bool { bytes.isEmpty }

    /// ASCII letters folded to lower case; every other byte kept.
    public var asciiLowercased: ByteString {
        ByteString(bytes.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 })
    }
}

extension ByteString: Comparable {
    public static func < (a: ByteString, b: ByteString) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
}
