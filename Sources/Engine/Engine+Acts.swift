// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// What becomes of acts: asked again before they leave, settled by what the room showed.
extension Engine {
    // MARK: - Results (soft: they follow from events)

    mutating func observePerformed(_ id: ActID, _ receipt: Receipt, at now: Timestamp) {
        guard let act = state.acts[id] else { return }
        removeAct(id)
        switch act.action {
        case .mute, .ban:
            state.sanctions[id]?.receipt = receipt
            state.dirty.sanctions.insert(id)
            if let room = act.room, let index = policy.indexOfRoom[room] { state.rooms[index].lastSanction = now }
        case .unmute, .unban:
            for sanction in state.sanctions.values where sanction.liftedBy == id { endSanction(sanction.act) }
        case .say:
            guard let room = act.room, let index = policy.indexOfRoom[room] else { break }
            if act.lane == .welcome || act.lane == .prompt {
                state.rooms[index].lastUnasked = now
                state.rooms[index].isUnansweredSince = true
                if act.lane == .prompt { state.rooms[index].unansweredPrompts &+= 1 }
            }
        case .kick:
            if let room = act.room, let index = policy.indexOfRoom[room] { state.rooms[index].lastSanction = now }
        case .whisper, .alert, .remove, .join, .leave: break
        }
        state.deadlines.isStale = true
    }

    mutating func observeFailed(_ id: ActID, _ error: ActError, _ turn: inout Turn) {
        switch error {
        // It stays owed; the loop sends it again.
        case .disconnected, .tooFast: return
        case .notAllowed, .gone, .unsupported, .full, .refused, .timedOut: observeGone(id, &turn)
        }
    }

    mutating func observeGone(_ id: ActID, _ turn: inout Turn) {
        turn.gone = state.acts[id]
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
        if let until = state.sanctions[id]?.until, until <= turn.at {
            // Taken back meanwhile, or its time was over before it could be done.
            draft.change(.dropped(id))
            draft.change(.lifted(id))
        } else if let reason = refusal(of: act, reach, at: turn.at) {
            draft.change(.dropped(id))
            if state.sanctions[id] != nil { draft.change(.lifted(id)) }
            if act.action.isSanction, reason != .guardGone { tellDesk(failure(of: act, why: reason), &draft) }
        } else {
            draft.decision.acts.insert(act, at: 0)
        }
        take(draft, in: &turn)
    }

    private func refusal(of act: OwedAct, _ reach: Reach, at now: Timestamp) -> Words.Key? {
        switch act.action {
        case .mute, .kick, .ban, .remove: break
        case .say:
            return act.lane > .answer && (isHushed(at: now) || isPaused(at: now)) ? .guardSilent : nil
        case .whisper:
            // Nobody who asked for silence is written to unasked.
            if act.lane > .answer, let person = act.target?.person, let number = state.persons.number(of: person),
                state.persons[number].wantsSilence
            {
                return .guardSilent
            }
            return nil
        case .alert, .unmute, .unban, .join, .leave: return nil
        }
        guard let target = act.target, let room = act.room else { return .guardGone }
        // Ordered, or agreed to.
        let isOrdered = act.caseNumber != 0 && state.cases[act.caseNumber]?.judgement == .right
        if isPaused(at: now), !isOrdered { return .guardPaused }
        // Gone cancels kicks, not quiets and bans (THREATS D12).
        if case .kick = act.action, reach.facts?.isPresent != true { return .guardGone }
        let number = state.persons.number(of: target.person)
        let guards = Guards(policy: policy, room: policy.room(room))
        let answer = guards.mayAct(
            on: target.person, number.map { state.persons[$0] }, facts: reach.facts,
            rule: state.cases[act.caseNumber]?.rule ?? "", isHard: true, isOrdered: isOrdered, at: now)
        switch answer {
        case .may: break
        case .never(let key), .wait(let key): return key
        }
        return bystanders(reach, room: room, at: now)
    }

    /// The radius: bystanders under the mask; one regular or protected among them is one too many.
    private func bystanders(_ reach: Reach, room: RoomID, at now: Timestamp) -> Words.Key? {
        let present = policy.indexOfRoom[room].map { state.rooms[$0].memberCount } ?? 0
        let guards = Guards(policy: policy, room: policy.room(room))
        var count = 0
        for member in reach.bystanders {
            guard let presence = state.presences[member], presence.person >= 0 else {
                count += 1
                continue
            }
            let person = state.persons[presence.person]
            var facts = presence.facts
            facts.rank = max(.member, presence.highestRank)
            let answer = guards.mayAct(
                on: person.id, person, facts: facts, rule: "", isHard: true, isOrdered: false, at: now)
            if answer != .may || person.standing(at: now) != .newcomer { return .guardRegular }
            // Who is judged for lines of their own is no bystander (THREATS S5).
            if currentCase(of: person.id, room: room, at: now)?.step.isSanction != true { count += 1 }
        }
        return count > Guards.radius(present: present) ? .guardBystanders : nil
    }

    mutating func decideFailed(_ id: ActID, _ error: ActError, _ turn: inout Turn) {
        guard let act = turn.gone, act.id == id, !turn.isRepeated else { return }
        guard act.action.isSanction || act.action.isRelease else { return }
        let key: Words.Key
        switch error {
        case .disconnected, .tooFast: return
        case .notAllowed: key = .guardRights
        case .gone: key = .guardGone
        case .unsupported: key = .guardUnsupported
        case .full: key = .guardFull
        case .refused: key = .guardRefusal
        case .timedOut: key = .guardOffline
        }
        var draft = Draft(
            "failed", self, at: turn.at, room: act.room, person: act.target?.person,
            name: act.target?.name ?? PeerText(""))
        draft.caseNumber = act.caseNumber
        // The mask would not go: the next gentler thing that takes something from nobody else is a kick.
        if case .kick = act.action, case .gone = error { return }
        tellDesk(failure(of: act, why: key), &draft)
        take(draft, in: &turn)
    }

