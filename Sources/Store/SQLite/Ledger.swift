// SPDX-License-Identifier: Apache-2.0

import Chat
import GRDB

/// Writes events as rows: numbers for names, what each may still write, and the one buffer they are packed in.
///
/// A value of its own so that the compiler checks access once a batch and not at every field.
struct Ledger {
    var names = Names()
    private var allowance: Allowance
    private var buffer = ByteWriter(capacity: 4096)
    private let people = HashKey()
    private let textBytes: Int

    init(_ settings: StoreSettings) {
        allowance = Allowance(roomRows: settings.roomRowsADay, personRows: settings.personRowsADay)
        textBytes = settings.textBytes
    }

    mutating func write(events batch: Batch, _ level: Pressure, _ statements: Statements) throws -> Int {
        var counted = 0
        var next = 0
        try withoutCopies(batch.events) { rows in
            for place in rows.indices {
                let sequence = rows[place].row.sequence
                while next < batch.decisions.count, batch.decisions[next].sequence < sequence { next += 1 }
                let isDecided = next < batch.decisions.count && batch.decisions[next].sequence == sequence
                if try !write(rows[place], isDecided: isDecided, level, statements) { counted += 1 }
            }
        }
        return counted
    }

    /// False when the event was counted instead.
    private mutating func write(
        _ borrowed: borrowing Borrowed, isDecided: Bool, _ level: Pressure, _ statements: Statements
    ) throws(SQLFailure) -> Bool {
        let day = borrowed.row.event.at.day
        let room = try names.number(ofRoomIn: borrowed.row.event, statements)
        if borrowed.row.event.isQuotaBound {
            let isWithin = allowance.take(day: day, room: room, person: borrowed.row.event.personHash(people))
            if !isDecided, !isWithin || level >= .decisionsOnly {
                if level >= .decisionsOnly { return false }
                statements.tally.bind(1, day)
                statements.tally.bind(2, Int64(room))
                try statements.tally.run()
                return false
            }
        }
        try write(borrowed, room: room, day: day, keepsWords: level < .noTexts, statements)
        return true
    }

    private mutating func write(
        _ borrowed: borrowing Borrowed, room: UInt32, day: Int64, keepsWords: Bool, _ statements: Statements
    ) throws(SQLFailure) {
        let face = borrowed.row.event.hasFace ? try names.face(of: borrowed.row.event, day: day, statements) : 0
        buffer.clear()
        var community: Int64 = 0
        if borrowed.row.communities.count == 1 {
            community = try names.number(of: borrowed.row.communities[0], statements)
        } else {
            buffer.put(count: borrowed.row.communities.count)
            for place in borrowed.row.communities.indices {
                buffer.put(signed: try names.number(of: borrowed.row.communities[place], statements))
            }
        }
        borrowed.row.event.packRow(into: &buffer)
        let bodyEnd = buffer.count
        let words = keepsWords ? borrowed.row.event.words : nil
        if let words { buffer.put(utf8: words.raw, atMost: textBytes) }
        let insert = statements.event
        insert.bind(1, borrowed.row.sequence)
        insert.bind(2, community)
        insert.bind(3, borrowed.row.event.at.milliseconds)
        insert.bind(4, Int64(borrowed.row.event.kind.number))
        if room == 0 { insert.bindNull(5) } else { insert.bind(5, Int64(room)) }
        if face == 0 { insert.bindNull(6) } else { insert.bind(6, face) }
        let result = buffer.withUnsafeBytes { bytes -> Result<Void, SQLFailure> in
            if words == nil {
                insert.bindNull(7)
            } else {
                insert.bind(7, borrowing: UnsafeRawBufferPointer(rebasing: bytes[bodyEnd...]))
            }
            insert.bind(8, borrowing: UnsafeRawBufferPointer(rebasing: bytes[..<bodyEnd]))
            return Result { () throws(SQLFailure) in try insert.run() }
        }
        try result.get()
    }
}

/// A row that cannot be copied: copying an event is two dozen reference counts, a tenth of the whole cost of a message,
/// and the compiler copies out of an array whatever it may.
private struct Borrowed: ~Copyable {
    let row: JournalRow
}

/// The rows in place. `Borrowed` has the one field, and so the layout, of what it stands for.
private func withoutCopies<T>(
    _ rows: [JournalRow], _ body: (UnsafeBufferPointer<Borrowed>) throws -> T
) rethrows -> T {
    try rows.withUnsafeBufferPointer { rows in try rows.withMemoryRebound(to: Borrowed.self, body) }
}
