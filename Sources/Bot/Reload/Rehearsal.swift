// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Conf
public import Engine
internal import Store

/// What a new policy would have done with recent talk, beside what the old one would have.
public struct Rehearsal: Sendable, Hashable {
    /// Expectations of the file that do not hold, each in a line.
    public var failures: [String] = []
    /// Members, no newcomers, whom the new policy sanctions and the old one does not; by name.
    public var hurt: [String] = []
    /// Members whom the two treat differently.
    public var differences = 0

    public init() {}

    /// Runs the expectations of bot.conf; given by who has a player.
    public typealias Expect = @Sendable (Policy, Accepted) -> [String]

    /// Messages replayed at most, of the last seven days.
    static let most = 20_000
    /// Somebody with this many lines, or a first line a day before, is no newcomer here.
    static let linesOfARegular = 10

    /// Replays a community's talk through both.
    static func replay(_ entries: [JournalEntry], from former: Policy, to new: Policy) -> Rehearsal {
        var before = Trial(former)
        var after = Trial(new)
        for entry in entries {
            before.hear(entry.event)
            after.hear(entry.event)
        }
        var rehearsal = Rehearsal()
        for person in after.hit.keys.sorted() {
            // Hit while new, and again when known: what counts is whom of those known the former one would have spared.
            let isHurt = after.known.contains(person) && !before.known.contains(person)
            if isHurt || before.hit[person] == nil { rehearsal.differences += 1 }
            if isHurt, let name = after.hit[person] { rehearsal.hurt.append(name) }
        }
        rehearsal.differences += before.hit.keys.filter { after.hit[$0] == nil }.count
        return rehearsal
    }

    /// One policy hearing it all.
    struct Trial {
        var engine: Engine
        /// Whom it would have sanctioned, and who of them had been there for a while when it did so, be it the tenth time.
        var hit: [PersonID: String] = [:]
        var known: Set<PersonID> = []
        /// Whom it would have met with what, words too, the first time each.
        var hits: [Key: Comparison.Hit] = [:]
        struct Key: Hashable {
            var person: PersonID
            var rule: String
            var step: Step
        }
        private var lines: [PersonID: (count: Int, first: Timestamp)] = [:]
        private let desks: Set<RoomID>
        private var hasBegun = false

        init(_ policy: Policy) {
            var policy = policy
            // To see what it would do, whatever mode it is in.
            policy.isRehearsal = true
            desks = Set(policy.desk)
            engine = Engine(policy: policy, epoch: 0)
        }

        /// The rooms are known since long when the first of these events comes: a stretch of a journal begins in the
        /// middle, and who is to be judged must not wait for a roster that came before it.
        private mutating func begin(at now: Timestamp) {
            guard !hasBegun else { return }
            hasBegun = true
            for event in Event.longSince(engine.policy.rooms.map(\.room), before: now) { _ = engine.handle(event) }
        }

        mutating func hear(_ event: Event, sequence: Int64 = 0) {
            begin(at: event.at)
            switch event.kind {
            case .said(let message):
                // What the team says among itself, or anybody to her alone, is orders and answers.
                if message.isPrivate || event.room.map(desks.contains) ?? false { return }
                if let person = event.author {
                    let known = lines[person] ?? (0, event.at)
                    lines[person] = (known.count + 1, known.first)
                }
            // What she did then must not be done again, nor her orders obeyed.
            case .due, .performed, .failed, .expired, .commanded, .reloaded, .forgotten, .invited, .voted, .opined,
                .lookedUp:
                return
            case .connected, .disconnected, .synced, .joined, .left, .renamed, .identified, .moved, .ranked, .topic,
                .sanctioned, .capability, .split, .opened, .ticked, .clockStepped, .claimed, .listed, .barred, .unclear,
                .unidentified:
                break
            }
            for decision in engine.handle(event) {
                note(decision, event, sequence)
                guard let person = decision.person, decision.step?.isSanction == true else { continue }
                if hit[person] == nil { hit[person] = decision.name.raw }
                if isKnown(person, at: event.at) { known.insert(person) }
            }
        }

        /// Has been there for a while.
        private func isKnown(_ person: PersonID, at now: Timestamp) -> Bool {
            guard let known = lines[person] else { return false }
            return known.count >= linesOfARegular || now - known.first >= .days(1)
        }

        /// Notes are not counted: nobody sees them.
        private mutating func note(_ decision: Decision, _ event: Event, _ sequence: Int64) {
            guard let person = decision.person, let step = decision.step, step != .note else { return }
            let key = Key(person: person, rule: decision.rule, step: step)
            guard hits[key] == nil else { return }
            var text = ""
            if case .said(let message) = event.kind { text = message.text.raw }
            hits[key] = Comparison.Hit(
                at: event.at, sequence: sequence, person: person, name: decision.name.raw, rule: decision.rule,
                step: step, text: text, isRegular: isKnown(person, at: event.at))
        }
    }
}
