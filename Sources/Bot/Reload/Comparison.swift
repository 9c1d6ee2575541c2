// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Conf
public import Engine
public import Store

/// What would be otherwise under other settings: whom they concern, by which rule, at which line.
public struct Comparison: Sendable, Hashable {
    /// Somebody meets a step by a rule for the first time.
    public struct Hit: Sendable, Hashable {
        public var at: Timestamp
        public var sequence: Int64
        public var person: PersonID
        public var name: String
        public var rule: String
        public var step: Step
        /// What was said then; empty where it is erased, or was no line.
        public var text: String
        /// Had been there for a while.
        public var isRegular: Bool
    }
    /// Under the new settings only, and under the former only; oldest first.
    public var added: [Hit] = []
    public var gone: [Hit] = []
    /// Lines by people that were heard.
    public var messages = 0

    /// By rule: how many more, and how many fewer.
    public var byRule: [(rule: String, added: Int, gone: Int)] {
        Set((added + gone).map(\.rule)).sorted().map { rule in
            (rule, added.count { $0.rule == rule }, gone.count { $0.rule == rule })
        }
    }

    /// Plays a community's journal through both, whatever mode they are in.
    public static func of(
        _ reader: any JournalReader, from start: Timestamp, former: Policy, new: Policy
    ) throws(StoreError) -> Comparison {
        var before = Rehearsal.Trial(former)
        var after = Rehearsal.Trial(new)
        var comparison = Comparison()
        try reader.forEachEntry(JournalQuery(from: start, community: new.community)) { entry throws(StoreError) in
            if case .said = entry.event.kind { comparison.messages += 1 }
            before.hear(entry.event, sequence: entry.sequence)
            after.hear(entry.event, sequence: entry.sequence)
        }
        comparison.added = after.hits.filter { before.hits[$0.key] == nil }.values.sorted { $0.sequence < $1.sequence }
        comparison.gone = before.hits.filter { after.hits[$0.key] == nil }.values.sorted { $0.sequence < $1.sequence }
        return comparison
    }
}

/// A test for bot.conf out of what the team took back: somebody said this, and nothing should have come of it.
public struct ProposedExpectation: Sendable, Hashable {
    public var caseNumber: Int32
    public var text: String
    public var by: String

    /// One for each case that was judged wrong or taken back since, while its text is kept; each text once, and none that
    /// the file says already.
    public static func from(
        _ reader: any JournalReader, since start: Timestamp, under policy: Policy
    ) throws(StoreError) -> [ProposedExpectation] {
        let community = policy.community
        var cases: [Int32: Case] = [:]
        var wrong: [Int32] = []
        // A case may be older than the time its judgement is looked for in.
        try reader.forEachEntry(JournalQuery(from: start - .days(30), community: community)) {
            entry throws(StoreError) in
            let place = entry.communities.firstIndex(of: community)
            for recorded in entry.decisions {
                guard let read = try? Recorded(packed: recorded.body), read.position == place else { continue }
                for change in read.decision.changes {
                    switch change {
                    case .caseOpened(let found): cases[found.number] = found
                    case .caseGrown(let number, _, _, _, _, _, let lines, _): cases[number]?.lines += lines
                    case .caseJudged(let number, let judgement, _, let at):
                        if judgement == .wrong || judgement == .undone, at >= start { wrong.append(number) }
                    default: break
                    }
                }
            }
        }
        var seen: Set<String> = []
        var proposed: [ProposedExpectation] = []
        for number in wrong {
            guard let found = cases[number], !found.isCare,
                let text = found.lastText?.raw, seen.insert(text).inserted
            else { continue }
            let author = policy.author(of: found)
            if policy.expectsNothing(of: text, by: author) { continue }
            proposed.append(ProposedExpectation(caseNumber: number, text: text, by: author))
        }
        return proposed
    }
}
