// SPDX-License-Identifier: Apache-2.0

import Chat

// Acts are settled by what the room shows.
extension Session {
    mutating func settleJoin(_ room: Int32) {
        if let index = acts.first(in: room, { $0 == .join }) { fulfil(index, .join) }
    }

    mutating func settlePart(_ room: Int32) {
        if let index = acts.first(in: room, { $0 == .part }) { fulfil(index, .part) }
    }

    mutating func settleKick(_ member: MemberID, _ room: Int32) {
        if let index = acts.first(in: room, { $0 == .kick(member) }) { fulfil(index, .kick(member)) }
    }

    /// Whoever was to be kicked has left: the aim is reached.
    mutating func settleGone(_ member: MemberID, _ room: Int32?) {
        guard !acts.pending.isEmpty else { return }
        while let index = acts.first(in: room, { $0 == .kick(member) }) { fulfil(index, .kick(member)) }
    }

    mutating func settleEcho(_ message: MessageView) {
        let room = roster.room(message[0])
        guard
            let index = acts.pending.firstIndex(where: { $0.wasSent && $0.room == room && $0.expects.contains(.echo) })
        else { return }
        fulfil(index, .echo)
    }

    /// A list mode that she set or took away. A server may write the mask in its own way: then the oldest act of
    /// that letter is meant, and its receipt keeps the server's spelling.
    mutating func settleMode(_ isAdded: Bool, _ letter: UInt8, _ mask: Bytes, _ room: Int32) {
        let shown = SanctionDialect.Mark(letter: letter, mask: Mask(verbatim: mask.array))
        let exact = expected(isAdded, letter, room) { isSame($0, shown) }
        guard let (index, expectation) = exact ?? expected(isAdded, letter, room, where: { _ in true }) else { return }
        if isAdded { acts[index].receipt = Receipt(mark: shown.text, endsByItself: acts[index].isTimed) }
        acts[index].askListAt = .distantFuture
        fulfil(index, expectation)
    }

    /// Somebody else has taken away what she was to: done, whether or not her line had left.
    mutating func settleLifted(_ letter: UInt8, _ mask: Bytes, _ room: Int32) {
        guard !acts.pending.isEmpty else { return }
        let shown = SanctionDialect.Mark(letter: letter, mask: Mask(verbatim: mask.array))
        while let index = acts.pending.firstIndex(where: { pending in
            pending.room == room && pending.act.action.isRelease
                && pending.expects.contains {
                    if case .mode(false, let mark) = $0 { isSame(mark, shown) } else { false }
                }
        }) {
            let pending = acts.remove(at: index)
            settle(pending, .performed(pending.receipt))
        }
    }

    private func expected(
        _ isAdded: Bool, _ letter: UInt8, _ room: Int32, where fits: (SanctionDialect.Mark) -> Bool
    ) -> (Int, ActBook.Expectation)? {
        for index in acts.pending.indices where acts[index].wasSent && acts[index].room == room {
            for case .mode(isAdded, let mark) in acts[index].expects where mark.letter == letter && fits(mark) {
                return (index, .mode(isAdded: isAdded, mark))
            }
        }
        return nil
    }

    // MARK: - Lists

    /// 367 `<me> <room> <mask> [<setter> [<time>]]`; 728 has the letter before the mask.
    mutating func receiveListEntry(_ message: MessageView, letter: UInt8, at place: Int) {
        guard let index = queryIndex(message[1], letter), acts.queries[index].entries.count < ActBook.entryCapacity
        else { return }
        acts.queries[index].entries.append(
            entry(message[place], setter: message[place + 1], time: message[place + 2]))
    }

    mutating func receiveListEnd(_ message: MessageView, letter: UInt8) {
        guard let index = queryIndex(message[1], letter) else { return }
        finish(acts.queries.remove(at: index))
    }

    /// The question that a list answers: what an act asks goes ahead of what is for the books.
    private func queryIndex(_ name: Bytes, _ letter: UInt8) -> Int? {
        guard let room = roster.room(name) else { return nil }
        let asked = acts.queries.indices.filter { acts.queries[$0].room == room && acts.queries[$0].letter == letter }
        return asked.first { !acts.queries[$0].isForTheBooks } ?? asked.first
    }

