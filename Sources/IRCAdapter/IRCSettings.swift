// SPDX-License-Identifier: Apache-2.0

public import Chat
public import IRC

/// One network of bot.conf, as this adapter needs it.
public struct IRCSettings: Sendable {
    public struct Server: Sendable, Hashable {
        /// A name or a literal address.
        public var host: String
        public var port: Int
        public init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    /// A client certificate, for SASL EXTERNAL and CertFP: paths of PEM files.
    public struct Certificate: Sendable, Hashable {
        public var chain: String
        public var key: String
        public init(chain: String, key: String) {
            self.chain = chain
            self.key = key
        }
    }

    /// A SOCKS5 proxy (RFC 1928): it resolves the names of the servers, and carries everything.
    public struct Proxy: Sendable, Hashable {
        public var host: String
        public var port: Int
        /// Name and password (RFC 1929), 1 to 255 bytes each; nil: none are offered.
        public var login: Login?

        public struct Login: Sendable, Hashable {
            public var account: ByteString
            public var password: ByteString
            public init(account: ByteString, password: ByteString) {
                self.account = account
                self.password = password
            }
        }
        public init(host: String, port: Int, login: Login? = nil) {
            self.host = host
            self.port = port
            self.login = login
        }
    }

    /// Tried in turn.
    public var servers: [Server]
    public var proxy: Proxy?
    /// False only where bot.conf says so; there is no falling back to it. A server that demands TLS (IRCv3 sts) gets it
    /// all the same.
    public var usesTLS = true
    /// SHA-256 of the certificate or of its public key (SPKI); with any, only these are accepted, self-signed too.
    public var pins: [Pin] = []
    /// A PEM file with the authorities to trust in place of the system's.
    public var trustRoots: String?
    public var certificate: Certificate?
    public var nick: ByteString
    public var alternatives: [ByteString] = []
    public var user: ByteString = "geoffrin"
    public var realName = "Geoffrin"
    /// Told in the real name and to CTCP USERINFO.
    public var contact = ""
    public var version = "Geoffrin"
    public var sourceAddress = ""
    public var serverPassword: ByteString?
    public var account: ByteString?
    public var password: ByteString?
    /// In the order of preference.
    public var mechanisms: [SASL.Mechanism] = SASL.Mechanism.allCases
    /// A PEM file's contents: a private key of NIST P-256, for ECDSA-NIST256P-CHALLENGE.
    public var challengeKey: ByteString?
    public var requiresLogin = false
    /// Where the network offers a login and refuses hers, not to stay either.
    public var expectsLogin = false
    /// SASL PLAIN without TLS, where bot.conf forces it.
    public var allowsPlainInClear = false
    public var rooms: [SessionSettings.Room] = []
    /// Exact hosts of the network's services.
    public var servicesHosts: [ByteString] = []
    /// What ChanServ may be asked for.
    public var chanServ: Set<ChanServUse> = []
    public var assumesOp = false

    public init(servers: [Server], nick: ByteString) {
        self.servers = servers
        self.nick = nick
    }

    /// - Throws: `ChallengeKey.Unreadable` where the key is none.
    func session() throws -> SessionSettings {
        let name = contact.isEmpty ? realName : "\(realName) · \(contact)"
        var settings = SessionSettings(nick: nick, user: user, realName: name)
        settings.alternatives = alternatives
        settings.serverPassword = serverPassword
        settings.account = account
        settings.password = password
        settings.mechanisms = mechanisms
        settings.hasCertificate = certificate != nil
        settings.requiresLogin = requiresLogin
        settings.expectsLogin = expectsLogin
        settings.cryptography = .libcrypto(key: try challengeKey.map { try ChallengeKey($0.bytes) })
        settings.allowsPlainInClear = allowsPlainInClear
        settings.rooms = rooms
        settings.servicesHosts = servicesHosts
        settings.chanServ = chanServ
        settings.assumesOp = assumesOp
        settings.version = version
        settings.sourceAddress = sourceAddress
        settings.contact = contact
        return settings
    }
}
