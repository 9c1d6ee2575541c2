// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Why she suggests where she would have acted.
enum Doubt {
    /// The server did not tell whether they have rank.
    case rank
    /// The same was done before, and nobody said that it was right.
    case unconfirmed

    var key: Words.Key {
        switch self {
        case .rank: .deskUnsure
        case .unconfirmed: .deskUnconfirmed
        }
    }
}

/// Cases: opened by what was seen, told at the desk.
extension Engine {
    mutating func open(
        _ candidate: Candidate, step: Step, mode: Mode, target: Target, room: RoomID, current: Case?, isJoining: Bool,
        line: CaseLine?,
        removes: Bool, brake: Utterance?, doubt: Doubt?, _ turn: inout Turn
    ) {
        var draft = Draft(candidate.rule, self, at: turn.at, room: room, person: target.person, name: target.name)
        draft.decision.mode = mode
        draft.decision.step = step
        draft.decision.verdict = candidate.verdict
        let number = current?.number ?? state.core.nextCase
        draft.caseNumber = number
        let reason = candidate.verdict.reason
        var acts: [ActID] = []
        var lines = line.map { [$0] } ?? []
        if isJoining, let current {
            let accused = Case.Accused(target: target, room: room)
            draft.change(.joined(current.number, accused))
            for place in lines.indices { lines[place].who = Int32(clamping: current.also.count + 1) }
        }
        if mode == .act {
            // What was said goes first: a case that grew takes all its lines along.
            if removes {
                (lines, acts) = draft.remove(
                    (isJoining ? [] : current?.lines ?? []) + lines, of: target, in: room, reason: reason, self)
            }
            acts += draft.carryOut(
                step, on: target, in: room, removals: acts, reason: reason, engine: self, word: candidate.verdict.word,
                desk: isJoining
                    ? Utterance("")
                    : words(
                        .deskActed,
                        caseValues(
                            number: number, step: step, erases: mayErase(target, by: step, in: room, at: turn.at),
                            target: target, room: room, reason: reason)))
        }
        if let current {
            draft.change(
                .caseGrown(
                    current.number, step: step, proposed: mode == .ask ? step : nil, verdict: candidate.verdict,
                    score: candidate.score, acts: acts, lines: lines, at: turn.at))
        } else {
            draft.change(
                .caseOpened(
                    Case(
                        number: number, openedAt: turn.at, changedAt: turn.at, room: room, person: target.person,
                        name: target.name, target: target, rule: candidate.rule, mode: mode, step: step,
                        proposed: mode == .ask ? step : nil, verdict: candidate.verdict, score: candidate.score,
                        threshold: candidate.threshold, acts: acts, judgement: .open, judgedBy: nil,
                        lines: lines, appeal: nil)))
        }
        if !isJoining, let key = turn.campaign { draft.change(.campaign(key, case: number)) }
        // What is done is told when it is done; whom a campaign brings besides, with the next digest.
        if isJoining {
            if mode != .observe { draft.change(.untold(number)) }
        } else if acts.isEmpty {
            tell(
                &draft, step: step, mode: mode, target: target, room: room, number: number, reason: reason, doubt: doubt
            )
        }
        if let brake, turn.at - state.core.brakedAt >= policy.alone.budget.per.span {
            draft.alert(brake, policy)
            draft.change(.braked(at: turn.at))
        }
        take(draft, in: &turn)
    }

    /// The desk's line about a case.
    private func tell(
        _ draft: inout Draft, step: Step, mode: Mode, target: Target, room: RoomID, number: Int32, reason: Reason,
        doubt: Doubt?
    ) {
        let values = caseValues(number: number, step: step, target: target, room: room, reason: reason)
        switch mode {
        case .act: tellDesk(words(.deskActed, values), &draft)
        case .ask:
            tellDesk(
                words(
                    doubt?.key ?? .deskAsked,
                    values.merging([.left: .duration(policy.alone.answer), .name: .name(target.name)]) { $1 }),
                &draft)
        case .observe:
            // Grouped: at most one message an hour, and none in the quiet hours.
            if draft.at - state.core.toldAt >= Self.observedEvery, !isQuiet(at: draft.at) {
                draft.alert(words(.deskObserved, values), policy)
                draft.change(.told([], at: draft.at))
            } else {
                draft.change(.untold(number))
            }
        }
    }

    /// One line at the desk, or, when it has had its fill for a minute, a place in the next digest (THREATS L9, F3).
    /// - Parameter isPersonal: somebody waits for it to be read, a caller or whoever gave an order: it has room of its own,
    ///   and where no desk can be read the team hears it in private.
    func tellDesk(_ words: Utterance, isPersonal: Bool = false, _ draft: inout Draft) {
        guard !words.text.isEmpty else { return }
        if draft.caseNumber != 0, isDeskFull(at: draft.at, isPersonal: isPersonal) {
            draft.change(.untold(draft.caseNumber))
        } else if isPersonal, !hasDesk {
            tellTeam(words, &draft)
        } else {
            draft.alert(words, policy)
        }
    }

