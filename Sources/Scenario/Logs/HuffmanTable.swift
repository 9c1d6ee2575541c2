// SPDX-License-Identifier: Apache-2.0

/// A canonical Huffman code (RFC 1951 §3.2.2) as a table of the next ten bits, longer codes by counting.
struct HuffmanTable {
    static let quickBits = 10
    /// Symbol << 4 | length for codes of at most ten bits, 0 for longer ones.
    private(set) var quick = [UInt16](repeating: 0, count: 1 << quickBits)
    /// How many codes there are of each length.
    private(set) var counts = [Int](repeating: 0, count: 16)
    private(set) var symbols: [UInt16] = []

    /// - Throws: `.corrupt` when more codes are claimed than there can be.
    init(_ lengths: [UInt8]) throws(Inflate.Mistake) {
        self.init(sound: lengths)
        var left = 1
        for length in 1..<16 {
            left = left * 2 - counts[length]
            if left < 0 { throw .corrupt }
        }
    }

    init(sound lengths: [UInt8]) {
        for length in lengths where length > 0 && length < 16 { counts[Int(length)] += 1 }
        var offsets = [Int](repeating: 0, count: 16)
        var next = [Int](repeating: 0, count: 16)
        for length in 1..<16 {
            offsets[length] = offsets[length - 1] + (length > 1 ? counts[length - 1] : 0)
            next[length] = (next[length - 1] + (length > 1 ? counts[length - 1] : 0)) << 1
        }
        symbols = [UInt16](repeating: 0, count: lengths.count)
        for (symbol, length) in lengths.enumerated() where length > 0 && length < 16 {
            let size = Int(length)
            symbols[offsets[size]] = UInt16(symbol)
            offsets[size] += 1
            fill(symbol, size, code: next[size])
            next[size] += 1
        }
    }

    private mutating func fill(_ symbol: Int, _ length: Int, code: Int) {
        guard length <= Self.quickBits, code < 1 << length else { return }
        // Codes are packed from their highest bit, the stream is read from the lowest.
        var reversed = 0
        for bit in 0..<length where code >> bit & 1 == 1 { reversed |= 1 << (length - 1 - bit) }
        var place = reversed
        while place < quick.count {
            quick[place] = UInt16(symbol) << 4 | UInt16(length)
            place += 1 << length
        }
    }
}

/// Bits of a deflate stream, lowest first.
struct BitReader {
    private let input: ArraySlice<UInt8>
    private var place: Int
    private var held: UInt64 = 0
    private var count = 0

    init(_ input: ArraySlice<UInt8>) {
        self.input = input
        place = input.startIndex
    }

    /// Index of the first byte not taken; after `align`.
    var position: Int { place - count / 8 }

    private mutating func refill() {
        while count <= 48, place < input.endIndex {
            held |= UInt64(input[place]) << UInt64(count)
            place += 1
            count += 8
        }
    }

    mutating func take(_ n: Int) throws(Inflate.Mistake) -> Int {
        if n == 0 { return 0 }
        if count < n { refill() }
        guard count >= n else { throw .truncated }
        let value = Int(held & (1 << UInt64(n) - 1))
        held >>= UInt64(n)
        count -= n
        return value
    }

    mutating func align() {
        let odd = count % 8
        held >>= UInt64(odd)
        count -= odd
    }

    mutating func bytes(_ n: Int) throws(Inflate.Mistake) -> ArraySlice<UInt8> {
        let start = position
        guard start + n <= input.endIndex else { throw .truncated }
        (held, count, place) = (0, 0, start + n)
        return input[start..<(start + n)]
    }

    mutating func symbol(_ table: HuffmanTable) throws(Inflate.Mistake) -> Int {
        if count < 15 { refill() }
        let entry = table.quick[Int(held & UInt64(table.quick.count - 1))]
        let length = Int(entry & 15)
        if length > 0, length <= count {
            held >>= UInt64(length)
            count -= length
            return Int(entry >> 4)
        }
        return try slowSymbol(table)
    }

    // Bit by bit, as RFC 1951 §3.2.2 defines the code.
    private mutating func slowSymbol(_ table: HuffmanTable) throws(Inflate.Mistake) -> Int {
        var code = 0
        var first = 0
        var index = 0
        for length in 1..<16 {
            code |= try take(1)
            let count = table.counts[length]
            if code - first < count { return Int(table.symbols[index + code - first]) }
            index += count
            first = (first + count) << 1
            code <<= 1
        }
        throw .corrupt
    }
}
