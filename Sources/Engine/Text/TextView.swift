// SPDX-License-Identifier: Apache-2.0

import Chat

/// One text read once: its numbers, its folded words, its links, and what it takes to recognise it again.
///
/// Everything is bounded: the text is cut to 2 KiB and to eight combining marks a base before anything else looks
/// at it (THREATS G3), and the reading is one pass. No view is longer than the cut text.
struct TextView: Sendable {
    let text: PeerText
    let features: TextFeatures
    /// The words, lower-case, without accents, formatting and invisible characters, with one ASCII space between:
    /// for word lists, `contains` and duplicates. Never shown to anybody.
    let folded: [UInt8]
    let words: [TextWord]
    /// At most `linkLimit`.
    let links: [Link]
    /// Of the folded letters and numbers alone, doubled letters taken once: equal for texts that differ in case,
    /// accents, spacing, punctuation and costume. Of the bytes as they came where nothing is left.
    let skeleton: UInt64
    let shingles: Shingles

    /// Empty where the bytes as they came are already plain.
    private let rewritten: [UInt8]

    /// Bytes of a text that are looked at.
    static let limit = 2048
    static let linkLimit = 16
    static let marksPerBase = 8

    /// - Parameter seed: a secret of the community, the same for as long as views are compared.
    init(_ text: PeerText, seed: UInt64) {
        self.text = text
        let read =
            text.raw.utf8.withContiguousStorageIfAvailable { TextReader.read($0, seed: seed) }
            ?? Array(text.raw.utf8).withUnsafeBufferPointer { TextReader.read($0, seed: seed) }
        features = read.features
        folded = read.folded
        words = read.words
        links = read.links
        skeleton = read.skeleton
        shingles = read.shingles
        rewritten = read.plain
    }

    /// The view that patterns are matched against: case and accents kept, formatting and invisible characters
    /// gone, full-width and mathematical letters undressed, every other scalar that is not letter, mark or number
    /// turned into ASCII.
    func withPlain<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if !rewritten.isEmpty || text.raw.utf8.isEmpty { return rewritten.withUnsafeBufferPointer(body) }
        let length = min(text.raw.utf8.count, Self.limit)
        return text.raw.utf8.withContiguousStorageIfAvailable { body(UnsafeBufferPointer(rebasing: $0[..<length])) }
            ?? Array(text.raw.utf8.prefix(length)).withUnsafeBufferPointer(body)
    }

    /// The bytes of one word.
    func bytes(of word: TextWord) -> ArraySlice<UInt8> {
        folded[Int(word.start)..<Int(word.start) + Int(word.length)]
    }
}
