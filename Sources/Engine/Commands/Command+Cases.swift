// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

extension Command {
    static let cases = Command(en: "cases", fr: "cas", usage: .usageCases, audience: .moderators, isForRooms: false) {
        $0.listCases($1, &$2)
    }
    static let why = Command(
        en: "why", fr: "pourquoi", usage: .usageWhy, audience: .anyone, isForRooms: false,
        answersMost: Engine.answersAboutOneself
    ) {
        $0.tellWhy($1, &$2)
    }
    static let ok = Command(en: "ok", fr: "ok", usage: .usageOk, audience: .moderators, isForRooms: false) {
        $0.judgeCase(isRight: true, $1, &$2)
    }
    static let no = Command(en: "no", fr: "non", usage: .usageNo, audience: .moderators, isForRooms: false) {
        $0.judgeCase(isRight: false, $1, &$2)
    }
    static let take = Command(
        en: "take", fr: "prendre", usage: .usageTake, audience: .moderators, isForRooms: false
    ) {
        $0.takeCase($1, &$2)
    }
    static let free = Command(en: "free", fr: "libérer", usage: .usageFree, audience: .moderators, isForRooms: true) {
        $0.freePerson($1, &$2)
    }
}

extension Engine {
    // MARK: - Reading

    fileprivate mutating func listCases(_ request: Request, _ turn: inout Turn) {
        if request.arguments.first != nil, request.arguments.first.map(Command.fold) != "open" {
            guard let target = target(request, .usageCases, &turn) else { return }
            let found = state.cases.values.filter { $0.person == target.person }.sorted { $0.number < $1.number }
            let who = Words.Value.who(target.name, account: target.account)
            if found.isEmpty {
                answer(.casesPersonNone, [.who: who], request, &turn)
            } else {
                answer(
                    .casesPerson,
                    [
                        .who: who, .count: .number(found.count { !$0.isTakenBack }),
                        .list: .list(found.suffix(12).map(numbered)),
                    ], request, &turn)
            }
            return
        }
        let open = state.cases.values.filter { $0.judgement == .open }.sorted { $0.number > $1.number }
        guard !open.isEmpty else { return answer(.casesNone, request, &turn) }
        var lines = open.prefix(5).map { caseLine($0, at: turn.at) }
        if open.count > 5 {
            lines.append(
                words(
                    .casesOpen,
                    [.count: .number(open.count), .list: .list(open.prefix(20).map { .number(Int($0.number)) })]))
        }
        answer(Array(lines), request, &turn)
    }

    private func numbered(_ found: Case) -> Words.Value {
        let number = Words.Value.number(Int(found.number))
        return found.isTakenBack ? .phrase(.casesTakenback, [.case: number]) : number
    }

    /// A case in one line, as `cases` and the digest have it.
    func caseLine(_ found: Case, at now: Timestamp) -> Utterance {
        words(
            found.isCare ? .casesCare : .casesLine,
            [
                .case: .number(Int(found.number)), .step: stepListed(found),
                .who: found.who,
                .room: roomValue(found.room), .delta: .duration(max(.seconds(1), now - found.openedAt)),
                .reason: found.appealLines.first.map { .peer($0, limit: 100) } ?? reason(of: found),
            ])
    }

    /// What is only proposed, or was only watched, is not named like what was done.
    private func stepListed(_ found: Case) -> Words.Value {
        if found.isCall { return .phrase(.stepCall) }
        let step = stepValue(found.step)
        return found.hasActed || found.step == .note ? step : .phrase(.stepUndone, [.step: step])
    }

    func reason(of found: Case) -> Words.Value {
        if found.isCall, let text = found.lines.first?.text { return .peer(text, limit: 100) }
        return found.verdict.reason.value
    }

    fileprivate mutating func tellWhy(_ request: Request, _ turn: inout Turn) {
        if request.isForTheTeam, request.arguments.isEmpty, request.place.isTeams {
            return answer(.commandForm, [.form: .phrase(.usageWhy)], request, &turn)
        }
        guard request.isForTheTeam, request.arguments.first != nil else { return tellWhyToMember(request, &turn) }
        if answersRaid("why", request, &turn) { return }
        if let word = request.arguments.first, isCaseName(word) {
            guard let found = caseNamed(request, .usageWhy, &turn) else { return }
            answer(explanation(of: found, at: turn.at), request, &turn)
            return
        }
        guard let target = target(request, .usageWhy, &turn) else { return }
        var lines: [Utterance] = []
        let number = state.persons.number(of: target.person)
        let record = number.map { state.persons[$0] }
        lines.append(
            words(
                .whyPerson,
                [
                    .who: .who(target.name, account: target.account), .role: role(target, turn.at),
                    .messages: .number(Int(record?.messages ?? 0)),
                    .first: .day(record?.firstSeen ?? turn.at, policy.zone), .cases: .number(count(of: target.person)),
                ]))
        if let note = record?.note {
            lines.append(
                words(
                    .whyNote,
                    [.by: .who(note.by, account: nil), .when: .day(note.at, policy.zone), .text: .peer(note.text)]))
        }
        answer(lines, request, &turn)
    }

