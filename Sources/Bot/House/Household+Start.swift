// SPDX-License-Identifier: Apache-2.0

public import Chat
internal import Engine
internal import Logging
public import Store

/// Why she cannot start with what is stored.
public enum StartFailure: Error, Sendable, Hashable, CustomStringConvertible {
    case store(StoreError)
    /// Rows of a community that this release cannot read.
    case state(CommunityID, PackedError)
    /// Nothing can be written down.
    case stop(String)

    public var description: String {
        switch self {
        case .store(let error): error.description
        case .state(let community, let error): "the state of \(community) cannot be read (\(error))"
        case .stop(let why): why
        }
    }
}

extension Household {
    /// Takes up what a former process left: rows, the journal after them, and the debts that are still open.
    ///
    /// - Parameter policies: of each community in the order of bot.conf, with the bytes they are stored as.
    func open(_ policies: [Policy], networks ids: [NetworkID], source: [UInt8]) throws(StartFailure) {
        for id in ids { networks[id] = NetworkState(since: time.now) }
        try judgeDeath()
        var checkpoints: [Int64] = []
        var isNew: [Bool] = []
        for policy in policies {
            let stored = try read { () throws(StoreError) in try store.load(policy.community) }
            isNew.append(stored.rows.isEmpty && stored.checkpoint == 0)
            checkpoints.append(stored.checkpoint)
            var engine = Engine(policy: policy, epoch: epoch(of: policy.community))
            do {
                try engine.restore(
                    stored.rows.map {
                        StateRow(part: $0.key.part, key: $0.key.key.bytes, version: $0.version, body: $0.body)
                    })
            } catch {
                throw .state(policy.community, error)
            }
            places[policy.community] = engines.count
            names.append(policy.community)
            engines.append(engine)
        }
        router = Router(rooms: policies.map(\.roomsAndDesk), lists: policies.map(\.lists))
        deadlines = Deadlines(count: engines.count)
        let recovered = try recover(after: checkpoints, isNew: &isNew)
        try read { () throws(StoreError) in try rememberJournalled() }
        for place in engines.indices { deadlines.set(place, to: engines[place].nextDeadline) }
        do throws(Stop) {
            try begin()
            let count = try takeUpDebts()
            adopt(policies, source: source, isNew: isNew)
            tellOfGap()
            for place in engines.indices {
                if let left = leftBehind(at: place, under: policies) { alert(place) { _ in left } }
            }
            tellOfDeath(recovered: count)
            if recovered > 0 { unwritten.formUnion(engines.indices) }
            try finish()
        } catch {
            switch error {
            case .cannotWrite(let why): throw .stop(why)
            }
        }
    }

    /// Differs for each community and each database: the names of acts stay unique for ever.
    func epoch(of community: CommunityID) -> UInt32 {
        let hash = community.name.stableHash
        return store.identity.epoch ^ UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
    }

    private func read<T>(_ body: () throws(StoreError) -> T) throws(StartFailure) -> T {
        do { return try body() } catch { throw .store(error) }
    }

    /// Applies the journal after each community's rows: what was decided then, whatever would be decided today.
    private func recover(after checkpoints: [Int64], isNew: inout [Bool]) throws(StartFailure) -> Int {
        guard let first = checkpoints.min() else { return 0 }
        var count = 0
        var fresh = isNew
        var unreadable = 0
        let skipped = try read { () throws(StoreError) in
            try store.forEachEntry(JournalQuery(after: first)) { entry throws(StoreError) in
                var decisions: [Int: [Decision]] = [:]
                for row in entry.decisions {
                    if let recorded = try? Recorded(packed: row.body) {
                        decisions[recorded.position, default: []].append(recorded.decision)
                    } else {
                        unreadable += 1
                    }
                }
                let concerned = entry.communities.compactMap { places[$0] }
                guard !concerned.isEmpty, begin(entry.event, concerned) else { return }
                for (position, name) in entry.communities.enumerated() {
                    guard let place = places[name], entry.sequence > checkpoints[place] else { continue }
                    engines[place].recover(entry.event, recorded: decisions[position] ?? [])
                    fresh[place] = false
                    count += 1
                }
                mark?.clear()
            }
        }
        isNew = fresh
        // What a former process wanted to know nobody waits for any more.
        for place in engines.indices {
            _ = engines[place].takeQuestions()
            _ = engines[place].takeLookups()
        }
        if !skipped.isEmpty || unreadable > 0 {
            logger.error(
                "parts of the journal could not be read and were skipped",
                metadata: ["journal.events": "\(skipped.count)", "journal.decisions": "\(unreadable)"])
        }
        return count
    }

