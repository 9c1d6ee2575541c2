// SPDX-License-Identifier: Apache-2.0

extension Event: Packed {
    /// The format of this release, in the first byte.
    static let version: UInt8 = 1

    public init(from reader: inout ByteReader) throws(PackedError) {
        let version = try reader.byte()
        guard version == Self.version else { throw .unknownVersion(version) }
        self.init(
            at: try Timestamp(from: &reader), age: try TimeSpan(from: &reader), room: try RoomID?(from: &reader),
            member: try MemberID?(from: &reader), facts: try Facts?(from: &reader), try Kind(from: &reader))
    }

    public func pack(into writer: inout ByteWriter) {
        writer.put(byte: Self.version)
        at.pack(into: &writer)
        age.pack(into: &writer)
        room.pack(into: &writer)
        member.pack(into: &writer)
        facts.pack(into: &writer)
        kind.pack(into: &writer)
    }
}
