// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Engine
internal import Logging
internal import Store

extension Household {
    /// Hands one event to the communities it concerns, or to one alone, and notes what is to be written.
    func handle(_ original: Event, only place: Int?) {
        if place == nil, let claim = claim(original) { return handle(original, claiming: claim) }
        var event = original
        event.at = time.stamp(original.at, notBefore: lastAt)
        lastAt = event.at
        watch(event)
        let concerned = place.map { [$0] } ?? router.route(&event, engines)
        guard !concerned.isEmpty, !isJournalled(event), begin(event, concerned) else {
            return
        }
        sequence += 1
        batch.events.append(
            JournalRow(sequence: sequence, communities: concerned.map { names[$0] }, event: event))
        var index: UInt16 = 0
        for (position, place) in concerned.enumerated() {
            // In place: an engine copied out of the array costs more than its work.
            for decision in engines[place].handle(event) {
                batch.decisions.append(
                    RecordedDecision(
                        sequence: sequence, index: index, body: Recorded(position: position, decision: decision).packed)
                )
                index &+= 1
                audit(decision, on: event, in: place)
                note(decision, on: event)
            }
            if engines[place].hasQuestions { questions += engines[place].takeQuestions() }
            if engines[place].hasLookups { lookups += engines[place].takeLookups() }
            deadlines.set(place, to: deadline(of: place))
            touched.insert(place)
        }
        mark?.clear()
    }

    /// When an engine wants to be woken; one at rest never does.
    func deadline(of place: Int) -> Timestamp? { resting.contains(place) ? nil : engines[place].nextDeadline }

    /// Marks the event as in hand; false when it has killed before and is skipped.
    func begin(_ event: Event, _ concerned: [Int]) -> Bool {
        guard let mark else { return true }
        var hash = event.poisonHash
        // What has no room and concerns one community is that community's alone: its neighbours' ticks go on.
        if event.room == nil, concerned.count == 1 { hash ^= names[concerned[0]].name.stableHash }
        if asides.contains(hash) {
            logger.debug("an event that was set aside is skipped", metadata: ["event.hash": "\(hash)"])
            return false
        }
        mark.set(hash, event)
        if let trap, trap(event) { preconditionFailure("a test asked for a fault") }
        return true
    }

    /// Acts decided become debts; acts dropped are settled.
    func note(_ decision: Decision, on event: Event) {
        if case .due(let id, _) = event.kind, decision.rule == "due" {
            granted = decision.acts.first { $0.id == id } ?? granted
        }
        if decision.rule.hasPrefix("command reload") {
            askForAll(decision.rule == "command reload" ? .reload : .accept, event)
        }
        answers += decision.answer
        if decision.rule == "retire", retired.count < Self.retiredMost { retired += decision.answer }
        for act in decision.acts where debts.insert(act.id).inserted {
            batch.debts.append(act)
            fresh.append(act)
        }
        for change in decision.changes {
            if case .forgotten(let person) = change { forgotten.append(person) }
            if case .dropped(let id) = change, debts.contains(id), !concerns(event, id) { settle(id, as: .settled) }
        }
    }

    /// What touches every community is the host's to ask, or that of an owner known where all of them meet: who an owner
    /// is on a network only its server says, and one that lies harms nobody beyond it (THREATS H3).
    private func askForAll(_ wish: Wish, _ event: Event) {
        guard let network = event.member?.network, !Set(active).isSubset(of: router.communities(on: network)) else {
            return wishes.append(wish)
        }
        alertAll { $0.say(.reloadElsewhere, [.network: .own(network.description)]) }
    }

    /// The event itself brings this act's fate; its caller writes it.
    private func concerns(_ event: Event, _ id: ActID) -> Bool {
        switch event.kind {
        case .due(let own, _), .performed(let own, _), .failed(let own, _), .expired(let own, _): own == id
        default: false
        }
    }

    /// An act is over: its debt is closed, nothing of it waits any more.
    ///
    /// - Parameter isOut: it was under way, so that nothing of it waits.
    func settle(_ id: ActID, as state: Debt.State, receipt: Receipt? = nil, isOut: Bool = false) {
        guard debts.remove(id) != nil else { return }
        batch.transitions.append(DebtTransition(id, to: state, receipt: receipt, at: time.now))
        ownActs.remove(id)
        repeats[id] = nil
        rechecks[id] = nil
        if !isOut { closed.insert(id) }
    }

