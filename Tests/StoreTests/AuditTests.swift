// SPDX-License-Identifier: Apache-2.0

import Chat
import Foundation
import GRDB
import Testing

@testable import Store

/// The audit log: whole, or known not to be; and somebody can be forgotten without breaking it (THREATS K7, K9).
@Suite struct AuditTests {
    private let eve = PersonID(NetworkID("libera"), .account, "eve")
    private let lise = PersonID(NetworkID("libera"), .account, "lise")
    private let tricot = CommunityID("tricot")

    private func folder() throws -> String {
        let path = NSTemporaryDirectory() + "audit-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    private func entry(_ number: Int64, about person: PersonID? = nil, by actor: PersonID? = nil) -> AuditEntry {
        AuditEntry(
            community: tricot, at: Timestamp(seconds: 1_767_600_000 + number * 60), subject: person, actor: actor,
            content: Array("entry \(number)".utf8))
    }

    private func fill(_ path: String, _ count: Int64 = 5) throws -> SQLiteStore {
        let store = try SQLiteStore(path + "/db", StoreSettings(reserve: 0))
        var batch = Batch()
        for i in 1...count {
            batch.audit = [entry(i, about: i == 2 ? eve : nil, by: i == 4 ? lise : nil)]
            try store.commit(batch)
        }
        return store
    }

    private func key(_ path: String) throws -> [UInt8] {
        try #require(try AuditKey.read(besides: path + "/db", isMade: false))
    }

    private func contents(_ reader: some JournalReader) throws -> [String?] {
        var found: [String?] = []
        try reader.audit(from: nil, community: nil) { row in
            found.append(row.content.map { String(decoding: $0, as: UTF8.self) })
        }
        return found
    }

    private func tamper(_ path: String, _ sql: String) throws {
        let queue = try DatabaseQueue(path: path + "/db")
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    @Test func whatWasWrittenIsReadAndHolds() throws {
        let path = try folder()
        let store = try fill(path)
        #expect(try contents(store) == (1...5).map { "entry \($0)" })
        let report = try store.verifyAudit(key: try key(path))
        #expect(report.broken == nil && report.entries == 5 && report.erased == 0)
        try store.close()
    }

    @Test func itGoesOnAfterARestart() throws {
        let path = try folder()
        try fill(path).close()
        let again = try SQLiteStore(path + "/db", StoreSettings(reserve: 0))
        var batch = Batch()
        batch.audit = [entry(6)]
        try again.commit(batch)
        #expect(try again.verifyAudit(key: try key(path)).broken == nil)
        #expect(try contents(again).count == 6)
        try again.close()
    }

    @Test func whoIsForgottenGoesFromItAndItStillHolds() throws {
        let path = try folder()
        let store = try fill(path)
        try store.forget(eve, relays: []) { _, _ in nil }
        #expect(try contents(store) == ["entry 1", nil, "entry 3", "entry 4", "entry 5"])
        try store.forget(lise, relays: []) { _, _ in nil }
        let report = try store.verifyAudit(key: try key(path))
        #expect(report.broken == nil && report.erased == 2)
        try store.close()
        // Neither the content nor its key is anywhere in the file.
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path + "/db"))
        #expect(bytes.range(of: Data("entry 2".utf8)) == nil)
        #expect(bytes.range(of: Data("entry 3".utf8)) != nil)
    }

    @Test func whatIsTooOldGoesFromTheBeginningAndItStillHolds() throws {
        let path = try folder()
        let store = try fill(path)
        let limit = Timestamp(seconds: 1_767_600_000 + 3 * 60)
        _ = try store.expire(Retention(texts: limit, features: limit, decisions: limit), rows: 1000)
        #expect(try contents(store) == ["entry 3", "entry 4", "entry 5"])
        let report = try store.verifyAudit(key: try key(path))
        #expect(report.broken == nil && report.entries == 3)
        try store.close()
    }

    @Test(
        arguments: [
            ("UPDATE audit SET content = 'another' WHERE n = 3", Int64(3)),
            ("UPDATE audit SET at = at + 1 WHERE n = 2", 2),
            ("UPDATE audit SET community = 'dentelle' WHERE n = 4", 4),
            ("DELETE FROM audit WHERE n = 3", 4),
            ("DELETE FROM audit WHERE n = 1", 2),
            ("DELETE FROM audit WHERE n > 3", 0),
            ("DELETE FROM meta WHERE key = 'audit_head'", 0),
            ("UPDATE audit SET mark = zeroblob(32) WHERE n = 5", 5),
            (
                "INSERT INTO audit SELECT n + 1, community, at, NULL, NULL, key, content, mark, link FROM audit WHERE n = 5",
                6
            ),
        ])
    func whatWasChangedIsFound(_ sql: String, _ broken: Int64) throws {
        let path = try folder()
        try fill(path).close()
        try tamper(path, sql)
        let reader = try SQLiteReader(path + "/db")
        #expect(try reader.verifyAudit(key: try key(path)).broken == broken)
    }

    @Test func withAnotherKeyItDoesNotHold() throws {
        let path = try folder()
        let store = try fill(path)
        #expect(try store.verifyAudit(key: [UInt8](repeating: 7, count: 32)).broken != nil)
        try store.close()
    }

    @Test func theKeyIsPrivateAndACredentialComesFirst() throws {
        let path = try folder()
        try fill(path).close()
        let mode = try FileManager.default.attributesOfItem(atPath: path + "/db-audit-key")[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try AuditKey.credential(in: path) == nil)
        let own = [UInt8](1...32)
        try Data(own).write(to: URL(fileURLWithPath: path + "/secret_audit"))
        #expect(try AuditKey.credential(in: path) == own)
    }
}
