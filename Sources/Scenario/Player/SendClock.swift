// SPDX-License-Identifier: Apache-2.0

import Chat

/// The penalty clock of one connection: 2 s a line and 1 s per 120 bytes, at most 10 s ahead (RFC 1459 §8.10), with a
/// reserve that talk leaves to sanctions (THREATS F1).
struct SendClock: Sendable {
    private var free = Timestamp.distantPast
    static let ahead = TimeSpan.seconds(10)
    static let aheadForTalk = TimeSpan.seconds(6)

    func readyAt(_ lane: Lane) -> Timestamp { free - (lane == .sanction ? Self.ahead : Self.aheadForTalk) }

    func lanes(at now: Timestamp) -> [Lane] { Lane.allCases.filter { readyAt($0) <= now } }

    mutating func charge(bytes: Int, at now: Timestamp) {
        let cost = TimeSpan.seconds(2) + TimeSpan.milliseconds(Int64(bytes) * 1000 / 120)
        free = max(free, now) + cost
    }
}
