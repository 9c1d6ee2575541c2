// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

extension Command {
    static let warn = Command(
        en: "warn", fr: "avertir", usage: .usageWarn, audience: .moderators, isForRooms: true
    ) { $0.order(.word, $1, .usageWarn, &$2) }

    static let mute = Command(
        en: "mute", fr: "silence", usage: .usageMute, audience: .moderators, isForRooms: true
    ) { $0.order(.mute(Step.standardMute), $1, .usageMute, &$2) }

    static let kick = Command(
        en: "kick", fr: "sortir", usage: .usageKick, audience: .moderators, isForRooms: true
    ) { $0.order(.kick, $1, .usageKick, &$2) }

    static let ban = Command(
        en: "ban", fr: "bannir", usage: .usageBan, audience: .moderators, isForRooms: true
    ) { $0.order(.ban(Step.standardBan), $1, .usageBan, &$2) }
}

extension Step {
    /// It ends by itself and can be taken back: a moderator alone may do so in any number. A kick happened, and an endless
    /// ban stands.
    fileprivate var isReversible: Bool {
        switch self {
        case .note, .word, .mute, .propose: true
        case .ban: !isEndless
        case .kick, .remove: false
        }
    }

    /// It has an end, and this word, which is no duration, was meant for one: the usual one must not be taken instead.
    fileprivate func isTimed(_ word: String) -> Bool {
        switch self {
        case .mute, .ban:
            DurationText.isAttempt(word.hasPrefix("-") ? String(word.dropFirst()) : word) || Self.isForever(word)
        case .note, .word, .remove, .kick, .propose: false
        }
    }

    /// How many of the words say `for ever`, in either language; 0 for none.
    fileprivate static func forever(_ words: ArraySlice<String>) -> Int {
        guard let first = words.first else { return 0 }
        if isForever(first) { return 1 }
        guard let second = words.dropFirst().first, ["for", "pour"].contains(Command.fold(first)) else { return 0 }
        return ["ever", "good"].contains(Command.fold(second)) || isForever(second) ? 2 : 0
    }

    /// `forever`, in either language.
    fileprivate static func isForever(_ word: String) -> Bool {
        ["forever", "permanent", "toujours", "definitif", "definitivement"].contains(Command.fold(word))
    }
}

extension Engine {
    /// A moderator's order: carried out, within what protects everybody (THREATS I1).
    mutating func order(_ standard: Step, _ request: Request, _ usage: Words.Key, _ turn: inout Turn) {
        if let name = request.arguments.first, let why = absence(hiding: name) {
            return refuse(.peer(PeerText(name), limit: 40), why, request, &turn)
        }
        guard let target = target(request, usage, orHerself: true, &turn) else { return }
        let who = Words.Value.who(target.name, account: target.account)
        guard let room = roomOfOrder(request, target) else {
            return refuse(who, .phrase(.guardGone), request, &turn)
        }
        // What is owed in a room she is out of would wait unseen, and fail at her return.
        if let why = absence(from: room) { return refuse(who, why, request, &turn) }
        guard let (step, text) = Self.read(standard, request) else {
            return answer(
                .commandDuration, [.word: .peer(PeerText(request.arguments[1]), limit: 40)], request, &turn)
        }
        if let why = guarded(target, in: room, at: turn.at) { return refuse(who, .phrase(why), request, &turn) }
        if let standing = standing(step, on: target, in: room, at: turn.at) {
            return answer(
                .orderStanding,
                [
                    .who: who, .name: typed(target), .case: .number(Int(standing.caseNumber)),
                    .left: standing.until.map { .duration($0 - turn.at) } ?? .phrase(.stepBanEndless),
                ], request, &turn)
        }
        let isTooMany = !step.isReversible && isOverOrders(request, at: turn.at)
        guard isTooMany || step.isEndless && teamSize(at: turn.at) >= Self.teamForTwoKeys else {
            return carryOut(step, on: target, in: room, words: text, request, &turn)
        }
        guard isLongOfTheTeam(request, at: turn.at) else {
            return refuse(who, .phrase(.guardYoung), request, &turn)
        }
        askSecond(step, on: target, in: room, words: text, isTooMany: isTooMany, request, &turn)
    }

