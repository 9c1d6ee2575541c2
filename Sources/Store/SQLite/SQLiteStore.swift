// SPDX-License-Identifier: Apache-2.0

import Chat
import GRDB
import GRDBSQLite

/// The store in one SQLite file (WAL), its companions beside it: `-lock`, `-anchor`, `-reserve`.
///
/// `@unchecked Sendable`: all that changes is touched only inside `access`, which GRDB runs on one serial queue.
public final class SQLiteStore: JournalStore, @unchecked Sendable {
    public let identity: StoreIdentity
    let path: String
    let settings: StoreSettings
    let queue: DatabaseQueue
    let reserve: Reserve
    private var lock: FileLock?

    /// Nil once closed.
    var statements: Statements?
    var ledger: Ledger
    var anchor: Anchor
    /// `PRAGMA synchronous` is FULL at the moment.
    var isFlushing = false
    var pressure = Pressure.none
    var commitsToMeasure = 0
    var pageSize: Int64 = 4096
    /// Of the audit log: its key, and its last entry as far as is known.
    var chain: AuditChain?
    var auditEnd: AuditEnd?

    /// Opens the database at `path` or makes it, mode 0600.
    ///
    /// - Throws: `.newer` for a database of a later release, `.corrupt` for one that is damaged or of another program
    ///   (checked page by page when it was not closed and is not over `settings.checkedBytes`), `.unavailable`
    ///   when it cannot be opened or another process has it.
    public init(_ path: String, _ settings: StoreSettings = StoreSettings()) throws(StoreError) {
        self.path = path
        self.settings = settings
        lock = try FileLock(path + "-lock")
        try Files.makePrivate(path)
        reserve = Reserve(path: path + "-reserve", bytes: settings.reserve)
        ledger = Ledger(settings)
        do {
            queue = try DatabaseQueue(path: path, configuration: Self.configuration)
            (identity, anchor) = try queue.writeWithoutTransaction { db in
                try Schema.migrate(db)
                return try Opening(db, path: path, settings: settings).open()
            }
        } catch {
            throw StoreError(error)
        }
        try access { db in
            self.pageSize = try Prepared(db, "PRAGMA page_size").number()
            try self.ledger.names.reload(db)
            self.statements = try Statements(db)
        }
        reserve.take()
    }

    static var configuration: Configuration {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(5)
        configuration.foreignKeysEnabled = false
        configuration.label = "geoffrin.store"
        configuration.prepareDatabase { db in
            // A file from elsewhere must not run code of its own (THREATS G10), a damaged page is looked at twice,
            // and what is erased is overwritten.
            try db.execute(
                sql: """
                    PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;
                    PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 16777216; PRAGMA secure_delete = ON
                    """)
        }
        return configuration
    }

    public func reader() throws(StoreError) -> any JournalReader { try SQLiteReader(path) }

    public func close() throws(StoreError) {
        try access { db in
            guard let statements = self.statements else { return }
            try self.raiseAnchor(statements)
            self.anchor.write(to: self.path + "-anchor")
            try db.execute(sql: "INSERT OR REPLACE INTO meta (key, value) VALUES ('clean', 1)")
            self.statements = nil
            // Readers may hold the log open: then it stays, and is read on the next opening.
            try Prepared(db, "PRAGMA wal_checkpoint(TRUNCATE)").run()
        }
        do { try queue.close() } catch { throw StoreError(error) }
        lock = nil
    }

    func raiseAnchor(_ statements: Statements) throws(SQLFailure) {
        anchor.number &+= 1
        statements.anchor.bind(1, Int64(bitPattern: anchor.number))
        try statements.anchor.run()
    }
}

extension SQLiteStore: SQLiteReading {
    func access<T>(_ body: (Database) throws -> T) throws(StoreError) -> T {
        do {
            return try queue.writeWithoutTransaction(body)
        } catch {
            throw StoreError(error)
        }
    }
}

/// A read-only connection: for `why`, `replay` and reports, in this process or another.
public final class SQLiteReader: SQLiteReading {
    private let queue: DatabaseQueue

    /// - Throws: `.unavailable` when there is no such database.
    public init(_ path: String) throws(StoreError) {
        var configuration = SQLiteStore.configuration
        configuration.readonly = true
        configuration.label = "geoffrin.reader"
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.read { db in
                let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
                guard found <= Schema.migrations.count else {
                    throw StoreError.newer(found: found, known: Schema.migrations.count)
                }
            }
        } catch {
            throw StoreError(error)
        }
    }

    /// Everything, as it stands at one moment, into a new file; free pages, and what was erased, stay behind.
    public func copy(to path: String) throws(StoreError) {
        try Files.makePrivate(path, mustBeNew: true)
        do {
            try access { db in try db.execute(sql: "VACUUM INTO ?", arguments: [path]) }
        } catch {
            // Half a copy would be in the way of the next one.
            Files.remove(path)
            throw error
        }
    }

    func access<T>(_ body: (Database) throws -> T) throws(StoreError) -> T {
        do {
            // VACUUM INTO and the several statements of a page each see one state; no transaction spans them.
            return try queue.writeWithoutTransaction(body)
        } catch {
            throw StoreError(error)
        }
    }
}
