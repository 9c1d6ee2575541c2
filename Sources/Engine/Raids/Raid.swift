// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Conf

/// Many strangers at once in one room, or a door that people closed by hand: from its first arrival until it is calm.
/// It has a number of the cases, under which the desk hears of it.
public struct Raid: Sendable, Hashable {
    public var number: Int32
    public var room: RoomID
    public var beganAt: Timestamp
    /// When it is over unless something new is seen; while the door is closed, when she opens it.
    public var until: Timestamp
    public var endedAt: Timestamp?
    /// Who closed the door or kept it closed; nil where she did alone.
    public var by: PeerText?
    /// People have opened the door themselves.
    public var isReopenedByHand = false
    public var mode: Mode
    /// What gave it away; nothing where a person closed the door.
    public var sight: Sight?
    /// Strangers who came in it, the first ones included.
    public var joins: Int32 = 0
    /// When something last spoke for its going on.
    public var lastEvidence: Timestamp
    /// The act that closes the door, from the moment it is owed until the door is open again.
    public var lock: ActID?
    public var lockedAt: Timestamp?
    /// The room has been told that its door is closed.
    public var isTold = false
    /// Those who came in it are kept: like everybody else from now on.
    public var isKept = false

    /// What was seen: how many came within which time, how many of them are alike and in what, and how many come
    /// usually.
    public struct Sight: Sendable, Hashable {
        public var joins: Int32
        public var span: TimeSpan
        public var alike: Int32
        public var trait: Trait
        public var normal: Int32
    }

    /// In what strangers can be alike.
    public enum Trait: UInt8, Sendable, CaseIterable { case host = 1, name, line }

    var isOpen: Bool { endedAt == nil }
    /// When something is to be decided about it.
    var dueAt: Timestamp? { isOpen ? until : nil }
}

extension Raid.Sight: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        joins = try reader.signed(as: Int32.self)
        span = try TimeSpan(from: &reader)
        alike = try reader.signed(as: Int32.self)
        let number = try reader.byte()
        guard let trait = Raid.Trait(rawValue: number) else { throw .unknown("Trait", UInt64(number)) }
        self.trait = trait
        normal = try reader.signed(as: Int32.self)
    }
    public func pack(into writer: inout ByteWriter) {
        writer.put(signed: Int64(joins))
        span.pack(into: &writer)
        writer.put(signed: Int64(alike))
        writer.put(byte: trait.rawValue)
        writer.put(signed: Int64(normal))
    }
}

extension Raid: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        number = try reader.signed(as: Int32.self)
        room = try RoomID(from: &reader)
        beganAt = try Timestamp(from: &reader)
        until = try Timestamp(from: &reader)
        endedAt = try Timestamp?(from: &reader)
        by = try PeerText?(from: &reader)
        isReopenedByHand = try reader.flag()
        mode = try Mode(from: &reader)
        sight = try Sight?(from: &reader)
        joins = try reader.signed(as: Int32.self)
        lastEvidence = try Timestamp(from: &reader)
        lock = try ActID?(from: &reader)
        lockedAt = try Timestamp?(from: &reader)
        isTold = try reader.flag()
        isKept = try reader.flag()
    }
    public func pack(into writer: inout ByteWriter) {
        writer.put(signed: Int64(number))
        room.pack(into: &writer)
        beganAt.pack(into: &writer)
        until.pack(into: &writer)
        endedAt.pack(into: &writer)
        by.pack(into: &writer)
        writer.put(flag: isReopenedByHand)
        mode.pack(into: &writer)
        sight.pack(into: &writer)
        writer.put(signed: Int64(joins))
        lastEvidence.pack(into: &writer)
        lock.pack(into: &writer)
        lockedAt.pack(into: &writer)
        writer.put(flag: isTold)
        writer.put(flag: isKept)
    }
}

/// A stretch of time in which she kept a door closed alone.
struct Closing: Sendable, Hashable {
    var from: Timestamp
    var to: Timestamp

    /// At most so long in `within` (THREATS S6).
    static let most = TimeSpan.minutes(30)
    static let within = TimeSpan.hours(6)
    /// For a moment it is not worth it.
    static let least = TimeSpan.minutes(1)
    static let kept = 64
}

extension Closing: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(from: try Timestamp(from: &reader), to: try Timestamp(from: &reader))
    }
    func pack(into writer: inout ByteWriter) {
        from.pack(into: &writer)
        to.pack(into: &writer)
    }
}

extension RoomRecord {
    /// The time for which she may still keep this door closed alone.
    func closingLeft(at now: Timestamp) -> TimeSpan {
        let since = now - Closing.within
        let used = closings.reduce(TimeSpan.zero) { sum, closing in
            let from = max(closing.from, since)
            let to = min(closing.to, now)
            return to > from ? sum + (to - from) : sum
        }
        return max(.zero, Closing.most - used)
    }

    /// Takes a raid over, and the time for which its door is closed where she closed it alone.
    mutating func take(_ raid: Raid, at now: Timestamp) {
        self.raid = raid
        // Who was let in is no stranger among the next ones.
        if raid.isKept { crowd = Crowd() }
        guard let from = raid.lockedAt else { return }
        closings.removeAll { $0.to <= now - Closing.within }
        let place = closings.firstIndex { $0.from == from }
        guard raid.by == nil || place != nil else { return }
        // Kept closed by a person from here on, or open again: her own time ends here.
        let isOver = raid.by != nil || !raid.isOpen || raid.lock == nil
        let to = isOver ? min(now, raid.until) : raid.until
        if let place {
            closings[place].to = raid.by == nil ? to : min(closings[place].to, now)
        } else {
            closings = (closings + [Closing(from: from, to: to)]).suffix(Closing.kept)
        }
    }
}
