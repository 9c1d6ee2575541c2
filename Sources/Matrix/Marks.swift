// SPDX-License-Identifier: Apache-2.0

public import Chat

/// What stands in a room after a sanction and what lifts it, as a receipt keeps it.
public enum Mark: Sendable, Hashable {
    /// `ban @user`
    case ban(ByteString)
    /// `mute LEVEL @user`: the level to give back; `-` where there was none of its own.
    case mute(ByteString, before: Int64?)

    public var bytes: ByteString {
        switch self {
        case .ban(let user): ByteString(Array("ban ".utf8) + user.bytes)
        case .mute(let user, let before):
            ByteString(Array("mute \(before.map { String($0) } ?? "-") ".utf8) + user.bytes)
        }
    }

    public init?(_ bytes: ByteString) {
        let words = bytes.bytes.split(separator: 0x20).map { Array($0) }
        guard let user = words.last.map({ ByteString($0) }), user.isUser else { return nil }
        if words.count == 2, words[0].elementsEqual("ban".utf8) {
            self = .ban(user)
        } else if words.count == 3, words[0].elementsEqual("mute".utf8) {
            self = .mute(user, before: Int64(String(decoding: words[1], as: UTF8.self)))
        } else {
            return nil
        }
    }
}

extension Mark {
    var user: ByteString {
        switch self {
        case .ban(let user), .mute(let user, _): user
        }
    }
}

// What she set herself, and who took it away.
extension Rooms {
    /// Marks kept of a room; the oldest go first.
    public static let marksMost = 200

    public mutating func note(_ mark: Mark, in room: ByteString) {
        var list = marks[room] ?? []
        list.removeAll { $0 == mark }
        if list.count >= Self.marksMost { list.removeFirst() }
        marks[room] = list + [mark]
    }

    public mutating func forget(_ mark: Mark, in room: ByteString) {
        marks[room]?.removeAll { $0 == mark }
        if marks[room]?.isEmpty == true { marks[room] = nil }
    }

    /// Somebody else, here or while she was away, gave a voice back or let somebody in again: what she set is over.
    mutating func tellLifted(
        _ room: Room, _ id: ByteString, _ events: inout [Event], _ passage: Passage, by: ByteString?,
        isOfBansOnly: Bool = false
    ) {
        guard by != own, let list = marks[id] else { return }
        let asked = passage.marks.map { $0[id] ?? [] } ?? list
        for mark in list where asked.contains(mark) && !room.holds(mark) {
            if isOfBansOnly, case .mute = mark { continue }
            forget(mark, in: id)
            let what: Event.Observed.What = if case .ban = mark { .unbanned } else { .unmuted }
            events.append(
                Event(
                    at: passage.at, room: roomID(id), member: by.map(member),
                    facts: by.map { room.facts($0, own: own) },
                    .sanctioned(.init(what, mark: mark.bytes, target: member(mark.user)))))
        }
    }
}

extension Room {
    func holds(_ mark: Mark) -> Bool {
        switch mark {
        case .ban(let user): banned.contains(user)
        case .mute(let user, _): levels.level(of: user) < levels.needed(.send("m.room.message"))
        }
    }
}
