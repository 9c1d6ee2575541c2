// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

extension Command {
    /// Somebody asked the team to be forgotten, or cannot ask any more: by owners only, a day later (THREATS K9).
    static let forget = Command(
        en: "forget", fr: "oublier", usage: .usageForget, audience: .owners, isForRooms: false
    ) { $0.orderForgetting($1, &$2) }

    /// All that is kept of somebody, for an operator who has to answer for it.
    static let export = Command(
        en: "export", fr: "exporter", usage: .usageExport, audience: .owners, isForRooms: false
    ) { $0.orderExport($1, &$2) }
}

extension Engine {
    fileprivate mutating func orderForgetting(_ request: Request, _ turn: inout Turn) {
        guard let target = target(request, .usageForget, &turn) else { return }
        let who = Words.Value.who(target.name, account: target.account)
        let isStopped = ["no", "non"].contains(request.arguments.dropFirst().first.map(Command.fold) ?? "")
        // Its name too: the log of what was done would call whoever is forgotten by the name of who ordered it.
        var draft = draft(isStopped ? "forget no" : "forget", request, turn)
        (draft.decision.person, draft.decision.name) = (target.person, target.name)
        let asked = state.core.forgetting.first { $0.person == target.person }?.due
        if isStopped {
            if asked != nil { draft.change(.forgetting(target.person, at: nil)) }
            draft.announce(words(.forgetKept, [.who: who, .by: request.by]), request, policy)
            return take(draft, in: &turn)
        }
        let due = asked ?? turn.at + State.Forgetting.delay
        let left = Words.Value.duration(due - turn.at)
        if asked == nil {
            draft.change(.forgetting(target.person, at: due))
            // Whoever it is about hears of it while it can be stopped.
            if state.presences[target.member] != nil { draft.whisper(words(.forgetTold, [.left: left]), to: target) }
        }
        draft.announce(
            words(.forgetDue, [.who: who, .by: request.by, .left: left, .name: typed(target)]), request,
            policy)
        take(draft, in: &turn)
    }

    fileprivate mutating func orderExport(_ request: Request, _ turn: inout Turn) {
        // What is kept of somebody goes to the machine's operator, never into a room.
        guard case .control = request.place else { return answer(.exportHost, request, &turn) }
        guard let target = target(request, .usageExport, &turn) else { return }
        var draft = draft("export", request, turn)
        draft.decision.answer = kept(of: target.person, called: target.name, at: turn.at, most: .max).map(\.text)
        take(draft, in: &turn)
    }

    /// Everything that is kept of a person but what moderators noted and what others wrote, in words; beyond `most` lines
    /// the oldest cases are left out.
    func kept(of person: PersonID, called name: PeerText, at now: Timestamp, most: Int) -> [Utterance] {
        guard let number = state.persons.number(of: person) else { return [words(.meNothing)] }
        let record = state.persons[number]
        var lines = [
            words(
                .exportSeen,
                [
                    .who: .who(name, account: person.kind == .account ? person.key : nil),
                    .first: .day(record.firstSeen, policy.zone), .last: .day(record.lastSeen, policy.zone),
                    .messages: .number(Int(record.messages)), .n: .number(Int(record.answered)),
                ])
        ]
        if let greeted = record.greetedAt { lines.append(words(.exportGreeted, [.when: .day(greeted, policy.zone)])) }
        if record.lastRanked > .distantPast {
            lines.append(words(.exportRank, [.when: .day(record.lastRanked, policy.zone)]))
        }
        if record.trustedByHand == true, let until = record.trustedUntil, until > now {
            lines.append(words(.exportTrusted, [.until: .day(until, policy.zone)]))
        }
        if record.trustedByHand == false { lines.append(words(.exportDistrusted)) }
        if record.wantsSilence { lines.append(words(.exportSilent)) }
        let calls = record.calls.count { now - $0 < .hours(1) }
        if calls > 0 { lines.append(words(.exportCalls, [.count: .number(calls)])) }
        let heat = max(record.heat.value, record.observedHeat.value)
        if heat > 0 { lines.append(words(.exportFaults, [.score: .own(heat.points)])) }
        let standing = standing(of: person, at: now)
        if !standing.isEmpty { lines.append(words(.exportStands, [.list: .list(standing)])) }
        let end = words(.exportEnd, [.text: .duration(policy.memory.text)])
        var cases: [[Utterance]] = []
        var left = most == .max ? Int.max : most - lines.count - 1
        for found in state.cases.values.filter({ $0.person == person && !$0.isCare }).sorted(by: {
            $0.number > $1.number
        }) {
            let told = exported(found, at: now)
            guard told.count <= left else { break }
            left -= told.count
            cases.append(told)
        }
        return lines + cases.reversed().joined() + [end]
    }

    private func exported(_ found: Case, at now: Timestamp) -> [Utterance] {
        let values: [Words.Slot: Words.Value] = [
            .case: .number(Int(found.number)), .when: .moment(found.openedAt, now: now, policy.zone),
            .room: roomValue(found.room), .reason: reason(of: found), .step: done(found),
        ]
        let key: Words.Key = found.isCall ? .exportCall : found.isTakenBack ? .exportTakenback : .exportCase
        var lines = [words(key, values)]
        for text in found.lines.map(\.text) + found.appealLines where !text.raw.isEmpty {
            lines.append(
                words(.exportLine, [.case: .number(Int(found.number)), .text: .peer(text, limit: 400)]))
        }
        return lines
    }

    /// What moderators changed for a time, beside what bot.conf says: `geoffrin diff` (THREATS I3).
    public func tweaks() -> [String] {
        let now = state.core.now
        var lines: [Utterance] = []
        if let mode = state.core.mode, let until = state.core.modeUntil, until > now {
            lines.append(
                words(.tweakMode, [.mode: .own(mode.rawValue), .until: .moment(until, now: now, policy.zone)]))
        }
        if let until = state.core.hushedUntil, until > now {
            lines.append(words(.tweakHush, [.until: .moment(until, now: now, policy.zone)]))
        }
        if let until = state.core.pausedUntil, until > now {
            lines.append(words(.tweakPause, [.until: .moment(until, now: now, policy.zone)]))
        }
        for pinned in state.core.demotions where pinned.isPinned && pinned.until > now {
            lines.append(words(.tweakPinned, [.rule: .own(pinned.rule), .until: .day(pinned.until, policy.zone)]))
        }
        let trusted = state.persons.records.filter {
            $0.trustedByHand == true && ($0.trustedUntil ?? .distantPast) > now
                && state.persons.number(of: $0.id) != nil
        }.sorted { $0.id < $1.id }
        for person in trusted.prefix(100) {
            lines.append(
                words(
                    .tweakTrusted,
                    [
                        .who: .who(person.name, account: person.id.kind == .account ? person.id.key : nil),
                        .until: .day(person.trustedUntil ?? now, policy.zone),
                    ]))
        }
        return lines.map(\.text)
    }
}
