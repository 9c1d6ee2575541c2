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
