// SPDX-License-Identifier: Apache-2.0

import Chat

/// The lists of one room as the server keeps them: bans, quiets, exceptions; who set each entry, and when.
///
/// A list is whole once it was read to its end; every MODE keeps it so. At most 1,000 entries of a list are kept: what a
/// longer one does not show proves nothing.
struct BanBook: Sendable {
    enum Setter: Sendable {
        case herself
        /// Told by the list: a name that is none of hers.
        case other
        /// Set by somebody else under her eyes.
        case seen
    }

    struct Entry: Sendable {
        var mask: [UInt8]
        var setter: Setter
        var setAt: Timestamp?
        /// When the server takes it away by itself; nil where it does not, or is not known to.
        var endsAt: Timestamp?
    }

    static let capacity = 1000

    private struct List: Sendable {
        var entries: [Entry] = []
        var isWhole = false
    }
    private var lists: [UInt8: List] = [:]

    func isWhole(_ letter: UInt8) -> Bool { lists[letter]?.isWhole ?? false }
    func count(_ letter: UInt8) -> Int { lists[letter]?.entries.count ?? 0 }
    func entries(_ letter: UInt8) -> [Entry] { lists[letter]?.entries ?? [] }

    func entry(_ letter: UInt8, _ mask: Bytes, _ mapping: CaseMapping) -> Entry? {
        entries(letter).first { entry in entry.mask.lend { mapping.equal($0, mask) } }
    }

    /// A whole reply of the server.
    mutating func replace(_ letter: UInt8, _ entries: [Entry], isWhole: Bool) {
        // What ends by itself is told by no list.
        let ends = Dictionary(
            self.entries(letter).compactMap { entry in entry.endsAt.map { (entry.mask, $0) } }, uniquingKeysWith: max)
        var entries = entries
        for index in entries.indices where entries[index].setter == .herself {
            entries[index].endsAt = ends[entries[index].mask]
        }
        lists[letter] = List(
            entries: Array(entries.prefix(Self.capacity)), isWhole: isWhole && entries.count <= Self.capacity)
    }

    mutating func add(_ letter: UInt8, _ entry: Entry, _ mapping: CaseMapping) {
        remove(letter, entry.mask, mapping)
        guard count(letter) < Self.capacity else {
            lists[letter]?.isWhole = false
            return
        }
        lists[letter, default: List()].entries.append(entry)
    }

    mutating func remove(_ letter: UInt8, _ mask: [UInt8], _ mapping: CaseMapping) {
        lists[letter]?.entries.removeAll { entry in
            mask.lend { mask in entry.mask.lend { mapping.equal($0, mask) } }
        }
    }
}

/// Rooms whose lists are to be read: one room at a time, so that talk goes on while she enters many.
struct ListQueue: Sendable {
    static let spacing = TimeSpan.seconds(15)

    private(set) var waiting: [Int32] = []
    private(set) var nextAt = Timestamp.distantPast

    /// At most one place for each room of the roster.
    mutating func add(_ room: Int32) {
        guard !waiting.contains(room), waiting.count < Roster.roomCapacity else { return }
        waiting.append(room)
    }

    mutating func next(at now: Timestamp) -> Int32? {
        guard nextAt <= now, !waiting.isEmpty else { return nil }
        nextAt = now + Self.spacing
        return waiting.removeFirst()
    }

    var deadline: Timestamp { waiting.isEmpty ? .distantFuture : nextAt }
}

extension Session {
    // MARK: - Reading

    /// She may set marks here: what stands already is read, once.
    mutating func wonderAboutLists(_ room: Int32) {
        guard roster.rank(of: roster.own, in: room, support.modes) >= .halfop,
            dialect.lists.contains(where: { !roster.rooms[Int(room)].lists.isWhole($0) })
        else { return }
        listQueue.add(room)
        askLists()
    }

    mutating func askLists() {
        guard phase == .ready, let room = listQueue.next(at: now) else { return }
        guard Int(room) < roster.rooms.count, roster.rooms[Int(room)].isJoined else { return }
        // What shares a limit with bans counts towards it: who needs no invitation, too.
        let counted = support.listGroups.first { $0.letters.contains(UInt8(ascii: "b")) }?.letters ?? []
        let others = [support.inviteExceptMode].compactMap { $0 }.filter(counted.contains)
        for letter in dialect.lists + others
        where !acts.queries.contains(where: { $0.room == room && $0.letter == letter }) {
            ask(ActBook.ListQuery(room: room, letter: letter, purpose: .keep, deadline: now))
        }
    }