    /// Open debts go where they belong. Returns how many there were.
    private func takeUpDebts() throws(Stop) -> Int {
        let open: [Debt]
        do { open = try store.openDebts(limit: 100_000) } catch { throw .cannotWrite(error.description) }
        // As they were to leave: an engine knows better than the books what an act was to set.
        var owed: [ActID: OwedAct] = [:]
        for engine in engines { for act in engine.pendingActs { owed[act.id] = act } }
        let known = Set(owed.keys)
        for debt in open {
            let act = owed[debt.act.id] ?? debt.act
            debts.insert(act.id)
            if !known.contains(act.id) { ownActs.insert(act.id) }
            // A sanction of which no engine knows is guarded by none; words of another time interest nobody.
            let isOrphan = !known.contains(act.id) && (act.action.isSanction || act.action.isLock)
            if networks[act.network] == nil || isOrphan {
                expire(act, .stale)
            } else if debt.state == .owed || act.action == .join || act.action.isLeave {
                fresh.append(act)
            } else if act.isWords {
                if isRepeatable(act) { fresh.append(act) } else { expire(act, .unknownFate) }
            } else {
                networks[act.network]?.doubt(act)
            }
        }
        // A restored database has let its debts expire: its engines learn it now.
        for place in engines.indices {
            for act in engines[place].pendingActs where !debts.contains(act.id) {
                handle(
                    Event(at: time.now, room: act.room, member: act.target?.member, .expired(act.id, .stale)),
                    only: place)
            }
        }
        if store.identity.isRestored {
            logger.warning("the database is older than what was written here: she asks before she acts for a day")
            for place in engines.indices {
                handle(
                    Event(at: time.now, .commanded(by: PeerText("geoffrin"), text: PeerText("mode ask 24h"))),
                    only: place)
            }
            forgetAgain()
        }
        return open.count
    }

    /// A backup brings nobody back whom this place has forgotten since it was made (THREATS K8).
    private func forgetAgain() {
        let people: [PersonID]
        do throws(StoreError) { people = try store.cameBack() } catch {
            return logger.error(
                "who had been forgotten cannot be told from the backup", metadata: ["error": "\(error)"])
        }
        guard !people.isEmpty else { return }
        logger.notice("the backup knew people who had been forgotten", metadata: ["count": "\(people.count)"])
        for person in people {
            for place in engines.indices { handle(Event(at: time.now, .forgotten(person)), only: place) }
        }
    }

    /// The first event of each new community, and the policy where it is another than before.
    private func adopt(_ policies: [Policy], source: [UInt8], isNew: [Bool]) {
        for (place, policy) in policies.enumerated() {
            if isNew[place] {
                let seed = store.identity.seed ^ policy.community.name.stableHash
                handle(Event(at: time.now, .opened(seed: seed)), only: place)
            }
            let former = (try? store.policy(inForceFor: policy.community)) ?? nil
            if former?.fingerprint != policy.fingerprint { record(policy, at: place, changes: [], source: source) }
        }
    }

    /// Writes down that a community is judged by this policy from here on.
    func record(_ policy: Policy, at place: Int, changes: [String], source: [UInt8]) {
        handle(Event(at: time.now, .reloaded(fingerprint: policy.fingerprint, changes: changes)), only: place)
        if !batch.policies.contains(where: { $0.fingerprint == policy.fingerprint }) {
            batch.policies.append(StoredPolicy(fingerprint: policy.fingerprint, body: source))
        }
        batch.adoptions.append(
            Adoption(community: policy.community, sequence: sequence, fingerprint: policy.fingerprint))
        batch.adapterValues.append(AdapterValue(account: LastGood.account, key: LastGood.key, value: source))
    }
}

/// Where the last accepted bot.conf, with the files it names, is kept: `run --last-good` starts from it.
enum LastGood {
    static let account = "geoffrin"
    static let key = "configuration"
}

extension Action {
    var isLeave: Bool { if case .leave = self { true } else { false } }
}
