// SPDX-License-Identifier: Apache-2.0

/// Words by number, found by a hash of theirs: open addressing with linear probing. Nothing is taken out, and it is made
/// at least twice as large as what is put in.
///
/// Where a hash has its home is said by whoever asks, so that the shift is a constant there.
struct WordSlots: Sendable {
    /// A number and one more; 0 is free.
    private var slots: [UInt16]

    init() { slots = [] }
    init(bits: UInt32) { slots = Array(repeating: 0, count: 1 << Int(bits)) }

    mutating func put(_ number: Int, home: Int) {
        var slot = home
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = UInt16(number + 1)
    }

    /// Lent for several questions.
    @inline(__always)
    func lend<Result>(_ body: (Lent) -> Result) -> Result { slots.withUnsafeBufferPointer { body(Lent(slots: $0)) } }

    /// The first from there that is meant; below zero where there is none.
    @inline(__always)
    func find(home: Int, _ isMeant: (Int) -> Bool) -> Int { lend { $0.find(home: home, isMeant) } }

    struct Lent {
        fileprivate let slots: UnsafeBufferPointer<UInt16>

        @inline(__always)
        func find(home: Int, _ isMeant: (Int) -> Bool) -> Int {
            var slot = home
            while slots[slot] != 0 {
                let number = Int(slots[slot]) - 1
                if isMeant(number) { return number }
                slot = (slot + 1) & (slots.count - 1)
            }
            return -1
        }
    }
}

/// A word of fifteen bytes at most: zeros behind it, in the last place how many bytes it has.
extension SIMD16<UInt8> {
    init(word: UnsafeBufferPointer<UInt8>) {
        self = .zero
        for (place, byte) in word.enumerated() { self[place] = byte }
        self[15] = UInt8(word.count)
    }

    @inline(__always)
    var wordCount: Int { Int(self[15]) }

    @inline(__always)
    func isWord(_ text: UnsafeBufferPointer<UInt8>, _ word: Range<Int>) -> Bool {
        guard wordCount == word.count else { return false }
        for offset in 0..<word.count where self[offset] != text[word.lowerBound + offset] { return false }
        return true
    }
}
