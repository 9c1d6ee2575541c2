// SPDX-License-Identifier: Apache-2.0

import Chat

/// The last lines of the rooms of a community that has a relay: by them it is seen that a line was carried from one of
/// them into another, and is one line. `kept` at most, the oldest go; not kept over a restart.
struct HeardLines: Sendable {
    static let kept = 128
    /// A relay carries a line within this time, whichever of the two is heard first.
    static let window = TimeSpan.seconds(60)

    private struct Entry: Sendable {
        var skeleton: UInt64
        var room: Int32
        var person: Int32
        var at: Timestamp
        var isCarried: Bool
    }
    private var entries: [Entry] = []
    private var next = 0

    mutating func note(_ skeleton: UInt64, in room: Int, by person: Int32, isCarried: Bool, at now: Timestamp) {
        guard skeleton != 0 else { return }
        let entry = Entry(
            skeleton: skeleton, room: Int32(clamping: room), person: person, at: now, isCarried: isCarried)
        if entries.count < Self.kept {
            entries.append(entry)
        } else {
            entries[next] = entry
            next = (next + 1) % Self.kept
        }
    }

    /// Who said the same in another room just now: natively, where `isCarried` is false, else through a relay.
    func find(_ skeleton: UInt64, notIn room: Int, isCarried: Bool, at now: Timestamp) -> (person: Int32, room: Int)? {
        guard
            let place = entries.firstIndex(where: {
                $0.skeleton == skeleton && $0.isCarried == isCarried && $0.room != Int32(clamping: room)
                    && now - $0.at <= Self.window
            })
        else { return nil }
        return (entries[place].person, Int(entries[place].room))
    }

    /// The policy has other rooms now.
    mutating func forget() { self = HeardLines() }
}