    /// «41», «#41», or «tricot-41» where nobody is called that.
    private func isCaseName(_ word: String) -> Bool {
        if Self.caseNumber(word) != nil { return true }
        guard let dash = word.utf8.lastIndex(of: UInt8(ascii: "-")), dash > word.startIndex,
            Int32(word[word.utf8.index(after: dash)...]) != nil
        else { return false }
        if case .none = find(word) { return true }
        return false
    }

    /// A case with its measures, and the smallest change that would have spared the person.
    func explanation(of found: Case, at now: Timestamp) -> [Utterance] {
        if found.isCare { return [careExplained(found, at: now)] }
        var lines = [
            words(
                .whyCase,
                [
                    .case: .number(Int(found.number)), .who: found.who,
                    .room: roomValue(found.room),
                    .when: .moment(found.openedAt, now: now, policy.zone), .rule: .own(found.rule),
                    .mode: .own(found.mode.rawValue),
                    .reason: reason(of: found), .step: done(found),
                ])
        ]
        if let judged = judged(found) { lines.append(judged) }
        for signal in found.verdict.signals where signal.score != 0 {
            lines.append(
                words(
                    .whySignal,
                    [.label: .own(signal.name), .score: .own(signed(signal.score)), .reason: signal.reason.value]))
        }
        if found.threshold > 0 {
            // Each part of the sum is named: what the signals are together, and what came before them.
            let together = found.verdict.score - found.verdict.signals.reduce(0) { $0 + $1.score }
            if together != 0 { lines.append(words(.whyTogether, [.score: .own(signed(together))])) }
            let before = found.score - found.verdict.score
            if before != 0 { lines.append(words(.whyBefore, [.score: .own(signed(before))])) }
            lines.append(words(.whySum, [.score: .own(found.score.points), .limit: .own(passed(found).points)]))
        }
        lines += whoElse(found)
        for (place, line) in found.appealLines.enumerated() {
            let who = Words.Value.who(found.name, account: found.target.account)
            lines.append(appealed(found, line, isMore: place > 0, by: who))
        }
        if let change = sparing(found) { lines.append(words(.whySpare, [.change: .own(change)])) }
        for line in found.isOfList ? found.lines[...] : found.lines.suffix(3) {
            let quoted = Utterance(
                "> " + words(.fateLine, [.room: roomValue(found.room), .text: .peer(line.text)]).text)
            // What was said again is quoted once.
            if !lines.contains(quoted) { lines.append(quoted) }
        }
        return lines
    }

    /// What was done in a case: less than was decided, where an act failed or was held back.
    func done(_ found: Case) -> Words.Value {
        guard found.hasActed else { return .phrase(.stepNote) }
        if found.step.isSanction, found.acts.isEmpty { return .phrase(.undoObserved) }
        if found.step == .word, found.isUntold { return .phrase(.undoObserved) }
        return stepValue(found.step, erases: found.hasErased)
    }

    /// What the team said of a case by then; an order is right to whoever gave it.
    private func judged(_ found: Case) -> Utterance? {
        guard let by = found.judgedBy, !found.isOfNobody else { return nil }
        let key: Words.Key
        switch found.judgement {
        case .open, .expired: return nil
        case .right where found.rule == Case.order: return nil
        case .right: key = .caseRight
        case .wrong where !found.hasActed: key = found.mode == .observe ? .caseWrongObserved : .caseDropped
        case .wrong, .undone: key = .whyUndone
        }
        return words(key, [.case: .number(Int(found.number)), .by: .peer(by, limit: 40)])
    }

    private func signed(_ score: Int32) -> String { score > 0 ? "+\(score.points)" : score.points }

    private mutating func tellWhyToMember(_ request: Request, _ turn: inout Turn) {
        guard let found = latestCase(of: request), found.hasActed else { return answer(.whyNothing, request, &turn) }
        if found.isTakenBack { return answer([words(.appealGranted, in: found.room)], request, &turn) }
        let told = words(
            .whyTold,
            [
                .room: roomValue(found.room), .delta: .duration(turn.at - actedAt(found, at: turn.at)),
                .reason: reason(of: found), .step: stepValue(found.step), .case: .number(Int(found.number)),
            ], in: found.room)
        answer([told], request, &turn)
    }