    /// Ends a turn: writes everything in one transaction, then lets it be done. Of a shared turn nothing is done or written
    /// yet, but what is over is over for the next one too.
    func finish() throws(Stop) {
        if !closed.isEmpty {
            for network in networks.keys.sorted() { networks[network]?.withdraw(closed) }
            closed.removeAll(keepingCapacity: true)
        }
        if !isShared { try write() }
    }

    /// Writes what turns that shared their transaction have left.
    func endShared() throws(Stop) {
        guard isShared else { return }
        isShared = false
        try write()
    }

    private func write() throws(Stop) {
        addRows(all: false)
        try commit()
        if !forgotten.isEmpty { eraseForgotten() }
        unwritten.formUnion(touched)
        touched.removeAll(keepingCapacity: true)
        let owed = fresh
        fresh.removeAll(keepingCapacity: true)
        for act in owed where debts.contains(act.id) { owe(act) }
        try dropSuperfluous()
    }

    /// Puts an act where its network finds it.
    func owe(_ act: OwedAct) {
        guard networks[act.network] != nil else {
            logger.warning(
                "an act is owed on a network that is not configured", metadata: ["network.name": "\(act.network)"])
            return
        }
        superfluous += networks[act.network]?.owe(act) ?? []
        stirred.insert(act.network)
    }

    /// Acts that a harder one replaced are over; their engines are told.
    private func dropSuperfluous() throws(Stop) {
        guard !superfluous.isEmpty else { return }
        let acts = superfluous
        superfluous = []
        for act in acts { expire(act, .stale) }
        try finish()
    }

    private func commit() throws(Stop) {
        defer { batch.clear() }
        do {
            let outcome = try store.commit(batch)
            if isDegraded { logger.notice("the journal can be written again") }
            isDegraded = false
            if outcome.pressure >= .decisionsOnly { carry() } else if !batch.state.isEmpty { carried = [:] }
            if outcome.pressure != pressure { changed(outcome.pressure) }
        } catch {
            refusal = error
            if batch.owes { throw .cannotWrite(error.description) }
            if error == .fenced { throw .cannotWrite(error.description) }
            carry()
            if !isDegraded {
                logger.error("the journal cannot be written; she goes on without", metadata: ["error": "\(error)"])
            }
            isDegraded = true
        }
    }

    /// Texts, names and hosts of a person go from the journal too (THREATS K9). Rare, and as slow as a journal is long.
    private func eraseForgotten() {
        if forgotten.isEmpty { return }
        hasForgotten = true
        let relays = Set(engines.flatMap(\.policy.relays))
        for person in forgotten {
            do throws(StoreError) {
                let rows = try store.forget(person, relays: relays) { recorded, who in
                    guard let read = try? Recorded(packed: recorded.body),
                        let kept = read.decision.redacted(of: who, fresh: time.now - .hours(24))
                    else { return nil }
                    return Recorded(position: read.position, decision: kept).packed
                }
                logger.notice("a person was forgotten", metadata: ["journal.rows": "\(rows)"])
            } catch {
                logger.error("a person could not be forgotten in the journal", metadata: ["error": "\(error)"])
            }
        }
        forgotten = []
    }

    private func carry() {
        for change in batch.state { carried[CarriedKey(community: change.community, row: change.row)] = change }
    }
}

/// A decision in the journal: which of the event's communities took it, and the decision.
struct Recorded: Packed {
    var position: Int
    var decision: Decision

    init(position: Int, decision: Decision) {
        self.position = position
        self.decision = decision
    }
    init(from reader: inout ByteReader) throws(PackedError) {
        position = try reader.count()
        decision = try Decision(from: &reader)
    }
    func pack(into writer: inout ByteWriter) {
        writer.put(count: position)
        decision.pack(into: &writer)
    }
}

extension ByteString {
    /// FNV-1a: the same in every process.
    var stableHash: UInt64 { withBytes { $0.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } } }
}
