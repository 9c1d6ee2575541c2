// SPDX-License-Identifier: Apache-2.0

public import Chat

// Acts: what she does to rooms and people.
extension Session {
    /// True when an act of this lane may leave now.
    public func isReady(for lane: Lane, at moment: Timestamp) -> Bool {
        guard phase == .ready, !acts.isFull else { return false }
        // What waits together leaves together: a sanction is taken as long as it goes with the next line.
        if lane == .sanction { return queue.takesSanction }
        return clock.isOpen(for: lane, at: moment) && queue.isFree(for: lane)
    }

    /// Performs an act, or queues its lines until the clock allows. Its fate comes as `settled`, once.
    public mutating func perform(_ act: OwedAct, at moment: Timestamp) {
        now = max(now, moment)
        guard phase == .ready else { return settle(act.id, .failed(.disconnected)) }
        guard !acts.isFull else { return settle(act.id, .failed(.tooFast(retryAfter: .seconds(2)))) }
        let room = act.room.flatMap { roster.room($0) }
        if awaitsOp(act, room) { return }
        switch act.action {
        case .say(let words), .alert(let words): speak(act, room, words.text)
        case .whisper(let words): whisper(act, words.text)
        case .remove(let message, _): remove(act, room, message)
        case .mute, .ban, .kick: sanction(act, room)
        case .unmute(let mark), .unban(let mark): lift(act, room, mark)
        case .lock(let span, let mark): closeDoor(act, room, span, as: mark)
        case .unlock(let mark): openDoor(act, room, mark)
        case .join: join(act)
        case .leave(let reason): leave(act, room, reason)
        }
    }

    // MARK: - Words

    private mutating func speak(_ act: OwedAct, _ room: Int32?, _ text: String) {
        guard let room, roster.rooms[Int(room)].isJoined else { return settle(act.id, .failed(.gone)) }
        // An answer goes by NOTICE where the room takes them, so that no bot answers it (THREATS B4).
        let isNotice = act.lane == .answer && !roster.rooms[Int(room)].has(UInt8(ascii: "T"))
        write(act, room, to: roster.rooms[Int(room)].name, text, isNotice: isNotice)
    }

    /// One line past the queue and the clock, which is charged for it: the sanction lane keeps room for it.
    public mutating func sayLast(_ act: OwedAct, at moment: Timestamp) {
        now = max(now, moment)
        let room = act.room.flatMap { roster.room($0) }
        guard phase == .ready else { return settle(act.id, .failed(.disconnected)) }
        guard case .alert(let words) = act.action, let room, roster.rooms[Int(room)].isJoined else {
            return settle(act.id, .failed(.gone))
        }
        let name = roster.rooms[Int(room)].name
        guard let piece = pieces(of: words.text, to: name).first, let line = IRCLine("PRIVMSG", [name], text: piece)
        else { return settle(act.id, .failed(.refused("a line that the encoder refuses"))) }
        acts.add(
            ActBook.Pending(
                act: act, room: room, expects: [capabilities.hasEcho ? .echo : .written],
                deadline: now + ActBook.queueing))
        sendAtOnce(line)
        noteSent(act.id)
    }

    private mutating func whisper(_ act: OwedAct, _ text: String) {
        let room = act.room.flatMap { roster.room($0) }
        guard let target = act.target, let slot = roster.resolve(target, in: room) else {
            return settle(act.id, .failed(.gone))
        }
        write(act, nil, to: roster.presences[Int(slot)].nick, text, isNotice: true)
    }

    private mutating func write(_ act: OwedAct, _ room: Int32?, to target: [UInt8], _ text: String, isNotice: Bool) {
        let pieces = pieces(of: text, to: target)
        guard !pieces.isEmpty else { return settle(act.id, .performed(Receipt())) }
        guard queue.count(act.lane) + pieces.count <= SendQueue.capacity else {
            return settle(act.id, .failed(.tooFast(retryAfter: .seconds(5))))
        }
        let lines = pieces.map { IRCLine(isNotice ? "NOTICE" : "PRIVMSG", [target], text: $0) }
        guard lines.allSatisfy({ $0.map(fits) ?? false }) else {
            counters.refusedLines &+= 1
            return settle(act.id, .failed(.refused("a line that the encoder refuses")))
        }
        // With echo-message the room's own copy settles it; else the bytes' leaving does.
        let expectation = capabilities.hasEcho ? ActBook.Expectation.echo : .written
        acts.add(
            ActBook.Pending(
                act: act, room: room, expects: Array(repeating: expectation, count: pieces.count),
                deadline: now + ActBook.queueing))
        for line in lines.compactMap({ $0 }) {
            _ = queue.add(line, lane: act.lane, act: act.id, isWords: true)
        }
        flush()
    }

    /// Bytes of `:nick!user@host`, as others see her; at most, while they have not been told.
    var ownPrefix: Int {
        let nick = roster.own >= 0 ? roster.presences[Int(roster.own)].called.count : support.nickLength
        return nick + (ownUserHost > 0 ? ownUserHost : 11 + 63) + 3
    }