    private mutating func refuse(_ who: Words.Value, _ why: Words.Value, _ request: Request, _ turn: inout Turn) {
        answer(.orderRefused, [.who: who, .why: why], request, &turn)
    }

    /// For how long, and the reason: what stands behind the name. Nil where the second word is meant for a length and is
    /// none.
    private static func read(_ standard: Step, _ request: Request) -> (step: Step, reason: String)? {
        let behind = rest(of: request.rest, after: 1)
        let forever = Step.forever(request.arguments.dropFirst())
        if forever > 0, case .ban = standard {
            return (.ban(Step.endless), rest(of: request.rest, after: 1 + forever))
        }
        let given = DurationText.prefix(of: behind)
        if request.arguments.count > 1,
            given.map({ !Step.spans.contains($0.span) }) ?? standard.isTimed(request.arguments[1])
        {
            return nil
        }
        guard let (span, bytes) = given else { return (standard, behind) }
        let reason = rest(of: String(decoding: behind.utf8.dropFirst(bytes), as: UTF8.self), after: 0)
        switch standard {
        case .mute: return (.mute(span), reason)
        case .ban: return (.ban(span), reason)
        case .note, .word, .remove, .kick, .propose: return (standard, reason)
        }
    }

    /// Why nothing is done to somebody even by order.
    private func guarded(_ target: Target, in room: RoomID, at now: Timestamp) -> Words.Key? {
        let person = state.persons.number(of: target.person).map { state.persons[$0] }
        let facts = state.presences[target.member].map { presence in
            var facts = presence.facts
            facts.rank = presence.rank(in: room) ?? facts.rank
            return facts
        }
        let verdict = Guards(policy: policy, room: policy.room(room))
            .mayAct(on: target.person, person, facts: facts, rule: Case.order, isHard: true, isOrdered: true, at: now)
        switch verdict {
        case .may: return nil
        case .never(let key), .wait(let key): return key
        }
    }

    /// What holds somebody at least as long as this would: a second one would change nothing, and tell them otherwise.
    private func standing(_ step: Step, on target: Target, in room: RoomID, at now: Timestamp) -> Sanction? {
        let kind: Sanction.Kind
        let end: Timestamp
        switch step {
        case .mute(let span): (kind, end) = (.mute, now + span)
        case .ban(let span): (kind, end) = (.ban, step.isEndless ? .distantFuture : now + span)
        case .note, .word, .remove, .kick, .propose: return nil
        }
        return state.sanctions.values.filter {
            $0.kind == kind && $0.room == room && isOn(target, $0) && $0.liftedBy == nil && $0.receipt != nil
                && ($0.until ?? .distantFuture) >= end
        }.min { $0.act < $1.act }
    }

    /// Permanent acts need two people where the community has so many moderators (PRODUCT: radius and budget).
    static let teamForTwoKeys = 3

    /// Moderators and owners: those of the file, and those who have or had rank in the last 90 days.
    func teamSize(at now: Timestamp) -> Int {
        var team = policy.team
        if let owner = state.core.claimedOwner { team.insert(owner) }
        let services = Set(state.presences.values.filter { $0.facts.isBot || $0.facts.rank >= .ircop }.map(\.person))
        for (number, person) in state.persons.records.enumerated()
        where now - person.lastRanked <= Guards.rankLasts && !services.contains(Int32(number)) {
            team.insert(person.id)
        }
        return team.count
    }

    /// Nothing is done yet: another moderator has ten minutes to agree.
    private mutating func askSecond(
        _ step: Step, on target: Target, in room: RoomID, words text: String, isTooMany: Bool, _ request: Request,
        _ turn: inout Turn
    ) {
        var draft = Draft(
            "command second", self, at: turn.at, room: room, person: target.person, name: target.name)
        let verdict = Verdict(
            signals: [Signal("order", .manner, score: 0, reason: Reason("order", name: text))], score: 0, isHard: true)
        let number = state.core.nextCase
        draft.caseNumber = number
        draft.decision.mode = .ask
        draft.decision.step = step
        draft.decision.verdict = verdict
        draft.change(
            .caseOpened(
                Case(
                    number: number, openedAt: turn.at, changedAt: turn.at, room: room, person: target.person,
                    name: target.name, target: target, rule: Case.order, mode: .ask, step: step, proposed: step,
                    verdict: verdict, score: 0, threshold: 0, acts: [], judgement: .open, judgedBy: nil, lines: [],
                    appeal: nil)))
        draft.change(.keyed(number, request.key))
        if !isTooMany { draft.change(.ordered(by: request.person, at: turn.at)) }
        draft.announce(
            words(
                isTooMany ? .orderBudget : .orderSecond,
                [
                    .case: .number(Int(number)), .step: stepValue(step), .by: request.by,
                    .who: .who(target.name, account: target.account), .left: .duration(Self.secondLasts),
                    .count: .number(Self.ordersMost), .limit: .number(Self.ordersMost), .span: .duration(.minutes(10)),
                ]), request, policy)
        take(draft, in: &turn)
    }

