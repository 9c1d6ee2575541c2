// SPDX-License-Identifier: Apache-2.0

public import Chat

/// The networks that a player pretends: who is there, by which rank, and what her acts left standing in each room.
///
/// It answers as a small IRC network would: a member that leaves its last room is lost sight of, a muted one is not
/// heard, a banned one does not come in. Pure: the same calls give the same answers.
public struct SimulatedChat: Sendable {
    /// One presence. Its host follows from its name at birth, so that the same nick coming back is the same person.
    public struct Member: Sendable {
        public internal(set) var id: MemberID
        public var name: PeerText
        public var account: ByteString?
        public var accountIsKnown = true
        public var user: ByteString
        public var host: ByteString
        public var isBot = false
        public var isSelf = false
        public internal(set) var ranks: [RoomID: Rank] = [:]
        /// Lost in a netsplit; the rooms it was in, for its return.
        var splitFrom: [RoomID: Rank]?
    }

    /// Something of hers that stands in a room.
    struct Mark: Sendable, Equatable {
        enum Kind: Sendable { case mute, ban, lock }
        var kind: Kind
        var text: ByteString
    }

    public private(set) var members: [MemberID: Member] = [:]
    private var byName: [NetworkID: [ByteString: MemberID]] = [:]
    private var counts: [RoomID: Int32] = [:]
    private var births: [ByteString: Int] = [:]
    private(set) var marks: [RoomID: [Mark]] = [:]
    /// Herself, on each network.
    public private(set) var own: [NetworkID: MemberID] = [:]
    /// Her rank in a room, where it is not `defaultOwnRank`.
    public var defaultOwnRank = Rank.op
    public var ownRanks: [RoomID: Rank] = [:]

    public init() {}

    func ownRank(in room: RoomID) -> Rank { ownRanks[room] ?? defaultOwnRank }

    // MARK: - Who is there

    public func member(named name: String, on network: NetworkID) -> Member? {
        byName[network]?[ByteString(name).asciiLowercased].flatMap { members[$0] }
    }

    /// Makes a presence that is in no room yet.
    public mutating func connect(_ name: String, on network: NetworkID) -> MemberID {
        let folded = ByteString(name).asciiLowercased
        births[folded, default: 0] += 1
        let id = MemberID(network, ByteString(folded.bytes + Array("~\(births[folded, default: 1])".utf8)))
        members[id] = Member(
            id: id, name: PeerText(name), user: folded, host: ByteString(folded.bytes + Array(".example".utf8)))
        byName[network, default: [:]][folded] = id
        return id
    }

    /// Makes her own presence on a network.
    public mutating func connectSelf(_ name: String, on network: NetworkID) -> MemberID {
        let id = connect(name, on: network)
        members[id]?.isSelf = true
        own[network] = id
        return id
    }

    public mutating func change(_ id: MemberID, _ body: (inout Member) -> Void) {
        guard var member = members[id] else { return }
        body(&member)
        members[id] = member
    }

    public mutating func enter(_ id: MemberID, _ room: RoomID, rank: Rank = .member) {
        guard var member = members[id] else { return }
        if member.ranks.updateValue(rank, forKey: room) == nil { counts[room, default: 0] &+= 1 }
        members[id] = member
    }

    /// Takes a member out of a room; out of its last one it is lost sight of.
    public mutating func leave(_ id: MemberID, _ room: RoomID) {
        guard var member = members[id], member.ranks.removeValue(forKey: room) != nil else { return }
        counts[room, default: 1] &-= 1
        members[id] = member
        if member.ranks.isEmpty, !member.isSelf { forget(id) }
    }

    /// Takes a member off the network.
    public mutating func quit(_ id: MemberID, inSplit: Bool = false) {
        guard var member = members[id] else { return }
        for room in member.ranks.keys { counts[room, default: 1] &-= 1 }
        if inSplit { member.splitFrom = member.ranks }
        member.ranks = [:]
        members[id] = member
        if !inSplit { forget(id) }
    }

    /// The rooms a member was in when the servers lost each other, ordered.
    func roomsBeforeSplit(_ id: MemberID) -> [(room: RoomID, rank: Rank)] {
        (members[id]?.splitFrom ?? [:]).sorted { $0.key < $1.key }.map { (room: $0.key, rank: $0.value) }
    }

    public mutating func rename(_ id: MemberID, to name: String) {
        guard var member = members[id] else { return }
        byName[id.network]?[ByteString(member.name.raw).asciiLowercased] = nil
        member.name = PeerText(name)
        members[id] = member
        byName[id.network, default: [:]][ByteString(name).asciiLowercased] = id
    }

    private mutating func forget(_ id: MemberID) {
        guard let member = members.removeValue(forKey: id) else { return }
        let folded = ByteString(member.name.raw).asciiLowercased
        if byName[id.network]?[folded] == id { byName[id.network]?[folded] = nil }
    }

    // MARK: - What the engine is told

    public func facts(of id: MemberID, in room: RoomID?) -> Facts? {
        guard let member = members[id] else { return nil }
        let rank = room.flatMap { member.ranks[$0] }
        let ownRank = room.flatMap { room in own[id.network].flatMap { members[$0]?.ranks[room] } }
        return Facts(
            isPresent: room == nil ? !member.ranks.isEmpty : rank != nil, rank: rank ?? .member,
            account: member.account,
            accountIsKnown: member.accountIsKnown, user: member.user, host: member.host, name: member.name,
            isBot: member.isBot, isSelf: member.isSelf, ownRank: ownRank ?? .unknown,
            roomSize: room.map { counts[$0, default: 0] } ?? 0)
    }

    /// The whole roster of a room, ordered.
    public func roster(of room: RoomID) -> [Event.Present] {
        members.values.filter { $0.ranks[room] != nil }.sorted { $0.id < $1.id }.compactMap { member in
            facts(of: member.id, in: room).map { Event.Present(member.id, $0) }
        }
    }

    // MARK: - What her acts leave standing

    /// The mask by which a server would hold this target: the account where there is one, else the host.
    static func mask(of target: Target) -> ByteString {
        if let account = target.account { return ByteString(Array("$a:".utf8) + account.bytes) }
        return ByteString(Array("*!*@".utf8) + target.host.bytes)
    }

    func isHit(_ member: Member, by mask: ByteString) -> Bool {
        if let account = member.account, mask.bytes == Array("$a:".utf8) + account.bytes { return true }
        return mask.bytes == Array("*!*@".utf8) + member.host.bytes
    }

    mutating func put(_ mark: Mark, in room: RoomID) {
        if !marks[room, default: []].contains(mark) { marks[room, default: []].append(mark) }
    }

    mutating func lift(_ text: ByteString, in room: RoomID) { marks[room]?.removeAll { $0.text == text } }

    func isMuted(_ id: MemberID, in room: RoomID) -> Bool {
        guard let marks = marks[room], !marks.isEmpty, let member = members[id] else { return false }
        return marks.contains { isHit(member, by: $0.markMask) }
    }

    /// Only who has an account can come in.
    func isLocked(_ room: RoomID) -> Bool { marks[room]?.contains { $0.kind == .lock } ?? false }

    func isBanned(_ id: MemberID, in room: RoomID) -> Bool {
        guard let marks = marks[room], !marks.isEmpty, let member = members[id] else { return false }
        return marks.contains { $0.kind == .ban && isHit(member, by: $0.markMask) }
    }
}

extension SimulatedChat.Mark {
    /// `q *!*@host`: the mode letter, then the mask.
    var markMask: ByteString { ByteString(Array(text.bytes.dropFirst(2))) }
}
