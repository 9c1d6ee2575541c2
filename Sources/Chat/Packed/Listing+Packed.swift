// SPDX-License-Identifier: Apache-2.0

extension Listing.Rule.Kind: Packed {}

extension Listing.Rule: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            key: try ByteString(from: &reader), kind: try reader.enumCase(Kind.self),
            entity: try ByteString(from: &reader), reason: try PeerText(from: &reader))
    }
    public func pack(into writer: inout ByteWriter) {
        key.pack(into: &writer)
        writer.put(case: kind)
        entity.pack(into: &writer)
        reason.pack(into: &writer)
    }
}

extension Listing: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            isWhole: try reader.flag(), rules: try [Rule](from: &reader), gone: try [ByteString](from: &reader),
            unread: try reader.signed(as: Int32.self))
    }
    public func pack(into writer: inout ByteWriter) {
        writer.put(flag: isWhole)
        rules.pack(into: &writer)
        gone.pack(into: &writer)
        writer.put(signed: Int64(unread))
    }
}
