// SPDX-License-Identifier: Apache-2.0

/// The words that talk is mostly made of, each with the sum of its own pieces, added up once when the model is loaded:
/// what a line of ordinary chat then costs is one look a word, where it would be twenty into a table no near cache holds.
/// It changes no reading: the sum is the same, and a word is known by all its bytes.
struct CommonWords: Sendable {
    private static let slotBits: UInt32 = 13

    struct Entry {
        /// The word, zeros behind it; in the last place how many bytes it has.
        var bytes = SIMD16<UInt8>.zero
        var sum = SIMD16<Int16>.zero
    }

    private var entries: [Entry] = []
    /// By hash, open addressing, at most half full: the place of an entry and one more; 0 is free.
    private var slots = [UInt16](repeating: 0, count: 1 << Self.slotBits)

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
        var entry = Entry()
        for (place, byte) in word.enumerated() { entry.bytes[place] = byte }
        entry.bytes[ModelFormat.commonLongest] = UInt8(word.count)
        Features.pieces(of: word.indices, word, hash) { piece in
            let row = UnsafeRawPointer(rows + Model.place(of: piece, shift)).loadUnaligned(as: SIMD16<Int8>.self)
            entry.sum &+= SIMD16<Int16>(truncatingIfNeeded: row)
        }
        entries.append(entry)
        var slot = Self.slot(hash)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = UInt16(entries.count)
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
    private static func slot(_ hash: UInt32) -> Int { Features.place(hash, 32 - slotBits) }

    @inline(__always)
    func table<Result>(_ body: (Table) -> Result) -> Result {
        slots.withUnsafeBufferPointer { slots in
            entries.withUnsafeBufferPointer { body(Table(slots: slots, entries: $0)) }
        }
    }

    /// Lent for the time of one line.
    struct Table {
        let slots: UnsafeBufferPointer<UInt16>
        let entries: UnsafeBufferPointer<Entry>

        /// The entry of a word by its hash and bytes; below zero where it has none.
        @inline(__always)
        func find(_ hash: UInt32, _ text: UnsafeBufferPointer<UInt8>, _ word: Range<Int>) -> Int32 {
            guard word.count <= ModelFormat.commonLongest else { return -1 }
            var slot = CommonWords.slot(hash)
            while slots[slot] != 0 {
                let place = Int(slots[slot]) - 1
                if isWord(place, text, word) { return Int32(truncatingIfNeeded: place) }
                slot = (slot + 1) & (slots.count - 1)
            }
            return -1
        }

        @inline(__always)
        private func isWord(_ place: Int, _ text: UnsafeBufferPointer<UInt8>, _ word: Range<Int>) -> Bool {
            let bytes = entries[place].bytes
            guard Int(bytes[ModelFormat.commonLongest]) == word.count else { return false }
            for offset in 0..<word.count where bytes[offset] != text[word.lowerBound + offset] { return false }
            return true
        }
    }
}
