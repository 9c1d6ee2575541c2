// SPDX-License-Identifier: Apache-2.0

import Language

/// Which words are said most: what a model keeps ready (`CommonWords`) and undoes costumes by (`Vocabulary`).
struct CommonCount {
    /// A word of fewer sources is the name of somebody there, or of something.
    static let sources = 3

    /// What a language counts for beside others: she reads English and French first.
    private static func weight(_ idiom: Idiom?) -> Double { idiom == .en || idiom == .fr ? 1 : 0.25 }

    private var shares: [Idiom?: [[UInt8]: Double]] = [:]
    private var sourcesOf: [Idiom?: Int] = [:]
    private var spread: [[UInt8]: Int] = [:]
    private var normaliser = Normaliser()

    /// Each source counts as much as any other of its language, however long it is.
    mutating func add(_ samples: [Sample], _ idiom: Idiom?) {
        var counts: [[UInt8]: Int] = [:]
        var all = 0
        let classes = ByteClass.table
        for sample in samples where !sample.isListed {
            sample.text.withUnsafeBufferPointer { normaliser.read($0) }
            normaliser.plain.bytes.withUnsafeBufferPointer { text in
                classes.withUnsafeBufferPointer { classes in
                    guard let classes = classes.baseAddress else { return }
                    Features.walk(text, classes, feature: { _ in }) { range in
                        all += 1
                        guard range.count <= ModelFormat.commonLongest, classes[Int(text[range.lowerBound])] & 1 != 0
                        else { return }
                        counts[Array(text[range]), default: 0] += 1
                    }
                }
            }
        }
        guard all > 0 else { return }
        sourcesOf[idiom, default: 0] += 1
        for (word, count) in counts {
            shares[idiom, default: [:]][word, default: 0] += Double(count) / Double(all)
            spread[word, default: 0] += 1
        }
    }

    /// The most said first; of two said alike the one that comes first by its bytes.
    var words: [[UInt8]] {
        var whole: [[UInt8]: Double] = [:]
        // In one order, so that the sums are the same every time.
        for idiom in Idiom.allCases.map(Optional.some) + [nil] {
            let weight = Self.weight(idiom) / Double(max(1, sourcesOf[idiom] ?? 0))
            for (word, share) in shares[idiom] ?? [:] where spread[word, default: 0] >= Self.sources {
                whole[word, default: 0] += share * weight
            }
        }
        let sorted = whole.sorted {
            $0.value == $1.value ? $0.key.lexicographicallyPrecedes($1.key) : $0.value > $1.value
        }
        return sorted.prefix(ModelFormat.words).map(\.key)
    }
}
