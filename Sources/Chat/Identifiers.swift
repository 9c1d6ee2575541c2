// SPDX-License-Identifier: Apache-2.0

/// One connection to one server, by its name in bot.conf: `libera`.
public struct NetworkID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let name: ByteString
    public init(_ name: ByteString) { self.name = name }
    public init(_ name: String) { self.name = ByteString(name) }
    public static func < (a: NetworkID, b: NetworkID) -> Bool { a.name < b.name }
    public var description: String { name.text }
}

/// A community of bot.conf: `atelier`. The unit of rules, state and authority.
public struct CommunityID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let name: ByteString
    public init(_ name: String) { self.name = ByteString(name) }
    public static func < (a: CommunityID, b: CommunityID) -> Bool { a.name < b.name }
    public var description: String { name.text }
}

/// Where people talk: an IRC channel (its name folded by the network's CASEMAPPING), a Matrix room id.
public struct RoomID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let network: NetworkID
    public let name: ByteString

    public init(_ network: NetworkID, _ name: ByteString) {
        self.network = network
        self.name = name
    }
    public static func < (a: RoomID, b: RoomID) -> Bool {
        a.network == b.network ? a.name < b.name : a.network < b.network
    }
    /// The name says nearly all.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
    /// `libera/#tricot`, as bot.conf writes it.
    public var description: String { "\(network)/\(name)" }
}

/// One presence on one network: issued by the adapter, kept over renames, dead at QUIT (on Matrix: the MXID).
public struct MemberID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let network: NetworkID
    public let key: ByteString

    public init(_ network: NetworkID, _ key: ByteString) {
        self.network = network
        self.key = key
    }
    public static func < (a: MemberID, b: MemberID) -> Bool {
        a.network == b.network ? a.key < b.key : a.network < b.network
    }
    /// The key says nearly all.
    public func hash(into hasher: inout Hasher) { hasher.combine(key) }
    public var description: String { "\(network)/\(key)" }
}

/// Who stands behind a presence. Trust, heat, welcomes and sanctions hang here; nicknames never identify.
public struct PersonID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The order is that of strength: a person known by account is never merged into one known by host.
    public enum Kind: UInt8, Sendable { case account = 1, mxid = 2, host = 3, relayed = 4 }

    public let network: NetworkID
    public let kind: Kind
    /// The account or MXID; for `host`, `ident@host`; for `relayed`, `relay-account<name>`.
    public let key: ByteString

    public init(_ network: NetworkID, _ kind: Kind, _ key: ByteString) {
        self.network = network
        self.kind = kind
        self.key = key
    }
    public static func < (a: PersonID, b: PersonID) -> Bool {
        if a.network != b.network { return a.network < b.network }
        return a.kind == b.kind ? a.key < b.key : a.kind.rawValue < b.kind.rawValue
    }
    /// The key says nearly all.
    public func hash(into hasher: inout Hasher) { hasher.combine(key) }
    /// `libera/alice` for accounts, as bot.conf writes them; hosts are marked so that the two never read alike.
    public var description: String { kind == .host ? "\(network)/(\(key))" : "\(network)/\(key)" }
}

/// An act's name for ever: `EPOCH-SEQ.N`. The epoch is random, made with the database and after each restore,
/// so that a restored database can never reuse one; on Matrix it is the transaction id.
public struct ActID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let epoch: UInt32
    public let sequence: Int64
    public let index: UInt16

    public init(epoch: UInt32, sequence: Int64, index: UInt16) {
        self.epoch = epoch
        self.sequence = sequence
        self.index = index
    }
    public static func < (a: ActID, b: ActID) -> Bool {
        (a.epoch, a.sequence, a.index) < (b.epoch, b.sequence, b.index)
    }
    public var description: String { "\(String(epoch, radix: 36))-\(sequence).\(index)" }
}
