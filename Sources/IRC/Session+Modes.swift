// SPDX-License-Identifier: Apache-2.0

import Chat

// Ranks and lists.
extension Session {
    mutating func receiveMode(_ message: MessageView) {
        guard let room = roster.room(message[0]), roster.rooms[Int(room)].isJoined else { return }
        let source = Source(message.source)
        let author = source.isPerson ? roster.slot(of: source, at: now) : nil
        let isHers = author != nil && author == roster.own
        let before = roster.rank(of: roster.own, in: room, support.modes)
        var changes: [Change] = []
        support.modes.walk(message, from: 1) { isAdded, letter, kind, argument in
            changes.append(Change(isAdded: isAdded, letter: letter, kind: kind, argument: argument))
        }
        for change in changes {
            switch change.kind {
            case .rank: changeRank(change, room, by: author)
            case .list: changeList(change, room, by: author, isHers: isHers)
            case .never: roster.rooms[Int(room)].set(change.letter, change.isAdded)
            case .always, .whenSet: break
            }
        }
        if roster.rank(of: roster.own, in: room, support.modes) != before { tellCapability(room) }
    }

    private struct Change {
        var isAdded: Bool
        var letter: UInt8
        var kind: ChannelModes.Kind
        var argument: Bytes
    }

    private mutating func changeRank(_ change: Change, _ room: Int32, by author: Int32?) {
        guard let bit = support.modes.bit(ofRank: change.letter), let slot = roster.slot(of: change.argument),
            var membership = roster.rooms[Int(room)].members[slot]
        else { return }
        let before = membership.ranks
        membership.ranks = change.isAdded ? before | bit : before & ~bit
        guard membership.ranks != before else { return }
        roster.rooms[Int(room)].members[slot] = membership
        let rank = roster.facts(slot, in: room, support.modes).rank
        emit(.ranked(rank, by: author.map { roster.presences[Int($0)].id }), room: room, slot: slot)
    }

    private mutating func changeList(_ change: Change, _ room: Int32, by author: Int32?, isHers: Bool) {
        if isHers {
            settleMode(change.isAdded, change.letter, change.argument, room)
            return
        }
        guard
            let what = dialect.meaning(letter: change.letter, mask: change.argument, isAdded: change.isAdded)
        else { return }
        let mark = SanctionDialect.Mark(letter: change.letter, mask: Mask(verbatim: change.argument.array))
        let hit = roster.bystanders(dialect.plainMask(change.argument), in: room, besides: nil)
        let target = hit.count == 1 ? roster.presences[Int(hit[0])].id : nil
        emit(.sanctioned(Event.Observed(what, mark: mark.text, target: target)), room: room, slot: author)
    }

    /// 324 `<me> <room> <modes> …`
    mutating func receiveModeIs(_ message: MessageView) {
        guard let room = roster.room(message[1]), message.count >= 3 else { return }
        var letters: [UInt8] = []
        support.modes.walk(message, from: 2) { isAdded, letter, kind, _ in
            if isAdded, case .never = kind { letters.append(letter) }
        }
        roster.rooms[Int(room)].flags = 0
        for letter in letters { roster.rooms[Int(room)].set(letter, true) }
    }

    /// What she can do in a room with her rank of now; told on joining and at each change.
    mutating func tellCapability(_ room: Int32) {
        let rank = roster.rank(of: roster.own, in: room, support.modes)
        var can: [Event.Ability] = [.say, .whisper]
        var cannot: [Event.Ability] = [.remove, .timedBan]
        if rank >= .halfop { can += [.mute, .kick, .ban] } else { cannot += [.mute, .kick, .ban] }
        emit(.capability(Event.Capability(can: can, cannot: cannot)), room: room, slot: roster.own)
    }
}
