// SPDX-License-Identifier: Apache-2.0

public import Chat
import Conf

/// Why an act was not done, and what a person can do about it.
struct Remedy {
    enum Help {
        case none
        /// She lacks a right that somebody can give her; the mark with which it was refused.
        case rights(String)
        /// What a person does instead.
        case byHand(Words.Value)
        /// What she does instead.
        case instead(Words.Value)
    }
    var key: Words.Key
    var values: [Words.Slot: Words.Value]
    var help: Help

    init(_ key: Words.Key, _ values: [Words.Slot: Words.Value] = [:], help: Help = .none) {
        self.key = key
        self.values = values
        self.help = help
    }
    init(_ key: Words.Key, _ values: [Words.Slot: Words.Value] = [:], byHand: Words.Value) {
        self.init(key, values, help: .byHand(byHand))
    }
}

/// What is told of an act once its fate is known, and what is done instead of one that failed.
extension Engine {
    /// The room shows it: now the desk hears of it, and the person concerned.
    mutating func decidePerformed(_ id: ActID, _ turn: inout Turn) {
        guard let act = turn.gone, act.id == id else { return }
        if act.action.isDoor { return decideDoor(act, &turn) }
        guard let notice = turn.notice else { return }
        var draft = draft("done", act, turn)
        let line = dated(notice.desk, act.owedAt, at: turn.at)
        tellDesk(line, &draft)
        if let told = told(notice, act, at: turn.at), let target = act.target {
            draft.whisper(told, to: target, room: act.room)
        }
        if let asker = notice.asker { draft.whisper(line, to: asker) }
        take(draft, in: &turn)
    }

    /// What the desk hears so long after it was decided says when that was: the connection was lost meanwhile, or the
    /// network was slow.
    public func dated(_ line: Utterance, _ moment: Timestamp, at now: Timestamp) -> Utterance {
        guard !line.text.isEmpty, !line.isDated, now - moment > Words.lateAfter else { return line }
        return policy.words.late(line, since: moment, now: now, policy.zone)
    }

    /// What somebody is told of a mute or a ban that could be set only now: its end was fixed when it was decided, so that
    /// less is left of it.
    private func told(_ notice: Notice, _ act: OwedAct, at now: Timestamp) -> Utterance? {
        guard now - act.owedAt > Words.lateAfter, let sanction = state.sanctions[act.id], let until = sanction.until,
            until > now
        else { return notice.told }
        let left = TimeWords(words: words(of: sanction.room)).duration(until - now)
        return notice.told?.replacing(notice.lasting, with: left)
    }

    mutating func decideFailed(_ id: ActID, _ error: ActError, _ turn: inout Turn) {
        guard let act = turn.gone, act.id == id, !turn.isRepeated else { return }
        if act.action.isDoor { return decideDoorFailed(act, error, &turn) }
        guard let remedy = remedy(for: error, act) else { return }
        var draft = draft("failed", act, turn)
        if case .whisper = act.action {
            // Whom she cannot tell what was done to them the desk hears of.
            guard case .crowded = error, state.cases[act.caseNumber]?.concerns(act.target) == true else { return }
            miss(act, nil, remedy, &draft)
        } else if act.action.isSanction || act.action.isRelease {
            tellFailed(act, error, remedy, turn.notice, &draft)
        } else {
            return
        }
        take(draft, in: &turn)
    }

    private mutating func tellFailed(
        _ act: OwedAct, _ error: ActError, _ remedy: Remedy, _ notice: Notice?, _ draft: inout Draft
    ) {
        if case .unanswered = error, let sanction = state.sanctions[act.id] { return tellDoubt(sanction, act, &draft) }
        if act.action.isSanction, act.caseNumber != 0 { draft.change(.missed(act.caseNumber, act.id)) }
        if case .full = error, makeRoom(for: act, notice, &draft) { return }
        if notice == nil, isToldWithItsBan(act, error) { return }
        var remedy = remedy
        var instead: [ActID] = []
        if act.action.isSanction, let notice, let step = gentler(than: act, error) {
            remedy.help = .instead(stepValue(step))
            instead = carryOutInstead(step, of: act, notice, &draft)
        }
        miss(act, notice, remedy, &draft)
        if !instead.isEmpty, let found = state.cases[act.caseNumber] {
            draft.change(
                .caseGrown(
                    found.number, step: found.step, proposed: found.proposed, verdict: found.verdict,
                    score: found.score, acts: instead, lines: [], at: draft.at))
        }
    }

