// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// What becomes of acts: asked again before they leave, settled by what the room showed.
extension Engine {
    // MARK: - Results (soft: they follow from events)

    mutating func observePerformed(_ id: ActID, _ receipt: Receipt, _ turn: inout Turn) {
        guard let act = state.acts[id] else { return }
        let now = turn.at
        turn.gone = act
        turn.notice = state.notices[id]
        settleDisclosure(act, wasHeard: true)
        removeAct(id)
        if act.erases, state.cases[act.caseNumber]?.hasErased == false {
            state.cases[act.caseNumber]?.hasErased = true
            state.dirty.cases.insert(act.caseNumber)
        }
        switch act.action {
        case .mute, .ban, .lock:
            state.sanctions[id]?.receipt = receipt
            state.sanctions[id]?.isDoubtful = false
            state.dirty.sanctions.insert(id)
            if let room = act.room, let index = policy.indexOfRoom[room] { state.rooms[index].lastSanction = now }
        case .unmute, .unban, .unlock:
            for sanction in state.sanctions.values where sanction.liftedBy == id { endSanction(sanction.act) }
        case .say(let words):
            if case .question = words.form { noteAsked(id, receipt.mark) }
            guard let room = act.room, let index = policy.indexOfRoom[room] else { break }
            if act.lane == .welcome || act.lane == .prompt {
                state.rooms[index].lastUnasked = now
                state.rooms[index].isUnansweredSince = true
                if act.lane == .prompt { state.rooms[index].unansweredPrompts &+= 1 }
            }
        case .kick:
            if let room = act.room, let index = policy.indexOfRoom[room] { state.rooms[index].lastSanction = now }
        case .whisper:
            settleAmends(act)
            if let found = state.cases[act.caseNumber], found.isUntold, found.concerns(act.target) {
                state.cases[act.caseNumber]?.isUntold = false
                state.dirty.cases.insert(act.caseNumber)
            }
        case .remove: state.campaigns.noteRemoval(case: act.caseNumber)
        case .alert, .join, .leave: break
        }
        state.deadlines.isStale = true
    }

    mutating func observeFailed(_ id: ActID, _ error: ActError, _ turn: inout Turn) {
        switch error {
        // It stays owed; the loop sends it again.
        case .disconnected, .tooFast, .busy: return
        // It stays owed and is looked for; meanwhile it counts as standing, so that it can be lifted.
        case .unanswered(let mark): observeDoubt(id, mark, &turn)
        case .crowded:
            observeGone(id, &turn)
            guard let act = turn.gone, let found = state.cases[act.caseNumber], found.concerns(act.target) else {
                return
            }
            // Whom a case concerns hears of it once, or not at all: so does the desk.
            turn.isRepeated = turn.isRepeated || found.isUntold
            state.cases[act.caseNumber]?.isUntold = true
            state.dirty.cases.insert(act.caseNumber)
        case .notAllowed, .gone, .unsupported, .full, .refused, .timedOut: observeGone(id, &turn)
        }
    }

    private mutating func observeDoubt(_ id: ActID, _ mark: ByteString, _ turn: inout Turn) {
        guard let act = state.acts[id], let sanction = state.sanctions[id] else { return observeGone(id, &turn) }
        turn.gone = act
        turn.isRepeated = sanction.isDoubtful
        state.sanctions[id]?.isDoubtful = true
        if !mark.isEmpty { state.sanctions[id]?.receipt = Receipt(mark: mark) }
        state.dirty.sanctions.insert(id)
        state.deadlines.isStale = true
    }

    mutating func observeGone(_ id: ActID, _ turn: inout Turn) {
        turn.gone = state.acts[id]
        turn.notice = state.notices[id]
        if case .say(let words)? = turn.gone?.action, case .question = words.form { noteUnasked(id) }
        removeAct(id)
        // A sanction that never came to be does not stand; a lift that failed stands on and is tried again.
        if state.sanctions[id] != nil { endSanction(id) }
        for (act, sanction) in state.sanctions where sanction.liftedBy == id {
            var sanction = sanction
            sanction.liftedBy = nil
            // Lifting it was wanted now: its end has come, whatever it was; tried again ever more rarely.
            sanction.until = min(sanction.until ?? .distantFuture, turn.at)
            sanction.tries = min(sanction.tries, 9) + 1
            sanction.nextTry = turn.at + min(.hours(1), .minutes(1) * (1 << Int64(sanction.tries - 1)))
            turn.isRepeated = turn.isRepeated || sanction.tries > 1
            state.sanctions[act] = sanction
            state.dirty.sanctions.insert(act)
        }
        state.deadlines.isStale = true
    }

    // MARK: - Decisions about them

