// SPDX-License-Identifier: Apache-2.0

import Chat

/// Counts the people whom a text names. Names are compared by a hash of their bytes, folded as IRC's widest case
/// mapping does, so that a room can keep one small set of hashes and nothing is allocated for a line.
enum Mentions {
    /// A shorter name is an ordinary word too often.
    static let shortestName = 3
    /// Distinct names counted.
    static let limit = 64

    /// What a room keeps of each present name.
    static func key(of name: some Sequence<UInt8>, seed: UInt64) -> UInt64 {
        var hash = SeededHash(seed: seed)
        for byte in name { hash.add(folded(byte)) }
        return hash.stirred
    }

    /// Distinct present names in the text, at most `limit`: whole words of at least three bytes, with or without `@`
    /// before or punctuation after.
    static func count(in text: PeerText, seed: UInt64, isPresent: (UInt64) -> Bool) -> Int {
        text.raw.utf8.withContiguousStorageIfAvailable { count($0, seed, isPresent) }
            ?? Array(text.raw.utf8).withUnsafeBufferPointer { count($0, seed, isPresent) }
    }

    private static func count(
        _ bytes: UnsafeBufferPointer<UInt8>, _ seed: UInt64, _ isPresent: (UInt64) -> Bool
    ) -> Int {
        let end = min(bytes.count, TextView.limit)
        let table = Self.foldedNames.utf8Start
        let empty = SeededHash(seed: seed)
        return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: end / (shortestName + 1) + 1) { keys in
            var count = 0
            var i = 0
            while i < end {
                var hash = empty
                let start = i
                while i < end {
                    let byte = bytes[i]
                    let c = byte < 0x80 ? table[Int(byte)] : byte
                    if c == 0x20 { break }
                    hash.add(c)
                    i &+= 1
                }
                if i &- start >= shortestName, i &- start <= 256 {
                    keys[count] = hash.stirred
                    count &+= 1
                }
                i &+= 1
            }
            // All words first, then all look-ups: each of these waits for memory, and together they wait once.
            var found: [UInt64] = []
            for key in keys[..<count] where isPresent(key) && !found.contains(key) {
                found.append(key)
                if found.count == limit { break }
            }
            return found.count
        }
    }

    // RFC 1459 §2.2: {}|^ are the lower case of []\~.
    @inline(__always)
    private static func folded(_ b: UInt8) -> UInt8 {
        b &- 0x41 < 26 || b &- 0x5B < 3 || b == 0x5E ? b | 0x20 : b
    }

    /// For each of 0x00…0x7F the folded byte of a name, else a space.
    // RFC 2812 §2.3.1: letter, digit, special, "-".
    private static let foldedNames: StaticString = """
                                                     -  0123456789      \
         abcdefghijklmnopqrstuvwxyz{|}~_\
        `abcdefghijklmnopqrstuvwxyz{|}\u{20}\u{20}
        """
}
