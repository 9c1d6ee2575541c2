// SPDX-License-Identifier: Apache-2.0

internal import Bot
internal import Chat
internal import Conf
internal import Engine
internal import Foundation
internal import Scenario
internal import Store

extension ReplayCommand {
    /// The settings in force against those of the file, over her own journal.
    func compare() throws {
        let now = Surroundings.real.wall()
        let start = now - (since.flatMap { TimeSpan.parse($0) } ?? .days(7))
        let database = try state.journal(socket: socket, file.tongue)
        try Journal.demand(database, file.tongue)
        let new: Accepted
        do throws(Accepted.Mistakes) {
            new = try Accepted.read(file.path, .init(now: now, textSeed: 1, isRehearsal: true))
        } catch {
            for diagnostic in error.diagnostics { Console.note(diagnostic.printed(file.tongue)) }
            throw Exit.configuration.code
        }
        do throws(StoreError) {
            let reader = try SQLiteReader(database)
            for policy in new.policies { try compare(policy, reader, from: start, now: now) }
        } catch {
            Console.note("\(database): \(error.sentence[file.tongue])")
            throw Exit.cannotWrite.code
        }
    }

    private func compare(
        _ policy: Policy, _ reader: SQLiteReader, from start: Timestamp, now: Timestamp
    ) throws(StoreError) {
        let stored = try reader.policy(inForceFor: policy.community)
        let source = stored.flatMap { try? PolicySource(packed: $0.body) }
        let former = source.flatMap { source in
            (try? Accepted.read(source, .init(now: now, textSeed: 1, isRehearsal: true)))?.policies.first {
                $0.community == policy.community
            }
        }
        let comparison = try Comparison.of(reader, from: start, former: former ?? policy, new: policy)
        let proposed = try ProposedExpectation.from(reader, since: start, under: policy)
        if json {
            for hit in comparison.added { Console.raw(hit.json("added", policy.community)) }
            for hit in comparison.gone { Console.raw(hit.json("gone", policy.community)) }
            for expectation in proposed {
                Console.raw(expectation.json)
            }
            return
        }
        Console.result(
            say(
                "\(policy.community): \(comparison.messages) messages since \(ClockText.iso(start))",
                "\(policy.community.description) : \(comparison.messages) messages depuis \(ClockText.iso(start))"))
        if former == nil {
            Console.result(
                say("  nothing is in force yet to compare with", "  rien n'est encore en vigueur à comparer"))
        }
        if former != nil, comparison.added.isEmpty, comparison.gone.isEmpty {
            Console.result(say("  nobody would see a difference", "  personne ne verrait de différence"))
        }
        for (rule, added, gone) in comparison.byRule {
            Console.result(
                say("  \(rule): \(added) more, \(gone) fewer", "  \(rule) : \(added) de plus, \(gone) de moins"))
        }
        for hit in comparison.added { Console.result("  + " + hit.line) }
        for hit in comparison.gone { Console.result("  - " + hit.line) }
        if !proposed.isEmpty {
            Console.result(say("  proposed by what was taken back:", "  proposé d'après ce qui a été annulé :"))
        }
        for expectation in proposed { Console.result(expectation.toml) }
    }
}

extension ProposedExpectation {
    fileprivate var json: String {
        JSONObject([
            ("change", .text("expect")), ("case", .number(Int64(caseNumber))), ("text", .text(text)),
            ("by", .text(by)), ("gets", .text("nothing")),
        ]).text
    }

    /// As it would stand in the file: TOML writes texts as JSON does.
    fileprivate var toml: String {
        "[[expect]]  # case \(caseNumber), taken back\ntext = \(JSONText.string(text))\nby   = \"\(by)\"\ngets = \"nothing\""
    }
}

extension Comparison.Hit {
    /// One line for people.
    fileprivate var line: String {
        let who = "\(TerminalText(PeerText(name), limit: 64).text) (\(isRegular ? "regular" : "newcomer"))"
        let said = text.isEmpty ? "" : ": \(TerminalText(PeerText(text), limit: 160).text)"
        return "\(ClockText.iso(at)) \(who) · \(rule) · \(step)\(said) (line \(sequence))"
    }

    fileprivate func json(_ change: String, _ community: CommunityID) -> String {
        JSONObject([
            ("change", .text(change)), ("community", .text(community.description)), ("at", .text(ClockText.iso(at))),
            ("member", .text(name)), ("regular", .bool(isRegular)), ("rule", .text(rule)),
            ("step", .text(step.description)), ("text", .text(text)), ("line", .number(sequence)),
        ]).text
    }
}
