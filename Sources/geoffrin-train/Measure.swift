// SPDX-License-Identifier: Apache-2.0

import Language

/// How well scores tell two kinds of lines apart.
enum Measure {
    /// The share of pairs (abusive, innocent) in the right order; ties count half.
    static func auc(_ positive: [Int32], _ negative: [Int32]) -> Double {
        guard !positive.isEmpty, !negative.isEmpty else { return 0 }
        let all = (positive.map { ($0, true) } + negative.map { ($0, false) }).sorted { $0.0 < $1.0 }
        var below = 0.0
        var sum = 0.0
        var place = 0
        while place < all.count {
            var end = place
            var positives = 0.0
            var negatives = 0.0
            while end < all.count, all[end].0 == all[place].0 {
                if all[end].1 { positives += 1 } else { negatives += 1 }
                end += 1
            }
            sum += positives * (below + negatives / 2)
            below += negatives
            place = end
        }
        return sum / (Double(positive.count) * Double(negative.count))
    }

    /// The share of scores at or over a threshold.
    static func share(_ scores: [Int32], over threshold: Int32) -> Double {
        scores.isEmpty ? 0 : Double(scores.count { $0 >= threshold }) / Double(scores.count)
    }

    /// The score that one in `rarity` of these lines reaches.
    static func threshold(_ ham: [Int32], oneIn rarity: Int) -> Int32 {
        let sorted = ham.sorted(by: >)
        return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, sorted.count / rarity)] + 1
    }

    static func shown(_ value: Double) -> String {
        let thousandths = Int((value * 1000).rounded())
        return "\(thousandths / 1000)." + String("00\(thousandths % 1000)".suffix(3))
    }
}
