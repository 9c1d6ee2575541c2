// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// From what was seen to what is done about it: the ladder, the modes, the case.
extension Engine {
    mutating func judge(_ turn: inout Turn) {
        if turn.carried != nil { return tellRelayed(&turn) }
        guard let number = turn.person, let index = turn.room, let member = turn.event.member,
            let facts = turn.facts ?? turn.event.facts
        else { return }
        // What has to wait was put by: `Engine+Held`.
        guard !mustWait(turn, facts, index), let hardest = hardest(turn, number: number, index: index) else {
            return
        }
        let person = state.persons[number]
        let guards = Guards(policy: policy, room: policy.rooms[index])
        let answer = guards.mayAct(
            on: person.id, person, facts: facts, rule: hardest.rule, isHard: turn.verdict.isHard, isOrdered: false,
            at: turn.at)
        guard answer == .may else { return }
        respond(
            hardest, to: Target(member, person.id, facts), number: number, index: index, line: turn.event.caseLine,
            &turn)
    }

    /// The hardest step that something speaks for. What only watches never hides what is to be done.
    func hardest(_ turn: Turn, number: Int32, index: Int) -> Candidate? {
        func weight(_ candidate: Candidate) -> (Int, Int) {
            (candidate.mode == .observe || candidate.step == .note ? 0 : 1, Int(candidate.step.severity))
        }
        let found = candidates(turn, number: number, index: index)
        // Nearly always; a record is not copied for nothing.
        if found.isEmpty { return nil }
        // A rule that moderators released from shields nobody from the others (THREATS S8).
        let person = state.persons[number]
        return
            found
            .filter { !Guards.isReleased(person, rule: $0.rule, isHard: turn.verdict.isHard, at: turn.at) }
            .max { weight($0) < weight($1) }
    }

    /// What speaks for a step, and which.
    struct Candidate: Sendable, Hashable {
        var rule: String
        var step: Step
        var mode: Mode
        var verdict: Verdict
        var score: Int32
        var threshold: Int32
        /// Of a rule of bot.conf.
        var isOfFile = false
    }

    private func candidates(_ turn: Turn, number: Int32, index: Int) -> [Candidate] {
        var found: [Candidate] = []
        let mode = mode(in: index, at: turn.at)
        if turn.verdict.score > 0,
            let (step, threshold) = policy.rooms[index].scale.step(
                for: turn.score, standing: turn.isWave ? .newcomer : turn.standing, isHard: turn.verdict.isHard)
        {
            let rule = turn.verdict.heaviest?.name ?? ""
            var mode = self.mode(mode, of: rule, at: turn.at)
            // What would not be without what a list says of an address is for people to decide.
            if policy.looksUp, feasible(step, in: index).isSanction, hangsOnLists(turn, in: index) {
                mode = min(mode, .ask)
            }
            found.append(
                Candidate(
                    rule: rule, step: step, mode: mode, verdict: turn.verdict, score: turn.score, threshold: threshold))
        }
        if let view = turn.view, !policy.rooms[index].rules.isEmpty {
            // Field by field: a record lent whole is copied.
            let author = RuleFields.Author(
                firstSeen: state.persons[number].firstSeen, messages: state.persons[number].messages,
                answered: state.persons[number].answered, name: state.persons[number].name)
            var source = RuleFields(
                turn, view, person: author, members: state.rooms[index].memberCount,
                raidLevel: raidLevel(index, at: turn.at), patterns: policy.patterns)
            var holding: [Int] = []
            policy.rooms[index].ruleSet.holding(&source) { holding.append($0) }
            // A new rule watches until the file says otherwise (PRODUCT, promise 2).
            let unproven: Mode = policy.isRehearsal ? mode : .observe
            for place in holding {
                let rule = policy.rooms[index].rules[place]
                guard let step = rule.then.first(where: { isFeasible($0, in: index) }) ?? rule.then.last else {
                    continue
                }
                let reason = rule.reason.map { Reason("rule.said", name: $0) } ?? Reason("rule", name: rule.name)
                let signal = Signal(rule.name, .manner, score: 0, reason: reason)
                found.append(
                    Candidate(
                        rule: rule.name, step: step,
                        mode: min(self.mode(mode, of: rule.name, at: turn.at), rule.mode ?? unproven),
                        verdict: Verdict(
                            signals: turn.verdict.signals + [signal], score: turn.verdict.score, isHard: true),
                        score: turn.score, threshold: 0, isOfFile: true))
            }
        }
        return found
    }

