// SPDX-License-Identifier: Apache-2.0

import Chat
import GRDB
import GRDBSQLite

extension SQLiteStore {
    @discardableResult
    public func commit(_ batch: Batch) throws(StoreError) -> CommitOutcome {
        try access { db in
            guard let statements = self.statements else { throw StoreError.unavailable("it has been closed") }
            if batch.isEmpty { return CommitOutcome(pressure: self.pressure) }
            try self.measure(statements)
            return try self.write(batch, statements, db)
        }
    }

    /// Tries with less and less, and gives up the reserve only for a debt.
    private func write(_ batch: Batch, _ statements: Statements, _ db: Database) throws -> CommitOutcome {
        let attempts: [(level: Pressure, releases: Bool)] =
            [(pressure, false), (.decisionsOnly, false), (.debtsOnly, false)] + (batch.owes ? [(.debtsOnly, true)] : [])
        for (level, releases) in attempts where level >= pressure {
            if releases { try release(db) }
            if level == .debtsOnly, !batch.owes { break }
            do {
                return CommitOutcome(pressure: level, counted: try attempt(batch, level, statements, db))
            } catch  where StoreError.isForWantOfSpace(error) {
                // It is not tried again with everything before some turns have passed.
                pressure = max(pressure, .decisionsOnly)
                commitsToMeasure = 64
            }
        }
        if batch.owes { throw StoreError.full }
        return CommitOutcome(pressure: .debtsOnly, counted: batch.events.count)
    }

    private func release(_ db: Database) throws {
        let isReleased = reserve.release()
        // A limit set on the database itself gives way by as much.
        let limit = try Prepared(db, "PRAGMA max_page_count").number()
        if limit < 0xFFFF_FFFE {
            try db.execute(sql: "PRAGMA max_page_count = \(limit + Int64(settings.reserve) / pageSize)")
        }
        // The log is emptied into the space that became free; if a reader holds it, it stays and grows a little.
        if isReleased { try Prepared(db, "PRAGMA wal_checkpoint(TRUNCATE)").run() }
    }

    /// Space is measured every 64 commits: pages in use, not those that were freed.
    private func measure(_ statements: Statements) throws {
        commitsToMeasure -= 1
        guard commitsToMeasure < 0 else { return }
        commitsToMeasure = 63
        let used = try (statements.pages.number() &- statements.freePages.number()) &* pageSize
        pressure = Pressure.of(used: used, ceiling: settings.ceiling)
    }

    /// One transaction. Returns how many events were counted instead of kept.
    private func attempt(
        _ batch: Batch, _ level: Pressure, _ statements: Statements, _ db: Database
    ) throws -> Int {
        // What is owed or sent must survive the power too; the rest may lose its last moments.
        let flushes = !batch.debts.isEmpty || batch.transitions.contains { $0.state == .sent }
        if flushes != isFlushing {
            try db.execute(sql: flushes ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL")
            isFlushing = flushes
        }
        try statements.begin.run()
        do {
            let counted = level < .debtsOnly ? try ledger.write(events: batch, level, statements) : batch.events.count
            if level < .debtsOnly { try write(decisions: batch, statements) }
            try write(debts: batch, statements)
            if level < .decisionsOnly { try write(state: batch, level, statements) }
            if level < .debtsOnly { try write(keepsakes: batch, statements) }
            if level < .debtsOnly { try write(audit: batch, statements, db) }
            // A minute of journal is all that a restore can hide.
            let last = batch.events.last?.event.at ?? anchor.time
            let anchors = flushes && (anchor.number == 0 || last - anchor.time >= .minutes(1))
            if anchors { try raiseAnchor(statements) }
            try statements.commit.run()
            if anchors {
                anchor.time = last
                anchor.write(to: path + "-anchor")
            }
            return counted
        } catch {
            // SQLite has rolled back by itself after some errors.
            if sqlite3_get_autocommit(db.sqliteConnection) == 0 { try statements.rollback.run() }
            try ledger.names.reload(db)
            auditEnd = nil
            throw error
        }
    }
}
