// SPDX-License-Identifier: Apache-2.0

public import Chat
import GRDB

extension SQLiteStore {
    @discardableResult
    public func forget(
        _ person: PersonID, relays: Set<PersonID>, redact: (RecordedDecision, PersonID) -> [UInt8]?
    ) throws(StoreError) -> Int {
        // Beside the database first: what is erased here must not come back with a backup (THREATS K8).
        var list = ForgottenList(path + "-forgotten")
        let last = try access { db in try Prepared(db, "SELECT at FROM journal ORDER BY seq DESC LIMIT 1").number() }
        try list.add(person, at: max(identity.lastTime, anchor.time, Timestamp(milliseconds: last)))
        return try access { db in
            var changed = 0
            var forgetting = Forgetting(person, relays: relays)
            try db.inTransaction(.immediate) {
                changed += try self.eraseFaces(&forgetting, db)
                changed += try self.eraseRows(forgetting, redact, db)
                changed += try self.eraseDebts(forgetting, db)
                changed += try self.eraseAudit(of: person, db)
                return .commit
            }
            // A cached face would go on under the erased number.
            self.ledger.names.forgetFaces()
            try db.execute(sql: "DROP TABLE temp.forgotten")
            // The log holds the old pages until it is emptied.
            try Prepared(db, "PRAGMA wal_checkpoint(TRUNCATE)").run()
            return changed
        }
    }

    public func cameBack() throws(StoreError) -> [PersonID] {
        guard identity.isRestored else { return [] }
        let list = ForgottenList(path + "-forgotten")
        guard !list.entries.isEmpty else { return [] }
        return try access { db in
            var found: Set<PersonID> = []
            // A person has many faces.
            var looked: Set<PersonID> = []
            func look(_ person: PersonID) {
                if looked.insert(person).inserted, list.holds(person, since: identity.lastTime) { found.insert(person) }
            }
            try Prepared(db, "SELECT key FROM state WHERE part = 'person'").each { row in
                if let person = try? PersonID(packed: row.blob(0)) { look(person) }
                return true
            }
            try Prepared(db, "SELECT body FROM face").each { row in
                if let face = try? Event.Face(packed: row.blob(0)), let member = face.member, let facts = face.facts {
                    look(PersonID.of(facts, member: member))
                }
                return true
            }
            return found.sorted()
        }
    }

    private func eraseFaces(_ forgetting: inout Forgetting, _ db: Database) throws -> Int {
        try db.execute(
            sql: """
                DROP TABLE IF EXISTS temp.forgotten;
                CREATE TEMP TABLE forgotten (id INTEGER PRIMARY KEY, relay BLOB)
                """)
        let all = try Prepared(db, "SELECT id, body FROM face")
        let note = try Prepared(db, "INSERT INTO temp.forgotten (id, relay) VALUES (?, ?)")
        let update = try Prepared(db, "UPDATE face SET body = ? WHERE id = ?")
        // Twice: a presence shows who it is only once it has logged in, and its earlier faces are found by its key.
        try all.each { row in
            if let face = try? Event.Face(packed: row.blob(1)), let member = face.member,
                forgetting.isPerson(member, face.facts)
            {
                forgetting.members.insert(member)
            }
            return true
        }
        var erased: [(Int64, [UInt8])] = []
        var relays: [(Int64, [UInt8])] = []
        try all.each { row in
            guard let face = try? Event.Face(packed: row.blob(1)) else { return true }
            if forgetting.isPerson(face.member, face.facts) {
                forgetting.note(name: face.facts?.name.raw ?? "")
                erased.append((row.integer(0), forgetting.erase(face, number: row.integer(0)).packed))
            } else if let relay = forgetting.relay(face.member, face.facts) {
                relays.append((row.integer(0), relay.packed))
            }
            return true
        }
        for (number, body) in erased {
            update.bind(1, body)
            update.bind(2, number)
            try update.run()
            note.bind(1, number)
            note.bindNull(2)
            try note.run()
        }
        for (number, relay) in relays {
            note.bind(1, number)
            note.bind(2, relay)
            try note.run()
        }
        return erased.count
    }

