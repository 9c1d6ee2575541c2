// SPDX-License-Identifier: Apache-2.0

/// Undresses a line of chat: what was written as its reader sees it, in at most two views of UTF-8.
///
/// *plain*: small letters, compatibility forms undone, formatting and invisible characters gone, accents kept, every
/// scalar that is no letter, mark or number turned into ASCII, runs of three cut to two. *bare*: without marks too,
/// look-alikes as the letters they imitate, digits and signs inside words read as letters, spelt-out words joined,
/// runs of three cut to one, hidden letters filled in from the model's words. Plain ASCII without any trick has one view.
/// In both, words that nobody says are read as the known ones they were made of (`Normaliser+Restore`).
///
/// The buffers grow with the longest line and are kept between lines, so that nothing is allocated. Cut first: 2 KiB, then at
/// most 8 marks a base
/// (THREATS G3); one scalar becomes four at most. Never fails: bytes that are no UTF-8 are read as spaces.
public struct Normaliser: Sendable {
    /// Bytes read of one line; the rest is not looked at.
    public static let limit = 2048
    /// Combining marks kept on one base.
    static let marks = 8

    /// The view with accents.
    public internal(set) var plain = Buffer()
    /// The view without; empty when it would be the same.
    public internal(set) var bare = Buffer()
    /// Words in costume: look-alikes, signs for letters, spelt-out or stretched words, invisible characters.
    public internal(set) var disguises: Int32 = 0
    /// Whether something of the line is not Latin script.
    public internal(set) var foreign: Int32 = 0
    /// Words whose hidden letters were filled in.
    var filled = 0
    /// Listed words that hidden letters may be filled in from.
    let lexicon: Lexicon
    /// The words that talk is made of.
    let vocabulary: Vocabulary
    /// Between the two steps: folded, runs uncut.
    var base = Buffer()
    /// What a view is made anew in.
    private var spare = Buffer()
    let fold = FoldTable()
    let classes = ByteClass.table
    let letters = ByteClass.letters

    public init(lexicon: Lexicon = Lexicon([])) {
        self.lexicon = lexicon
        vocabulary = Vocabulary()
    }

    init(lexicon: Lexicon, vocabulary: Vocabulary) {
        self.lexicon = lexicon
        self.vocabulary = vocabulary
    }

