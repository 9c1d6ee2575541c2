// SPDX-License-Identifier: Apache-2.0

public import Chat
internal import Engine
internal import Store

/// How an act went, as a network tells it.
public enum Outcome: Sendable, Hashable {
    case performed(Receipt)
    case failed(ActError)
}

extension Household {
    /// The next thing a network may do on these lanes; nil when there is nothing, or it is not connected.
    func next(on network: NetworkID, among lanes: [Lane]) throws(Stop) -> Errand? {
        try begin()
        expireWords()
        try finish()
        refill(network)
        // What was just put back waits as well until it is written down. What had no answer once keeps nobody waiting.
        let busy = (Array(out.values) + fresh).filter { $0.network == network && repeats[$0.id] == nil }
        let errand = networks[network]?.next(among: lanes, beside: busy, at: time.now)
        if let errand { out[errand.act.id] = errand.act }
        return errand
    }

    /// Who carried an act has ended before there was an answer. What was not sent waits again. What was sent stays out
    /// until it has been looked for; words that were stay so in the books.
    func abandoned(_ act: OwedAct, wasSent: Bool) throws(Stop) {
        try begin()
        guard debts.contains(act.id) else {
            out[act.id] = nil
            return
        }
        if !wasSent {
            out[act.id] = nil
            fresh.append(act)
        } else if !act.isWords {
            lookFor(act)
        }
        try finish()
    }

    /// An act is at the head of its lane. Returns it when it may go, written down as sent; nil when it may not.
    func due(_ act: OwedAct, _ reach: Reach) throws(Stop) -> OwedAct? {
        try begin()
        // Its fate may have been decided while its reach was looked up.
        guard debts.contains(act.id) else {
            out[act.id] = nil
            return nil
        }
        var go: OwedAct?
        if ownActs.contains(act.id) {
            go = act
        } else if let place = places[act.community] {
            granted = nil
            handle(event(about: act, facts: reach.facts, .due(act.id, reach)), only: place)
            go = granted
        }
        if go != nil {
            batch.transitions.append(DebtTransition(act.id, to: .sent, at: time.now))
        } else {
            out[act.id] = nil
            settle(act.id, as: .settled)
        }
        try finish()
        return go.map(dated)
    }

    /// What the desk hears minutes after it was due, after a lost connection or behind a flood, says when that was.
    private func dated(_ act: OwedAct) -> OwedAct {
        guard case .alert(let line) = act.action, let place = places[act.community] else { return act }
        var late = act
        late.action = .alert(engines[place].dated(line, act.owedAt, at: time.now))
        return late
    }

    /// What became of an act that was sent. `mark`: what it would have left, where its fate is unknown.
    func done(_ act: OwedAct, _ outcome: Outcome, mark: ByteString = "") throws(Stop) {
        out[act.id] = nil
        try begin()
        guard debts.contains(act.id) else { return }
        switch outcome {
        case .performed(let receipt):
            if act.action.isSanction, let target = act.target, let place = places[act.community] {
                router.sanctioned(target, in: place)
            }
            tell(act, .performed(act.id, receipt))
            settle(act.id, as: .settled, receipt: receipt, isOut: true)
        case .failed(.disconnected):
            owedAgain(act)
        case .failed(.tooFast(let wait)):
            let wait = min(max(wait, .milliseconds(100)), .minutes(10))
            networks[act.network]?.quietUntil = time.now + wait
            owedAgain(act)
        case .failed(.busy(let wait)):
            // Its kind has to wait; the others go on.
            let wait = min(max(wait, .milliseconds(100)), .minutes(10))
            networks[act.network]?.hold(act.kind, until: time.now + wait)
            owedAgain(act)
        case .failed(.timedOut):
            // Words are repeated only where the server knows them again. Of the rest the room tells, when it is looked
            // for.
            if act.isWords {
                let count = repeats[act.id, default: 0] + 1
                repeats[act.id] = count
                if count <= Self.triesSoon, isRepeatable(act) { owedAgain(act) } else { expire(act, .unknownFate) }
            } else {
                again(act, mark)
            }
        case .failed(let error):
            tell(act, .failed(act.id, error))
            settle(act.id, as: .settled, isOut: true)
        }
        try finish()
    }

