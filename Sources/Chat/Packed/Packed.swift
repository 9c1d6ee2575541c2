// SPDX-License-Identifier: Apache-2.0

/// A value with one stable form in bytes, for the database and for replay in another process.
///
/// Integers are LEB128 varints (signed ones zigzag), bytes carry their length in front, enum cases have numbers that
/// never change their meaning. A case that is withdrawn keeps its number; an unknown number throws.
public protocol Packed {
    /// Reads a value where `reader` stands and moves past it.
    init(from reader: inout ByteReader) throws(PackedError)
    /// Appends the value.
    func pack(into writer: inout ByteWriter)
}

/// What is wrong with bytes that should be a packed value. Never a trap (THREATS L7, G10).
public enum PackedError: Error, Sendable, Hashable {
    /// The bytes end inside a value.
    case truncated
    /// Bytes are left over after the value.
    case trailing
    /// A field or the whole is longer than `ByteReader.longestField` or `ByteReader.longestWhole`.
    case tooLong
    /// A number that its type cannot hold, or a varint of more than 64 bits.
    case outOfRange
    /// A text that is not UTF-8.
    case notUTF8
    /// A case number or flag this release does not know.
    case unknown(String, UInt64)
    /// Written by a release with another format.
    case unknownVersion(UInt8)
}

extension Packed {
    /// The value as bytes of its own.
    public var packed: [UInt8] {
        var writer = ByteWriter()
        pack(into: &writer)
        return writer.bytes
    }

    /// The value that `bytes` hold, and nothing else.
    public init(packed bytes: [UInt8]) throws(PackedError) {
        var reader = try ByteReader(bytes)
        self = try Self(from: &reader)
        try reader.finish()
    }
}

extension Optional: Packed where Wrapped: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        self = try reader.flag() ? try Wrapped(from: &reader) : nil
    }
    public func pack(into writer: inout ByteWriter) {
        if let value = self {
            writer.put(byte: 1)
            value.pack(into: &writer)
        } else {
            writer.put(byte: 0)
        }
    }
}

extension Array: Packed where Element: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        let count = try reader.count()
        self = []
        // A claimed count is not believed beyond a page: every element read has to exist first.
        reserveCapacity(Swift.min(count, 64))
        for _ in 0..<count { append(try Element(from: &reader)) }
    }
    public func pack(into writer: inout ByteWriter) {
        writer.put(count: count)
        for element in self { element.pack(into: &writer) }
    }
}

extension String: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) { self = try reader.text() }
    public func pack(into writer: inout ByteWriter) { writer.put(text: self) }
}
