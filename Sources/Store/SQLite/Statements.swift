// SPDX-License-Identifier: Apache-2.0

import GRDB

/// The statements of `commit`, prepared once.
struct Statements {
    let begin, commit, rollback: Prepared
    let event, decision, debt, transition: Prepared
    let state, noState, checkpoint: Prepared
    let policy, adoption, adapter, noAdapter, aside: Prepared
    let community, room, face, tally, anchor, audit: Prepared
    let pages, freePages: Prepared

    init(_ db: Database) throws {
        begin = try Prepared(db, "BEGIN IMMEDIATE")
        commit = try Prepared(db, "COMMIT")
        rollback = try Prepared(db, "ROLLBACK")
        event = try Prepared(
            db, "INSERT INTO journal (seq, community, at, kind, room, face, text, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        decision = try Prepared(db, "INSERT INTO decision (seq, n, body) VALUES (?, ?, ?)")
        debt = try Prepared(
            db, "INSERT INTO debt (id, community, network, state, act, owed_at) VALUES (?, ?, ?, 1, ?, ?)")
        transition = try Prepared(
            db,
            """
            UPDATE debt SET state = ?2, receipt = coalesce(?3, receipt),
                sent_at = CASE WHEN ?2 = 2 THEN ?4 ELSE sent_at END WHERE id = ?1
            """)
        state = try Prepared(
            db,
            // Cheaper than an upsert, which reads the row it writes anew.
            "INSERT OR REPLACE INTO state (community, part, key, version, body) VALUES (?, ?, ?, ?, ?)")
        noState = try Prepared(db, "DELETE FROM state WHERE community = ? AND part = ? AND key = ?")
        checkpoint = try Prepared(db, "INSERT OR REPLACE INTO checkpoint (community, seq) VALUES (?, ?)")
        policy = try Prepared(db, "INSERT OR REPLACE INTO policy (fingerprint, body) VALUES (?, ?)")
        adoption = try Prepared(db, "INSERT OR REPLACE INTO adoption (community, seq, fingerprint) VALUES (?, ?, ?)")
        adapter = try Prepared(db, "INSERT OR REPLACE INTO adapter (account, key, value) VALUES (?, ?, ?)")
        noAdapter = try Prepared(db, "DELETE FROM adapter WHERE account = ? AND key = ?")
        aside = try Prepared(db, "INSERT OR REPLACE INTO aside (hash, kind, room, at) VALUES (?, ?, ?, ?)")
        community = try Prepared(db, "INSERT INTO community (id, name) VALUES (?, ?)")
        room = try Prepared(db, "INSERT INTO room (id, body) VALUES (?, ?)")
        face = try Prepared(db, "INSERT INTO face (id, day, body) VALUES (?, ?, ?)")
        tally = try Prepared(
            db,
            """
            INSERT INTO tally (day, room, events) VALUES (?, ?, 1)
            ON CONFLICT DO UPDATE SET events = events + 1
            """)
        anchor = try Prepared(db, "INSERT OR REPLACE INTO meta (key, value) VALUES ('anchor', ?)")
        audit = try Prepared(
            db,
            """
            INSERT INTO audit (n, community, at, subject, actor, key, content, mark, link)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        pages = try Prepared(db, "PRAGMA page_count")
        freePages = try Prepared(db, "PRAGMA freelist_count")
    }
}
