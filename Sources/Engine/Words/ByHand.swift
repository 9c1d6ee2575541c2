// SPDX-License-Identifier: Apache-2.0

import Chat

/// What lifts marks on Matrix, where nobody types modes: said with the words that clients show.
struct ByHand: Sendable {
    enum Way: Sendable { case level, unban, server, opening, banned }

    var way: Way
    /// Whom the marks are about, at most 120 signs each: text of strangers.
    var names: [String] = []

    /// `ban @user`, `mute LEVEL @user`, `acl server`, `lock {…}`: a receipt's mark.
    init(_ mark: ByteString) {
        let words = mark.text.split(separator: " ").map(String.init)
        switch (words.first, words.count) {
        case ("mute"?, 3): way = .level
        case ("ban"?, 2): way = .unban
        case ("acl"?, 2): way = .server
        case ("lock"?, _): way = .opening
        default: way = .banned
        }
        guard way != .opening, way != .banned, let name = words.last else { return }
        names = [TerminalText(PeerText(name), limit: 120).text]
    }

    func value(in room: RoomID, _ engine: Engine) -> Words.Value { .phrase(key(in: room), values(in: room, engine)) }

    func key(in room: RoomID) -> Words.Key {
        switch way {
        case .level: .byhandLevel
        case .unban: .byhandUnban
        case .server: .byhandServer
        case .opening: room.opening
        case .banned: .byhandBanned
        }
    }

    func values(in room: RoomID, _ engine: Engine) -> [Words.Slot: Words.Value] {
        [
            .room: engine.roomValue(room), .count: .number(names.count),
            .names: .list(names.map { .peer(PeerText($0), limit: 120) }),
        ]
    }
}

extension Engine {
    /// What lifts these, a room and a way at a time, within what one line holds; then how many are left out.
    func liftingOnMatrix(_ standing: [Sanction], most: Int) -> [String] {
        var parts: [(room: RoomID, byHand: ByHand)] = []
        var length = 0
        var left = 0
        for sanction in standing {
            let one = ByHand(sanction.receipt?.mark ?? "")
            let place = parts.firstIndex { $0.room == sanction.room && $0.byHand.way == one.way }
            if let place, one.names.allSatisfy(parts[place].byHand.names.contains) { continue }
            let name = one.names.reduce(0) { $0 + $1.utf8.count + 2 }
            let shown = policy.room(sanction.room)?.displayName ?? sanction.room.name.text
            let room = place == nil ? shown.utf8.count + Self.wayCosts : 0
            guard length + name + room <= most else {
                left += 1
                continue
            }
            length += name + room
            if let place { parts[place].byHand.names += one.names } else { parts.append((sanction.room, one)) }
        }
        let lines = parts.map { words($0.byHand.key(in: $0.room), $0.byHand.values(in: $0.room, self)).text }
        return lines + (left > 0 ? ["+ \(left)"] : [])
    }
    /// Bytes of what is said around the names, and one name at least has its place.
    private static let wayCosts = 40
}
