// SPDX-License-Identifier: Apache-2.0

import Chat

/// Those whose host changes, on a server that tells it by a QUIT, a JOIN and a MODE where `chghost` is not spoken: the
/// same person, who left nothing. At most 64 at a time, a second each; beyond that a quit is a quit.
struct HostChanges: Sendable {
    struct Change: Sendable {
        var slot: Int32
        /// Whose it was: slots are used again.
        var member: MemberID
        var reason: PeerText
        var age: TimeSpan
        var until: Timestamp
        var returned: [Int32] = []
    }

    static let capacity = 64
    static let patience = TimeSpan.seconds(1)

    var all: [Change] = []
    var deadline: Timestamp { all.lazy.map(\.until).min() ?? .distantFuture }
    func index(_ slot: Int32) -> Int? { all.isEmpty ? nil : all.firstIndex { $0.slot == slot } }
}

extension Session {
    /// A quit that only announces another host: kept back, to see who comes. A user may quit with these words too; where
    /// the server does not mark them as a user's own (`Quit: …`), that delays the departure by a second and no more.
    mutating func isChangingHost(_ slot: Int32, _ reason: Bytes, age: TimeSpan) -> Bool {
        guard reason.equals("Changing host") || reason.equals("Changing hostname"),
            hostChanges.all.count < HostChanges.capacity, hostChanges.index(slot) == nil,
            !roster.presences[Int(slot)].rooms.isEmpty
        else { return false }
        hostChanges.all.append(
            HostChanges.Change(
                slot: slot, member: roster.presences[Int(slot)].id, reason: TextDecoding.text(reason), age: age,
                until: now + HostChanges.patience))
        return true
    }

    /// True where this JOIN is the other half: nobody came, nobody left. Another user under that name is another person.
    mutating func isBackFromHostChange(_ source: Source, _ room: Int32, _ tags: KnownTags) -> Bool {
        guard !hostChanges.all.isEmpty, let slot = roster.slot(of: source.nick), let index = hostChanges.index(slot)
        else { return false }
        guard source.isPerson, hostChanges.all[index].member == roster.presences[Int(slot)].id,
            source.user.equals(name: roster.presences[Int(slot)].user),
            roster.rooms[Int(room)].members[slot] != nil
        else {
            endHostChange(index)
            return false
        }
        noteAuthor(slot, source, tags)
        // What rank it had is given again by the server.
        roster.enter(slot, room, isKnown: true)
        hostChanges.all[index].returned.append(room)
        if hostChanges.all[index].returned.count >= roster.presences[Int(slot)].rooms.all.count {
            hostChanges.all.remove(at: index)
        }
        return true
    }

    /// Somebody else takes the name: its holder did leave.
    mutating func endHostChange(of nick: Bytes) {
        guard !hostChanges.all.isEmpty, let slot = roster.slot(of: nick), let index = hostChanges.index(slot) else {
            return
        }
        endHostChange(index)
    }

    mutating func endHostChanges() {
        while let index = hostChanges.all.firstIndex(where: { $0.until <= now }) { endHostChange(index) }
    }

    private mutating func endHostChange(_ index: Int) {
        let change = hostChanges.all.remove(at: index)
        let slot = change.slot
        guard roster.presences[Int(slot)].isLive, roster.presences[Int(slot)].id == change.member else { return }
        let left = roster.presences[Int(slot)].rooms.all.filter { !change.returned.contains($0) }
        let isGone = change.returned.isEmpty
        for room in left {
            emitDeparture(slot, room, isGone ? .quit(change.reason) : .parted(change.reason), age: change.age)
        }
        guard isGone else {
            for room in left { roster.leave(slot, room) }
            return
        }
        let nick = roster.presences[Int(slot)].nick
        settleGone(roster.presences[Int(slot)].id, nil)
        roster.remove(slot)
        if nick.lend({ wantsNick($0) }) { reclaimNick() }
    }
}
