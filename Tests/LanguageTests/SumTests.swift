// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Language

/// Adding up in gulps gives what adding up piece by piece gives.
@Suite struct SumTests {
    private static let texts = [
        ("", 0), ("a", 1), ("  ", 1), ("the quick brown fox jumps over the lazy dog", 1), ("x", 2048), ("ab ", 680),
        ("hello you, is that the way to do it? ", 60), ("theyou isit don't don'tt what's up ", 60),
        ("!? ", 680), ("été à l'école ", 120), ("pneumonoultramicroscopicsilicovolcanoconiosis ", 44),
    ]

    private static func sums(
        _ bytes: [UInt8], _ model: Model, _ word: (Range<Int>, SIMD16<Int32>) -> Void
    ) -> Reader.Sums? {
        bytes.withUnsafeBufferPointer { bytes in
            ByteClass.table.withUnsafeBufferPointer { classes in
                classes.baseAddress.map { start in
                    model.common.table { common in Reader.sum(bytes, start, model, common, word: word) }
                }
            }
        }
    }

    @Test(arguments: texts) func inAnyPortions(_ part: String, times: Int) throws {
        let model = try #require(Model.embedded)
        let bytes = Array(String(repeating: part, count: times).utf8)
        var words: [Range<Int>] = []
        let sums = Self.sums(bytes, model) { range, _ in words.append(range) }
        let naive = self.naive(bytes, model)
        let found = try #require(sums)
        #expect(found.all == naive.all)
        #expect(found.mercy == naive.mercy)
        #expect(words == naive.words)
    }

    @Test(arguments: texts) func theWorstThreeWordsInARow(_ part: String, times: Int) throws {
        let model = try #require(Model.embedded)
        let bytes = Array(String(repeating: part, count: times).utf8)
        var words: [SIMD16<Int32>] = []
        let sums = Self.sums(bytes, model) { _, sum in words.append(sum) }
        let highest = try #require(sums).peak.highest
        let count = min(3, words.count)
        for head in Head.allCases {
            let naive = (0...words.count - count).map { from in
                let three = words[from..<from + count]
                let mercy = three.reduce(Int64(0)) { $0 + Int64(min(0, $1[head.rawValue])) }
                let all = three.reduce(Int64(0)) { $0 + Int64($1[head.rawValue]) }
                let squares = three.reduce(Int64(ModelFormat.smoothing)) { $0 + Int64($1[15]) }
                let root = Int64(Model.root(UInt64(squares) << 16))
                let scale = Int64(model.scales[head.rawValue])
                return (all - mercy) * scale / root + max(mercy * scale / root, -ModelFormat.mercy)
            }.max()
            let found = (Int64(highest[head.rawValue]) * Int64(model.scales[head.rawValue])) >> (Peak.shift + 8)
            // The roots are looked up in steps of 32.
            #expect(abs(found - (naive ?? 0)) <= 40, "\(head)")
        }
    }

    // What is kept ready is what would be looked for: word by word, and of lines of talk.
    @Test func aCommonWordIsTheSumOfItsPieces() throws {
        let model = try #require(Model.embedded)
        #expect(model.common.count > 1000)
        var normaliser = Normaliser()
        let ready = OrdinaryTalk.lines.flatMap { $0.split(separator: " ") }.filter { word in
            var word = String(word)
            word.withUTF8 { normaliser.read($0) }
            return model.common.has(normaliser.plain.bytes)
        }
        #expect(ready.count > 200)
        for text in OrdinaryTalk.lines + ready.map(String.init) {
            try inAnyPortions(text.lowercased(), times: 1)
        }
    }

    @Test func onlyShortSingleWordsAreKeptReadyAndEachOnce() throws {
        let model = try #require(Model.embedded)
        let words = ["you", "you", "two words", "", "!?", "sixteenlettersxx", "fifteenletters1", "don't", "été"]
        let common = CommonWords(words.map { Array($0.utf8)[...] }, model.rows, model.shift)
        #expect(common.count == 4)
        for word in words {
            #expect(common.has(Array(word.utf8)) == ["you", "fifteenletters1", "don't", "été"].contains(word))
        }
        let many = (0..<5000).map { Array("w\($0)".utf8)[...] }
        #expect(CommonWords(many, model.rows, model.shift).count == ModelFormat.commonWords)
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
                    let row = Model.place(of: hash, model.shift)
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

extension CommonWords {
    fileprivate var count: Int { table { $0.entries.count } }

    /// Whether it is kept ready, as a normalised text has it.
    fileprivate func has(_ word: [UInt8]) -> Bool {
        word.withUnsafeBufferPointer { word in
            Self.hash(word).map { hash in table { $0.find(hash, word, word.indices) >= 0 } } ?? false
        }
    }
}