    /// How long a server surely remembers a transaction: Synapse drops it after half an hour at the earliest.
    static let transactionsLast = TimeSpan.minutes(25)

    /// Words to a room can be sent again under their id. A whisper may have to make its room first, which has none.
    func isRepeatable(_ act: OwedAct) -> Bool {
        if case .whisper = act.action { return false }
        return transactional.contains(act.network) && time.now - act.owedAt < Self.transactionsLast
    }

    /// Whether the room shows an act that was sent before a crash or whose answer never came.
    func looked(for act: OwedAct, found receipt: Receipt?) throws(Stop) {
        out[act.id] = nil
        try begin()
        guard debts.contains(act.id) else { return }
        if let receipt {
            tell(act, .performed(act.id, receipt))
            settle(act.id, as: .settled, receipt: receipt)
        } else {
            owedAgain(act)
        }
        try finish()
    }

    /// No answer came. The room is looked at, and what it does not show is done again, three times soon. After that
    /// what may stand is told, and looked for ever more rarely for as long as anybody wants it; the rest is given up.
    private func again(_ act: OwedAct, _ mark: ByteString) {
        let count = repeats[act.id, default: 0] + 1
        repeats[act.id] = count
        guard count > Self.triesSoon else { return lookFor(act) }
        guard act.leavesMark else {
            tell(act, .failed(act.id, .timedOut))
            return settle(act.id, as: .settled)
        }
        tell(act, .failed(act.id, .unanswered(mark: mark)))
        guard debts.contains(act.id) else { return }
        let pause = TimeSpan.minutes(1 << Int64(min(count - Self.triesSoon - 1, 4)))
        rechecks[act.id] = Recheck(act: act, at: time.now + min(pause, Self.recheckMost))
    }
    static let triesSoon = 3
    static let recheckMost = TimeSpan.minutes(10)

    private func lookFor(_ act: OwedAct) {
        networks[act.network]?.doubt(act)
        if let room = act.room, networks[act.network]?.synced.contains(room) == true {
            superfluous += networks[act.network]?.sync(room) ?? []
        }
        stirred.insert(act.network)
    }

    /// Looks again for what may stand, where the time has come.
    func recheck() {
        for (id, recheck) in rechecks.sorted(by: { $0.key < $1.key }) where recheck.at <= time.now {
            rechecks[id] = nil
            if debts.contains(id) { lookFor(recheck.act) }
        }
    }

    /// Not sent after all: it waits again, also in the books.
    private func owedAgain(_ act: OwedAct) {
        batch.transitions.append(DebtTransition(act.id, to: .owed, at: time.now))
        fresh.append(act)
    }

    /// An act will not be done: its engine and the books are told.
    func expire(_ act: OwedAct, _ why: Event.Expiry) {
        guard debts.contains(act.id) else { return }
        noteDropped(act, why)
        tell(act, .expired(act.id, why))
        settle(act.id, as: why == .unknownFate ? .unknown : .expired)
    }

    func expireWords() {
        for network in networks.keys.sorted() {
            for act in networks[network]?.expired(at: time.now) ?? [] { expire(act, .stale) }
        }
    }

    /// Tells an act's engine; the house's own acts have none.
    private func tell(_ act: OwedAct, _ kind: Event.Kind) {
        guard !ownActs.contains(act.id), let place = places[act.community] else { return }
        handle(event(about: act, facts: nil, kind), only: place)
    }

    private func event(about act: OwedAct, facts: Facts?, _ kind: Event.Kind) -> Event {
        Event(at: time.now, room: act.room, member: act.target?.member, facts: facts, kind)
    }

    /// What did not fit into the outbox comes back from its engines when there is room.
    private func refill(_ network: NetworkID) {
        guard let state = networks[network], state.outbox.hasOverflowed, state.outbox.count < Outbox.capacity / 2 else {
            return
        }
        networks[network]?.outbox.refilled()
        for place in engines.indices {
            for act in engines[place].pendingActs
            where act.network == network && debts.contains(act.id) && out[act.id] == nil {
                owe(act)
            }
        }
    }
}
