// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Texts that stand elsewhere than in a message: parting words, topics, names. The same advert there is the same advert
/// (THREATS D1); it is no talk, so it neither greets, answers nor ends a silence.
extension Engine {
    /// The words with which somebody leaves, judged before they are gone: in the room they were said in, else in the
    /// first they shared.
    mutating func hearParting(_ how: Event.Departure, of presence: Presence, _ turn: inout Turn) {
        let said: (PeerText, Message.Carrier)
        switch how {
        case .parted(let text): said = (text, .part)
        case .quit(let text):
            if PartingWords.areServers(text, seed: policy.textSeed) { return }
            said = (PartingWords.own(text), .quit)
        case .kicked, .split: return
        }
        let rooms = presence.rooms.map(\.room)
        guard let index = turn.room ?? rooms.compactMap({ policy.indexOfRoom[$0] }).min() else { return }
        var facts = presence.facts
        facts.rank = presence.rank(in: policy.rooms[index].room) ?? facts.rank
        facts.isPresent = false
        hear(said.0, said.1, facts, in: index, &turn)
    }

    mutating func hearTopic(_ text: PeerText, isHistory: Bool, _ turn: inout Turn) {
        guard !isHistory, let facts = turn.event.facts, !facts.isSelf, let index = turn.room else { return }
        hear(text, .topic, facts, in: index, &turn)
    }

    private mutating func hear(
        _ text: PeerText, _ carrier: Message.Carrier, _ facts: Facts, in index: Int, _ turn: inout Turn
    ) {
        guard let number = turn.person, !text.raw.utf8.isEmpty else { return }
        turn.room = index
        turn.facts = facts
        turn.standing = state.persons.standing(of: number, at: turn.at)
        // A relay's own farewell is nobody's word.
        if policy.relaySet.contains(state.persons[number].id) { return }
        inspect(Message(text, carrier: carrier), by: number, in: index, &turn)
    }

    /// A new name: how often, whose it looks like, and what it says.
    mutating func hearName(_ name: PeerText, of presence: Presence, _ turn: inout Turn) {
        let rooms = presence.rooms.map(\.room)
        guard let number = turn.person,
            let index = turn.room ?? rooms.compactMap({ policy.indexOfRoom[$0] }).min()
        else { return }
        var facts = presence.facts
        facts.name = name
        facts.rank = presence.rank(in: policy.rooms[index].room) ?? presence.facts.rank
        turn.room = index
        turn.facts = facts
        turn.standing = state.persons.standing(of: number, at: turn.at)
        state.persons[number].renames.keep(turn.at, since: turn.at - .minutes(30), most: 8)
        let changes = state.persons[number].renames
        var signals = lookAtName(name, changes: changes, in: index, &turn)
        if policy.looksAcrossLines { signals += labelSignals(name, number, in: index, turn) }
        if !signals.isEmpty { weigh(signals, by: number, in: index, &turn) }
    }

    /// A name, or the real name that comes with an arrival: looked at by itself. Going to and fro between two names, or
    /// in and out with one, is no repetition; and rules are about what people write.
    mutating func hearLabel(_ text: PeerText, _ facts: Facts, in index: Int, _ turn: inout Turn) {
        guard let number = turn.person else { return }
        turn.room = index
        turn.facts = facts
        turn.standing = state.persons.standing(of: number, at: turn.at)
        let signals = labelSignals(text, number, in: index, turn)
        if !signals.isEmpty { weigh(signals, by: number, in: index, &turn) }
    }

    private func labelSignals(_ text: PeerText, _ number: Int32, in index: Int, _ turn: Turn) -> [Signal] {
        guard !policy.relaySet.contains(state.persons[number].id) else { return [] }
        let look = Look(
            view: TextView(text, seed: policy.textSeed), carrier: .name, standing: turn.standing, recent: RecentLines(),
            echoes: .none, mentions: 0)
        return policy.rooms[index].detectors.compactMap { detector in
            detector is ListedWords || detector is Links ? detector.inspect(look) : nil
        }
    }
}