    /// Rows by this person, lines of theirs that relays carried, and rows of the kinds that can name another: 3 synced,
    /// 5 left, 9 ranked, 13 sanctioned, 17 due.
    private func eraseRows(
        _ forgetting: Forgetting, _ redact: (RecordedDecision, PersonID) -> [UInt8]?, _ db: Database
    ) throws -> Int {
        let page = try Prepared(
            db,
            """
            SELECT seq, community, text, body, f.id, f.relay
            FROM journal LEFT JOIN temp.forgotten f ON f.id = journal.face
            WHERE seq > ? AND (f.id IS NOT NULL OR kind IN (3, 5, 9, 13, 17)) ORDER BY seq LIMIT 1024
            """)
        let update = try Prepared(db, "UPDATE journal SET text = ?, body = ? WHERE seq = ?")
        var changed = 0
        var last: Int64 = 0
        while true {
            var rows: [Erased] = []
            page.bind(1, last)
            try page.each { row in
                last = row.integer(0)
                let old = row.blob(3)
                var carried: PersonID?
                if !row.isNull(5), !row.isNull(2), let relay = try? PersonID(packed: row.blob(5)) {
                    carried = forgetting.carried(PeerText(String(decoding: row.blob(2), as: UTF8.self)), by: relay)
                }
                let isAuthor = !row.isNull(4) && row.isNull(5) || carried != nil
                // A row that cannot be read loses its text and is told by the reading, not here.
                let body = (try? self.erase(old, isSeveral: row.integer(1) == 0, isAuthor, forgetting)) ?? old
                rows.append(
                    Erased(
                        sequence: last, isAuthor: isAuthor, text: isAuthor || row.isNull(2) ? nil : row.blob(2),
                        body: body, isChanged: body != old, person: carried ?? forgetting.person))
                return true
            }
            if rows.isEmpty { return changed }
            for row in rows where row.isAuthor || row.isChanged {
                if let text = row.text { update.bind(1, text) } else { update.bindNull(1) }
                update.bind(2, row.body)
                update.bind(3, row.sequence)
                try update.run()
                changed += 1
                changed += try redactDecisions(of: row.sequence, row.person, redact, db)
            }
        }
    }

    private struct Erased {
        var sequence: Int64
        var isAuthor: Bool
        var text: [UInt8]?
        var body: [UInt8]
        var isChanged: Bool
        var person: PersonID
    }

    private func erase(
        _ bytes: [UInt8], isSeveral: Bool, _ isAuthor: Bool, _ forgetting: Forgetting
    ) throws(PackedError) -> [UInt8] {
        var reader = try ByteReader(bytes)
        if isSeveral { _ = try Journal.communityNumbers(&reader) }
        let prefix = bytes.count - reader.remaining
        var event = try Event(row: &reader, at: .distantPast, room: nil, face: nil, words: nil)
        let size = try Self.roomSize(bytes, from: prefix)
        event.kind = forgetting.erase(event.kind, isAuthor: isAuthor)
        event.facts = Facts(name: PeerText(""), roomSize: size)
        var writer = ByteWriter()
        writer.put(raw: Array(bytes[..<prefix]))
        event.packRow(into: &writer)
        return writer.bytes
    }

    private static func roomSize(_ bytes: [UInt8], from prefix: Int) throws(PackedError) -> Int32 {
        var reader = try ByteReader(Array(bytes[prefix...]))
        _ = try reader.byte()
        _ = try reader.signed()
        return try reader.signed(as: Int32.self)
    }

    private func redactDecisions(
        of sequence: Int64, _ person: PersonID, _ redact: (RecordedDecision, PersonID) -> [UInt8]?, _ db: Database
    ) throws -> Int {
        let rows = try Prepared(db, "SELECT n, body FROM decision WHERE seq = ?")
        rows.bind(1, sequence)
        var redacted: [(Int64, [UInt8])] = []
        try rows.each { row in
            let decision = RecordedDecision(
                sequence: sequence, index: UInt16(clamping: row.integer(0)), body: row.blob(1))
            if let body = redact(decision, person) { redacted.append((row.integer(0), body)) }
            return true
        }
        for (number, body) in redacted {
            let update = try Prepared(db, "UPDATE decision SET body = ? WHERE seq = ? AND n = ?")
            update.bind(1, body)
            update.bind(2, sequence)
            update.bind(3, number)
            try update.run()
        }
        return redacted.count
    }

    private func eraseDebts(_ forgetting: Forgetting, _ db: Database) throws -> Int {
        var erased: [(Int64, [UInt8])] = []
        try Prepared(db, "SELECT rowid, act, state FROM debt WHERE state >= 3").each { row in
            if let act = try? OwedAct(packed: row.blob(1)),
                let state = Debt.State(rawValue: UInt8(clamping: row.integer(2))),
                let debt = forgetting.erase(Debt(act: act, state: state))
            {
                erased.append((row.integer(0), debt.act.packed))
            }
            return true
        }
        let update = try Prepared(db, "UPDATE debt SET act = ? WHERE rowid = ?")
        for (row, act) in erased {
            update.bind(1, act)
            update.bind(2, row)
            try update.run()
        }
        return erased.count
    }
}
