// SPDX-License-Identifier: Apache-2.0

import Chat
import GRDB

/// Questions to the database, the same for its owner and for read-only connections.
protocol SQLiteReading: JournalReader {
    func access<T>(_ body: (Database) throws -> T) throws(StoreError) -> T
}

extension SQLiteReading {
    public func load(_ community: CommunityID) throws(StoreError) -> StoredState {
        try access { db in
            var state = StoredState()
            let rows = try Prepared(
                db,
                """
                SELECT part, key, version, body FROM state
                WHERE community = (SELECT id FROM community WHERE name = ?) ORDER BY part, key
                """)
            rows.bind(1, community.name.text)
            try rows.each { row in
                let key = StateKey(row.text(0), ByteString(row.blob(1)))
                state.rows.append(
                    .init(key: key, version: Int32(truncatingIfNeeded: row.integer(2)), body: row.blob(3)))
                return true
            }
            let checkpoint = try Prepared(
                db, "SELECT seq FROM checkpoint WHERE community = (SELECT id FROM community WHERE name = ?)")
            checkpoint.bind(1, community.name.text)
            state.checkpoint = try checkpoint.number()
            return state
        }
    }

    public func openDebts(limit: Int) throws(StoreError) -> [Debt] {
        try access { db in
            let rows = try Prepared(
                db, "SELECT act, state, receipt, sent_at FROM debt WHERE state < 3 ORDER BY owed_at, rowid LIMIT ?")
            rows.bind(1, Int64(max(limit, 0)))
            return try debts(rows)
        }
    }

    public func debt(_ id: ActID) throws(StoreError) -> Debt? {
        try access { db in
            let rows = try Prepared(db, "SELECT act, state, receipt, sent_at FROM debt WHERE id = ?")
            rows.bind(1, id.description)
            return try debts(rows).first
        }
    }

    private func debts(_ rows: Prepared) throws -> [Debt] {
        var debts: [Debt] = []
        try rows.each { row in
            guard let state = Debt.State(rawValue: UInt8(clamping: row.integer(1))) else {
                throw StoreError.corrupt("a debt is in an unknown state")
            }
            debts.append(
                Debt(
                    act: try OwedAct(packed: row.blob(0)), state: state,
                    receipt: row.isNull(2) ? nil : try Receipt(packed: row.blob(2)),
                    sentAt: row.isNull(3) ? nil : Timestamp(milliseconds: row.integer(3))))
            return true
        }
        return debts
    }

    public func policy(_ fingerprint: UInt64) throws(StoreError) -> StoredPolicy? {
        try access { db in
            let rows = try Prepared(db, "SELECT fingerprint, body FROM policy WHERE fingerprint = ?")
            rows.bind(1, Int64(bitPattern: fingerprint))
            return try policy(rows)
        }
    }

    public func policy(inForceFor community: CommunityID) throws(StoreError) -> StoredPolicy? {
        try access { db in
            let rows = try Prepared(
                db,
                """
                SELECT p.fingerprint, p.body FROM adoption a JOIN policy p ON p.fingerprint = a.fingerprint
                WHERE a.community = (SELECT id FROM community WHERE name = ?) ORDER BY a.seq DESC LIMIT 1
                """)
            rows.bind(1, community.name.text)
            return try policy(rows)
        }
    }

    private func policy(_ rows: Prepared) throws -> StoredPolicy? {
        var policy: StoredPolicy?
        try rows.each { row in
            policy = StoredPolicy(fingerprint: UInt64(bitPattern: row.integer(0)), body: row.blob(1))
            return false
        }
        return policy
    }

    public func adapterValues(account: String) throws(StoreError) -> [String: [UInt8]] {
        try access { db in
            var values: [String: [UInt8]] = [:]
            let rows = try Prepared(db, "SELECT key, value FROM adapter WHERE account = ?")
            rows.bind(1, account)
            try rows.each { row in
                values[row.text(0)] = row.blob(1)
                return true
            }
            return values
        }
    }

    public func asides() throws(StoreError) -> [Aside] {
        try access { db in
            var asides: [Aside] = []
            try Prepared(db, "SELECT hash, kind, room, at FROM aside ORDER BY at, hash").each { row in
                asides.append(
                    Aside(
                        hash: UInt64(bitPattern: row.integer(0)), kind: UInt8(clamping: row.integer(1)),
                        room: row.isNull(2) ? nil : try RoomID(packed: row.blob(2)),
                        at: Timestamp(milliseconds: row.integer(3))))
                return true
            }
            return asides
        }
    }

    public func counted(room: RoomID, day: Int64) throws(StoreError) -> Int64 {
        try access { db in
            let rows = try Prepared(
                db,
                "SELECT sum(events) FROM tally WHERE day = ? AND room IN (SELECT id FROM room WHERE body = ?)")
            rows.bind(1, day)
            rows.bind(2, room.packed)
            return try rows.number()
        }
    }
}
