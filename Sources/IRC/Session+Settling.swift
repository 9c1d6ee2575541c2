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
        if let index = acts.first(
            in: room,
            { expectation in
                guard case .mode(isAdded, let mark) = expectation, mark.letter == letter else { return false }
                return mark.mask.bytes.lend { roster.mapping.equal($0, mask) }
            })
        {
            return fulfilMode(index, isAdded, letter, shown)
        }
        if let index = acts.first(
            in: room,
            { expectation in
                if case .mode(isAdded, let mark) = expectation { mark.letter == letter } else { false }
            })
        {
            fulfilMode(index, isAdded, letter, shown)
        }
    }

    private mutating func fulfilMode(_ index: Int, _ isAdded: Bool, _ letter: UInt8, _ shown: SanctionDialect.Mark) {
        var pending = acts[index]
        guard
            let expectation = pending.expects.first(where: {
                if case .mode(isAdded, let mark) = $0 { mark.letter == letter } else { false }
            })
        else { return }
        if isAdded { pending.receipt = Receipt(mark: shown.text) }
        pending.askListAt = .distantFuture
        acts[index] = pending
        fulfil(index, expectation)
    }

    // MARK: - Lists

    /// 367 `<me> <room> <mask> …`; 728 has the letter before the mask.
    mutating func receiveListEntry(_ message: MessageView, letter: UInt8, mask: Bytes) {
        guard let index = queryIndex(message[1], letter), acts.queries[index].entries.count < ActBook.entryCapacity
        else { return }
        acts.queries[index].entries.append(mask.array)
    }

    mutating func receiveListEnd(_ message: MessageView, letter: UInt8) {
        guard let index = queryIndex(message[1], letter) else { return }
        finish(acts.queries.remove(at: index))
    }

    private func queryIndex(_ name: Bytes, _ letter: UInt8) -> Int? {
        guard let room = roster.room(name) else { return nil }
        return acts.queries.firstIndex { $0.room == room && $0.letter == letter }
    }

    mutating func finish(_ query: ActBook.ListQuery) {
        func has(_ mark: SanctionDialect.Mark) -> Bool {
            query.entries.contains { entry in
                mark.letter == query.letter
                    && entry.lend { a in mark.mask.bytes.lend { roster.mapping.equal(a, $0) } }
            }
        }
        switch query.purpose {
        case .observe(let act, let marks):
            settle(act, .observed(marks.first(where: has).map { Receipt(mark: $0.text) }))
        case .confirm(let act):
            guard let index = acts.index(of: act) else { return }
            for case .mode(let isAdded, let mark) in acts[index].expects where has(mark) == isAdded {
                fulfil(index, .mode(isAdded: isAdded, mark))
                return
            }
        }
    }

    /// What the server refused: the oldest act that could have caused it fails.
    mutating func failAct(in room: Bytes, _ error: ActError) {
        let index = roster.room(room).flatMap { room in
            acts.first(in: room) { expectation in
                switch expectation {
                case .mode, .kick, .part: true
                case .echo, .written, .join: false
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
