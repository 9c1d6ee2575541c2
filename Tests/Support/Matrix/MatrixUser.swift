// SPDX-License-Identifier: Apache-2.0

public import Curl
import Foundation
public import IRCTestSupport
import Synchronization

/// A person on a homeserver, who reads everything in the rooms they are in.
public final class MatrixUser: Sendable {
    public struct Unexpected: Error, CustomStringConvertible {
        public let description: String
        public init(description: String) { self.description = description }
    }

    /// An event of a room as the client-server API shows it, with the room put in.
    public struct Seen: Sendable {
        public var room: String
        public var event: JSON

        public var type: String { event["type"].text ?? "" }
        public var sender: String { event["sender"].text ?? "" }
        public var id: String { event["event_id"].text ?? "" }
        public var body: String { event["content"]["body"].text ?? "" }
        public var redacts: String? { event["content"]["redacts"].text ?? event["redacts"].text }
    }

    public let door: CurlClient
    public let base: String
    public let id: String
    public let token: String
    public let seen = Record<Seen>()
    private let reading = Mutex<Task<Void, Never>?>(nil)

    public init(door: CurlClient, base: String, id: String, token: String) {
        self.door = door
        self.base = base
        self.id = id
        self.token = token
    }
    deinit { reading.withLock { $0?.cancel() } }

    // MARK: - Asking

    /// The JSON of any answer; throws for a status other than 200, with what was said.
    @discardableResult
    public func ask(_ method: String, _ path: String, _ question: JSON? = nil) async throws -> JSON {
        try await Self.ask(door, method, base + "/_matrix/client/v3" + path, token: token, question)
    }

