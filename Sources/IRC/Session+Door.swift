// SPDX-License-Identifier: Apache-2.0

import Chat

/// Closing a room to strangers, and opening it again: by one mode without an argument that only keeps out who is not in,
/// and only if it was not set before. Nobody inside loses the voice (THREATS S6).
extension SanctionDialect {
    /// The modes that keep strangers out, the mildest first, of those that the server has by CHANMODES: with an account
    /// only (`R` of most; `r` where extended bans begin with `$`, as in solanum), by invitation only (RFC 2811 §4.2.2).
    ///
    /// Not among them: to silence who has no account. It would hit whoever is here and spoke before.
    var doors: [UInt8] {
        var letters: [UInt8] = []
        let hasR = support.modes.flags.contains(UInt8(ascii: "R"))
        if hasR {
            letters.append(UInt8(ascii: "R"))
        } else if support.extBanPrefix == UInt8(ascii: "$"), support.modes.flags.contains(UInt8(ascii: "r")) {
            letters.append(UInt8(ascii: "r"))
        }
        letters.append(UInt8(ascii: "i"))
        return letters
    }
}

extension Session {
    /// What of the modes that keep strangers out would be set now: nil where the room is closed by one as strict already,
    /// or while its modes are not known.
    private func door(of room: Int32) -> UInt8? {
        let state = roster.rooms[Int(room)]
        guard state.flagsAreKnown, !isShut(room) else { return nil }
        return ownDoors.first { !state.has($0) }
    }

    /// The doors through which she herself comes back after a crash, so that what she closes never stays closed behind
    /// her (THREATS S6): with an account where she has one, by invitation only where the server keeps exceptions.
    private var ownDoors: [UInt8] {
        dialect.doors.filter { letter in
            letter == UInt8(ascii: "i") ? support.inviteExceptMode != nil : sasl.isLoggedIn
        }
    }

    /// By invitation or with a key only: no stranger comes in.
    private func isShut(_ room: Int32) -> Bool {
        let state = roster.rooms[Int(room)]
        return state.has(UInt8(ascii: "i")) || state.has(UInt8(ascii: "k"))
    }

    /// Asks for the modes of a room where they are not known; true while they are not.
    private mutating func mustAskModes(_ room: Int32) -> Bool {
        guard !roster.rooms[Int(room)].flagsAreKnown else { return false }
        enqueue(IRCLine("MODE", [roster.rooms[Int(room)].name]), lane: .sanction)
        return true
    }

    /// What an act would set, as its receipt will say: it is written down before it is done, so that she knows after a
    /// crash which mode is hers.
    func doorMark(of act: OwedAct) -> ByteString {
        if case .lock(_, let mark) = act.action, !mark.isEmpty { return mark }
        guard phase == .ready, let room = act.room.flatMap({ roster.room($0) }), let letter = door(of: room) else {
            return ""
        }
        return ByteString([letter])
    }

    mutating func closeDoor(_ act: OwedAct, _ room: Int32?, _ span: TimeSpan, as mark: ByteString) {
        guard let room, roster.rooms[Int(room)].isJoined else { return settle(act.id, .failed(.gone)) }
        // Its modes first: what was set before must stay.
        if mustAskModes(room) { return settle(act.id, .failed(.tooFast(retryAfter: .seconds(1)))) }
        // She would stand before it herself.
        guard !mark.isEmpty || !ownDoors.isEmpty || isShut(room) else {
            return settle(act.id, .failed(.unsupported))
        }
        // Nothing of hers stays where no stranger can come in already.
        guard !isShut(room) else { return settle(act.id, .performed(Receipt())) }
        guard let letter = mark.isEmpty ? door(of: room) : mark.bytes.first,
            !roster.rooms[Int(room)].has(letter)
        else {
            // Somebody has set it since it was to be hers.
            return settle(act.id, .performed(Receipt()))
        }
        var pending = ActBook.Pending(
            act: act, room: room, expects: [.flag(isAdded: true, letter)], deadline: now + ActBook.queueing)
        pending.receipt = Receipt(mark: ByteString([letter]))
        start(pending, [doorLine(letter, isAdded: true, room)])
    }

