// SPDX-License-Identifier: Apache-2.0

public import Chat

/// How a session logs in and where it goes. The adapter makes it from its own settings.
public struct SessionSettings: Sendable {
    public struct Room: Sendable, Hashable {
        public var name: ByteString
        public var key: ByteString?
        /// The team's: whether strangers can enter is asked for.
        public var isDesk: Bool
        public init(_ name: ByteString, key: ByteString? = nil, isDesk: Bool = false) {
            self.name = name
            self.key = key
            self.isDesk = isDesk
        }
    }

    public var nick: ByteString
    /// Tried in turn when `nick` is taken; after them, `nick` with digits.
    public var alternatives: [ByteString] = []
    public var user: ByteString
    /// Told to everybody who asks who she is: it carries the contact.
    public var realName: String
    /// The server's own password (PASS).
    public var serverPassword: ByteString?
    /// The services account and its password; EXTERNAL needs neither.
    public var account: ByteString?
    public var password: ByteString?
    /// In the order of preference.
    public var mechanisms: [SASL.Mechanism] = SASL.Mechanism.allCases
    /// She has a client certificate: without one, EXTERNAL can only fail.
    public var hasCertificate = false
    /// Without it there is neither SCRAM nor ECDSA.
    public var cryptography: Cryptography?
    /// Refuse to stay without a login.
    public var requiresLogin = false
    /// Where the network offers a login and refuses hers, not to stay either: the account or its password is wrong.
    public var expectsLogin = false
    /// PLAIN may be sent where there is no TLS.
    public var allowsPlainInClear = false
    public var rooms: [Room] = []
    /// Exact hosts of the network's services: who comes from there has the rank of services (THREATS C8), and NickServ is
    /// told her password nowhere else (THREATS C2).
    public var servicesHosts: [ByteString] = []
    /// What ChanServ may be asked for. With `assumesOp` she counts on its rights before it has said that it has any for her.
    public var chanServ: Set<ChanServUse> = []
    public var assumesOp = false
    /// Answers to CTCP VERSION and SOURCE, and where to reach the people who run her.
    public var version = "Geoffrin"
    public var sourceAddress = ""
    public var contact = ""

    public init(nick: ByteString, user: ByteString, realName: String) {
        self.nick = nick
        self.user = user
        self.realName = realName
    }
}
