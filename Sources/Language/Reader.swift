// SPDX-License-Identifier: Apache-2.0

import CModel

/// Reads lines: undresses each, weighs its pieces, and says what the model thinks. Keeps its buffers between lines and
/// is used by one caller at a time.
public struct Reader: Sendable {
    public let model: Model
    public internal(set) var normaliser: Normaliser
    /// What the moderators taught; nil while that is nothing, and then it costs nothing.
    public var lore: Lore?
    private let classes = ByteClass.table

    /// What is known of one line.
    public struct Reading: Sendable, Hashable {
        public var logits = Logits()
        public var idiom = Idiom.other
        /// Words in costume.
        public var disguises: Int32 = 0
        /// How much of it two moderators refused (up to 1000) or called right (down to −1000): of the view with more.
        public var taught: Int32 = 0
    }

    public init(_ model: Model) {
        self.model = model
        normaliser = Normaliser(lexicon: model.lexicon, vocabulary: model.vocabulary)
    }

    /// Reads one line of UTF-8 (or of anything): the higher of its views by head.
    public mutating func read(_ line: UnsafeBufferPointer<UInt8>) -> Reading {
        normaliser.read(line)
        var reading = Reading()
        reading.disguises = normaliser.disguises
        let first = weigh(normaliser.plain.bytes)
        reading.logits = first.logits
        reading.taught = first.taught
        if !normaliser.bare.isEmpty {
            let second = weigh(normaliser.bare.bytes)
            reading.taught = max(first.taught, second.taught)
            for head in Head.allCases { reading.logits[head] = max(first.logits[head], second.logits[head]) }
        }
        reading.idiom = idiom(first.logits, letters: normaliser.plain.bytes.count)
        return reading
    }

    public mutating func read(_ line: String) -> Reading {
        var line = line
        return line.withUTF8 { read($0) }
    }

    private func idiom(_ logits: Logits, letters: Int) -> Idiom {
        if Int(normaliser.foreign) * 4 > letters { return .other }
        var best = Idiom.other
        var score: Int32 = -64
        for lane in Idiom.lanes where logits.lanes[lane] > score {
            score = logits.lanes[lane]
            best = Idiom(rawValue: lane - Idiom.lanes.lowerBound) ?? .other
        }
        return best
    }

    /// The sums over one view: what speaks against, what speaks for it, and the squares; and the worst few words.
    struct Sums {
        var all = SIMD16<Int32>.zero
        var mercy = SIMD16<Int32>.zero
        var squares: Int32 = 0
        var peak = Peak()
    }

    private func weigh(_ text: [UInt8]) -> (logits: Logits, taught: Int32) {
        var share = Lore.Share()
        let sums = text.withUnsafeBufferPointer { text in
            classes.withUnsafeBufferPointer { classes in
                guard let classes = classes.baseAddress else { return Sums() }
                return model.common.table { common in
                    guard let lore else { return Self.sum(text, classes, model, common) }
                    return lore.withTable { table in
                        share.gather(table, model) { found in
                            Self.sum(text, classes, model, common, whole: { found.add($0) })
                        }
                    }
                }
            }
        }
        return (model.logits(sums), share.permille)
    }