    /// A kick that follows its ban says nothing of its own: who is gone is gone, and where the ban was refused for the same
    /// reason, that was told.
    private func isToldWithItsBan(_ act: OwedAct, _ error: ActError) -> Bool {
        guard case .kick = act.action else { return false }
        if case .gone = error { return true }
        guard case .notAllowed = error else { return false }
        return !state.sanctions.values.contains { $0.caseNumber == act.caseNumber && $0.kind == .ban }
    }

    private func draft(_ rule: String, _ act: OwedAct, _ turn: Turn) -> Draft {
        var draft = Draft(
            rule, self, at: turn.at, room: act.room, person: act.target?.person, name: act.target?.name ?? PeerText(""))
        draft.caseNumber = act.caseNumber
        return draft
    }

    func remedy(for error: ActError, _ act: OwedAct) -> Remedy? {
        switch error {
        case .disconnected, .tooFast, .busy: nil
        case .notAllowed(let mark): Remedy(.guardRights, help: .rights(mark))
        case .gone: Remedy(.guardGone)
        case .unsupported: Remedy(.guardUnsupported)
        case .crowded: Remedy(.guardCrowded)
        case .full: Remedy(.guardFull, byHand: byHand("", in: act.room))
        case .refused(let why): Remedy(.guardRefusal, [.text: .peer(PeerText(why), limit: 80)])
        case .timedOut, .unanswered: Remedy(.guardSilent)
        }
    }

    // MARK: - What is said

    /// The desk, and whoever ordered it, hear that it was not done and why.
    mutating func miss(_ act: OwedAct, _ notice: Notice?, _ remedy: Remedy, _ draft: inout Draft) {
        let line = failure(of: act, remedy)
        tellDesk(line, isPersonal: state.cases[act.caseNumber]?.isOrder == true, &draft)
        if let asker = notice?.asker { draft.whisper(line, to: asker) }
    }

    private func failure(of act: OwedAct, _ remedy: Remedy) -> Utterance {
        var values: [Words.Slot: Words.Value] = [
            .case: .number(Int(act.caseNumber)), .step: stepValue(of: act.action),
            .who: .who(act.target?.name ?? PeerText("?"), account: act.target?.account),
            .why: .phrase(remedy.key, remedy.values),
        ]
        // What stands on and should not can be lifted by anybody who has the right.
        if let mark = act.action.liftedMark {
            values[.byhand] = byHand(mark, in: act.room)
            return words(.deskFailedByhand, values)
        }
        switch remedy.help {
        case .none: return words(.deskFailedPlain, values)
        case .rights(let mark):
            values[.fix] = rightsFix(for: act, lacking: mark)
            return words(.deskFailed, values)
        case .byHand(let what):
            values[.byhand] = what
            return words(.deskFailedByhand, values)
        case .instead(let what):
            values[.instead] = what
            return words(.deskFailedInstead, values)
        }
    }

    private mutating func tellDoubt(_ sanction: Sanction, _ act: OwedAct, _ draft: inout Draft) {
        tellDesk(
            words(
                .deskDoubtful,
                [
                    .case: .number(Int(act.caseNumber)), .step: stepValue(of: act.action),
                    .who: .who(sanction.target.name, account: sanction.target.account),
                    .room: roomValue(sanction.room),
                    .byhand: byHand(sanction.receipt?.mark ?? ByteString(""), in: sanction.room),
                ]), &draft)
    }

