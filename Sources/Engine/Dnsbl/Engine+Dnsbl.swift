// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Where newcomers come from is looked for in lists outside, in rooms that were told: the address leaves with the turn, the
/// answer comes back as an event. Nothing is done because of it: it is remembered for a while, and counts a little when
/// something else is seen (THREATS A7, J5). Nothing is learnt from it (THREATS E7).
extension Engine {
    // MARK: - Asking

    /// The questions since the last call, oldest first; asked once they are journalled, and never again.
    public mutating func takeLookups() -> [HostQuestion] {
        defer { state.lookups = [] }
        return state.lookups
    }
    public var hasLookups: Bool { !state.lookups.isEmpty }

    /// Somebody came in, or speaks: a newcomer nobody was asked about within the hour, whose host is a public address.
    /// Part of observing: the same when recovering, when nobody asks.
    mutating func wonderWhence(_ number: Int32, in index: Int, _ turn: Turn) {
        guard turn.standing == .newcomer, turn.carried == nil, let lists = policy.rooms[index].hostLists,
            disclosure(of: .lists, in: index).covers(lists.key), let member = turn.event.member,
            let facts = turn.facts ?? turn.event.facts, !isAskedAbout(number, lists, at: turn.at),
            let address = PublicAddress(host: facts.host), state.retirement == nil, !isPaused(at: turn.at)
        else { return }
        let person = state.persons[number]
        guard
            Guards(policy: policy, room: policy.rooms[index]).mayAct(
                on: person.id, person, facts: facts, rule: HostLists.name, isHard: false, isOrdered: false, at: turn.at)
                == .may
        else { return }
        state.persons[number].lookup = HostLookup(askedAt: turn.at)
        // Where nobody takes them (a replay, `try`) they stop growing.
        guard state.lookups.count < HostQuestion.most else { return }
        state.lookups.append(
            HostQuestion(room: policy.rooms[index].room, member: member, address: address, lists: lists.names))
    }

    private func isAskedAbout(_ number: Int32, _ lists: HostLists, at now: Timestamp) -> Bool {
        guard let lookup = state.persons[number].lookup else { return false }
        return now - lookup.askedAt < lists.lasts
    }

    // MARK: - Hearing

    /// An answer, within its lease, about somebody who was asked about: remembered, and nothing else.
    mutating func observeLookup(_ lookup: Event.Lookup, _ turn: Turn) {
        guard case .answered(let listedBy) = lookup, let index = turn.room,
            let lists = policy.rooms[index].hostLists, let member = turn.event.member,
            let number = state.presences[member]?.person, number >= 0,
            let asked = state.persons[number].lookup?.askedAt, turn.at - asked <= HostLists.lease
        else { return }
        state.persons[number].lookup?.listedBy = lists.names.filter { listedBy.contains($0) }
    }

    /// With what was seen of a newcomer, what lists say of where they come from; never alone, and nothing that a list said
    /// which is not believed any more.
    func withLists(_ signals: [Signal], of number: Int32, in index: Int, _ turn: Turn) -> [Signal] {
        guard let lists = policy.rooms[index].hostLists, let lookup = state.persons[number].lookup,
            let list = lookup.listedBy.first(where: { !state.hostLists.off.contains($0) }),
            turn.at - lookup.askedAt < lists.lasts, turn.standing == .newcomer,
            turn.carried == nil, signals.contains(where: { $0.score > 0 })
        else { return signals }
        let reason = Reason(HostLists.name, name: list)
        return signals + [Signal(HostLists.name, .manner, score: HostLists.score, reason: reason)]
    }

    /// The step would be no sanction but for what a list says: that is for people to decide.
    func hangsOnLists(_ turn: Turn, in index: Int) -> Bool {
        let others = turn.verdict.signals.filter { $0.name != HostLists.name }
        guard others.count < turn.verdict.signals.count else { return false }
        let scale = policy.rooms[index].scale
        let without = scale.verdict(others)
        let score = turn.score - (turn.verdict.score - without.score)
        return scale.step(for: score, standing: turn.standing, isHard: without.isHard)?.step.isSanction != true
    }

    // MARK: - Lists gone bad

    /// The desk hears once that a list is not believed, and once that it is again.
    mutating func decideLookup(_ lookup: Event.Lookup, _ turn: inout Turn) {
        guard case .list(let name, let standing) = lookup, policy.asks(name) else { return }
        let isOff = standing != .trusted
        guard state.hostLists.off.contains(name) != isOff else { return }
        var draft = Draft("dnsbl list", self, at: turn.at)
        draft.change(.hostList(name, isOff: isOff))
        draft.alert(
            isOff
                ? words(.dnsblOff, [.list: .own(name), .why: .phrase(standing.words, [:])])
                : words(.dnsblBack, [.list: .own(name)]), policy)
        take(draft, in: &turn)
    }

    /// What the file does not name any more is not remembered.
    mutating func forgetHostLists() {
        state.hostLists.off.removeAll { !policy.asks($0) }
        state.hostLists.told = state.hostLists.told.filter { policy.indexOfRoom[$0.key] != nil }
        state.dirty.hostLists = true
    }
}

extension Policy {
    /// Some room has this list asked.
    public func asks(_ list: String) -> Bool {
        rooms.contains { $0.hostLists?.names.contains(list) == true }
    }
}