    /// Adds up rows. What a word says in favour of a line counts, over the line, only so far.
    ///
    /// The rows lie all over a table that no near cache holds. So the places of many are found first, and asked for; they
    /// are added up when most have come. Of a common word only what it makes with its neighbours is looked for.
    @inline(__always)
    static func sum(
        _ text: UnsafeBufferPointer<UInt8>, _ classes: UnsafePointer<UInt8>, _ model: Model,
        _ common: CommonWords.Table, word: (Range<Int>, SIMD16<Int32>) -> Void = { _, _ in },
        whole: (UInt32) -> Void = { _ in }
    ) -> Sums {
        var sums = Sums()
        let (rows, shift) = (model.rows, model.shift)
        let floor = model.floor
        Peak.roots.withUnsafeBufferPointer { roots in
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: Pieces.most) { places in
                withUnsafeTemporaryAllocation(of: Pieces.Word.self, capacity: Pieces.mostWords) { words in
                    var pieces = Pieces(places: places, words: words)
                    var known: Int32 = -1
                    Features.walk(text, classes) { hash, range in
                        known = common.find(hash, text, range)
                        return known >= 0
                    } feature: { piece in
                        let place = Model.place(of: piece, shift)
                        cmodel_prefetch(rows + place)
                        pieces.add(place)
                    } whole: {
                        whole($0)
                    } word: { range in
                        pieces.end(range, known)
                        known = -1
                        if pieces.isNearlyFull { pieces.drain(rows, common, into: &sums, floor, roots, word) }
                    }
                    pieces.drain(rows, common, into: &sums, floor, roots, word)
                }
            }
            sums.peak.end(floor, roots)
        }
        sums.squares = max(1, sums.all[15])
        return sums
    }

    /// Pieces of a line that are yet to be added up, and where words end among them.
    private struct Pieces {
        struct Word {
            var end: Int32
            var first: Int32
            var last: Int32
            /// Which common word it is; below zero: none.
            var known: Int32
        }
        /// A word has at most four pieces for each byte and its borders, and five of its own.
        static let mostOfAWord = (Features.longestWord + 1) * 4 + 5
        static let most = 1024
        static let mostWords = 256

        let places: UnsafeMutableBufferPointer<Int32>
        let words: UnsafeMutableBufferPointer<Word>
        private var count = 0
        private var wordCount = 0

        init(places: UnsafeMutableBufferPointer<Int32>, words: UnsafeMutableBufferPointer<Word>) {
            self.places = places
            self.words = words
        }

        var isNearlyFull: Bool { count > Self.most - Self.mostOfAWord || wordCount == Self.mostWords }

        @inline(__always) mutating func add(_ place: Int) {
            places[count] = Int32(truncatingIfNeeded: place)
            count &+= 1
        }

        @inline(__always) mutating func end(_ range: Range<Int>, _ known: Int32) {
            words[wordCount] = Word(
                end: Int32(truncatingIfNeeded: count), first: Int32(truncatingIfNeeded: range.lowerBound),
                last: Int32(truncatingIfNeeded: range.upperBound), known: known)
            wordCount &+= 1
        }

        @inline(__always) mutating func drain(
            _ rows: UnsafePointer<Int8>, _ common: CommonWords.Table, into sums: inout Sums,
            _ floor: SIMD16<Int32>, _ roots: UnsafeBufferPointer<Int32>, _ word: (Range<Int>, SIMD16<Int32>) -> Void
        ) {
            var at = 0
            for ended in words.prefix(wordCount) {
                var inWord = ended.known < 0 ? .zero : common.entries[Int(ended.known)].sum
                while at < Int(ended.end) {
                    let row = UnsafeRawPointer(rows + Int(places[at])).loadUnaligned(as: SIMD16<Int8>.self)
                    inWord &+= SIMD16<Int16>(truncatingIfNeeded: row)
                    at &+= 1
                }
                let wide = SIMD16<Int32>(truncatingIfNeeded: inWord)
                sums.all &+= wide
                // The lanes below zero: `replacing(with:where:)` goes through memory, lane by lane.
                let mercy = wide & (wide &>> 31)
                sums.mercy &+= mercy
                sums.peak.add(wide, mercy, floor, roots)
                word(Int(ended.first)..<Int(ended.last), wide)
            }
            count = 0
            wordCount = 0
        }
    }
}

extension Model {
    /// Sums to logits: what speaks for a line is capped, the sum divided by the root of the squares.
    func logits(_ sums: Reader.Sums) -> Logits {
        var logits = Logits()
        // 1/256 nats: sum × scale / sqrt(squares); the root in 1/256.
        let root = Int64(Self.root(UInt64(sums.squares + ModelFormat.smoothing) << 16))
        for lane in 0..<15 {
            let scale = Int64(scales[lane])
            let against = Int64(sums.all[lane] - sums.mercy[lane]) * scale / max(1, root)
            let mercy = Int64(sums.mercy[lane]) * scale / max(1, root)
            let whole = against + max(mercy, -ModelFormat.mercy)
            let peak = (Int64(sums.peak.highest[lane]) * scale) >> (Peak.shift + 8)
            let share = Int64(ModelFormat.peakShares[lane])
            let logit = Int64(biases[lane]) + (whole * (256 - share) + peak * share) / 256
            logits.lanes[lane] = Int32(min(Int64(Logits.bound), max(-Int64(Logits.bound), logit)))
        }
        return logits
    }

    /// The whole root of a number.
    static func root(_ number: UInt64) -> UInt64 {
        if number < 2 { return number }
        var guess = UInt64(1) << UInt64((64 - number.leadingZeroBitCount + 1) / 2)
        while true {
            let next = (guess + number / guess) / 2
            if next >= guess { return guess }
            guess = next
        }
    }
}
