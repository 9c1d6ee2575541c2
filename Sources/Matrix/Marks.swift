// SPDX-License-Identifier: Apache-2.0

public import Chat

/// What stands in a room after a sanction and what lifts it, as a receipt keeps it.
public enum Mark: Sendable, Hashable {
    /// `ban @user`
    case ban(ByteString)
    /// `mute LEVEL @user`: the level to give back; `-` where there was none of its own.
    case mute(ByteString, before: Int64?)
    /// `acl server`: kept out of the room.
    case acl(ByteString)
    /// `lock {…}`: the content of `m.room.join_rules` to give back.
    case lock(before: ByteString)

    public var bytes: ByteString {
        switch self {
        case .ban(let user): ByteString(Array("ban ".utf8) + user.bytes)
        case .acl(let server): ByteString(Array("acl ".utf8) + server.bytes)
        case .mute(let user, let before):
            ByteString(Array("mute \(before.map { String($0) } ?? "-") ".utf8) + user.bytes)
        case .lock(let before): ByteString(Self.lockPrefix + before.bytes)
        }
    }
    private static let lockPrefix = Array("lock ".utf8)

    public init?(_ bytes: ByteString) {
        if bytes.bytes.starts(with: Self.lockPrefix) {
            self = .lock(before: ByteString(Array(bytes.bytes.dropFirst(Self.lockPrefix.count))))
            return
        }
        let words = bytes.bytes.split(separator: 0x20).map { Array($0) }
        if words.count == 2, words[0].elementsEqual("acl".utf8) {
            self = .acl(ByteString(words[1]))
            return
        }
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
    /// Whom it is about; of a server, its name; nil where it is the room.
    var user: ByteString? {
        switch self {
        case .ban(let user), .mute(let user, _), .acl(let user): user
        case .lock: nil
        }
    }
    var lifted: Event.Observed.What {
        switch self {
        case .ban, .acl: .unbanned
        case .mute: .unmuted
        case .lock: .unlocked
        }
    }
}

// What she set herself, and who took it away.
extension Rooms {
    /// Marks kept of a room; the oldest go first.
    public static let marksMost = 200
    static let marksInAll = 1500

    public mutating func note(_ mark: Mark, in room: ByteString) {
        var list = marks[room] ?? []
        list.removeAll { $0 == mark }
        if list.count >= Self.marksMost { list.removeFirst() }
        // In all rooms together too: what is kept must fit into a file that can be read again.
        if marks.values.reduce(0, { $0 + $1.count }) >= Self.marksInAll {
            guard !list.isEmpty else { return }
            list.removeFirst()
        }
        marks[room] = list + [mark]
    }

    public mutating func forget(_ mark: Mark, in room: ByteString) {
        marks[room]?.removeAll { $0 == mark }
        if marks[room]?.isEmpty == true { marks[room] = nil }
    }

    /// Somebody else gave a voice back or let somebody in again: what she set is over.
    mutating func tellLifted(
        _ room: Room, _ id: ByteString, _ events: inout [Event], _ passage: Passage, by: ByteString
    ) {
        guard by != own, let list = marks[id] else { return }
        let asked = passage.marks.map { $0[id] ?? [] } ?? list
        for mark in list where asked.contains(mark) && !room.holds(mark) {
            forget(mark, in: id)
            events.append(lifted(mark, id, at: passage.at, by: by, facts: room.facts(by, own: own)))
        }
    }

    private func lifted(_ mark: Mark, _ id: ByteString, at: Timestamp, by: ByteString?, facts: Facts?) -> Event {
        Event(
            at: at, room: roomID(id), member: by.map(member), facts: facts,
            .sanctioned(.init(mark.lifted, mark: mark.bytes, target: mark.user.map(member))))
    }

    /// What a sync with the whole state does not show of what she set. It is no proof: the state of such a sync is that
    /// after the newest event of the room, and where that one was accepted beside hers, on another branch of the room's
    /// graph, hers is not in it although it holds. The homeserver is asked what holds now: `settle`.
    mutating func doubt(_ room: Room, _ id: ByteString, _ passage: Passage) {
        guard let list = marks[id] else { return }
        let asked = passage.marks.map { $0[id] ?? [] } ?? list
        for mark in list where asked.contains(mark) && !room.holds(mark) && doubts.count < Self.doubtsMost {
            doubts.append(Doubt(room: id, mark: mark))
        }
    }

    public struct Doubt: Sendable, Hashable {
        public var room: ByteString
        public var mark: Mark
    }
    /// Looked into after one sync; the rest at the next look at the whole state.
    static let doubtsMost = 100

    public mutating func takeDoubts() -> [Doubt] {
        defer { doubts = [] }
        return doubts
    }

    /// What holds now, as `GET …/state` says: the levels, or the membership of the one banned.
    public mutating func settle(_ doubt: Doubt, _ content: JSON, at: Timestamp) -> [Event] {
        let (id, mark) = (doubt.room, doubt.mark)
        guard marks[id]?.contains(mark) == true, rooms[id] != nil else { return [] }
        switch mark {
        case .acl:
            guard content.kind == .object else { return [] }
            rooms[id]?.take(access: content)
        case .mute:
            guard content.kind == .object else { return [] }
            rooms[id]?.take(levels: content)
        case .lock:
            guard content.kind == .object else { return [] }
            rooms[id]?.take(joinRules: content)
        case .ban(let user):
            guard let membership = content["membership"]?.string else { return [] }
            if membership == "ban" { rooms[id]?.banned.insert(user) } else { rooms[id]?.banned.remove(user) }
        }
        guard rooms[id]?.holds(mark) == false else { return [] }
        forget(mark, in: id)
        return [lifted(mark, id, at: at, by: nil, facts: nil)]
    }
}

extension Mark {
    /// What the homeserver is asked to know whether it stands.
    public func question(in room: ByteString) -> Request {
        switch self {
        case .ban(let user): .state(room, "m.room.member", user)
        case .mute: .state(room, "m.room.power_levels")
        case .acl: .state(room, "m.room.server_acl")
        case .lock: .state(room, "m.room.join_rules")
        }
    }
}

extension Room {
    func holds(_ mark: Mark) -> Bool {
        switch mark {
        case .ban(let user): banned.contains(user)
        case .acl(let server): denied.contains(server)
        case .mute(let user, _): levels.level(of: user) < levels.needed(.send("m.room.message"))
        case .lock: isLockedByHer
        }
    }
}
