// SPDX-License-Identifier: Apache-2.0

/// What she does. Closed on purpose: a new case makes every adapter answer.
public enum Action: Sendable, Hashable {
    /// To the act's room.
    case say(Utterance)
    /// To the act's target, or in answer to who wrote in private.
    case whisper(Utterance)
    /// To the desk: like `say`, but in the lane of sanctions and never dropped silently.
    case alert(Utterance)
    /// The reason stands beside what is left of the message, where the network shows one.
    case remove(message: ByteString, reason: Utterance = Utterance(""))
    case mute(TimeSpan?, reason: Utterance)
    case unmute(mark: ByteString)
    case kick(reason: Utterance)
    case ban(TimeSpan?, reason: Utterance)
    case unban(mark: ByteString)
    case join
    case leave(reason: Utterance)
    /// Closes the act's room to strangers for so long. `mark` is what would be set, known when its turn comes; empty before.
    case lock(TimeSpan, mark: ByteString)
    /// Gives the room back what it had before, where what closes it is still hers.
    case unlock(mark: ByteString)

    /// The case's name: for logs, and with which lists of acts begin.
    public var word: String {
        switch self {
        case .say: "say"
        case .whisper: "whisper"
        case .alert: "alert"
        case .remove: "remove"
        case .mute: "mute"
        case .unmute: "unmute"
        case .kick: "kick"
        case .ban: "ban"
        case .unban: "unban"
        case .join: "join"
        case .leave: "leave"
        case .lock: "lock"
        case .unlock: "unlock"
        }
    }

    /// Takes something from a person; guarded when decided and again when performed.
    public var isSanction: Bool {
        switch self {
        case .remove, .mute, .kick, .ban: true
        case .say, .whisper, .alert, .unmute, .unban, .join, .leave, .lock, .unlock: false
        }
    }
    /// Takes a sanction or a lock back.
    public var isRelease: Bool {
        switch self {
        case .unmute, .unban, .unlock: true
        case .say, .whisper, .alert, .remove, .mute, .kick, .ban, .join, .leave, .lock: false
        }
    }
    /// Changes what a room is, for everybody.
    public var isLock: Bool { if case .lock = self { true } else { false } }
    /// Its fate is shown by the room: looked for after a crash, never merely repeated.
    public var isObservable: Bool { isSanction || isRelease || isLock }
}

/// The queues of one connection, most urgent first.
public enum Lane: UInt8, Sendable, Comparable, CaseIterable {
    case sanction = 0, answer, welcome, prompt
    public static func < (a: Lane, b: Lane) -> Bool { a.rawValue < b.rawValue }
}

/// Whom an act concerns, as known when it was decided: a session, never a nickname (THREATS.md A9).
public struct Target: Sendable, Hashable {
    public var member: MemberID
    public var person: PersonID
    public var account: ByteString?
    public var user: ByteString
    public var host: ByteString
    public var name: PeerText

    public init(
        member: MemberID, person: PersonID, account: ByteString?, user: ByteString, host: ByteString, name: PeerText
    ) {
        self.member = member
        self.person = person
        self.account = account
        self.user = user
        self.host = host
        self.name = name
    }
}

/// An action decided and written down, not yet performed: a debt.
public struct OwedAct: Sendable, Hashable {
    public var id: ActID
    public var community: CommunityID
    /// Where it is done; for a whisper without a room, the network it goes to.
    public var room: RoomID?
    public var network: NetworkID
    public var target: Target?
    public var action: Action
    public var lane: Lane
    public var owedAt: Timestamp
    /// After this it is worth nothing and is dropped (words only; sanctions have none).
    public var expiresAt: Timestamp?
    /// The case it belongs to, 0 for none.
    public var caseNumber: Int32
    /// Somebody trusted comes from the same host, though absent now: nothing wider than this one user.
    public var isNarrow = false
    /// A ban that takes away what its target wrote in the room, where the network can: for ever.
    public var erases = false

    public init(
        id: ActID, community: CommunityID, room: RoomID?, network: NetworkID, target: Target?, action: Action,
        lane: Lane,
        owedAt: Timestamp, expiresAt: Timestamp?, caseNumber: Int32
    ) {
        self.id = id
        self.community = community
        self.room = room
        self.network = network
        self.target = target
        self.action = action
        self.lane = lane
        self.owedAt = owedAt
        self.expiresAt = expiresAt
        self.caseNumber = caseNumber
    }
}

/// What performing an act left behind.
public struct Receipt: Sendable, Hashable {
    /// What the server keeps and what lifts it: `q *!*@host`; empty when nothing stays.
    public var mark: ByteString
    /// The server will lift it by itself at its end.
    public var endsByItself: Bool
    public init(mark: ByteString = "", endsByItself: Bool = false) {
        self.mark = mark
        self.endsByItself = endsByItself
    }
}

/// Who else an act would hit, computed by the adapter from the roster at send time.
public struct Reach: Sendable, Hashable {
    /// Facts of the target now; nil when it is gone.
    public var facts: Facts?
    /// Others in the room that the mask matches.
    public var bystanders: [MemberID]
    /// The mask that would be set, `*!*@host`, without marks of this server; empty where it names an account or nobody.
    public var mask: ByteString
    public init(facts: Facts? = nil, bystanders: [MemberID] = [], mask: ByteString = "") {
        self.facts = facts
        self.bystanders = bystanders
        self.mask = mask
    }
}

/// Why an act could not be performed.
public enum ActError: Error, Sendable, Hashable {
    case disconnected
    /// The server asks to wait this long.
    case tooFast(retryAfter: TimeSpan)
    /// She lacks the right; a mark for the desk's sentence.
    case notAllowed(String)
    /// The target or room is not there any more.
    case gone
    /// This room or server has no such thing.
    case unsupported
    /// The server's list is full.
    case full
    /// A word in private needs a new room of two, and she has made as many as she makes in an hour.
    case crowded
    case refused(String)
    /// No answer within the deadline: its fate is unknown.
    case timedOut
    /// No answer, however often it was sent and looked for: it may stand, as this mark; empty where that is not known.
    /// It stays owed, and is looked for ever more rarely.
    case unanswered(mark: ByteString)
    /// The server asks to wait this long with acts of this kind; others may go.
    case busy(retryAfter: TimeSpan)
}
