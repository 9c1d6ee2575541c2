// SPDX-License-Identifier: Apache-2.0

extension Normaliser {
    /// Makes the bare view of a folded text: one piece between spaces after the other.
    mutating func unmask(_ text: UnsafeBufferPointer<UInt8>, _ places: [UInt16]?) {
        var place = 0
        while place < text.count {
            if text[place] == 0x20 {
                if bare.bytes.last != 0x20, !bare.isEmpty { bare.put(0x20, source(place, places)) }
                place += 1
                continue
            }
            let joined = spelt(text, place)
            if joined > place {
                disguises += 1
                put(spelt: text, place..<joined, places)
                place = joined
                continue
            }
            var end = place
            while end < text.count, text[end] != 0x20 { end += 1 }
            put(piece: text, place..<end, places)
            place = end
        }
    }

    @inline(__always) private func source(_ place: Int, _ places: [UInt16]?) -> Int {
        places.map { Int($0[place]) } ?? place
    }

    /// Where a word spelt out letter by letter ends (`i d i o t`, `f.u.c.k`); the start when there is none.
    ///
    /// At least three single letters with a gap between each; the gap may be three bytes long. Another kind of gap ends
    /// the word, unless too little would be left.
    private func spelt(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        if start > 0, classes[Int(text[start - 1])] & ByteClass.word != 0 { return start }
        let end = vocabulary.isEmpty ? start : spelt(text, start, evenly: true)
        return end > start ? end : spelt(text, start, evenly: false)
    }

    private func spelt(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, evenly: Bool) -> Int {
        var place = start
        var count = 0
        var end = start
        var kind: UInt8 = 0
        // What may be a letter between two is none at the end, and no letter to be counted.
        var bars = 0
        if !vocabulary.isEmpty, Self.isBar(text[start]) { return start }
        while place < text.count {
            let length = letterLength(text, place)
            guard length > 0 else { break }
            let after = place + length
            var gap = after
            while gap < text.count, gap - after < 3, classes[Int(text[gap])] & ByteClass.gap != 0,
                evenly || vocabulary.isEmpty || text[gap] != UInt8(ascii: "*")
            { gap += 1 }
            // The last letter needs an end that is no word.
            if gap == after, after < text.count, classes[Int(text[after])] & ByteClass.word != 0 { break }
            if kind == 0, gap > after { kind = text[after] }
            let differs = evenly && text[after..<gap].contains { $0 != kind }
            // What follows spaces and has another sign behind it begins the next word.
            if differs, kind == 0x20, text[after] != 0x20 { break }
            if vocabulary.isEmpty || !Self.isBar(text[place]) {
                count += 1
                end = after
                bars = 0
            } else {
                bars += 1
                if bars > 2 { break }
            }
            if gap == after || differs { break }
            place = gap
        }
        return count >= 3 ? end : start
    }

