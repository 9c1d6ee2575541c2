// SPDX-License-Identifier: Apache-2.0

import Language

/// Logistic regressions over one hashed table, all lanes at once, by AdaGrad; the same data give the same bytes.
struct Trainer {
    let bits: UInt32
    var weights: [SIMD16<Float>]
    private var gathered: [SIMD16<Float>]
    private(set) var idf: [Float]
    var biases = SIMD16<Float>.zero
    private var biasGathered = SIMD16<Float>(repeating: 1e-6)
    private let classes = ByteClass.table
    var rate: Float = 0.3
    var decay: Float = 5e-5
    /// How much of a lane is the worst few words of a line.
    private let peakShare = SIMD16<Float>(ModelFormat.peakShares) / 256

    /// One folded text to learn from.
    struct Lesson {
        var text: [UInt8]
        var wishes: SIMD16<Float>
        var mask: SIMD16<Float>
        var weight: Float
    }

    init(bits: UInt32) {
        self.bits = bits
        weights = Array(repeating: .zero, count: 1 << Int(bits))
        gathered = Array(repeating: SIMD16(repeating: 1e-4), count: 1 << Int(bits))
        idf = Array(repeating: 1, count: 1 << Int(bits))
    }

    @inline(__always)
    private func buckets(_ text: [UInt8], _ found: inout [Int], word: (Int) -> Void = { _ in }) {
        found.removeAll(keepingCapacity: true)
        let shift = 32 - bits
        text.withUnsafeBufferPointer { text in
            classes.withUnsafeBufferPointer { classes in
                guard let start = classes.baseAddress else { return }
                Features.walk(text, start) {
                    found.append(Features.place($0, shift))
                } word: { _ in
                    word(found.count)
                }
            }
        }
    }

    /// How much each piece tells by its rarity: log(N / n), in 0.25…1 of the greatest.
    mutating func weighRarity(_ lessons: [Lesson]) {
        var counts = [UInt32](repeating: 0, count: idf.count)
        var last = [Int32](repeating: -1, count: idf.count)
        var found: [Int] = []
        for (number, lesson) in lessons.enumerated() {
            buckets(lesson.text, &found)
            for bucket in found where last[bucket] != Int32(number) {
                last[bucket] = Int32(number)
                counts[bucket] += 1
            }
        }
        let top = Exact.log(Double(lessons.count + 1))
        for bucket in counts.indices {
            let share = (top - Exact.log(Double(counts[bucket] + 1))) / top
            // Quantised as it will be stored, so that training sees what reading sees.
            let square = max(4, min(127, (share * share * 127).rounded()))
            idf[bucket] = Float((square / Double(ModelFormat.squareUnit)).squareRoot())
        }
    }

    /// Lessons apart are strewn evenly among the others, whose own order they leave as it is.
    mutating func learn(
        _ common: [Lesson], apart: [Lesson], epochs: Int, seed: UInt64, tell: (String) -> Void
    ) {
        let lessons = common + apart
        var order = Array(common.indices)
        var orderApart = Array(lessons.indices.dropFirst(common.count))
        var chance = Chance(seed)
        var chanceApart = Chance(seed + 1)
        // The pieces of all lessons one after the other, found once.
        var places: [UInt32] = []
        var ends: [Int] = [0]
        // Where words end among them, and how many words end with each lesson.
        var wordEnds: [UInt32] = []
        var lastWords: [Int] = [0]
        var found: [Int] = []
        for lesson in lessons {
            let start = places.count
            buckets(lesson.text, &found) { wordEnds.append(UInt32(start + $0)) }
            for bucket in found { places.append(UInt32(bucket)) }
            ends.append(places.count)
            lastWords.append(wordEnds.count)
        }
        for epoch in 0..<epochs {
            order.shuffle(using: &chance)
            orderApart.shuffle(using: &chanceApart)
            var loss: Float = 0
            let rate = self.rate * (1 - 0.8 * Float(epoch) / Float(max(1, epochs)))
            for index in Self.strewn(orderApart, among: order) where ends[index] < ends[index + 1] {
                places.withUnsafeBufferPointer { places in
                    wordEnds.withUnsafeBufferPointer { wordEnds in
                        let words = UnsafeBufferPointer(rebasing: wordEnds[lastWords[index]..<lastWords[index + 1]])
                        loss += step(lessons[index], places, ends[index], words, rate)
                    }
                }
            }
            tell("epoch \(epoch + 1): loss \(loss / Float(max(1, order.count)))")
        }
    }

    private static func strewn(_ few: [Int], among many: [Int]) -> [Int] {
        var out: [Int] = []
        var taken = 0
        for (place, index) in many.enumerated() {
            out.append(index)
            let due = (place + 1) * few.count / many.count
            out += few[taken..<due]
            taken = due
        }
        return out
    }

    /// One word of a lesson: what its pieces sum up to, and how much of an error each lane passes on to it.
    private struct Word {
        var sum = SIMD16<Float>.zero
        var squares: Float = 0
        var share = SIMD16<Float>.zero
    }

    /// Where, by lane, the few words in a row are that sum up to most.
    private struct Highest {
        var sum = SIMD16<Float>(repeating: -.infinity)
        var first = SIMD16<Int32>.zero
        var norm = SIMD16<Float>.zero
    }

    /// The words of the lesson at hand.
    private var words: [Word] = []
    private static let smoothing = Float(ModelFormat.smoothing) / Float(ModelFormat.squareUnit)

