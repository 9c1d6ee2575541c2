// SPDX-License-Identifier: Apache-2.0

import Chat

// The numeric replies a session reads: Modern "Numerics". All others are unread.
extension Session {
    mutating func receiveNumeric(_ number: Int, _ message: MessageView) {
        noteServerTime(message)
        switch number {
        case 1: receiveWelcome(message)
        case 4:
            splits.know(server: message[1])
            support.note(software: message[2])
        case 5:
            if support.read(message) { roster.rekey(support.caseMapping) }
        case 376, 422: receiveReady()
        case 353: receiveNames(message)
        case 366: receiveNamesEnd(message)
        case 302: receiveUserHosts(message)
        case 352: receivePlainWho(message)
        case 354: receiveWho(message)
        case 315: receiveWhoEnd()
        case 324: receiveModeIs(message)
        case 332:
            if let room = roster.room(message[1]) {
                emit(.topic(TextDecoding.text(message[2]), isHistory: true), room: room)
            }
        case 311, 312, 318: receiveWhois(number, message)
        case 396: receiveOwnHost(message)
        case 900...908:
            follow(sasl.receive(numeric: number, message))
            if number == 901 { noteLogout() }
        case 367: receiveListEntry(message, letter: UInt8(ascii: "b"), at: 2)
        case 368: receiveListEnd(message, letter: UInt8(ascii: "b"))
        case 348: receiveListEntry(message, letter: support.exceptMode ?? 0, at: 2)
        case 349: receiveListEnd(message, letter: support.exceptMode ?? 0)
        case 346: receiveListEntry(message, letter: support.inviteExceptMode ?? 0, at: 2)
        case 347: receiveListEnd(message, letter: support.inviteExceptMode ?? 0)
        case 728: receiveListEntry(message, letter: message[2].first ?? 0, at: 3)
        case 729: receiveListEnd(message, letter: message[2].first ?? 0)
        case 710: receiveKnock(message[1], Source(message[2]), message[3])
        case 730, 731: receiveMonitor(message, isOnline: number == 730)
        default: receiveRefusal(number, message)
        }
    }

    private mutating func receiveRefusal(_ number: Int, _ message: MessageView) {
        switch number {
        case 432, 433, 436, 437:
            // 437 is told of rooms too.
            let name = message[1]
            if name.first.map({ support.channelTypes.contains($0) }) ?? false {
                receiveJoinRefusal(name, number)
            } else {
                receiveNickRefusal(isErroneous: number == 432)
            }
        case 470: receiveForward(message[1], message[2])
        case 471, 473, 474, 475, 476, 477, 489, 405, 407: receiveJoinRefusal(message[1], number)
        case 403:
            receiveJoinRefusal(message[1], number)
            failAct(in: message[1], .gone)
        case 464: close(.refused("the server refuses its password"))
        case 465: close(.banned(String(decoding: message.last.part(0, 200), as: UTF8.self)))
        case 466: close(.banned("banned"))
        case 481, 482, 484, 972: failAct(in: message[1], .notAllowed("op"))
        case 441: failAct(in: message[2], .gone)
        case 442: failAct(in: message[1], .gone)
        case 478: refuseChange(message, .full)
        case 697: receiveListUnchanged(message, isAdded: true)
        case 698: receiveListUnchanged(message, isAdded: false)
        case 696: refuseChange(message, .refused("the server refuses the mask"))
        case 472: receiveUnknownMode(message[1])
        case 404, 408, 415, 531: failWords(to: message[1], .notAllowed("speak"))
        case 401: receiveNoSuch(message[1])
        case 402: _ = noteNoServices(message[1])
        case 263: receiveTryAgain(message[1])
        case 421 where message[1].equals("USERHOST"): operatorsCannotBeAsked()
        case 421 where message[1].equals("TBAN"): timedCommandIsUnknown()
        case 410, 421, 451: if message[1].equals("CAP") { capabilitiesAreUnknown() }
        default: counters.unread &+= 1
        }
    }

    /// 401: a nick that is not there. It is said of a private line, of a KICK and of a room alike.
    private mutating func receiveNoSuch(_ name: Bytes) {
        if noteNoServices(name) { return }
        if roster.room(name) != nil { return failAct(in: name, .gone) }
        let member = roster.slot(of: name).map { roster.presences[Int($0)].id }
        if let index = acts.pending.firstIndex(where: { pending in
            pending.wasSent && (member.map { pending.expects.contains(.kick($0)) } ?? false)
        }) {
            return fail(index, .gone)
        }
        if let index = acts.pending.firstIndex(where: { $0.wasSent && $0.room == nil && $0.expects.contains(.echo) }) {
            fail(index, .gone)
        }
    }

    /// 697 and 698 (InspIRCd): the list is already as wanted.
    private mutating func receiveListUnchanged(_ message: MessageView, isAdded: Bool) {
        guard let room = roster.room(message[1]), let letter = message[3].first ?? message[2].first else { return }
        // The order of mode and mask differs between versions: whichever is one letter is the mode.
        let letterFirst = message[2].count == 1
        let mask = letterFirst ? message[3] : message[2]
        settleMode(isAdded, letterFirst ? message[2].first ?? letter : letter, mask, room)
    }

    /// 263: a costly question came too early.
    private mutating func receiveTryAgain(_ command: Bytes) {
        guard command.equals("WHO"), let room = whoQueue.finish(at: now) else { return }
        whoQueue.add(room, size: 0)
    }

    /// 396 `<me> <host> :is now your hidden host`
    private mutating func receiveOwnHost(_ message: MessageView) {
        guard roster.own >= 0, !message[1].isEmpty else { return }
        let user = roster.presences[Int(roster.own)].user
        user.withBytes { setHost(roster.own, $0, message[1]) }
    }

    /// 730 and 731 `<me> :nick[!user@host],…`
    private mutating func receiveMonitor(_ message: MessageView, isOnline: Bool) {
        var isFree = false
        message.last.pieces(UInt8(ascii: ",")) { target in
            if !isOnline, wantsNick(Source(target).nick) { isFree = true }
        }
        if isFree { reclaimNick() }
    }

    /// IRCv3 standard-replies: `FAIL <command> <code> … :text`.
    mutating func receiveStandardFailure(_ message: MessageView) {
        if message[0].equals("REDACT") { return receiveRedactionFailure(message) }
        counters.unread &+= 1
    }
}
