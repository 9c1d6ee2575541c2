// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// What the desk hears of policy lists, and what it says to that. One change of a list is one case, however many people
/// it names; it is taken back whole.
extension Engine {
    // MARK: - Asking

    /// Shows the desk a list that it has not agreed to, or a jump of one that it has: how many it says, whom that would
    /// hit here, who is left alone.
    mutating func ask(about room: RoomID, _ turn: inout Turn) {
        guard let list = state.lists[room], let home = home(of: room) else { return }
        let (new, gone) = list.changes
        let named = named(by: ListMatcher(new.compactMap { list.byHash[$0] }), room, at: turn.at)
        var draft = Draft("list asked", self, at: turn.at, room: home)
        let number = state.core.nextCase
        draft.caseNumber = number
        draft.change(
            .caseOpened(
                listCase(number, room, home, .ask, .ban(Step.endless), named.strangers, isAbout: true, at: turn.at)))
        draft.change(.list(room, .asked(number, shown: new)))
        let isFollowed = list.record.stance == .followed
        draft.alert(
            words(
                isFollowed ? .listJumped : .listAsked,
                [
                    .case: .number(Int(number)), .list: .own(listName(room)), .count: .number(new.count),
                    .gone: .number(gone.count), .left: .duration(policy.alone.answer), .who: hit(named),
                    .spared: spared(named), .more: unread(list),
                ]), policy)
        take(draft, in: &turn)
    }

    private func hit(_ named: Named) -> Words.Value {
        named.strangers.isEmpty
            ? .phrase(.listNobody)
            : .phrase(
                .listHits, [.count: .number(named.strangers.count), .names: shown(named.strangers.map(\.target))])
    }

    private func spared(_ named: Named) -> Words.Value {
        named.spared.isEmpty ? .own("") : .phrase(.listSpared, [.names: shown(named.spared.map(\.target))])
    }

    private func unread(_ list: Blocklist) -> Words.Value {
        let count = Int(list.unread) + list.matcher.unread
        return count == 0 ? .own("") : .phrase(.listUnread, [.count: .number(count)])
    }

    /// The room of hers in which a list's cases are told: the first on its network.
    private func home(of list: RoomID) -> RoomID? {
        (policy.rooms.first { $0.room.network == list.network } ?? policy.rooms.first)?.room
    }

    private func listCase(
        _ number: Int32, _ list: RoomID, _ home: RoomID, _ mode: Mode, _ step: Step, _ people: [Named.One],
        acts: [ActID] = [], isAbout: Bool = false, at now: Timestamp
    ) -> Case {
        let name = PeerText(listName(list))
        let nobody = PersonID(list.network, .account, list.name)
        let reason = Reason("list", name: listName(list))
        let signal = isAbout ? Case.aboutList : "list"
        // Whom it names and why, for the desk alone (H6): `why` shows it.
        let lines = people.prefix(Case.linesKept).map { one in
            let why = one.rule.reason.raw.isEmpty ? "" : " (\(one.rule.reason.raw))"
            let id = one.target.account ?? one.target.member.key
            return CaseLine(PeerText("\(id.text): \(one.rule.entity.text)\(why)"), message: id)
        }
        return Case(
            number: number, openedAt: now, changedAt: now, room: home, person: nobody, name: name,
            target: Target(
                member: MemberID(list.network, list.name), person: nobody, account: nil, user: "", host: "", name: name),
            rule: Self.rule(of: list), mode: mode, step: step, proposed: mode == .ask ? step : nil,
            verdict: Verdict(signals: [Signal(signal, .manner, score: 0, reason: reason)], score: 0, isHard: true),
            score: 0, threshold: 0, acts: acts, judgement: .open, judgedBy: nil, lines: lines, appeal: nil)
    }

    // MARK: - People that a followed list names

