// SPDX-License-Identifier: Apache-2.0

public import Chat

/// Who may do what in a room (client-server API, `m.room.power_levels`; room version 12: creators stand above all
/// levels and are not in `users`). Each key is read by itself: one that makes no sense is as if it were absent, and
/// counted, so that nobody can make a whole room's ranks unknown (THREATS S3).
public struct PowerLevels: Sendable {
    public enum Power: Sendable { case ban, kick, redact, invite, state(ByteString), send(ByteString) }
    /// Above every level that can be written.
    public static let creator = Int64.max

    public private(set) var users: [ByteString: Int64] = [:]
    public private(set) var creators: [ByteString] = []
    /// Keys of the event that made no sense.
    public private(set) var badKeys = 0
    private var events: [ByteString: Int64] = [:]
    private var usersDefault: Int64 = 0
    private var eventsDefault: Int64 = 0
    private var stateDefault: Int64 = 50
    private var ban: Int64 = 50
    private var kick: Int64 = 50
    private var redact: Int64 = 50
    private var invite: Int64 = 0

    /// - Parameters:
    ///   - create: the content of `m.room.create`, with its sender; nil when not known yet.
    ///   - content: of `m.room.power_levels`; nil when the room has none.
    public init(create: (sender: ByteString, content: JSON)?, content: JSON?) {
        if let create {
            if Self.creatorsAreAbove(create.content["room_version"]?.string) {
                let more = (create.content["additional_creators"]?.elements ?? []).prefix(256).compactMap(\.string)
                creators = [create.sender] + more.filter(\.isUser)
            } else if content == nil {
                users[create.sender] = 100
            }
        }
        guard let content, content.kind == .object else {
            // Without the event anybody may set state.
            stateDefault = 0
            return
        }
        func read(_ key: StaticString, _ level: inout Int64) {
            guard let value = content[key] else { return }
            if let given = Self.level(value) { level = given } else { badKeys += 1 }
        }
        read("users_default", &usersDefault)
        read("events_default", &eventsDefault)
        read("state_default", &stateDefault)
        read("ban", &ban)
        read("kick", &kick)
        read("redact", &redact)
        read("invite", &invite)
        for (user, value) in content["users"]?.members ?? [] {
            guard let level = Self.level(value), user.isUser else {
                badKeys += 1
                continue
            }
            if users[user] == nil { users[user] = level }
        }
        for (type, value) in content["events"]?.members ?? [] {
            guard let level = Self.level(value) else {
                badKeys += 1
                continue
            }
            if events[type] == nil { events[type] = level }
        }
    }

    /// Versions 12 and later, and the unstable name of it.
    static func creatorsAreAbove(_ version: ByteString?) -> Bool {
        guard let version else { return false }
        if version == "org.matrix.hydra.11" { return true }
        return (Int(version.text) ?? 0) >= 12
    }

    /// A whole number, or (rooms before version 10) one written as a string; "1e9" is neither.
    static func level(_ value: JSON) -> Int64? {
        if let integer = value.integer { return integer }
        guard let text = value.string?.text, text.utf8.count <= 20, let integer = Int64(text) else { return nil }
        return max(-JSONScanner.ceiling, min(JSONScanner.ceiling, integer))
    }

    public func level(of user: ByteString) -> Int64 {
        creators.contains(user) ? Self.creator : users[user] ?? usersDefault
    }

    public func needed(_ power: Power) -> Int64 {
        switch power {
        case .ban: ban
        case .kick: kick
        case .redact: redact
        case .invite: invite
        case .state(let type): events[type] ?? stateDefault
        case .send(let type): events[type] ?? eventsDefault
        }
    }

    public func may(_ user: ByteString, _ power: Power) -> Bool { level(of: user) >= needed(power) }

    /// May `user` do it to `target`? Servers allow redacting one's betters; she does not.
    public func may(_ user: ByteString, _ power: Power, to target: ByteString) -> Bool {
        may(user, power) && level(of: user) > level(of: target)
    }

    /// Never higher than what the level can do: in a room where everybody may ban, nobody is an operator for it.
    public func rank(of user: ByteString) -> Rank {
        let level = level(of: user)
        if level == Self.creator { return .founder }
        guard level > usersDefault else { return .member }
        if level >= ban { return .op }
        return level >= kick || level >= redact ? .halfop : .voice
    }

    /// The level at which one may no longer talk: one below the least that any message needs.
    public var muted: Int64 {
        min(eventsDefault, events["m.room.message"] ?? eventsDefault, events["m.reaction"] ?? eventsDefault) - 1
    }

    /// The event's content with the level of one user changed (nil: taken out) and everything else as it was, also what
    /// she does not understand (THREATS H10).
    public static func changing(_ content: JSON, _ user: ByteString, to level: Int64?) -> [UInt8] {
        func pairs(_ members: [(key: ByteString, value: JSON)]) -> [(String, Written)] {
            members.map { ($0.key.text, .raw(Array($0.value.raw))) }
        }
        var users = pairs((content["users"]?.members ?? []).filter { $0.key != user })
        if let level { users.append((user.text, .integer(level))) }
        let rest = pairs(content.members.filter { $0.key != "users" })
        return Written.object(rest + [("users", .object(users))]).bytes
    }
}
