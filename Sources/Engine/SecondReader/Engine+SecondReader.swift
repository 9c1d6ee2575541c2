// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Language

/// What she is unsure of is read a second time, outside, in rooms that were told: the question leaves with the turn, the
/// answer comes back as an event. It is soft evidence among the rest: it adds to what was seen, takes nothing away, and a
/// sanction that would not be without it is left to people (THREATS J4).
extension Engine {
    // MARK: - Asking

    /// The questions since the last call, oldest first; asked once they are journalled, and never again.
    public mutating func takeQuestions() -> [Question] {
        defer { state.questions = [] }
        return state.questions
    }
    public var hasQuestions: Bool { !state.questions.isEmpty }

    /// Whether this line is to be read a second time. Part of observing: the same when recovering, when nobody asks.
    mutating func wonder(
        about message: Message, _ signals: [Signal], by number: Int32, in index: Int, _ turn: Turn
    ) {
        guard let reading = policy.rooms[index].reading, state.rooms[index].disclosure.covers(reading.key),
            message.carrier.isTalk, !message.isPrivate, let member = turn.event.member,
            let facts = turn.facts ?? turn.event.facts, isUnclear(turn, reading, in: index)
        else { return }
        state.asked.removeAll { $0.until < turn.at }
        let person = state.persons[number]
        guard state.asked.count < Asked.most, state.asked.count(where: { $0.person == person.id }) < Asked.mostOfOne,
            state.retirement == nil, !isPaused(at: turn.at),
            // Who is never judged is not read either; nor who has to be known first.
            !mustWait(facts, index, at: turn.at),
            Guards(policy: policy, room: policy.rooms[index]).mayAct(
                on: person.id, person, facts: facts, rule: SecondReading.name, isHard: turn.verdict.isHard,
                isOrdered: false, at: turn.at) == .may
        else { return }
        guard let text = masked(message.text.raw, of: member, in: index) else { return }
        let room = state.rooms[index].room
        let id = questionID(room, member, message, at: turn.at)
        guard !state.asked.contains(where: { $0.id == id }) else { return }
        state.asked.append(
            Asked(
                id: id, room: room, member: member, person: person.id, facts: facts, standing: turn.standing,
                signals: signals, line: turn.event.caseLine, until: turn.at + reading.lease))
        // Where nobody takes them (a replay, `try`) they stop growing.
        guard state.questions.count < Asked.most else { return }
        state.questions.append(
            Question(id: id, room: room, member: member, key: reading.key, text: text, at: turn.at))
    }

    /// The model is near its threshold, or what speaks against it is soft; and nothing hard leads to a sanction already.
    private func isUnclear(_ turn: Turn, _ reading: SecondReading, in index: Int) -> Bool {
        guard
            turn.levels[.toxic] >= reading.toxic || turn.levels[.spam] >= reading.spam
                || turn.verdict.signals.contains(where: { Self.soft.contains($0.name) })
        else { return false }
        let step = policy.rooms[index].scale.step(
            for: turn.score, standing: turn.standing, isHard: turn.verdict.isHard)?.step
        return step?.isSanction != true
    }

    /// Readings of words; capitals and their like are seen as well from here.
    private static let soft = [ListedWords.name, Spam.name, Toxicity.name]

    private func masked(_ raw: String, of member: MemberID, in index: Int) -> String? {
        let rooms = state.rooms
        var own: Set<UInt64> = []
        for network in state.networks.values {
            if let name = network.ownName { own.insert(policy.nameHash(name)) }
        }
        for speech in rooms[index].speakers { own.insert(policy.nameHash(state.persons[speech.person].name)) }
        if let presence = state.presences[member] { own.insert(presence.nameHash) }
        return Masked(raw, seed: policy.textSeed) { key in
            own.contains(key) || rooms.contains { $0.names.contains(key) }
        }.text
    }

    /// Made from the line, never counted: after a restart an old answer finds no other line.
    private func questionID(_ room: RoomID, _ member: MemberID, _ message: Message, at now: Timestamp) -> UInt64 {
        var hash = SeededHash(seed: policy.textSeed)
        for part in [room.network.name.bytes, room.name.bytes, member.key.bytes, message.id?.bytes ?? []] {
            for byte in part { hash.add(byte) }
            hash.add(0)
        }
        for byte in message.text.raw.utf8 { hash.add(byte) }
        withUnsafeBytes(of: now.milliseconds.littleEndian) { for byte in $0 { hash.add(byte) } }
        return hash.stirred
    }

    // MARK: - Hearing

    /// An answer: within its lease, about a line still waiting for one, it is added to what was seen in that line.
    mutating func observeOpinion(_ opinion: Event.Opinion, _ turn: inout Turn) {
        state.asked.removeAll { $0.until < turn.at }
        guard let place = state.asked.firstIndex(where: { $0.id == opinion.question && $0.room == turn.event.room })
        else { return }
        let asked = state.asked.remove(at: place)
        let score = SecondReading.score(opinion.sureness)
        guard score > 0, let index = turn.room, let number = state.persons.number(of: asked.person) else { return }
        turn.person = number
        turn.standing = asked.standing
        turn.answered = asked
        let reason = Reason("reader", count: opinion.sureness / 10)
        weigh(
            asked.signals + [Signal(SecondReading.name, .manner, score: score, reason: reason)], by: number, in: index,
            &turn)
    }

    /// Judged again as the line stands now, by what is known of its author now.
    mutating func decideOpinion(_ turn: inout Turn) {
        guard let asked = turn.answered, turn.verdict.score > 0, let number = turn.person, let index = turn.room else {
            return
        }
        var facts = asked.facts
        if let presence = state.presences[asked.member], let rank = presence.rank(in: asked.room) {
            facts = presence.facts
            facts.rank = rank
        }
        guard !mustWait(facts, index, at: turn.at), var found = hardest(turn, number: number, index: index) else {
            return
        }
        let guards = Guards(policy: policy, room: policy.rooms[index])
        let answer = guards.mayAct(
            on: asked.person, state.persons[number], facts: facts, rule: found.rule, isHard: turn.verdict.isHard,
            isOrdered: false, at: turn.at)
        guard answer == .may else { return }
        // What would not be without it is for people to decide.
        if found.step.isSanction { found.mode = min(found.mode, .ask) }
        respond(
            found, to: Target(asked.member, asked.person, facts), number: number, index: index, line: asked.line, &turn)
    }
}
