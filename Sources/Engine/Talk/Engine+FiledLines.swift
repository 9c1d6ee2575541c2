// SPDX-License-Identifier: Apache-2.0

import Chat

/// What is remembered of a line beside those before it: whether it goes on with a paste, is a row of a list, stands in the
/// place of one that was edited, and whom it is for.
extension Engine {
    /// - Parameter beside: what is said beside its addresses.
    mutating func fileLine(
        _ view: TextView, beside: TextView?, by number: Int32, _ message: Message, isAnswer: Bool, addressee: UInt16,
        at now: Timestamp
    ) {
        let mark = message.mark
        // An edit stands in the place of the line it edits: it is that line, said otherwise.
        let edited = message.edits == nil ? nil : state.persons[number].recent.takeOut(mark)
        let edits = edited.map { now - $0.at <= Self.editGap ? min($0.edits, .max - 1) + 1 : 1 } ?? 0
        let shape = LineShape(view)
        let lines = state.persons[number].recent.lines
        let previous = lines.last.flatMap { now - $0.at <= Self.pasteGap ? $0 : nil }
        let wording = view.wording
        // Addresses of one place resemble each other: what is said beside them tells lines apart.
        let shingles = beside.flatMap { $0.features.words >= Self.besideWords ? $0.shingles : nil } ?? view.shingles
        // Numbering the same words does not make a list of them.
        let isSame = previous.map { $0.wording == wording && wording != 0 || $0.skeleton == view.skeleton } ?? false
        let beforePrevious = previous == nil || lines.count < 2 ? nil : lines[lines.count - 2].shape
        let isListLike =
            !isSame && ListLike.isListLike(shape, after: previous?.shape, and: beforePrevious)
        let address = view.addressHash
        let isNew = !lines.suffix(10).contains { line in
            line.skeleton == view.skeleton || address != 0 && line.address == address
                || wording != 0 && line.wording == wording
                || !isListLike && line.shingles.isNearDuplicate(of: shingles)
        }
        // Rows that differ in their numbers were printed together.
        let isPrinted =
            !isNew && previous != nil && view.features.digits >= 3 && view.links.isEmpty
            && !lines.suffix(10).contains { $0.skeleton == view.skeleton } && Duplicate.isPrinted(view)
        letOldLinesGo(at: now)
        state.persons[number].recent.add(
            RecentLines.Line(
                number: state.lines.add(number, at: now), at: now, bytes: Int32(clamping: view.text.raw.utf8.count),
                skeleton: view.skeleton,
                shingles: shingles, shape: shape, isListLike: isListLike,
                continuesPaste: previous != nil && (isNew || isListLike || isPrinted), links: view.linkHash,
                address: address,
                wording: wording,
                carrier: message.carrier, isPrinted: PrintedRow.isOne(view), isDrawn: view.features.isDrawn, mark: mark,
                kind: message.kind,
                edits: edits, isAnswer: isAnswer, addressee: addressee))
        if policy.looksAcrossLines { state.persons[number].recent.keepEnd(of: view.text, mark: mark, at: now) }
    }

    /// Fewer words beside an address say nothing.
    private static let besideWords: Int32 = 4

    /// Somebody else has just called this regular by name: who is baited answers fast (THREATS A10). Newcomers could call
    /// one another.
    func isAnswering(_ number: Int32, _ standing: Standing, in index: Int, at now: Timestamp) -> Bool {
        guard !state.rooms[index].called.isEmpty, standing != .newcomer else { return false }
        let name = policy.nameHash(state.persons[number].name)
        return state.rooms[index].called.contains {
            $0.name == name && $0.by != number && now - $0.at <= RoomRecord.calledLast
        }
    }

    /// Whom a line begins with, if that one has just spoken here: people are told one after another what all have to know.
    func addressee(of text: String, _ named: [UInt64], in index: Int, at now: Timestamp) -> UInt16 {
        guard let first = named.first else { return 0 }
        let word = text.utf8.prefix { $0 != 0x20 && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: ",") }
        guard Mentions.key(of: word, seed: policy.textSeed) == first,
            state.rooms[index].speakers.contains(where: {
                now - $0.at <= .minutes(1) && policy.nameHash(state.persons[$0.person].name) == first
            })
        else { return 0 }
        return max(1, UInt16(truncatingIfNeeded: first))
    }

    /// Two for one: what was said by those who fell silent goes too.
    mutating func letOldLinesGo(at now: Timestamp) {
        for _ in 1...2 {
            guard let old = state.lines.expired(at: now) else { break }
            state.persons[old.person].recent.drop(old.number)
        }
    }

    /// Edits of a line that follow one another within this time are made to be seen.
    static let editGap = TimeSpan.seconds(10)
    /// Lines of a paste follow one another within this time, as clients send them.
    static let pasteGap = TimeSpan.milliseconds(2500)
}
