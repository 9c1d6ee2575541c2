// SPDX-License-Identifier: Apache-2.0

/// Reads packed values; every step is checked against the end, nothing a foreign file claims is believed.
public struct ByteReader: Sendable {
    /// The longest single text or byte field, in bytes.
    public static let longestField = 1 << 20
    /// The longest value, in bytes: the roster of a room of some 500,000.
    public static let longestWhole = 1 << 26

    private let bytes: [UInt8]
    private var position = 0
    /// Words that are kept elsewhere; nil when they stand inside the value.
    var words: PeerText?

    /// - Throws: `PackedError.tooLong` over `longestWhole`.
    public init(_ bytes: [UInt8]) throws(PackedError) {
        guard bytes.count <= Self.longestWhole else { throw .tooLong }
        self.bytes = bytes
    }

    /// The most elements of one list.
    public static let longestList = 1 << 20

    /// Bytes not yet read.
    public var remaining: Int { bytes.count - position }

    /// - Throws: `PackedError.trailing` unless everything has been read.
    public func finish() throws(PackedError) {
        guard position == bytes.count else { throw .trailing }
    }

    public mutating func byte() throws(PackedError) -> UInt8 {
        guard position < bytes.count else { throw .truncated }
        defer { position += 1 }
        return bytes[position]
    }

    /// A byte that is 0 or 1.
    public mutating func flag() throws(PackedError) -> Bool {
        switch try byte() {
        case 0: false
        case 1: true
        case let other: throw .unknown("flag", UInt64(other))
        }
    }

    public mutating func unsigned() throws(PackedError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try byte()
            // The tenth byte has one bit left.
            if shift == 63, byte > 1 { throw .outOfRange }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
    }

    public mutating func signed() throws(PackedError) -> Int64 {
        let value = try unsigned()
        return Int64(bitPattern: (value >> 1) ^ (0 &- (value & 1)))
    }

    /// A signed number that fits `T`.
    public mutating func signed<T: FixedWidthInteger>(as type: T.Type) throws(PackedError) -> T {
        guard let value = T(exactly: try signed()) else { throw .outOfRange }
        return value
    }

    /// An unsigned number that fits `T`.
    public mutating func unsigned<T: FixedWidthInteger>(as type: T.Type) throws(PackedError) -> T {
        guard let value = T(exactly: try unsigned()) else { throw .outOfRange }
        return value
    }

    /// A number of elements, each of which takes a byte or more: never above what is left.
    public mutating func count() throws(PackedError) -> Int {
        let value = try unsigned()
        guard value <= UInt64(Self.longestList) else { throw .tooLong }
        guard value <= UInt64(remaining) else { throw .truncated }
        return Int(value)
    }

    /// Length, then that many bytes.
    public mutating func lengthAndBytes() throws(PackedError) -> [UInt8] { Array(try slice()) }

    mutating func byteString() throws(PackedError) -> ByteString {
        try slice().withUnsafeBufferPointer { ByteString($0) }
    }

    /// Length in bytes, then UTF-8; kept byte by byte, never repaired.
    public mutating func text() throws(PackedError) -> String {
        guard let text = String(validating: try slice(), as: UTF8.self) else { throw .notUTF8 }
        return text
    }

    mutating func peerWords() throws(PackedError) -> PeerText {
        if let words { return words }
        return PeerText(try text())
    }

    mutating func enumCase<T: RawRepresentable<UInt8>>(_ type: T.Type) throws(PackedError) -> T {
        let number = try byte()
        guard let value = T(rawValue: number) else { throw .unknown(String(describing: type), UInt64(number)) }
        return value
    }

    private mutating func slice() throws(PackedError) -> ArraySlice<UInt8> {
        let length = try unsigned()
        guard length <= UInt64(Self.longestField) else { throw .tooLong }
        guard length <= UInt64(remaining) else { throw .truncated }
        let start = position
        position += Int(length)
        return bytes[start..<position]
    }
}