    /// An entry as the list tells it: `<mask> [<setter> [<time>]]`.
    func entry(_ mask: Bytes, setter: Bytes, time: Bytes) -> BanBook.Entry {
        let seconds = time.number(limit: 4_102_444_800)  // the year 2100
        return BanBook.Entry(
            mask: mask.array, setter: setter.isEmpty || isHerName(Source(setter).nick) ? .herself : .other,
            setAt: seconds.map { Timestamp(seconds: Int64($0)) })
    }

    /// One of the names she has or may have had: what she set under another one before a restart is hers.
    private func isHerName(_ nick: Bytes) -> Bool {
        if roster.isOwn(nick) { return true }
        let names = [settings.nick] + settings.alternatives
        return names.contains { name in
            nick.count >= name.count
                && name.withBytes { support.caseMapping.equal($0, nick.part(0, name.count)) }
        }
    }

    // MARK: - What stands

    /// Whether an entry of a list hits somebody, as far as it can be told from here.
    func hits(_ reading: SanctionDialect.Reading, _ slot: Int32) -> Bool {
        if reading.isAccount {
            guard let account = roster.presences[Int(slot)].account else { return false }
            return account.withBytes { a in reading.matcher.lend { roster.mapping.equal(a, $0) } }
        }
        return roster.matches(Mask(verbatim: reading.matcher), slot)
    }

    enum Standing {
        /// It serves as it is.
        case enough(Receipt)
        /// Hers, but the server would take it away too early.
        case tooShort(SanctionDialect.Mark)
    }

    /// What stands already for these marks: her own entry of the same mask, or one by somebody else that hits the one
    /// meant. The latter is not hers to lift: its receipt has no mark.
    func standing(
        _ marks: [SanctionDialect.Mark], until end: Timestamp, _ slot: Int32?, _ room: Int32
    ) -> Standing? {
        guard let first = marks.first else { return nil }
        let wanted = first.mask.bytes.lend { dialect.read($0) }
        for entry in roster.rooms[Int(room)].lists.entries(first.letter) {
            let reading = entry.mask.lend { dialect.read($0) }
            guard reading.isMute == wanted.isMute else { continue }
            let shown = SanctionDialect.Mark(letter: first.letter, mask: Mask(verbatim: entry.mask))
            if entry.setter == .herself {
                guard marks.contains(where: { isSame($0, shown) }) else { continue }
                guard dialect.timing != nil else { return .enough(Receipt(mark: shown.text)) }
                guard let endsAt = entry.endsAt, endsAt + .seconds(2) >= end else { return .tooShort(shown) }
                return .enough(Receipt(mark: shown.text, endsByItself: true))
            } else if slot.map({ hits(reading, $0) }) ?? marks.contains(where: { isSame($0, shown) }) {
                return .enough(Receipt(mark: "", endsByItself: true))
            }
        }
        return nil
    }

    /// The same mask, whichever way it is written.
    func isSame(_ mark: SanctionDialect.Mark, _ shown: SanctionDialect.Mark) -> Bool {
        guard mark.letter == shown.letter else { return false }
        let (a, b) = (mark.mask.bytes.lend { dialect.read($0) }, shown.mask.bytes.lend { dialect.read($0) })
        guard a.isMute == b.isMute, a.isAccount == b.isAccount else { return false }
        return a.matcher.lend { a in b.matcher.lend { roster.mapping.equal(a, $0) } }
    }

    /// Whether an exception of the room makes this mark useless.
    func isSpared(_ mark: SanctionDialect.Mark, _ slot: Int32, _ room: Int32) -> Bool {
        guard let letter = support.exceptMode else { return false }
        let wanted = mark.mask.bytes.lend { dialect.read($0) }
        return roster.rooms[Int(room)].lists.entries(letter).contains { entry in
            let reading = entry.mask.lend { dialect.read($0) }
            return reading.isMute == wanted.isMute && hits(reading, slot)
        }
    }

    /// Nine tenths of what the server keeps are taken, acts under way counted: the rest is left to people and to
    /// worse days (THREATS D11).
    func isFull(_ letter: UInt8, _ room: Int32) -> Bool {
        guard let group = support.listGroups.first(where: { $0.letters.contains(letter) }) else { return false }
        let count = group.letters.reduce(0) { $0 + roster.rooms[Int(room)].lists.count($1) }
        var (added, removed) = (0, 0)
        for pending in acts.pending where pending.room == room {
            for case .mode(let isAdded, let mark) in pending.expects where group.letters.contains(mark.letter) {
                if isAdded { added += 1 } else { removed += 1 }
            }
        }
        // One for one of hers makes the list no longer.
        return added >= removed && count + added - removed >= group.limit - max(1, group.limit / 10)
    }
}
