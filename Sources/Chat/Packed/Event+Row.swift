// SPDX-License-Identifier: Apache-2.0

/// An event in the parts a journal keeps, because they live for different times: its words for days, who said them
/// (a *face*, the same for thousands of events) as long as the rows of that day, the rest for months.
extension Event {
    static let rowVersion: UInt8 = 0x81

    /// Who did it, as known then: author and facts without the size of the room.
    public struct Face: Sendable, Hashable {
        public var member: MemberID?
        public var facts: Facts?
        public init(member: MemberID?, facts: Facts?) {
            self.member = member
            self.facts = facts
        }
    }

    /// Has an author or facts.
    public var hasFace: Bool {
        // Compared with nil, facts would be copied first.
        if case .some = facts { return true }
        return member != nil
    }

    /// Appends the author's face; two events of the same author pack the same bytes until a fact changes.
    public func packFace(into writer: inout ByteWriter) {
        writer.put(byte: (member != nil ? 1 : 0) | (facts != nil ? 2 : 0))
        if let member { member.pack(into: &writer) }
        if let facts { facts.packIdentity(into: &writer) }
    }

    /// Appends what is left of the event without its time, room, face and words.
    public func packRow(into writer: inout ByteWriter) {
        writer.put(byte: Self.rowVersion)
        writer.put(signed: age.milliseconds)
        writer.put(signed: Int64(facts?.roomSize ?? 0))
        writer.omitsWords = true
        kind.pack(into: &writer)
        writer.omitsWords = false
    }

    /// Puts an event together again. Words that have expired are nil and read as an empty text.
    public init(row bytes: [UInt8], at: Timestamp, room: RoomID?, face: Face?, words: PeerText?) throws(PackedError) {
        var reader = try ByteReader(bytes)
        try self.init(row: &reader, at: at, room: room, face: face, words: words)
    }

    /// The same, where `reader` stands; it must be the last thing there.
    public init(
        row reader: inout ByteReader, at: Timestamp, room: RoomID?, face: Face?, words: PeerText?
    ) throws(PackedError) {
        let version = try reader.byte()
        guard version == Self.rowVersion else { throw .unknownVersion(version) }
        let age = TimeSpan(milliseconds: try reader.signed())
        let roomSize = try reader.signed(as: Int32.self)
        reader.words = words ?? PeerText("")
        let kind = try Kind(from: &reader)
        reader.words = nil
        try reader.finish()
        var facts = face?.facts
        facts?.roomSize = roomSize
        self.init(at: at, age: age, room: room, member: face?.member, facts: facts, kind)
    }

    /// What a person wrote in it and retention takes away first.
    public var words: PeerText? {
        switch kind {
        case .said(let message): message.text
        case .topic(let text, _): text
        case .left(.parted(let reason)), .left(.quit(let reason)), .left(.kicked(_, let reason)): reason
        case .commanded(_, let text): text
        case .left(.split), .connected, .disconnected, .synced, .joined, .renamed, .identified, .moved, .ranked,
            .invited, .sanctioned, .capability, .split, .due, .performed, .failed, .expired, .forgotten, .reloaded,
            .opened, .ticked, .clockStepped, .claimed, .listed, .voted, .barred, .unclear, .opined, .lookedUp,
            .unidentified:
            nil
        }
    }
}

extension Event.Face: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        let flags = try reader.byte()
        guard flags < 4 else { throw .unknown("Event.Face", UInt64(flags)) }
        let member: MemberID? = flags & 1 != 0 ? try MemberID(from: &reader) : nil
        let facts: Facts? = flags & 2 != 0 ? try Facts(fromIdentity: &reader) : nil
        self.init(member: member, facts: facts)
    }
    public func pack(into writer: inout ByteWriter) {
        writer.put(byte: (member != nil ? 1 : 0) | (facts != nil ? 2 : 0))
        if let member { member.pack(into: &writer) }
        if let facts { facts.packIdentity(into: &writer) }
    }
}
