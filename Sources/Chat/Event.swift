// SPDX-License-Identifier: Apache-2.0

/// Something that happened: the only way anything enters the core. Time and chance are data and arrive here.
public struct Event: Sendable, Hashable {
    /// When it was received; the loop makes it non-decreasing.
    public var at: Timestamp
    /// How late it is known to be (server-time against receipt); zero when not known.
    public var age: TimeSpan
    /// The room it happened in; nil for what concerns a whole network, or a private message.
    public var room: RoomID?
    /// Its author.
    public var member: MemberID?
    /// Facts of its author in `room` at that moment.
    public var facts: Facts?
    public var kind: Kind

    public init(
        at: Timestamp, age: TimeSpan = .zero, room: RoomID? = nil, member: MemberID? = nil, facts: Facts? = nil,
        _ kind: Kind
    ) {
        self.at = at
        self.age = age
        self.room = room
        self.member = member
        self.facts = facts
        self.kind = kind
    }

    /// Closed on purpose: a new case makes every reader answer.
    public enum Kind: Sendable, Hashable {
        case connected(NetworkID)
        case disconnected(NetworkID, why: String)
        /// The roster of `room` is whole; who is not in it is not there.
        case synced(members: [Present])
        case joined(Arrival)
        case left(Departure)
        /// `member` is now called `to`.
        case renamed(to: PeerText)
        /// `member` logged in to `account`, or out (nil).
        case identified(account: ByteString?)
        /// `member` has another user or host (a cloak): the same person.
        case moved(user: ByteString, host: ByteString)
        /// The rank of `member` is now `rank`, given by `by` (nil: by a server).
        case ranked(Rank, by: MemberID?)
        /// `member` asks her into `room`.
        case invited
        case said(Message)
        /// The topic of `room`, set by `member`; `isHistory` when told on joining.
        case topic(PeerText, isHistory: Bool)
        /// A person (not she) sanctioned, or lifted a sanction on, someone in `room`; without a `member` it was the
        /// server: a mark came to the end that it keeps.
        case sanctioned(Observed)
        /// What she can do in `room` from here on, and what she cannot.
        case capability(Capability)
        case split(isOpen: Bool, NetworkID)
        /// An operator's command, through the control socket or the terminal.
        case commanded(by: PeerText, text: PeerText)
        /// An act has reached the head of its lane; may it still go?
        case due(ActID, Reach)
        case performed(ActID, Receipt)
        case failed(ActID, ActError)
        /// An act waited longer than its words are worth, or its fate is unknown after a crash.
        case expired(ActID, Expiry)
        case forgotten(PersonID)
        /// A policy with this fingerprint is in force from here on.
        case reloaded(fingerprint: UInt64, changes: [String])
        /// The first event of a database: the seed of every choice she will make.
        case opened(seed: UInt64)
        case ticked
        /// The wall clock stepped by this much (more than 5 minutes).
        case clockStepped(TimeSpan)
        /// The list kept in `room`, which is no room of hers, says something else.
        case listed(Listing)
        /// `member` brought, in private, a code for owners.
        case claimed(Claim)
        /// `member` answered a question in the network's own form.
        case voted(Vote)
        /// She cannot come into `room`, or was shown out of it for good; told once until she is in it again.
        case barred(Bar)
        /// `member` wrote what several communities could mean, in private or at a desk they share; it waits for a name.
        case unclear(among: [CommunityID])
        /// What a second reader, outside, thinks of a line of `member` in `room`.
        case opined(Opinion)
        /// What lists of hosts outside, asked by name, say of where `member` comes from, or what became of one of them.
        case lookedUp(Lookup)
        /// She has been on the network for a minute and its services do not know her; told once until they do.
        case unidentified(NetworkID, Unidentified)
    }

    /// Why services do not know her.
    public enum Unidentified: UInt8, Sendable, CaseIterable {
        /// No login by the protocol, and bot.conf does not say where its services are: a password is sent to no mere name.
        case unpinned = 1
        /// Without TLS the password could be read on the way.
        case inClear
        /// Whoever is called NickServ is not on the host that bot.conf names.
        case unproven
        /// Nobody is called NickServ, or services do not answer.
        case absent
        /// They were told the account and the password, and did not let her in.
        case refused
        /// Her certificate alone did not let her in.
        case certificate
    }

    /// What keeps her out of a room.
    public enum Bar: UInt8, Sendable, CaseIterable {
        /// Three times in ten minutes: she does not come back by herself.
        case kicked = 1
        case banned, inviteOnly, full, key, accountOnly
        /// Whoever asks for this room is sent to another one.
        case forwarded
        /// She is in as many rooms as the server allows.
        case tooMany
        /// There is no such room, or none of that name can be.
        case missing
        /// Refused in another way.
        case refused
        /// On Matrix, where nobody who was shown out comes back by themselves.
        case shown
        /// She is in it, and it is no room but a space, which holds rooms: nothing is said there (Matrix).
        case space
    }

