// SPDX-License-Identifier: Apache-2.0

import Chat

/// Words and phrases of a list, compared whole and folded: *salope* is not found in *salopette*, *cafe* is *café*.
/// An allowed word or phrase that covers a found one takes it back. Plain words never become patterns.
struct WordList: Sendable {
    /// Phrases as hashes of their words, ordered by the first one.
    private struct Phrase: Hashable {
        let hashes: [UInt64]
        static func < (a: Phrase, b: Phrase) -> Bool { a.hashes.lexicographicallyPrecedes(b.hashes) }
    }
    private let seed: UInt64
    private let wanted: [Phrase]
    private let allowed: [Phrase]

    /// Words of one phrase that are compared.
    static let longestPhrase = 8

    var isEmpty: Bool { wanted.isEmpty }

    /// - Parameter seed: the seed of the views that it will read. A word without a letter or number is left out.
    init(_ words: [String], allowed: [String] = [], seed: UInt64) {
        self.seed = seed
        wanted = Self.phrases(words, seed)
        self.allowed = Self.phrases(allowed, seed)
    }

    private static func phrases(_ texts: [String], _ seed: UInt64) -> [Phrase] {
        var phrases = texts.map {
            Phrase(hashes: TextView(PeerText($0), seed: seed).words.prefix(longestPhrase).map(\.hash))
        }
        phrases.removeAll { $0.hashes.isEmpty }
        phrases.sort { $0 < $1 }
        return phrases
    }

    /// How many words of the text are listed and not allowed there; at most `limit`.
    func count(in view: TextView, limit: Int = 64) -> Int {
        var found = 0
        scan(view) { _ in
            found += 1
            return found < limit
        }
        return found
    }

    /// The first listed word or phrase, as indices into the view's words.
    func first(in view: TextView) -> Range<Int>? {
        var first: Range<Int>?
        scan(view) {
            first = $0
            return false
        }
        return first
    }

    /// Calls `found` for each match until it returns false. Allocates nothing.
    private func scan(_ view: TextView, _ found: (Range<Int>) -> Bool) {
        if wanted.isEmpty { return }
        let words = view.words
        var i = 0
        while i < words.count {
            var length = Self.match(wanted, words, at: i)
            if length == 0, words[i].mayBeDisguised { length = matchDisguised(view, words[i]) }
            var step = 1
            if length == 0, words[i].length == 1 { (length, step) = matchSpaced(view, at: i) }
            if length > 0 {
                if !isAllowed(words, i..<i + length), !found(i..<i + length) { return }
                step = length
            }
            i += step
        }
    }

    private func isAllowed(_ words: [TextWord], _ range: Range<Int>) -> Bool {
        if allowed.isEmpty { return false }
        var start = max(0, range.lowerBound - Self.longestPhrase + 1)
        while start <= range.lowerBound {
            if start + Self.match(allowed, words, at: start) >= range.upperBound { return true }
            start += 1
        }
        return false
    }

    /// The number of words of the longest phrase that begins at `i`, or 0.
    private static func match(_ phrases: [Phrase], _ words: [TextWord], at i: Int) -> Int {
        var k = firstIndex(phrases, words[i].hash)
        var longest = 0
        while k < phrases.count, phrases[k].hashes[0] == words[i].hash {
            let hashes = phrases[k].hashes
            if hashes.count > longest, i + hashes.count <= words.count {
                var n = 1
                while n < hashes.count, hashes[n] == words[i + n].hash { n += 1 }
                if n == hashes.count { longest = n }
            }
            k += 1
        }
        return longest
    }

    private static func firstIndex(_ phrases: [Phrase], _ hash: UInt64) -> Int {
        var low = 0
        var high = phrases.count
        while low < high {
            let middle = (low + high) / 2
            if phrases[middle].hashes[0] < hash { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func hasWord(_ hash: UInt64) -> Bool {
        var k = Self.firstIndex(wanted, hash)
        while k < wanted.count, wanted[k].hashes[0] == hash {
            if wanted[k].hashes.count == 1 { return true }
            k += 1
        }
        return false
    }

    /// Digits read as the letters they imitate, and letters three times running taken once, then twice.
    private func matchDisguised(_ view: TextView, _ word: TextWord) -> Int {
        let bytes = view.bytes(of: word)
        for kept in 1...2 {
            var hash = SeededHash(seed: seed)
            var i = bytes.startIndex
            while i < bytes.endIndex {
                var end = i + 1
                while end < bytes.endIndex, bytes[end] == bytes[i] { end += 1 }
                let letter = Self.letter(bytes[i])
                for _ in 0..<(end - i > 2 ? kept : end - i) { hash.add(letter) }
                i = end
            }
            if hasWord(hash.stirred) { return 1 }
        }
        return 0
    }

    private static func letter(_ b: UInt8) -> UInt8 {
        switch b {
        case 0x30: 0x6F
        case 0x31: 0x69
        case 0x33: 0x65
        case 0x34: 0x61
        case 0x35: 0x73
        case 0x37: 0x74
        default: b
        }
    }

    /// Three or more single letters in a row read as one word: `s p a m`.
    private func matchSpaced(_ view: TextView, at i: Int) -> (length: Int, step: Int) {
        var hash = SeededHash(seed: seed)
        var end = i
        while end < view.words.count, view.words[end].length == 1 {
            hash.add(view.folded[Int(view.words[end].start)])
            end += 1
        }
        guard end - i >= 3 else { return (0, 1) }
        return hasWord(hash.stirred) ? (end - i, end - i) : (0, 1)
    }
}
