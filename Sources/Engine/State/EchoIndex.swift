// SPDX-License-Identifier: Apache-2.0

import Chat

/// Who said nearly the same within two minutes: lines of some length gathered into clusters by their min-hashes.
///
/// Bounded: 2,048 clusters, the oldest makes room; 16 people a cluster, more are counted only.
struct EchoIndex: Sendable {
    static let kept = 2048
    static let window = TimeSpan.minutes(2)
    static let peopleKept = 16
    /// Shorter lines are everyday words that many say alike.
    static let shortest = 24  // bytes of folded text

    private var clusters: [Cluster] = []
    private var next = 0
    private var index: [UInt64: Int32] = [:]

    private struct Cluster: Sendable {
        var lastAt: Timestamp
        var shingles: Shingles
        var keys: [UInt64]
        /// Whether who said it first was no newcomer: then it is no campaign (THREATS A1).
        var isFromRegular: Bool
        var people: [Int32]
        var more: Int32
    }

    /// Files a line and tells how many *others* said nearly this within the window.
    mutating func file(_ shingles: Shingles, skeleton: UInt64, person: Int32, isRegular: Bool, at now: Timestamp)
        -> Echoes
    {
        let keys = [skeleton] + shingles.bands
        for key in keys {
            guard let slot = index[key] else { continue }
            let place = Int(slot)
            guard now - clusters[place].lastAt <= Self.window,
                shingles.isNearDuplicate(of: clusters[place].shingles)
            else { continue }
            return join(place, person: person, isRegular: isRegular, at: now)
        }
        open(Cluster(lastAt: now, shingles: shingles, keys: keys, isFromRegular: isRegular, people: [person], more: 0))
        return .none
    }

    private mutating func join(_ place: Int, person: Int32, isRegular: Bool, at now: Timestamp) -> Echoes {
        clusters[place].lastAt = now
        if !clusters[place].people.contains(person) {
            if clusters[place].people.count < Self.peopleKept {
                clusters[place].people.append(person)
            } else {
                clusters[place].more = clusters[place].more &+ 1
            }
        }
        let others = Int32(clusters[place].people.count - 1) &+ clusters[place].more
        return Echoes(others: others, isFromRegular: clusters[place].isFromRegular)
    }

    private mutating func open(_ cluster: Cluster) {
        if clusters.count < Self.kept {
            clusters.append(cluster)
            next = clusters.count % Self.kept
            for key in cluster.keys { index[key] = Int32(clusters.count - 1) }
            return
        }
        for key in clusters[next].keys where index[key] == Int32(next) { index[key] = nil }
        clusters[next] = cluster
        for key in cluster.keys { index[key] = Int32(next) }
        next = (next + 1) % Self.kept
    }
}

/// How many others said nearly the same.
struct Echoes: Sendable, Hashable {
    var others: Int32
    var isFromRegular: Bool
    static let none = Echoes(others: 0, isFromRegular: false)
}

extension Shingles {
    /// Four keys of two neighbouring minima each: texts that are nearly the same share at least one, nearly always.
    var bands: [UInt64] {
        stride(from: 0, to: 8, by: 2).map { i in
            SeededHash.stir(
                UInt64(UInt32(truncatingIfNeeded: minima[i])) << 32 | UInt64(UInt32(truncatingIfNeeded: minima[i + 1]))
                    ^ UInt64(i))
        }
    }
}