    /// An act has reached the head of its lane: may it still go?
    mutating func decideDue(_ id: ActID, _ reach: Reach, _ turn: inout Turn) {
        guard let act = state.acts[id] else { return }
        var draft = Draft(
            "due", self, at: turn.at, room: act.room, person: act.target?.person, name: act.target?.name ?? PeerText("")
        )
        draft.caseNumber = act.caseNumber
        let leaving = asItLeaves(act, reach, at: turn.at)
        if let until = state.sanctions[id]?.until, until <= turn.at {
            // Taken back meanwhile, or its time was over before it could be done.
            if let notice = state.notices[id] { miss(act, notice, .init(.guardOffline), &draft) }
            forgo(act, &draft)
        } else if isOutdated(id) {
            forgo(act, &draft)
        } else if let reason = refusal(of: leaving, reach, at: turn.at) {
            let notice = state.notices[id]
            if act.action.isSanction, notice != nil || reason.key != .guardGone { miss(act, notice, reason, &draft) }
            forgo(act, &draft)
        } else {
            draft.decision.acts.insert(reworded(leaving), at: 0)
        }
        take(draft, in: &turn)
    }

    /// With what it will set, where that is known only now.
    private func asItLeaves(_ act: OwedAct, _ reach: Reach, at now: Timestamp) -> OwedAct {
        guard case .lock(let span, _) = act.action else { return narrowed(act, reach, at: now) }
        var act = act
        if !reach.mask.isEmpty { act.action = .lock(span, mark: reach.mask) }
        return act
    }

    /// By the one user where somebody she trusts comes from the same host (THREATS A7).
    private func narrowed(_ act: OwedAct, _ reach: Reach, at now: Timestamp) -> OwedAct {
        guard let target = act.target, !(reach.facts?.user ?? target.user).isEmpty,
            sharesHost(reach.mask, of: target, at: now)
        else { return act }
        var act = act
        act.isNarrow = true
        return act
    }

    /// It is not done. What may stand of it all the same is lifted.
    private mutating func forgo(_ act: OwedAct, _ draft: inout Draft) {
        draft.change(.dropped(act.id))
        if act.action.isSanction, act.caseNumber != 0 { draft.change(.missed(act.caseNumber, act.id)) }
        guard let sanction = state.sanctions[act.id] else { return }
        if sanction.isDoubtful, sanction.receipt != nil {
            if sanction.liftedBy == nil { lift(sanction, alongWith: [act.id], &draft) }
        } else {
            draft.change(.lifted(act.id))
        }
    }

    private func refusal(of act: OwedAct, _ reach: Reach, at now: Timestamp) -> Remedy? {
        switch act.action {
        case .mute, .kick, .ban, .remove: break
        case .say:
            if let room = act.room, isEncrypted(room) { return .init(.guardUnsupported) }
            if act.lane > .answer, isHushed(at: now) || isPaused(at: now) { return .init(.guardSilent) }
            return act.lane == .welcome && !isStillWanted(act) ? .init(.guardGone) : nil
        case .whisper:
            if act.lane == .welcome, !isStillWanted(act) { return .init(.guardGone) }
            // Nobody who asked for silence is written to unasked.
            if act.lane > .answer, let person = act.target?.person, let number = state.persons.number(of: person),
                state.persons[number].wantsSilence
            {
                return .init(.guardSilent)
            }
            return nil
        case .lock:
            let raid = act.room.flatMap { policy.indexOfRoom[$0] }.flatMap { state.rooms[$0].raid }
            return isPaused(at: now) && raid?.by == nil ? .init(.guardPaused) : nil
        case .alert, .unmute, .unban, .unlock, .join, .leave: return nil
        }
        guard let target = act.target, let room = act.room else { return .init(.guardGone) }
        // Ordered, or agreed to.
        let isOrdered =
            act.caseNumber != 0
            && (state.cases[act.caseNumber]?.judgement == .right || isOfRaid(act.caseNumber, in: room))
        if isPaused(at: now), !isOrdered { return .init(.guardPaused) }
        // Gone cancels kicks, not quiets and bans (THREATS D12).
        if case .kick = act.action, reach.facts?.isPresent != true { return .init(.guardGone) }
        let number = state.persons.number(of: target.person)
        let guards = Guards(policy: policy, room: policy.room(room))
        let answer = guards.mayAct(
            on: target.person, number.map { state.persons[$0] }, facts: reach.facts,
            rule: state.cases[act.caseNumber]?.rule ?? "", isHard: true, isOrdered: isOrdered, at: now)
        switch answer {
        case .may: break
        case .never(let key), .wait(let key): return .init(key)
        }
        return bystanders(reach, of: target, by: act, room: room, at: now)
    }

    private func isOfRaid(_ number: Int32, in room: RoomID) -> Bool {
        policy.indexOfRoom[room].map { state.rooms[$0].raid?.number == number } ?? false
    }

