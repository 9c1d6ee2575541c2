// SPDX-License-Identifier: Apache-2.0

import Chat

/// Newcomers of whom it is not known yet whether they are operators of the network: five to a question, one question
/// every 5 s, at most 25 waiting. A crowd beyond that is asked for room by room with WHO.
struct OperatorQuestions: Sendable {
    static let spacing = TimeSpan.seconds(5)
    /// RFC 2812 §4.8: USERHOST takes five names.
    static let names = 5
    static let capacity = 25

    private(set) var waiting: [Int32] = []
    private var nextAt = Timestamp.distantPast
    /// The server does not know the question.
    private(set) var isRefused = false

    /// False when there are too many, who must be asked for otherwise.
    mutating func add(_ slot: Int32) -> Bool {
        guard !isRefused, !waiting.contains(slot) else { return true }
        guard waiting.count < Self.capacity else { return false }
        waiting.append(slot)
        return true
    }

    mutating func next(at now: Timestamp) -> [Int32] {
        guard nextAt <= now, !waiting.isEmpty else { return [] }
        nextAt = now + Self.spacing
        let asked = Array(waiting.prefix(Self.names))
        waiting.removeFirst(asked.count)
        return asked
    }

    /// Whom to ask for in the same question, since it is asked anyway.
    mutating func company(besides slot: Int32) -> [Int32] {
        waiting.removeAll { $0 == slot }
        let asked = Array(waiting.prefix(Self.names - 1))
        waiting.removeFirst(asked.count)
        return asked
    }

    mutating func clear() { waiting.removeAll() }

    mutating func refuse() {
        isRefused = true
        clear()
    }

    var deadline: Timestamp { waiting.isEmpty ? .distantFuture : nextAt }
}

// Who has the power of the network is told by no line of a room: it has to be asked.
extension Session {
    /// What the server said of somebody holds this long for a sanction; powers are taken up and laid down at any time.
    static let operLease = TimeSpan.seconds(60)

    /// Somebody came in under her eyes.
    mutating func wonderAbout(_ slot: Int32, in room: Int32) {
        if !operatorQuestions.add(slot) {
            operatorQuestions.clear()
            whoQueue.add(room, size: roster.rooms[Int(room)].members.count)
            askWho()
        }
        askOperators()
    }

    mutating func askOperators() {
        guard phase == .ready else { return }
        ask(operatorQuestions.next(at: now), lane: .answer)
    }

    private mutating func ask(_ slots: [Int32], lane: Lane, for act: ActID? = nil) {
        for (place, slot) in slots.enumerated() where roster.presences[Int(slot)].isLive {
            let nick = roster.presences[Int(slot)].nick
            guard let line = IRCLine("USERHOST", [nick]) else { continue }
            _ = queue.add(line, lane: lane, act: place == 0 ? act : nil, name: nick)
        }
        flush()
    }

    // MARK: - Before a sanction

    func mustAsk(_ slot: Int32) -> Bool {
        !operatorQuestions.isRefused && roster.presences[Int(slot)].operToldAt + Self.operLease <= now
    }

    /// Keeps a sanction back until the server has answered, or has had its time.
    mutating func hold(_ act: OwedAct, _ room: Int32, _ slot: Int32) {
        var pending = ActBook.Pending(act: act, room: room, expects: [], deadline: now + ActBook.queueing)
        pending.isHeld = true
        acts.add(pending)
        ask([slot] + operatorQuestions.company(besides: slot), lane: .sanction, for: act.id)
    }

    /// The answer has come, or no answer will.
    mutating func release(_ index: Int) {
        let pending = acts.remove(at: index)
        queue.drop(pending.act.id)
        sanction(pending.act, pending.room, isChecked: true)
    }

    // MARK: - Answers

    /// 302 `<me> :nick[*]=±user@host …`, the star for an operator.
    mutating func receiveUserHosts(_ message: MessageView) {
        message.last.pieces(UInt8(ascii: " ")) { reply in
            guard let equals = reply.position(of: UInt8(ascii: "=")), equals > 0 else { return }
            let isOper = reply[equals - 1] == UInt8(ascii: "*")
            guard let slot = roster.slot(of: reply.part(0, isOper ? equals - 1 : equals)) else { return }
            noteOperator(slot, isOper)
        }
    }

    /// 352 `<me> <room> <user> <host> <server> <nick> <flags> :<hops> <realname>`: WHO where WHOX is not known.
    mutating func receivePlainWho(_ message: MessageView) {
        guard message.count >= 7, let slot = roster.slot(of: message[5]) else { return }
        if slot != roster.own { setHost(slot, message[2], message[3]) }
        noteFlags(slot, message[6])
    }

    mutating func noteFlags(_ slot: Int32, _ flags: Bytes) {
        if let bot = support.botMode, flags.position(of: bot) != nil { roster.presences[Int(slot)].isBot = true }
        noteOperator(slot, flags.position(of: UInt8(ascii: "*")) != nil)
    }

    private mutating func noteOperator(_ slot: Int32, _ isOper: Bool) {
        roster.presences[Int(slot)].operToldAt = now
        if roster.presences[Int(slot)].isOper != isOper {
            roster.presences[Int(slot)].isOper = isOper
            for room in roster.presences[Int(slot)].rooms.all where roster.rooms[Int(room)].isSynced {
                emit(.ranked(roster.facts(slot, in: room, support.modes).rank, by: nil), room: room, slot: slot)
            }
        }
        releaseHeld(roster.presences[Int(slot)].id)
    }

    /// 421: this server does not know the question; nobody waits for its answer any more.
    mutating func operatorsCannotBeAsked() {
        operatorQuestions.refuse()
        releaseHeld(nil)
    }

    /// Those that wait for an answer about one member, or all.
    private mutating func releaseHeld(_ member: MemberID?) {
        while let index = acts.pending.firstIndex(where: {
            $0.isHeld && (member == nil || $0.act.target?.member == member)
        }) {
            release(index)
        }
    }
}
