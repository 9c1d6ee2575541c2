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

    /// Tried in turn.
    public var servers: [Server]
    /// False only where bot.conf says so; there is no falling back to it.
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
    public var mechanisms: [SASL.Mechanism] = [.external, .plain]
    public var requiresLogin = false
    /// SASL PLAIN without TLS, where bot.conf forces it.
    public var allowsPlainInClear = false
    public var rooms: [SessionSettings.Room] = []
    /// Exact hosts of the network's services.
    public var servicesHosts: [ByteString] = []

    public init(servers: [Server], nick: ByteString) {
        self.servers = servers
        self.nick = nick
    }

    var session: SessionSettings {
        let name = contact.isEmpty ? realName : "\(realName) · \(contact)"
        var settings = SessionSettings(nick: nick, user: user, realName: name)
        settings.alternatives = alternatives
        settings.serverPassword = serverPassword
        settings.account = account
        settings.password = password
        // EXTERNAL without a certificate can only fail.
        settings.mechanisms = mechanisms.filter { $0 != .external || certificate != nil }
        settings.requiresLogin = requiresLogin
        settings.isEncrypted = usesTLS
        settings.allowsPlainInClear = allowsPlainInClear
        settings.rooms = rooms
        settings.servicesHosts = servicesHosts
        settings.version = version
        settings.sourceAddress = sourceAddress
        settings.contact = contact
        return settings
    }
}