    /// The mode in force: the stricter of room and what the moderators set for a time; try and replays act.
    func mode(in index: Int, at now: Timestamp) -> Mode {
        if policy.isRehearsal { return .act }
        if let mode = state.core.mode, (state.core.modeUntil ?? .distantFuture) > now { return mode }
        return policy.rooms[index].mode
    }

    mutating func respond(
        _ candidate: Candidate, to target: Target, number: Int32, index: Int, line: CaseLine?, doubt: Doubt? = nil,
        _ turn: inout Turn
    ) {
        let room = policy.rooms[index]
        var step = candidate.step
        if step.isSanction, step.severity > room.ceiling.severity { step = room.ceiling }
        let removes = mayRemove(candidate, in: index, turn)
        if step == .remove, line?.message == nil || !removes { step = .word }
        step = feasible(step, in: index)
        if turn.event.isKnock, !step.isSanction {
            return tellKnock(candidate, target, number: number, room: room.room, &turn)
        }
        var mode = isPaused(at: turn.at) ? .observe : candidate.mode
        var current = currentCase(of: target.person, room: room.room, at: turn.at)
        // What was only watched does not stand for what is to be done.
        if current?.mode == .observe, mode != .observe { current = nil }
        // Nor does a question about a habit stand for what is none.
        if let open = current, open.proposed != nil, mode == .act, !isOfHabit(candidate),
            Signal.areOfHabit(open.verdict.signals)
        {
            current = nil
        }
        // One campaign is one case, whoever brings it.
        var isJoining = false
        if current == nil, let campaign = campaignCase(turn, mode: mode) {
            current = campaign
            isJoining = !campaign.accuses(target.person, in: room.room)
        }
        if step == .note {
            noteOnce(candidate, target, number: number, room: room.room, &turn)
            return
        }
        if !isJoining, !isCarrier(number, turn.standing), let current, isReading(current, candidate, turn) {
            return hearOut(candidate, current, line, &turn)
        }
        if !isJoining, let current, current.step.severity >= step.severity {
            if mode == .act, step.isSanction, removes { removeMore(candidate, current, line, &turn) }
            return
        }
        guard
            let tempered = tempered(
                step, candidate, about: target.person, number, current, isJoining: isJoining, in: index, turn)
        else { return }
        step = tempered.step
        let doubt = doubt ?? tempered.doubt
        if step == .word, hasBeenToldLately(target.person, at: turn.at) { return }
        if tempered.isAsked, step.isSanction { mode = min(mode, .ask) }
        var isBraked = false
        let isOfRaid = isOfRaid(target.person, in: room.room, isHard: candidate.verdict.isHard, at: turn.at)
        let isWithinBudget = isOfRaid ? hasRaiderBudget : hasBudget(for: turn.standing, at: turn.at)
        if mode == .act, step.isSanction, !isJoining, !isWithinBudget {
            mode = .ask
            isBraked = true
        }
        if doubt != nil, step.isSanction { mode = min(mode, .ask) }
        if step == .propose, mode == .act { mode = .ask }
        open(
            candidate, step: step, mode: mode, target: target, room: room.room, current: current, isJoining: isJoining,
            line: line,
            removes: step.isSanction && removes,
            brake: isBraked ? brake(for: turn.standing, at: turn.at) : nil, doubt: doubt, &turn)
    }

