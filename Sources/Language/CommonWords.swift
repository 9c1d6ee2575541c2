// SPDX-License-Identifier: Apache-2.0

/// The words that talk is mostly made of, each with the sum of its own pieces, added up once when the model is loaded:
/// what a line of ordinary chat then costs is one look a word, where it would be twenty into a table no near cache holds.
/// It changes no reading: the sum is the same, and a word is known by all its bytes.
struct CommonWords: Sendable {
    private static let slotBits: UInt32 = 13

    struct Entry {
        var word: SIMD16<UInt8>
        var sum = SIMD16<Int16>.zero
    }

    private var entries: [Entry] = []
    private var slots = WordSlots(bits: Self.slotBits)

    /// - Parameters:
    ///   - words: as a normalised text has them; those that are too long, or not one word, are left out.
    ///   - rows: the model's table.
    init(_ words: some Sequence<ArraySlice<UInt8>>, _ rows: UnsafePointer<Int8>, _ shift: UInt32) {
        for word in words.prefix(ModelFormat.commonWords) {
            word.withUnsafeBufferPointer { add($0, rows, shift) }
        }
    }

    private mutating func add(_ word: UnsafeBufferPointer<UInt8>, _ rows: UnsafePointer<Int8>, _ shift: UInt32) {
        guard let hash = Self.hash(word), table({ $0.find(hash, word, word.indices) }) < 0 else { return }
        var entry = Entry(word: SIMD16(word: word))
        Features.pieces(of: word.indices, word, hash) { piece in
            let row = UnsafeRawPointer(rows + Model.place(of: piece, shift)).loadUnaligned(as: SIMD16<Int8>.self)
            entry.sum &+= SIMD16<Int16>(truncatingIfNeeded: row)
        }
        slots.put(entries.count, home: Self.home(hash))
        entries.append(entry)
    }

    /// The hash by which the line's walk asks for it; nil for what is not one word, or too long.
    static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt32? {
        guard (1...ModelFormat.commonLongest).contains(word.count) else { return nil }
        var hash: UInt32?
        ByteClass.table.withUnsafeBufferPointer { classes in
            guard let classes = classes.baseAddress else { return }
            Features.walk(
                word, classes,
                isKnown: { whole, own in
                    if own == word.indices { hash = whole }
                    return true
                }, feature: { _ in }, word: { _ in })
        }
        return hash
    }

    @inline(__always)
    private static func home(_ hash: UInt32) -> Int { Features.place(hash, 32 - slotBits) }

    @inline(__always)
    func table<Result>(_ body: (Table) -> Result) -> Result {
        slots.lend { slots in
            entries.withUnsafeBufferPointer { body(Table(slots: slots, entries: $0)) }
        }
    }

    /// Lent for the time of one line.
    struct Table {
        let slots: WordSlots.Lent
        let entries: UnsafeBufferPointer<Entry>

        /// The entry of a word by its hash and bytes; below zero where it has none.
        @inline(__always)
        func find(_ hash: UInt32, _ text: UnsafeBufferPointer<UInt8>, _ word: Range<Int>) -> Int32 {
            guard word.count <= ModelFormat.commonLongest else { return -1 }
            return Int32(
                truncatingIfNeeded: slots.find(home: CommonWords.home(hash)) { entries[$0].word.isWord(text, word) })
        }
    }
}
