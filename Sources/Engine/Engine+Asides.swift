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
        turn.standing = state.persons[number].standing(at: turn.at)
        let isRelay = policy.relaySet.contains(state.persons[number].id)
        inspect(Message(text, carrier: carrier), by: number, in: index, isRelay: isRelay, &turn)
    }

    /// A new name, looked at for listed words alone: going to and fro between two names is no repetition.
    mutating func hearName(_ name: PeerText, of presence: Presence, _ turn: inout Turn) {
        guard let number = turn.person, policy.looksAcrossLines else { return }
        let rooms = presence.rooms.map(\.room)
        guard let index = rooms.compactMap({ policy.indexOfRoom[$0] }).min(),
            let words = policy.rooms[index].detectors.first(where: { $0 is ListedWords })
        else { return }
        turn.room = index
        turn.facts = presence.facts
        turn.facts?.name = name
        turn.facts?.rank = presence.rank(in: policy.rooms[index].room) ?? presence.facts.rank
        turn.standing = state.persons[number].standing(at: turn.at)
        let look = Look(
            view: TextView(name, seed: policy.textSeed), carrier: .name, standing: turn.standing, recent: RecentLines(),
            echoes: .none, mentions: 0)
        if let signal = words.inspect(look) { weigh([signal], by: number, in: index, &turn) }
    }
}