    /// When it was done: an appeal or a judgement since then changes nothing about that.
    private func actedAt(_ found: Case, at now: Timestamp) -> Timestamp {
        if found.appeal == nil, !found.isAnswered, found.judgement == .open { return found.changedAt }
        let ends = state.sanctions.values.filter {
            $0.caseNumber == found.number && $0.liftedBy == nil && isOn(found.target, $0)
        }.compactMap(\.until).filter { $0 > now }
        guard let end = ends.max(), let span = found.step.span else { return found.openedAt }
        return max(found.openedAt, end - span)
    }

    // MARK: - Judging

    fileprivate mutating func judgeCase(isRight: Bool, _ request: Request, _ turn: inout Turn) {
        if request.isDeskTalk { return }
        if answersRaid(isRight ? "ok" : "no", request, &turn) { return }
        guard let found = caseNamed(request, isRight ? .usageOk : .usageNo, &turn) else { return }
        // An order is right to whoever gave it, so there is nothing to judge: a no to it, or a thumb down on the line that
        // says how to take it back, takes it back.
        if !isRight, found.rule == Case.order, found.judgement == .right, found.hasActed {
            var told: Set<PersonID> = []
            return takeBack(found, judgement: .undone, besides: &told, request, &turn)
        }
        guard found.judgement == .open else {
            answer(
                !isRight && found.hasActed && !found.isTakenBack ? .caseClosedUndo : .caseClosed,
                [
                    .case: .number(Int(found.number)), .delta: .duration(turn.at - found.changedAt),
                    .by: .peer(found.judgedBy ?? PeerText("–")),
                ],
                request, &turn)
            return
        }
        if isRight, let first = state.seconds[found.number] {
            guard !first.isSame(request.key) else {
                return answer(
                    .orderSame, [.case: .number(Int(found.number)), .by: .who(first.name, account: nil)], request,
                    &turn)
            }
            guard isLongOfTheTeam(request, at: turn.at) else {
                return answer(.orderYoung, [.case: .number(Int(found.number)), .by: request.by], request, &turn)
            }
        }
        if isRight { approve(found, request, &turn) } else { reject(found, request, &turn) }
    }

    /// Somebody of the team looks after it: the others hear so, and nothing is judged yet.
    fileprivate mutating func takeCase(_ request: Request, _ turn: inout Turn) {
        if request.isDeskTalk { return }
        guard let found = caseNamed(request, .usageTake, &turn) else { return }
        var draft = Draft("command take", self, at: turn.at, room: found.room, person: found.person, name: found.name)
        draft.caseNumber = found.number
        if found.isCare { draft.change(.attended(found.number)) }
        draft.announce(words(.caseTaken, [.case: .number(Int(found.number)), .by: request.by]), request, policy)
        take(draft, in: &turn)
    }

    private mutating func approve(_ found: Case, _ request: Request, _ turn: inout Turn) {
        if found.isOfList { return approveList(found, request, &turn) }
        if found.rule == Case.block, found.proposed != nil { return approveBlock(found, request, &turn) }
        var draft = Draft("command ok", self, at: turn.at, room: found.room, person: found.person, name: found.name)
        draft.caseNumber = found.number
        var values: [Words.Slot: Words.Value] = [.case: .number(Int(found.number)), .by: request.by]
        var acts: [ActID] = []
        var line = words(.caseRight, values)
        if let proposed = found.proposed {
            values[.step] = stepValue(
                proposed, erases: mayErase(found.target, by: proposed, in: found.room, at: turn.at))
            values[.who] = .who(found.name, account: found.target.account)
            line = words(.caseAgreed, values)
            var lines: [CaseLine] = []
            if proposed.isSanction, let index = policy.indexOfRoom[found.room], isFeasible(.remove, in: index) {
                (lines, acts) = draft.remove(
                    found.lines, of: found.target, in: found.room, reason: found.verdict.reason, self)
            }
            acts += draft.carryOut(
                proposed, on: found.target, in: found.room, removals: acts, reason: found.verdict.reason, engine: self,
                word: found.verdict.word,
                desk: line, asker: request.asker(openDesks: state.openDesks))
            for other in found.also {
                acts += draft.carryOut(
                    proposed, on: other.target, in: other.room, reason: found.verdict.reason, engine: self,
                    word: found.verdict.word, desk: Utterance(""))
            }
            draft.change(
                .caseGrown(
                    found.number, step: proposed, proposed: nil, verdict: found.verdict, score: found.score, acts: acts,
                    lines: lines, at: turn.at))
        }
        draft.change(.caseJudged(found.number, .right, by: request.name, at: turn.at))
        if let person = request.person, found.proposed != nil {
            draft.change(.did(person, at: turn.at, number: found.number, trusted: nil))
        }
        if found.proposed == nil { tellKept(found, Self.rest(of: request.rest, after: 1), &draft) }
        // What is to be done is told once it is done.
        if acts.isEmpty { draft.announce(line, request, policy) } else { draft.acknowledge(line, request) }
        learn(from: found, isFine: false, request, &draft)
        take(draft, in: &turn)
    }

