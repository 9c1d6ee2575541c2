// SPDX-License-Identifier: Apache-2.0

/// The rooms of a scripted homeserver.
struct HomeserverState: ~Copyable {
    struct Stored: Sendable {
        var position: Int
        var room: String
        var json: JSON
    }
    struct Room: Sendable {
        var alias: String?
        /// By type, then by key: the event.
        var state: [String: [String: JSON]] = [:]
        var isJoined = true
    }

    var faults: Faults
    var rooms: [String: Room] = [:]
    var aliases: [String: String] = [:]
    var invitations: [(room: String, sender: String)] = []
    var log: [Stored] = []
    var waiters: [CheckedContinuation<Void, Never>] = []
    var transactions: [String: String] = [:]
    var syncs = 0
    var syncsWithEvents = 0
    var actCount = 0
    var again: [Stored] = []
    var secondBegan = 0
    var actsThisSecond = 0
    private var next = 0

    init(faults: Faults) { self.faults = faults }

    mutating func makeRoom(_ id: String, alias: String?, members: [String], level: Int64) {
        rooms[id] = Room(alias: alias)
        let owner = "@owner:hs.test"
        _ = append(id, "m.room.create", owner, ["room_version": "11"], key: "")
        for user in [owner, ScriptedHomeserver.account] + members {
            _ = append(id, "m.room.member", user, ["membership": "join", "displayname": .text(user)], key: user)
        }
        let users: JSON = [owner: 100, ScriptedHomeserver.account: .number(level)]
        _ = append(
            id, "m.room.power_levels", owner,
            [
                "users": users, "users_default": 0, "events_default": 0, "state_default": 50, "ban": 50, "kick": 50,
                "redact": 50, "invite": 0, "events": [:],
            ], key: "")
        if let alias { _ = append(id, "m.room.canonical_alias", owner, ["alias": .text(alias)], key: "") }
    }

    mutating func append(_ room: String, _ type: String, _ sender: String, _ content: JSON, key: String?) -> String {
        var content = content
        if faults.isOdd, type == "m.room.message", sender != ScriptedHomeserver.account {
            appendOddity(room)
            // U+E000 stands for half a surrogate pair until the answer is written.
            var parts = content.object
            parts["body"] = .text((content["body"].text ?? "") + "\u{0}\u{E000}")
            content = .object(parts)
        }
        next += 1
        let id = "$e\(next)"
        var event: [String: JSON] = [
            "type": .text(type), "sender": .text(sender), "event_id": .text(id), "content": content,
            "origin_server_ts": .number(1_700_000_000_000 + Int64(next)), "unsigned": ["age": 5],
        ]
        if faults.isOdd { event["origin_server_ts"] = Self.dates[next % Self.dates.count] }
        if let key {
            event["state_key"] = .text(key)
            rooms[room]?.state[type, default: [:]][key] = .object(event)
        }
        log.append(Stored(position: next, room: room, json: .object(event)))
        return id
    }

    /// What is taken away is shown without its content and with what took it (room version 11, "Redactions").
    mutating func redact(_ id: String, because redaction: String) {
        guard let number = Int(id.dropFirst(2)), log.indices.contains(number - 1),
            log[number - 1].json["event_id"].text == id, case .object(var event) = log[number - 1].json
        else { return }
        event["content"] = [:]
        event["unsigned"] = ["redacted_because": ["event_id": .text(redaction), "type": "m.room.redaction"]]
        log[number - 1].json = .object(event)
    }

    private static let dates: [JSON] = [
        9_999_999_999_000, -1, .number(Int64.max), .number(Int64.min), "yesterday", .null, [1], 0,
    ]

    /// An event no client sends, as many a server passes on.
    private mutating func appendOddity(_ room: String) {
        next += 1
        let eve: JSON = "@odd:hs.test"
        let odd: [JSON] = [
            ["type": 7, "sender": [], "content": "x"], "no object", .null, [1, 2],
            ["type": "m.room.message", "sender": eve, "content": ["body": 7, "msgtype": .null]],
            ["type": "m.room.message", "sender": eve, "content": ["body": ["some lamps"], "m.new_content": 3]],
            ["type": "m.room.member", "sender": eve, "state_key": 5, "content": ["membership": ["join"]]],
            ["type": "m.room.power_levels", "sender": eve, "state_key": "x", "content": ["users": "all"]],
            [
                "type": "m.reaction", "sender": eve,
                "content": ["m.relates_to": ["rel_type": "m.annotation", "event_id": 1, "key": [:]]],
            ],
            ["type": "m.room.redaction", "sender": eve, "redacts": 9, "content": ["redacts": .null]],
            [
                "type": "m.room.message", "sender": eve,
                "content": ["body": "\u{0}\u{202E}\u{E000}", "formatted_body": .number(Int64.max)],
            ],
        ]
        var event = odd[next % odd.count]
        if case .object(var parts) = event {
            parts["event_id"] = next % 3 == 0 ? .number(Int64(next)) : .text("$odd\(next)")
            parts["origin_server_ts"] = Self.dates[next % Self.dates.count]
            event = .object(parts)
        }
        log.append(Stored(position: next, room: room, json: event))
    }

