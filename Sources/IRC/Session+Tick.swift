// SPDX-License-Identifier: Apache-2.0

public import Chat

// Time: everything that waits has a moment here.
extension Session {
    /// Silence after which she asks, and after which the link is dead. Any byte counts as life.
    static let silence = TimeSpan.seconds(75)
    static let patience = TimeSpan.seconds(45)

    /// When `tick` has something to do; `.distantFuture` while there is no connection.
    public var nextDeadline: Timestamp {
        guard phase != .idle else { return .distantFuture }
        var next = min(registrationDeadline, saslDeadline, joinDeadline, nickDeadline)
        next = min(next, pingSentAt.map { $0 + Self.patience } ?? lastHeard + Self.silence)
        next = min(next, queue.next(clock), acts.deadline, splits.closesAt, hostChanges.deadline)
        guard phase == .ready else { return next }
        next = min(next, nextJoin, whoQueue.deadline, listQueue.deadline)
        next = min(next, services.deadline, opDeadline)
        return min(next, rooms.nextRetry, nickWish.retryAt, min(namesLeaseAt, operatorQuestions.deadline))
    }

    /// Does what is due.
    public mutating func tick(at moment: Timestamp) {
        now = max(now, moment)
        guard phase != .idle else { return }
        if registrationDeadline <= now { return close(.lost("no answer to registration in 60 s")) }
        if saslDeadline <= now { loginTimedOut() }
        if services.deadline <= now { serveLogin() }
        if joinDeadline <= now { joinRooms() }
        if nickDeadline <= now { tryNextNick() }
        watchLife()
        endHostChanges()
        flush()
        joinMore()
        expireActs()
        if splits.closesAt <= now { closeSplit() }
        guard phase == .ready else { return }
        if rooms.nextRetry <= now { retryRooms() }
        if nickWish.retryAt <= now { retryNick() }
        if opDeadline <= now { watchOp() }
        renewNames()
        askWho()
        askLists()
        askOperators()
    }

    private mutating func watchLife() {
        if let asked = pingSentAt {
            if asked + Self.patience <= now { close(.lost("silent for two minutes")) }
        } else if lastHeard + Self.silence <= now {
            pingSentAt = now
            sendAtOnce(IRCLine("PING", [], text: [UInt8]("alive")))
        }
    }

    /// Lets go what the clock allows, the most urgent first.
    mutating func flush() {
        guard !queue.isEmpty else { return }
        dropUnwelcome()
        queue.changesPerLine = max(1, min(support.modesPerLine ?? 20, 20))
        while let sending = queue.pop(clock, at: now) {
            clock.charge(bytes: sending.line.bytes.count, at: now)
            output.lines.append(sending.line)
            for act in sending.acts { noteSent(act) }
        }
    }

    /// Who was given power while a line about them waited is not sanctioned by it.
    private mutating func dropUnwelcome() {
        guard queue.hasSanctions else { return }
        for pending in acts.pending where !pending.wasSent && !pending.isHeld && pending.act.action.isSanction {
            guard let target = pending.act.target, let slot = roster.resolve(target, in: pending.room),
                roster.facts(slot, in: pending.room, support.modes).rank.isModerator,
                let index = acts.index(of: pending.act.id)
            else { continue }
            fail(index, .refused("somebody with power here"))
        }
    }

    mutating func noteSent(_ act: ActID) {
        guard let index = acts.index(of: act) else { return }
        // The question whether the target is an operator of the network has left.
        if acts[index].isHeld {
            acts[index].deadline = now + ActBook.doubt
            return
        }
        acts[index].wasSent = true
        acts[index].deadline = now + ActBook.patience
        if acts[index].expects.contains(where: { if case .mode = $0 { true } else { false } }) {
            acts[index].askListAt = now + .seconds(4)
        }
        if acts[index].expects.contains(.written) { fulfil(index, .written) }
    }

    private mutating func expireActs() {
        while let index = acts.queries.firstIndex(where: { $0.deadline <= now }) {
            let query = acts.queries.remove(at: index)
            if case .observe(let act, _) = query.purpose { settle(act.id, .observed(nil)) }
        }
        while let index = acts.pending.firstIndex(where: { $0.isHeld && $0.deadline <= now }) { release(index) }
        while let index = acts.pending.firstIndex(where: { $0.deadline <= now }) {
            if acts[index].isPowerless {
                fail(index, .notAllowed("op"))
                continue
            }
            fail(index, acts[index].wasSent ? .timedOut : .tooFast(retryAfter: .seconds(5)))
        }
        while let index = acts.pending.firstIndex(where: { $0.askListAt <= now }) {
            acts[index].askListAt = .distantFuture
            for case .mode(_, let mark) in acts[index].expects {
                guard let room = acts[index].room else { continue }
                ask(
                    ActBook.ListQuery(
                        room: room, letter: mark.letter, purpose: .confirm(acts[index].act.id), deadline: now))
                break
            }
        }
    }

    /// The line to leave with; the adapter writes it and closes.
    public func farewell(_ reason: String) -> IRCLine? { IRCLine("QUIT", [], text: oneLine(reason, limit: 200)) }
}
