// SPDX-License-Identifier: Apache-2.0

import Chat
import Engine

/// Debts, lanes and what becomes of an act.
extension Player {
    mutating func owe(_ acts: [OwedAct], _ index: Int) {
        for act in acts where seats[index].debts[act.id] == nil {
            seats[index].debts[act.id] = Seat.Debt(act: act)
            enqueue(act)
        }
    }

    mutating func enqueue(_ act: OwedAct) {
        for gone in outboxes[act.network, default: Outbox()].owe(act) {
            settle(gone, .superfluous, .expired(gone.id, .stale))
        }
    }

    /// Performs what may leave now, and what follows from it, until nothing may.
    mutating func pump() {
        if !crashes.isEmpty { return die(crashes.removeFirst()) }
        var rounds = 0
        while rounds < 20_000 {
            rounds += 1
            guard let act = nextAct() else { return }
            perform(act)
        }
        trace.append(.fault("acts beget acts without end", at: now))
    }

    private mutating func nextAct() -> OwedAct? {
        for network in networks where up.contains(network) {
            for stale in outboxes[network]?.expired(at: now) ?? [] { settle(stale, .stale, .expired(stale.id, .stale)) }
            if let hold = holds[network] {
                if hold > now { continue }
                holds[network] = nil
            }
            let lanes = settings.paces ? clocks[network, default: SendClock()].lanes(at: now) : Lane.allCases
            if let act = outboxes[network]?.next(among: lanes) { return act }
        }
        return nil
    }

    private func seat(of act: OwedAct) -> Int? { seats.firstIndex { $0.engine.policy.community == act.community } }

    /// Takes an act out of the books without its having been done.
    private mutating func settle(_ act: OwedAct, _ why: Trace.Why, _ kind: Event.Kind) {
        guard let index = seat(of: act) else { return }
        seats[index].debts[act.id] = nil
        trace.append(.dropped(act, why, at: now))
        deliver(result(act, kind), to: index)
    }

    func result(_ act: OwedAct, _ kind: Event.Kind) -> Event {
        let facts = act.target.flatMap { chat.facts(of: $0.member, in: act.room) }
        return Event(at: now, room: act.room, member: act.target?.member, facts: facts, kind)
    }

    private mutating func perform(_ owed: OwedAct) {
        var act = owed
        guard let index = seat(of: act) else { return }
        let before = trace.count
        let reach = reach(of: act)
        deliver(result(act, .due(act.id, reach)), to: index)
        if let granted = granted(act, since: before) {
            act = granted
        } else {
            seats[index].debts[act.id] = nil
            trace.append(.dropped(act, .refused, at: now))
            return
        }
        seats[index].debts[act.id]?.stage = .sent
        if settings.paces { clocks[act.network, default: SendClock()].charge(bytes: act.length, at: now) }
        if let error = fate(of: act) { return fail(act, error, index) }
        show(act, index)
    }

    /// The act as it may go, if it may.
    private func granted(_ act: OwedAct, since before: Int) -> OwedAct? {
        for case .decided(let decision, _, _) in trace[before...] where decision.rule == "due" {
            if let granted = decision.acts.first(where: { $0.id == act.id }) { return granted }
        }
        return nil
    }

    /// Why it cannot be done, if it cannot.
    private mutating func fate(of act: OwedAct) -> ActError? {
        // Only what is said in private lacks a room of two.
        let isPrivate = if case .whisper = act.action { true } else { false }
        if let next = failures.first, isPrivate || next != .crowded { return failures.removeFirst() }
        switch act.action {
        case .kick:
            guard let target = act.target, let room = act.room, chat.members[target.member]?.ranks[room] != nil
            else { return .gone }
        case .whisper: if let target = act.target, chat.members[target.member] == nil { return .gone }
        case .remove: if settings.cannot.contains(.remove) { return .unsupported }
        case .say, .alert, .mute, .unmute, .ban, .unban, .join, .leave, .lock, .unlock: break
        }
        return nil
    }

