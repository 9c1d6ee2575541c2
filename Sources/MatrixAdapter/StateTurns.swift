// SPDX-License-Identifier: Apache-2.0

import Chat

/// Whose turn it is to read the state of a room, change it and write it. Acts go side by side, and an actor lets another in
/// while one waits for the server: without turns each would write the levels as they were before the others.
///
/// At most as many wait as acts are under way.
struct StateTurns {
    private var waiting: [ByteString: [CheckedContinuation<Void, Never>]] = [:]

    /// True where nobody was at it; false: to wait.
    mutating func begin(_ room: ByteString) -> Bool {
        guard waiting[room] == nil else { return false }
        waiting[room] = []
        return true
    }
    mutating func wait(_ room: ByteString, _ continuation: CheckedContinuation<Void, Never>) {
        waiting[room, default: []].append(continuation)
    }
    /// Lets the next one in, who has the turn from here on.
    mutating func end(_ room: ByteString) {
        guard let next = waiting[room]?.first else { return waiting[room] = nil }
        waiting[room]?.removeFirst()
        next.resume()
    }
}

extension Account {
    /// Returns when nobody else changes the room's state; `endTurn` is owed afterwards.
    func beginTurn(in room: ByteString) async {
        guard !turns.begin(room) else { return }
        await withCheckedContinuation { turns.wait(room, $0) }
    }
    func endTurn(in room: ByteString) { turns.end(room) }
}
