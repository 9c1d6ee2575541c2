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
        for person in after.hit.keys.sorted() where before.hit[person] == nil {
            rehearsal.differences += 1
            if after.isRegular[person] == true, let name = after.hit[person] { rehearsal.hurt.append(name) }
        }
        rehearsal.differences += before.hit.keys.filter { after.hit[$0] == nil }.count
        return rehearsal
    }

    /// One policy hearing it all.
    struct Trial {
        var engine: Engine
        /// Whom it would have sanctioned, and whether they had been there for a while then.
        var hit: [PersonID: String] = [:]
        var isRegular: [PersonID: Bool] = [:]
        /// Whom it would have met with what, words too, the first time each.
        var hits: [Key: Comparison.Hit] = [:]
        struct Key: Hashable {
            var person: PersonID
            var rule: String
            var step: Step
        }
        private var lines: [MemberID: (count: Int, first: Timestamp)] = [:]

        init(_ policy: Policy) {
            var policy = policy
            // To see what it would do, whatever mode it is in.
            policy.isRehearsal = true
            engine = Engine(policy: policy, epoch: 0)
        }

        mutating func hear(_ event: Event, sequence: Int64 = 0) {
            switch event.kind {
            case .said:
                if let member = event.member {
                    let known = lines[member] ?? (0, event.at)
                    lines[member] = (known.count + 1, known.first)
                }
            // What she did then must not be done again, nor her orders obeyed.
            case .due, .performed, .failed, .expired, .commanded, .reloaded, .forgotten, .invited, .voted: return
            case .connected, .disconnected, .synced, .joined, .left, .renamed, .identified, .moved, .ranked, .topic,
                .sanctioned, .capability, .split, .opened, .ticked, .clockStepped, .claimed, .listed:
                break
            }
            for decision in engine.handle(event) {
                note(decision, event, sequence)
                guard let person = decision.person, decision.step?.isSanction == true, hit[person] == nil else {
                    continue
                }
                hit[person] = decision.name.raw
                isRegular[person] = isKnown(event)
            }
        }

        /// The author has been there for a while.
        private func isKnown(_ event: Event) -> Bool {
            guard let known = event.member.flatMap({ lines[$0] }) else { return false }
            return known.count >= linesOfARegular || event.at - known.first >= .days(1)
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
                step: step, text: text, isRegular: isKnown(event))
        }
    }
}
