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
    /// At least three single letters with a gap between each; the gap may be two bytes long.
    private func spelt(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        if start > 0, classes[Int(text[start - 1])] & ByteClass.word != 0 { return start }
        var place = start
        var count = 0
        var end = start
        while place < text.count {
            let length = letterLength(text, place)
            guard length > 0 else { break }
            let after = place + length
            var gap = after
            while gap < text.count, gap - after < 3, classes[Int(text[gap])] & ByteClass.gap != 0 { gap += 1 }
            // The last letter needs an end that is no word.
            if gap == after, after < text.count, classes[Int(text[after])] & ByteClass.word != 0 { break }
            count += 1
            end = after
            if gap == after { break }
            place = gap
        }
        return count >= 3 ? end : start
    }

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
                bare.put(byte, source(place, places))
            } else {
                for each in place..<min(after, place + 2) { bare.put(byte, source(each, places)) }
            }
            place = after
        }
        if changed { disguises += 1 }
        if kinds & ByteClass.star != 0, kinds & ByteClass.letter != 0 { fill(from: start) }
        unswap(from: start)
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

    /// Fills hidden letters (`f*ck`) of the words put since `start`, where the model knows one word that fits.
    private mutating func fill(from start: Int) {
        guard !lexicon.isEmpty else { return }
        var place = start
        while place < bare.bytes.count {
            let allowed = ByteClass.letter | ByteClass.star
            guard classes[Int(bare.bytes[place])] & allowed != 0 else {
                place += 1
                continue
            }
            var end = place
            var hidden = 0
            while end < bare.bytes.count, classes[Int(bare.bytes[end])] & allowed != 0 {
                if classes[Int(bare.bytes[end])] & ByteClass.star != 0 { hidden += 1 }
                end += 1
            }
            if hidden > 0, end - place - hidden >= 1, end - place >= 3, end - place <= 16,
                let word = lexicon.word(fitting: bare.bytes[place..<end], classes)
            {
                disguises += 1
                bare.bytes.replaceSubrange(place..<end, with: word)
                if bare.keepsPlaces {
                    let at = bare.places[place]
                    bare.places.replaceSubrange(place..<end, with: repeatElement(at, count: word.count))
                }
                end = place + word.count
            }
            place = end
        }
    }
}
