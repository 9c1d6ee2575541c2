// SPDX-License-Identifier: Apache-2.0

import Chat

/// The strangers who came into a room of late, and how alike they are. Not kept over a restart: what was seen of them
/// stands in the raid.
struct Crowd: Sendable {
    struct Stranger: Sendable {
        var arrival: Arrival
        /// Of the host or homeserver; 0 where it says nothing.
        var host: UInt64
        /// Of the letters a name begins with, before digits or a separator; 0 where there is nothing behind them.
        var stem: UInt64
        /// Of the pattern of letters, digits and signs of a name.
        var shape: UInt64
        /// It is made of small letters only, as many names are.
        var isPlain: Bool
        /// Of the first line, 0 before there is one.
        var line: UInt64 = 0

        var at: Timestamp { arrival.at }
        var person: Int32 { arrival.person }
    }

    private(set) var strangers: [Stranger] = []
    /// Beyond it the oldest go.
    static let kept = 512
    /// Likeness is looked for among so many.
    static let compared = 64

    static let window = TimeSpan.minutes(2)
    /// So many within the window are many, whatever comes usually; and so many are enough, whatever comes usually.
    static let floor: Int32 = 8
    static let ceiling: Int32 = 60
    /// Times what comes usually.
    static let excess: Int32 = 6
    /// Fewer than so many that are alike say nothing.
    static let alikeLeast = 6

    /// - Returns: whether it is one more; false for who came within the window already.
    mutating func add(_ stranger: Stranger, isHere: (MemberID) -> Bool) -> Bool {
        var stranger = stranger
        let former = strangers.lastIndex {
            stranger.at - $0.at <= Self.window && $0.arrival.isReplaced(by: stranger.arrival, isHere: isHere)
        }
        if let former { stranger.line = strangers.remove(at: former).line }
        if strangers.count >= Self.kept { strangers.removeFirst(Self.kept / 8) }
        strangers.append(stranger)
        return former == nil
    }

    /// The first line of somebody who came in lately; false where it is not the first, or they did not.
    mutating func hear(_ line: UInt64, of person: Int32, at now: Timestamp) -> Bool {
        guard line != 0,
            let place = strangers.lastIndex(where: { $0.person == person && now - $0.at <= Self.window })
        else { return false }
        guard strangers[place].line == 0 else { return false }
        strangers[place].line = line
        return true
    }

    /// Those who came since a moment, each once.
    func since(_ moment: Timestamp) -> [Int32] {
        var seen: Set<Int32> = []
        return strangers.filter { $0.at >= moment && seen.insert($0.person).inserted }.map(\.person)
    }

    /// How many came within the window, from the first of them to now.
    func recent(at now: Timestamp) -> ArraySlice<Stranger> {
        let first = strangers.firstIndex { now - $0.at <= Self.window } ?? strangers.endIndex
        return strangers[first...]
    }

    /// How many of them are most alike, and in what: half of them at least, else nil.
    /// - Parameter isTelling: whether a host says something; asked only where it would decide.
    static func likeness(_ recent: ArraySlice<Stranger>, isTelling: (UInt64) -> Bool) -> (Int, Raid.Trait)? {
        let recent = recent.suffix(compared)
        let half = max(alikeLeast, (recent.count + 1) / 2)
        var best: (Int, Raid.Trait)?
        func consider(_ count: Int, _ trait: Raid.Trait, least: Int) {
            if count >= least, count > best?.0 ?? 0 { best = (count, trait) }
        }
        let (stem, _) = most(recent, \.stem)
        consider(stem, .name, least: half)
        let (shape, pattern) = most(recent, \.shape)
        let isPlain = recent.contains { $0.shape == pattern && $0.isPlain }
        consider(shape, .name, least: isPlain ? max(half, (recent.count * 3 + 3) / 4) : half)
        let spoken = recent.filter { $0.line != 0 }
        let (lines, _) = most(spoken[...], \.line)
        consider(lines, .line, least: max(3, (spoken.count + 1) / 2))
        let (hosts, host) = most(recent, \.host)
        if hosts >= half, hosts > best?.0 ?? 0, isTelling(host) { consider(hosts, .host, least: half) }
        return best
    }