    var last: Int { next }

    /// What a token saw last; nil: none.
    static func position(_ token: String?) -> Int? {
        token.flatMap { $0.hasPrefix("s") ? Int($0.dropFirst()) : nil }
    }

    mutating func isTooFast(at milliseconds: Int) -> Bool {
        guard let most = faults.actsPerSecond else { return false }
        if milliseconds - secondBegan >= 1000 {
            secondBegan = milliseconds
            actsThisSecond = 0
        }
        actsThisSecond += 1
        return actsThisSecond > most
    }

    // MARK: - Sync

    /// Nothing yet: nil. A first sync, and one that wants the whole state, always has something to say.
    mutating func sync(since: Int?, isFull: Bool = false, most: Int = 500) -> JSON? {
        // A token of a database that was restored from a copy: the stream goes on from where it is (Synapse).
        let start = min(since ?? 0, last)
        if let since, since > last, !isFull { return ["next_batch": .text("s\(last)")] }
        // Positions are 1, 2, 3, …: the log's index is the position less one.
        let fresh = log[min(start, log.count)...].prefix(since == nil ? Int.max : most)
        guard since == nil || isFull || !fresh.isEmpty || !again.isEmpty || !invitations.isEmpty else { return nil }
        let end = fresh.last?.position ?? start
        var timelines: [String: [JSON]] = [:]
        for stored in again where stored.position <= start { timelines[stored.room, default: []].append(stored.json) }
        again = []
        for stored in fresh {
            timelines[stored.room, default: []].append(stored.json)
            if let every = faults.everyEventComesTwice, stored.position % every == 0, since != nil {
                again.append(stored)
            }
        }
        syncsWithEvents += 1
        var isLimited = since == nil
        if let every = faults.everySyncIsLimited, since != nil, syncsWithEvents % every == 0 { isLimited = true }
        var joined: [String: JSON] = [:]
        if isFull { for room in rooms.keys where timelines[room] == nil { timelines[room] = [] } }
        for (room, events) in timelines where rooms[room]?.isJoined == true {
            let shown = isLimited ? Array(events.suffix(since == nil ? 20 : 1)) : events
            var contents: [String: JSON] = [
                "timeline": [
                    "events": .list(shown), "limited": .bool(isLimited && shown.count < events.count),
                    "prev_batch": .text(Self.before(shown.first)),
                ]
            ]
            if since == nil || isFull {
                let state = rooms[room]?.state.values.flatMap { Array($0.values) } ?? []
                contents["state"] = ["events": .list(state)]
            }
            joined[room] = .object(contents)
        }
        var answer: [String: JSON] = ["next_batch": .text("s\(end)")]
        var parts: [String: JSON] = [:]
        if !joined.isEmpty { parts["join"] = .object(joined) }
        if !invitations.isEmpty {
            parts["invite"] = .object(Dictionary(invitations.map { ($0.room, Self.invited($0.sender)) }) { $1 })
            invitations = []
        }
        if !parts.isEmpty { answer["rooms"] = .object(parts) }
        return .object(answer)
    }

    /// A token that stands just before an event.
    private static func before(_ event: JSON?) -> String {
        let number = event?["event_id"].text.flatMap { Int($0.dropFirst(2)) } ?? 1
        return "s\(number - 1)"
    }

    private static func invited(_ sender: String) -> JSON {
        [
            "invite_state": [
                "events": [
                    [
                        "type": "m.room.member", "sender": .text(sender),
                        "state_key": .text(ScriptedHomeserver.account),
                        "content": ["membership": "invite"],
                    ]
                ]
            ]
        ]
    }

    /// Newest first, from a token back to another (`/messages?dir=b`).
    func messages(_ room: String, from: Int, to: Int, limit: Int) -> JSON {
        let between = log.filter { $0.room == room && $0.position <= from && $0.position > to }
        let chunk = between.suffix(limit).reversed()
        var answer: [String: JSON] = ["start": .text("s\(from)"), "chunk": .list(chunk.map(\.json))]
        if let oldest = chunk.last, chunk.count == limit { answer["end"] = .text("s\(oldest.position - 1)") }
        return .object(answer)
    }
}
