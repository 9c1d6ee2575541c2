// SPDX-License-Identifier: Apache-2.0

import Chat

/// The persons of one community, by number. Bounded in pools so that a crowd of strangers can push out strangers only,
/// never a regular, never someone with heat or a sanction (THREATS.md, law L10).
struct PersonTable: Sendable {
    private(set) var records: [PersonRecord] = []
    private var index = SlotTable()
    private let hash = NameHash()
    private var free = FreePlaces()
    private var hosts = HostIndex()
    /// At most as many who may go: those of the last look and all that came since.
    private var evictable = 0

    /// People who never spoke.
    static let strangersKept = 20_000
    /// People who spoke and are no regulars, and on whom nothing hangs.
    static let newcomersKept = 100_000

    var count: Int { index.count }

    subscript(number: Int32) -> PersonRecord {
        _read { yield records[Int(number)] }
        _modify { yield &records[Int(number)] }
    }

    func number(of person: PersonID) -> Int32? {
        index.find(hash.of(person.key)) { records[Int($0)].id == person }
    }

    /// Names a person of one network in tables that are not kept over a restart.
    func mark(of person: PersonID) -> SeededKey { SeededKey(hash.of(person.key) ^ UInt64(person.kind.rawValue)) }

    /// Everybody, by their numbers.
    var all: some Sequence<(person: PersonID, number: Int32)> {
        records.indices.lazy.map { (person: records[$0].id, number: Int32($0)) }
            .filter { number(of: $0.person) == $0.number }
    }

    /// Nothing hangs on them but what each message reads anyway: asked first where a question about the rest would have
    /// the whole record copied.
    func isPlain(_ number: Int32) -> Bool { records[Int(number)].rare.isEmpty }

    /// Of each message asked: field by field, for a record lent whole is copied, and its references with it.
    func standing(of number: Int32, at now: Timestamp) -> Standing {
        let place = Int(number)
        guard records[place].rare.isEmpty else { return records[place].standing(at: now) }
        return PersonRecord.standing(
            byHand: nil, messages: records[place].messages, since: records[place].firstSeen,
            lastSpoke: records[place].lastSpoke, at: now)
    }

    /// It is time to let strangers go before another comes in.
    var mustEvict: Bool { evictable >= Self.strangersKept }

    /// Whether a person has this number still.
    func id(of number: Int32) -> PersonID? {
        let id = records.withUnsafeBufferPointer { records in
            // Field by field: a record lent whole is copied.
            records.withMemoryRebound(to: Lent.self) { $0[Int(number)].record.id }
        }
        return self.number(of: id) == number ? id : nil
    }

    /// Packs a record where it lies: copied first, it would count a dozen references up and down.
    func pack(_ number: Int32, into writer: inout ByteWriter) {
        records.withUnsafeBufferPointer { records in
            records.withMemoryRebound(to: Lent.self) { $0[Int(number)].record.pack(into: &writer) }
        }
    }

    /// A record that cannot be copied. It has the one field, and so the layout, of what it stands for.
    private struct Lent: ~Copyable {
        let record: PersonRecord
    }

    /// Touches what each message reads of somebody, and of their oldest line: see `Engine.lookAhead`.
    func touch(_ number: Int32) -> Int64 {
        records.withUnsafeBufferPointer { records in
            records.withMemoryRebound(to: Lent.self) { records in
                let first = records[Int(number)].record.recent.lines.first?.number ?? 0
                return records[Int(number)].record.lastSpoke.milliseconds &+ Int64(first)
                    &+ Int64(records[Int(number)].record.id.kind.rawValue)
            }
        }
    }

    /// Adds a person who is not known.
    mutating func add(_ record: PersonRecord) -> Int32 {
        evictable += 1
        let number = free.put(record, in: &records)
        index.insert(hash.of(record.id.key), number)
        hosts.add(number, to: record.host)
        return number
    }

    /// The only place where a host is set: by it persons are found.
    mutating func setHost(_ host: UInt64, of number: Int32) {
        hosts.remove(number, from: records[Int(number)].host)
        records[Int(number)].host = host
        hosts.add(number, to: host)
    }

    /// Those last seen from there, the latest first; none for 0.
    func numbers(from host: UInt64) -> HostIndex.Chain { hosts.persons(from: host) }

    mutating func remove(_ person: PersonID) {
        guard let number = number(of: person) else { return }
        index.remove(hash.of(person.key), number)
        hosts.remove(number, from: records[Int(number)].host)
        records[Int(number)] = PersonRecord(
            id: person, name: PeerText(""), firstSeen: .distantPast, lastSeen: .distantPast)
        free.add(number)
    }

    /// The same record under a stronger name (an account appeared).
    mutating func rename(_ number: Int32, to person: PersonID) {
        index.remove(hash.of(records[Int(number)].id.key), number)
        records[Int(number)].id = person
        index.insert(hash.of(person.key), number)
    }

