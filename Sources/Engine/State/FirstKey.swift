// SPDX-License-Identifier: Apache-2.0

public import Chat

/// Who ordered something that a second moderator must agree to, and from where: neither the same person nor another
/// account of theirs agrees (THREATS I2).
public struct FirstKey: Sendable, Hashable {
    public var person: PersonID?
    public var name: PeerText
    public var user: ByteString
    public var host: ByteString

    /// Another account from the same place is the same hand.
    func isSame(_ other: FirstKey) -> Bool {
        if let person, person == other.person { return true }
        return !host.isEmpty && host == other.host && user == other.user
    }
}

extension FirstKey: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        person = try PersonID?(from: &reader)
        name = try PeerText(from: &reader)
        user = try ByteString(from: &reader)
        host = try ByteString(from: &reader)
    }
    public func pack(into writer: inout ByteWriter) {
        person.pack(into: &writer)
        name.pack(into: &writer)
        user.pack(into: &writer)
        host.pack(into: &writer)
    }
}
