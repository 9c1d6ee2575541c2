// SPDX-License-Identifier: Apache-2.0

extension Message: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        let flags = try reader.byte()
        guard flags < 128 else { throw .unknown("Message", UInt64(flags)) }
        let carrier = try reader.enumCase(Carrier.self)
        let id: ByteString? = flags & 4 != 0 ? try ByteString(from: &reader) : nil
        self.init(
            try reader.peerWords(), id: id, carrier: carrier, isPrivate: flags & 1 != 0, isPlayback: flags & 2 != 0)
        if flags & 8 != 0 { kind = try reader.enumCase(Kind.self) }
        if flags & 16 != 0 { edits = try ByteString(from: &reader) }
        if flags & 32 != 0 { pings = UInt16(clamping: try reader.unsigned()) }
        if flags & 64 != 0 { pills = try [Pill](from: &reader) }
    }

    public func pack(into writer: inout ByteWriter) {
        let flags: UInt8 = (isPrivate ? 1 : 0) | (isPlayback ? 2 : 0) | (id != nil ? 4 : 0)
        let more: UInt8 = (kind != .words ? 8 : 0) | (edits != nil ? 16 : 0) | (pings > 0 ? 32 : 0)
        let most: UInt8 = pills.isEmpty ? 0 : 64
        writer.put(byte: flags | more | most)
        writer.put(case: carrier)
        if let id { id.pack(into: &writer) }
        writer.put(words: text)
        guard more | most != 0 else { return }
        if kind != .words { writer.put(case: kind) }
        if let edits { edits.pack(into: &writer) }
        if pings > 0 { writer.put(unsigned: UInt64(pings)) }
        if !pills.isEmpty { pills.pack(into: &writer) }
    }
}

extension Message.Pill: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        let user = try ByteString(from: &reader)
        self.init(
            user, start: Int(clamping: try reader.unsigned()), length: Int(clamping: try reader.unsigned()))
    }
    public func pack(into writer: inout ByteWriter) {
        user.pack(into: &writer)
        writer.put(unsigned: UInt64(clamping: start))
        writer.put(unsigned: UInt64(clamping: length))
    }
}
