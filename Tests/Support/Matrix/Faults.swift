// SPDX-License-Identifier: Apache-2.0

/// What a scripted homeserver does wrong, by counting: the same run, the same faults.
public struct Faults: Sendable {
    /// Acts a second it takes; the rest is answered 429 with `retry_after_ms`. Nil: any number.
    public var actsPerSecond: Int?
    /// Every nth act is answered 502 with HTML, before it is done.
    public var everyActFails: Int?
    /// Every nth sync is answered 502 with HTML.
    public var everySyncFails: Int?
    /// Every nth sync that has events hands over only the last of each room, `limited`, with a `prev_batch`.
    public var everySyncIsLimited: Int?
    /// Every nth event comes again in the sync after.
    public var everyEventComesTwice: Int?
    /// Every nth sync ends in the middle of its JSON.
    public var everySyncIsCut: Int?
    /// The sync of this number, from 1, is never answered.
    public var silentSync: Int?
    /// Syncs with a token are answered 400 for good: `M_UNKNOWN`, "Invalid stream token".
    public var refusesTokens = false
    /// Everything is answered 401; soft or hard.
    public var isLoggedOut: Logout?
    /// Bans of these are answered 403.
    public var refusedBans: Set<String> = []
    /// Syncs answer with a body of this many bytes that is no end of a JSON string.
    public var hugeSync: Int?

    /// The sync after this was set is never answered, once.
    public var isNextSyncSilent = false
    /// Messages end in a NUL and half a surrogate pair, dates are from 2286, before 1970 or no numbers, and between them
    /// come events that make no sense.
    public var isOdd = false

    public enum Logout: Sendable { case soft, hard }

    public init() {}
}

/// What she did on a scripted homeserver, each transaction once.
public struct MatrixAct: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case message(String), redaction(String), ban(String), unban(String), kick(String), join, leave
        case state(String)
        case other(String)
    }
    public var room: String
    public var kind: Kind
    /// Milliseconds since the server began.
    public var at: Int
    /// By which she would send it again; empty where there is none.
    public var transaction = ""
}
