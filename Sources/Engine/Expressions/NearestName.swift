// SPDX-License-Identifier: Apache-2.0

/// Did-you-mean by the optimal string alignment distance: a transposition counts as one slip.
enum NearestName {
    /// Scalars compared (THREATS G6).
    private static let longest = 32

    static func of(_ name: String, among candidates: [String]) -> String? {
        var best: String?
        var bestDistance = Int.max
        for candidate in candidates {
            let distance = self.distance(name, candidate)
            if distance < bestDistance {
                best = candidate
                bestDistance = distance
            }
        }
        let allowed = max(1, min(name.unicodeScalars.count, longest) / 3)
        if bestDistance <= allowed { return best }
        // `age` for `member.age`.
        return candidates.first { $0.utf8.reversed().starts(with: Array((".\(name)").utf8).reversed()) }
    }

    static func distance(_ a: String, _ b: String) -> Int {
        let a = scalars(a)
        let b = scalars(b)
        if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
        var before = [Int](repeating: 0, count: b.count + 1)
        var row = Array(0...b.count)
        for i in 1...a.count {
            var next = row
            next[0] = i
            for j in 1...b.count {
                let cost = a[i - 1] == b[j - 1] ? 0 : 1
                next[j] = min(row[j] + 1, next[j - 1] + 1, row[j - 1] + cost)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    next[j] = min(next[j], before[j - 2] + 1)
                }
            }
            before = row
            row = next
        }
        return row[b.count]
    }

    private static func scalars(_ text: String) -> [UInt32] {
        text.unicodeScalars.prefix(longest).map { $0.value &- 0x41 < 26 ? $0.value | 0x20 : $0.value }
    }
}