    /// Bytes, each with the place of the source byte it came from.
    public struct Buffer: Sendable {
        public internal(set) var bytes: [UInt8] = []
        /// Empty unless the places are wanted.
        public internal(set) var places: [UInt16] = []
        var keepsPlaces = false
        public var isEmpty: Bool { bytes.isEmpty }
        @inline(__always) mutating func put(_ byte: UInt8, _ place: Int) {
            bytes.append(byte)
            if keepsPlaces { places.append(UInt16(truncatingIfNeeded: place)) }
        }
        /// Lets `body` write at the end, `most` bytes at most; it says how many.
        @inline(__always)
        mutating func write(atMost most: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) -> Int) {
            let start = bytes.count
            bytes.append(contentsOf: repeatElement(0, count: most))
            let written = bytes.withUnsafeMutableBufferPointer {
                body(UnsafeMutableBufferPointer(rebasing: $0[start...]))
            }
            bytes.removeLast(most - written)
        }
        /// The source of a byte; 0 where places are not kept.
        @inline(__always) func place(_ at: Int) -> Int { keepsPlaces ? Int(places[at]) : 0 }
        mutating func clear() {
            bytes.removeAll(keepingCapacity: true)
            places.removeAll(keepingCapacity: true)
        }
    }

    /// Reads one line; the views stand until the next.
    public mutating func read(_ line: UnsafeBufferPointer<UInt8>, keepingPlaces: Bool = false) {
        plain.keepsPlaces = keepingPlaces
        bare.keepsPlaces = keepingPlaces
        base.keepsPlaces = keepingPlaces
        spare.keepsPlaces = keepingPlaces
        let text = UnsafeBufferPointer(rebasing: line.prefix(Self.limit))
        plain.clear()
        bare.clear()
        base.clear()
        disguises = 0
        foreign = 0
        filled = 0
        let isASCII = readASCII(text)
        if !isASCII { readScalars(text, keepingPlaces) }
        guard !vocabulary.isEmpty else { return }
        Self.restore(&plain, &spare, vocabulary)
        if bare.isEmpty { return }
        Self.restore(&bare, &spare, vocabulary)
        // Who hides letters of several words hides those of ordinary ones, too: what is left of them says nothing.
        if isASCII, filled > 1 { swap(&plain, &bare) }
        if isASCII && filled > 1 || bare.bytes == plain.bytes { bare.clear() }
    }

    /// The short way; false when there is anything but printable ASCII.
    private mutating func readASCII(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var isTricky = false
        var previous: UInt8 = 0x20
        var kind: UInt8 = 0
        var run = 0
        for byte in text where byte &- 0x20 >= 0x5F { _ = byte; return false }
        var places: [UInt16] = []
        let keepsPlaces = plain.keepsPlaces
        plain.write(atMost: text.count) { out in
            var count = 0
            classes.withUnsafeBufferPointer { classes in
                for place in 0..<text.count {
                    let byte = text[place].lowered
                    let now = classes[Int(byte)]
                    if byte == previous {
                        run += 1
                        if run > 1 || byte == 0x20 {
                            if run > 1, now & ByteClass.word != 0 { isTricky = true }
                            continue
                        }
                    } else {
                        run = 0
                        // A sign or digit right beside a letter, or a letter alone among gaps.
                        if (now ^ kind) & ByteClass.letter != 0, (now | kind) & (ByteClass.leet | ByteClass.star) != 0 {
                            isTricky = true
                        }
                        if now & kind & ByteClass.letter == 0, kind & ByteClass.letter != 0, now & ByteClass.gap != 0,
                            place < 2 || classes[Int(text[place - 2])] & ByteClass.word == 0
                        {
                            isTricky = true
                        }
                    }
                    kind = now
                    previous = byte
                    out[count] = byte
                    count &+= 1
                    if keepsPlaces { places.append(UInt16(truncatingIfNeeded: place)) }
                }
            }
            return count
        }
        plain.places = places
        if isTricky || vocabulary.isEmpty && hasSwapped() {
            unmask(text, nil)
            if bare.bytes == plain.bytes { bare.clear() }
        }
        return true
    }

    /// Whether two letters of a word on the list stand in each other's place somewhere in the plain view.
    private func hasSwapped() -> Bool {
        guard !lexicon.isEmpty else { return false }
        return plain.bytes.withUnsafeBufferPointer { text in
            var place = 0
            while place < text.count {
                guard text[place] &- 97 < 26 else {
                    place += 1
                    continue
                }
                let first = place
                var mark = Features.mark(first: text[first])
                place += 1
                while place < text.count, text[place] &- 97 < 26 {
                    mark = mark &+ Features.scattered(text[place])
                    place += 1
                }
                guard place - first >= 4, lexicon.mayHave(mark) else { continue }
                if lexicon.word(unswapping: Array(text[first..<place])[...], mark) != nil { return true }
            }
            return false
        }
    }

    private mutating func readScalars(_ text: UnsafeBufferPointer<UInt8>, _ keepingPlaces: Bool) {
        var place = 0
        var marks = 0
        var wasLetter = false
        var run = 0
        var last: UInt32 = 0
        while place < text.count {
            let (scalar, length) = Self.decode(text, place)
            defer { place += length }
            if scalar < 0x80 {
                let byte = UInt8(scalar)
                if byte < 0x20 || byte == 0x7F {
                    if byte == 0x03 { place += Self.colour(text, place + 1) }
                    if byte == 0x04 { place += Self.hexadecimal(text, place + 1) }
                    if byte == 0x09 || byte == 0x0A || byte == 0x0D {
                        put(0x20, place, &run, &last)
                    } else if wasLetter {
                        disguises += 1
                    }
                    continue
                }
                let small = byte.lowered
                marks = 0
                wasLetter = classes[Int(small)] & ByteClass.letter != 0
                base.put(small, place)
                put(small, place, &run, &last)
                continue
            }
            switch fold.fate(of: scalar) {
            case .drop:
                if wasLetter { disguises += 1 }
            case .mark:
                marks += 1
                if marks > 1 { disguises += 1 }
                guard marks <= Self.marks else { continue }
                for offset in 0..<length { plain.put(text[place + offset], place) }
            case .keep:
                marks = 0
                wasLetter = true
                if scalar > 0x24F { foreign += 1 }
                run = scalar == last ? run + 1 : 0
                last = scalar
                for offset in 0..<length {
                    base.put(text[place + offset], place)
                    if run < 2 { plain.put(text[place + offset], place) }
                }
            case .forms(let offset):
                marks = 0
                let plainForm = fold.plain(offset)
                let bareForm = fold.bare(offset)
                wasLetter = bareForm.first.map { classes[Int($0)] & ByteClass.letter != 0 } ?? false
                if scalar > 0x24F, wasLetter { foreign += 1 }
                if scalar > 0x24F, wasLetter, plainForm.first.map({ $0 < 0x80 }) == true { disguises += 1 }
                run = scalar == last ? run + 1 : 0
                if scalar != last || run < 2 { for byte in plainForm { plain.put(byte, place) } }
                last = scalar
                for byte in bareForm { base.put(byte, place) }
            }
        }
        let folded = base
        folded.bytes.withUnsafeBufferPointer { unmask($0, keepingPlaces ? folded.places : nil) }
        if bare.bytes == plain.bytes { bare.clear() }
    }

    /// Puts an ASCII byte into the plain view, runs of three cut to two and spaces to one.
    @inline(__always)
    private mutating func put(_ byte: UInt8, _ place: Int, _ run: inout Int, _ last: inout UInt32) {
        run = UInt32(byte) == last ? run + 1 : 0
        last = UInt32(byte)
        if byte == 0x20 {
            if base.bytes.last != 0x20 { base.put(0x20, place) }
            if run > 0 || plain.isEmpty { return }
        }
        if run < 2 { plain.put(byte, place) }
    }
}
