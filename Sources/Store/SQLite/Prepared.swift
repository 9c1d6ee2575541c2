// SPDX-License-Identifier: Apache-2.0

import Chat
import GRDB
import GRDBSQLite

/// A failure SQLite reported by its code.
struct SQLFailure: Error {
    var code: Int32
    var message: String
}

/// A prepared statement driven through SQLite's C interface: binding by pointer costs a quarter of GRDB's arguments,
/// and this runs for every message. Values bound by pointer must outlive `run()`.
final class Prepared {
    private let owner: Statement
    private let handle: SQLiteStatement

    init(_ db: Database, _ sql: String) throws {
        owner = try db.makeStatement(sql: sql)
        handle = owner.sqliteStatement
    }

    func bind(_ place: Int32, _ value: Int64) { sqlite3_bind_int64(handle, place, value) }

    func bindNull(_ place: Int32) { sqlite3_bind_null(handle, place) }

    /// No copy is made.
    func bind(_ place: Int32, borrowing bytes: UnsafeRawBufferPointer) {
        // An empty blob is not NULL.
        if let base = bytes.baseAddress {
            sqlite3_bind_blob(handle, place, base, Int32(clamping: bytes.count), nil)
        } else {
            sqlite3_bind_zeroblob(handle, place, 0)
        }
    }

    /// A copy is made.
    func bind(_ place: Int32, _ bytes: [UInt8]) {
        _ = bytes.withUnsafeBytes { bytes in
            if bytes.isEmpty {
                sqlite3_bind_zeroblob(handle, place, 0)
            } else {
                sqlite3_bind_blob(handle, place, bytes.baseAddress, Int32(clamping: bytes.count), Self.transient)
            }
        }
    }

    /// A copy is made.
    func bind(_ place: Int32, _ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { chars in
                _ = sqlite3_bind_text(handle, place, chars.baseAddress, Int32(clamping: chars.count), Self.transient)
            }
        }
    }

    /// Runs it to its end and makes it ready for the next values.
    /// - Throws: `SQLFailure`.
    func run() throws(SQLFailure) {
        let code = sqlite3_step(handle)
        if code != SQLITE_DONE && code != SQLITE_ROW { throw failure() }
        sqlite3_reset(handle)
    }

    /// The first column of the first row, 0 without one.
    func number() throws(SQLFailure) -> Int64 {
        let code = sqlite3_step(handle)
        if code != SQLITE_DONE && code != SQLITE_ROW { throw failure() }
        let value = code == SQLITE_ROW ? sqlite3_column_int64(handle, 0) : 0
        sqlite3_reset(handle)
        return value
    }

    /// Visits the rows of the result until `body` answers false. Columns are read with `integer`, `blob`, `text`,
    /// which convert and never trap, whatever a damaged file holds.
    func each(_ body: (Prepared) throws -> Bool) throws {
        defer { sqlite3_reset(handle) }
        while true {
            let code = sqlite3_step(handle)
            if code == SQLITE_DONE { return }
            if code != SQLITE_ROW { throw failure() }
            if try !body(self) { return }
        }
    }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func blob(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    func text(_ column: Int32) -> String { String(decoding: blob(column), as: UTF8.self) }

    private func failure() -> SQLFailure {
        let connection = sqlite3_db_handle(handle)
        let failure = SQLFailure(
            code: sqlite3_extended_errcode(connection), message: String(cString: sqlite3_errmsg(connection)))
        sqlite3_reset(handle)
        return failure
    }

    /// SQLITE_TRANSIENT, a macro of casts that Swift does not import.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

extension StoreError {
    /// What an error of SQLite or of decoding means to the loop.
    init(_ error: any Error) {
        switch error {
        case let error as StoreError: self = error
        case let error as SQLFailure: self.init(code: error.code, message: error.message)
        case let error as DatabaseError:
            self.init(code: error.extendedResultCode.rawValue, message: error.message ?? "no reason given")
        case let error as PackedError: self = .corrupt("a value cannot be read: \(error)")
        default: self = .unavailable("\(error)")
        }
    }

    private init(code: Int32, message: String) {
        switch code & 0xFF {
        case SQLITE_FULL: self = .full
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt(message)
        default: self = .unavailable("\(message) (SQLite \(code))")
        }
    }

    /// A write that failed for want of space, in SQLite's several words for it.
    static func isForWantOfSpace(_ error: any Error) -> Bool {
        let code: Int32
        switch error {
        case let error as SQLFailure: code = error.code
        case let error as DatabaseError: code = error.extendedResultCode.rawValue
        case StoreError.full: return true
        default: return false
        }
        // The -shm file cannot be extended on a full disk.
        return code & 0xFF == SQLITE_FULL || code == SQLITE_IOERR_SHMSIZE_CODE
    }
}

/// SQLITE_IOERR_SHMSIZE: `SQLITE_IOERR | (19 << 8)`, a macro of an expression.
private let SQLITE_IOERR_SHMSIZE_CODE: Int32 = 10 | (19 << 8)
