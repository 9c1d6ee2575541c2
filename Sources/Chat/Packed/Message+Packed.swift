// SPDX-License-Identifier: Apache-2.0

extension Message: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        let flags = try reader.byte()
        guard flags < 8 else { throw .unknown("Message", UInt64(flags)) }
        let carrier = try reader.enumCase(Carrier.self)
        let id: ByteString? = flags & 4 != 0 ? try ByteString(from: &reader) : nil
        self.init(
            try reader.peerWords(), id: id, carrier: carrier, isPrivate: flags & 1 != 0, isPlayback: flags & 2 != 0)
    }

    public func pack(into writer: inout ByteWriter) {
        writer.put(byte: (isPrivate ? 1 : 0) | (isPlayback ? 2 : 0) | (id != nil ? 4 : 0))
        writer.put(case: carrier)
        if let id { id.pack(into: &writer) }
        writer.put(words: text)
    }
}
