// SPDX-License-Identifier: Apache-2.0

extension Target: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            member: try MemberID(from: &reader), person: try PersonID(from: &reader),
            account: try ByteString?(from: &reader), user: try ByteString(from: &reader),
            host: try ByteString(from: &reader), name: try PeerText(from: &reader))
    }
    public func pack(into writer: inout ByteWriter) {
        member.pack(into: &writer)
        person.pack(into: &writer)
        account.pack(into: &writer)
        user.pack(into: &writer)
        host.pack(into: &writer)
        name.pack(into: &writer)
    }
}

extension OwedAct: Packed {
    /// The format of this release.
    static let version: UInt8 = 1
    /// The same, of an act that is narrow, that erases, that is both.
    static let narrowVersion: UInt8 = 2
    static let erasingVersion: UInt8 = 3
    static let bothVersion: UInt8 = 4

    public init(from reader: inout ByteReader) throws(PackedError) {
        let version = try reader.byte()
        guard (Self.version...Self.bothVersion).contains(version) else { throw .unknownVersion(version) }
        self.init(
            id: try ActID(from: &reader), community: try CommunityID(from: &reader), room: try RoomID?(from: &reader),
            network: try NetworkID(from: &reader), target: try Target?(from: &reader),
            action: try Action(from: &reader),
            lane: try reader.enumCase(Lane.self), owedAt: try Timestamp(from: &reader),
            expiresAt: try Timestamp?(from: &reader), caseNumber: try reader.signed(as: Int32.self))
        isNarrow = version == Self.narrowVersion || version == Self.bothVersion
        erases = version == Self.erasingVersion || version == Self.bothVersion
    }

    public func pack(into writer: inout ByteWriter) {
        let version =
            erases
            ? isNarrow ? Self.bothVersion : Self.erasingVersion : isNarrow ? Self.narrowVersion : Self.version
        writer.put(byte: version)
        id.pack(into: &writer)
        community.pack(into: &writer)
        room.pack(into: &writer)
        network.pack(into: &writer)
        target.pack(into: &writer)
        action.pack(into: &writer)
        writer.put(case: lane)
        owedAt.pack(into: &writer)
        expiresAt.pack(into: &writer)
        writer.put(signed: Int64(caseNumber))
    }
}

extension Receipt: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        self.init(mark: try ByteString(from: &reader), endsByItself: try reader.flag())
    }
    public func pack(into writer: inout ByteWriter) {
        mark.pack(into: &writer)
        writer.put(flag: endsByItself)
    }
}

extension Reach: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            facts: try Facts?(from: &reader), bystanders: try [MemberID](from: &reader),
            mask: try ByteString(from: &reader))
    }
    public func pack(into writer: inout ByteWriter) {
        facts.pack(into: &writer)
        bystanders.pack(into: &writer)
        mask.pack(into: &writer)
    }
}

extension ActError: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        switch try reader.byte() {
        case 1: self = .disconnected
        case 2: self = .tooFast(retryAfter: try TimeSpan(from: &reader))
        case 3: self = .notAllowed(try reader.text())
        case 4: self = .gone
        case 5: self = .unsupported
        case 6: self = .full
        case 7: self = .refused(try reader.text())
        case 8: self = .timedOut
        case 9: self = .unanswered(mark: try ByteString(from: &reader))
        case 10: self = .busy(retryAfter: try TimeSpan(from: &reader))
        case 11: self = .crowded
        case let other: throw .unknown("ActError", UInt64(other))
        }
    }
    public func pack(into writer: inout ByteWriter) {
        switch self {
        case .disconnected: writer.put(byte: 1)
        case .tooFast(let wait): writer.put(2, wait)
        case .notAllowed(let mark): writer.put(3, mark)
        case .gone: writer.put(byte: 4)
        case .unsupported: writer.put(byte: 5)
        case .full: writer.put(byte: 6)
        case .refused(let why): writer.put(7, why)
        case .timedOut: writer.put(byte: 8)
        case .unanswered(let mark): writer.put(9, mark)
        case .busy(let wait): writer.put(10, wait)
        case .crowded: writer.put(byte: 11)
        }
    }
}
