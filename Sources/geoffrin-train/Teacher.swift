// SPDX-License-Identifier: Apache-2.0

import Language

/// Another program's opinion of lines that may be learnt from: `hash of the text ⇥ probability of toxic`.
struct Teacher {
    private var opinions: [UInt64: Float] = [:]

    /// Made by `scripts/teacher.py`; nil for none.
    init(_ path: String?) throws {
        guard let path else { return }
        for line in try Lines.read(path) {
            let cells = line.split(separator: 0x09)
            guard cells.count == 2, let hash = UInt64(String(decoding: cells[0], as: UTF8.self), radix: 16),
                let opinion = Float(String(decoding: cells[1], as: UTF8.self))
            else { continue }
            opinions[hash] = opinion
        }
    }

    /// Gives the toxic lane of each known line the teacher's opinion: mixed with the label where there is one. Of an
    /// ordinary line that the teacher finds hard nothing is said of abuse: rooms swear, too. What a set calls hate is
    /// not taught to be harmless.
    func teach(_ samples: inout [Sample], isHate: Bool) -> Int {
        guard !opinions.isEmpty else { return 0 }
        var count = 0
        for index in samples.indices {
            guard let opinion = opinions[stableHash(samples[index].text)] else { continue }
            count += 1
            if samples[index].isHam {
                guard opinion > 0.4 else { continue }
                for head in Head.allCases where head != .spam && head != .selfHarm {
                    samples[index].mask[head.rawValue] = 0
                }
                continue
            }
            let lane = Head.toxic.rawValue
            if isHate, samples[index].wishes[Head.identity.rawValue] > 0.5, opinion < 0.5 { continue }
            if samples[index].mask[lane] > 0 {
                samples[index].wishes[lane] = samples[index].wishes[lane] * 0.7 + opinion * 0.3
            } else {
                samples[index].wishes[lane] = opinion
                samples[index].mask[lane] = 0.7
            }
        }
        return count
    }
}