    func failure(of act: OwedAct, why: Words.Key) -> Utterance {
        words(
            .deskFailed,
            [
                .case: .number(Int(act.caseNumber)), .step: stepValue(of: act.action),
                .who: .who(act.target?.name ?? PeerText("?"), account: act.target?.account), .why: .phrase(why),
                .fix: .phrase(
                    .fixOperator,
                    [
                        .room: act.room.map(roomValue) ?? .own(""),
                        .bot: .name(state.networks[act.network]?.ownName ?? PeerText("")),
                    ]),
            ])
    }

    private func stepValue(of action: Action) -> Words.Value {
        switch action {
        case .mute(let span, _):
            span.map { .phrase(.stepMute, [.duration: .duration($0)]) } ?? .phrase(.stepMuteEndless)
        case .ban(let span, _): span.map { .phrase(.stepBan, [.duration: .duration($0)]) } ?? .phrase(.stepBanEndless)
        case .kick: .phrase(.stepKick)
        case .remove: .phrase(.stepRemove)
        case .unmute: .phrase(.stepUnmute)
        case .unban: .phrase(.stepUnban)
        case .say, .whisper, .alert, .join, .leave: .phrase(.stepWord)
        }
    }

    /// The fate of a line is unknown after a crash: shown at the desk, never repeated.
    mutating func decideExpired(_ id: ActID, _ why: Event.Expiry, _ turn: inout Turn) {
        guard let act = turn.gone, act.id == id, why == .unknownFate else { return }
        let text: String
        switch act.action {
        case .say(let words), .whisper(let words): text = words.text
        // Told again to the desk: a desk line lost is a case lost.
        case .alert(let words): text = words.text
        case .remove, .mute, .unmute, .kick, .ban, .unban, .join, .leave: return
        }
        let room = act.room.map(roomValue) ?? .who(act.target?.name ?? PeerText(""), account: act.target?.account)
        var draft = Draft("unknown fate", self, at: turn.at, room: act.room)
        draft.alert(
            words(
                .fateUnknown, [.count: .number(1), .list: .said(words(.fateLine, [.room: room, .text: .own(text)]))]),
            policy)
        take(draft, in: &turn)
    }

    /// Timed sanctions whose end has come are lifted, unless the server does it by itself.
    mutating func liftEnded(_ turn: inout Turn) {
        for act in state.sanctions.keys.sorted() {
            guard let sanction = state.sanctions[act], let until = sanction.until, until <= turn.at,
                sanction.liftedBy == nil,
                sanction.nextTry ?? .distantPast <= turn.at
            else { continue }
            guard let receipt = sanction.receipt else { continue }
            var draft = Draft(
                "end", self, at: turn.at, room: sanction.room, person: sanction.target.person,
                name: sanction.target.name)
            draft.caseNumber = sanction.caseNumber
            if receipt.endsByItself {
                draft.change(.lifted(act))
            } else {
                lift(sanction, alongWith: [act], &draft)
            }
            take(draft, in: &turn)
        }
    }

    /// Lifts one sanction: by an act, unless another keeps the same mark standing, or the act that lifts the mark is
    /// owed already.
    func lift(_ sanction: Sanction, alongWith ending: [ActID], _ draft: inout Draft) {
        guard let mark = sanction.receipt?.mark else { return }
        let twins = state.sanctions.values.filter { other in
            other.act != sanction.act && other.room == sanction.room && other.kind == sanction.kind
                && other.receipt?.mark == mark
        }
        if twins.contains(where: {
            $0.liftedBy == nil && !ending.contains($0.act) && ($0.until ?? .distantFuture) > draft.at
        }) {
            draft.change(.lifted(sanction.act))
        } else if let by = twins.compactMap({ draft.lift(of: $0.act) ?? $0.liftedBy }).min() {
            draft.change(.lifting(sanction.act, by: by))
        } else {
            let id = draft.lift(sanction, mark: mark)
            draft.change(.lifting(sanction.act, by: id))
        }
    }

    /// A person did or undid something that is hers: what people lift stays lifted (FIELD rules 18 and 19).
    mutating func decideObserved(_ observed: Event.Observed, _ turn: inout Turn) {
        guard observed.what == .unmuted || observed.what == .unbanned else { return }
        guard !observed.mark.isEmpty else { return }
        let sanctions = state.sanctions.values.filter {
            $0.room == turn.event.room && $0.receipt?.mark == observed.mark && $0.liftedBy == nil
        }
        guard let sanction = sanctions.min(by: { $0.act < $1.act }) else { return }
        var draft = Draft(
            "lifted by hand", self, at: turn.at, room: sanction.room, person: sanction.target.person,
            name: sanction.target.name)
        for act in sanctions.map(\.act).sorted() { draft.change(.lifted(act)) }
        draft.change(.released(sanction.target.person, rule: "", until: turn.at + .hours(24)))
        draft.change(.cooled(sanction.target.person))
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
            }
        return owe(
            action, room: sanction.room, network: sanction.room.network, target: sanction.target, lane: .sanction)
    }
}
