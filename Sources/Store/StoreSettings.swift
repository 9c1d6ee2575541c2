// SPDX-License-Identifier: Apache-2.0

/// The limits of a store.
public struct StoreSettings: Sendable, Hashable {
    /// Bytes the database may take on disk, 0 for no limit.
    public var ceiling: Int64
    /// Bytes set aside on disk and released so that debts can be written on a full one: room for SQLite's log (4 MiB)
    /// to be emptied into the database, after which the log's own space serves, and 256 KiB more.
    public var reserve: Int
    /// Journal rows one room may write a UTC day; beyond, its events are counted.
    public var roomRowsADay: UInt32
    /// Journal rows one person may write a UTC day, at most 65,534; beyond, the events are counted.
    public var personRowsADay: UInt32
    /// Bytes of one text that are kept.
    public var textBytes: Int
    /// Parts of the state that are only statistics: the first not to be written when space runs out.
    public var statistics: Set<String>
    /// A database larger than this is not checked page by page after a crash: it would take too long.
    public var checkedBytes: Int64
    /// The key of the audit log's chain; empty: a file of its own beside the database.
    public var auditKey: [UInt8]

    public init(
        ceiling: Int64 = 1 << 30, reserve: Int = 4352 << 10, roomRowsADay: UInt32 = 500_000,
        personRowsADay: UInt32 = 20_000, textBytes: Int = 2048, statistics: Set<String> = [],
        checkedBytes: Int64 = 256 << 20, auditKey: [UInt8] = []
    ) {
        self.ceiling = ceiling
        self.reserve = reserve
        self.roomRowsADay = roomRowsADay
        self.personRowsADay = personRowsADay
        self.textBytes = textBytes
        self.statistics = statistics
        self.checkedBytes = checkedBytes
        self.auditKey = auditKey
    }
}
