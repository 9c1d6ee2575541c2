// SPDX-License-Identifier: Apache-2.0

import Chat
import GRDB
import Glibc
import Testing

@testable import Store

/// When space runs out, what matters least goes first (THREATS F7).
@Suite struct FullDiskTests {
    private func rows(_ count: Int, from first: Int64, text: String = String(repeating: "x", count: 1500)) -> Batch {
        Batch((0..<count).map { _ in said(text) }, from: first)
    }

    /// Fills the database up to a limit of pages; returns the next sequence.
    private func fill(_ store: SQLiteStore, pages: Int) throws -> Int64 {
        try store.access { try $0.execute(sql: "PRAGMA max_page_count = \(pages)") }
        var sequence: Int64 = 1
        for _ in 0..<200 {
            let outcome = try store.commit(rows(20, from: sequence))
            sequence += 20
            if outcome.counted > 0 { return sequence }
        }
        Issue.record("it was never full")
        return sequence
    }

    @Test func aFullDatabaseCostsEventsAndNoError() throws {
        try withDirectory { directory in
            let store = try SQLiteStore("\(directory)/g.db")
            let next = try fill(store, pages: 120)
            #expect(try store.commit(rows(5, from: next)).pressure >= .decisionsOnly)
        }
    }

    @Test func theReserveIsGivenUpForADebt() throws {
        try withDirectory { directory in
            let store = try SQLiteStore("\(directory)/g.db", StoreSettings(reserve: 256 << 10))
            let next = try fill(store, pages: 120)
            // Larger debts than the last page has room for, so that the limit is met.
            let ban = (0..<20).map { act(next + $0, .ban(nil, reason: Utterance(String(repeating: "y", count: 2000)))) }
            try store.commit(Batch(debts: ban))
            #expect(try store.openDebts(limit: 100).map(\.act) == ban)
            #expect(Files.size("\(directory)/g.db-reserve") == 0)
        }
    }

    @Test func onlyADebtThatCannotBeWrittenIsAnError() throws {
        try withDirectory { directory in
            let store = try SQLiteStore("\(directory)/g.db", StoreSettings(reserve: 0))
            let next = try fill(store, pages: 120)
            let ban = (0..<20).map { act(next + $0, .ban(nil, reason: Utterance(String(repeating: "y", count: 2000)))) }
            #expect(throws: StoreError.full) { try store.commit(Batch(debts: ban)) }
            #expect(try store.openDebts(limit: 100) == [])
            // With space again it goes on.
            try store.access { try $0.execute(sql: "PRAGMA max_page_count = 1000") }
            try store.commit(Batch(debts: ban))
            #expect(try store.openDebts(limit: 100).count == 20)
        }
    }

    @Test(
        arguments: zip(
            [0, 89, 90, 95, 100, 250] as [Int64],
            [Pressure.none, .none, .noStatistics, .noTexts, .decisionsOnly, .decisionsOnly]))
    func spaceRunsOutInThisOrder(_ percent: Int64, _ pressure: Pressure) {
        #expect(Pressure.of(used: percent * 10_000, ceiling: 1_000_000) == pressure)
    }

    @Test func nearTheCeilingStatisticsThenTextsAreLeftOut() throws {
        try withDirectory { directory in
            let ceiling: Int64 = 1 << 20
            let store = try SQLiteStore("\(directory)/g.db", StoreSettings(ceiling: ceiling, statistics: ["pulse"]))
            var sequence: Int64 = 1
            var seen: Set<Int> = []
            for round in 0..<4000 {
                var batch = rows(1, from: sequence, text: String(repeating: "x", count: 600))
                batch.state = [
                    StateChange(
                        community: atelier, row: StateKey("pulse", "p"), version: 1, body: Array("\(round)".utf8)),
                    StateChange(
                        community: atelier, row: StateKey("heat", "h"), version: 1, body: Array("\(round)".utf8)),
                ]
                let outcome = try store.commit(batch)
                if seen.insert(outcome.pressure.rawValue).inserted {
                    let state = try store.load(atelier).rows
                    let (heat, pulse) = (state[0].body, state[1].body)
                    let entry = try store.entry(sequence)
                    switch outcome.pressure {
                    case .none: #expect(heat == pulse)
                    case .noStatistics: #expect(heat != pulse && entry?.event == batch.events[0].event)
                    case .noTexts: #expect(entry?.event == said(""))
                    case .decisionsOnly, .debtsOnly: #expect(entry == nil && outcome.counted == 1)
                    }
                }
                sequence += 1
            }
            #expect(seen == [0, 1, 2, 3])
        }
    }

    @Test func aFullFilesystemStillTakesADebt() throws {
        // Only root can mount; elsewhere the limit on pages above says the same.
        guard geteuid() == 0 else { return }
        try withDirectory { directory in
            guard mount("tmpfs", directory, "tmpfs", 0, "size=16m") == 0 else { return }
            defer { umount(directory) }
            let store = try SQLiteStore("\(directory)/g.db")
            var sequence: Int64 = 1
            var lost = 0
            for _ in 0..<2000 where lost == 0 {
                lost = try store.commit(rows(20, from: sequence)).counted
                sequence += 20
            }
            #expect(lost > 0)
            var owed: [OwedAct] = []
            for place in 0..<200 {
                let kick = act(sequence + Int64(place), .kick(reason: Utterance("flood")))
                try store.commit(Batch(debts: [kick]))
                owed.append(kick)
            }
            #expect(try store.openDebts(limit: 1000).map(\.act) == owed)
            try store.close()
        }
    }
}