    mutating func openDoor(_ act: OwedAct, _ room: Int32?, _ mark: ByteString) {
        guard let room, roster.rooms[Int(room)].isJoined else { return settle(act.id, .failed(.gone)) }
        guard mark.bytes.count == 1, let letter = mark.bytes.first, support.modes.kind(of: letter) == .never else {
            return settle(act.id, .performed(Receipt()))
        }
        if mustAskModes(room) { return settle(act.id, .failed(.tooFast(retryAfter: .seconds(1)))) }
        guard roster.rooms[Int(room)].has(letter) else { return settle(act.id, .performed(Receipt())) }
        let pending = ActBook.Pending(
            act: act, room: room, expects: [.flag(isAdded: false, letter)], deadline: now + ActBook.queueing)
        start(pending, [doorLine(letter, isAdded: false, room)])
    }

    private func doorLine(_ letter: UInt8, isAdded: Bool, _ room: Int32) -> Line? {
        var modes = [isAdded ? UInt8(ascii: "+") : UInt8(ascii: "-"), letter]
        var parameters: [[UInt8]] = []
        // With the exception that lets her in again.
        if letter == UInt8(ascii: "i"), let exception = support.inviteExceptMode, roster.own >= 0 {
            let own = roster.presences[Int(roster.own)]
            if !own.host.isEmpty {
                modes.append(exception)
                parameters.append(Array("*!".utf8) + own.user.bytes + [0x40] + own.host.bytes)
            }
        }
        return IRCLine("MODE", [roster.rooms[Int(room)].name, modes] + parameters).map { Line(line: $0) }
    }

    /// After a crash: does the room have the mode that the act was to set, or not any more the one it was to take away?
    mutating func observeDoor(_ act: OwedAct, _ room: Int32) {
        guard roster.rooms[Int(room)].flagsAreKnown else {
            guard acts.unobserved.count < ActBook.capacity else { return settle(act.id, .observed(nil)) }
            acts.unobserved.append(act)
            if acts.unobserved.count(where: { $0.room == act.room && ($0.action.isLock || $0.action.isRelease) }) == 1 {
                _ = mustAskModes(room)
            }
            return
        }
        switch act.action {
        case .lock(_, let mark):
            let isSet = mark.bytes.count == 1 && mark.bytes.first.map { roster.rooms[Int(room)].has($0) } ?? false
            settle(act.id, .observed(isSet ? Receipt(mark: mark) : nil))
        case .unlock(let mark):
            let isSet = mark.bytes.first.map { roster.rooms[Int(room)].has($0) } ?? false
            settle(act.id, .observed(isSet ? nil : Receipt()))
        case .say, .whisper, .alert, .remove, .mute, .unmute, .kick, .ban, .unban, .join, .leave:
            settle(act.id, .observed(nil))
        }
    }

    /// A mode without an argument was set or taken away.
    mutating func changeFlag(_ letter: UInt8, _ isAdded: Bool, _ room: Int32, by author: Int32?, isHers: Bool) {
        guard dialect.doors.contains(letter) else { return }
        let expected = ActBook.Expectation.flag(isAdded: isAdded, letter)
        if let index = acts.first(in: room, { $0 == expected }) {
            // Set by somebody else before her line arrived: it is theirs.
            if isAdded, !isHers { acts[index].receipt = Receipt() }
            return fulfil(index, expected)
        }
        guard !isHers, let author else { return }
        emit(
            .sanctioned(Event.Observed(isAdded ? .locked : .unlocked, mark: ByteString([letter]), target: nil)),
            room: room, slot: author)
    }

    /// 472: the server has no such mode: the next stricter one.
    mutating func refuseFlag(_ letter: UInt8) {
        guard
            let index = acts.first(in: nil, { $0 == .flag(isAdded: true, letter) }), let room = acts[index].room
        else { return }
        let doors = ownDoors
        guard let place = doors.firstIndex(of: letter), place + 1 < doors.count else {
            return fail(index, .unsupported)
        }
        let next = doors[place + 1]
        acts[index].expects = [.flag(isAdded: true, next)]
        acts[index].receipt = Receipt(mark: ByteString([next]))
        acts[index].deadline = now + ActBook.queueing
        enqueue(doorLine(next, isAdded: true, room), for: acts[index].act)
    }
}