    func isDeskFull(at now: Timestamp, isPersonal: Bool = false) -> Bool {
        state.core.deskTimes.count { now - $0 < .minutes(1) }
            >= State.deskMost + (isPersonal ? State.deskReserve : 0)
    }

    /// What waits for the desk, apart: what cannot wait an hour, and what was only watched.
    private var untold: (urgent: [Int32], observed: [Int32]) {
        let urgent = state.core.untold.filter { state.urgent.contains($0) }
        return (urgent, urgent.isEmpty ? state.core.untold : state.core.untold.filter { !state.urgent.contains($0) })
    }

    /// When the desk is to be told of what waits.
    var untoldDue: Timestamp? {
        guard !state.core.untold.isEmpty else { return nil }
        if !state.urgent.isEmpty { return (state.core.deskTimes.first ?? .distantPast) + .minutes(1) }
        let due = state.core.toldAt + Self.observedEvery
        let now = max(due, state.core.now)
        return max(due, policy.quiet?.end(from: now, in: policy.zone) ?? due)
    }

    func caseValues(
        number: Int32, step: Step, erases: Bool = false, target: Target, room: RoomID, reason: Reason
    ) -> [Words.Slot: Words.Value] {
        [
            .case: .number(Int(number)), .step: stepValue(step, erases: erases),
            .who: .who(target.name, account: target.account), .room: roomValue(room), .reason: reason.value,
        ]
    }

    /// What needs a second moderator waits no longer for one (THREATS I2).
    static let secondLasts = TimeSpan.minutes(10)

    /// When a proposal that nobody answers lapses.
    func lapse(of found: Case) -> Timestamp {
        found.changedAt + (state.seconds[found.number] == nil ? policy.alone.answer : Self.secondLasts)
    }
    static let observedEvery = TimeSpan.hours(1)
    /// Cases that a digest tells whole.
    static let digestLines = 3

    /// The hour is over: what was observed meanwhile is told in one message.
    mutating func tellObserved(_ turn: inout Turn) {
        let (urgent, numbers) = untold
        if !urgent.isEmpty, !isDeskFull(at: turn.at) {
            var draft = Draft("digest", self, at: turn.at)
            for number in urgent.prefix(Self.digestLines) {
                guard let found = state.cases[number] else { continue }
                draft.caseNumber = number
                draft.alert(caseLine(found, at: turn.at), policy)
            }
            draft.caseNumber = 0
            let rest = urgent.dropFirst(Self.digestLines)
            if !rest.isEmpty {
                draft.alert(
                    words(
                        .casesMore,
                        [.count: .number(rest.count), .list: .list(rest.prefix(20).map { .number(Int($0)) })]), policy)
            }
            draft.change(.told(urgent, at: state.core.toldAt))
            take(draft, in: &turn)
        }
        guard !numbers.isEmpty, turn.at - state.core.toldAt >= Self.observedEvery, !isQuiet(at: turn.at) else { return }
        var draft = Draft("observed", self, at: turn.at)
        if numbers.count == 1, let found = state.cases[numbers[0]] {
            let reason = found.verdict.heaviest?.reason ?? Reason("rule", name: found.rule)
            draft.caseNumber = found.number
            draft.alert(
                words(
                    .deskObserved,
                    caseValues(
                        number: found.number, step: found.step, target: found.target, room: found.room, reason: reason)),
                policy)
        } else {
            let span = state.core.toldAt == .distantPast ? Self.observedEvery : turn.at - state.core.toldAt
            draft.alert(
                words(
                    .casesGrouped,
                    [
                        .count: .number(numbers.count), .span: .duration(span),
                        .list: .list(numbers.prefix(12).map { .number(Int($0)) }),
                    ]), policy)
        }
        draft.change(.told(numbers, at: turn.at))
        take(draft, in: &turn)
    }

    /// Proposals nobody answered, cases past their memory.
    mutating func lapseCases(_ turn: inout Turn) {
        for number in state.proposals.sorted() {
            guard let found = state.cases[number], found.judgement == .open, lapse(of: found) <= turn.at
            else { continue }
            var draft = Draft(
                "case lapsed", self, at: turn.at, room: found.room, person: found.person, name: found.name)
            draft.change(.caseJudged(number, .expired, by: PeerText("–"), at: turn.at))
            // Whoever ordered it waits for an answer.
            if state.seconds[number] != nil { draft.alert(words(.caseLapsed, [.case: .number(Int(number))]), policy) }
            take(draft, in: &turn)
        }
    }
}

