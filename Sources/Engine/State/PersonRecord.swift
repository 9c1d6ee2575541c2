// SPDX-License-Identifier: Apache-2.0

import Chat

/// What she remembers of one person in one community.
///
/// Of a crowd hardly anybody has more than the first part, which each message reads: it is kept small and together. The
/// rest lies behind one reference, and where there is none of it, nothing lies there.
@dynamicMemberLookup
struct PersonRecord: Sendable {
    var id: PersonID
    var name: PeerText
    // Soft: follows from events.
    var firstSeen: Timestamp
    var lastSeen: Timestamp
    var lastSpoke: Timestamp = .distantPast
    var messages: Int32 = 0
    /// Times a regular or moderator answered them (named them within 10 minutes of their line).
    var answered: Int32 = 0
    var lastRanked: Timestamp = .distantPast
    /// Of the host they were last seen from, keyed by the database's secret; 0 when not known. A mask set for somebody
    /// else there would hit them too (THREATS A7).
    /// Set through `PersonTable.setHost`.
    var host: UInt64 = 0
    /// The raid they came in, by its number; 0 for none.
    var raid: Int32 = 0
    /// Came in as a newcomer and has not been greeted by anybody.
    var isAwaiting = false
    /// How much of what they say was asked for: `ProgramOrders`.
    var served = Served.none
    /// How much of what they say is others': `CarriedLine`.
    var carries = Served.none
    /// Latest arrivals, to tell cycling.
    var arrivals: [Timestamp] = []
    /// Lines of the last minutes. Not written to disk: an incident does not outlive a restart, its heat does.
    var recent = RecentLines()
    // Hard: changes only by recorded decisions.
    var greetedAt: Timestamp?

    /// None or one.
    private(set) var rare: [Rare] = []

    init(id: PersonID, name: PeerText, firstSeen: Timestamp, lastSeen: Timestamp) {
        self.id = id
        self.name = name
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
    }

    /// What hangs on few. Whoever sets a part of it pays for all of it.
    struct Rare: Sendable, Hashable {
        // Soft.
        /// When they spoke again after half a year of silence, and how many lines they had by then: trust is earned anew
        /// from there (THREATS D7).
        var wokeAt: Timestamp = .distantPast
        var wokeWith: Int32 = 0
        /// Who answered them, each once, `vouchersKept` at most; nobody who came in the same day (THREATS E1).
        var vouchers: [PersonID] = []
        /// Separate while observing, so that acting starts from zero.
        var heat = Heat()
        var observedHeat = Heat()
        /// An owner or moderator who came back after long and is not yet confirmed: may read, not give orders (THREATS C4).
        var isDormant = false
        /// Latest changes of name. Not written to disk.
        var renames: [Timestamp] = []
        /// When the team was told whose name theirs looks like, or what came from them through a relay.
        var alikeAt: Timestamp?
        /// What is going on, if something is.
        var incident: Incident?
        /// The same words asked of her again and again, or an answer to each of hers at once. Not written to disk.
        var parley = Parley()
        /// What lists outside said of where they come from. Not written to disk.
        var lookup: HostLookup?
        /// Lines of the last ten minutes that no rule looked at because of what they say. Not written to disk.
        var shielded: [Timestamp] = []
        // Hard.
        /// A moderator's word: true, false, or by merit; a good one ends by itself (THREATS I3).
        var trustedByHand: Bool?
        var trustedUntil: Timestamp?
        var releases: [Release] = []
        var note: Note?
        var wantsSilence = false
        var calls: [Timestamp] = []
        /// When she answered them, of late.
        var answers: [Timestamp] = []
        /// When they were last sent all that is kept of them.
        var exportedAt: Timestamp?
        /// When a private word of care was last sent to them.
        var caredAt: Timestamp?
        /// When people of the team lifted by hand what she had set on them, of late; and until when she asks before she
        /// does anything to them (FIELD rule 19).
        var reverts: [Timestamp] = []
        var handsOffUntil: Timestamp?
        /// Since when they have held rank, without a gap of 90 days: the second key is no hour old (THREATS I2).
        var rankedSince: Timestamp = .distantPast

        static let none = Rare()
    }

    subscript<Value>(dynamicMember part: WritableKeyPath<Rare, Value>) -> Value {
        @inline(__always) get { rare.isEmpty ? Rare.none[keyPath: part] : rare[0][keyPath: part] }
        @inline(__always) _modify {
            if rare.isEmpty { rare = [.none] }
            yield &rare[0][keyPath: part]
        }
    }

    /// Where all of it says nothing, nothing is kept of it.
    mutating func dropEmptyParts() {
        if rare.first == Rare.none { rare = [] }
    }

    /// What a moderator wrote about them, for the team.
    struct Note: Sendable, Hashable {
        var text: PeerText
        var by: PeerText
        var at: Timestamp
    }

    struct Release: Sendable, Hashable {
        var rule: String
        var until: Timestamp
    }
}

/// A stretch of misbehaviour: it counts once, by its hardest moment.
struct Incident: Sendable, Hashable {
    var startedAt: Timestamp
    var lastAt: Timestamp
    var peak: Int32
    var wasObserved: Bool
    /// Quiet for this long ends it.
    static let gap = TimeSpan.minutes(2)
}

/// Remembered misbehaviour in hundredths, halving over time. Integers only: a table of half steps, so that every
/// processor reckons alike.
struct Heat: Sendable, Hashable {
    private(set) var value: Int32 = 0
    private(set) var at: Timestamp = .distantPast

    /// Sixteenths of a halving: 65536 · 2^(−i/16), rounded.
    private static let table: [Int64] = [
        65536, 62757, 60097, 57549, 55109, 52773, 50535, 48393, 46341, 44376, 42495, 40693, 38968, 37316, 35734, 34219,
    ]

    init() {}
    init(value: Int32, at: Timestamp) {
        self.value = value
        self.at = at
    }

    func level(at now: Timestamp, halfLife: TimeSpan) -> Int32 {
        guard value > 0, now > at, halfLife > .zero else { return value }
        let elapsed = (now - at).milliseconds
        let halvings = elapsed / halfLife.milliseconds
        guard halvings < 31 else { return 0 }
        // The remainder is less than a half-life of at most 90 days: times 16 it stays far below overflow.
        let sixteenth = Int((elapsed % halfLife.milliseconds) * 16 / halfLife.milliseconds)
        // A shift binds tighter than a product.
        return Int32(((Int64(value) >> halvings) * Self.table[sixteenth]) >> 16)
    }

    mutating func add(_ score: Int32, at now: Timestamp, halfLife: TimeSpan) {
        value = min(Self.ceiling, level(at: now, halfLife: halfLife) + max(0, score))
        at = now
    }

    mutating func cool() { value = 0 }
    static let ceiling: Int32 = 10_000
}
