// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Engine
import Store
import Testing

@testable import Bot

/// What another file would change on her own journal; and what of all this the audit log holds.
@Suite struct ComparisonTests {
    /// Rose and Eve talk; Eve speaks of carrots, and the desk takes that back.
    private func evening() throws -> (Stage, [Policy]) {
        let stage = try Stage(Stage.noCarrots)
        let rose = stage.chat.enter("rose", [Stage.room])
        let eve = stage.chat.enter("eve", [Stage.room])
        let host = stage.chat.enter("lise", [Stage.room, Stage.desk], rank: .op)
        try stage.connect()
        stage.clock.advance(by: .minutes(5))
        func say(_ who: MemberID, _ text: String, _ room: RoomID = Stage.room) throws {
            stage.clock.advance(by: .minutes(1))
            try stage.tell([
                Event(
                    at: stage.clock.now, room: room, member: who, facts: stage.chat.facts(of: who, in: room),
                    .said(Message(PeerText(text))))
            ])
        }
        for row in 1...5 { try say(rose, "row \(row) of the shawl") }
        try say(eve, "who likes carrots?")
        try say(host, "undo 1", Stage.desk)
        let accepted = try Accepted.read(
            PolicySource([.init(name: "bot.conf", text: Stage.conf)]), .init(now: stage.clock.now, textSeed: 3))
        let former = try Accepted.read(stage.source, .init(now: stage.clock.now, textSeed: 3))
        return (stage, former.policies + accepted.policies)
    }

    @Test func itSaysWhomByWhichRuleAtWhichLine() throws {
        let (stage, policies) = try evening()
        let gone = try Comparison.of(stage.store, from: .distantPast, former: policies[0], new: policies[1])
        #expect(gone.added.isEmpty)
        #expect(gone.gone.map(\.name) == ["eve"] && gone.gone.map(\.rule) == ["no carrots"])
        #expect(gone.gone.first?.text == "who likes carrots?" && gone.gone.first?.isRegular == false)
        #expect(gone.byRule.map { "\($0.rule) \($0.added) \($0.gone)" } == ["no carrots 0 1"])
        let back = try Comparison.of(stage.store, from: .distantPast, former: policies[1], new: policies[0])
        #expect(back.added.map(\.name) == ["eve"] && back.gone.isEmpty)
        let same = try Comparison.of(stage.store, from: .distantPast, former: policies[0], new: policies[0])
        #expect(same.added.isEmpty && same.gone.isEmpty && same.messages >= 6)
    }

    @Test func whatWasTakenBackProposesATest() throws {
        let (stage, policies) = try evening()
        let proposed = try ProposedExpectation.from(stage.store, since: .distantPast, under: policies[0])
        #expect(proposed == [ProposedExpectation(caseNumber: 1, text: "who likes carrots?", by: "newcomer")])
        let none = try ProposedExpectation.from(
            stage.store, since: stage.clock.now + .seconds(1), under: policies[0])
        #expect(none.isEmpty)
        // What the file says already is not proposed again.
        let said = "\n[[expect]]\ntext = \"who likes carrots?\"\nby = \"newcomer\"\ngets = \"nothing\"\n"
        let expecting = try Accepted.read(
            PolicySource([.init(name: "bot.conf", text: Stage.conf + said)]), .init(now: stage.clock.now, textSeed: 3))
        #expect(
            try ProposedExpectation.from(stage.store, since: .distantPast, under: expecting.policies[0]).isEmpty)
    }

    @Test func theAuditLogHoldsWhatWasDoneAndOnWhoseOrderAndNoWordOfIt() throws {
        let (stage, _) = try evening()
        var rows: [AuditContent] = []
        stage.store.audit(from: nil, community: CommunityID("salon")) { row in
            if let content = row.content, let read = try? AuditContent(packed: content) { rows.append(read) }
        }
        #expect(rows.map(\.what) == ["no carrots", "command undo"])
        #expect(rows.first?.acts == ["mute 1h"] && rows.first?.name == "eve" && rows.first?.caseNumber == 1)
        #expect(rows.last?.by == "lise" && rows.last?.name == "eve")
        #expect(rows.allSatisfy { !"\($0)".contains("carrots?") })
    }

    /// Whoever is forgotten is not called by the name of who ordered it, and stopping it is another order.
    @Test func theAuditLogTellsWhoIsToBeForgottenAndWhetherThatWasStopped() throws {
        let (stage, _) = try evening()
        for order in ["forget eve", "forget eve no"] {
            _ = try stage.household.command(order, by: "root", in: 0)
            try stage.pump()
        }
        var told: [String] = []
        stage.store.audit(from: nil, community: CommunityID("salon")) { row in
            guard let content = row.content, let read = try? AuditContent(packed: content) else { return }
            if read.what.hasPrefix("command forget") { told.append("\(read.what): \(read.name), by \(read.by)") }
        }
        #expect(told == ["command forget: eve, by root", "command forget no: eve, by root"])
    }
}
