// SPDX-License-Identifier: Apache-2.0

import Chat

/// What a `MemoryStore` holds.
struct MemoryContents: Sendable {
    var entries: [JournalEntry] = []
    var debts: [Debt] = []
    var state: [CommunityID: [StateKey: StoredState.Row]] = [:]
    var checkpoints: [CommunityID: Int64] = [:]
    var policies: [UInt64: StoredPolicy] = [:]
    var adoptions: [Adoption] = []
    var adapterValues: [String: [String: [UInt8]]] = [:]
    var asides: [Aside] = []
    var audit: [AuditEntry] = []
    var tally: [RoomID: [Int64: Int64]] = [:]
    private var allowance: Allowance
    private var rooms: [RoomID: UInt32] = [:]
    private let people = HashKey()
    private let textBytes: Int

    init(_ settings: StoreSettings) {
        allowance = Allowance(roomRows: settings.roomRowsADay, personRows: settings.personRowsADay)
        textBytes = settings.textBytes
    }

    mutating func commit(_ batch: Batch) throws(StoreError) -> CommitOutcome {
        try check(batch)
        var outcome = CommitOutcome()
        for row in batch.events {
            let decisions = batch.decisions.filter { $0.sequence == row.sequence }
            if !keeps(row.event, isDecided: !decisions.isEmpty) {
                outcome.counted += 1
                if let room = row.event.room { tally[room, default: [:]][row.event.at.day, default: 0] += 1 }
                continue
            }
            var event = row.event
            event.kind = event.kind.cut(to: textBytes)
            entries.append(
                JournalEntry(
                    sequence: row.sequence, communities: row.communities, event: event, decisions: decisions))
        }
        debts += batch.debts.map { Debt(act: $0, state: .owed) }
        for transition in batch.transitions {
            guard let place = debts.firstIndex(where: { $0.act.id == transition.id }) else { continue }
            debts[place].state = transition.state
            if let receipt = transition.receipt { debts[place].receipt = receipt }
            if transition.state == .sent { debts[place].sentAt = transition.at }
        }
        for change in batch.state {
            state[change.community, default: [:]][change.row] = change.body.map {
                StoredState.Row(key: change.row, version: change.version, body: $0)
            }
        }
        for checkpoint in batch.checkpoints { checkpoints[checkpoint.community] = checkpoint.sequence }
        for policy in batch.policies { policies[policy.fingerprint] = policy }
        adoptions += batch.adoptions
        for value in batch.adapterValues { adapterValues[value.account, default: [:]][value.key] = value.value }
        asides += batch.asides
        audit += batch.audit
        return outcome
    }

    /// Everything of a batch or nothing: what would fail is found first.
    private func check(_ batch: Batch) throws(StoreError) {
        var last = entries.last?.sequence ?? Int64.min
        for row in batch.events {
            guard row.sequence > last else { throw .unavailable("sequence \(row.sequence) is taken") }
            last = row.sequence
        }
        var ids = Set(debts.map(\.act.id))
        for act in batch.debts where !ids.insert(act.id).inserted { throw .unavailable("debt \(act.id) exists") }
    }

    private mutating func keeps(_ event: Event, isDecided: Bool) -> Bool {
        guard event.isQuotaBound else { return true }
        var number: UInt32 = 0
        if let room = event.room {
            number = rooms[room] ?? UInt32(rooms.count + 1)
            rooms[room] = number
        }
        return allowance.take(day: event.at.day, room: number, person: event.personHash(people)) || isDecided
    }

    mutating func forget(
        _ person: PersonID, _ relays: Set<PersonID>, _ redact: (RecordedDecision, PersonID) -> [UInt8]?
    ) -> Int {
        var forgetting = Forgetting(person, relays: relays)
        for entry in entries where forgetting.isPerson(entry.event.member, entry.event.facts) {
            if let member = entry.event.member { forgetting.members.insert(member) }
        }
        for entry in entries where forgetting.isPerson(entry.event.member, entry.event.facts) {
            forgetting.note(name: entry.event.facts?.name.raw ?? "")
        }
        var changed = 0
        for place in entries.indices {
            var entry = entries[place]
            let isAuthor = forgetting.isPerson(entry.event.member, entry.event.facts)
            if isAuthor {
                let face = Event.Face(member: entry.event.member, facts: entry.event.facts)
                let erased = forgetting.erase(face, number: entry.sequence)
                entry.event.member = erased.member
                entry.event.facts = erased.facts
            }
            var carried: PersonID?
            if case .said(let message) = entry.event.kind,
                let relay = forgetting.relay(entry.event.member, entry.event.facts)
            {
                carried = forgetting.carried(message.text, by: relay)
            }
            entry.event.kind = forgetting.erase(entry.event.kind, isAuthor: isAuthor || carried != nil)
            if entry != entries[place] || isAuthor {
                entry.decisions = entry.decisions.map { decision in
                    RecordedDecision(
                        sequence: decision.sequence, index: decision.index,
                        body: redact(decision, carried ?? person) ?? decision.body)
                }
                entries[place] = entry
                changed += 1
            }
        }
        for place in audit.indices where audit[place].subject == person || audit[place].actor == person {
            audit[place].subject = nil
            audit[place].actor = nil
            audit[place].content = []
        }
        for place in debts.indices { debts[place] = forgetting.erase(debts[place]) ?? debts[place] }
        return changed
    }

    mutating func expire(_ limits: Retention) {
        entries.removeAll {
            $0.event.at < limits.decisions || ($0.event.at < limits.features && $0.decisions.isEmpty)
        }
        for place in entries.indices where entries[place].event.at < limits.texts {
            entries[place].event.kind = entries[place].event.kind.cut(to: 0)
        }
        debts.removeAll { !$0.state.isOpen && $0.act.owedAt < limits.decisions }
        asides.removeAll { $0.at < limits.decisions }
        audit.removeAll { $0.at < limits.decisions }
    }
}

extension Event.Kind {
    /// The same event with at most this many bytes of words, cut before a scalar.
    func cut(to limit: Int) -> Event.Kind {
        func cut(_ text: PeerText) -> PeerText {
            guard text.raw.utf8.count > limit else { return text }
            var writer = ByteWriter()
            writer.put(utf8: text.raw, atMost: limit)
            return PeerText(String(decoding: writer.bytes, as: UTF8.self))
        }
        switch self {
        case .said(var message):
            message.text = cut(message.text)
            return .said(message)
        case .topic(let text, let isHistory): return .topic(cut(text), isHistory: isHistory)
        case .left(.parted(let reason)): return .left(.parted(cut(reason)))
        case .left(.quit(let reason)): return .left(.quit(cut(reason)))
        case .left(.kicked(let by, let reason)): return .left(.kicked(by: by, reason: cut(reason)))
        case .commanded(let by, let text): return .commanded(by: by, text: cut(text))
        case .left(.split), .connected, .disconnected, .synced, .joined, .renamed, .identified, .moved, .ranked,
            .invited, .sanctioned, .capability, .split, .due, .performed, .failed, .expired, .forgotten, .reloaded,
            .opened, .ticked, .clockStepped, .claimed, .listed, .voted, .barred, .unclear, .opined, .lookedUp,
            .unidentified:
            return self
        }
    }
}
