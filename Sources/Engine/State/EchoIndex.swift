// SPDX-License-Identifier: Apache-2.0

import Chat

/// Who said nearly the same of late: lines of some length gathered into clusters by their min-hashes.
///
/// Everyday words are alike for two minutes; a long text in several newcomers' mouths is remembered for an hour, and one
/// that three of them have said, a campaign, or that is said beside an address, for a day (THREATS D6).
///
/// Bounded: 4,096 clusters, the oldest makes room, campaigns last; 24 people a cluster, more are counted only.
struct EchoIndex: Sendable {
    static let kept = 4096
    static let window = TimeSpan.minutes(2)
    static let memory = TimeSpan.hours(1)
    static let campaignMemory = TimeSpan.hours(24)
    static let campaign = 3
    static let peopleKept = 24
    private static let beside: UInt64 = 0x9E37_79B9_7F4A_7C15
    /// Shorter lines are everyday words that many say alike.
    static let shortest: Int32 = 24  // bytes of folded text
    /// From this length on nobody says the same by chance; an address alone is passed on from hand to hand.
    static let long: Int32 = 50  // bytes of folded text
    static let longWords: Int32 = 8
    /// A crowd cheers with one word said ten times. Of ten different words there are twice as many shingles as this.
    static let longVariety: UInt8 = 10
    /// Campaigns that are passed over when room is made.
    private static let sparedAtOnce = 16

    private var clusters: [Cluster] = []
    private var next = 0
    private var index = PlaceTable(capacity: kept * Shingles.keyCount)

    private struct Cluster: Sendable {
        var firstAt: Timestamp
        var lastAt: Timestamp
        var shingles: Shingles
        var keys: Shingles.Keys
        var isLong: Bool
        /// Whether who said it first was no newcomer, or a moderator took back what came of it: then it is no campaign
        /// (THREATS A1).
        var isFromRegular: Bool
        var people: [Int32]
        /// How often each of them said it.
        var times: [UInt8]
        /// When they said it first; of more people the latest, as many as are kept.
        var moments: [Timestamp]
        var more: Int32
        /// The latest of those who are counted only; −1 for nobody.
        var outsider: Int32 = -1
        /// It was said beside an address.
        var leads: Bool
        /// Who carried it all; the people are names then. −1 for nobody.
        var carrier: Int32 = -1

        var isCampaign: Bool { isLong && !isFromRegular && people.count >= EchoIndex.campaign }
        var life: TimeSpan {
            isFromRegular
                ? KeyMemory.life : isCampaign || isLong && leads ? campaignMemory : isLong ? memory : window
        }
    }

    /// Files a line and tells how many *others* said nearly this of late. Of a regular's lines only the first of a
    /// cluster counts: it makes the others harmless.
    /// - Parameters:
    ///   - features: of the line.
    ///   - isHeeded: a regular whose word makes a text the community's own for 30 days.
    ///   - isBeside: what is said beside an address that may be another each time.
    ///   - isDoor: that one is a door or a short link, made for those who bring it: fewer words are enough.
    ///   - carrier: who carried it under a name, `person`: what relays bring is in nobody's mouth here, and counted apart.
    ///   - copy: of whom a relay carried this very line here before it was heard itself: the same mouth.
    mutating func file(
        _ shingles: Shingles, skeleton: UInt64, features: TextFeatures, person: Int32, isRegular: Bool,
        isHeeded: Bool, isBeside: Bool = false, isDoor: Bool = false, carrier: Int32? = nil, copy: Int32? = nil,
        at now: Timestamp
    ) -> Echoes {
        // What is said beside an address is like what is said beside another, and like no line that has none.
        var apart = isBeside ? Self.beside : 0
        if let carrier { apart ^= SeededHash.stir(UInt64(UInt32(bitPattern: carrier)) | 1 << 32) }
        let keys = shingles.keys(with: skeleton) ^ Shingles.Keys(repeating: apart)
        for lane in 0..<Shingles.keyCount {
            guard let slot = index.place(of: keys[lane]) else { continue }
            let place = Int(slot)
            guard now - clusters[place].lastAt <= clusters[place].life,
                shingles.isNearDuplicate(of: clusters[place].shingles)
            else { continue }
            if let copy { unite(place, copy, with: person, isRegular: isRegular, isHeeded: isHeeded) }
            return join(place, person: person, isRegular: isRegular, isHeeded: isHeeded, at: now)
        }
        open(
            Cluster(
                firstAt: now, lastAt: now, shingles: shingles, keys: keys,
                isLong: isDoor
                    || features.substance >= Self.long && features.words >= Self.longWords
                        && shingles.count >= Self.longVariety,
                isFromRegular: isHeeded, people: isRegular && !isHeeded ? [] : [person],
                times: isRegular && !isHeeded ? [] : [1], moments: isRegular && !isHeeded ? [] : [now], more: 0,
                leads: isBeside,
                carrier: carrier ?? -1),
            at: now)
        return .none
    }

