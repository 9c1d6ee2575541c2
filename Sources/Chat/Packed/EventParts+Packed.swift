// SPDX-License-Identifier: Apache-2.0

extension Event.Present: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        self.init(try MemberID(from: &reader), try Facts(from: &reader))
    }
    public func pack(into writer: inout ByteWriter) {
        member.pack(into: &writer)
        facts.pack(into: &writer)
    }
}

extension Event.Departure: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        switch try reader.byte() {
        case 1: self = .parted(try reader.peerWords())
        case 2: self = .quit(try reader.peerWords())
        case 3: self = .split(isCertain: try reader.flag())
        case 4: self = .kicked(by: try MemberID?(from: &reader), reason: try reader.peerWords())
        case let other: throw .unknown("Event.Departure", UInt64(other))
        }
    }
    public func pack(into writer: inout ByteWriter) {
        switch self {
        case .parted(let reason):
            writer.put(byte: 1)
            writer.put(words: reason)
        case .quit(let reason):
            writer.put(byte: 2)
            writer.put(words: reason)
        case .split(let isCertain):
            writer.put(byte: 3)
            writer.put(flag: isCertain)
        case .kicked(let by, let reason):
            writer.put(4, by)
            writer.put(words: reason)
        }
    }
}

extension Event.Observed: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            try reader.enumCase(What.self), mark: try ByteString(from: &reader), target: try MemberID?(from: &reader))
    }
    public func pack(into writer: inout ByteWriter) {
        writer.put(case: what)
        mark.pack(into: &writer)
        target.pack(into: &writer)
    }
}

extension Event.Capability: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        self.init(can: try [Event.Ability](from: &reader), cannot: try [Event.Ability](from: &reader))
        let byte = try reader.byte()
        switch byte & ~Self.hasLevels {
        case 0: break
        case 1: isOpen = false
        case 2: isOpen = true
        case let other: throw .unknown("Capability", UInt64(other))
        }
        if byte & Self.hasLevels != 0 {
            levels = Levels(own: try reader.signed(), needed: try [Event.Capability.Need](from: &reader))
        }
    }
    public func pack(into writer: inout ByteWriter) {
        can.pack(into: &writer)
        cannot.pack(into: &writer)
        writer.put(byte: (isOpen.map { $0 ? 2 : 1 } ?? 0) | (levels == nil ? 0 : Self.hasLevels))
        guard let levels else { return }
        writer.put(signed: levels.own)
        levels.needed.pack(into: &writer)
    }
    private static let hasLevels: UInt8 = 4
}

extension Event.Capability.Need: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        self.init(try reader.enumCase(Event.Ability.self), level: try reader.signed())
    }
    public func pack(into writer: inout ByteWriter) {
        writer.put(case: ability)
        writer.put(signed: level)
    }
}

extension Event.Lookup: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        switch try reader.byte() {
        case 1: self = .answered(listedBy: try [String](from: &reader))
        case 2: self = .list(try reader.text(), try Event.ListState(from: &reader))
        case let other: throw .unknown("Lookup", UInt64(other))
        }
    }
    public func pack(into writer: inout ByteWriter) {
        switch self {
        case .answered(let lists):
            writer.put(byte: 1)
            lists.pack(into: &writer)
        case .list(let name, let state):
            writer.put(byte: 2)
            writer.put(text: name)
            state.pack(into: &writer)
        }
    }
}

// Enums that carry nothing are their stable raw value.
extension Packed where Self: RawRepresentable<UInt8> {
    public init(from reader: inout ByteReader) throws(PackedError) { self = try reader.enumCase(Self.self) }
    public func pack(into writer: inout ByteWriter) { writer.put(case: self) }
}
extension Event.Ability: Packed {}
extension Event.Arrival: Packed {}
extension Event.Expiry: Packed {}
extension Event.ListState: Packed {}
extension Event.Observed.What: Packed {}
extension Message.Carrier: Packed {}
extension PersonID.Kind: Packed {}
extension Rank: Packed {}
extension Lane: Packed {}