    /// The radius: bystanders under the mask; one regular or protected among them is one too many.
    private func bystanders(
        _ reach: Reach, of target: Target, by act: OwedAct, room: RoomID, at now: Timestamp
    ) -> Remedy? {
        let present = policy.indexOfRoom[room].map { state.rooms[$0].memberCount } ?? 0
        let guards = Guards(policy: policy, room: policy.room(room))
        var count = 0
        for member in reach.bystanders {
            guard let presence = state.presences[member] else {
                count += 1
                continue
            }
            let known = presence.person >= 0 ? state.persons[presence.person] : nil
            var facts = presence.facts
            facts.rank = max(.member, presence.highestRank)
            let answer = guards.mayAct(
                on: known?.id ?? PersonID.of(facts, member: member), known, facts: facts, rule: "", isHard: true,
                isOrdered: false, at: now)
            if answer == .never(.guardHerself) { return Remedy(.guardMask, byHand: kickByHand(target)) }
            guard let person = known else { continue }
            if answer != .may || person.standing(at: now) != .newcomer {
                return Remedy(.guardRegular, byHand: kickByHand(target))
            }
            // Who came in the raid that is cleared, or is judged for lines of their own, is no bystander (THREATS S5).
            if act.caseNumber != 0, person.raid == act.caseNumber { continue }
            if currentCase(of: person.id, room: room, at: now)?.step.isSanction != true { count += 1 }
        }
        if !act.isNarrow, sharesHost(reach.mask, of: target, at: now) {
            return Remedy(.guardRegular, byHand: kickByHand(target))
        }
        // A whole server was meant, by two people; that none of it is known here was looked at above.
        if target.isServer { return nil }
        let most = Guards.radius(present: present)
        guard count > most else { return nil }
        return Remedy(
            .guardBystanders, [.count: .number(count), .limit: .number(most)], byHand: kickByHand(target))
    }

    /// Whether a mask of the form `*!*@host` covers the last host of somebody she trusts, or who is of the team, and
    /// who was here within 30 days, though absent now (THREATS A7).
    private func sharesHost(_ mask: ByteString, of target: Target, at now: Timestamp) -> Bool {
        guard mask.bytes.starts(with: Self.anyoneAt) else { return false }
        let marks = state.core.hostKeys.marks(of: ByteString(Array(mask.bytes.dropFirst(Self.anyoneAt.count))))
        let own = PersonID.byHost(target.member.network, user: target.user, host: target.host)
        let guards = Guards(policy: policy, room: nil)
        return marks.lazy.flatMap { state.persons.numbers(from: $0) }.contains { number in
            let person = state.persons[number]
            guard person.id.network == own.network, now - person.lastSeen <= Self.hostsLast,
                person.id != target.person, person.id != own
            else { return false }
            return person.standing(at: now) != .newcomer
                || guards.mayAct(
                    on: person.id, person, facts: nil, rule: "", isHard: true, isOrdered: true, at: now) != .may
        }
    }
    private static let anyoneAt = [UInt8]("*!*@".utf8)
    static let hostsLast = TimeSpan.days(30)

    /// The fate of a line is unknown after a crash: shown at the desk, never repeated.
    mutating func decideExpired(_ id: ActID, _ why: Event.Expiry, _ turn: inout Turn) {
        guard let act = turn.gone, act.id == id, why == .unknownFate else { return }
        let text: String
        switch act.action {
        case .say(let words), .whisper(let words): text = words.text
        // Told again to the desk: a desk line lost is a case lost.
        case .alert(let words): text = words.text
        case .remove, .mute, .unmute, .kick, .ban, .unban, .join, .leave, .lock, .unlock: return
        }
        let room = act.room.map(roomValue) ?? .who(act.target?.name ?? PeerText(""), account: act.target?.account)
        var draft = Draft("unknown fate", self, at: turn.at, room: act.room)
        // What tells of a line already is told again as it stands, not quoted once more.
        let line = words(.fateLine, [.room: room, .text: .own(text)])
        draft.alert(text.hasPrefix(fateUnknown("").text) ? Utterance(text) : fateUnknown(line.text), policy)
        take(draft, in: &turn)
    }

    private func fateUnknown(_ line: String) -> Utterance {
        words(.fateUnknown, [.count: .number(1), .list: .said(Utterance(line))])
    }

    /// Timed sanctions whose end has come are lifted, unless the server does it by itself.
    mutating func liftEnded(_ turn: inout Turn) {
        for act in state.sanctions.keys.sorted() {
            guard let sanction = state.sanctions[act], let end = settling(sanction), end <= turn.at,
                sanction.liftedBy == nil,
                sanction.nextTry ?? .distantPast <= turn.at
            else { continue }
            guard let receipt = sanction.receipt else { continue }
            var draft = Draft(
                "end", self, at: turn.at, room: sanction.room, person: sanction.target.person,
                name: sanction.target.name)
            draft.caseNumber = sanction.caseNumber
            // One whose fate was never known is not wanted any more either.
            if state.acts[act] != nil { draft.change(.dropped(act)) }
            tellOver(sanction, &draft)
            if receipt.endsByItself {
                draft.change(.lifted(act))
            } else {
                lift(sanction, alongWith: [act], &draft)
            }
            take(draft, in: &turn)
        }
    }