    /// What came of asking lists of hosts (DNSBL, RFC 5782). The host itself is not in it.
    public enum Lookup: Sendable, Hashable {
        /// Of the lists that answered, those that have the host of `member`; none is an answer too.
        case answered(listedBy: [String])
        /// A list is not believed from here on, or is again.
        case list(String, ListState)
    }

    /// Why a list is not believed.
    public enum ListState: UInt8, Sendable, CaseIterable {
        case trusted = 1
        /// It has 127.0.0.1, which none may have.
        case listsAll
        /// It does not have 127.0.0.2, which each has.
        case listsNone
        /// It answers that it does not answer us.
        case refuses
        case silent
    }

    /// How sure somebody is that a moderator would mind a line. Evidence, never a judgement.
    public struct Opinion: Sendable, Hashable {
        /// Names the line; made from it, so that nobody else's answer can be taken for it.
        public var question: UInt64
        /// In thousandths, 0…1000; what is beyond is taken for no opinion.
        public var sureness: Int32
        public init(question: UInt64, sureness: Int32) {
            self.question = question
            self.sureness = sureness
        }
    }

    /// Whether the code was one that the host had printed.
    public enum Claim: UInt8, Sendable {
        /// Mistyped, used up, or too old.
        case wrong = 1
        case right
        /// Right, and another community answers.
        case rightToo
    }

    public enum Arrival: UInt8, Sendable {
        case joined = 1
        /// Returned with others when servers linked again.
        case netjoin
    }

    public enum Departure: Sendable, Hashable {
        case parted(PeerText)
        case quit(PeerText)
        /// Left because servers lost each other; `isCertain` when the server said so (a netsplit batch).
        case split(isCertain: Bool)
        case kicked(by: MemberID?, reason: PeerText)
    }

    public struct Present: Sendable, Hashable {
        public var member: MemberID
        public var facts: Facts
        public init(_ member: MemberID, _ facts: Facts) {
            self.member = member
            self.facts = facts
        }
    }

    /// A sanction seen in the room that is not hers.
    public struct Observed: Sendable, Hashable {
        public enum What: UInt8, Sendable {
            case muted = 1, unmuted, banned, unbanned, kicked, removed, locked, unlocked
        }
        public var what: What
        /// The mark the server keeps (a mask, an extban), if any.
        public var mark: ByteString
        /// The one it concerns, where one member was meant.
        public var target: MemberID?
        public init(_ what: What, mark: ByteString, target: MemberID?) {
            self.what = what
            self.mark = mark
            self.target = target
        }
    }

    /// What the room lets her do.
    public struct Capability: Sendable, Hashable {
        public var can: [Ability]
        public var cannot: [Ability]
        /// Strangers can come in and read, as far as the server tells; nil where it does not, or nobody asked.
        public var isOpen: Bool?
        /// Her level and those she lacks, where a network counts rights in levels.
        public var levels: Levels?
        public init(can: [Ability], cannot: [Ability], isOpen: Bool? = nil, levels: Levels? = nil) {
            self.can = can
            self.cannot = cannot
            self.isOpen = isOpen
            self.levels = levels
        }

        public struct Levels: Sendable, Hashable {
            public var own: Int64
            /// What each of these takes, lowest first.
            public var needed: [Need]
            public init(own: Int64, needed: [Need]) {
                self.own = own
                self.needed = needed
            }
        }
        public struct Need: Sendable, Hashable {
            public var ability: Ability
            public var level: Int64
            public init(_ ability: Ability, level: Int64) {
                self.ability = ability
                self.level = level
            }
        }
    }

    public enum Ability: UInt8, Sendable, CaseIterable {
        case say = 1, whisper, remove, mute, kick, ban, timedBan
        /// Takes the rights for an act from services, and gives them back.
        case asksOp
        /// What is said reaches her as words.
        case read
        /// A ban can take away what its target wrote.
        case erase
    }

    public enum Expiry: UInt8, Sendable { case stale = 1, unknownFate }
}

extension Event {
    /// The network it belongs to, if it belongs to one.
    public var network: NetworkID? {
        if let room { return room.network }
        if let member { return member.network }
        switch kind {
        case .connected(let network), .disconnected(let network, _), .split(_, let network),
            .unidentified(let network, _):
            return network
        default: return nil
        }
    }

    /// Whose doing it is, as a person; nil where it is nobody's, or her own.
    public var author: PersonID? {
        guard let member, let facts, !facts.isSelf else { return nil }
        return PersonID.of(facts, member: member)
    }
}
