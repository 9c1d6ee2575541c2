// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Engine
import Foundation
import Logging
import Store
import Testing

@testable import Bot

/// A database put back from a backup (THREATS K8): what it owed is not done again, and she asks before she acts.
@Suite struct RestoreTests {
    private let folder: String
    private let clock = HandClock(Stage.monday)

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/restore-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func open() throws -> Household {
        let household = Household(
            store: try SQLiteStore("\(folder)/g.db"), surroundings: clock.surroundings, mark: nil,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let source = PolicySource([.init(name: "bot.conf", text: Stage.conf)])
        let accepted = try Accepted.read(source, Accepted.Circumstances(now: clock.now, textSeed: 3))
        try household.open(accepted.policies, networks: [Stage.network], source: source.packed)
        return household
    }

    private func connect(_ household: Household, _ people: People) throws {
        try household.take(
            [Event(at: clock.now, .connected(Stage.network))]
                + [Stage.room, Stage.desk].map {
                    Event(at: clock.now, room: $0, .synced(members: people.roster(of: $0)))
                })
    }

    /// Eve floods: a mute is decided.
    private func flood(_ household: Household, _ people: inout People) throws {
        let eve = people.enter("eve", [Stage.room])
        func tell(_ kind: Event.Kind) throws {
            let facts = people.facts(of: eve, in: Stage.room)
            try household.take([Event(at: clock.now, room: Stage.room, member: eve, facts: facts, kind)])
        }
        try tell(.joined(.joined))
        clock.advance(by: .seconds(10))
        for _ in 0..<3 { try tell(.said(Message(PeerText("win 1000 euros at http://spam.example")))) }
    }

    @Test func whatTheBackupOwedIsNotDoneAgainAndSheAsks() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var people = People()
        _ = people.enter("geoffrin", [Stage.room, Stage.desk], rank: .op, isSelf: true)
        let first = try open()
        try connect(first, people)
        try flood(first, &people)
        let owed = first.debts
        let mute = try #require(first.engines[0].pendingActs.first { $0.leavesMark })
        #expect(first.engines[0].status.mode == .act)
        try SQLiteReader("\(folder)/g.db").copy(to: "\(folder)/backup.db")
        // Life went on: the mute was done, and more was written than the backup knows.
        for _ in 0..<20 {
            guard case .act(let act) = try first.next(on: Stage.network, among: Lane.allCases) else { break }
            let reach = Reach(facts: act.target.flatMap { people.facts(of: $0.member, in: act.room) })
            if let granted = try first.due(act, reach) {
                try first.done(granted, .performed(Receipt(mark: act.leavesMark ? "b *!*@eve.example" : "")))
            }
        }
        try first.flush()
        try first.store.close()

        for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: "\(folder)/g.db\(end)") }
        try FileManager.default.copyItem(atPath: "\(folder)/backup.db", toPath: "\(folder)/g.db")
        clock.advance(by: .minutes(1))
        let second = try open()
        #expect(second.store.identity.isRestored)
        #expect(second.engines[0].status.mode == .ask)
        #expect(second.debts.isDisjoint(with: owed))
        #expect(try second.store.debt(mute.id)?.state == .expired)
        #expect(!second.engines[0].pendingActs.contains { $0.id == mute.id })
        try connect(second, people)
        var kinds: [Action] = []
        for _ in 0..<50 {
            guard let errand = try second.next(on: Stage.network, among: Lane.allCases) else { break }
            guard case .act(let act) = errand else {
                Issue.record("she looks for an act of another time")
                continue
            }
            kinds.append(act.action)
            if try second.due(act, Reach()) != nil { try second.done(act, .performed(Receipt())) }
        }
        #expect(kinds.allSatisfy { if case .alert = $0 { true } else { false } })
        // Asked, not done: the same flood again becomes a proposal.
        try flood(second, &people)
        #expect(!second.engines[0].pendingActs.contains { $0.leavesMark })
        try second.store.close()
    }

    @Test func afterADaySheActsAgain() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var people = People()
        _ = people.enter("geoffrin", [Stage.room, Stage.desk], rank: .op, isSelf: true)
        let first = try open()
        try connect(first, people)
        try SQLiteReader("\(folder)/g.db").copy(to: "\(folder)/backup.db")
        clock.advance(by: .seconds(5))
        try flood(first, &people)
        try first.flush()
        try first.store.close()
        for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: "\(folder)/g.db\(end)") }
        try FileManager.default.copyItem(atPath: "\(folder)/backup.db", toPath: "\(folder)/g.db")
        let second = try open()
        #expect(second.engines[0].status.mode == .ask)
        clock.advance(by: .hours(25))
        try second.tick()
        #expect(second.engines[0].status.mode == .act)
        try second.store.close()
    }

    /// Eve asked to be forgotten after the backup was made: it does not bring her back.
    @Test func theBackupBringsNobodyBackWhoWasForgotten() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var people = People()
        _ = people.enter("geoffrin", [Stage.room, Stage.desk], rank: .op, isSelf: true)
        let first = try open()
        try connect(first, people)
        let eve = people.enter("eve", [Stage.room])
        let rose = people.enter("rose", [Stage.room])
        for (member, text) in [(eve, "something of eve's"), (rose, "something of rose's")] {
            clock.advance(by: .seconds(30))
            let facts = people.facts(of: member, in: Stage.room)
            try first.take([
                Event(
                    at: clock.now, room: Stage.room, member: member, facts: facts,
                    .said(Message(PeerText(text))))
            ])
        }
        try first.flush()
        try SQLiteReader("\(folder)/g.db").copy(to: "\(folder)/backup.db")
        let person = try #require(
            people.facts(of: eve, in: Stage.room).map { PersonID.of($0, member: eve) })
        clock.advance(by: .hours(1))
        try first.begin()
        first.handle(Event(at: clock.now, .forgotten(person)), only: 0)
        try first.finish()
        try first.flush()
        try first.store.close()

        for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: "\(folder)/g.db\(end)") }
        try FileManager.default.copyItem(atPath: "\(folder)/backup.db", toPath: "\(folder)/g.db")
        clock.advance(by: .minutes(1))
        let second = try open()
        try second.flush()
        #expect(second.store.identity.isRestored)
        var texts: [String] = []
        _ = try second.store.forEachEntry(JournalQuery()) { entry in
            if case .said(let message) = entry.event.kind { texts.append(message.text.raw) }
        }
        #expect(!texts.contains("something of eve's") && texts.contains("something of rose's"))
        // The list names nobody, and only its owner may read it.
        let path = "\(folder)/g.db-forgotten"
        let list = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(list.range(of: Data("eve".utf8)) == nil && list.count == 32 + 24)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        try second.store.close()
    }
}
