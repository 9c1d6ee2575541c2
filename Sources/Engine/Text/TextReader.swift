// SPDX-License-Identifier: Apache-2.0

/// Reads the bytes of a text into the parts of a `TextView`. Plain ASCII, which most chat is, has a loop of its
/// own; everything else is decoded scalar by scalar. Both give the same answer for the same text.
struct TextReader {
    /// What a reading fills; its arrays keep their room from one text to the next.
    struct Reading: Sendable {
        var features = TextFeatures()
        var folded: [UInt8] = []
        var words: [TextWord] = []
        /// Empty where the bytes as they came are already plain.
        var plain: [UInt8] = []
        var links: [Link] = []
        var skeleton: UInt64 = 0
        var shingles = Shingles.none

        mutating func clear() {
            features = TextFeatures()
            folded.removeAll(keepingCapacity: true)
            words.removeAll(keepingCapacity: true)
            plain.removeAll(keepingCapacity: true)
            links = []
            skeleton = 0
            shingles = .none
        }
    }

    var features = TextFeatures()
    var skeleton: SeededHash
    /// The last byte that went into the skeleton, to take doubled letters once.
    var lastOfSkeleton: UInt8 = 0
    let seed: UInt64
    /// Something in it could be a link: only then is it searched for links.
    var mayLink = false
    var foldedCount = 0
    var wordCount = 0
    var plainCount = 0

    let folded: UnsafeMutableBufferPointer<UInt8>
    let words: UnsafeMutableBufferPointer<TextWord>

    static func read(_ bytes: UnsafeBufferPointer<UInt8>, seed: UInt64, into reading: inout Reading) {
        let cut = UnsafeBufferPointer(rebasing: bytes[..<Self.cut(bytes, at: TextView.limit)])
        reading.clear()
        guard !cut.isEmpty else { return }
        // Room for the words too: a line of chat then fits on the stack.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: cut.count + 1) { folded in
            withUnsafeTemporaryAllocation(of: TextWord.self, capacity: cut.count / 2 + 1) { words in
                var reader = TextReader(seed: seed, folded: folded, words: words)
                if isPrintableASCII(cut) {
                    reader.readASCII(cut)
                } else {
                    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: cut.count + 1) { plain in
                        reader.readScalars(cut, plain: plain)
                        reading.plain.append(contentsOf: UnsafeBufferPointer(rebasing: plain[..<reader.plainCount]))
                    }
                }
                reader.finish(&reading, cut)
            }
        }
        reading.features.wasCut = cut.count < bytes.count
    }

    private init(
        seed: UInt64, folded: UnsafeMutableBufferPointer<UInt8>, words: UnsafeMutableBufferPointer<TextWord>
    ) {
        self.seed = seed
        self.folded = folded
        self.words = words
        skeleton = SeededHash(seed: seed)
    }

    private mutating func finish(_ reading: inout Reading, _ cut: UnsafeBufferPointer<UInt8>) {
        features.substance = Int32(foldedCount - max(0, wordCount - 1))
        let words = UnsafeBufferPointer(rebasing: words[..<wordCount])
        let folded = UnsafeBufferPointer(rebasing: folded[..<foldedCount])
        reading.folded.append(contentsOf: folded)
        reading.words.append(contentsOf: words)
        reading.skeleton = features.substance > 0 ? skeleton.stirred : SeededHash.of(cut, seed: seed)
        reading.shingles = Shingles(words: words, folded: folded)
        if mayLink {
            var scanner = LinkScanner(seed: seed)
            if reading.plain.isEmpty {
                scanner.scan(cut)
            } else {
                reading.plain.withUnsafeBufferPointer { scanner.scan($0) }
            }
            reading.links = scanner.links
            features.links = scanner.count
        }
        reading.features = features
    }

    /// The length of the longest prefix of whole scalars within `limit` bytes.
    private static func cut(_ bytes: UnsafeBufferPointer<UInt8>, at limit: Int) -> Int {
        if bytes.count <= limit { return bytes.count }
        var end = limit
        while end > 0 && bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return end
    }

    private static func isPrintableASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        // No early exit: the loop is vectorised.
        var others: UInt8 = 0
        for byte in bytes { others |= (byte &- 0x20) < 0x5F ? 0 : 1 }
        return others == 0
    }

    /// Ends the word that began at `start` in `folded`.
    @inline(__always)
    mutating func close(start: Int, hash: UInt64, mayBeDisguised: Bool) {
        words[wordCount] = TextWord(
            hash: hash, start: UInt16(truncatingIfNeeded: start),
            length: UInt16(truncatingIfNeeded: foldedCount - start),
            mayBeDisguised: mayBeDisguised)
        wordCount &+= 1
    }

    @inline(__always)
    mutating func addToSkeleton(_ byte: UInt8) {
        if byte != lastOfSkeleton || byte < 0x61 || byte > 0x7A { skeleton.add(byte) }
        lastOfSkeleton = byte
    }
}
