// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Welcomes: members have the first turn; then she greets, grouped, once.
extension Engine {
    // MARK: - Who waits (soft)

    /// A newcomer came in: members may greet first.
    mutating func expectWelcome(_ turn: inout Turn) {
        guard let number = turn.person, let index = turn.room, let member = turn.event.member,
            let facts = turn.event.facts
        else { return }
        let (id, welcome) = (policy.rooms[index].room, policy.rooms[index].welcome)
        guard welcome.isOn, state.rooms[index].syncedAt != nil, !isEncrypted(id) else { return }
        let person = state.persons[number]
        let isReturn = person.messages > 0 && welcome.away.map { turn.away >= $0 } ?? false
        let isNew =
            person.greetedAt == nil
            && (person.messages == 0 && turn.isNewPerson || person.isAwaiting && person.messages <= Self.firstWords)
        guard isReturn || isNew, !facts.isBot, !facts.rank.isModerator else { return }
        // In and out again within ten minutes: no greeting to farm (THREATS B1).
        guard person.arrivals.count(where: { turn.at - $0 <= .minutes(10) }) <= 2 else { return }
        guard !isRaid(index, at: turn.at), policy.deskSet.contains(id) == false else { return }
        guard !policy.isNamed(person.id) else { return }
        state.persons[number].isAwaiting = true
        guard state.rooms[index].pendingWelcomes.count < RoomRecord.pendingWelcomesKept,
            !state.rooms[index].pendingWelcomes.contains(where: { $0.person == person.id })
        else { return }
        state.rooms[index].pendingWelcomes.append(
            PendingWelcome(
                member: member, person: person.id, joinedAt: turn.at, dueAt: turn.at + welcome.after,
                isReturn: isReturn))
        state.deadlines.isStale = true
    }

    /// Whoever leaves is not greeted; should they come back, they are.
    mutating func cancelWelcomes(of member: MemberID, in rooms: [RoomID]) {
        for room in rooms {
            guard let index = policy.indexOfRoom[room], !state.rooms[index].pendingWelcomes.isEmpty else { continue }
            state.rooms[index].pendingWelcomes.removeAll { $0.member == member }
        }
    }

    /// After a reconnect or a restart the roster says who of those that waited is still there, under which presence.
    mutating func resumeWelcomes(_ members: [Event.Present], in index: Int, at now: Timestamp) {
        guard !state.rooms[index].pendingWelcomes.isEmpty else { return }
        var present: [PersonID: MemberID] = [:]
        for member in members.map(\.member) {
            guard let number = state.presences[member]?.person, number >= 0 else { continue }
            present[state.persons[number].id] = min(present[state.persons[number].id] ?? member, member)
        }
        state.rooms[index].pendingWelcomes = state.rooms[index].pendingWelcomes.compactMap { pending in
            guard let member = present[pending.person], now - pending.dueAt <= Self.welcomeGrace else { return nil }
            var pending = pending
            pending.member = member
            return pending
        }
    }
    /// Who had said so much when the line broke off, and comes back, is greeted still.
    private static let firstWords = 5
    /// Nobody wants a welcome later than this after it was due.
    static let welcomeGrace = TimeSpan.minutes(10)

    /// Somebody who waits turns out to be another: one known since long is no newcomer.
    mutating func rebindWelcomes(of member: MemberID, from old: PersonID, to number: Int32) {
        let person = state.persons[number]
        let isNew = person.greetedAt == nil && person.messages <= Self.firstWords && person.isAwaiting
        for index in state.rooms.indices
        where state.rooms[index].pendingWelcomes.contains(where: { $0.member == member }) {
            for place in state.rooms[index].pendingWelcomes.indices
            where state.rooms[index].pendingWelcomes[place].member == member {
                state.rooms[index].pendingWelcomes[place].person = person.id
            }
            if !isNew { state.rooms[index].pendingWelcomes.removeAll { $0.member == member && !$0.isReturn } }
        }
    }

    /// A member greeted, or spoke to, someone who waits: then she stays silent about them.
    mutating func hearGreeting(_ message: Message, by number: Int32, in index: Int, isToOthers: Bool) {
        let author = state.persons[number].id
        let text = Greeting.Text(message.text, seed: policy.textSeed)
        let waiting = state.rooms[index].pendingWelcomes
        // One who waits for a greeting is not who gives it.
        guard !waiting.contains(where: { $0.person == author }) else { return }
        let named = text.named(among: Set(waiting.compactMap { state.presences[$0.member]?.nameHash }))
        // «hi bob» is said to bob.
        let isToAll = text.isGreeting && named.isEmpty && !isToOthers
        let heard = waiting.filter { pending in
            isToAll || state.presences[pending.member].map { named.contains($0.nameHash) } ?? false
        }
        guard !heard.isEmpty else { return }
        let persons = Set(heard.map(\.person))
        state.rooms[index].pendingWelcomes.removeAll { persons.contains($0.person) }
        for pending in heard {
            guard let greeted = state.persons.number(of: pending.person) else { continue }
            state.persons[greeted].isAwaiting = false
            state.dirty.persons.insert(greeted)
        }
        state.deadlines.isStale = true
    }