extension Draft {
    /// Owes what a step does to somebody; returns the acts of the sanction itself. `removals` are owed already. The desk's line and the private
    /// notice follow once it is done; a word is a notice itself and goes at once.
    mutating func carryOut(
        _ step: Step, on target: Target, in room: RoomID, removals: [ActID] = [], reason: Reason, engine: Engine,
        word: Words.Key = .wordFast,
        desk: Utterance, asker: Target? = nil
    ) -> [ActID] {
        let network = room.network
        var values: [Words.Slot: Words.Value] = [
            .name: .name(target.name), .room: engine.roomValue(room), .reason: reason.value,
            .case: .number(Int(caseNumber)), .measure: reason.value,
            .time: .clock(at, engine.policy.zone), .text: .peer(PeerText(reason.name), limit: 200),
        ]
        /// What else was done to them is said with it.
        func told(_ key: Words.Key) -> (said: Utterance, places: [Range<Int>]) {
            let told = engine.words(of: room).say(key, values, marking: .duration)
            guard !removals.isEmpty else { return told }
            let (said, inside) = engine.words(of: room)
                .say(.toldRemoved, [.text: .said(told.said), .count: .number(removals.count)], marking: .text)
            let places = inside.flatMap { whole in
                told.places.map { $0.lowerBound + whole.lowerBound..<$0.upperBound + whole.lowerBound }
            }
            return (said, places)
        }
        func tell(_ key: Words.Key, of act: ActID) {
            let (said, places) = told(key)
            change(.promised(act, Notice(desk: desk, asker: asker, told: said, lasting: places)))
        }
        switch step {
        case .note, .propose: return []
        case .word:
            whisper(engine.words(word, values, in: room), to: target, room: room)
            return []
        case .remove:
            // Told once, with the last of them.
            if let last = removals.last { promise(last, engine.words(.removeTold, values, in: room), desk, asker) }
            return []
        case .mute(let span):
            values[.duration] = .duration(span)
            let shown = reasonShown(reason.publicValue, until: nil, in: room, engine)
            let act = owe(.mute(span, reason: shown), room: room, network: network, target: target, lane: .sanction)
            stand(act, .mute, target, room, until: at + span)
            tell(.muteTold, of: act)
            return [act]
        case .kick:
            let shown = reasonShown(reason.publicValue, until: nil, in: room, engine)
            let act = owe(.kick(reason: shown), room: room, network: network, target: target, lane: .sanction)
            tell(.kickTold, of: act)
            return [act]
        case .ban(let span):
            values[.duration] = .duration(span)
            let end = step.isEndless ? nil : span
            let until = end.map { at + $0 }
            let shown = reasonShown(reason.publicValue, until: until, in: room, engine)
            let ban = owe(
                .ban(end, reason: shown), room: room, network: network, target: target, lane: .sanction,
                erases: engine.mayErase(target, in: room, at: at))
            stand(ban, .ban, target, room, until: until)
            // The mask first, the kick after: in between nobody can come back (THREATS A9).
            let kick = owe(.kick(reason: shown), room: room, network: network, target: target, lane: .sanction)
            tell(end == nil ? .banToldEndless : .banTold, of: ban)
            return [ban, kick]
        }
    }

    /// The reason of a ban, with its end where nothing else shows it: no server of Matrix ends one, on IRC the adapter
    /// tells when.
    func reasonShown(_ reason: Words.Value, until: Timestamp?, in room: RoomID, _ engine: Engine) -> Utterance {
        var values: [Words.Slot: Words.Value] = [.reason: reason, .case: .number(Int(caseNumber))]
        guard let until, engine.policy.matrixNetworks.contains(room.network) else {
            return engine.words(.removeShown, values, quietIn: room)
        }
        values[.until] = .moment(until, now: at, engine.policy.zone)
        return engine.words(.removeShownUntil, values, quietIn: room)
    }

    mutating func promise(_ act: ActID, _ told: Utterance?, _ desk: Utterance, _ asker: Target?) {
        change(.promised(act, Notice(desk: desk, asker: asker, told: told)))
    }

    mutating func stand(_ act: ActID, _ kind: Sanction.Kind, _ target: Target, _ room: RoomID, until: Timestamp?) {
        change(
            .sanctioned(
                Sanction(
                    act: act, kind: kind, room: room, target: target, caseNumber: caseNumber, until: until,
                    receipt: nil, liftedBy: nil)))
    }
}

extension Event {
    /// What was said, where something was.
    var text: PeerText? {
        switch kind {
        case .said(let message): message.text
        case .left(.parted(let text)), .left(.quit(let text)), .topic(let text, _), .renamed(let text): text
        case .connected, .disconnected, .synced, .joined, .left, .identified, .moved, .ranked, .invited, .sanctioned,
            .capability, .split, .commanded, .due, .performed, .failed, .expired, .forgotten, .reloaded, .opened,
            .ticked,
            .clockStepped, .claimed, .listed, .voted, .barred, .unclear, .opined, .lookedUp, .unidentified:
            nil
        }
    }
}