    /// Of each pool that is nearly full, those seen longest ago go until nine tenths are left; returns whom, so that
    /// their rows go too. Between two looks at least a twentieth of the smaller pool must come in: the cost of a look is
    /// spread over them.
    mutating func evictStrangers(keeping kept: Set<Int32>, at now: Timestamp) -> [PersonID] {
        // Counted again here: who has spoken since left the pool without telling.
        var strangers: [Int32] = []
        var newcomers: [Int32] = []
        for place in records.indices {
            let number = Int32(place)
            guard self.number(of: records[place].id) == number, records[place].isExpendable(at: now),
                !kept.contains(number)
            else { continue }
            if records[place].messages == 0 { strangers.append(number) } else { newcomers.append(number) }
        }
        let gone = cut(&strangers, to: Self.strangersKept / 10 * 9) + cut(&newcomers, to: Self.newcomersKept / 10 * 9)
        evictable = min(strangers.count, Self.strangersKept / 20 * 19)
        return gone
    }

    private mutating func cut(_ numbers: inout [Int32], to most: Int) -> [PersonID] {
        guard numbers.count > most else { return [] }
        numbers.sort { a, b in
            let (x, y) = (records[Int(a)], records[Int(b)])
            return x.lastSeen == y.lastSeen ? x.id < y.id : x.lastSeen < y.lastSeen
        }
        let gone = numbers.prefix(numbers.count - most).map { records[Int($0)].id }
        for person in gone { remove(person) }
        numbers.removeFirst(gone.count)
        return gone
    }

    /// The marks of hosts are looked at for a while only: then they go, and with them what a key could be tried on
    /// (THREATS K10).
    mutating func forgetHosts(since limit: Timestamp) -> [Int32] {
        let old = records.indices.filter { records[$0].host != 0 && records[$0].lastSeen < limit }
        for place in old { setHost(0, of: Int32(place)) }
        return old.map { Int32($0) }
    }

    /// Those not seen since `limit` on whom nothing hangs but having been seen.
    mutating func forgetUnseen(since limit: Timestamp, keeping kept: Set<Int32>) -> [PersonID] {
        let gone = records.indices.filter { place in
            let record = records[place]
            return record.lastSeen < limit && number(of: record.id) == Int32(place) && record.trustedByHand == nil
                && record.note == nil
                && !kept.contains(Int32(place))
        }.map { records[$0].id }
        for person in gone { remove(person) }
        return gone
    }
}

extension PersonRecord {
    /// No regular, and nothing hangs on them.
    func isExpendable(at now: Timestamp) -> Bool {
        messages < Self.regularMessages && self.heat.value == 0 && self.observedHeat.value == 0
            && self.trustedByHand == nil
            && self.releases.allSatisfy { $0.until <= now } && self.note == nil && lastRanked == .distantPast
            && self.calls.allSatisfy { now - $0 >= .hours(1) } && !self.wantsSilence
            && (self.incident.map { now - $0.lastAt > .hours(1) } ?? true)
    }

    /// They speak: after half a year of silence, as a stranger who has to earn trust once more (THREATS D7).
    mutating func speak(at now: Timestamp) {
        if lastSpoke != .distantPast, now - lastSpoke > Self.dormantAfter {
            self.wokeAt = now
            self.wokeWith = messages
        }
        lastSpoke = now
    }

    /// Newcomer until 20 lines over 3 days; a moderator's word counts above merit.
    func standing(at now: Timestamp) -> Standing {
        Self.standing(
            byHand: Self.word(self.trustedByHand, until: self.trustedUntil, at: now),
            messages: messages - self.wokeWith,
            since: max(firstSeen, self.wokeAt), lastSpoke: lastSpoke,
            at: now)
    }

    /// What moderators say of them, while it holds.
    fileprivate static func word(_ word: Bool?, until: Timestamp?, at now: Timestamp) -> Bool? {
        word == true && (until ?? .distantFuture) <= now ? nil : word
    }

    fileprivate static func standing(
        byHand: Bool?, messages: Int32, since: Timestamp, lastSpoke: Timestamp, at now: Timestamp
    ) -> Standing {
        switch byHand {
        case true?: return .trusted
        case false?: return .newcomer
        case nil: break
        }
        guard messages >= regularMessages, now - since >= regularAge else { return .newcomer }
        // Dormant trust is no trust (THREATS D7).
        return now - lastSpoke > dormantAfter && lastSpoke != .distantPast ? .newcomer : .regular
    }

    static let regularMessages: Int32 = 20
    static let regularAge = TimeSpan.days(3)
    static let dormantAfter = TimeSpan.days(180)
    /// What moderators say of somebody holds for so long; by then it is merit, or said again (THREATS I3).
    static let trustLasts = TimeSpan.days(180)
}