    /// So many strangers at once that greeting them would only add to it.
    func isRaid(_ index: Int, at now: Timestamp) -> Bool {
        if state.rooms[index].raid?.isOpen == true { return true }
        return state.rooms[index].arrivals.count(where: { now - $0.at <= .seconds(60) }) >= Self.raidArrivals
    }
    static let raidArrivals = 15

    /// Came within a minute of so many others: the first of a raid are no more greeted than the last.
    private func cameInCrowd(_ joinedAt: Timestamp, _ index: Int) -> Bool {
        state.rooms[index].arrivals.count {
            max($0.at, joinedAt) - min($0.at, joinedAt) <= .seconds(60)
        } >= Self.raidArrivals
    }

    // MARK: - The greeting

    mutating func greetWaiting(_ turn: inout Turn) {
        for index in state.rooms.indices { greetWaiting(in: index, &turn) }
    }

    private mutating func greetWaiting(in index: Int, _ turn: inout Turn) {
        let waiting = state.rooms[index].pendingWelcomes
        guard let first = waiting.first, first.dueAt <= turn.at, state.rooms[index].syncedAt != nil else { return }
        let settings = policy.rooms[index].welcome
        let room = policy.rooms[index].room
        guard turn.at - state.rooms[index].lastWelcome >= settings.every else { return }
        // Those who come in the same stretch are greeted together, but members have half of their time with each: who
        // has just come in is not. Who comes back is greeted by name.
        let half = TimeSpan(milliseconds: settings.after.milliseconds / 2)
        let near = first.isReturn ? [first] : waiting.filter { !$0.isReturn && $0.dueAt <= turn.at + half }
        let isSilent =
            isHushed(at: turn.at) || isPaused(at: turn.at) || isRaid(index, at: turn.at)
            || near.contains { cameInCrowd($0.joinedAt, index) }
        var draft = Draft("welcome", self, at: turn.at, room: room, person: near.count == 1 ? near[0].person : nil)
        var names: [PeerText] = []
        var greeted: [Target] = []
        for pending in near {
            draft.change(.greeted(pending.person, at: turn.at))
            guard let presence = state.presences[pending.member], let number = state.persons.number(of: pending.person),
                !state.persons[number].wantsSilence, isWelcome(presence, pending.person)
            else { continue }
            names.append(presence.name)
            greeted.append(presence.target(pending.member, pending.person))
        }
        if !isSilent, !names.isEmpty {
            let greeting =
                first.isReturn
                ? words(.welcomeReturning, [.name: .name(names[0])], in: room) : welcomeWords(names, room: room)
            draft.say(
                greeting, in: room, to: greeted.count == 1 ? greeted[0] : nil, lane: .welcome, expires: .minutes(5))
            if settings.isPrivateToo, !first.isReturn { whisperWelcomes(greeted, room: room, &draft) }
        }
        take(draft, in: &turn)
    }

    func welcomeWords(_ names: [PeerText], room: RoomID) -> Utterance {
        let choice = Int(truncatingIfNeeded: chance(0) >> 1)
        let values: [Words.Slot: Words.Value] = [
            .name: .name(names[0]), .names: .names(names), .room: roomValue(room),
        ]
        let greeting = words(names.count == 1 ? .welcomeFirst : .welcomeGrouped, values, in: room, choice: choice)
        guard let link = policy.rulesLink, !link.isEmpty, !greeting.text.isEmpty else { return greeting }
        return Utterance(greeting.text + " " + words(.welcomeRules, [.rules: .own(link)], in: room).text)
    }

    /// At most five at a time (THREATS B10).
    private func whisperWelcomes(_ greeted: [Target], room: RoomID, _ draft: inout Draft) {
        for target in greeted.prefix(5) {
            draft.whisper(
                words(.welcomePrivate, [.room: roomValue(room)], in: room), to: target, room: room, lane: .welcome)
        }
    }
}

extension Presence {
    func target(_ member: MemberID, _ person: PersonID) -> Target {
        Target(member: member, person: person, account: facts.account, user: facts.user, host: facts.host, name: name)
    }
}

/// Recognises a greeting among members.
enum Greeting {
    struct Text {
        let isGreeting: Bool
        private let folded: TextView
        private let seed: UInt64

        init(_ text: PeerText, seed: UInt64) {
            self.seed = seed
            let view = TextView(text, seed: seed)
            folded = view
            let first = view.words.prefix(3).map { view.bytes(of: $0) }
            isGreeting = first.contains { word in Greeting.words.contains { $0.utf8.elementsEqual(word) } }
        }

        /// Those of these names that the text holds.
        func named(among hashes: Set<UInt64>) -> Set<UInt64> {
            var found: Set<UInt64> = []
            _ = Mentions.count(in: folded.text, seed: seed) { hash in
                guard hashes.contains(hash) else { return false }
                found.insert(hash)
                return true
            }
            return found
        }
    }

    /// Among the first three words, folded.
    static let words = [
        "hello", "hi", "hey", "hiya", "welcome", "greetings", "howdy", "bonjour", "bonsoir", "salut", "coucou",
        "bienvenue",
        "hallo", "hola", "ciao", "yo", "slt", "bjr", "cc", "morning", "evening", "wb", "o/",
    ]
}