    /// Does, proposes or notes what is to come of those of whom the desk has not heard yet.
    mutating func meet(_ list: RoomID, _ matcher: ListMatcher, _ turn: inout Turn) {
        guard let home = home(of: list) else { return }
        let told = Set(state.lists[list]?.record.told ?? [])
        var named = named(by: matcher, list, at: turn.at)
        named.strangers.removeAll { told.contains($0.hash) }
        named.spared.removeAll { told.contains($0.hash) }
        if !named.spared.isEmpty {
            var draft = Draft("list", self, at: turn.at, room: home)
            draft.change(.list(list, .told(named.spared.map(\.hash))))
            draft.alert(
                words(.listKnown, [.list: .own(listName(list)), .names: shown(named.spared.map(\.target))]), policy)
            take(draft, in: &turn)
        }
        var rest = named.strangers[...]
        // A case holds ten names, and one change touches twenty people; who is beyond that comes at the next.
        for _ in 0..<(Self.actsMost / Case.linesKept) where !rest.isEmpty {
            respond(to: list, home, Array(rest.prefix(Case.linesKept)), &turn)
            rest = rest.dropFirst(Case.linesKept)
        }
    }

    private mutating func respond(to list: RoomID, _ home: RoomID, _ people: [Named.One], _ turn: inout Turn) {
        var mode = policy.alone.lists
        var step = Step.ban(Step.endless)
        for index in people.flatMap(\.rooms).compactMap({ policy.indexOfRoom[$0] }) {
            mode = min(mode, self.mode(in: index, at: turn.at))
            if step.severity > policy.rooms[index].ceiling.severity { step = policy.rooms[index].ceiling }
            step = feasible(step, in: index)
        }
        if isPaused(at: turn.at) { mode = .observe }
        if mode == .act, !step.isSanction || !hasBudget(for: .newcomer, at: turn.at) { mode = .ask }
        // What people are asked about they may want whole.
        if mode != .act { step = .ban(Step.endless) }
        let number = state.core.nextCase
        let first = people.first?.target
        var draft = Draft(
            "list", self, at: turn.at, room: home, person: first?.person, name: first?.name ?? PeerText(""))
        draft.caseNumber = number
        draft.decision.mode = mode
        draft.decision.step = step
        let acts = mode == .act ? carryOut(step, on: people, number: number, list: list, &draft) : []
        draft.change(.caseOpened(listCase(number, list, home, mode, step, people, acts: acts, at: turn.at)))
        draft.change(.list(list, .told(people.map(\.hash))))
        let key: Words.Key =
            switch mode {
            case .act: .listActed
            case .ask: .listMatched
            case .observe: .listObserved
            }
        tellDesk(
            words(
                key,
                [
                    .case: .number(Int(number)), .list: .own(listName(list)), .names: shown(people.map(\.target)),
                    .step: stepValue(step), .left: .duration(policy.alone.answer),
                ]), &draft)
        take(draft, in: &turn)
    }

    /// The acts, in each room where they are; the desk hears of all in one line.
    private func carryOut(_ step: Step, on people: [Named.One], number: Int32, list: RoomID, _ draft: inout Draft)
        -> [ActID]
    {
        let reason = Reason("list", name: listName(list))
        var acts: [ActID] = []
        for one in people {
            for room in one.rooms {
                acts += draft.carryOut(
                    step, on: one.target, in: room, reason: reason, engine: self, word: .wordOther, desk: Utterance(""))
            }
        }
        return acts
    }

    // MARK: - What the desk says

