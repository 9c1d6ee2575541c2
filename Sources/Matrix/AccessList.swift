// SPDX-License-Identifier: Apache-2.0

public import Chat

/// Which servers may take part in a room (`m.room.server_acl`).
public struct AccessList: Sendable {
    private let content: JSON?
    private let allow: [ByteString]
    private let deny: [ByteString]

    /// That of a room that has none.
    public static let everybody = AccessList()
    private init() {
        content = nil
        allow = ["*"]
        deny = []
    }

    /// Nil for what she does not understand whole: nothing is written over that.
    public init?(_ content: JSON) {
        guard content.kind == .object else { return nil }
        func names(_ key: StaticString) -> [ByteString]? {
            guard let value = content[key] else { return [] }
            let names = value.elements.compactMap(\.string)
            return names.count == value.elements.count && value.kind == .array ? names : nil
        }
        guard let allow = names("allow"), let deny = names("deny") else { return nil }
        self.content = content
        self.allow = allow
        self.deny = deny
    }

    public init?(_ bytes: [UInt8]) {
        guard let json = try? JSON(parsing: bytes) else { return nil }
        self.init(json)
    }

    /// Written there by name; patterns of others are not hers to weigh.
    public func denies(_ server: ByteString) -> Bool { deny.contains(server) }

    /// Whether a server passes: allowed, and not denied.
    public func admits(_ server: ByteString) -> Bool {
        let host = server.withoutPort
        return allow.contains { Self.fits($0, host) } && !deny.contains { Self.fits($0, host) || $0 == server }
    }

    /// With one more; nil where that would be more than an event may hold.
    public func denying(_ server: ByteString) -> [UInt8]? {
        let bytes = written(deny + [server])
        return bytes.count <= Self.most ? bytes : nil
    }
    /// Without it.
    public func forgiving(_ server: ByteString) -> [UInt8] { written(deny.filter { $0 != server }) }

    /// Bytes of the content; an event holds 65,536 with all that is around it.
    static let most = 50 << 10

    /// Everything else as it was, also what she does not understand. Without `allow` nobody would pass, so it is written.
    private func written(_ deny: [ByteString]) -> [UInt8] {
        var members: [(String, Written)] = (content?.members ?? []).filter { $0.key != "deny" }.map {
            ($0.key.text, .raw(Array($0.value.raw)))
        }
        if content == nil { members.append(("allow", .list(allow.map { .string($0) }))) }
        members.append(("deny", .list(deny.map { .string($0) })))
        return Written.object(members).bytes
    }

    private static func fits(_ pattern: ByteString, _ text: ByteString) -> Bool {
        pattern.bytes.withUnsafeBufferPointer { pattern in
            text.bytes.withUnsafeBufferPointer { Wildcard.matches(pattern, $0) }
        }
    }
}