    /// At most four lines of one text, each within the server's line as others receive it: with her prefix.
    func pieces(of text: String, to target: [UInt8]) -> [[UInt8]] {
        // `:nick!user@host PRIVMSG target :` and CR LF.
        let overhead = ownPrefix + 9 + target.count + 2 + 2
        var pieces: [[UInt8]] = []
        for line in text.utf8.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let left = 4 - pieces.count
            guard left > 0 else { break }
            let isContinuation = !pieces.isEmpty
            var cut = TextSplitter.pieces(
                Array(line), budget: support.lineLength - overhead - (isContinuation ? 4 : 0), lines: left)
            // A second paragraph is a continuation too: what it begins with may be another's words.
            if isContinuation, !cut.isEmpty { cut[0] = TextSplitter.continuation + cut[0] }
            pieces += cut
        }
        return pieces
    }

    // MARK: - Coming and going

    private mutating func join(_ act: OwedAct) {
        guard let id = act.room, id.network == network, let first = id.name.bytes.first,
            support.channelTypes.contains(first), !id.name.bytes.contains(UInt8(ascii: ","))
        else { return settle(act.id, .failed(.refused("no room of this network"))) }
        guard !isJoined(id.name.bytes) else { return settle(act.id, .performed(Receipt())) }
        let key = known.first { $0.name == id.name }?.key?.bytes
        guard rooms.want(id.name.bytes, key: key, support.caseMapping),
            let room = id.name.withBytes({ roster.openRoom($0, wanted: wantedName($0)) }),
            let index = id.name.withBytes({ rooms.index($0, support.caseMapping) })
        else { return settle(act.id, .failed(.full)) }
        rooms.all[index].retryAt = .distantFuture
        let pending = ActBook.Pending(act: act, room: room, expects: [.join], deadline: now + ActBook.queueing)
        start(pending, RoomWishes.lines([rooms.all[index]]).map { Line(line: $0) })
    }

    private mutating func leave(_ act: OwedAct, _ room: Int32?, _ reason: Utterance) {
        guard let room, roster.rooms[Int(room)].isJoined else { return settle(act.id, .performed(Receipt())) }
        let name = roster.rooms[Int(room)].name
        if let index = name.lend({ rooms.index($0, support.caseMapping) }) { rooms.all[index].isWanted = false }
        let pending = ActBook.Pending(act: act, room: room, expects: [.part], deadline: now + ActBook.queueing)
        start(pending, [IRCLine("PART", [name], text: oneLine(reason.text, limit: 200)).map { Line(line: $0) }])
    }

    /// One line of an act, on its way into the queue.
    struct Line {
        var line: IRCLine
        var change: SendQueue.Change?
    }

    /// Queues the lines of an act that the room will answer.
    mutating func start(_ pending: ActBook.Pending, _ lines: [Line?]) {
        let act = pending.act
        let whole = lines.compactMap { $0 }
        guard !whole.isEmpty, whole.count == lines.count, whole.allSatisfy({ fits($0.line) }) else {
            counters.refusedLines &+= 1
            return settle(act.id, .failed(.refused("a line that the encoder refuses")))
        }
        guard queue.count(act.lane) + lines.count <= SendQueue.capacity else {
            return settle(act.id, .failed(.tooFast(retryAfter: .seconds(5))))
        }
        acts.add(pending)
        for line in whole { _ = queue.add(line.line, lane: act.lane, act: act.id, change: line.change) }
        flush()
    }

    /// One more line of an act under way.
    mutating func enqueue(_ line: Line?, for act: OwedAct) {
        guard let line, fits(line.line), queue.add(line.line, lane: act.lane, act: act.id, change: line.change) else {
            counters.refusedLines &+= 1
            return
        }
        flush()
    }

    /// One line of at most `limit` bytes, cut between scalars.
    func oneLine(_ text: String, limit: Int) -> [UInt8] {
        let flat = text.utf8.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
        return TextSplitter.line(flat, limit: limit)
    }

    // MARK: - Fates

    mutating func settle(_ act: ActID, _ fate: SessionOutput.Fate) {
        output.settled.append(SessionOutput.Settled(act: act, fate: fate))
    }

    mutating func settle(_ pending: ActBook.Pending, _ fate: SessionOutput.Fate) {
        queue.drop(pending.act.id)
        settle(pending.act.id, fate)
    }

    /// One expectation came true; the act is done when none is left.
    mutating func fulfil(_ index: Int, _ expectation: ActBook.Expectation) {
        var pending = acts[index]
        guard let found = pending.expects.firstIndex(of: expectation) else { return }
        pending.expects.remove(at: found)
        if pending.expects.isEmpty {
            _ = acts.remove(at: index)
            settle(pending, .performed(pending.receipt))
        } else {
            acts[index] = pending
        }
    }

    mutating func fail(_ index: Int, _ error: ActError) {
        let pending = acts.remove(at: index)
        settle(pending, .failed(error))
    }
}
