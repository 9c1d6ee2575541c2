// SPDX-License-Identifier: Apache-2.0

import Chat

/// Some rules of a policy list, ready to be asked about one person after the other.
struct ListMatcher: Sendable {
    private var users: [ByteString: Listing.Rule] = [:]
    private var servers: [ByteString: Listing.Rule] = [:]
    private var patterns: [(glob: Glob, isOfServers: Bool, rule: Listing.Rule)] = []
    /// Patterns that are not looked at: beyond `patternsMost`, or too long.
    private(set) var unread = 0

    /// Names with `*` or `?`; whole servers written as `@*:server` do not count.
    static let patternsMost = 200

    init() {}

    /// Rules of rooms say nothing about people and are passed over. In the order of their keys: what is beyond the
    /// limit is the same everywhere.
    init(_ rules: some Sequence<Listing.Rule>) {
        for rule in rules.sorted(by: { $0.key < $1.key }) {
            let bytes = rule.entity.bytes
            switch rule.kind {
            case .room: continue
            case .user where bytes.starts(with: Self.anyoneOf) && !Self.isPattern(bytes.dropFirst(3)):
                servers[ByteString(Array(bytes.dropFirst(3)))] = rule
            case .user, .server:
                if !Self.isPattern(bytes) {
                    if rule.kind == .user { users[rule.entity] = rule } else { servers[rule.entity] = rule }
                } else if patterns.count < Self.patternsMost, let glob = Glob(rule.entity) {
                    patterns.append((glob, rule.kind == .server, rule))
                } else {
                    unread += 1
                }
            }
        }
    }

    var isEmpty: Bool { users.isEmpty && servers.isEmpty && patterns.isEmpty }

    /// What is said of `user`, a whole Matrix id; nil where nothing is.
    func rule(for user: ByteString) -> Listing.Rule? {
        if let rule = users[user] { return rule }
        guard let server = user.server else { return nil }
        if let rule = servers[server] { return rule }
        return patterns.first { $0.glob.matches($0.isOfServers ? server : user) }?.rule
    }

    private static let anyoneOf = Array("@*:".utf8)
    private static func isPattern(_ bytes: some Sequence<UInt8>) -> Bool { bytes.contains { $0 == 0x2A || $0 == 0x3F } }
}