    @inline(__always)
    private mutating func step(
        _ lesson: Lesson, _ pieces: UnsafeBufferPointer<UInt32>, _ first: Int, _ ends: UnsafeBufferPointer<UInt32>,
        _ rate: Float
    ) -> Float {
        let (sum, norm) = gather(pieces, first, ends)
        let wide = min(ModelFormat.peakWords, words.count)
        let highest = highest(wide)
        let logits = sum * norm * (1 - peakShare) + highest.sum * peakShare + biases
        var errors = SIMD16<Float>.zero
        for lane in 0..<15 where lesson.mask[lane] > 0 {
            errors[lane] = (Exact.sigmoid(logits[lane]) - lesson.wishes[lane]) * lesson.weight * lesson.mask[lane]
        }
        for index in words.indices { words[index].share = (1 - peakShare) * norm }
        for lane in 0..<15 where peakShare[lane] > 0 {
            for offset in 0..<wide {
                words[Int(highest.first[lane]) + offset].share[lane] += peakShare[lane] * highest.norm[lane]
            }
        }
        change(pieces, first, ends, errors, lesson.mask * (decay * rate), rate)
        biasGathered += errors * errors
        biases -= errors * Self.inverseRoot(biasGathered) * (rate * 0.1)
        return abs(errors[0])
    }

    /// Adds up the words and the line.
    @inline(__always)
    private mutating func gather(
        _ pieces: UnsafeBufferPointer<UInt32>, _ first: Int, _ ends: UnsafeBufferPointer<UInt32>
    ) -> (sum: SIMD16<Float>, norm: Float) {
        words.removeAll(keepingCapacity: true)
        var sum = SIMD16<Float>.zero
        var squares = Self.smoothing
        var at = first
        weights.withUnsafeBufferPointer { weights in
            idf.withUnsafeBufferPointer { idf in
                for end in ends {
                    var word = Word()
                    while at < Int(end) {
                        let bucket = Int(pieces[at])
                        word.sum += weights[bucket] * idf[bucket]
                        word.squares += idf[bucket] * idf[bucket]
                        at += 1
                    }
                    sum += word.sum
                    squares += word.squares
                    words.append(word)
                }
            }
        }
        return (sum, 1 / squares.squareRoot())
    }

    /// The highest of this many words in a row, lane by lane.
    @inline(__always)
    private func highest(_ wide: Int) -> Highest {
        var best = Highest()
        for from in 0...(words.count - wide) {
            var part = SIMD16<Float>.zero
            var squares = Self.smoothing
            for offset in 0..<wide {
                part += words[from + offset].sum
                squares += words[from + offset].squares
            }
            let norm = 1 / squares.squareRoot()
            part *= norm
            let isHigher = part .> best.sum
            best.sum.replace(with: part, where: isHigher)
            best.first.replace(with: Int32(from), where: isHigher)
            best.norm.replace(with: norm, where: isHigher)
        }
        return best
    }

    @inline(__always)
    private mutating func change(
        _ pieces: UnsafeBufferPointer<UInt32>, _ first: Int, _ ends: UnsafeBufferPointer<UInt32>,
        _ errors: SIMD16<Float>, _ fading: SIMD16<Float>, _ rate: Float
    ) {
        var at = first
        weights.withUnsafeMutableBufferPointer { weights in
            gathered.withUnsafeMutableBufferPointer { gathered in
                for (place, end) in ends.enumerated() {
                    let towards = errors * words[place].share
                    while at < Int(end) {
                        let bucket = Int(pieces[at])
                        let gradient = towards * idf[bucket]
                        let all = gathered[bucket] + gradient * gradient
                        gathered[bucket] = all
                        let old = weights[bucket]
                        weights[bucket] = old - gradient * Self.inverseRoot(all) * rate - old * fading
                        at += 1
                    }
                }
            }
        }
    }

    /// 1/√x to a few millionths by a guess and two steps of Newton's: products and differences alone, sixteen at once.
    @inline(__always)
    static func inverseRoot(_ x: SIMD16<Float>) -> SIMD16<Float> {
        let bits = unsafeBitCast(x, to: SIMD16<UInt32>.self)
        let guess = SIMD16<UInt32>(repeating: 0x5F37_59DF) &- (bits &>> 1)
        var y = unsafeBitCast(guess, to: SIMD16<Float>.self)
        let half = x * 0.5
        y = y * (1.5 - half * y * y)
        y = y * (1.5 - half * y * y)
        return y
    }

    /// The table in small whole numbers, with the scale of each lane.
    func quantised() -> (rows: [Int8], biases: [Int32], scales: [Int32]) {
        var rows = [Int8](repeating: 0, count: weights.count * 16)
        var biasesOut = [Int32](repeating: 0, count: 16)
        var scalesOut = [Int32](repeating: 0, count: 16)
        for lane in 0..<15 {
            var sizes = weights.indices.map { abs(weights[$0][lane] * idf[$0]) }.filter { $0 > 0 }
            sizes.sort()
            // The largest one in two thousand are clipped.
            let bound = sizes.isEmpty ? 1 : max(1e-6, sizes[min(sizes.count - 1, sizes.count * 1999 / 2000)])
            let unit = bound / 127
            for bucket in weights.indices {
                let value = (weights[bucket][lane] * idf[bucket] / unit).rounded()
                rows[bucket * 16 + lane] = Int8(max(-127, min(127, value)))
            }
            biasesOut[lane] = Int32((biases[lane] * 256).rounded())
            // logit256 = sum × unit × 256 / sqrt(squares / 8) = sum × scale / (256 × sqrt(squares))
            scalesOut[lane] = Int32(
                (Double(unit) * 256 * 256 * Double(ModelFormat.squareUnit).squareRoot()).rounded())
        }
        for bucket in weights.indices {
            let square = (idf[bucket] * idf[bucket] * Float(ModelFormat.squareUnit)).rounded()
            rows[bucket * 16 + 15] = Int8(max(1, min(127, square)))
        }
        return (rows, biasesOut, scalesOut)
    }
}
