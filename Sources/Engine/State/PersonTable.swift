// SPDX-License-Identifier: Apache-2.0

import Chat

/// The persons of one community, by number. Bounded in pools so that a crowd of strangers can push out strangers only,
/// never a regular, never someone with heat or a sanction (THREATS.md, law L10).
struct PersonTable: Sendable {
    private(set) var records: [PersonRecord] = []
    private(set) var index: [PersonID: Int32] = [:]
    private var free: [Int32] = []
    private var evictable = 0

    static let strangersKept = 20_000

    var count: Int { index.count }

    subscript(number: Int32) -> PersonRecord {
        get { records[Int(number)] }
        _modify { yield &records[Int(number)] }
    }

    func number(of person: PersonID) -> Int32? { index[person] }

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
        return number
    }

    mutating func remove(_ person: PersonID) {
        guard let number = index.removeValue(forKey: person) else { return }
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

    /// Beyond `strangersKept` people who never spoke, the tenth of them seen longest ago goes; returns whom, so that
    /// their rows go too.
    mutating func evictStrangers(keeping kept: Set<Int32>) -> [PersonID] {
        // Counted again here: who has spoken since left the pool without telling.
        var strangers: [(Timestamp, Int32)] = []
        for number in index.values where records[Int(number)].isStranger && !kept.contains(number) {
            strangers.append((records[Int(number)].lastSeen, number))
        }
        evictable = strangers.count
        guard strangers.count >= Self.strangersKept else { return [] }
        strangers.sort { $0.0 == $1.0 ? $0.1 < $1.1 : $0.0 < $1.0 }
        var gone: [PersonID] = []
        for (_, number) in strangers.prefix(Self.strangersKept / 10) {
            gone.append(records[Int(number)].id)
            remove(records[Int(number)].id)
        }
        evictable -= gone.count
        return gone
    }
}

extension PersonRecord {
    /// Never spoke, and nothing hangs on them.
    var isStranger: Bool {
        messages == 0 && heat.value == 0 && observedHeat.value == 0 && trustedByHand == nil && releases.isEmpty
            && note == nil && lastRanked == .distantPast && calls.isEmpty && !wantsSilence
    }

    /// Newcomer until 20 lines over 3 days; a moderator's word counts above merit.
    func standing(at now: Timestamp) -> Standing {
        switch trustedByHand {
        case true?: return .trusted
        case false?: return .newcomer
        case nil: break
        }
        guard messages >= Self.regularMessages, now - firstSeen >= Self.regularAge else { return .newcomer }
        // Dormant trust is no trust (THREATS D7).
        return now - lastSpoke > Self.dormantAfter && lastSpoke != .distantPast ? .newcomer : .regular
    }

    static let regularMessages: Int32 = 20
    static let regularAge = TimeSpan.days(3)
    static let dormantAfter = TimeSpan.days(180)
}
