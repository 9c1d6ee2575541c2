// SPDX-License-Identifier: Apache-2.0

import Chat

/// Which newcomers brought the same mark within an hour, and which marks are the community's own because a regular or a
/// moderator said them within 30 days: of these no campaign is ever made (THREATS A1, A2, L11).
///
/// Bounded in two pools, of which neither takes the other's room (L10): `marksKept`, those heard longest ago go and
/// campaigns last; `knownKept`, see `KeyMemory`. Of one mark 64 people are kept, more are counted.
struct CampaignTable: Sendable {
    static let life = TimeSpan.hours(1)
    static let marksKept = 2048
    static let knownKept = 8192
    static let peopleKept = 64
    /// How alike texts with the same mark must be, in percent, where the mark alone says too little.
    static let alike = 50

    private(set) var marks: [UInt64: Entry] = [:]
    var known = KeyMemory(kept: knownKept)
    private var lastNumber: Int32 = 0
    /// What is to be written again.
    var dirtyMarks: Set<UInt64> = []

    struct Entry: Sendable, Hashable {
        /// Its number at the desk; 0 while it is no campaign.
        var number: Int32 = 0
        var kind: Mark.Kind
        var label: String
        var firstAt: Timestamp
        var lastAt: Timestamp
        /// Earlier hours in which newcomers said it and no campaign came of it: the more, the more common it is.
        var hours: Int32 = 0
        /// Of the first text that bore it.
        var shingles: Shingles
        var people: [PersonID]
        var more: Int32 = 0
        /// The case at the desk; 0 for none yet.
        var caseNumber: Int32 = 0
        /// Lines that were heard of it, and how many of them she removed.
        var lines: Int32 = 0
        var removed: Int32 = 0

        var count: Int32 { Int32(people.count) &+ more }
        func isRunning(at now: Timestamp) -> Bool { number != 0 && now - lastAt <= CampaignTable.life }
    }

    /// What a line brought that others brought before.
    struct Sighting: Sendable, Hashable {
        var key: UInt64
        var people: Int32
        var needed: Int32
        var span: TimeSpan
    }

    /// Somebody whom the community knows said it: it is theirs.
    mutating func know(_ key: UInt64, at now: Timestamp) {
        if known.note(key, at: now), marks.removeValue(forKey: key) != nil { dirtyMarks.insert(key) }
    }

    /// A newcomer said it.
    /// - Parameter isFresh: among their first words, and nobody has answered them.
    /// - Parameter isLine: false where it is a line that was counted already.
    mutating func hear(
        _ mark: Mark, from person: PersonID, isFresh: Bool, shingles: Shingles, needed: Int32, isLine: Bool = true,
        at now: Timestamp
    ) -> Sighting? {
        if known.holds(mark.key, at: now) { return nil }
        guard var entry = marks.removeValue(forKey: mark.key) else {
            let people = !mark.standsAlone || isFresh ? [person] : []
            marks[mark.key] = Entry(
                kind: mark.kind, label: mark.label, firstAt: now, lastAt: now, shingles: shingles, people: people,
                lines: Int32(people.count))
            dirtyMarks.insert(mark.key)
            makeRoom(at: now)
            return nil
        }
        if now - entry.lastAt > Self.life { entry.begin(shingles, at: now) }
        let counts = mark.standsAlone && isFresh || shingles.similarity(entry.shingles) >= Self.alike
        if counts {
            entry.add(person)
            if isLine { entry.lines = min(entry.lines, .max - 1) + 1 }
            entry.lastAt = now
        }
        let needed = needed &+ min(Self.commonMost, entry.hours)
        let isCampaign = counts && entry.count >= needed
        if isCampaign, entry.number == 0 {
            lastNumber &+= 1
            entry.number = lastNumber
        }
        let sighting = Sighting(key: mark.key, people: entry.count, needed: needed, span: now - entry.firstAt)
        marks[mark.key] = entry
        dirtyMarks.insert(mark.key)
        return isCampaign ? sighting : nil
    }

    private static let commonMost: Int32 = 5

    /// Running now, by number.
    func running(at now: Timestamp) -> [(key: UInt64, entry: Entry)] {
        marks.filter { $0.value.isRunning(at: now) }.map { ($0.key, $0.value) }.sorted { $0.1.number < $1.1.number }
    }

    mutating func open(_ key: UInt64, case number: Int32) {
        marks[key]?.caseNumber = number
        dirtyMarks.insert(key)
    }

    /// One of its lines was removed.
    mutating func noteRemoval(case number: Int32) {
        for key in keys(ofCase: number) {
            marks[key]?.removed &+= 1
            dirtyMarks.insert(key)
        }
    }

