// SPDX-License-Identifier: Apache-2.0

import Chat
import GRDB
import Glibc
import Testing

@testable import Store

/// What only a file can suffer.
@Suite struct SQLiteStoreTests {
    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    private func bytes(_ path: String) throws -> [UInt8] {
        try #require(Files.read(path, count: Int(Files.size(path))))
    }

    private func sql(_ path: String, _ sql: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    private func write(_ path: String, _ bytes: [UInt8], at offset: Int = 0) {
        let file = open(path, O_WRONLY | O_CREAT, 0o600)
        pwrite(file, bytes, bytes.count, off_t(offset))
        Glibc.close(file)
    }

    private func copy(_ from: String, _ to: String) throws {
        unlink(to)
        write(to, try bytes(from))
    }

    @Test func onlyTheOwnerCanReadIt() throws {
        try withDirectory { directory in
            umask(0)
            defer { umask(0o022) }
            let store = try SQLiteStore("\(directory)/g.db")
            try store.commit(Batch(debts: [act(1)]))
            try SQLiteReader("\(directory)/g.db").copy(to: "\(directory)/copy.db")
            for file in ["g.db", "g.db-wal", "g.db-shm", "g.db-lock", "g.db-anchor", "g.db-reserve", "copy.db"] {
                #expect(mode("\(directory)/\(file)") == 0o600, "\(file)")
            }
        }
    }

    @Test func itIsFoundAsItWasLeft() throws {
        try withDirectory { directory in
            let first = try SQLiteStore("\(directory)/g.db")
            #expect(first.identity.isNew)
            try first.commit(Batch([said("un"), said("deux", at: monday + .seconds(5))]))
            try first.commit(Batch(debts: [act(1)]))
            try first.close()
            let second = try SQLiteStore("\(directory)/g.db")
            #expect(!second.identity.isNew)
            #expect(second.identity.wasClean)
            #expect(!second.identity.isRestored)
            #expect(second.identity.epoch == first.identity.epoch)
            #expect(second.identity.seed == first.identity.seed)
            #expect(second.identity.lastSequence == 2)
            #expect(second.identity.lastTime == monday + .seconds(5))
            #expect(try second.openDebts(limit: 9).map(\.act) == [act(1)])
            try second.commit(Batch([said("trois", at: monday + .seconds(6))], from: 3))
            #expect(try second.journal(JournalQuery()).entries.count == 3)
        }
    }

    /// What the power may leave of what was not flushed: a log that ends anywhere. A debt never outlives its event, nor the
    /// other way round.
    @Test func aLogCutAnywhereIsReadUpToTheCut() throws {
        try withDirectory { directory in
            let store = try SQLiteStore("\(directory)/g.db")
            let empty = try bytes("\(directory)/g.db-wal").count
            var owing = Batch([said("un")])
            owing.debts = [act(1)]
            try store.commit(owing)
            var sending = Batch([said("deux", at: monday + .seconds(5))], from: 2)
            sending.transitions = [DebtTransition(act(1).id, to: .sent, at: monday + .seconds(5))]
            try store.commit(sending)
            let log = try bytes("\(directory)/g.db-wal")
            var seen: [Int64] = []
            // Eight cuts in each frame: a page and 24 bytes.
            for end in stride(from: empty, through: log.count, by: 515) {
                try copy("\(directory)/g.db", "\(directory)/k.db")
                write("\(directory)/k.db-wal", Array(log[..<end]))
                let found = try SQLiteStore("\(directory)/k.db")
                let last = found.identity.lastSequence
                let states = try found.openDebts(limit: 9).map(\.state)
                #expect(states == [[], [.owed], [.sent]][Int(last)], "cut at \(end)")
                seen.append(last)
                try found.close()
                for file in ["k.db-wal", "k.db-shm", "k.db-anchor"] { unlink("\(directory)/\(file)") }
            }
            #expect(seen == seen.sorted() && Set(seen) == [0, 1, 2])
            try store.close()
        }
    }

    /// A child that was forked and has not begun its program yet holds what its parent held.
    @Test func aCopyOfTheDescriptorHoldsNoLock() throws {
        try withDirectory { directory in
            let path = "\(directory)/g.db-lock"
            var lock: FileLock? = try FileLock(path)
            #expect(throws: StoreError.self) { try FileLock(path) }
            var wanted = stat()
            #expect(stat(path, &wanted) == 0)
            let held = (Int32(3)..<4096).first { descriptor in
                var found = stat()
                return fstat(descriptor, &found) == 0 && found.st_ino == wanted.st_ino && found.st_dev == wanted.st_dev
            }
            let copy = dup(try #require(held))
            defer { close(copy) }
            #expect(lock != nil)
            lock = nil
            _ = try FileLock(path)
        }
    }

    @Test func afterAKillWhatWasCommittedIsThere() throws {
        try withDirectory { directory in
            let store = try SQLiteStore("\(directory)/g.db")
            try store.commit(Batch([said("un")]))
            try store.commit(Batch(debts: [act(1)]))
            // What a process leaves that is killed: the files as they are.
            for file in ["g.db", "g.db-wal", "g.db-anchor"] {
                try copy("\(directory)/\(file)", "\(directory)/k\(file)")
            }
            let again = try SQLiteStore("\(directory)/kg.db")
            #expect(!again.identity.wasClean)
            #expect(!again.identity.isRestored)
            #expect(try again.entry(1)?.event == said("un"))
            #expect(try again.openDebts(limit: 9).map(\.state) == [.owed])
        }
    }

    @Test func aSecondDaemonIsTurnedAway() throws {
        try withDirectory { directory in
            let store = try SQLiteStore("\(directory)/g.db")
            #expect(throws: StoreError.locked("\(directory)/g.db-lock")) {
                try SQLiteStore("\(directory)/g.db")
            }
            try store.close()
        }
    }

    @Test func aLaterFormatIsRefused() throws {
        try withDirectory { directory in
            try SQLiteStore("\(directory)/g.db").close()
            try sql("\(directory)/g.db", "PRAGMA user_version = 99")
            let known = Schema.migrations.count
            #expect(throws: StoreError.newer(found: 99, known: known)) { try SQLiteStore("\(directory)/g.db") }
            #expect(throws: StoreError.newer(found: 99, known: known)) { try SQLiteReader("\(directory)/g.db") }
        }
    }

    @Test func theDatabaseOfAnotherProgramIsRefused() throws {
        try withDirectory { directory in
            try sql("\(directory)/g.db", "CREATE TABLE recipes (name TEXT)")
            #expect(throws: StoreError.corrupt("it belongs to another program (application_id 0)")) {
                try SQLiteStore("\(directory)/g.db")
            }
        }
    }