    /// When she takes note of an end. One that the server brings about, and that somebody is to be told of, is over once
    /// the room shows it: servers look at their lists every few seconds.
    func settling(_ sanction: Sanction) -> Timestamp? {
        guard sanction.receipt?.endsByItself == true, isToldOver(sanction) else { return sanction.until }
        return sanction.until.map { $0 + Self.serversLook }
    }
    static let serversLook = TimeSpan.seconds(15)

    /// Lifts one sanction: by an act, unless another keeps the same mark standing, or the act that lifts the mark is
    /// owed already.
    func lift(_ sanction: Sanction, alongWith ending: [ActID], _ draft: inout Draft) {
        guard let mark = sanction.receipt?.mark else { return }
        let twins = twins(of: sanction)
        if keeper(of: sanction, besides: ending, at: draft.at) != nil {
            draft.change(.lifted(sanction.act))
        } else if let by = twins.compactMap({ draft.lift(of: $0.act) ?? $0.liftedBy }).min() {
            draft.change(.lifting(sanction.act, by: by))
        } else {
            let id = draft.lift(sanction, mark: mark)
            draft.change(.lifting(sanction.act, by: id))
        }
    }

    /// Others that hold by the same mark.
    private func twins(of sanction: Sanction) -> [Sanction] {
        guard let mark = sanction.receipt?.mark else { return [] }
        return state.sanctions.values.filter { other in
            other.act != sanction.act && other.room == sanction.room && other.kind == sanction.kind
                && other.receipt?.mark == mark
        }
    }

    /// The one that keeps the mark standing when this is lifted; none of `ending`.
    func keeper(of sanction: Sanction, besides ending: [ActID], at now: Timestamp) -> Sanction? {
        twins(of: sanction).filter {
            $0.liftedBy == nil && !ending.contains($0.act) && ($0.until ?? .distantFuture) > now
        }.min { $0.act < $1.act }
    }

    /// A person did or undid something that is hers: what people lift stays lifted (FIELD rules 18 and 19). What the
    /// server takes away at its end, or loses, nobody has judged.
    mutating func decideObserved(_ observed: Event.Observed, _ turn: inout Turn) {
        guard observed.what == .unmuted || observed.what == .unbanned || observed.what == .unlocked else { return }
        guard !observed.mark.isEmpty else { return }
        let sanctions = state.sanctions.values.filter {
            $0.room == turn.event.room && $0.receipt?.mark == observed.mark
        }.sorted { $0.act < $1.act }
        guard let sanction = sanctions.first else { return }
        if sanction.kind == .lock { return decideReopened(sanction, by: turn.event.member, &turn) }
        let isByPerson = turn.event.member != nil
        var draft = Draft(
            isByPerson ? "lifted by hand" : "lifted by the server", self, at: turn.at, room: sanction.room,
            person: sanction.target.person, name: sanction.target.name)
        for sanction in sanctions {
            // What was to lift it has nothing left to do.
            if let by = sanction.liftedBy, state.acts[by] != nil { draft.change(.dropped(by)) }
            draft.change(.lifted(sanction.act))
            if sanction.caseNumber != 0 {
                withdrawNotices(of: [sanction.caseNumber], to: sanction.target.person, &draft)
            }
            if !isByPerson, sanction.liftedBy == nil, let until = sanction.until, until <= turn.at + .seconds(1) {
                tellOver(sanction, &draft)
            }
        }
        if isByPerson, sanctions.contains(where: { $0.liftedBy == nil }) {
            draft.change(.released(sanction.target.person, rule: "", until: turn.at + .hours(24)))
            draft.change(.cooled(sanction.target.person))
            giveWay(to: turn.event.member, sanctions, &draft)
        }
        take(draft, in: &turn)
    }
}

extension Draft {
    /// The act of this draft that lifts a sanction, if it holds one.
    func lift(of sanction: ActID) -> ActID? {
        for case .lifting(sanction, let by) in decision.changes { return by }
        return nil
    }

    /// Owes the act that lifts a sanction.
    mutating func lift(_ sanction: Sanction, mark: ByteString) -> ActID {
        let action: Action =
            switch sanction.kind {
            case .mute: .unmute(mark: mark)
            case .ban: .unban(mark: mark)
            case .lock: .unlock(mark: mark)
            }
        return owe(
            action, room: sanction.room, network: sanction.room.network,
            target: sanction.kind == .lock ? nil : sanction.target, lane: .sanction)
    }
}