    /// What this person said is nobody's campaign.
    mutating func forgive(_ person: Int32) {
        for place in clusters.indices
        where clusters[place].carrier == person
            || clusters[place].carrier < 0 && clusters[place].people.contains(person)
        {
            clusters[place].isFromRegular = true
        }
    }

    /// Whoever spoke through the relay was this one.
    private mutating func unite(_ place: Int, _ copy: Int32, with person: Int32, isRegular: Bool, isHeeded: Bool) {
        guard let slot = clusters[place].people.firstIndex(of: copy) else { return }
        if isRegular {
            if isHeeded, clusters[place].people.count == 1 { clusters[place].isFromRegular = true }
            clusters[place].people.remove(at: slot)
            clusters[place].times.remove(at: slot)
            clusters[place].moments.remove(at: slot)
        } else if !clusters[place].people.contains(person) {
            clusters[place].people[slot] = person
        }
    }

    private mutating func join(_ place: Int, person: Int32, isRegular: Bool, isHeeded: Bool, at now: Timestamp)
        -> Echoes
    {
        var times: Int32 = 1
        if isHeeded, clusters[place].isFromRegular { clusters[place].lastAt = now }
        if !isRegular {
            clusters[place].lastAt = now
            if let slot = clusters[place].people.firstIndex(of: person) {
                clusters[place].times[slot] = min(clusters[place].times[slot], .max - 1) + 1
                times = Int32(clusters[place].times[slot])
            } else {
                if clusters[place].people.count < Self.peopleKept {
                    clusters[place].people.append(person)
                    clusters[place].times.append(1)
                    clusters[place].moments.append(now)
                } else if clusters[place].outsider != person {
                    clusters[place].outsider = person
                    clusters[place].more = clusters[place].more &+ 1
                    clusters[place].moments.removeFirst()
                    clusters[place].moments.append(now)
                }
            }
        }
        let others = Int32(max(0, clusters[place].people.count - 1)) &+ clusters[place].more
        return Echoes(
            others: others, isFromRegular: clusters[place].isFromRegular, isLong: clusters[place].isLong,
            age: now - clusters[place].firstAt, times: times, moments: clusters[place].moments)
    }

    private mutating func open(_ cluster: Cluster, at now: Timestamp) {
        if clusters.count < Self.kept {
            clusters.append(cluster)
            next = clusters.count % Self.kept
            enter(cluster.keys, at: Int32(clusters.count - 1))
            return
        }
        for _ in 1...Self.sparedAtOnce
        where clusters[next].isCampaign && now - clusters[next].lastAt <= Self.campaignMemory {
            next = (next + 1) % Self.kept
        }
        let old = clusters[next].keys
        for lane in 0..<Shingles.keyCount { index.remove(old[lane], at: Int32(next)) }
        clusters[next] = cluster
        enter(cluster.keys, at: Int32(next))
        next = (next + 1) % Self.kept
    }

    private mutating func enter(_ keys: Shingles.Keys, at place: Int32) {
        for lane in 0..<Shingles.keyCount { index.set(keys[lane], to: place) }
    }
}

/// How many others said nearly the same.
struct Echoes: Sendable, Hashable {
    var others: Int32
    var isFromRegular: Bool
    /// Too long a text to be said alike by chance.
    var isLong = false
    /// Since the first of them said it.
    var age = TimeSpan.zero
    /// How often this newcomer has said it.
    var times: Int32 = 1
    /// When newcomers said it first, the latest of them last.
    var moments: [Timestamp] = []
    static let none = Echoes(others: 0, isFromRegular: false)

    /// Over how long the latest `count` newcomers brought it; since it was first said, where there are not so many.
    func span(of count: Int32) -> TimeSpan {
        guard let last = moments.last, count > 0, moments.count >= Int(count) else { return age }
        return last - moments[moments.count - Int(count)]
    }
}

extension Shingles {
    /// In the first `keyCount` lanes.
    typealias Keys = SIMD8<UInt64>
    static let keyCount = 5

    /// Of the whole text one key, and four of two neighbouring minima each: texts that are nearly the same share at least
    /// one, nearly always.
    func keys(with skeleton: UInt64) -> Keys {
        var keys = Keys.zero
        keys[0] = skeleton
        for band in 0..<4 {
            let high = UInt64(UInt32(truncatingIfNeeded: minima[2 * band])) << 32
            let low = UInt64(UInt32(truncatingIfNeeded: minima[2 * band + 1]))
            keys[band + 1] = SeededHash.stir((high | low) ^ UInt64(2 * band))
        }
        return keys
    }
}