    /// The commonest value that is not 0, and how often it is there.
    private static func most(_ strangers: ArraySlice<Stranger>, _ key: (Stranger) -> UInt64) -> (Int, UInt64) {
        var counts: [UInt64: Int] = [:]
        for stranger in strangers { counts[key(stranger), default: 0] += 1 }
        counts[0] = nil
        // Of two equally common ones the smaller: no decision depends on the order of a table.
        let best = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
        return best.map { ($0.value, $0.key) } ?? (0, 0)
    }
}

/// What of a name can be alike in many.
struct NameForm {
    var stem: UInt64 = 0
    var shape: UInt64 = 0
    var isPlain = true

    init(_ name: PeerText, seed: UInt64) {
        var letters: [UInt8] = []
        var pattern: [UInt8] = []
        var hasRest = false
        for byte in name.raw.utf8.prefix(64) {
            let isUpper = byte >= 0x41 && byte <= 0x5A
            let isLetter = isUpper || byte >= 0x61 && byte <= 0x7A || byte >= 0x80
            if isLetter, !hasRest { letters.append(byte | (byte < 0x80 ? 0x20 : 0)) } else { hasRest = true }
            let isDigit = byte >= 0x30 && byte <= 0x39
            pattern.append(isUpper ? 0x41 : isLetter ? 0x61 : isDigit ? 0x39 : byte)
            if isUpper || !isLetter { isPlain = false }
        }
        // What clients give to who chose nothing says nothing.
        guard !Self.givenByClients.contains(String(decoding: letters, as: UTF8.self)) else { return }
        if hasRest, !letters.isEmpty { stem = SeededHash.of(letters, seed: seed) | 1 }
        if pattern.count >= 4 { shape = SeededHash.of(pattern, seed: seed) | 1 }
    }

    private static let givenByClients: Set<String> = [
        "android", "anon", "anonymous", "guest", "invite", "irc", "ircuser", "kiwi", "mibbit", "newbie", "nick", "uid",
        "unnamed", "user", "utilisateur", "visitor", "visiteur", "web", "webchat", "webirc",
    ]
}

/// How many strangers come usually, by hour of the week in the community's zone.
struct UsualArrivals: Sendable, Hashable {
    /// In hundredths an hour.
    private(set) var hours: [Int32] = Array(repeating: 0, count: 168)
    private var hour = 0
    private var count: Int32 = 0

    /// From one week to the next it grows by a fifth at most, beyond so many an hour (THREATS E5).
    static let free: Int32 = 4000

    /// One more, in that hour since the first of January 1970.
    mutating func add(in now: Int) {
        settle(until: now)
        if count < 10_000 { count += 1 }
    }

    /// How many come usually within two minutes of that hour.
    func within2Minutes(of hour: Int) -> Int32 { hours[Self.place(hour)] / 3000 }

    private mutating func settle(until now: Int) {
        guard now != hour else { return }
        if hour > 0, now > hour {
            learn(count, Self.place(hour))
            for missed in 1...168 where hour + missed < now { learn(0, Self.place(hour + missed)) }
        }
        hour = now
        count = 0
    }

    private mutating func learn(_ count: Int32, _ place: Int) {
        let old = hours[place]
        let seen = min(count * 100, max(Self.free, old + old / 5))
        hours[place] = (old * 3 + seen) / 4
    }

    private static func place(_ hour: Int) -> Int { ((hour % 168) + 168) % 168 }
}

extension UsualArrivals: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        let read = try [Number](from: &reader).map(\.value)
        if read.count == hours.count { hours = read.map { min(max(0, $0), 1_000_000) } }
        hour = Int(try reader.signed())
        count = min(max(0, try reader.signed(as: Int32.self)), 10_000)
    }
    func pack(into writer: inout ByteWriter) {
        // A room that nobody finds is written as nothing.
        (hours.contains { $0 != 0 } ? hours : []).map(Number.init).pack(into: &writer)
        writer.put(signed: Int64(hour))
        writer.put(signed: Int64(count))
    }
}
