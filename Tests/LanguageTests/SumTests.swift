// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Language

/// Adding up in gulps gives what adding up piece by piece gives.
@Suite struct SumTests {
    private static let texts = [
        ("", 0), ("a", 1), ("  ", 1), ("the quick brown fox jumps over the lazy dog", 1), ("x", 2048), ("ab ", 680),
        ("!? ", 680), ("été à l'école ", 120), ("pneumonoultramicroscopicsilicovolcanoconiosis ", 44),
    ]

    @Test(arguments: texts) func inAnyPortions(_ part: String, times: Int) throws {
        let model = try #require(Model.embedded)
        let bytes = Array(String(repeating: part, count: times).utf8)
        var words: [Range<Int>] = []
        let sums = bytes.withUnsafeBufferPointer { bytes in
            ByteClass.table.withUnsafeBufferPointer { classes in
                classes.baseAddress.map {
                    Reader.sum(bytes, $0, model.rows, model.shift) { range, _ in words.append(range) }
                }
            }
        }
        let naive = self.naive(bytes, model)
        let found = try #require(sums)
        #expect(found.all == naive.all)
        #expect(found.mercy == naive.mercy)
        #expect(words == naive.words)
    }

    private func naive(_ bytes: [UInt8], _ model: Model) -> (
        all: SIMD16<Int32>, mercy: SIMD16<Int32>, words: [Range<Int>]
    ) {
        var all = SIMD16<Int32>.zero
        var mercy = SIMD16<Int32>.zero
        var inWord = SIMD16<Int32>.zero
        var words: [Range<Int>] = []
        bytes.withUnsafeBufferPointer { bytes in
            ByteClass.table.withUnsafeBufferPointer { classes in
                guard let classes = classes.baseAddress else { return }
                Features.walk(bytes, classes) { hash in
                    let row = Int((hash &* 0x9E37_79B1) >> model.shift) * 16
                    for lane in 0..<16 { inWord[lane] += Int32(model.rows[row + lane]) }
                } word: { range in
                    for lane in 0..<16 {
                        all[lane] += inWord[lane]
                        mercy[lane] += min(0, inWord[lane])
                    }
                    words.append(range)
                    inWord = .zero
                }
            }
        }
        return (all, mercy, words)
    }
}
