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
    private func buckets(_ text: [UInt8], _ found: inout [Int]) {
        found.removeAll(keepingCapacity: true)
        let shift = 32 - bits
        text.withUnsafeBufferPointer { text in
            classes.withUnsafeBufferPointer { classes in
                guard let start = classes.baseAddress else { return }
                Features.walk(text, start) {
                    found.append(Features.place($0, shift))
                } word: { _ in
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

    mutating func learn(_ lessons: [Lesson], epochs: Int, seed: UInt64, tell: (String) -> Void) {
        var order = Array(lessons.indices)
        var chance = Chance(seed)
        // The pieces of all lessons one after the other, found once.
        var places: [UInt32] = []
        var ends: [Int] = [0]
        var found: [Int] = []
        for lesson in lessons {
            buckets(lesson.text, &found)
            for bucket in found { places.append(UInt32(bucket)) }
            ends.append(places.count)
        }
        for epoch in 0..<epochs {
            order.shuffle(using: &chance)
            var loss: Float = 0
            let rate = self.rate * (1 - 0.8 * Float(epoch) / Float(max(1, epochs)))
            for index in order where ends[index] < ends[index + 1] {
                places.withUnsafeBufferPointer { places in
                    let pieces = UnsafeBufferPointer(rebasing: places[ends[index]..<ends[index + 1]])
                    loss += step(lessons[index], pieces, rate)
                }
            }
            tell("epoch \(epoch + 1): loss \(loss / Float(max(1, order.count)))")
        }
    }

    @inline(__always)
    private mutating func step(_ lesson: Lesson, _ pieces: UnsafeBufferPointer<UInt32>, _ rate: Float) -> Float {
        var sum = SIMD16<Float>.zero
        var squares = Float(ModelFormat.smoothing) / Float(ModelFormat.squareUnit)
        return weights.withUnsafeMutableBufferPointer { weights in
            gathered.withUnsafeMutableBufferPointer { gathered in
                idf.withUnsafeBufferPointer { idf in
                    for piece in pieces {
                        let bucket = Int(piece)
                        sum += weights[bucket] * idf[bucket]
                        squares += idf[bucket] * idf[bucket]
                    }
                    let norm = 1 / squares.squareRoot()
                    let logits = sum * norm + biases
                    var errors = SIMD16<Float>.zero
                    for lane in 0..<15 where lesson.mask[lane] > 0 {
                        errors[lane] =
                            (Exact.sigmoid(logits[lane]) - lesson.wishes[lane]) * lesson.weight * lesson.mask[lane]
                    }
                    let fading = lesson.mask * (decay * rate)
                    for piece in pieces {
                        let bucket = Int(piece)
                        let gradient = errors * (idf[bucket] * norm)
                        let all = gathered[bucket] + gradient * gradient
                        gathered[bucket] = all
                        let old = weights[bucket]
                        weights[bucket] = old - gradient * Self.inverseRoot(all) * rate - old * fading
                    }
                    biasGathered += errors * errors
                    biases -= errors * Self.inverseRoot(biasGathered) * (rate * 0.1)
                    return abs(errors[0])
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
