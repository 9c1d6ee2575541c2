// SPDX-License-Identifier: Apache-2.0

public import Chat

/// A `[network.NAME]`: one connection to one IRC network, or one account on a Matrix homeserver.
public struct NetworkEntry: Sendable {
    /// One server to try.
    public struct Server: Hashable, Sendable {
        /// A name or an address literal, without brackets.
        public let host: String
        /// As the file says; nil for the usual one.
        public let port: Int?
    }
    /// What stands instead of everything below where the network is Matrix.
    public struct Matrix: Sendable {
        /// `https://host[:port][/path]`, or `http://` to this machine; without a `/` at its end.
        public let homeserver: Located<String>
        public let token: Located<SecretReference>
        /// The homeserver has lifted its limits for this account.
        public let isUnlimited: Bool
    }
    public struct SASL: Sendable {
        public enum Mechanism: String, Sendable, CaseIterable {
            case external = "EXTERNAL"
            case scramSHA512 = "SCRAM-SHA-512"
            case scramSHA256 = "SCRAM-SHA-256"
            case ecdsa = "ECDSA-NIST256P-CHALLENGE"
            case plain = "PLAIN"
        }
        /// In the order of preference; empty: whatever fits.
        public var mechanisms: [Located<Mechanism>]
        public var account: Located<String>?
        public var password: Located<SecretReference>?
        /// Of ECDSA-NIST256P-CHALLENGE: a private key in PEM.
        public var key: Located<SecretReference>?
        /// True: without a login she does not stay. False: she stays even where the account or its password is refused.
        /// Nil, where the file says neither: she stays where the network offers no login, or services are away.
        public var required: Bool?
    }

    /// A SOCKS5 proxy (RFC 1928), by which every server is reached and its name resolved.
    public struct Proxy: Sendable {
        public var server: Located<Server>
        public var account: Located<String>?
        public var password: Located<SecretReference>?
        public var port: Int { server.value.port ?? 1080 }
    }

    public var name: NetworkID
    public var at: Position
    /// Nil: this is IRC.
    public var matrix: Matrix?
    /// Tried in turn; at least one, on IRC.
    public var servers: [Located<Server>]
    public var nick: String
    public var altnicks: [String]
    public var realname: String?
    /// The ident sent with USER.
    public var user: String?
    /// PASS of RFC 1459 §4.1.1: the server's own password.
    public var pass: Located<SecretReference>?
    public var tls: Bool
    /// SHA-256 digests of a certificate or its public key, 32 bytes each.
    public var pins: [Located<[UInt8]>]
    /// Nil when the file gives neither account nor mechanisms.
    public var sasl: SASL?
    /// PEM files of a client certificate and its key.
    public var certificate: Located<String>?
    public var certificateKey: Located<String>?
    public var proxy: Proxy?
    /// Hosts of the network's services, as the file gives them.
    public var services: [Located<String>] = []

    /// What ChanServ may be asked for; nil where the file does not say it.
    public var chanserv: [Located<ChanServUse>]?
    public enum ChanServUse: String, Sendable, CaseIterable { case op, unban, invite }

    /// Exact hosts of services: those of the file, else those that two large networks publish. Whoever comes from there
    /// is never touched, and NickServ is told her password nowhere else (THREATS C2, C8).
    public var servicesHosts: [String] {
        guard services.isEmpty else { return services.map(\.value) }
        guard tls else { return [] }
        // https://libera.chat/guides/registration, https://www.oftc.net/Services
        return ["libera.chat", "oftc.net"].filter { network in
            servers.allSatisfy { server in
                let host = server.value.host.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
                return host.elementsEqual(network.utf8)
                    || host.suffix(network.utf8.count + 1).elementsEqual(".\(network)".utf8)
            } && !servers.isEmpty
        }.map { "services.\($0)" }
    }

    /// 6697 with TLS, else 6667, unless the server says its own.
    public func port(of server: Server) -> Int { server.port ?? (tls ? 6697 : 6667) }

    /// Every secret that this network needs.
    public var secrets: [Located<SecretReference>] {
        [matrix?.token, pass, sasl?.password, sasl?.key, proxy?.password].compactMap { $0 }
    }

    /// The servers stand on this machine: nobody reads on the way to them.
    public var isLocal: Bool {
        servers.allSatisfy { server in
            let host = server.value.host
            return ["localhost", "::1", "0.0.0.0"].contains(host) || host.utf8.starts(with: "127.".utf8)
        } && proxy == nil
    }
}
