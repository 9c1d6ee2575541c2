// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Engine

/// Lines that waited longer than they were worth: each desk hears how many, at most once an hour.
extension Household {
    struct Dropped {
        var count = 0
        var toldAt = Timestamp.distantPast
    }

    /// Only lines that an engine meant somebody to read: its own alerts are kept until they are said.
    func noteDropped(_ act: OwedAct, _ why: Event.Expiry) {
        guard why == .stale, act.isWords, !ownActs.contains(act.id), let place = places[act.community] else { return }
        dropped[place, default: Dropped()].count += 1
    }

    /// Where an hour has passed since the last time, and somebody could read it.
    func tellDropped() {
        for (place, lines) in dropped.sorted(by: { $0.key < $1.key })
        where lines.count > 0 && time.now - lines.toldAt >= .hours(1) && !resting.contains(place) {
            let isHeard = engines[place].policy.desk.contains { networks[$0.network]?.isConnected == true }
            guard isHeard else { continue }
            dropped[place] = Dropped(count: 0, toldAt: time.now)
            alert(place) { $0.say(.droppedSaid, [.count: .number(lines.count)]) }
        }
    }
}
