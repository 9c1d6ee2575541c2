// SPDX-License-Identifier: Apache-2.0

public import Chat

extension Event {
    /// That she has been in these rooms for a day before a moment, and knows of nobody in them: what a stretch of a journal
    /// that begins in the middle leaves out.
    public static func longSince(_ rooms: [RoomID], before now: Timestamp) -> [Event] {
        let then = now - .days(1)
        let networks = Set(rooms.map(\.network)).sorted()
        return networks.map { Event(at: then, .connected($0)) }
            + rooms.map { Event(at: then, room: $0, .synced(members: [])) }
    }
}
