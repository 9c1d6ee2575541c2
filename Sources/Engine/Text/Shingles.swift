// SPDX-License-Identifier: Apache-2.0

/// Eight keyed min-hashes of a text's shingles: words and pairs of neighbouring words; the 5-grams of a word
/// longer than 24 bytes, as in languages without spaces. At most 64 shingles a text: of a longer one the first
/// 16 and the last 16 words (THREATS G4), a word many times in a row counted twice: a border of «a» hides no advert.
struct Shingles: Hashable, Sendable {
    /// The smallest hashes under eight orders. Exclusive-or with a key whose top bits differ orders the hashes
    /// anew: cheaper than eight hash functions, and the eight samples overlap less.
    private(set) var minima: SIMD8<Int32>
    /// Shingles taken; 0 means there is nothing to compare.
    private(set) var count: UInt8

    static let limit = 64
    /// From this similarity on, in percent, two texts are nearly the same.
    static let nearDuplicate = 80
    /// The same for two long ones, of `long` shingles or more: names and nonsense strewn among many words hide little.
    static let nearDuplicateLong = 60
    static let long = 36

    static let none = Shingles()

    /// As it was kept.
    init(minima: SIMD8<Int32>, count: UInt8) {
        self.minima = minima
        self.count = count
    }

    private init() {
        minima = SIMD8(repeating: .max)
        count = 0
    }

    // Signed: the smaller of two signed numbers is cheap without SSE4.
    private static var keys: SIMD8<Int32> {
        SIMD8(
            0x0B2C_3D4E, 0x3A91_07C5, 0x5C60_F1B3, 0x6F1E_8D29, -0x62F8_BD18, -0x47AC_65E9, -0x2B35_9090, -0x0E0B_4A64)
    }

    @inline(__always)
    private mutating func add(_ hash: UInt64) {
        guard count < Self.limit else { return }
        count &+= 1
        let h = SIMD8<Int32>(repeating: Int32(truncatingIfNeeded: SeededHash.stir(hash)))
        minima = pointwiseMin(minima, h ^ Self.keys)
    }

    init(words: UnsafeBufferPointer<TextWord>, folded: UnsafeBufferPointer<UInt8>) {
        self.init()
        let n = words.count
        var previous: UInt64 = 0
        var i = 0
        let (front, back) = Self.cut(words)
        var row = 0
        while i < n {
            if i == front && back > front {
                i = back
                previous = 0
            }
            let word = words[i]
            row = word.hash == previous ? row + 1 : 0
            if row > 1 {
                i += 1
                continue
            }
            if word.length > 24 {
                addGrams(
                    of: UnsafeBufferPointer(rebasing: folded[Int(word.start)..<Int(word.start) + Int(word.length)]))
            } else {
                add(word.hash)
            }
            if previous != 0 { add(previous &* 0x9E37_79B9_7F4A_7C15 ^ word.hash) }
            previous = word.hash
            i += 1
        }
    }

    /// Where the first 16 words end and the last 16 begin, those in a row that are the same counted twice at most.
    private static func cut(_ words: UnsafeBufferPointer<TextWord>) -> (front: Int, back: Int) {
        let n = words.count
        guard n > 32 else { return (n, n) }
        func isMore(_ i: Int, _ step: Int) -> Bool {
            words.indices.contains(i + 2 * step) && words[i].hash == words[i + step].hash
                && words[i].hash == words[i + 2 * step].hash
        }
        var front = 0
        var taken = 0
        while front < n, taken < 16 {
            if !isMore(front, -1) { taken += 1 }
            front += 1
        }
        var back = n
        taken = 0
        while back > front, taken < 16 {
            back -= 1
            if !isMore(back, 1) { taken += 1 }
        }
        return (front, back)
    }

    private mutating func addGrams(of bytes: UnsafeBufferPointer<UInt8>) {
        // The same cut as for words: the first 24 and the last 24.
        let grams = bytes.count - 4
        var at = 0
        while at < grams {
            if grams > 48 && at == 24 { at = grams - 24 }
            var hash: UInt64 = 0
            for k in 0..<5 { hash = hash << 8 | UInt64(bytes[at + k]) }
            add(hash &* 0x9E37_79B9_7F4A_7C15)
            at += 1
        }
    }

    /// How alike two texts are, in percent, in steps of 12; 0 where one has nothing to compare.
    func similarity(_ other: Shingles) -> Int {
        if count == 0 || other.count == 0 { return 0 }
        var same = 0
        for i in 0..<8 where minima[i] == other.minima[i] { same += 1 }
        return same * 100 / 8
    }

    func isNearDuplicate(of other: Shingles) -> Bool {
        similarity(other) >= (min(count, other.count) >= Self.long ? Self.nearDuplicateLong : Self.nearDuplicate)
    }
}
