// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Cases: opened by what was seen, told at the desk.
extension Engine {
    mutating func open(
        _ candidate: Candidate, step: Step, mode: Mode, target: Target, room: RoomID, current: Case?, isBraked: Bool,
        _ turn: inout Turn
    ) {
        var draft = Draft(candidate.rule, self, at: turn.at, room: room, person: target.person, name: target.name)
        draft.decision.mode = mode
        draft.decision.step = step
        draft.decision.verdict = candidate.verdict
        let number = current?.number ?? state.core.nextCase
        draft.caseNumber = number
        let reason = candidate.verdict.heaviest?.reason ?? candidate.verdict.signals.last?.reason ?? Reason("order")
        var acts: [ActID] = []
        if mode == .act {
            acts = draft.carryOut(step, on: target, in: room, reason: reason, engine: self)
        }
        let line = turn.event.text
        if let current {
            draft.change(
                .caseGrown(
                    current.number, step: step, proposed: mode == .ask ? step : nil, verdict: candidate.verdict,
                    score: candidate.score, acts: acts, line: line, at: turn.at))
        } else {
            draft.change(
                .caseOpened(
                    Case(
                        number: number, openedAt: turn.at, changedAt: turn.at, room: room, person: target.person,
                        name: target.name, target: target, rule: candidate.rule, mode: mode, step: step,
                        proposed: mode == .ask ? step : nil, verdict: candidate.verdict, score: candidate.score,
                        threshold: candidate.threshold, acts: acts, judgement: .open, judgedBy: nil,
                        lines: line.map { [$0] } ?? [], appeal: nil)))
        }
        tell(&draft, step: step, mode: mode, target: target, room: room, number: number, reason: reason)
        if isBraked { draft.alert(words(.brakeOn, [.count: .number(Budget.sanctions), .span: .duration(Budget.span)]), policy) }
        take(draft, in: &turn)
    }

    /// The desk's line about a case.
    private func tell(
        _ draft: inout Draft, step: Step, mode: Mode, target: Target, room: RoomID, number: Int32, reason: Reason
    ) {
        let values = caseValues(number: number, step: step, target: target, room: room, reason: reason)
        switch mode {
        case .act: draft.alert(words(.deskActed, values), policy)
        case .ask:
            draft.alert(words(.deskAsked, values.merging([.left: .duration(Self.askLasts)]) { $1 }), policy)
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

    func caseValues(number: Int32, step: Step, target: Target, room: RoomID, reason: Reason) -> [Words.Slot: Words.Value] {
        [
            .case: .number(Int(number)), .step: stepValue(step), .who: .who(target.name, account: target.account),
            .room: roomValue(room), .reason: reason.value,
        ]
    }

    /// A proposal that nobody answers lapses.
    static let askLasts = TimeSpan.hours(1)
    static let observedEvery = TimeSpan.hours(1)

    /// The hour is over: what was observed meanwhile is told in one message.
    mutating func tellObserved(_ turn: inout Turn) {
        guard !state.core.untold.isEmpty, turn.at - state.core.toldAt >= Self.observedEvery, !isQuiet(at: turn.at) else { return }
        var draft = Draft("observed", self, at: turn.at)
        let numbers = state.core.untold
        if numbers.count == 1, let found = state.cases[numbers[0]] {
            let reason = found.verdict.heaviest?.reason ?? Reason("rule", name: found.rule)
            draft.alert(
                words(.deskObserved, caseValues(number: found.number, step: found.step, target: found.target, room: found.room, reason: reason)),
                policy)
        } else {
            draft.alert(words(.casesGrouped, [.count: .number(numbers.count), .list: .list(numbers.prefix(12).map { .number(Int($0)) })]), policy)
        }
        draft.change(.told(numbers, at: turn.at))
        take(draft, in: &turn)
    }

    /// Proposals nobody answered, cases past their memory.
    mutating func lapseCases(_ turn: inout Turn) {
        for number in state.proposals.sorted() {
            guard let found = state.cases[number], found.judgement == .open, turn.at - found.changedAt >= Self.askLasts else { continue }
            var draft = Draft("case lapsed", self, at: turn.at, room: found.room, person: found.person, name: found.name)
            draft.change(.caseJudged(number, .expired, by: PeerText(""), at: turn.at))
            take(draft, in: &turn)
        }
    }
}

extension Draft {
    /// Owes what a step does to somebody, with the private notice; returns the acts of the sanction itself.
    mutating func carryOut(
        _ step: Step, on target: Target, in room: RoomID, reason: Reason, engine: Engine, by: Words.Value? = nil
    ) -> [ActID] {
        let network = room.network
        let shown = engine.words(.removeShown, [.reason: reason.publicValue, .case: .number(Int(caseNumber))], quietIn: room)
        var values: [Words.Slot: Words.Value] = [
            .name: .name(target.name), .room: engine.roomValue(room), .reason: reason.value,
            .case: .number(Int(caseNumber)), .measure: reason.value,
            .time: .clock(at, engine.policy.zone),
        ]
        switch step {
        case .note, .propose: return []
        case .word:
            whisper(engine.words(.wordFast, values), to: target, room: room)
            return []
        case .remove: return []
        case .mute(let span):
            values[.duration] = .duration(span)
            let act = owe(.mute(span, reason: shown), room: room, network: network, target: target, lane: .sanction)
            stand(act, .mute, target, room, until: at + span)
            whisper(engine.words(.muteTold, values), to: target, room: room)
            return [act]
        case .kick:
            let act = owe(.kick(reason: shown), room: room, network: network, target: target, lane: .sanction)
            whisper(engine.words(.kickTold, values), to: target, room: room)
            return [act]
        case .ban(let span):
            values[.duration] = .duration(span)
            // The mask first, the kick after: in between nobody can come back (THREATS A9).
            let ban = owe(.ban(span, reason: shown), room: room, network: network, target: target, lane: .sanction)
            stand(ban, .ban, target, room, until: at + span)
            let kick = owe(.kick(reason: shown), room: room, network: network, target: target, lane: .sanction)
            whisper(engine.words(.banTold, values), to: target, room: room)
            return [ban, kick]
        }
    }

    mutating func stand(_ act: ActID, _ kind: Sanction.Kind, _ target: Target, _ room: RoomID, until: Timestamp?) {
        change(
            .sanctioned(
                Sanction(act: act, kind: kind, room: room, target: target, caseNumber: caseNumber, until: until, receipt: nil, liftedBy: nil)))
    }
}

extension Event {
    /// What was said, where something was.
    var text: PeerText? {
        if case .said(let message) = kind { return message.text }
        return nil
    }
}
