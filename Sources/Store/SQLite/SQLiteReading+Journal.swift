// SPDX-License-Identifier: Apache-2.0

import Chat
import GRDB

extension SQLiteReading {
    public func journal(_ query: JournalQuery) throws(StoreError) -> JournalPage {
        try access { db in
            var after = query.after
            if let from = query.from { after = max(after, try Journal.first(db, at: from) - 1) }
            let end = try query.to.map { try Journal.first(db, at: $0) } ?? Int64.max
            return try Journal.page(db, after: after, before: end, community: query.community, limit: query.limit)
        }
    }

    public func entry(_ sequence: Int64) throws(StoreError) -> JournalEntry? {
        try access { db in
            guard sequence < Int64.max, sequence > Int64.min else { return nil }
            let page = try Journal.page(db, after: sequence - 1, before: sequence + 1, community: nil, limit: 1)
            if !page.unreadable.isEmpty { throw StoreError.corrupt("journal row \(sequence) cannot be read") }
            return page.entries.first
        }
    }
}

/// Reading the journal's table.
enum Journal {
    /// The first sequence received at `time` or later: found by halving, as time never goes back along the journal.
    static func first(_ db: Database, at time: Timestamp) throws -> Int64 {
        var low = try Prepared(db, "SELECT min(seq) FROM journal").number()
        var high = try Prepared(db, "SELECT max(seq) FROM journal").number() &+ 1
        let probe = try Prepared(db, "SELECT seq, at FROM journal WHERE seq >= ? ORDER BY seq LIMIT 1")
        while low < high {
            let middle = low + (high - low) / 2
            var found: (sequence: Int64, at: Int64)?
            probe.bind(1, middle)
            try probe.each { row in
                found = (row.integer(0), row.integer(1))
                return false
            }
            if let found, found.at < time.milliseconds { low = found.sequence + 1 } else { high = middle }
        }
        return low
    }

    static func page(
        _ db: Database, after: Int64, before: Int64, community: CommunityID?, limit: Int
    ) throws -> JournalPage {
        let communities = try self.communities(db)
        let wanted = community.flatMap { name in communities.first { $0.value == name }?.key }
        if community != nil, wanted == nil { return JournalPage() }
        let rows = try Prepared(
            db,
            """
            SELECT j.seq, j.community, j.at, j.text, j.body, r.body, f.body FROM journal j
            LEFT JOIN room r ON r.id = j.room LEFT JOIN face f ON f.id = j.face
            WHERE j.seq > ?1 AND j.seq < ?2 AND (?3 = 0 OR j.community = ?3 OR j.community = 0)
            ORDER BY j.seq LIMIT ?4
            """)
        rows.bind(1, after)
        rows.bind(2, before)
        rows.bind(3, wanted ?? 0)
        rows.bind(4, Int64(limit))
        var page = JournalPage()
        var count = 0
        var last = after
        try rows.each { row in
            count += 1
            last = row.integer(0)
            if let entry = try? self.entry(row, communities) {
                if community.map({ entry.communities.contains($0) }) ?? true { page.entries.append(entry) }
            } else {
                page.unreadable.append(last)
            }
            return true
        }
        if count == limit { page.next = last }
        try addDecisions(db, to: &page)
        return page
    }

    /// - Throws: `PackedError`; a row that says so is told and skipped.
    private static func entry(_ row: Prepared, _ names: [Int64: CommunityID]) throws -> JournalEntry {
        let at = Timestamp(milliseconds: row.integer(2))
        var words: PeerText?
        if !row.isNull(3) {
            guard let text = String(validating: row.blob(3), as: UTF8.self) else { throw PackedError.notUTF8 }
            words = PeerText(text)
        }
        let room: RoomID? = row.isNull(5) ? nil : try RoomID(packed: row.blob(5))
        let face: Event.Face? = row.isNull(6) ? nil : try Event.Face(packed: row.blob(6))
        var reader = try ByteReader(row.blob(4))
        let numbers = row.integer(1) == 0 ? try communityNumbers(&reader) : [row.integer(1)]
        let event = try Event(row: &reader, at: at, room: room, face: face, words: words)
        let communities = numbers.compactMap { names[$0] }
        guard communities.count == numbers.count else { throw PackedError.unknown("community", 0) }
        return JournalEntry(sequence: row.integer(0), communities: communities, event: event)
    }

    static func communityNumbers(_ reader: inout ByteReader) throws(PackedError) -> [Int64] {
        var numbers: [Int64] = []
        for _ in 0..<(try reader.count()) { numbers.append(try reader.signed()) }
        return numbers
    }

    private static func communities(_ db: Database) throws -> [Int64: CommunityID] {
        var names: [Int64: CommunityID] = [:]
        try Prepared(db, "SELECT id, name FROM community").each { row in
            names[row.integer(0)] = CommunityID(row.text(1))
            return true
        }
        return names
    }

    private static func addDecisions(_ db: Database, to page: inout JournalPage) throws {
        guard let first = page.entries.first, let last = page.entries.last else { return }
        let rows = try Prepared(db, "SELECT seq, n, body FROM decision WHERE seq BETWEEN ? AND ? ORDER BY seq, n")
        rows.bind(1, first.sequence)
        rows.bind(2, last.sequence)
        var place = 0
        try rows.each { row in
            let sequence = row.integer(0)
            while place < page.entries.count, page.entries[place].sequence < sequence { place += 1 }
            guard place < page.entries.count else { return false }
            if page.entries[place].sequence == sequence {
                page.entries[place].decisions.append(
                    RecordedDecision(
                        sequence: sequence, index: UInt16(clamping: row.integer(1)), body: row.blob(2)))
            }
            return true
        }
    }
}
