// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

extension Command {
    static let undo = Command(en: "undo", fr: "annuler", usage: .usageUndo, audience: .moderators, isForRooms: false) {
        $0.undoCase($1, &$2)
    }
}

extension Engine {
    fileprivate mutating func undoCase(_ request: Request, _ turn: inout Turn) {
        if let wanted = UndoingOfOne(request) { return undoAll(of: wanted, request, &turn) }
        if answersRaid("undo", request, &turn) { return }
        guard let found = caseNamed(request, .usageUndo, &turn) else { return }
        if found.judgement == .undone || found.judgement == .wrong && found.hasActed {
            answer(
                .undoNothing,
                [
                    .case: .number(Int(found.number)),
                    .why: .phrase(.undoAlready, [.by: .peer(found.judgedBy ?? PeerText("–"))]),
                ], request, &turn)
            return
        }
        if !found.hasActed {
            if unlearn(found, request, &turn) { return }
            answer(.undoNothing, [.case: .number(Int(found.number)), .why: .phrase(.undoObserved)], request, &turn)
            return
        }
        var told: Set<PersonID> = []
        takeBack(found, judgement: .undone, besides: &told, request, &turn)
    }

    /// Takes a case back whole: what stands, what waits, what is remembered of it; and leaves it alone for a day.
    /// - Parameter told: who has heard it of another case that is taken back with this one.
    /// - Parameter isOneOfMany: of what had ended by then nobody hears any more.
    mutating func takeBack(
        _ found: Case, judgement: Case.Judgement, besides told: inout Set<PersonID>, isOneOfMany: Bool = false,
        _ request: Request, _ turn: inout Turn
    ) {
        if found.isOfNobody { return takeBackList(found, judgement: judgement, request, &turn) }
        var draft = Draft("command undo", self, at: turn.at, room: found.room, person: found.person, name: found.name)
        draft.caseNumber = found.number
        let until = turn.at + .hours(24)
        let isKept = found.acts.contains { act in
            state.sanctions[act].map { keeper(of: $0, besides: found.acts, at: turn.at) != nil } ?? false
        }
        let erased: [Words.Value] = found.hasErased ? [.phrase(.takenErased)] : []
        let taken = withdrawn(found, &draft) + quoteAgain(found, &draft) + erased + [.phrase(.takenMemory)]
        // Who was told nothing yet needs no apology, nor whom something else still holds.
        let felt = found.targets.filter { target in
            let wasTold = !withdrawNotices(of: [found.number], to: target.person, &draft)
            guard !told.contains(target.person) else { return false }
            return found.appeal != nil && target.person == found.person
                || found.step != .word && !isKept && wasTold && found.acts.contains { isFelt($0) }
                    && !isOver(found, target, isOneOfMany, at: turn.at)
        }
        told.formUnion(felt.map(\.person))
        draft.change(.caseJudged(found.number, judgement, by: request.name, at: turn.at))
        for target in found.targets {
            draft.change(.released(target.person, rule: found.rule, until: until))
            draft.change(.cooled(target.person))
        }
        demoteIfWrong(found, by: request.name, &draft)
        for target in felt {
            let room = found.room(of: target)
            makeAmends(words(.appealGranted, in: room), to: target, room: room, &draft)
        }
        draft.announce(
            words(
                .deskUndone,
                [
                    .case: .number(Int(found.number)), .by: request.by, .taken: .list(taken),
                    .until: .moment(until, now: turn.at, policy.zone),
                ]), request, policy)
        learn(from: found, isFine: true, request, &draft)
        proposeExpectation(found, request, &draft)
        take(draft, in: &turn)
    }

    /// Freed before, and told so then; or ended long since, among others.
    private func isOver(_ found: Case, _ target: Target, _ isOneOfMany: Bool, at now: Timestamp) -> Bool {
        switch found.step {
        case .mute, .ban: break
        case .note, .word, .remove, .kick, .propose: return false
        }
        guard case .nothing = left(of: found, at: now), let number = state.persons.number(of: target.person) else {
            return false
        }
        return isOneOfMany || state.persons[number].isFreed(at: now)
    }

    /// It was done, or may have been.
    private func isFelt(_ act: ActID) -> Bool { state.acts[act] == nil || state.sanctions[act]?.receipt != nil }

    /// Lifts or withdraws acts of a case; says what that was. `isOfOne`: two mutes of one person are one voice given back.
    func withdraw(_ acts: [ActID], isOfOne: Bool = false, _ draft: inout Draft) -> [Words.Value] {
        var taken: [Words.Value] = []
        var lifted: Set<Words.Key> = []
        for id in acts {
            if let sanction = state.sanctions[id], sanction.liftedBy == nil {
                guard sanction.receipt != nil else {
                    draft.change(.revoked(id, at: draft.at))
                    taken.append(.phrase(.takenQueued))
                    continue
                }
                let keeper = keeper(of: sanction, besides: acts, at: draft.at)
                lift(sanction, alongWith: acts, &draft)
                // One that may stand is not sent again.
                if state.acts[id] != nil { draft.change(.dropped(id)) }
                let key: Words.Key = sanction.kind == .mute ? .takenMute : .takenBan
                if let keeper {
                    taken.append(.phrase(.takenKept, [.case: .number(Int(keeper.caseNumber))]))
                } else if lifted.insert(key).inserted || !isOfOne {
                    taken.append(.phrase(key))
                }
            } else if state.acts[id] != nil {
                draft.change(.dropped(id))
                taken.append(.phrase(.takenQueued))
            }
        }
        return taken
    }

    /// Nobody is told of a sanction that does not stand any more.
    /// - Returns: whether one was withdrawn in time; of one that may have left by now the person is told the rest.
    @discardableResult
    func withdrawNotices(of cases: Set<Int32>, to person: PersonID, _ draft: inout Draft) -> Bool {
        var found = false
        for act in state.acts.values.filter({ cases.contains($0.caseNumber) && $0.target?.person == person })
            .sorted(by: { $0.id < $1.id })
        {
            guard case .whisper = act.action else { continue }
            draft.change(.dropped(act.id))
            found = found || !state.underway.contains(act.id)
        }
        return found
    }

    /// Whether a sanction is on this person, or on this presence before it logged in.
    func isOn(_ target: Target, _ sanction: Sanction) -> Bool {
        sanction.target.person == target.person || sanction.target.member == target.member && !target.member.key.isEmpty
    }
}