    /// The line that lifts a mark, as people write it.
    func byHand(_ mark: ByteString, in room: RoomID?) -> Words.Value {
        if let room, room.isOfMatrix { return ByHand(mark).value(in: room, self) }
        guard !mark.isEmpty else { return .phrase(.byhandList, [.room: room.map(roomValue) ?? .own("")]) }
        return .phrase(
            .byhandLift, [.room: room.map(roomValue) ?? .own(""), .text: .peer(PeerText(mark.text), limit: 120)])
    }

    func kickByHand(_ target: Target) -> Words.Value { .phrase(.byhandKick, [.name: .peer(target.name, limit: 40)]) }

    private func stepValue(of action: Action) -> Words.Value {
        switch action {
        case .mute(let span, _):
            span.map { .phrase(.stepMute, [.duration: .duration($0)]) } ?? .phrase(.stepMuteEndless)
        case .ban(let span, _): span.map { .phrase(.stepBan, [.duration: .duration($0)]) } ?? .phrase(.stepBanEndless)
        case .kick: .phrase(.stepKick)
        case .remove: .phrase(.stepRemove)
        case .unmute: .phrase(.stepUnmute)
        case .unban: .phrase(.stepUnban)
        case .lock: .phrase(.stepLock)
        case .unlock: .phrase(.stepUnlock)
        case .say, .whisper, .alert, .join, .leave: .phrase(.stepWord)
        }
    }

    // MARK: - What is done instead

    /// The next gentler step that has not failed for the same cause. Without the right there is none; and what a
    /// moderator ordered is theirs to change.
    private func gentler(than act: OwedAct, _ error: ActError) -> Step? {
        switch error {
        case .unsupported, .full, .refused, .timedOut: break
        case .notAllowed, .gone, .crowded, .disconnected, .tooFast, .busy, .unanswered: return nil
        }
        guard let found = state.cases[act.caseNumber], let room = act.room, let index = policy.indexOfRoom[room] else {
            return nil
        }
        switch act.action {
        // Its kick was owed together with it, whoever ordered it.
        case .ban: return found.acts.contains { $0 != act.id } ? .kick : nil
        case .kick where found.judgement != .right:
            return isFeasible(.mute(Step.standardMute), in: index) ? .mute(Step.standardMute) : .word
        case .mute where found.judgement != .right: return .word
        case .mute, .kick, .say, .whisper, .alert, .remove, .unmute, .unban, .join, .leave, .lock, .unlock: return nil
        }
    }

    private mutating func carryOutInstead(_ step: Step, of act: OwedAct, _ notice: Notice, _ draft: inout Draft)
        -> [ActID]
    {
        guard let found = state.cases[act.caseNumber], let room = act.room, let target = act.target else { return [] }
        let reason = found.verdict.reason
        let desk = words(
            .deskActed,
            caseValues(number: found.number, step: step, target: target, room: room, reason: reason))
        guard step == .kick else {
            return draft.carryOut(
                step, on: target, in: room, reason: reason, engine: self, word: found.verdict.word, desk: desk)
        }
        let told = words(
            .kickTold,
            [
                .room: roomValue(room), .reason: reason.value, .case: .number(Int(found.number)),
            ], in: room)
        if let kick = found.acts.first(where: { $0 != act.id && state.acts[$0] != nil }) {
            draft.promise(kick, told, desk, notice.asker)
        } else {
            // It was done before the ban failed.
            tellDesk(desk, &draft)
            draft.whisper(told, to: target, room: room)
        }
        return []
    }
}

extension Action {
    /// What a release was to lift.
    var liftedMark: ByteString? {
        switch self {
        case .unmute(let mark), .unban(let mark), .unlock(let mark): mark
        case .say, .whisper, .alert, .remove, .mute, .kick, .ban, .join, .leave, .lock: nil
        }
    }

    /// Closes or opens a room.
    var isDoor: Bool {
        switch self {
        case .lock, .unlock: true
        case .say, .whisper, .alert, .remove, .mute, .unmute, .kick, .ban, .unban, .join, .leave: false
        }
    }
}
