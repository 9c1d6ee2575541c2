// SPDX-License-Identifier: Apache-2.0

public import Chat

/// From an event to the communities it concerns, as places in the order of bot.conf.
///
/// A room belongs to one community at most, but several may share a desk; a room of none concerns nobody. What happens to
/// a whole network, or to a member without a room (a new name, a quit), goes to every community there, or, on a network
/// that several share, to those the member is present in. A line that could be for several is given to one: see
/// `Router+Lines` and ADR 0043. Pure but for the memory of who is where, kept for shared networks only.
public struct Router: Sendable {
    private var byRoom: [RoomID: Int] = [:]
    /// Desks of several communities.
    var shared: [RoomID: [Int]] = [:]
    /// Lines that could have been for several, waiting for a name; the oldest go.
    var waiting: [Waiting] = []
    /// What members spoke about last, for an hour; the oldest go.
    var chosen: [MemberID: (place: Int, at: Timestamp)] = [:]
    private var byNetwork: [NetworkID: [Int]] = [:]
    /// Lists that communities follow; several may follow the same.
    private var byList: [RoomID: [Int]] = [:]
    /// `[[0], [1], …]`: routes of one place, made once.
    private var single: [[Int]] = []
    private var presence: [NetworkID: Whereabouts] = [:]
    /// Who was sanctioned where, to take an appeal home that comes from outside; the oldest go.
    private var appellants: [ByteString: Int] = [:]
    private var appellantOrder: [ByteString] = []

    public static let appellantsKept = 4096

    /// - Parameter rooms: of each community in the order of bot.conf, its desk included.
    public init(rooms: [[RoomID]], lists: [[RoomID]] = []) { replace(rooms: rooms, lists: lists) }

    /// Other rooms, the same people: places of communities that stay do not change.
    public mutating func replace(rooms: [[RoomID]], lists: [[RoomID]] = []) {
        byRoom = [:]
        byList = [:]
        for (place, list) in lists.enumerated() { for room in list { byList[room, default: []].append(place) } }
        byNetwork = [:]
        (shared, waiting, chosen) = ([:], [], [:])
        single = rooms.indices.map { [$0] }
        for (place, list) in rooms.enumerated() {
            for room in list {
                if let first = byRoom[room], first != place {
                    shared[room, default: [first]].append(place)
                } else {
                    byRoom[room] = place
                }
                if byNetwork[room.network]?.last != place { byNetwork[room.network, default: []].append(place) }
            }
        }
    }

    public func community(of room: RoomID) -> Int? { byRoom[room] }
    public func communities(on network: NetworkID) -> [Int] { byNetwork[network] ?? [] }

    /// The communities an event concerns. A line that names no one of several becomes the question which was meant.
    ///
    /// - Parameter engines: of all communities, in the order of the file; asked for lines only that several could mean.
    public mutating func route(_ event: inout Event, _ engines: @autoclosure () -> [Engine]) -> [Int] {
        if case .lookedUp(.list(let list, _)) = event.kind {
            let engines = engines()
            return engines.indices.filter { engines[$0].policy.asks(list) }
        }
        if case .listed = event.kind { return event.room.flatMap { byList[$0] } ?? [] }
        if let room = event.room {
            guard let place = byRoom[room] else {
                // An invitation elsewhere is declined once, by the first that meets there.
                guard case .invited = event.kind, let first = byNetwork[room.network]?.first else { return [] }
                return single[first]
            }
            if !shared.isEmpty, let places = shared[room] {
                for place in places { note(event, in: place) }
                guard case .said(let message) = event.kind else { return places }
                return addressee(of: &event, message, among: places, engines())
            }
            note(event, in: place)
            return single[place]
        }
        guard let network = event.network, let there = byNetwork[network] else { return [] }
        guard there.count > 1, let member = event.member else { return there }
        let places = presence[network]?.communities(of: member.key)
        if case .left = event.kind { forget(member) }
        if let places {
            guard places.count > 1, case .said(let message) = event.kind else { return places }
            return addressee(of: &event, message, among: places, engines())
        }
        if case .said = event.kind { return appellant(event).map { single[$0] } ?? [] }
        return []
    }

    private mutating func forget(_ member: MemberID) {
        presence[member.network]?.forget(member.key)
        chosen[member] = nil
        waiting.removeAll { $0.member == member }
    }

    /// Remembers whom a sanction hit, and where.
    public mutating func sanctioned(_ target: Target, in community: Int) {
        for key in Self.keys(target.member, account: target.account, user: target.user, host: target.host) {
            if appellants.updateValue(community, forKey: key) == nil { appellantOrder.append(key) }
        }
        if appellantOrder.count > Self.appellantsKept {
            for key in appellantOrder.prefix(Self.appellantsKept / 4) { appellants[key] = nil }
            appellantOrder.removeFirst(Self.appellantsKept / 4)
        }
    }

    private func appellant(_ event: Event) -> Int? {
        guard let member = event.member, let facts = event.facts else { return nil }
        return Self.keys(member, account: facts.account, user: facts.user, host: facts.host)
            .lazy.compactMap { appellants[$0] }.first
    }

    private static func keys(
        _ member: MemberID, account: ByteString?, user: ByteString, host: ByteString
    ) -> [ByteString] {
        let network = member.network.name.bytes + [0]
        var keys = [ByteString(network + [0] + member.key.bytes)]
        if let account { keys.append(ByteString(network + [1] + account.bytes)) }
        keys.append(ByteString(network + [2] + user.bytes + [0x40] + host.bytes))
        return keys
    }

    private mutating func note(_ event: Event, in place: Int) {
        guard let room = event.room, (byNetwork[room.network]?.count ?? 0) > 1 else { return }
        switch event.kind {
        case .synced(let members):
            // The roster replaces what was thought of this community's rooms; counts may be low afterwards, never
            // so that somebody present is lost: a departure takes one, and a roster gives at least one.
            for present in members {
                presence[room.network, default: Whereabouts()].enter(present.member.key, place, atLeast: 1)
            }
        case .joined:
            if let member = event.member { presence[room.network, default: Whereabouts()].enter(member.key, place) }
        case .left: if let member = event.member { presence[room.network]?.leave(member.key, place) }
        default: break
        }
    }

    /// A lost connection: nobody is seen there any more.
    public mutating func lost(_ network: NetworkID) {
        guard (byNetwork[network]?.count ?? 0) > 1 else { return }
        presence[network] = nil
    }
}
