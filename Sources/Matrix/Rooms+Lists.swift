// SPDX-License-Identifier: Apache-2.0

public import Chat

/// A policy list as a room keeps it (client-server API, "Moderation policy lists"; before it, `m.room.rule.*` and those of
/// Mjolnir). Read leniently: what is no ban of an entity written out says nothing.
struct PolicyList: Equatable {
    /// By kind and state key; at most `Listing.most`.
    private(set) var rules: [ByteString: Listing.Rule] = [:]
    /// Which rule an event brought: a redaction takes it away.
    private var keys: [ByteString: ByteString] = [:]
    /// Keys beyond the limit.
    private(set) var unread: Set<ByteString> = []

    /// Returns the key of what it changed.
    mutating func apply(_ event: RoomEvent) -> ByteString? {
        if let redacted = event.redacts {
            guard let key = keys.removeValue(forKey: redacted), rules.removeValue(forKey: key) != nil else {
                return nil
            }
            return key
        }
        guard let kind = Self.kind(of: event.type), let state = event.stateKey, state.bytes.count <= 255 else {
            return nil
        }
        let key = ByteString([kind.rawValue + 0x30, 0x20] + state.bytes)
        guard !event.isRedacted, let rule = Self.rule(kind, key, event.content) else {
            unread.remove(key)
            return rules.removeValue(forKey: key) == nil ? nil : key
        }
        guard rules[key] != nil || rules.count < Listing.most else {
            if unread.count < 100_000 { unread.insert(key) }
            return nil
        }
        if keys.count < 2 * Listing.most { keys[event.id] = key }
        guard rules[key] != rule else { return nil }
        rules[key] = rule
        return key
    }

    var whole: Listing {
        Listing(isWhole: true, rules: rules.values.sorted { $0.key < $1.key }, unread: Int32(clamping: unread.count))
    }

    func change(of changed: [ByteString]) -> Listing {
        let each = Set(changed).sorted()
        return Listing(
            isWhole: false, rules: each.compactMap { rules[$0] }, gone: each.filter { rules[$0] == nil },
            unread: Int32(clamping: unread.count))
    }

    static func == (a: PolicyList, b: PolicyList) -> Bool { a.rules == b.rules }

    private static func kind(of type: ByteString) -> Listing.Rule.Kind? {
        switch type {
        case "m.policy.rule.user", "m.room.rule.user", "org.matrix.mjolnir.rule.user": .user
        case "m.policy.rule.server", "m.room.rule.server", "org.matrix.mjolnir.rule.server": .server
        case "m.policy.rule.room", "m.room.rule.room", "org.matrix.mjolnir.rule.room": .room
        default: nil
        }
    }

    /// Unknown recommendations are passed over (THREATS H6).
    private static func rule(_ kind: Listing.Rule.Kind, _ key: ByteString, _ content: JSON?) -> Listing.Rule? {
        guard let content, let entity = content["entity"]?.string, (1...255).contains(entity.bytes.count),
            !entity.bytes.contains(where: { $0 <= 0x20 || $0 == 0x7F }),
            let recommendation = content["recommendation"]?.string,
            recommendation == "m.ban" || recommendation == "org.matrix.mjolnir.ban"
        else { return nil }
        let reason = String(decoding: (content["reason"]?.string?.bytes ?? []).prefix(80), as: UTF8.self)
        return Listing.Rule(key: key, kind: kind, entity: entity, reason: PeerText(reason))
    }
}

/// Rooms in which others keep lists are heard as lists and as nothing else: nobody in them is seen, nothing said there is
/// heard or obeyed.
extension Rooms {
    public func isList(_ room: ByteString) -> Bool { !listNames.isEmpty && listNames.contains(names[room] ?? room) }

    mutating func takeList(_ joined: SyncResponse.Joined, _ passage: Passage, _ events: inout [Event]) {
        let id = joined.room
        let former = lists[id]
        let asked = passage.states[id]
        let isAnew = former == nil || asked != nil || passage.isWhole && !joined.state.isEmpty
        var list = isAnew ? PolicyList() : former ?? PolicyList()
        var changed: [ByteString] = []
        let timeline = (passage.fills[id] ?? []) + joined.timeline
        let all =
            asked.map { timeline + $0 } ?? (joined.isStateAfter ? timeline + joined.state : joined.state + timeline)
        for event in all { if let key = list.apply(event) { changed.append(key) } }
        lists[id] = list
        if isAnew {
            guard list != former else { return }
            events.append(Event(at: passage.at, room: roomID(id), .listed(list.whole)))
        } else if !changed.isEmpty {
            events.append(Event(at: passage.at, room: roomID(id), .listed(list.change(of: changed))))
        }
    }
}
