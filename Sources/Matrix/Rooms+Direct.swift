// SPDX-License-Identifier: Apache-2.0

public import Chat

/// Rooms of two, where somebody and she write to one another in private.
extension Rooms {
    /// Direct rooms kept at most; the oldest is forgotten first, not left.
    public static let directsMost = 500

    /// The room in which she reaches `user` in private, where there is one.
    public func direct(with user: ByteString) -> ByteString? { directs.last { $0.value == user }?.key }

    public mutating func setDirect(_ room: ByteString, with user: ByteString) {
        directs.removeAll { $0.key == room || $0.value == user }
        if directs.count >= Self.directsMost { directs.removeFirst() }
        directs.append((room, user))
    }

    public mutating func forgetDirect(_ room: ByteString) { directs.removeAll { $0.key == room } }

    /// Whether what she writes there reaches this user alone, as far as is known now.
    public func isPrivate(_ room: ByteString, with user: ByteString) -> Bool {
        rooms[room]?.isPrivate(own, with: user) ?? false
    }

    /// Rooms of two that are none any more: she is to leave them.
    public var overrun: [ByteString] {
        directs.filter { rooms[$0.key]?.isKnown == true && !isPrivate($0.key, with: $0.value) }.map(\.key)
    }

    /// She sees this user in a room that is no direct one.
    public func isKnown(user: ByteString) -> Bool {
        rooms.contains { room, state in state.members[user] != nil && partner(in: room) == nil }
    }

    func partner(in room: ByteString) -> ByteString? { directs.first { $0.key == room }?.value }

    /// What stands in a direct room is said to her alone, by one person; everything else there is no event.
    mutating func tellDirect(
        _ event: RoomEvent, by partner: ByteString, _ room: inout Room, isPast: Bool, _ passage: Passage,
        _ events: inout [Event]
    ) {
        if event.stateKey != nil { room.apply(event) }
        guard event.stateKey == nil, event.sender == partner, event.redacts == nil, !room.isEncrypted, !isPast,
            room.isPrivate(own, with: partner),
            event.type.is("m.room.message"),
            let carried = Carried(event, answering: event.relation?.answered.flatMap { room.quote($0) })
        else { return }
        var facts = room.facts(partner, own: own)
        facts.rank = .unknown
        facts.ownRank = .unknown
        facts.roomSize = 0
        var message = Message(carried.text, id: event.id, carrier: carried.carrier, isPrivate: true)
        message.pills = carried.mentioned
        events.append(
            Event(
                at: passage.at, age: age(of: event, passage), member: member(partner), facts: facts, .said(message)))
    }
}
