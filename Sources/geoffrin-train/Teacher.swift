// SPDX-License-Identifier: Apache-2.0

import Language

/// Two other programs' opinions of lines that may be learnt from: `hash of the text ⇥ probability of toxic ⇥ of severe,
/// obscene, threat, insult and identity`.
struct Teacher {
    private struct Opinion {
        var toxic: Float
        /// In the order of `kinds`.
        var kinds: [Float]
    }
    private static let kinds: [Head] = [.severe, .obscene, .threat, .insult, .identity]
    private var opinions: [UInt64: Opinion] = [:]

    /// Made by `scripts/teacher.py`; nil for none.
    init(_ path: String?) throws {
        guard let path else { return }
        for line in try Lines.read(path) {
            let cells = line.split(separator: 0x09)
            guard let first = cells.first, let hash = UInt64(String(decoding: first, as: UTF8.self), radix: 16) else {
                continue
            }
            let values = cells.dropFirst().compactMap { Float(String(decoding: $0, as: UTF8.self)) }
            guard let toxic = values.first, values.count == 1 + Self.kinds.count else { continue }
            opinions[hash] = Opinion(toxic: toxic, kinds: Array(values.dropFirst()))
        }
    }

    /// Gives the toxic lane of each known line the teacher's opinion: mixed with the label where there is one. Of an
    /// ordinary line that the teacher finds hard nothing is said of abuse: rooms swear, too. What a set calls hate is
    /// not taught to be harmless. What a source calls abuse and the teacher finds
    /// harmless beyond doubt is left out, where the source is doubted. The kinds are the other teacher's.
    func teach(_ samples: inout [Sample], of source: Source) -> Int {
        guard !opinions.isEmpty else { return 0 }
        var count = 0
        for index in samples.indices {
            guard let opinion = opinions[stableHash(samples[index].text)] else { continue }
            count += 1
            teach(&samples[index], opinion, of: source)
        }
        return count
    }

    private func teach(_ sample: inout Sample, _ opinion: Opinion, of source: Source) {
        if sample.isHam {
            guard opinion.toxic > 0.4 else { return }
            for head in Head.allCases where head != .spam && head != .selfHarm { sample.mask[head.rawValue] = 0 }
            return
        }
        let lane = Head.toxic.rawValue
        let isHate = source.meaning.isHate
        if isHate, sample.wishes[Head.identity.rawValue] > 0.5, opinion.toxic < 0.5 { return }
        if sample.mask[lane] == 1, sample.wishes[lane] > 0.5, opinion.toxic < source.doubt {
            for head in Head.allCases where head != .spam && head != .selfHarm { sample.mask[head.rawValue] = 0 }
            return
        }
        for (head, value) in zip(Self.kinds, opinion.kinds) where !(isHate && head == .identity) {
            if sample.mask[head.rawValue] > 0 {
                sample.wishes[head.rawValue] = sample.wishes[head.rawValue] * 0.7 + value * 0.3
            } else {
                sample.wishes[head.rawValue] = value
                sample.mask[head.rawValue] = 0.5
            }
        }
        if sample.mask[lane] > 0 {
            sample.wishes[lane] = sample.wishes[lane] * 0.7 + opinion.toxic * 0.3
        } else {
            sample.wishes[lane] = opinion.toxic
            sample.mask[lane] = 0.7
        }
    }
}
