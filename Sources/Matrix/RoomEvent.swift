// SPDX-License-Identifier: Apache-2.0

public import Chat

/// One event of a room, read leniently: only what is needed, and of the wrong type counts as absent (client-server
/// API, "Room event format"; stripped state has neither id nor time).
public struct RoomEvent: Sendable {
    public let id: ByteString
    public let type: ByteString
    public let sender: ByteString
    public let stateKey: ByteString?
    /// What its server claims, between 1970 and 9999: for show and for dating within our own outages (THREATS H8).
    public let claimed: Timestamp
    public let content: JSON?
    /// The id of what it takes away: in the content since room version 11, beside it before.
    public let redacts: ByteString?
    public let isRedacted: Bool
    /// Ours, sent from this device.
    public let transaction: ByteString?

    /// Nil for what is no event, or longer than 128 KiB (no honest one exceeds 64).
    public init?(_ json: JSON) {
        guard json.length <= 128 << 10, let type = json["type"]?.string, type.bytes.count <= 255,
            let sender = json["sender"]?.string, sender.isUser
        else { return nil }
        self.type = type
        self.sender = sender
        let id = json["event_id"]?.string ?? ""
        self.id = id.isEventID ? id : ""
        stateKey = json["state_key"]?.string
        claimed = Timestamp(milliseconds: max(0, min(253_402_300_799_000, json["origin_server_ts"]?.integer ?? 0)))
        content = json["content"].flatMap { $0.kind == .object ? $0 : nil }
        let unsigned = json["unsigned"]
        isRedacted = unsigned?["redacted_because"]?.kind == .object
        transaction = unsigned?["transaction_id"]?.string
        redacts = type.is("m.room.redaction") ? content?["redacts"]?.string ?? json["redacts"]?.string : nil
    }

    public var relation: Relation? { content.flatMap { Relation($0) } }
    public var isEncrypted: Bool { type.is("m.room.encrypted") }
}

/// How an event speaks of another (client-server API, "Relationship types", "Rich replies").
public enum Relation: Sendable, Hashable {
    case edit(of: ByteString)
    case reply(to: ByteString)
    case thread(root: ByteString, reply: ByteString?)
    case reaction(to: ByteString, key: ByteString)
    case reference(to: ByteString)

    init?(_ content: JSON) {
        guard let relates = content["m.relates_to"] else { return nil }
        let reply = relates["m.in_reply_to"]?["event_id"]?.string.flatMap { $0.isEventID ? $0 : nil }
        guard let kind = relates["rel_type"]?.string, let id = relates["event_id"]?.string, id.isEventID else {
            guard let reply else { return nil }
            self = .reply(to: reply)
            return
        }
        switch kind {
        case "m.replace": self = .edit(of: id)
        case "m.thread": self = .thread(root: id, reply: reply)
        case "m.annotation": self = .reaction(to: id, key: Self.folded(relates["key"]?.string ?? ""))
        case "m.reference": self = .reference(to: id)
        default: return nil
        }
    }

    /// A reaction's key without variation selectors and skin tones, so that one vote is one vote; at most 64 bytes.
    public static func folded(_ key: ByteString) -> ByteString {
        var out = String.UnicodeScalarView()
        var length = 0
        for scalar in String(decoding: key.bytes.prefix(1024), as: UTF8.self).unicodeScalars {
            switch scalar.value {
            case 0xFE00...0xFE0F, 0x1F3FB...0x1F3FF: continue
            default:
                length += UTF8.width(scalar)
                guard length <= 64 else { return ByteString(String(out)) }
                out.append(scalar)
            }
        }
        return ByteString(String(out))
    }
}

/// Whom an event pings (client-server API, "User and room mentions"): the union of what it declares and its pills,
/// because clients differ in which of them they obey (THREATS D8).
public struct Mentions: Sendable, Hashable {
    /// At most 50.
    public private(set) var users: [ByteString] = []
    public private(set) var isRoom = false

    /// - Parameter isMeant: who counts at all.
    public init(_ content: JSON, where isMeant: (ByteString) -> Bool = { _ in true }) {
        let declared = content["m.mentions"]
        isRoom = declared?["room"]?.bool ?? false
        for user in (declared?["user_ids"]?.elements ?? []).prefix(1000) { add(user.string, isMeant) }
        guard let html = content["formatted_body"]?.text else { return }
        for link in HTMLText(html).links {
            if case .user(let user)? = MatrixLink(link) { add(user, isMeant) }
        }
    }

    private mutating func add(_ user: ByteString?, _ isMeant: (ByteString) -> Bool) {
        guard let user, users.count < 50, user.isUser, isMeant(user), !users.contains(user) else { return }
        users.append(user)
    }
}
