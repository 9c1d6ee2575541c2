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
        // In place: a copy of each event would be a dozen reference counts.
        try batch.events.withUnsafeBufferPointer { rows in
            for place in rows.indices {
                let sequence = rows[place].sequence
                while next < batch.decisions.count, batch.decisions[next].sequence < sequence { next += 1 }
                let isDecided = next < batch.decisions.count && batch.decisions[next].sequence == sequence
                if try !write(rows[place], isDecided: isDecided, level, statements) { counted += 1 }
            }
        }
        return counted
    }

    /// False when the event was counted instead.
    private mutating func write(
        _ row: borrowing JournalRow, isDecided: Bool, _ level: Pressure, _ statements: Statements
    ) throws(SQLFailure) -> Bool {
        let day = row.event.at.day
        let room = try names.number(ofRoomIn: row.event, statements)
        if row.event.isQuotaBound {
            let isWithin = allowance.take(day: day, room: room, person: row.event.personHash(people))
            if !isDecided, !isWithin || level >= .decisionsOnly {
                if level >= .decisionsOnly { return false }
                statements.tally.bind(1, day)
                statements.tally.bind(2, Int64(room))
                try statements.tally.run()
                return false
            }
        }
        try write(row, room: room, day: day, keepsWords: level < .noTexts, statements)
        return true
    }

    private mutating func write(
        _ row: borrowing JournalRow, room: UInt32, day: Int64, keepsWords: Bool, _ statements: Statements
    ) throws(SQLFailure) {
        let face = row.event.hasFace ? try names.face(of: row.event, day: day, statements) : 0
        buffer.clear()
        var community: Int64 = 0
        if row.communities.count == 1 {
            community = try names.number(of: row.communities[0], statements)
        } else {
            buffer.put(count: row.communities.count)
            for place in row.communities.indices {
                buffer.put(signed: try names.number(of: row.communities[place], statements))
            }
        }
        row.event.packRow(into: &buffer)
        let bodyEnd = buffer.count
        let words = keepsWords ? row.event.words : nil
        if let words { buffer.put(utf8: words.raw, atMost: textBytes) }
        let insert = statements.event
        insert.bind(1, row.sequence)
        insert.bind(2, community)
        insert.bind(3, row.event.at.milliseconds)
        insert.bind(4, Int64(row.event.kind.number))
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
