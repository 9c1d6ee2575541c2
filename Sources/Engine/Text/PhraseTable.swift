// SPDX-License-Identifier: Apache-2.0

/// Phrases found by the hash of their first word: a bitmap says no for nearly every word of ordinary talk.
struct PhraseTable: Sendable {
    /// First words, ordered, and for each where its phrase stands in `hashes`.
    private let firsts: [UInt64]
    private let starts: [Int32]
    private let lengths: [UInt8]
    private let hashes: [UInt64]
    private let bitmap: [UInt64]
    private let mask: UInt64

    var isEmpty: Bool { firsts.isEmpty }

    init(_ phrases: [[UInt64]]) {
        let sorted = phrases.filter { !$0.isEmpty }.sorted { $0.lexicographicallyPrecedes($1) }
        var words = 1
        while words * 64 < sorted.count * 16 { words *= 2 }
        var bitmap = [UInt64](repeating: 0, count: words)
        let mask = UInt64(words * 64 - 1)
        var starts: [Int32] = []
        var hashes: [UInt64] = []
        for phrase in sorted {
            starts.append(Int32(hashes.count))
            hashes += phrase
            bitmap[Int((phrase[0] & mask) / 64)] |= 1 << (phrase[0] & 63)
        }
        firsts = sorted.map { $0[0] }
        lengths = sorted.map { UInt8(min($0.count, 255)) }
        self.starts = starts
        self.hashes = hashes
        self.bitmap = bitmap
        self.mask = mask
    }

    /// The number of words of the longest phrase that begins at `i`, or 0.
    @inline(__always)
    func match(_ words: UnsafeBufferPointer<TextWord>, at i: Int) -> Int {
        mayBegin(words[i].hash) ? longest(words, at: i) : 0
    }

    /// Whether any of the phrases stands among the words.
    func isIn(_ words: [TextWord]) -> Bool {
        words.withUnsafeBufferPointer { words in words.indices.contains { match(words, at: $0) > 0 } }
    }

    /// Whether the word alone is a phrase.
    func hasWord(_ hash: UInt64) -> Bool {
        guard mayBegin(hash) else { return false }
        var k = firstIndex(hash)
        while k < firsts.count, firsts[k] == hash {
            if lengths[k] == 1 { return true }
            k += 1
        }
        return false
    }

    @inline(__always)
    private func mayBegin(_ hash: UInt64) -> Bool { bitmap[Int((hash & mask) / 64)] >> (hash & 63) & 1 == 1 }

    private func longest(_ words: UnsafeBufferPointer<TextWord>, at i: Int) -> Int {
        let first = words[i].hash
        var k = firstIndex(first)
        var longest = 0
        while k < firsts.count, firsts[k] == first {
            let length = Int(lengths[k])
            if length > longest, i + length <= words.count {
                var n = 1
                while n < length, hashes[Int(starts[k]) + n] == words[i + n].hash { n += 1 }
                if n == length { longest = n }
            }
            k += 1
        }
        return longest
    }

    private func firstIndex(_ hash: UInt64) -> Int {
        var low = 0
        var high = firsts.count
        while low < high {
            let middle = (low + high) / 2
            if firsts[middle] < hash { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
