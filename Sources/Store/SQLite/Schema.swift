// SPDX-License-Identifier: Apache-2.0

import GRDB

/// The format of the database: migrations are appended, never changed.
enum Schema {
    /// "Geof": tells the file from those of other programs.
    static let applicationID: Int32 = 0x4765_6F66

    /// `user_version` is the number of those that have been applied.
    static let migrations: [String] = [
        """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
        CREATE TABLE community (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE room (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
        -- A face belongs to the rows of one UTC day, so that it goes with them.
        CREATE TABLE face (id INTEGER PRIMARY KEY, day INTEGER NOT NULL, body BLOB NOT NULL);
        -- No secondary index: one on the member costs ten times the row. `community` 0: several, named in the body.
        CREATE TABLE journal (
            seq INTEGER PRIMARY KEY, community INTEGER NOT NULL, at INTEGER NOT NULL, kind INTEGER NOT NULL,
            room INTEGER, face INTEGER, text BLOB, body BLOB NOT NULL);
        CREATE TABLE decision (seq INTEGER, n INTEGER, body BLOB NOT NULL, PRIMARY KEY (seq, n)) WITHOUT ROWID;
        CREATE TABLE policy (fingerprint INTEGER PRIMARY KEY, body BLOB NOT NULL);
        CREATE TABLE adoption (
            community INTEGER, seq INTEGER, fingerprint INTEGER NOT NULL, PRIMARY KEY (community, seq)) WITHOUT ROWID;
        CREATE TABLE debt (
            id TEXT PRIMARY KEY, community INTEGER NOT NULL, network BLOB NOT NULL, state INTEGER NOT NULL,
            act BLOB NOT NULL, receipt BLOB, owed_at INTEGER NOT NULL, sent_at INTEGER);
        CREATE INDEX debt_open ON debt (owed_at) WHERE state < 3;
        CREATE TABLE state (
            community INTEGER, part TEXT, key BLOB, version INTEGER NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY (community, part, key)) WITHOUT ROWID;
        CREATE TABLE checkpoint (community INTEGER PRIMARY KEY, seq INTEGER NOT NULL);
        CREATE TABLE adapter (
            account TEXT, key TEXT, value BLOB NOT NULL, PRIMARY KEY (account, key)) WITHOUT ROWID;
        CREATE TABLE aside (hash INTEGER PRIMARY KEY, kind INTEGER NOT NULL, room BLOB, at INTEGER NOT NULL);
        CREATE TABLE tally (
            day INTEGER, room INTEGER, events INTEGER NOT NULL, PRIMARY KEY (day, room)) WITHOUT ROWID;
        """,
        """
        -- What was done to whom. `key` and `content` are NULL once erased; `mark` and `link` stay: see `AuditChain`.
        CREATE TABLE audit (
            n INTEGER PRIMARY KEY, community TEXT NOT NULL, at INTEGER NOT NULL, subject BLOB, actor BLOB, key BLOB,
            content BLOB, mark BLOB NOT NULL, link BLOB NOT NULL);
        """,
    ]

    /// Brings a database to this release's format.
    /// - Throws: `StoreError.newer`, `.corrupt` for a file of another program.
    static func migrate(_ db: Database) throws {
        let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        guard application == applicationID || (application == 0 && found == 0 && tables == 0) else {
            throw StoreError.corrupt("it belongs to another program (application_id \(application))")
        }
        guard found <= migrations.count else { throw StoreError.newer(found: found, known: migrations.count) }
        for number in max(found, 0)..<migrations.count {
            try db.inTransaction(.immediate) {
                try db.execute(sql: migrations[number])
                try db.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(number + 1)")
                return .commit
            }
        }
    }
}
