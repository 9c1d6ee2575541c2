// SPDX-License-Identifier: Apache-2.0

/// What the worst three words in a row of a line sum up to, lane by lane: one bad word is not lost among a hundred others.
///
/// Each three are divided by the root of their squares, as the line is by its own, and what speaks for them is capped as
/// it is for the line (THREATS E3). It costs two products a word and lane: the roots are looked up.
struct Peak {
    /// Words in a row.
    static let words = 3
    /// The sums are in 1/2^18 of those that a line's are divided by.
    static let shift: Int64 = 18
    private static let step: Int32 = 5
    /// Squares of three words are below this: 201 pieces each at most, of 127.
    private static let steps = Int((Int32(words) * 201 * 127 + ModelFormat.smoothing) >> step) + 1
    /// 2^18 ÷ √squares, by squares ÷ 32.
    static let roots: [Int32] = (0..<steps).map { place in
        let squares = UInt64(place << Int(step)) + 16
        return Int32((UInt64(1) << 26) / Model.root(squares << 16))
    }

    /// Nothing that three words sum up to is lower.
    private static let least: Int32 = -1 << 30
    private(set) var highest = SIMD16<Int32>(repeating: Self.least)
    private var count = 0
    // The two words before.
    private var (last, lastMercy) = (SIMD16<Int32>.zero, SIMD16<Int32>.zero)
    private var (past, pastMercy) = (SIMD16<Int32>.zero, SIMD16<Int32>.zero)

    /// One word more: its sums, and those of them that are below zero.
    @inline(__always)
    mutating func add(
        _ word: SIMD16<Int32>, _ mercy: SIMD16<Int32>, _ floor: SIMD16<Int32>, _ roots: UnsafeBufferPointer<Int32>
    ) {
        if count >= Self.words - 1 { look(past &+ last &+ word, pastMercy &+ lastMercy &+ mercy, floor, roots) }
        count &+= 1
        (past, pastMercy) = (last, lastMercy)
        (last, lastMercy) = (word, mercy)
    }

    /// At the end: of a shorter line all there is.
    mutating func end(_ floor: SIMD16<Int32>, _ roots: UnsafeBufferPointer<Int32>) {
        if count < Self.words { look(past &+ last, pastMercy &+ lastMercy, floor, roots) }
    }

    @inline(__always)
    private mutating func look(
        _ sum: SIMD16<Int32>, _ mercy: SIMD16<Int32>, _ floor: SIMD16<Int32>, _ roots: UnsafeBufferPointer<Int32>
    ) {
        let place = max(0, sum[15] &+ ModelFormat.smoothing) >> Self.step
        let root = roots[min(Int(place), roots.count &- 1)]
        let score = (sum &- mercy) &* root &+ Self.higher(mercy &* root, floor)
        highest = Self.higher(highest, score)
    }

    /// The higher of each two, no further than 2^31 apart: `pointwiseMax` goes through memory, lane by lane.
    @inline(__always)
    private static func higher(_ one: SIMD16<Int32>, _ two: SIMD16<Int32>) -> SIMD16<Int32> {
        one ^ ((one ^ two) & ((one &- two) &>> 31))
    }

    /// How low what speaks for a line may go, in the sums of `highest`, where a lane has this scale.
    static func floor(_ scale: Int32) -> Int32 {
        guard scale > 0 else { return least / 2 }
        return Int32(max(Int64(least / 2), -(ModelFormat.mercy << (shift + 8)) / Int64(scale)))
    }
}
