// SPDX-License-Identifier: Apache-2.0

/// Unpacks gzip (RFC 1952) and the deflate stream inside it (RFC 1951), a piece at a time and never more than its
/// limits allow (THREATS G8).
///
/// Our own, since it is a page long and a C library would have to be installed, linked and watched for it.
public struct Inflate {
    public enum Mistake: Error, Sendable, Hashable {
        case notGzip, truncated, corrupt
        /// More comes out than the limit, or out of all proportion to what goes in.
        case tooLarge
    }

    /// Bytes that may come out at most.
    public static let largest = 1 << 30
    /// Bytes that may come out for each that goes in; deflate itself cannot exceed 1032.
    public static let steepest = 200

    private var bits: BitReader
    private(set) var output: [UInt8] = []
    private let limit: Int

    private init(_ input: ArraySlice<UInt8>, limit: Int) {
        bits = BitReader(input)
        self.limit = limit
        output.reserveCapacity(min(limit, input.count * 4))
    }

    /// True when `bytes` begin like a gzip file.
    public static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.count > 2 && bytes[0] == 0x1F && bytes[1] == 0x8B }

    /// The contents of a gzip file; of several members one after the other, all.
    public static func gunzip(_ bytes: [UInt8], largest: Int = largest) throws(Mistake) -> [UInt8] {
        let limit = min(largest, max(1 << 20, bytes.count * steepest))
        var rest = bytes[...]
        var all: [UInt8] = []
        while !rest.isEmpty {
            let body = try skipHeader(rest)
            var inflate = Inflate(body, limit: limit - all.count)
            try inflate.run()
            if all.isEmpty { all = inflate.output } else { all += inflate.output }
            // CRC32 and length, 8 bytes.
            let end = inflate.bits.position + 8
            guard end <= rest.endIndex else { throw .truncated }
            let length = (4..<8).reduce(0) { $0 | Int(rest[end - 8 + $1]) << (8 * ($1 - 4)) }
            guard length == inflate.output.count & 0xFFFF_FFFF else { throw .corrupt }
            rest = rest[end...]
        }
        return all
    }

    // RFC 1952 §2.3: ID1 ID2 CM FLG MTIME(4) XFL OS, then what FLG says.
    private static func skipHeader(_ bytes: ArraySlice<UInt8>) throws(Mistake) -> ArraySlice<UInt8> {
        let start = bytes.startIndex
        guard bytes.count > 18, bytes[start] == 0x1F, bytes[start + 1] == 0x8B, bytes[start + 2] == 8 else {
            throw .notGzip
        }
        let flags = bytes[start + 3]
        var at = start + 10
        if flags & 4 != 0 {
            guard at + 2 <= bytes.endIndex else { throw .truncated }
            at += 2 + Int(bytes[at]) + Int(bytes[at + 1]) << 8
        }
        for flag in [8, 16] as [UInt8] where flags & flag != 0 {
            guard at < bytes.endIndex, let zero = bytes[at...].firstIndex(of: 0) else { throw .truncated }
            at = zero + 1
        }
        if flags & 2 != 0 { at += 2 }
        guard at < bytes.endIndex else { throw .truncated }
        return bytes[at...]
    }

    private mutating func run() throws(Mistake) {
        while true {
            let isLast = try bits.take(1) == 1
            switch try bits.take(2) {
            case 0: try stored()
            case 1: try compressed(Self.fixedLengths, Self.fixedDistances)
            case 2:
                let (lengths, distances) = try dynamicTables()
                try compressed(lengths, distances)
            default: throw .corrupt
            }
            if isLast { break }
        }
        bits.align()
    }

    private mutating func stored() throws(Mistake) {
        bits.align()
        let length = try bits.take(16)
        guard try bits.take(16) == ~length & 0xFFFF else { throw .corrupt }
        guard output.count + length <= limit else { throw .tooLarge }
        output += try bits.bytes(length)
    }

    private mutating func compressed(_ lengths: HuffmanTable, _ distances: HuffmanTable) throws(Mistake) {
        while true {
            let symbol = try bits.symbol(lengths)
            if symbol < 256 {
                guard output.count < limit else { throw .tooLarge }
                output.append(UInt8(symbol))
                continue
            }
            if symbol == 256 { return }
            guard symbol < 286 else { throw .corrupt }
            let length = Self.lengthBase[symbol - 257] + (try bits.take(Self.lengthExtra[symbol - 257]))
            let code = try bits.symbol(distances)
            guard code < 30 else { throw .corrupt }
            let distance = Self.distanceBase[code] + (try bits.take(Self.distanceExtra[code]))
            guard distance <= output.count else { throw .corrupt }
            guard output.count + length <= limit else { throw .tooLarge }
            // Byte by byte: the copy may overlap what it makes.
            var from = output.count - distance
            for _ in 0..<length {
                output.append(output[from])
                from += 1
            }
        }
    }

    // RFC 1951 §3.2.7.
    private mutating func dynamicTables() throws(Mistake) -> (HuffmanTable, HuffmanTable) {
        let lengthCount = try bits.take(5) + 257
        let distanceCount = try bits.take(5) + 1
        let codeCount = try bits.take(4) + 4
        let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
        var codeLengths = [UInt8](repeating: 0, count: 19)
        for i in 0..<codeCount { codeLengths[order[i]] = UInt8(try bits.take(3)) }
        let codes = try HuffmanTable(codeLengths)
        var lengths: [UInt8] = []
        while lengths.count < lengthCount + distanceCount {
            let symbol = try bits.symbol(codes)
            switch symbol {
            case 0..<16: lengths.append(UInt8(symbol))
            case 16:
                guard let last = lengths.last else { throw .corrupt }
                lengths += Array(repeating: last, count: 3 + (try bits.take(2)))
            case 17: lengths += Array(repeating: 0, count: 3 + (try bits.take(3)))
            default: lengths += Array(repeating: 0, count: 11 + (try bits.take(7)))
            }
        }
        guard lengths.count == lengthCount + distanceCount else { throw .corrupt }
        return (try HuffmanTable(Array(lengths[..<lengthCount])), try HuffmanTable(Array(lengths[lengthCount...])))
    }

    // RFC 1951 §3.2.5 and §3.2.6.
    private static let lengthBase = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static let lengthExtra = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distanceBase = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145,
        8193, 12289, 16385, 24577,
    ]
    private static let distanceExtra = [
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
    ]
    private static let fixedLengths = HuffmanTable(
        sound: (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
    private static let fixedDistances = HuffmanTable(sound: Array(repeating: 5, count: 30))
}
