// SPDX-License-Identifier: Apache-2.0

/// A whole server as the target of an act, where a network is made of several (Matrix).
extension Target {
    public init(server: ByteString, on network: NetworkID) {
        self.init(
            member: MemberID(network, server), person: PersonID(network, .host, server), account: nil, user: "",
            host: server, name: PeerText(server.text))
    }

    public var isServer: Bool { account == nil && user.isEmpty && member.key == host && Self.isServerName(host) }

    /// `host` or `host:port`, in ASCII without a pattern (Matrix appendices, "Server Name").
    public static func isServerName(_ name: ByteString) -> Bool {
        (3...230).contains(name.bytes.count) && name.bytes.contains(UInt8(ascii: "."))
            && name.bytes.first != UInt8(ascii: ".")
            && name.bytes.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x3A
            }
    }
}

extension ByteString {
    /// What stands after the first colon of a Matrix identifier; nil where there is none, as in the room ids of version
    /// 12 (Matrix appendices, "Identifier Grammar").
    public var server: ByteString? {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon + 1 < bytes.count else { return nil }
        return ByteString(Array(bytes[(colon + 1)...]))
    }
    /// The name of a server without its port: who is kept out of a room is said without it, and Synapse looks without it
    /// (client-server API, `m.room.server_acl`: "excluding any port information").
    public var withoutPort: ByteString {
        guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")), colon + 1 < bytes.count,
            bytes[(colon + 1)...].allSatisfy({ (0x30...0x39).contains($0) })
        else { return self }
        return ByteString(Array(bytes[..<colon]))
    }
    /// The homeserver of a Matrix user; nil for anything else.
    public var homeserver: ByteString? { bytes.first == UInt8(ascii: "@") ? server : nil }
}