    /// What stands for a letter, and for itself.
    private static func isBar(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "!") || byte == UInt8(ascii: "|") }

    /// The bytes of one letter, or of a sign that stands for one; 0 for anything else.
    private func letterLength(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int {
        let byte = text[place]
        if byte >= 0xC0 { return min(byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2, text.count - place) }
        return classes[Int(byte)] & (ByteClass.letter | ByteClass.leet) != 0 && byte < 0x80 ? 1 : 0
    }

    private mutating func put(spelt text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ places: [UInt16]?) {
        for place in range where classes[Int(text[place])] & ByteClass.gap == 0 {
            let byte = text[place].lowered
            let letter = letters[Int(byte)]
            bare.put(letter != 0 ? letter : byte, source(place, places))
        }
    }

    /// One piece without spaces: signs and digits beside letters become letters, runs of three become one.
    private mutating func put(piece text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ places: [UInt16]?) {
        var kinds: UInt8 = 0
        var isAddress = false
        for place in range {
            kinds |= classes[Int(text[place])]
            if text[place] == UInt8(ascii: "/") || text[place] == UInt8(ascii: ":") { isAddress = true }
        }
        let reads = kinds & ByteClass.letter != 0 && kinds & ByteClass.leet != 0 && !isAddress
        let start = bare.bytes.count
        var cut = 0
        var cuts: (Int, Int) = (0, 0)
        var place = range.lowerBound
        var changed = false
        while place < range.upperBound {
            var byte = text[place].lowered
            var after = place + 1
            while after < range.upperBound, text[after].lowered == byte, byte < 0x80 { after += 1 }
            let isRun = after - place >= 3
            if reads, letters[Int(byte)] != 0, isInside(text, place, after, range) {
                byte = letters[Int(byte)]
                changed = true
            }
            if isRun, classes[Int(byte)] & ByteClass.word != 0 {
                changed = true
                if cut == 0 { cuts.0 = bare.bytes.count }
                if cut == 1 { cuts.1 = bare.bytes.count }
                cut += 1
                bare.put(byte, source(place, places))
            } else {
                for each in place..<min(after, place + 2) { bare.put(byte, source(each, places)) }
            }
            place = after
        }
        if changed { disguises += 1 }
        if kinds & ByteClass.star != 0, kinds & ByteClass.letter != 0 { fill(from: start) }
        if cut > 1 { double(cuts.1, from: start) }
        if cut > 0 { double(cuts.0, from: start) }
        unswap(from: start)
    }

    /// A letter that was a run becomes two where such a word is known and said more.
    private mutating func double(_ place: Int, from start: Int) {
        guard !vocabulary.isEmpty, place < bare.bytes.count, bare.bytes[place] &- 97 < 26 else { return }
        var first = place
        var end = place + 1
        while first > start, bare.bytes[first - 1] &- 97 < 26 { first -= 1 }
        while end < bare.bytes.count, bare.bytes[end] &- 97 < 26 { end += 1 }
        guard end - first < Vocabulary.longest else { return }
        var word = Array(bare.bytes[first..<end])
        let single = vocabulary.cost(of: word) ?? Int32.max
        word.insert(word[place - first], at: place - first)
        guard let two = vocabulary.cost(of: word), two < single else { return }
        bare.bytes.insert(bare.bytes[place], at: place)
        if bare.keepsPlaces { bare.places.insert(bare.places[place], at: place) }
    }

    /// A sign reads as a letter with a letter on one side and, for `! | + $ @`, a word on both or at its start;
    /// a number with its unit (`10x`, `v2`) reads oddly, which the training has seen.
    private func isInside(
        _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, _ range: Range<Int>
    ) -> Bool {
        let mask = ByteClass.letter | ByteClass.leet
        let before = start > range.lowerBound && classes[Int(text[start - 1])] & mask != 0
        let after = end < range.upperBound && classes[Int(text[end])] & mask != 0
        if classes[Int(text[start])] & ByteClass.digit != 0 { return before || after }
        let sign = text[start]
        if sign == UInt8(ascii: "@") || sign == UInt8(ascii: "$") { return after }
        return before && after
    }

    /// Puts two neighbours back in their places (`fcuk`) in the words put since `start`.
    private mutating func unswap(from start: Int) {
        guard !lexicon.isEmpty else { return }
        var place = start
        while place < bare.bytes.count {
            var end = place
            while end < bare.bytes.count, bare.bytes[end] &- 97 < 26 { end += 1 }
            if end - place >= 4 {
                let mark = Features.letters(bare.bytes[place..<end])
                if lexicon.mayHave(mark), let word = lexicon.word(unswapping: bare.bytes[place..<end], mark) {
                    disguises += 1
                    bare.bytes.replaceSubrange(place..<end, with: word)
                }
            }
            place = max(end, place + 1)
        }
    }

    /// The word behind a piece with stars: the listed one that fits or, behind one star, a known one said far more often.
    private func meant(_ range: Range<Int>, _ hidden: Int) -> [UInt8]? {
        var best = lexicon.word(fitting: bare.bytes[range], classes)
        guard hidden == 1, filled < Self.mostFilled, range.count <= Vocabulary.longest else { return best }
        var piece = Array(bare.bytes[range])
        guard let star = piece.firstIndex(where: { classes[Int($0)] & ByteClass.star != 0 }) else { return best }
        var least = best.map { (vocabulary.cost(of: $0) ?? Vocabulary.listed) - Vocabulary.starred } ?? Int32.max
        for letter in UInt8(ascii: "a")...UInt8(ascii: "z") {
            piece[star] = letter
            guard let cost = vocabulary.cost(of: piece), cost < least else { continue }
            least = cost
            best = piece
        }
        return best
    }

    /// Words filled in from the known ones in a line at most: 26 looks each.
    private static let mostFilled = 24

    /// Fills hidden letters (`f*ck`) of the words put since `start`, where one is known that fits.
    private mutating func fill(from start: Int) {
        guard !lexicon.isEmpty else { return }
        var place = start
        while place < bare.bytes.count {
            let allowed = ByteClass.letter | ByteClass.star
            guard classes[Int(bare.bytes[place])] & allowed != 0 else {
                place += 1
                continue
            }
            var (end, hidden) = (place, 0)
            while end < bare.bytes.count, classes[Int(bare.bytes[end])] & allowed != 0 {
                if classes[Int(bare.bytes[end])] & ByteClass.star != 0 { hidden += 1 }
                end += 1
            }
            // `d*n't` is looked for whole, then up to its apostrophe.
            var (whole, all) = (end, hidden)
            while whole < bare.bytes.count, whole - place <= Vocabulary.longest,
                classes[Int(bare.bytes[whole])] & allowed != 0 || bare.bytes[whole] == UInt8(ascii: "'")
            {
                if classes[Int(bare.bytes[whole])] & ByteClass.star != 0 { all += 1 }
                whole += 1
            }
            let before = bare.bytes.count
            if all > 0, end < whole, fill(place..<whole, all) {
                end = whole
            } else if hidden > 0 {
                _ = fill(place..<end, hidden)
            }
            place = max(place + 1, end + bare.bytes.count - before)
        }
    }

    private mutating func fill(_ range: Range<Int>, _ hidden: Int) -> Bool {
        guard range.count - hidden >= 1, (3...16).contains(range.count), let word = meant(range, hidden) else {
            return false
        }
        disguises += 1
        filled += 1
        bare.bytes.replaceSubrange(range, with: word)
        if bare.keepsPlaces {
            let at = bare.places[range.lowerBound]
            bare.places.replaceSubrange(range, with: repeatElement(at, count: word.count))
        }
        return true
    }
}