    @Test func aFileThatIsNoDatabaseIsRefused() throws {
        try withDirectory { directory in
            write("\(directory)/g.db", Array(repeating: 0x41, count: 8192))
            let error = #expect(throws: StoreError.self) { try SQLiteStore("\(directory)/g.db") }
            #expect(error == .corrupt("file is not a database"))
        }
    }

    @Test func damageIsFoundAfterACrash() throws {
        try withDirectory { directory in
            let store = try SQLiteStore("\(directory)/g.db")
            try store.commit(Batch((0..<500).map { said("texte \($0)") }))
            try store.close()
            try sql("\(directory)/g.db", "UPDATE meta SET value = 0 WHERE key = 'clean'; PRAGMA journal_mode = DELETE")
            var chance = Chance(seed: 9)
            let size = Int(Files.size("\(directory)/g.db"))
            for page in 20..<size / 4096 {
                write(
                    "\(directory)/g.db", (0..<200).map { _ in UInt8(truncatingIfNeeded: chance.next()) },
                    at: page * 4096)
            }
            let error = #expect(throws: StoreError.self) { try SQLiteStore("\(directory)/g.db") }
            guard case .corrupt = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func aRowThatCannotBeReadIsToldAndSkipped() throws {
        try withDirectory { directory in
            let store = try SQLiteStore("\(directory)/g.db")
            try store.commit(Batch([said("un"), said("deux"), said("trois")]))
            try store.close()
            try sql("\(directory)/g.db", "UPDATE journal SET body = x'8100' WHERE seq = 2")
            let page = try SQLiteStore("\(directory)/g.db").journal(JournalQuery())
            #expect(page.unreadable == [2])
            #expect(page.entries.map(\.sequence) == [1, 3])
        }
    }

    @Test func aRestoredDatabaseOwesNothing() throws {
        try withDirectory { directory in
            let path = "\(directory)/g.db"
            let first = try SQLiteStore(path)
            try first.commit(Batch(debts: [act(1), act(2)]))
            try first.commit(Batch(DebtTransition(act(2).id, to: .sent, at: monday)))
            try SQLiteReader(path).copy(to: "\(directory)/backup.db")
            // Both were performed since.
            for sequence in 1...2 {
                try first.commit(Batch(DebtTransition(act(Int64(sequence)).id, to: .settled, at: monday)))
            }
            try first.close()
            try copy("\(directory)/backup.db", path)
            let second = try SQLiteStore(path)
            #expect(second.identity.isRestored)
            #expect(second.identity.epoch != first.identity.epoch)
            #expect(try second.openDebts(limit: 9) == [])
            #expect(try second.debt(act(2).id)?.state == .expired)
            try second.close()
            let third = try SQLiteStore(path)
            #expect(!third.identity.isRestored)
            #expect(third.identity.epoch == second.identity.epoch)
        }
    }

    @Test func aBackupNeverOverwrites() throws {
        try withDirectory { directory in
            let store = try SQLiteStore("\(directory)/g.db")
            try store.commit(Batch([said("un")]))
            try SQLiteReader("\(directory)/g.db").copy(to: "\(directory)/b.db")
            #expect(throws: StoreError.self) { try SQLiteReader("\(directory)/g.db").copy(to: "\(directory)/b.db") }
            #expect(try SQLiteReader("\(directory)/b.db").entry(1)?.event == said("un"))
        }
    }

    @Test func erasedWordsAreNotInTheFiles() throws {
        try withDirectory { directory in
            let path = "\(directory)/g.db"
            let store = try SQLiteStore(path)
            try store.commit(Batch((0..<300).map { said("motsecret \($0)", by: "evelyne", account: "evelyne") }))
            try store.forget(PersonID(libera, .account, "evelyne"), relays: []) { _, _ in nil }
            for file in [path, path + "-wal"] {
                let text = String(decoding: Files.size(file) == 0 ? [] : try bytes(file), as: UTF8.self)
                #expect(!text.contains("motsecret"), "\(file)")
                #expect(!text.contains("evelyne"), "\(file)")
            }
        }
    }

    @Test func facesGoWithTheirRows() throws {
        try withDirectory { directory in
            let path = "\(directory)/g.db"
            let store = try SQLiteStore(path)
            for day in 0..<5 {
                let at = monday + .days(Int64(day * 30))
                try store.commit(Batch([said("a", at: at), said("b", at: at)], from: Int64(day * 2 + 1)))
            }
            while try store.expire(Retention(now: monday + .days(125)), rows: 1) {}
            try store.close()
            let faces = try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM face") }
            #expect(faces == 3)
        }
    }
}
