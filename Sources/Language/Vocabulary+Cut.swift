// SPDX-License-Identifier: Apache-2.0

extension Vocabulary {
    /// A run that is longer may have something unknown in it, less than half of its letters.
    private static let longRun = 16
    /// Bits a letter, in sixteenths, that the words of a run may cost at most: of known words written as one it is two
    /// or three, of a rare word in pieces (“exe cut able”) four.
    private static let dearest: (short: Int32, long: Int32) = (50, 64)
    /// What something unknown costs: to begin with, and each letter of it.
    private static let unknown: (begin: Int32, letter: Int32) = (160, 64)

    /// The best that is known of the letters up to one place.
    private struct Step {
        var cost = Int32.max / 2
        /// Where the last piece begins, and whether it is a known word.
        var from: Int32 = 0
        var isKnown = true
        /// The same where the last piece is not known.
        var open = Int32.max / 2
        var openFrom: Int32 = 0
    }

    /// The likeliest words that a run of letters was made of: calls `end` with the end of each but the last, where there
    /// are several.
    func cut(_ text: UnsafeBufferPointer<UInt8>, _ run: Range<Int>, end: (Int) -> Void) {
        withUnsafeTemporaryAllocation(of: Step.self, capacity: run.count + 1) { steps in
            steps.initialize(repeating: Step())
            steps[0].cost = 0
            for start in 0..<run.count { step(text, run, start, steps) }
            let isLong = run.count >= Self.longRun
            let dearest = isLong ? Self.dearest.long : Self.dearest.short
            guard steps[run.count].cost <= Int32(run.count) * dearest else { return }
            // Backwards, turned round: each step then says where the next word begins.
            var unknown = 0
            var place = run.count
            var next = Int32(run.count)
            while place > 0 {
                let from = Int(steps[place].from)
                if !steps[place].isKnown { unknown += place - from }
                steps[place].openFrom = next
                next = Int32(place)
                place = from
            }
            guard unknown == 0 || isLong && unknown * 2 <= run.count else { return }
            place = Int(next)
            while place < run.count {
                end(run.lowerBound + place)
                place = Int(steps[place].openFrom)
            }
        }
    }

    @inline(__always)
    private func step(
        _ text: UnsafeBufferPointer<UInt8>, _ run: Range<Int>, _ start: Int, _ steps: UnsafeMutableBufferPointer<Step>
    ) {
        let here = steps[start]
        // Something unknown goes on, or begins.
        let begun = here.cost + Self.unknown.begin
        let (open, openFrom) = here.open <= begun ? (here.open, here.openFrom) : (begun, Int32(start))
        steps[start + 1].open = open + Self.unknown.letter
        steps[start + 1].openFrom = openFrom
        if steps[start + 1].open < steps[start + 1].cost {
            steps[start + 1].cost = steps[start + 1].open
            steps[start + 1].from = openFrom
            steps[start + 1].isKnown = false
        }
        let at = run.lowerBound + start
        var hash = Features.start
        for length in 1...min(Self.longest, run.count - start) {
            hash = Features.hash(hash, text[at + length - 1])
            // One letter is a word in two cases alone.
            if length == 1, text[at] != UInt8(ascii: "a"), text[at] != UInt8(ascii: "i") { continue }
            if length == 3, !mayBegin(text[at], text[at + 1], text[at + 2]) { return }
            let number = find(hash, text, at..<at + length)
            guard number >= 0 else { continue }
            let cost = here.cost + self.cost(number)
            if cost < steps[start + length].cost {
                steps[start + length].cost = cost
                steps[start + length].from = Int32(start)
                steps[start + length].isKnown = true
            }
        }
    }

    /// Where a letter stands twice that stands once in a known word, and not in a rare one: the shorter, the less so.
    func doubled(_ text: UnsafeBufferPointer<UInt8>, _ word: Range<Int>) -> Int? {
        guard word.count <= Self.longest + 1 else { return nil }
        var best: Int?
        var least = Self.seldomDoubled(word.count)
        for place in word.dropFirst() where text[place] == text[place - 1] {
            let cost = self.cost(of: text, word, without: place)
            if cost < least {
                least = cost
                best = place
            }
        }
        return best
    }
}
