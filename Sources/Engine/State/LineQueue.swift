// SPDX-License-Identifier: Apache-2.0

import Chat

/// Whose lines are remembered, in the order they came: what bounds the lines of a whole community in time and number,
/// however many people speak.
///
/// At most 65,536 lines; of more the oldest go, whosever they are: by then more than 360 come a second.
struct LineQueue: Sendable {
    static let kept = 65_536

    private var entries: [Entry] = []
    private var head = 0
    private var count = 0
    private var next: UInt32 = 0

    struct Entry: Sendable {
        var person: Int32
        var number: UInt32
        var at: Timestamp
    }

    /// Numbers a line of this person.
    mutating func add(_ person: Int32, at now: Timestamp) -> UInt32 {
        next &+= 1
        let entry = Entry(person: person, number: next, at: now)
        if count == entries.count, count < Self.kept { grow() }
        entries[(head &+ count) % entries.count] = entry
        count &+= 1
        return next
    }

    /// The oldest line, if its time is over or there is no more room: it is to be let go.
    mutating func expired(at now: Timestamp) -> Entry? {
        guard count > 0 else { return nil }
        let oldest = entries[head]
        guard count >= Self.kept || now - oldest.at > RecentLines.memory else { return nil }
        head = (head &+ 1) % entries.count
        count &-= 1
        return oldest
    }

    /// Whose lines are the next to be let go, `count` of them at most.
    func oldest(_ most: Int) -> some Sequence<Int32> {
        (0..<min(most, count)).lazy.map { entries[(head &+ $0) % entries.count].person }
    }

    private mutating func grow() {
        let empty = Entry(person: 0, number: 0, at: .distantPast)
        var wider = Array(entries[head...] + entries[..<head])
        wider.append(
            contentsOf: Array(repeating: empty, count: min(Self.kept, max(64, entries.count * 2)) - entries.count))
        entries = wider
        head = 0
    }
}
