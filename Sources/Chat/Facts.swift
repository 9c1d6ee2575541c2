// SPDX-License-Identifier: Apache-2.0

/// What the server says one may do in a room. The order is that of power.
public enum Rank: UInt8, Sendable, Comparable, CaseIterable {
    /// The roster is not complete or contradicts itself: nobody of unknown rank is ever sanctioned.
    case unknown = 0
    case member, voice, halfop, op, founder, ircop, services

    public static func < (a: Rank, b: Rank) -> Bool { a.rawValue < b.rawValue }
    /// Holds power over others in the room.
    public var isModerator: Bool { self >= .halfop }
}

/// What an adapter knows of a member of a room at that moment.
public struct Facts: Sendable, Hashable {
    public var isPresent: Bool
    public var rank: Rank
    /// The services account, folded; nil when not logged in.
    public var account: ByteString?
    /// False where the server never tells accounts, or has not yet: then no account proves nothing.
    public var accountIsKnown: Bool
    public var user: ByteString
    public var host: ByteString
    /// Nickname or display name. For display only.
    public var name: PeerText
    /// Says of itself that it is a bot (IRC `+B`, the `bot` tag).
    public var isBot: Bool
    /// It is she.
    public var isSelf: Bool
    /// Her own rank in that room.
    public var ownRank: Rank
    /// People present in the room.
    public var roomSize: Int32

    public init(
        isPresent: Bool = true, rank: Rank = .member, account: ByteString? = nil, accountIsKnown: Bool = true,
        user: ByteString = "", host: ByteString = "", name: PeerText, isBot: Bool = false, isSelf: Bool = false,
        ownRank: Rank = .unknown, roomSize: Int32 = 0
    ) {
        self.isPresent = isPresent
        self.rank = rank
        self.account = account
        self.accountIsKnown = accountIsKnown
        self.user = user
        self.host = host
        self.name = name
        self.isBot = isBot
        self.isSelf = isSelf
        self.ownRank = ownRank
        self.roomSize = roomSize
    }
}

extension PersonID {
    /// Account, else MXID, else ident@host. A nickname never identifies.
    public static func of(_ facts: Facts, member: MemberID) -> PersonID {
        if let account = facts.account, !account.isEmpty { return PersonID(member.network, .account, account) }
        if facts.host.isEmpty, facts.user.isEmpty { return PersonID(member.network, .mxid, member.key) }
        return .byHost(member.network, user: facts.user, host: facts.host)
    }

    /// By ident@host, whatever the account.
    public static func byHost(_ network: NetworkID, user: ByteString, host: ByteString) -> PersonID {
        PersonID(network, .host, ByteString(user, 0x40, host))
    }
}
