// SPDX-License-Identifier: Apache-2.0

/// Cuts a folded text into the pieces that are weighed: words, pairs of neighbours, runs of two to five characters
/// within a word and its borders, and two marks of each word that typing wrong or hiding a letter leaves as they are:
/// its first letter with the others in no order, and its letters without vowels. Each is one 32-bit hash; nothing is
/// stored.
///
/// The hash is FNV-1a with a last multiplication that spreads it over the table. Its collisions can be looked for by
/// anybody who reads the model; what that buys is bounded by the cap on what speaks for a line (THREATS E3), and no
/// table of ours can be flooded, because features only add up.
public enum Features {
    /// A longer word is weighed by its runs within this many bytes.
    public static let longestWord = 48
    @usableFromInline static let start: UInt32 = 2_166_136_261
    @usableFromInline static let prime: UInt32 = 16_777_619

    /// Calls `feature` for each piece, `whole` once more for those of whole words (the word, the pair, the pair over
    /// one in between), and `word` at the end of each word with its bytes. Where `isKnown`, asked with the hash of a
    /// word and its bytes, says so, the word's own pieces are left out: only what it makes with its neighbours is called.
    @inlinable @inline(__always)
    public static func walk(
        _ text: UnsafeBufferPointer<UInt8>, _ classes: UnsafePointer<UInt8>,
        isKnown: (UInt32, Range<Int>) -> Bool = { _, _ in false },
        feature: (UInt32) -> Void, whole unit: (UInt32) -> Void = { _ in }, word: (Range<Int>) -> Void
    ) {
        var place = 0
        let count = text.count
        var previous = start
        var before = start
        while place < count {
            let byte = text[place]
            if byte == 0x20 {
                place += 1
                continue
            }
            let first = place
            var whole = start
            if classes[Int(byte)] & 1 == 0 {
                // A run of signs is one piece, by its first four.
                while place < count, text[place] != 0x20, classes[Int(text[place])] & 1 == 0 {
                    if place - first < 4 { whole = (whole ^ UInt32(text[place])) &* prime }
                    place += 1
                }
                feature(whole ^ 0x5A5A_1234)
                word(first..<place)
                continue
            }
            while place < count, place - first < longestWord {
                let now = text[place]
                if classes[Int(now)] & 1 == 0 {
                    // Signs between letters stay in the word: don't, f*ck, a@b.
                    guard place + 1 < count, classes[Int(text[place + 1])] & 1 != 0, inner(now) else { break }
                }
                whole = (whole ^ UInt32(now)) &* prime
                place += 1
            }
            let own = first..<place
            let isKnown = isKnown(whole, own)
            if !isKnown { marks(of: own, text, whole, feature) }
            let pair = (previous &* 0x85EB_CA6B) ^ whole
            let over = (before &* 0xC2B2_AE35) ^ whole ^ 0x1B87_3593
            feature(pair)
            feature(over)
            unit(alone(whole))
            unit(pair)
            unit(over)
            before = previous
            previous = whole
            if !isKnown { runs(text, own.lowerBound, own.upperBound, feature) }
            word(own)
        }
    }

    /// The piece that a word is by itself, from its hash.
    @inlinable @inline(__always)
    static func alone(_ whole: UInt32) -> UInt32 { whole ^ 0x3C6E_F372 }

    /// The pieces that a word has wherever it stands.
    @inlinable @inline(__always)
    static func pieces(
        of word: Range<Int>, _ text: UnsafeBufferPointer<UInt8>, _ whole: UInt32, _ feature: (UInt32) -> Void
    ) {
        marks(of: word, text, whole, feature)
        runs(text, word.lowerBound, word.upperBound, feature)
    }

    /// The word itself and, of a longer one, what typing wrong and hiding leave of it.
    @inlinable @inline(__always)
    static func marks(
        of word: Range<Int>, _ text: UnsafeBufferPointer<UInt8>, _ whole: UInt32, _ feature: (UInt32) -> Void
    ) {
        if word.count >= 4 {
            var mixed: UInt32 = 0
            var bones = start
            for place in word {
                let now = text[place]
                if place > word.lowerBound { mixed &+= scattered(now) }
                if place == word.lowerBound || !isSoft(now) { bones = (bones ^ UInt32(now)) &* prime }
            }
            feature((UInt32(text[word.lowerBound]) &* 0x27D4_EB2F) &+ mixed)
            feature(bones ^ 0x6A09_E667)
        }
        feature(alone(whole))
    }

    /// Where a hash lies in a table of 2^(32 − shift) places.
    @inlinable @inline(__always)
    public static func place(_ hash: UInt32, _ shift: UInt32) -> Int { Int((hash &* 0x9E37_79B1) >> shift) }

    /// A byte spread over 32 bits, so that sums of a word's letters differ where the letters do.
    @inlinable @inline(__always)
    static func scattered(_ byte: UInt8) -> UInt32 {
        let wide = UInt32(byte) &* 0x9E37_79B1
        return (wide ^ (wide >> 15)) &* 0x85EB_CA6B
    }

    /// The hash of a word goes on by one byte, from `start`.
    @inline(__always)
    static func hash(_ hash: UInt32, _ byte: UInt8) -> UInt32 { (hash ^ UInt32(byte)) &* prime }

    /// The mark of a word's letters: its first, and the others in no order.
    static func letters(_ word: ArraySlice<UInt8>) -> UInt32 {
        guard let first = word.first else { return 0 }
        return word.dropFirst().reduce(mark(first: first)) { $0 &+ scattered($1) }
    }

    /// That mark of one letter, to which the others are added: `scattered`.
    @inline(__always)
    static func mark(first: UInt8) -> UInt32 { UInt32(first) &* 0x27D4_EB2F }

    /// Vowels, and the signs that stand for a hidden letter.
    @inlinable @inline(__always)
    static func isSoft(_ byte: UInt8) -> Bool {
        // a e i o u y and * # as bits over 0x20...0x7F, in two halves.
        if byte >= 0x60 { return byte < 0x80 && (0x0220_8222 as UInt32) >> UInt32(byte &- 0x60) & 1 != 0 }
        return byte == 0x2A || byte == 0x23
    }

    @inlinable @inline(__always)
    static func inner(_ byte: UInt8) -> Bool {
        // ' * @ $ ! # and -
        byte == 0x27 || byte == 0x2A || byte == 0x40 || byte == 0x24 || byte == 0x21 || byte == 0x23
    }

    /// Runs of two to five characters, the borders counted as one space each.
    @inlinable @inline(__always)
    static func runs(
        _ text: UnsafeBufferPointer<UInt8>, _ first: Int, _ end: Int, _ feature: (UInt32) -> Void
    ) {
        let border = (start ^ 0x20) &* prime
        var from = first - 1
        while from < end - 1 {
            var hash = start
            var length = 0
            var at = from
            if from < first {
                hash = border
                length = 1
                at = first
            } else if text[from] & 0xC0 == 0x80 {
                from += 1
                continue
            }
            while at <= end, length < 5 {
                if at == end {
                    hash = (hash ^ 0x20) &* prime
                    length += 1
                    at += 1
                } else {
                    hash = (hash ^ UInt32(text[at])) &* prime
                    at += 1
                    if at < end, text[at] & 0xC0 == 0x80 { continue }
                    length += 1
                }
                if length >= 2 { feature(hash) }
            }
            from += 1
        }
    }
}
