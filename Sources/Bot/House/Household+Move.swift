// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Engine
internal import Logging
internal import Store

extension Household {
    /// Takes policies over that were rehearsed.
    ///
    /// - Returns: which communities have another policy now.
    func adopt(
        _ policies: [Policy], networks ids: [NetworkID], source: [UInt8], changes: [String], isWhole: Bool
    ) throws(Stop) -> [CommunityID] {
        try begin()
        try flush()
        for id in ids where networks[id] == nil { networks[id] = NetworkState(since: time.now) }
        var adopted: [CommunityID] = []
        for policy in policies {
            if let place = places[policy.community] {
                let isBack = resting.remove(place) != nil
                guard isBack || engines[place].policy.fingerprint != policy.fingerprint else { continue }
                let left = leftBehind(at: place, under: policies)
                engines[place].adopt(policy)
                record(policy, at: place, changes: changes, source: source)
                if let left { alert(place) { _ in left } }
            } else {
                try enter(policy, source: source)
            }
            adopted.append(policy.community)
        }
        // What is started from when the file is broken is a file that was accepted whole.
        if !isWhole { batch.adapterValues.removeAll { $0.account == LastGood.account } }
        arrange()
        try finish()
        return adopted
    }

    /// What stands in rooms that are in no community's policy once these are in force.
    func leftBehind(at place: Int, under policies: [Policy]) -> Utterance? {
        let others = active.map { engines[$0].policy }.filter { old in
            !policies.contains { $0.community == old.community }
        }
        let hers = Set((policies + others).flatMap(\.roomsAndDesk))
        return engines[place].leftBehind { hers.contains($0) }
    }

    /// Who belongs where, and who is woken when, once communities have come or gone.
    func arrange() {
        router.replace(
            rooms: engines.indices.map { place in
                let policy = engines[place].policy
                return resting.contains(place) ? [] : policy.roomsAndDesk
            }, lists: engines.indices.map { resting.contains($0) ? [] : engines[$0].policy.lists })
        var fresh = Deadlines(count: engines.count)
        for place in engines.indices { fresh.set(place, to: deadline(of: place)) }
        deadlines = fresh
    }

    /// A community that was not there before, or is there again.
    private func enter(_ policy: Policy, source: [UInt8]) throws(Stop) {
        var engine = Engine(policy: policy, epoch: epoch(of: policy.community))
        var isNew = true
        do {
            let stored = try store.load(policy.community)
            isNew = stored.rows.isEmpty && stored.checkpoint == 0
            try engine.restore(
                stored.rows.map {
                    StateRow(part: $0.key.part, key: $0.key.key.bytes, version: $0.version, body: $0.body)
                })
        } catch {
            logger.error(
                "the state of a community cannot be read; it begins anew",
                metadata: ["community": "\(policy.community)", "error": "\(error)"])
        }
        let place = engines.count
        places[policy.community] = place
        names.append(policy.community)
        engines.append(engine)
        deadlines = Deadlines(count: engines.count)
        if isNew {
            handle(
                Event(at: time.now, .opened(seed: store.identity.seed ^ policy.community.name.stableHash)), only: place)
        }
        record(policy, at: place, changes: [], source: source)
    }

    /// Goes into rooms and out of rooms, as the file says.
    func move(into entered: [RoomID], outOf left: [RoomID]) throws(Stop) {
        try begin()
        for room in entered { oweOwn(.join, in: room) }
        for room in left {
            let words = engines.first?.policy.words.say(.leaveReason) ?? Utterance("")
            oweOwn(.leave(reason: words), in: room)
        }
        try finish()
    }

    /// Owes an act of the house itself, of which no engine knows.
    @discardableResult
    func oweOwn(_ action: Action, in room: RoomID, lane: Lane = .answer, expires: TimeSpan? = nil) -> OwedAct {
        ownCount += 1
        // The epoch is this process's own: its count begins anew at each start.
        let act = OwedAct(
            id: ActID(epoch: ownEpoch, sequence: ownCount, index: 0),
            community: router.community(of: room).map { names[$0] } ?? CommunityID(""), room: room,
            network: room.network, target: nil, action: action, lane: lane, owedAt: time.now,
            expiresAt: expires.map { time.now + $0 }, caseNumber: 0)
        debts.insert(act.id)
        ownActs.insert(act.id)
        batch.debts.append(act)
        fresh.append(act)
        return act
    }

    /// Has an operator's order carried out; returns what she answers.
    func command(_ text: String, by: String, in place: Int) throws(Stop) -> [String] {
        try begin()
        answers = []
        handle(Event(at: time.now, .commanded(by: PeerText(by), text: PeerText(text))), only: place)
        defer { answers = [] }
        try finish()
        return answers
    }

    /// Tells each desk what still stands (promise 8). Returns what is to be said at once, past everything that waits,
    /// and what follows in its turn.
    func farewell() throws(Stop) -> (atOnce: [OwedAct], after: [OwedAct]) {
        try begin()
        let told = active.map { bidFarewell($0) }
        let atOnce = told.flatMap(\.atOnce)
        let taken = Set(atOnce.map(\.id))
        fresh.removeAll { taken.contains($0.id) }
        for act in atOnce { out[act.id] = act }
        try finish()
        return (atOnce, told.flatMap(\.after))
    }

    /// Tells one community's desk what still stands there, and how to lift it by hand.
    func bidFarewell(_ place: Int) -> (atOnce: [OwedAct], after: [OwedAct]) {
        var told: (atOnce: [OwedAct], after: [OwedAct]) = ([], [])
        let decisions = engines[place].farewell(at: time.now)
        guard !decisions.isEmpty else { return told }
        // The decisions are part of a tick in the journal: a recovery applies them like any other.
        sequence += 1
        lastAt = time.stamp(time.now, notBefore: lastAt)
        batch.events.append(
            JournalRow(sequence: sequence, communities: [names[place]], event: Event(at: lastAt, .ticked)))
        for (index, decision) in decisions.enumerated() {
            batch.decisions.append(
                RecordedDecision(
                    sequence: sequence, index: UInt16(clamping: index),
                    body: Recorded(position: 0, decision: decision).packed))
            // Said now or not at all: after the next start it would not be true any more.
            var hasty = decision
            for index in hasty.acts.indices { hasty.acts[index].expiresAt = time.now + .seconds(3) }
            note(hasty, on: Event(at: lastAt, .ticked))
            if index == 0 { told.atOnce += hasty.acts } else { told.after += hasty.acts }
        }
        touched.insert(place)
        return told
    }
}
