// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

extension Command {
    static let block = Command(
        en: "block", fr: "bloquer", usage: .usageBlock, audience: .moderators, isForRooms: false
    ) { $0.blockServer($1, &$2) }
}

/// Keeping a whole server out of the rooms of a Matrix network (`m.room.server_acl`): the widest act there is. Only by
/// order of two people, never ours, never one that somebody known here comes from (THREATS H7).
extension Engine {
    fileprivate mutating func blockServer(_ request: Request, _ turn: inout Turn) {
        guard let word = request.arguments.first else {
            return answer(.commandForm, [.form: .phrase(.usageBlock)], request, &turn)
        }
        let rooms = policy.rooms.map(\.room).filter { policy.matrixNetworks.contains($0.network) }
        guard let home = rooms.first else { return answer(.blockNowhere, request, &turn) }
        // All that answers under that name, at whatever port.
        let server = ByteString(word).asciiLowercased.withoutPort
        guard Target.isServerName(server) else {
            return answer(.commandForm, [.form: .phrase(.usageBlock)], request, &turn)
        }
        let shown = Words.Value.peer(PeerText(server.text), limit: 100)
        if isOwn(server) { return answer(.blockOwn, [.name: shown], request, &turn) }
        let known = known(from: server, at: turn.at)
        guard known.isEmpty else {
            return answer(
                .blockKnown,
                [
                    .name: shown,
                    .names: .list(known.prefix(Self.namesShown).map { .peer(PeerText($0.text), limit: 100) }),
                ], request, &turn)
        }
        let target = Target(server: server, on: home.network)
        let verdict = Verdict(
            signals: [Signal("block", .manner, score: 0, reason: Reason("block", name: server.text))], score: 0,
            isHard: true)
        var draft = Draft("command block", self, at: turn.at, room: home, person: target.person, name: target.name)
        let number = state.core.nextCase
        draft.caseNumber = number
        draft.decision.mode = .ask
        draft.decision.step = .ban(Step.endless)
        draft.change(
            .caseOpened(
                Case(
                    number: number, openedAt: turn.at, changedAt: turn.at, room: home, person: target.person,
                    name: target.name, target: target, rule: Case.block, mode: .ask, step: .ban(Step.endless),
                    proposed: .ban(Step.endless), verdict: verdict, score: 0, threshold: 0, acts: [], judgement: .open,
                    judgedBy: nil, lines: [], appeal: nil)))
        // However small the team is: two people, or nobody.
        draft.change(.keyed(number, request.key))
        draft.announce(
            words(
                .blockAsked,
                [
                    .case: .number(Int(number)), .name: shown, .count: .number(present(from: server).count),
                    .rooms: .list(rooms.map(roomValue)), .left: .duration(Self.secondLasts),
                ]), request, policy)
        take(draft, in: &turn)
    }

    /// The second person agrees; what was true when it was asked is looked at again.
    mutating func approveBlock(_ found: Case, _ request: Request, _ turn: inout Turn) {
        let server = found.target.member.key
        let shown = Words.Value.peer(PeerText(server.text), limit: 100)
        let known = known(from: server, at: turn.at)
        guard !isOwn(server), known.isEmpty else {
            return answer(
                .blockKnown,
                [
                    .name: shown,
                    .names: .list(known.prefix(Self.namesShown).map { .peer(PeerText($0.text), limit: 100) }),
                ], request, &turn)
        }
        var draft = Draft("command ok", self, at: turn.at, room: found.room)
        draft.caseNumber = found.number
        let rooms = policy.rooms.map(\.room).filter { $0.network == found.room.network }
        let reason = words(.publicRule, [:])
        let line = words(
            .blockDone,
            [
                .case: .number(Int(found.number)), .name: shown, .rooms: .list(rooms.map(roomValue)), .by: request.by,
            ])
        var acts: [ActID] = []
        for room in rooms {
            let act = draft.owe(
                .ban(nil, reason: reason), room: room, network: room.network, target: found.target, lane: .sanction)
            draft.stand(act, .ban, found.target, room, until: nil)
            // Told once: with the first.
            let asker = acts.isEmpty ? request.asker(openDesks: state.openDesks) : nil
            draft.promise(act, nil, acts.isEmpty ? line : Utterance(""), asker)
            acts.append(act)
        }
        draft.change(
            .caseGrown(
                found.number, step: found.step, proposed: nil, verdict: found.verdict, score: 0, acts: acts, lines: [],
                at: turn.at))
        draft.change(.caseJudged(found.number, .right, by: request.name, at: turn.at))
        draft.acknowledge(line, request)
        take(draft, in: &turn)
    }

    /// Hers, or that of the owners, moderators and relays of bot.conf.
    private func isOwn(_ server: ByteString) -> Bool {
        state.presences.values.contains { $0.facts.isSelf && Self.isOf(server, $0.facts.account) }
            || (policy.owners + policy.moderators + policy.relays).contains { Self.isOf(server, $0.key) }
    }

    /// Who is there from it, and is no newcomer or has rank; and regulars seen within thirty days.
    private func known(from server: ByteString, at now: Timestamp) -> [ByteString] {
        var found: Set<ByteString> = []
        for (member, presence) in present(from: server) {
            guard presence.person >= 0, let account = presence.facts.account else { continue }
            let person = state.persons[presence.person]
            var facts = presence.facts
            facts.rank = max(.member, presence.highestRank)
            let guards = Guards(policy: policy, room: presence.rooms.first.flatMap { policy.room($0.room) })
            let answer = guards.mayAct(
                on: PersonID.of(facts, member: member), person, facts: facts, rule: "", isHard: true, isOrdered: true,
                at: now)
            if answer != .may || person.standing(at: now) != .newcomer { found.insert(account) }
        }
        for person in state.persons.records
        where Self.isOf(server, person.id.key) && person.standing(at: now) != .newcomer
            && now - person.lastSeen <= Self.hostsLast
        {
            found.insert(person.id.key)
        }
        return found.sorted()
    }

    private func present(from server: ByteString) -> [(MemberID, Presence)] {
        state.presences.filter { !$0.value.facts.isSelf && Self.isOf(server, $0.value.facts.account) }.map { $0 }
    }

    private static func isOf(_ server: ByteString, _ user: ByteString?) -> Bool {
        user?.homeserver?.withoutPort == server
    }
}

extension Case {
    static let block = "block"
    /// About nobody in particular: taken back without an apology to anyone.
    var isOfNobody: Bool { isOfList || rule == Self.block }
}