    /// Of what is going on, its beginning is noted, and told at the desk where somebody is to hear of it.
    mutating func noteOnce(
        _ candidate: Candidate, _ target: Target, number: Int32, room: RoomID, telling told: Utterance? = nil,
        _ turn: inout Turn
    ) {
        guard state.persons[number].incident?.startedAt == turn.at || candidate.verdict.score == 0 else { return }
        var draft = Draft(candidate.rule, self, at: turn.at, room: room, person: target.person, name: target.name)
        draft.decision.mode = candidate.mode
        draft.decision.step = .note
        draft.decision.verdict = candidate.verdict
        if let told, !isDeskFull(at: turn.at) { draft.alert(told, policy) }
        take(draft, in: &turn)
    }

    /// The case of what is going on with this person now: one incident is one case.
    func currentCase(of person: PersonID, room: RoomID, at now: Timestamp) -> Case? {
        guard let number = state.latestCase[person], let found = state.cases[number] else { return nil }
        guard found.room == room, found.judgement == .open, now - found.changedAt <= Incident.gap else { return nil }
        // What a moderator wants and nobody has agreed to yet is no answer to what this person does.
        guard state.seconds[number] == nil else { return nil }
        return found
    }

    /// One kind word is enough for a while.
    func hasBeenToldLately(_ person: PersonID, at now: Timestamp) -> Bool {
        guard let number = state.latestCase[person], let found = state.cases[number] else { return false }
        return found.step == .word && now - found.changedAt <= .minutes(10)
    }

    func hasBudget(for standing: Standing, at now: Timestamp) -> Bool {
        let alone = policy.alone
        let since = now - alone.budget.per.span
        if state.core.sanctionTimes.count(where: { $0 > since }) >= alone.budget.count { return false }
        if standing == .newcomer { return true }
        return state.core.sanctionTimesRegulars.count(where: { $0 > since }) < alone.regulars
    }

    /// Which budget is spent, in words: all sanctions, or those on people who are no newcomers.
    private func brake(for standing: Standing, at now: Timestamp) -> Utterance {
        let alone = policy.alone
        let since = now - alone.budget.per.span
        let all = state.core.sanctionTimes.count { $0 > since }
        let isAll = all >= alone.budget.count
        let count = isAll ? all : state.core.sanctionTimesRegulars.count { $0 > since }
        return words(
            isAll ? .brakeOn : .brakeRegulars,
            [
                .count: .number(count), .limit: .number(isAll ? alone.budget.count : alone.regulars),
                .span: .duration(alone.budget.per.span),
            ])
    }

    // MARK: - What the room can do

    func isFeasible(_ step: Step, in index: Int) -> Bool {
        switch step {
        case .note, .propose: true
        case .word: can(.whisper, index) ?? true
        case .remove: can(.remove, index) ?? false
        case .mute: can(.mute, index) ?? true
        case .kick: can(.kick, index) ?? true
        case .ban: can(.ban, index) ?? true
        }
    }

    /// A ban takes away what somebody wrote, for ever, from newcomers alone, whoever orders it (THREATS S10): who has
    /// written here for long has written more than what they are banned for.
    func mayErase(_ target: Target, by step: Step = .ban(Step.endless), in room: RoomID, at now: Timestamp) -> Bool {
        guard case .ban = step, !target.isServer, let index = policy.indexOfRoom[room], can(.erase, index) ?? false
        else { return false }
        return state.persons.number(of: target.person).map { state.persons[$0].standing(at: now) == .newcomer } ?? true
    }

    private func can(_ ability: Event.Ability, _ index: Int) -> Bool? {
        guard let capability = state.rooms[index].capability else { return nil }
        return capability.can.contains(ability)
    }

    /// Where a room cannot do a step it falls to the next gentler one.
    func feasible(_ step: Step, in index: Int) -> Step {
        if isFeasible(step, in: index) { return step }
        switch step {
        case .ban: return feasible(.kick, in: index)
        case .kick: return feasible(.mute(Step.standardMute), in: index)
        case .mute, .remove: return feasible(.word, in: index)
        case .word, .note, .propose: return .note
        }
    }
}
