// SPDX-License-Identifier: Apache-2.0

extension Facts: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        self = try Facts(fromIdentity: &reader)
        roomSize = try reader.signed(as: Int32.self)
    }

    public func pack(into writer: inout ByteWriter) {
        packIdentity(into: &writer)
        writer.put(signed: Int64(roomSize))
    }

    /// Everything but the size of the room, which changes with each arrival.
    func packIdentity(into writer: inout ByteWriter) {
        var flags: UInt8 = 0
        if isPresent { flags |= 1 }
        if accountIsKnown { flags |= 2 }
        if isBot { flags |= 4 }
        if isSelf { flags |= 8 }
        if account != nil { flags |= 16 }
        writer.put(byte: flags)
        writer.put(case: rank)
        writer.put(case: ownRank)
        if let account { account.pack(into: &writer) }
        user.pack(into: &writer)
        host.pack(into: &writer)
        name.pack(into: &writer)
    }

    init(fromIdentity reader: inout ByteReader) throws(PackedError) {
        let flags = try reader.byte()
        guard flags < 32 else { throw .unknown("Facts", UInt64(flags)) }
        let rank = try reader.enumCase(Rank.self)
        let ownRank = try reader.enumCase(Rank.self)
        let account: ByteString? = flags & 16 != 0 ? try ByteString(from: &reader) : nil
        self.init(
            isPresent: flags & 1 != 0, rank: rank, account: account, accountIsKnown: flags & 2 != 0,
            user: try ByteString(from: &reader), host: try ByteString(from: &reader), name: try PeerText(from: &reader),
            isBot: flags & 4 != 0, isSelf: flags & 8 != 0, ownRank: ownRank)
    }
}