    private mutating func fail(_ act: OwedAct, _ error: ActError, _ index: Int) {
        switch error {
        case .disconnected:
            seats[index].debts[act.id]?.stage = .owed
            enqueue(act)
            disconnect(act.network, why: "connection lost")
        case .tooFast(let retryAfter), .busy(let retryAfter):
            seats[index].debts[act.id]?.stage = .owed
            holds[act.network] = now + retryAfter
            enqueue(act)
        case .unanswered(let what):
            trace.append(.failed(act, error, at: now))
            let mark = leaveStanding(act).mark
            if what != Self.shown, let room = act.room { chat.lift(mark, in: room) }
            deliver(result(act, .failed(act.id, .unanswered(mark: mark))), to: index)
            rechecks[act.id] = Recheck(act: act, at: now + .minutes(1))
        case .notAllowed, .gone, .unsupported, .full, .crowded, .refused, .timedOut:
            seats[index].debts[act.id] = nil
            trace.append(.failed(act, error, at: now))
            deliver(result(act, .failed(act.id, error)), to: index)
        }
    }

    /// Looks again for what may stand, where the time has come and it is still wanted.
    mutating func recheck() {
        for (id, recheck) in rechecks.sorted(by: { $0.key < $1.key }) where recheck.at <= now {
            rechecks[id] = nil
            guard let index = seat(of: recheck.act), seats[index].debts[id] != nil else { continue }
            if seats[index].engine.pendingActs.contains(where: { $0.id == id }) {
                lookFor(recheck.act, index)
            } else {
                seats[index].debts[id] = nil
            }
        }
    }

    /// The room shows it.
    private mutating func show(_ act: OwedAct, _ index: Int) {
        let receipt = leaveStanding(act)
        seats[index].debts[act.id] = nil
        if act.action.isSanction, let target = act.target { router.sanctioned(target, in: index) }
        trace.append(.performed(act, at: now))
        deliver(result(act, .performed(act.id, receipt)), to: index)
        if case .kick(let reason) = act.action, let target = act.target, let room = act.room {
            let facts = chat.facts(of: target.member, in: room)
            chat.leave(target.member, room)
            let left = Event.Departure.kicked(by: chat.own[act.network], reason: PeerText(reason.text))
            var event = Event(at: now, room: room, member: target.member, facts: facts, .left(left))
            for other in places(of: &event) { deliver(event, to: other) }
        }
    }

    /// What the act leaves behind in its room.
    mutating func leaveStanding(_ act: OwedAct) -> Receipt {
        guard let room = act.room else { return Receipt() }
        switch act.action {
        case .mute: return put("q", .mute, act, room)
        case .ban: return put("b", .ban, act, room)
        case .lock:
            guard !chat.isLocked(room) else { return Receipt() }
            chat.put(SimulatedChat.Mark(kind: .lock, text: "R"), in: room)
            return Receipt(mark: "R")
        case .unmute(let mark), .unban(let mark), .unlock(let mark):
            chat.lift(mark, in: room)
            return Receipt()
        case .say(let words):
            guard case .question = words.form else { return Receipt() }
            let asked = ByteString("$" + act.id.description)
            questions[room] = asked
            return Receipt(mark: asked)
        case .whisper, .alert, .remove, .kick, .join, .leave: return Receipt()
        }
    }

    private mutating func put(_ letter: String, _ kind: SimulatedChat.Mark.Kind, _ act: OwedAct, _ room: RoomID)
        -> Receipt
    {
        guard let target = act.target else { return Receipt() }
        let mark = ByteString(Array("\(letter) ".utf8) + SimulatedChat.mask(of: target).bytes)
        chat.put(SimulatedChat.Mark(kind: kind, text: mark), in: room)
        return Receipt(mark: mark)
    }

    /// Facts of an act's target now, and whom else its mask would hit.
    func reach(of act: OwedAct) -> Reach {
        guard let target = act.target else { return Reach() }
        var reach = Reach(facts: chat.facts(of: target.member, in: act.room))
        guard let room = act.room, act.action.isSanction else { return reach }
        switch act.action {
        case .mute, .ban:
            let mask = SimulatedChat.mask(of: target)
            reach.mask = mask
            reach.bystanders = chat.members.values
                .filter { $0.id != target.member && $0.ranks[room] != nil && chat.isHit($0, by: mask) }
                .map(\.id).sorted()
        case .say, .whisper, .alert, .remove, .unmute, .kick, .unban, .join, .leave, .lock, .unlock: break
        }
        return reach
    }
}

extension OwedAct {
    /// Bytes it takes on the wire, about.
    var length: Int {
        switch action {
        case .say(let words), .whisper(let words), .alert(let words): words.text.utf8.count + 40
        case .mute, .unmute, .ban, .unban, .remove: 60
        case .lock, .unlock: 40
        case .kick(let reason), .leave(let reason): reason.text.utf8.count + 40
        case .join: 40
        }
    }
}
