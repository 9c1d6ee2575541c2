// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// What relays carry: judged as the words of whoever spoke on the other side, who is a person of their own, never the
/// native one of that name, with neither rank nor orders (THREATS A5). Nobody is sanctioned for it: the desk is told.
extension Engine {
    /// The team is told of the same person of the other side once in this time.
    static let relayedTold = TimeSpan.minutes(10)

    mutating func hearRelay(_ message: Message, _ relay: Int32, in index: Int, _ turn: inout Turn) {
        state.persons[relay].lastSeen = turn.at
        guard message.carrier.isTalk, var facts = turn.event.facts, let member = turn.event.member else { return }
        // What is in nobody's name is the relay's own: it ends a silence, no more.
        guard let line = RelayedLine(message.text) else { return remember(message, by: relay, in: index, turn) }
        let name = PeerText(line.name)
        // Her own words come back through it.
        if isOwnName(name) { return }
        var said = message
        said.text = PeerText(line.text)
        let number = person(behind: member, facts, name, at: turn.at)
        facts.name = name
        facts.rank = .member
        turn.facts = facts
        turn.carried = number
        turn.standing = state.persons.standing(of: number, at: turn.at)
        let view = TextView(said.text, seed: policy.textSeed)
        if let original = state.heard.find(view.skeleton, notIn: index, isCarried: false, at: turn.at) {
            join(index, with: original.room, at: turn.at)
            // Said in another room of the community, and judged there: it is heard once.
            return remember(said, by: number, in: index, turn)
        }
        inspect(said, as: view, by: number, in: index, &turn)
        if turn.verdict.score > 0 || turn.view != nil, let found = mustTellRelayed(number, index, turn) {
            state.persons[number].alikeAt = turn.at
            turn.relayed = found
        }
        remember(said, by: number, in: index, turn)
    }

    /// Files a line among those by which copies are known. Of a native one: who has said it through a relay already.
    mutating func noteHeard(_ view: TextView, by number: Int32, in index: Int, _ turn: Turn) -> Int32? {
        let isCarried = turn.carried != nil
        defer { state.heard.note(view.skeleton, in: index, by: number, isCarried: isCarried, at: turn.at) }
        return isCarried ? nil : state.heard.find(view.skeleton, notIn: index, isCarried: true, at: turn.at)?.person
    }

    /// A relay carries one of them into the other: what she says in one is heard in both.
    private mutating func join(_ index: Int, with other: Int, at now: Timestamp) {
        guard state.rooms.indices.contains(other) else { return }
        let (one, two) = (state.rooms[index].room, state.rooms[other].room)
        state.rooms[index].note(twin: two, at: now)
        state.rooms[other].note(twin: one, at: now)
    }

    /// A prompt that came since then into a room with which a relay joins this one.
    func isSaidNextDoor(_ index: Int, since: Timestamp, at now: Timestamp) -> Bool {
        state.rooms[index].twins.contains { twin in
            guard now - twin.at <= RoomRecord.twinsLast, let other = policy.indexOfRoom[twin.room] else { return false }
            return state.rooms[other].promptTimes.contains { $0 >= since }
        }
    }

    /// Relay and name together: `bridge<alice>`.
    private mutating func person(behind relay: MemberID, _ facts: Facts, _ name: PeerText, at now: Timestamp) -> Int32 {
        let id = PersonID.carried(by: PersonID.of(facts, member: relay), called: name.raw)
        if let known = state.persons.number(of: id) { return known }
        return takeIn(id, called: name, at: now)
    }

    private func isOwnName(_ name: PeerText) -> Bool {
        let key = name.raw.utf8.map { $0 | 0x20 }
        return state.networks.values.contains { !key.isEmpty && $0.ownKey == key }
    }

    private func mustTellRelayed(_ number: Int32, _ index: Int, _ turn: Turn) -> Candidate? {
        if let told = state.persons[number].alikeAt, turn.at - told < Self.relayedTold { return nil }
        return hardest(turn, number: number, index: index).flatMap { $0.step.isSanction ? $0 : nil }
    }

    mutating func tellRelayed(_ turn: inout Turn) {
        guard let hardest = turn.relayed, let number = turn.carried, let index = turn.room,
            let relay = turn.event.facts
        else { return }
        let room = policy.rooms[index].room
        let person = state.persons[number]
        var draft = Draft(hardest.rule, self, at: turn.at, room: room, person: person.id, name: person.name)
        draft.decision.mode = .observe
        draft.decision.step = .note
        draft.decision.verdict = hardest.verdict
        if !isDeskFull(at: turn.at), let reason = hardest.verdict.heaviest?.reason {
            draft.alert(
                words(
                    .deskRelayed,
                    [
                        .who: .who(person.name, account: nil), .room: roomValue(room), .step: stepValue(hardest.step),
                        .name: .who(relay.name, account: relay.account), .reason: reason.value,
                    ]), policy)
        }
        take(draft, in: &turn)
    }
}