    private mutating func carryOut(
        _ step: Step, on target: Target, in room: RoomID, words text: String, _ request: Request, _ turn: inout Turn
    ) {
        var draft = Draft(
            "command \(step.description)", self, at: turn.at, room: room, person: target.person, name: target.name)
        let reason = Reason("order", name: text)
        draft.decision.step = step
        draft.decision.verdict = Verdict(
            signals: [Signal("order", .manner, score: 0, reason: reason)], score: 0, isHard: true)
        let number = state.core.nextCase
        draft.caseNumber = number
        let line = words(
            .orderDone,
            [
                .case: .number(Int(number)),
                .step: stepValue(step, erases: mayErase(target, by: step, in: room, at: turn.at)),
                .who: .who(target.name, account: target.account), .room: roomValue(room), .by: request.by,
            ])
        let acts = draft.carryOut(
            step, on: target, in: room, reason: reason, engine: self, word: text.isEmpty ? .warnTold : .warnSaid,
            desk: line, asker: request.asker(openDesks: state.openDesks))
        draft.change(
            .caseOpened(
                Case(
                    number: number, openedAt: turn.at, changedAt: turn.at, room: room, person: target.person,
                    name: target.name,
                    target: target, rule: Case.order, mode: .act, step: step, proposed: nil,
                    verdict: draft.decision.verdict,
                    score: 0, threshold: 0, acts: acts, judgement: .right, judgedBy: request.name, lines: [],
                    appeal: nil)))
        if !step.isReversible { draft.change(.ordered(by: request.person, at: turn.at)) }
        if let person = request.person { draft.change(.did(person, at: turn.at, number: number, trusted: nil)) }
        if acts.isEmpty { draft.announce(line, request, policy) } else { draft.acknowledge(line, request) }
        take(draft, in: &turn)
    }

    /// The room the target is in: that of the request where possible.
    private func roomOfOrder(_ request: Request, _ target: Target) -> RoomID? {
        if case .room(let room) = request.place { return room }
        if let presence = state.presences[target.member] {
            for room in presence.rooms.map(\.room).sorted() where policy.indexOfRoom[room] != nil { return room }
        }
        if let number = state.latestCase[target.person], let found = state.cases[number] { return found.room }
        if let room = state.former.room(of: target.member), policy.indexOfRoom[room] != nil { return room }
        return policy.rooms.first { $0.room.network == target.person.network }?.room
    }

    private func isOverOrders(_ request: Request, at now: Timestamp) -> Bool {
        guard request.authority == .moderator, let person = request.person else { return false }
        return state.core.orders.count(where: { $0.by == person && now - $0.at < .minutes(10) }) >= Self.ordersMost
    }
    /// Of the file, an owner, or with rank for seven days, or since she came: who was made a moderator an hour ago is no
    /// second key (THREATS I2).
    func isLongOfTheTeam(_ request: Request, at now: Timestamp) -> Bool {
        guard request.authority < .owner, let person = request.person else { return true }
        if policy.isOfTheTeam(person) { return true }
        guard let number = state.persons.number(of: person) else { return false }
        let since = state.persons[number].rankedSince
        return since > .distantPast && (now - since >= Self.keyAfter || since - state.core.beganAt <= .hours(1))
    }
    static let keyAfter = TimeSpan.days(7)

    /// What cannot be taken back whole, kicks and endless bans, one moderator may order in ten minutes.
    static let ordersMost = 10
}
