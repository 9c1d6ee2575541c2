// SPDX-License-Identifier: Apache-2.0

import Chat
public import Conf
public import Engine

/// A log played twice, as it is and with strangers spliced in who want others punished (`Splicer`): who is hit that is
/// none of them, and for whose lines (THREATS L4).
public struct Framing: Sendable {
    public struct Hit: Sendable, Hashable {
        public var name: String
        public var standing: Standing
        public var step: Step
        /// What it was done for.
        public var rule: String
        /// What that person's own lines alone lead to, in the log with the strangers.
        public var alone: Step?
    }

    public struct Report: Sendable, Hashable {
        public var messages = 0
        public var attackers = 0
        public var attackLines = 0
        /// Strangers who were sanctioned.
        public var attackersHit = 0
        /// People of the log who are sanctioned without them, and with them.
        public var hitBefore = 0
        public var hitAfter = 0
        /// Sanctioned with them alone, or harder with them.
        public var framed: [Hit] = []
        /// No newcomers, and sanctioned for what others did: nobody may ever be here.
        public var breaches: [Hit] = []
        /// Lines of people of the log that nobody heard, for a mute or a closed door.
        public var unheardBefore = 0
        public var unheardAfter = 0
        public var faults: [String] = []
    }

    /// - Parameters:
    ///   - lines: of the whole log.
    ///   - attackers: strangers in a wave.
    ///   - every: messages from one wave to the next.
    public static func measure(
        _ stage: Stage, _ lines: [LogLine], attackers: Int = 30, every: Int = 1000,
        roles: [String: Replay.Role] = [:]
    ) -> Report {
        var report = Report()
        guard let first = lines.first else { return report }
        let spliced = Splicer(lines, attackers: attackers, every: every)
        report.attackers = spliced.attackers.count
        report.attackLines = spliced.lines.count { $0.kind == .message && spliced.attackers.contains($0.nick) }

        var before = Replay(stage, from: first.at, roles: roles, keepsJournal: true)
        before.play(lines) { _ in }
        report.messages = before.summary.messages
        let known = hardest(before.hits)
        report.hitBefore = known.count
        report.unheardBefore = before.unheard.values.reduce(0, +)

        var after = Replay(stage, from: first.at, roles: roles, keepsJournal: true)
        after.play(spliced.lines) { _ in }
        let found = hardest(after.hits)
        report.faults = before.summary.faults + after.summary.faults
        report.attackersHit = found.keys.count { spliced.attackers.contains($0) }
        report.unheardAfter = after.unheard.reduce(0) { $0 + (spliced.attackers.contains($1.key) ? 0 : $1.value) }
        for (name, hit) in found.sorted(by: { $0.key < $1.key }) where !spliced.attackers.contains(name) {
            report.hitAfter += 1
            let isFramed = known[name].map { $0.step < hit.step } ?? true
            let regular = after.hits.filter { $0.name == name && $0.standing > .newcomer }.max { $0.step < $1.step }
            guard isFramed || regular != nil else { continue }
            let alone = after.hardestAlone(hit.member)
            if isFramed {
                report.framed.append(
                    Hit(name: name, standing: hit.standing, step: hit.step, rule: hit.rule, alone: alone))
            }
            if let regular, alone.map({ $0 < regular.step }) ?? true {
                report.breaches.append(
                    Hit(
                        name: name, standing: regular.standing, step: regular.step, rule: regular.rule, alone: alone))
            }
        }
        return report
    }

    private static func hardest(_ hits: [Replay.Hit]) -> [String: Replay.Hit] {
        var found: [String: Replay.Hit] = [:]
        for hit in hits where hit.step > found[hit.name]?.step ?? .note { found[hit.name] = hit }
        return found
    }
}

extension Framing.Report {
    /// Lines for people.
    public var lines: [String] {
        var lines = [
            "\(messages) messages; \(attackers) strangers spliced in, who said \(attackLines): \(attackersHit) of them sanctioned",
            "people of the log sanctioned: \(hitBefore) without them, \(hitAfter) with them; lines of theirs not heard: \(unheardBefore), \(unheardAfter)",
            "for what others did, no newcomers: \(breaches.count); more, or harder, than without the strangers: \(framed.count)",
        ]
        for hit in breaches { lines.append("  for what others did: \(Self.text(hit))") }
        for hit in framed { lines.append("  with the strangers only: \(Self.text(hit))") }
        return lines
    }

    private static func text(_ hit: Framing.Hit) -> String {
        "\(TerminalText(PeerText(hit.name), limit: 64).text), \(hit.standing): \(hit.step) (\(hit.rule)), by their own lines alone \(hit.alone.map { "\($0)" } ?? "nothing")"
    }
}
