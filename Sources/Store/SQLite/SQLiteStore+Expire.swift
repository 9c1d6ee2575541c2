// SPDX-License-Identifier: Apache-2.0

import Chat
import GRDB

extension SQLiteStore {
    public func expire(_ limits: Retention, rows: Int) throws(StoreError) -> Bool {
        let more = try access { db in
            var more = false
            try db.inTransaction(.immediate) {
                let slice = Int64(min(max(rows, 1), 100_000))
                more = try self.expireTexts(before: limits.texts, slice, db) || more
                more = try self.expireFeatures(before: limits.features, slice, db) || more
                more = try self.expireDecisions(before: limits.decisions, slice, db) || more
                try self.expireAudit(before: limits.decisions, db)
                return .commit
            }
            return more
        }
        reserve.take()
        return more
    }

    private func expireTexts(before time: Timestamp, _ slice: Int64, _ db: Database) throws -> Bool {
        try advance("texts", before: time, slice, db) { from, to in
            try db.execute(
                sql: "UPDATE journal SET text = NULL WHERE seq > ? AND seq <= ? AND text IS NOT NULL",
                arguments: [from, to])
        }
    }

    private func expireFeatures(before time: Timestamp, _ slice: Int64, _ db: Database) throws -> Bool {
        try advance("features", before: time, slice, db) { from, to in
            let end = try self.endOfDays(through: to, db)
            try db.execute(
                sql: """
                    DELETE FROM journal WHERE seq > ?1 AND seq <= ?2
                        AND seq NOT IN (SELECT seq FROM decision WHERE seq > ?1 AND seq <= ?2)
                    """, arguments: [from, to])
            try db.execute(
                sql: """
                    DELETE FROM face WHERE day < ?1 AND id NOT IN (
                        SELECT face FROM journal WHERE seq <= ?2 AND face IS NOT NULL)
                    """, arguments: [end, to])
            try db.execute(sql: "DELETE FROM tally WHERE day < ?", arguments: [end])
        }
    }

    /// The day before which no row stands after `sequence`: the faces of those days may go.
    private func endOfDays(through sequence: Int64, _ db: Database) throws -> Int64 {
        func day(_ sql: String) throws -> Int64? {
            let rows = try Prepared(db, sql)
            rows.bind(1, sequence)
            var day: Int64?
            try rows.each { row in
                day = Timestamp(milliseconds: row.integer(0)).day
                return false
            }
            return day
        }
        let last = try day("SELECT at FROM journal WHERE seq = ?") ?? 0
        let next = try day("SELECT at FROM journal WHERE seq > ? ORDER BY seq LIMIT 1") ?? .max
        let end = next > last ? last + 1 : last
        // Faces of the day being written are known by number.
        ledger.names.forgetFaces(before: end)
        return end
    }

    private func expireDecisions(before time: Timestamp, _ slice: Int64, _ db: Database) throws -> Bool {
        let more = try advance("decisions", before: time, slice, db) { _, to in
            try db.execute(sql: "DELETE FROM decision WHERE seq <= ?", arguments: [to])
            try db.execute(sql: "DELETE FROM journal WHERE seq <= ?", arguments: [to])
            // The adoption in force at the oldest row stays, and with it its policy.
            try db.execute(
                sql: """
                    DELETE FROM adoption WHERE EXISTS (
                        SELECT 1 FROM adoption b
                        WHERE b.community = adoption.community AND b.seq > adoption.seq AND b.seq <= ?)
                    """, arguments: [to])
            try db.execute(
                sql: "DELETE FROM policy WHERE fingerprint NOT IN (SELECT fingerprint FROM adoption)")
        }
        try db.execute(sql: "DELETE FROM aside WHERE at < ?", arguments: [time.milliseconds])
        try db.execute(
            sql: """
                DELETE FROM debt WHERE rowid IN (
                    SELECT rowid FROM debt WHERE state >= 3 AND owed_at < ? ORDER BY rowid LIMIT ?)
                """, arguments: [time.milliseconds, slice])
        return more || db.changesCount >= slice
    }

    /// Moves a mark of `meta` over the next rows received before `time`; true while there are more.
    private func advance(
        _ key: String, before time: Timestamp, _ slice: Int64, _ db: Database, _ body: (Int64, Int64) throws -> Void
    ) throws -> Bool {
        let mark = try Prepared(db, "SELECT value FROM meta WHERE key = ?")
        mark.bind(1, key + "_to")
        let from = try mark.number()
        let last = try Journal.first(db, at: time) - 1
        let next = try Prepared(
            db, "SELECT max(seq) FROM (SELECT seq FROM journal WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?)")
        next.bind(1, from)
        next.bind(2, last)
        next.bind(3, slice)
        let to = try next.number()
        guard to > from else { return false }
        try body(from, to)
        try db.execute(
            sql: "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", arguments: [key + "_to", to])
        return to < last
    }
}