    static func ask(_ door: CurlClient, _ method: String, _ url: String, token: String?, _ question: JSON?) async throws
        -> JSON
    {
        var headers: [(name: String, value: String)] = []
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        if question != nil { headers.append(("Content-Type", "application/json")) }
        let limits = HTTPLimits(total: .seconds(60), body: 64 << 20)
        let answer = try await door.send(
            HTTPRequest(method, url, headers: headers, body: question?.bytes, limits: limits))
        guard answer.status == 200 else {
            throw Unexpected(
                description: "\(method) \(url): \(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
        }
        return JSON(answer.body)
    }

    /// Percent-encoded for one segment of a path (RFC 3986 §2.3).
    public static func segment(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
    private func segment(_ text: String) -> String { Self.segment(text) }

    // MARK: - Rooms

    /// A room of hers; returns its id. `alias` is the local part.
    public func createRoom(
        _ alias: String?, invite: [MatrixUser] = [], isPublic: Bool = true, levels: [String: Int64] = [:]
    ) async throws -> String {
        var question: [String: JSON] = [
            "preset": .text(isPublic ? "public_chat" : "private_chat"),
            "invite": .list(invite.map { .text($0.id) }),
        ]
        if let alias { question["room_alias_name"] = .text(alias) }
        if !levels.isEmpty {
            question["power_level_content_override"] = ["users": .object(levels.mapValues { .number($0) })]
        }
        return try await ask("POST", "/createRoom", .object(question))["room_id"].text ?? ""
    }

    public func join(_ room: String) async throws { try await ask("POST", "/join/\(segment(room))", [:]) }
    public func leave(_ room: String) async throws { try await ask("POST", "/rooms/\(segment(room))/leave", [:]) }
    public func invite(_ user: String, to room: String) async throws {
        try await ask("POST", "/rooms/\(segment(room))/invite", ["user_id": .text(user)])
    }

    public func state(_ room: String, _ type: String, _ key: String = "") async throws -> JSON {
        try await ask("GET", "/rooms/\(segment(room))/state/\(type)/\(segment(key))")
    }
    @discardableResult
    public func setState(_ room: String, _ type: String, _ key: String = "", _ content: JSON) async throws -> String {
        try await ask("PUT", "/rooms/\(segment(room))/state/\(type)/\(segment(key))", content)["event_id"].text ?? ""
    }

    /// One of a room's levels, changed beside the others.
    public func setLevel(_ user: String, _ level: Int64, in room: String) async throws {
        var levels = try await state(room, "m.room.power_levels").object
        var users = levels["users"]?.object ?? [:]
        users[user] = .number(level)
        levels["users"] = .object(users)
        try await setState(room, "m.room.power_levels", "", .object(levels))
    }

    // MARK: - Talking

    private static let transactions = Atomic<Int>(0)

    @discardableResult
    public func send(_ room: String, _ type: String, _ content: JSON) async throws -> String {
        let number = Self.transactions.add(1, ordering: .relaxed).newValue
        let path = "/rooms/\(segment(room))/send/\(type)/\(ProcessInfo.processInfo.processIdentifier)-\(number)"
        return try await ask("PUT", path, content)["event_id"].text ?? ""
    }
    @discardableResult
    public func say(_ text: String, in room: String) async throws -> String {
        try await send(room, "m.room.message", ["msgtype": "m.text", "body": .text(text)])
    }
    @discardableResult
    public func edit(_ event: String, to text: String, in room: String) async throws -> String {
        try await send(
            room, "m.room.message",
            [
                "msgtype": "m.text", "body": .text("* \(text)"),
                "m.new_content": ["msgtype": "m.text", "body": .text(text)],
                "m.relates_to": ["rel_type": "m.replace", "event_id": .text(event)],
            ])
    }
    @discardableResult
    public func react(_ key: String, to event: String, in room: String) async throws -> String {
        try await send(
            room, "m.reaction",
            ["m.relates_to": ["rel_type": "m.annotation", "event_id": .text(event), "key": .text(key)]])
    }
    public func event(_ id: String, in room: String) async throws -> JSON {
        try await ask("GET", "/rooms/\(segment(room))/event/\(segment(id))")
    }

    // MARK: - Reading

    /// Begins to read what comes from here on, into `seen`. Returns once the first sync is there.
    public func read() async throws {
        let first = try await ask("GET", "/sync?timeout=0&set_presence=offline")
        var since = first["next_batch"].text ?? ""
        let (door, base, token, seen) = (door, base, token, seen)
        let task = Task {
            while !Task.isCancelled {
                let url =
                    "\(base)/_matrix/client/v3/sync?timeout=20000&set_presence=offline&since=\(Self.segment(since))"
                // A server that restarts is asked again.
                guard let answer = try? await Self.ask(door, "GET", url, token: token, nil) else {
                    try? await Task.sleep(for: .milliseconds(50))
                    continue
                }
                since = answer["next_batch"].text ?? since
                for (room, contents) in answer["rooms"]["join"].object {
                    for event in contents["timeline"]["events"].list { seen.append(Seen(room: room, event: event)) }
                }
            }
        }
        reading.withLock { $0 = task }
    }

    /// The first room somebody has invited this user to, and who: there already, or within a minute.
    public func invitation() async throws -> (room: String, by: String) {
        var since: String?
        for _ in 0..<12 {
            let place = since.map { "&since=\(segment($0))" } ?? ""
            let answer = try await ask("GET", "/sync?timeout=5000&set_presence=offline\(place)")
            since = answer["next_batch"].text
            for (room, contents) in answer["rooms"]["invite"].object {
                let own = contents["invite_state"]["events"].list.first {
                    $0["type"].text == "m.room.member" && $0["state_key"].text == id
                }
                if let by = own?["sender"].text { return (room, by) }
            }
        }
        throw Unexpected(description: "nobody invited \(id)")
    }

    public func stop() { reading.withLock { $0?.cancel() } }

    /// The first message whose text contains this, past or to come.
    @discardableResult
    public func hears(_ text: String) async throws -> Seen {
        try await seen.first("«\(text)»") { $0.type == "m.room.message" && $0.body.contains(text) }
    }
    /// The redaction of an event, past or to come.
    @discardableResult
    public func seesRemoval(of event: String) async throws -> Seen {
        try await seen.first("the redaction of \(event)") {
            $0.type == "m.room.redaction" && $0.redacts == event
        }
    }
}
