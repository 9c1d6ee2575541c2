// SPDX-License-Identifier: Apache-2.0

import Chat

/// The persons of one community, by number. Bounded in pools so that a crowd of strangers can push out strangers only,
/// never a regular, never someone with heat or a sanction (THREATS.md, law L10).
struct PersonTable: Sendable {
    private(set) var records: [PersonRecord] = []
    private(set) var index: [PersonID: Int32] = [:]
    private var free: [Int32] = []
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

    func number(of person: PersonID) -> Int32? { index[person] }

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

    /// Adds a person who is not known.
    mutating func add(_ record: PersonRecord) -> Int32 {
        evictable += 1
        let number: Int32
        if let reused = free.popLast() {
            number = reused
            records[Int(reused)] = record
        } else {
            number = Int32(records.count)
            records.append(record)
        }
        index[record.id] = number
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
        guard let number = index.removeValue(forKey: person) else { return }
        hosts.remove(number, from: records[Int(number)].host)
        records[Int(number)] = PersonRecord(
            id: person, name: PeerText(""), firstSeen: .distantPast, lastSeen: .distantPast)
        free.append(number)
    }

    /// The same record under a stronger name (an account appeared).
    mutating func rename(_ number: Int32, to person: PersonID) {
        index[records[Int(number)].id] = nil
        records[Int(number)].id = person
        index[person] = number
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
            guard index[records[place].id] == number, records[place].isExpendable(at: now), !kept.contains(number)
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
            return record.lastSeen < limit && index[record.id] == Int32(place) && record.trustedByHand == nil
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
