// SPDX-License-Identifier: Apache-2.0

import Chat
import GRDB

extension SQLiteStore {
    /// The chain, with its key; read when it is first needed.
    func auditChain() throws(StoreError) -> AuditChain {
        if let known = chain { return known }
        let key = settings.auditKey.isEmpty ? try AuditKey.read(besides: path, isMade: true) : settings.auditKey
        let made = AuditChain(key: key ?? [])
        chain = made
        return made
    }

    /// Entries go on from the last one written; `auditEnd` is nil where that has to be looked up again.
    func write(audit batch: Batch, _ statements: Statements, _ db: Database) throws {
        guard !batch.audit.isEmpty else { return }
        let chain = try auditChain()
        var end = try auditEnd ?? lastEnd(chain, db)
        for entry in batch.audit {
            let key = AuditChain.unforeseen()
            let mark = AuditChain.hash(key, entry.content)
            end.number += 1
            end.link = chain.link(
                after: end.link, number: end.number, at: entry.at.milliseconds, community: entry.community.name.text,
                mark: mark)
            let statement = statements.audit
            statement.bind(1, end.number)
            statement.bind(2, entry.community.name.text)
            statement.bind(3, entry.at.milliseconds)
            if let subject = entry.subject { statement.bind(4, subject.packed) } else { statement.bindNull(4) }
            if let actor = entry.actor { statement.bind(5, actor.packed) } else { statement.bindNull(5) }
            statement.bind(6, key)
            statement.bind(7, entry.content)
            statement.bind(8, mark)
            statement.bind(9, end.link)
            try statement.run()
        }
        try seal(end, "audit_head", chain, db)
        auditEnd = end
    }

    /// Where the log ends. A broken seal is not repaired: the chain goes on from the rows, and `verify` tells.
    private func lastEnd(_ chain: AuditChain, _ db: Database) throws -> AuditEnd {
        var end = AuditEnd()
        try Prepared(db, "SELECT n, link FROM audit ORDER BY n DESC LIMIT 1").each { row in
            end = AuditEnd(number: row.integer(0), link: row.blob(1))
            return false
        }
        if end.number == 0, let base = try Self.meta("audit_base", db).flatMap({ chain.opened($0, as: "audit_base") }) {
            end = base
        }
        return end
    }

    private func seal(_ end: AuditEnd, _ name: String, _ chain: AuditChain, _ db: Database) throws {
        let statement = try Prepared(db, "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)")
        statement.bind(1, name)
        statement.bind(2, chain.sealed(end, as: name))
        try statement.run()
    }

    static func meta(_ key: String, _ db: Database) throws -> [UInt8]? {
        let statement = try Prepared(db, "SELECT value FROM meta WHERE key = ?")
        statement.bind(1, key)
        var value: [UInt8]?
        try statement.each { row in
            value = row.isNull(0) ? nil : row.blob(0)
            return false
        }
        return value
    }

    /// Content and key go, the mark stays: the chain still holds.
    func eraseAudit(of person: PersonID, _ db: Database) throws -> Int {
        let erase = try Prepared(
            db,
            """
            UPDATE audit SET subject = NULL, actor = NULL, key = NULL, content = NULL
            WHERE (subject = ?1 OR actor = ?1) AND content IS NOT NULL
            """)
        erase.bind(1, person.packed)
        try erase.run()
        return db.changesCount
    }

    /// What is older than cases are kept goes from the beginning; where the log begins is sealed.
    func expireAudit(before time: Timestamp, _ db: Database) throws {
        let last = try Prepared(db, "SELECT n, link FROM audit WHERE at < ? ORDER BY n DESC LIMIT 1")
        last.bind(1, time.milliseconds)
        var end: AuditEnd?
        try last.each { row in
            end = AuditEnd(number: row.integer(0), link: row.blob(1))
            return false
        }
        guard let end else { return }
        try seal(end, "audit_base", try auditChain(), db)
        try db.execute(sql: "DELETE FROM audit WHERE n <= ?", arguments: [end.number])
    }
}

extension SQLiteReading {
    public func audit(from: Timestamp?, community: CommunityID?, _ body: (AuditRow) -> Void) throws(StoreError) {
        try access { db in
            let rows = try Prepared(db, "SELECT n, community, at, content FROM audit WHERE at >= ? ORDER BY n")
            rows.bind(1, from?.milliseconds ?? .min)
            try rows.each { row in
                let entry = AuditRow(
                    number: row.integer(0), community: row.text(1), at: Timestamp(milliseconds: row.integer(2)),
                    content: row.isNull(3) ? nil : row.blob(3))
                if community == nil || community?.name.text == entry.community { body(entry) }
                return true
            }
        }
    }

    public func verifyAudit(key: [UInt8]) throws(StoreError) -> AuditReport {
        try access { db in
            let chain = AuditChain(key: key)
            var report = AuditReport()
            var end = AuditEnd()
            if let bytes = try SQLiteStore.meta("audit_base", db) {
                guard let base = chain.opened(bytes, as: "audit_base") else {
                    report.broken = 0
                    return report
                }
                end = base
            }
            let rows = try Prepared(db, "SELECT n, community, at, key, content, mark, link FROM audit ORDER BY n")
            try rows.each { row in
                let number = row.integer(0)
                let mark = row.blob(5)
                let link = chain.link(
                    after: end.link, number: end.number + 1, at: row.integer(2), community: row.text(1), mark: mark)
                let isErased = row.isNull(4)
                let isWhole = isErased || AuditChain.hash(row.blob(3), row.blob(4)) == mark
                guard number == end.number + 1, link == row.blob(6), isWhole else {
                    report.broken = number
                    return false
                }
                end = AuditEnd(number: number, link: link)
                report.entries += 1
                report.erased += isErased ? 1 : 0
                report.from = report.from ?? Timestamp(milliseconds: row.integer(2))
                report.to = Timestamp(milliseconds: row.integer(2))
                return true
            }
            if report.broken == nil, report.entries > 0 || end.number > 0 {
                let head = try SQLiteStore.meta("audit_head", db).flatMap { chain.opened($0, as: "audit_head") }
                if head != end { report.broken = 0 }
            }
            return report
        }
    }
}