    mutating func approveList(_ found: Case, _ request: Request, _ turn: inout Turn) {
        guard let room = policy.lists.first(where: { Self.rule(of: $0) == found.rule }), let list = state.lists[room]
        else {
            return answer(.caseClosed, [.case: .number(Int(found.number)), .by: .own("–")], request, &turn)
        }
        let isAsked = list.record.caseNumber == found.number
        // Exactly what was shown, whatever the list has become meanwhile (THREATS C6).
        var named = named(
            by: isAsked ? ListMatcher(list.record.shown.compactMap { list.byHash[$0] }) : list.matcher, room,
            at: turn.at)
        let meant = Set(found.lines.compactMap(\.message))
        if !isAsked { named.strangers.removeAll { !meant.contains($0.target.account ?? $0.target.member.key) } }
        let people = Array(named.strangers.prefix(Self.actsMost))
        if found.proposed != nil, !people.isEmpty, teamSize(at: turn.at) >= Self.teamForTwoKeys,
            state.seconds[found.number] == nil
        {
            var draft = Draft("command second", self, at: turn.at, room: found.room)
            draft.caseNumber = found.number
            draft.change(.keyed(found.number, request.key))
            draft.announce(
                words(
                    .orderSecond,
                    [
                        .case: .number(Int(found.number)), .step: stepValue(found.step),
                        .who: shown(people.map(\.target)), .left: .duration(Self.secondLasts),
                    ]), request, policy)
            return take(draft, in: &turn)
        }
        var draft = Draft("command ok", self, at: turn.at, room: found.room)
        draft.caseNumber = found.number
        var acts: [ActID] = []
        if let step = found.proposed {
            acts = carryOut(step, on: people, number: found.number, list: room, &draft)
            draft.change(
                .caseGrown(
                    found.number, step: step, proposed: nil, verdict: found.verdict, score: 0, acts: acts, lines: [],
                    at: turn.at))
        }
        if isAsked {
            let gone = list.record.accepted.filter { list.byHash[$0] == nil }
            draft.change(.list(room, .followed(list.record.shown, gone: gone, begun: found.number)))
            draft.change(.list(room, .told((people + named.spared).map(\.hash))))
        }
        draft.change(.caseJudged(found.number, .right, by: request.name, at: turn.at))
        draft.announce(
            words(
                isAsked ? .listFollowed : .listAgreed,
                [
                    .case: .number(Int(found.number)), .list: .own(listName(room)), .by: request.by,
                    .who: acts.isEmpty
                        ? .phrase(.listNobody) : .phrase(.listBanned, [.names: shown(people.map(\.target))]),
                ]), request, policy)
        take(draft, in: &turn)
        // Who is beyond twenty, and what came while the desk was thinking.
        if isAsked { meet(room, state.lists[room]?.matcher ?? ListMatcher(), &turn) }
        liftUnlisted(&turn)
    }

    mutating func rejectList(_ found: Case, _ request: Request, _ turn: inout Turn) {
        var draft = Draft("command no", self, at: turn.at, room: found.room)
        draft.caseNumber = found.number
        draft.change(.caseJudged(found.number, .wrong, by: request.name, at: turn.at))
        let room = policy.lists.first { Self.rule(of: $0) == found.rule }
        let list = room.flatMap { state.lists[$0]?.record }
        let isAsked = list?.caseNumber == found.number
        let isWhole = isAsked && list?.stance != .followed
        if let room, isAsked { draft.change(.list(room, .refused(isWhole: isWhole))) }
        draft.announce(
            words(
                isWhole ? .listRefused : .caseDropped,
                [.case: .number(Int(found.number)), .list: .own(found.name.raw), .by: request.by]), request, policy)
        take(draft, in: &turn)
    }

    /// Takes back what was done in a case of a list; the case that began it takes the list back with it.
    mutating func takeBackList(_ found: Case, judgement: Case.Judgement, _ request: Request, _ turn: inout Turn) {
        var draft = Draft("command undo", self, at: turn.at, room: found.room)
        draft.caseNumber = found.number
        var taken = withdraw(found.acts, &draft)
        let room = policy.lists.first { Self.rule(of: $0) == found.rule }
        // A list that was asked about is not followed in part: what one `ok` began or took over, one `undo` ends.
        if let room, state.lists[room]?.record.begun == found.number || found.isAboutList {
            draft.change(.list(room, .refused(isWhole: true)))
            taken.append(.phrase(.takenList, [.list: .own(found.name.raw)]))
        }
        if found.hasErased { taken.append(.phrase(.takenErased)) }
        draft.change(.caseJudged(found.number, judgement, by: request.name, at: turn.at))
        draft.announce(
            words(
                .listUndone,
                [.case: .number(Int(found.number)), .by: request.by, .taken: .list(taken)]), request, policy)
        take(draft, in: &turn)
        liftUnlisted(&turn)
    }
}

extension Case {
    static let aboutList = "list whole"
    /// The desk was asked about the list itself.
    var isAboutList: Bool { verdict.signals.first?.name == Self.aboutList }
    /// About a policy list, or about people one names: nobody in particular.
    var isOfList: Bool { rule.hasPrefix("list ") }
}