    private mutating func reject(_ found: Case, _ request: Request, _ turn: inout Turn) {
        if found.isOfNobody, found.acts.isEmpty { return rejectList(found, request, &turn) }
        if !found.acts.isEmpty || found.mode == .act && found.proposed == nil {
            var told: Set<PersonID> = []
            takeBack(found, judgement: .wrong, besides: &told, request, &turn)
            return
        }
        var draft = Draft("command no", self, at: turn.at, room: found.room, person: found.person, name: found.name)
        draft.change(.caseJudged(found.number, .wrong, by: request.name, at: turn.at))
        // An order that is dropped says nothing about what its person did.
        if !found.accusesNobody, state.seconds[found.number] == nil {
            for target in found.targets {
                draft.change(.released(target.person, rule: found.rule, until: turn.at + .hours(24)))
                draft.change(.cooled(target.person))
            }
        }
        draft.announce(
            words(
                found.mode == .observe ? .caseWrongObserved : .caseDropped,
                [.case: .number(Int(found.number)), .by: request.by]), request, policy)
        learn(from: found, isFine: true, request, &draft)
        take(draft, in: &turn)
    }

    fileprivate mutating func freePerson(_ request: Request, _ turn: inout Turn) {
        guard let target = target(request, .usageFree, &turn) else { return }
        let standing = state.sanctions.values.filter { sanction in
            let isRevoked = sanction.receipt == nil && (sanction.until ?? .distantFuture) <= turn.at
            return isOn(target, sanction) && sanction.liftedBy == nil && !isRevoked
        }.map(\.act).sorted()
        let who = Words.Value.who(target.name, account: target.account)
        guard !standing.isEmpty else { return answer(.freeNothing, [.who: who], request, &turn) }
        var draft = Draft("command free", self, at: turn.at, person: target.person, name: target.name)
        let taken = withdraw(standing, isOfOne: true, &draft)
        tellFreed(target, standing, &draft)
        draft.change(.released(target.person, rule: "", until: turn.at + .hours(24)))
        draft.announce(words(.freeDone, [.who: who, .by: request.by, .taken: .list(taken)]), request, policy)
        take(draft, in: &turn)
    }

    /// Whoever was told of it hears that it is over.
    private func tellFreed(_ target: Target, _ standing: [ActID], _ draft: inout Draft) {
        var over: [RoomID: Sanction] = [:]
        for sanction in standing.compactMap({ state.sanctions[$0] }) where sanction.caseNumber != 0 {
            let wasWithdrawn = withdrawNotices(of: [sanction.caseNumber], to: target.person, &draft)
            guard !wasWithdrawn, sanction.receipt != nil, let found = state.cases[sanction.caseNumber],
                !found.isOfList, keeper(of: sanction, besides: standing, at: draft.at) == nil
            else { continue }
            // Of a ban, which kept them out, rather than of a mute beside it.
            if over[sanction.room]?.kind != .ban { over[sanction.room] = sanction }
        }
        for (room, sanction) in over.sorted(by: { $0.key < $1.key }) {
            let values: [Words.Slot: Words.Value] = [.room: roomValue(room)]
            if sanction.kind == .ban {
                // Whoever comes back knows it then.
                draft.whisper(words(.banOver, values, in: room), to: whereNow(target), room: room)
            } else {
                makeAmends(words(.muteOver, values, in: room), to: target, room: room, until: sanction.until, &draft)
            }
        }
    }

    /// The last case of who asks; of their host where they logged in only since, of their session where a cloak came too.
    func latestCase(of request: Request) -> Case? {
        guard let target = request.target else { return nil }
        let byHost = PersonID.byHost(target.person.network, user: target.user, host: target.host)
        let known = [target.person, byHost].compactMap { state.latestCase[$0].flatMap { state.cases[$0] } }
        let own =
            known.isEmpty
            ? state.cases.values.filter { found in
                !found.accusesNobody && found.targets.contains { $0.member == target.member }
            } : known
        return own.max { ($0.changedAt, $0.number) < ($1.changedAt, $1.number) }
    }
}