    /// The campaign of a case, while it is remembered: of several marks the one that was seen first.
    func entry(case number: Int32) -> Entry? {
        marks.values.filter { $0.caseNumber == number }.min { $0.number < $1.number }
    }

    /// A moderator says that it is none: nothing comes of it for 30 days.
    mutating func forget(_ key: UInt64, at now: Timestamp) {
        known.drop(key)
        know(key, at: now)
    }

    /// What came of it was taken back: it is no campaign.
    mutating func forgive(case number: Int32, at now: Timestamp) {
        for key in keys(ofCase: number).sorted() { forget(key, at: now) }
    }

    /// Without a number there is no case, and most marks have none.
    private func keys(ofCase number: Int32) -> [UInt64] {
        number == 0 ? [] : marks.compactMap { $0.value.caseNumber == number ? $0.key : nil }
    }

    /// Nothing of this person stays in it.
    mutating func erase(_ person: PersonID) {
        for (key, entry) in marks where entry.people.contains(person) {
            marks[key]?.people.removeAll { $0 == person }
            marks[key]?.more &+= 1
            dirtyMarks.insert(key)
        }
    }

    /// What is past its time.
    mutating func age(at now: Timestamp) {
        known.age(at: now)
        for (key, entry) in marks where now - entry.lastAt > KeyMemory.life {
            marks[key] = nil
            dirtyMarks.insert(key)
        }
    }

    private mutating func makeRoom(at now: Timestamp) {
        guard marks.count > Self.marksKept else { return }
        let order = marks.sorted { a, b in
            let (x, y) = (a.value.isRunning(at: now), b.value.isRunning(at: now))
            return x == y ? (a.value.lastAt, a.key) < (b.value.lastAt, b.key) : y
        }
        for key in order.prefix(Self.marksKept / 8).map(\.key) {
            marks[key] = nil
            dirtyMarks.insert(key)
        }
    }

    // MARK: - Rows

    mutating func restore(_ key: UInt64, _ entry: Entry) {
        marks[key] = entry
        lastNumber = max(lastNumber, entry.number)
    }
}

extension CampaignTable.Entry {
    fileprivate mutating func add(_ person: PersonID) {
        if people.contains(person) { return }
        if people.count < CampaignTable.peopleKept { people.append(person) } else { more &+= 1 }
    }

    /// The hour is over: what comes now is counted anew.
    fileprivate mutating func begin(_ shingles: Shingles, at now: Timestamp) {
        if number == 0, count > 0 { hours = min(hours, .max - 1) + 1 }
        number = 0
        caseNumber = 0
        firstAt = now
        lastAt = now
        self.shingles = shingles
        people = []
        more = 0
        lines = 0
        removed = 0
    }
}

/// A key of a row.
struct MarkKey: Packed {
    var value: UInt64
    init(_ value: UInt64) { self.value = value }
    init(from reader: inout ByteReader) throws(PackedError) { value = try reader.unsigned() }
    func pack(into writer: inout ByteWriter) { writer.put(unsigned: value) }
}

extension CampaignTable.Entry: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        number = try reader.signed(as: Int32.self)
        let number = try reader.byte()
        guard let kind = Mark.Kind(rawValue: number) else { throw .unknown("Mark", UInt64(number)) }
        self.kind = kind
        label = try String(from: &reader)
        firstAt = try Timestamp(from: &reader)
        lastAt = try Timestamp(from: &reader)
        hours = try reader.signed(as: Int32.self)
        var minima = SIMD8<Int32>()
        for i in 0..<8 { minima[i] = try reader.signed(as: Int32.self) }
        shingles = Shingles(minima: minima, count: try reader.byte())
        people = try [PersonID](from: &reader)
        more = try reader.signed(as: Int32.self)
        caseNumber = try reader.signed(as: Int32.self)
        // Rows of before end here.
        guard reader.remaining > 0 else { return }
        lines = try reader.signed(as: Int32.self)
        removed = try reader.signed(as: Int32.self)
    }
    func pack(into writer: inout ByteWriter) {
        writer.put(signed: Int64(number))
        writer.put(byte: kind.rawValue)
        writer.put(text: label)
        firstAt.pack(into: &writer)
        lastAt.pack(into: &writer)
        writer.put(signed: Int64(hours))
        for i in 0..<8 { writer.put(signed: Int64(shingles.minima[i])) }
        writer.put(byte: shingles.count)
        people.pack(into: &writer)
        writer.put(signed: Int64(more))
        writer.put(signed: Int64(caseNumber))
        writer.put(signed: Int64(lines))
        writer.put(signed: Int64(removed))
    }
}