    mutating func finish(_ query: ActBook.ListQuery) {
        let isWhole = query.entries.count < ActBook.entryCapacity
        if roster.rooms[Int(query.room)].isJoined {
            roster.rooms[Int(query.room)].lists.replace(query.letter, query.entries, isWhole: isWhole)
        }
        func find(_ mark: SanctionDialect.Mark) -> BanBook.Entry? {
            query.entries.first {
                isSame(mark, SanctionDialect.Mark(letter: query.letter, mask: Mask(verbatim: $0.mask)))
            }
        }
        switch query.purpose {
        case .keep: break
        case .observe(let act, let marks):
            let found = marks.compactMap { find($0) }.first
            settle(act.id, .observed(found.map { receipt($0, query.letter, act) }))
        case .confirm(let act):
            guard let index = acts.index(of: act) else { return }
            for case .mode(let isAdded, let mark) in acts[index].expects {
                if let entry = find(mark) {
                    guard isAdded else { continue }
                    acts[index].receipt = receipt(entry, query.letter, acts[index].act)
                    return fulfil(index, .mode(isAdded: isAdded, mark))
                }
                if !isAdded { return fulfil(index, .mode(isAdded: isAdded, mark)) }
                if isWhole { return refuse(index, .refused("the server does not keep the mask")) }
            }
        }
    }

    /// What she finds in a list is hers, unless somebody else had set it before she was to.
    private func receipt(_ entry: BanBook.Entry, _ letter: UInt8, _ act: OwedAct) -> Receipt {
        if entry.setter != .herself, let setAt = entry.setAt, setAt + .minutes(5) < act.owedAt {
            return Receipt(mark: "", endsByItself: true)
        }
        return Receipt(mark: SanctionDialect.Mark(letter: letter, mask: Mask(verbatim: entry.mask)).text)
    }

    // MARK: - Refusals

    /// 478 and 696 `<me> <room> … :text`: the mask or the letter of the mode stands among the parameters. With several
    /// changes in one line it says which of them is meant; without, it is the oldest.
    mutating func refuseChange(_ message: MessageView, _ error: ActError) {
        guard let room = roster.room(message[1]) else { return }
        var place: Int?
        for parameter in 2..<max(2, message.count - 1) where place == nil {
            place = change(in: room) { mark in
                mark.mask.bytes.lend { roster.mapping.equal($0, message[parameter]) }
            }
        }
        if let index = place ?? change(in: room, where: { _ in true }) { refuse(index, error) }
    }

    private func change(in room: Int32, where fits: (SanctionDialect.Mark) -> Bool) -> Int? {
        acts.first(in: room) { if case .mode(_, let mark) = $0 { fits(mark) } else { false } }
    }

    /// 472 `<me> <letter> :text`: a mode that is no mode here.
    mutating func receiveUnknownMode(_ letter: Bytes) {
        guard letter.count == 1, let letter = letter.first else { return }
        let index = acts.first(in: nil) { if case .mode(_, let mark) = $0 { mark.letter == letter } else { false } }
        if index == nil { refuseFlag(letter) }
        if let index { fail(index, .unsupported) }
    }

    /// The server takes this mask not: the next one that hits the same person alone, if there is one.
    mutating func refuse(_ index: Int, _ error: ActError) {
        let pending = acts[index]
        guard error != .full, let next = pending.alternatives.first, let room = pending.room,
            let place = pending.expects.firstIndex(where: { if case .mode(true, _) = $0 { true } else { false } })
        else { return fail(index, error) }
        acts[index].alternatives.removeFirst()
        acts[index].expects[place] = .mode(isAdded: true, next)
        acts[index].receipt = Receipt(mark: next.text)
        acts[index].deadline = now + ActBook.queueing
        acts[index].askListAt = .distantFuture
        enqueue(mark(next, of: pending.act, in: room), for: pending.act)
    }

    /// 421: what is owed is set without an end that the server keeps.
    mutating func timedCommandIsUnknown() {
        support.lacksTimedCommand = true
        for index in acts.pending.indices where acts[index].isTimed {
            acts[index].isTimed = false
            acts[index].receipt.endsByItself = false
            guard acts[index].wasSent, let room = acts[index].room else { continue }
            for case .mode(true, let mark) in acts[index].expects {
                acts[index].deadline = now + ActBook.queueing
                acts[index].askListAt = .distantFuture
                enqueue(self.mark(mark, of: acts[index].act, in: room), for: acts[index].act)
            }
        }
        for room in roster.rooms.indices where roster.rooms[room].isJoined { tellCapability(Int32(room)) }
    }

    /// What the server refused: the oldest act that could have caused it fails.
    mutating func failAct(in room: Bytes, _ error: ActError) {
        let index = roster.room(room).flatMap { room in
            acts.first(in: room) { expectation in
                switch expectation {
                case .mode, .flag, .kick, .part: true
                case .echo, .written, .redaction, .join: false
                }
            }
        }
        if let index { fail(index, error) }
    }

    mutating func failWords(to target: Bytes, _ error: ActError) {
        let room = roster.room(target)
        if let index = acts.pending.firstIndex(where: { $0.wasSent && $0.room == room && $0.expects.contains(.echo) }) {
            fail(index, error)
        }
    }

    mutating func failJoin(_ room: Bytes) {
        if let room = roster.room(room), let index = acts.first(in: room, { $0 == .join }) {
            fail(index, .notAllowed("join"))
        }
    }
}
