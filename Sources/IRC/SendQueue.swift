// SPDX-License-Identifier: Apache-2.0

import Chat

/// Lines that wait for the penalty clock, by lane. A lane holds 64 lines; what does not fit is refused, and its act
/// waits where it came from.
struct SendQueue: Sendable {
    static let capacity = 64

    struct Entry: Sendable {
        var line: IRCLine
        var act: ActID?
    }

    private var lanes: [[Entry]] = Array(repeating: [], count: Lane.allCases.count)

    /// Lines in all lanes; asked for at every read, so it is counted and not added up.
    private var waiting = 0
    var isEmpty: Bool { waiting == 0 }
    func count(_ lane: Lane) -> Int { lanes[Int(lane.rawValue)].count }

    mutating func add(_ line: IRCLine, lane: Lane, act: ActID?) -> Bool {
        guard lanes[Int(lane.rawValue)].count < Self.capacity else { return false }
        lanes[Int(lane.rawValue)].append(Entry(line: line, act: act))
        waiting += 1
        return true
    }

    /// The most urgent line that the clock lets go.
    mutating func pop(_ clock: PenaltyClock, at now: Timestamp) -> Entry? {
        guard waiting > 0 else { return nil }
        for lane in Lane.allCases {
            guard let first = lanes[Int(lane.rawValue)].first,
                clock.isOpen(for: lane, at: now, bytes: first.line.bytes.count)
            else { continue }
            waiting -= 1
            return lanes[Int(lane.rawValue)].removeFirst()
        }
        return nil
    }

    /// When the first waiting line may go.
    func next(_ clock: PenaltyClock) -> Timestamp {
        guard waiting > 0 else { return .distantFuture }
        var next = Timestamp.distantFuture
        for lane in Lane.allCases {
            guard let first = lanes[Int(lane.rawValue)].first else { continue }
            next = min(next, clock.opens(for: lane, bytes: first.line.bytes.count))
        }
        return next
    }

    mutating func drop(_ act: ActID) {
        for index in lanes.indices { lanes[index].removeAll { $0.act == act } }
        waiting = lanes.reduce(0) { $0 + $1.count }
    }

    mutating func clear() { self = SendQueue() }
}
