// SPDX-License-Identifier: Apache-2.0

import Chat

/// One text read once: its numbers, its folded words, its links, and what it takes to recognise it again.
///
/// Everything is bounded: the text is cut to 2 KiB and to eight combining marks a base before anything else looks
/// at it (THREATS G3), and the reading is one pass. No view is longer than the cut text.
struct TextView: Sendable {
    private(set) var text: PeerText
    private let seed: UInt64
    private(set) var reading = TextReader.Reading()

    var features: TextFeatures { reading.features }
    /// The words, lower-case, without accents, formatting and invisible characters, with one ASCII space between:
    /// for word lists, `contains` and duplicates. Never shown to anybody.
    var folded: [UInt8] { reading.folded }
    var words: [TextWord] { reading.words }
    /// At most `linkLimit`.
    var links: [Link] { reading.links }
    /// Of the folded letters and numbers alone, doubled letters taken once: equal for texts that differ in case,
    /// accents, spacing, punctuation and costume. Of the bytes as they came where nothing is left.
    var skeleton: UInt64 { reading.skeleton }
    var shingles: Shingles { reading.shingles }

    /// Bytes of a text that are looked at.
    static let limit = 2048
    static let linkLimit = 16
    static let marksPerBase = 8

    /// - Parameter seed: a secret of the community, the same for as long as views are compared.
    init(_ text: PeerText = PeerText(""), seed: UInt64) {
        self.text = text
        self.seed = seed
        read(text)
    }

    /// Reads another text into the same value: one view kept by the engine reads all messages without allocating.
    mutating func read(_ text: PeerText) {
        self.text = text
        let isRead: Void? = text.raw.utf8.withContiguousStorageIfAvailable {
            TextReader.read($0, seed: seed, into: &reading)
        }
        if isRead == nil {
            Array(text.raw.utf8).withUnsafeBufferPointer { TextReader.read($0, seed: seed, into: &reading) }
        }
    }

    /// The view that patterns are matched against: case and accents kept, formatting and invisible characters
    /// gone, full-width and mathematical letters undressed, every other scalar that is not letter, mark or number
    /// turned into ASCII.
    func withPlain<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if !reading.plain.isEmpty || text.raw.utf8.isEmpty { return reading.plain.withUnsafeBufferPointer(body) }
        let length = min(text.raw.utf8.count, Self.limit)
        return text.raw.utf8.withContiguousStorageIfAvailable { body(UnsafeBufferPointer(rebasing: $0[..<length])) }
            ?? Array(text.raw.utf8.prefix(length)).withUnsafeBufferPointer(body)
    }

    /// The bytes of one word.
    func bytes(of word: TextWord) -> ArraySlice<UInt8> {
        reading.folded[Int(word.start)..<Int(word.start) + Int(word.length)]
    }
}
