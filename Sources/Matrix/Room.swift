// SPDX-License-Identifier: Apache-2.0

import Chat

/// What she knows of one room, from its state and nothing else.
struct Room {
    /// Display names of who is joined, at most 128 bytes each.
    var members: [ByteString: PeerText] = [:]
    var banned: Set<ByteString> = []
    /// Invited, or knocking.
    var awaited: Set<ByteString> = []
    /// Servers kept out by name.
    var denied: Set<ByteString> = []
    var create: (sender: ByteString, content: JSON)?
    var levelsContent: JSON?
    var levels = PowerLevels(create: nil, content: nil)
    var isEncrypted = false
    /// Whom the room lets in, and who may read without being in it ("Room access", "Room history visibility").
    var joinRule: ByteString = "invite"
    var history: ByteString = "shared"
    /// The rule is one that she set for a while: what a person sets does not bear her key.
    var isLockedByHer = false
    /// Strangers can come in, or read.
    var isOpen: Bool { joinRule == "public" || history == "world_readable" }
    /// What is said there is between these two: nobody else is in it or on the way in, and nobody can come or read
    /// without being let in.
    func isPrivate(_ own: ByteString, with user: ByteString) -> Bool {
        isKnown && members.keys.allSatisfy { $0 == own || $0 == user }
            && awaited.allSatisfy { $0 == own || $0 == user } && (joinRule == "invite" || joinRule == "private")
            && history != "world_readable"
    }
    /// Its first state has been read.
    var isKnown = false
    /// It holds rooms, and nobody talks in it (https://spec.matrix.org/v1.16/client-server-api/#types).
    var isSpace: Bool { create?.content["type"]?.string == "m.space" }
    var recent = RecentEvents()

    /// The state of one user's level and name.
    func facts(_ user: ByteString, own: ByteString) -> Facts {
        let name = members[user]
        return Facts(
            isPresent: name != nil, rank: rank(user), account: user, accountIsKnown: true,
            user: user.localpart, host: user.server ?? "", name: name ?? PeerText(user.text),
            isSelf: user == own, ownRank: rank(own), roomSize: Int32(clamping: members.count))
    }

    /// Unknown until the first state was read: nobody of unknown rank is sanctioned.
    func rank(_ user: ByteString) -> Rank { isKnown ? levels.rank(of: user) : .unknown }

    mutating func apply(_ event: RoomEvent) {
        guard let key = event.stateKey, let content = event.content else { return }
        switch event.type {
        case "m.room.member":
            guard key.isUser else { return }
            let membership = content["membership"]?.string
            members[key] = membership == "join" ? Self.name(content, key) : nil
            if membership == "ban" { banned.insert(key) } else { banned.remove(key) }
            if membership == "invite" || membership == "knock" { awaited.insert(key) } else { awaited.remove(key) }
        case "m.room.create" where key.isEmpty:
            create = (event.sender, content.detached)
            levels = PowerLevels(create: create, content: levelsContent)
        case "m.room.power_levels" where key.isEmpty:
            take(levels: content)
        case "m.room.server_acl" where key.isEmpty: take(access: content)
        case "m.room.join_rules" where key.isEmpty: take(joinRules: content)
        case "m.room.history_visibility" where key.isEmpty: history = content["history_visibility"]?.string ?? "shared"
        // Once on, it can never be turned off.
        case "m.room.encryption" where key.isEmpty: isEncrypted = true
        default: return
        }
    }

    mutating func take(access content: JSON) {
        denied = Set((content["deny"]?.elements ?? []).prefix(5000).compactMap(\.string))
    }

    mutating func take(joinRules content: JSON) {
        joinRule = content["join_rule"]?.string ?? "invite"
        isLockedByHer = Door.before(content) != nil
    }

    mutating func take(levels content: JSON) {
        levelsContent = content.detached
        levels = PowerLevels(create: create, content: levelsContent)
    }

    /// The same people with the same ranks, as far as the core was told.
    func isLike(_ other: Room) -> Bool {
        members == other.members && banned == other.banned && members.keys.allSatisfy { rank($0) == other.rank($0) }
    }

    /// What the whole state is told anew begins with nobody.
    mutating func forgetPeople() {
        members = [:]
        banned = []
        awaited = []
    }

    static func name(_ content: JSON, _ user: ByteString) -> PeerText {
        guard let name = content["displayname"]?.string, !name.isEmpty else { return PeerText(user.text) }
        return PeerText(String(decoding: name.bytes.prefix(128), as: UTF8.self))
    }
}

/// The newest events of a room by id, at most 2,000: what came already is not judged again, and edits and redactions
/// find whom they concern (THREATS A3, H9). The oldest make place.
struct RecentEvents {
    static let limit = 2000
    struct Entry {
        var sender: ByteString
        /// What it replaces.
        var edits: ByteString?
        /// Something said, so that there is something to take away.
        var isMessage: Bool
        var isVote: Bool
        var print: Quote.Print
    }
    private(set) var entries: [ByteString: Entry] = [:]
    private var order: [ByteString] = []
    private var oldest = 0

    /// What has to go so that nothing of a message is left: the message itself, what it replaces, and what replaces
    /// that, as far as its author wrote them (THREATS D2); the newest ten.
    func versions(of message: ByteString) -> [ByteString] {
        guard let entry = entries[message] else { return [message] }
        var first = message
        if let edits = entry.edits, entries[edits]?.sender == entry.sender { first = edits }
        let others = entries.filter { $0.value.sender == entry.sender && $0.value.edits == first }.keys
        return [message] + Set(others).union([first]).subtracting([message]).sorted().prefix(9)
    }

    /// What one sender said, newest first.
    func newest(of sender: ByteString, most: Int) -> [ByteString] {
        var found: [ByteString] = []
        for step in 1...max(1, order.count) where found.count < most && step <= order.count {
            let id = order[(oldest + order.count - step) % order.count]
            if let entry = entries[id], entry.isMessage, entry.sender == sender { found.append(id) }
        }
        return found
    }

    /// False when it is known already.
    mutating func insert(_ event: RoomEvent) -> Bool {
        guard !event.id.isEmpty else { return false }
        let print = Quote.Print(of: event)
        let entry = Entry(
            sender: event.sender, edits: event.edited,
            isMessage: event.stateKey == nil && event.redacts == nil && !event.isRedacted,
            isVote: event.isVote, print: print)
        // Put in before it is known to be new: what comes twice is rare, and to look first costs every message.
        if let known = entries.updateValue(entry, forKey: event.id) {
            entries[event.id] = known
            return false
        }
        // Whoever answers it from here on sees the edited.
        if let edits = event.edited, entries[edits]?.sender == event.sender {
            entries[edits]?.print = print
        }
        if order.count < Self.limit {
            order.append(event.id)
        } else {
            entries[order[oldest]] = nil
            order[oldest] = event.id
            oldest = (oldest + 1) % Self.limit
        }
        return true
    }
}
