// SPDX-License-Identifier: Apache-2.0

/// An identifier as its bytes: compared and hashed byte by byte, never by Unicode canonical equivalence.
///
/// Swift's `String ==` takes `"é"` and `"e\u{301}"` for one; two people must not become one that way
/// (THREATS.md, law L1). Folding (IRC casemapping) is done by the adapter, with the protocol's own table,
/// before the identifier is made.
///
/// Up to fifteen bytes stand in the value itself, as most names do: every event and every table holds several, and each
/// that lay elsewhere would be a piece of memory to make, to count references to and, in a crowd, to wait for.
public struct ByteString: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    @usableFromInline let storage: Storage

    @usableFromInline enum Storage: Sendable {
        case short(Short)
        /// Sixteen bytes or more.
        case long([UInt8])
    }

    /// The bytes from the lowest on, and zeros.
    @usableFromInline struct Short: Sendable {
        @usableFromInline let low: UInt64
        private let middle: UInt32
        private let high: UInt16
        private let last: UInt8
        private let length: Length

        /// Bits that it does not need tell short from long.
        private enum Length: UInt8 {
            case of0, of1, of2, of3, of4, of5, of6, of7, of8, of9, of10, of11, of12, of13, of14, of15
        }

        /// The bytes after the eighth, their number in the highest.
        var rest: UInt64 {
            UInt64(middle) | UInt64(high) << 32 | UInt64(last) << 48 | UInt64(length.rawValue) << 56
        }
        var count: Int { Int(length.rawValue) }

        init(_ bytes: UnsafeBufferPointer<UInt8>) {
            var words: (UInt64, UInt64) = (0, 0)
            withUnsafeMutableBytes(of: &words) { $0.copyMemory(from: UnsafeRawBufferPointer(bytes)) }
            let rest = UInt64(littleEndian: words.1)
            low = UInt64(littleEndian: words.0)
            middle = UInt32(truncatingIfNeeded: rest)
            high = UInt16(truncatingIfNeeded: rest >> 32)
            last = UInt8(truncatingIfNeeded: rest >> 48)
            length = Length(rawValue: UInt8(truncatingIfNeeded: bytes.count)) ?? .of0
        }
    }
    static let shortest = 15

    public init(_ bytes: [UInt8]) {
        if bytes.count > Self.shortest {
            storage = .long(bytes)
        } else {
            storage = .short(bytes.withUnsafeBufferPointer { Short($0) })
        }
    }
    /// - Parameter bytes: copied.
    public init(_ bytes: UnsafeBufferPointer<UInt8>) {
        storage = bytes.count > Self.shortest ? .long([UInt8](bytes)) : .short(Short(bytes))
    }
    public init(_ text: String) {
        var text = text
        self = text.withUTF8 { ByteString($0) }
    }
    public init(stringLiteral value: String) { self.init(value) }

    /// `a`, one byte, `b`.
    public init(_ a: ByteString, _ separator: UInt8, _ b: ByteString) {
        let count = a.count + 1 + b.count
        self = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { joined in
            a.withBytes { _ = joined.update(fromContentsOf: $0) }
            joined[a.count] = separator
            b.withBytes {
                _ = UnsafeMutableBufferPointer(rebasing: joined[(a.count + 1)...]).update(fromContentsOf: $0)
            }
            return ByteString(UnsafeBufferPointer(joined))
        }
    }

    /// All bytes in an array of their own; `withBytes` makes none.
    public var bytes: [UInt8] {
        switch storage {
        case .short: withBytes { [UInt8]($0) }
        case .long(let bytes): bytes
        }
    }

    /// Lends the bytes; the pointer dies with the call.
    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        switch storage {
        case .short(let short):
            let words = (short.low.littleEndian, short.rest.littleEndian)
            return try withUnsafeBytes(of: words) { raw throws(Failure) in
                try raw.withMemoryRebound(to: UInt8.self) { bytes throws(Failure) in
                    try body(UnsafeBufferPointer(rebasing: bytes[..<short.count]))
                }
            }
        case .long(let bytes): return try bytes.withUnsafeBufferPointer(body)
        }
    }

    /// Two numbers that hold all of a short one; nil for a long one.
    public var words: (UInt64, UInt64)? {
        if case .short(let short) = storage { (short.low, short.rest) } else { nil }
    }

    public var count: Int {
        switch storage {
        case .short(let short): short.count
        case .long(let bytes): bytes.count
        }
    }
    public var isEmpty: Bool { count == 0 }
    public var first: UInt8? { withBytes { $0.first } }

    public static func == (a: ByteString, b: ByteString) -> Bool {
        switch (a.storage, b.storage) {
        case (.short(let a), .short(let b)): a.low == b.low && a.rest == b.rest
        case (.long(let a), .long(let b)): a == b
        case (.short, .long), (.long, .short): false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch storage {
        case .short(let short):
            hasher.combine(short.low)
            hasher.combine(short.rest)
        case .long(let bytes):
            // All bytes at once: the standard hash of an array feeds them one by one.
            bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
            hasher.combine(UInt8(0xFF))
        }
    }

    /// For display only; invalid UTF-8 is repaired, so two identifiers may look alike.
    public var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }
    public var description: String { text }

    /// ASCII letters folded to lower case; every other byte kept.
    public var asciiLowercased: ByteString {
        ByteString(bytes.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 })
    }
}

extension ByteString: Comparable {
    public static func < (a: ByteString, b: ByteString) -> Bool {
        if case .short(let a) = a.storage, case .short(let b) = b.storage {
            // The first byte counts most, the length, which stands last, least.
            if a.low != b.low { return a.low.byteSwapped < b.low.byteSwapped }
            return a.rest.byteSwapped < b.rest.byteSwapped
        }
        return a.withBytes { a in b.withBytes { b in a.lexicographicallyPrecedes(b) } }
    }
}
