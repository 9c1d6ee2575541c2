// SPDX-License-Identifier: Apache-2.0

import Chat

/// Lines that wait for the penalty clock, by lane; her words to the desk stand behind the sanctions of their lane. A lane
/// holds 64 lines; what does not fit is refused, and its act waits where it came from. Behind all of them stands what she
/// asks for her own books.
///
/// Changes of the lists of one room that wait together leave in one line, up to MODES of them (ISUPPORT); so do questions
/// whether somebody is an operator of the network, five of them.
struct SendQueue: Sendable {
    static let capacity = 64
    /// Bytes of a merged line: with her prefix it comes back whole.
    static let mergedBytes = 360

    /// One change of a list.
    struct Change: Sendable {
        var room: [UInt8]
        var isAdded: Bool
        var letter: UInt8
        var argument: [UInt8]

        var size: Int { argument.count + 3 }
        var line: IRCLine? { SendQueue.line([self]) }
    }

    struct Entry: Sendable {
        var line: IRCLine
        var act: ActID?
        var change: Change?
        /// Whom a USERHOST asks for.
        var name: [UInt8]?
        /// Since when it waits; of upkeep alone.
        var since = Timestamp.distantPast
    }

    /// One line as it leaves, and the acts it carries.
    struct Sending: Sendable {
        var line: IRCLine
        var acts: [ActID]
    }

    /// Sanctions, words of their lane, answers, welcomes, prompts, upkeep.
    private var lanes: [[Entry]] = Array(repeating: [], count: upkeep + 1)
    private static let upkeep = Lane.allCases.count + 1
    /// Changes in one line; at least one.
    var changesPerLine = 3

    /// Lines in all lanes; asked for at every read, so it is counted and not added up.
    private var waiting = 0
    var isEmpty: Bool { waiting == 0 }
    /// Nothing waits that goes before a line of this lane.
    func isFree(for lane: Lane) -> Bool {
        waiting == 0 || lanes[...Self.index(lane, isWords: true)].allSatisfy(\.isEmpty)
    }
    var hasSanctions: Bool { !lanes[0].isEmpty }
    func count(_ lane: Lane) -> Int {
        lane == .sanction ? lanes[0].count + lanes[1].count : lanes[Int(lane.rawValue) + 1].count
    }

    /// True when one more sanction would leave with those that wait, or next: nothing is accepted long before it leaves.
    var takesSanction: Bool {
        guard lanes[1].count < 3 else { return false }
        var names = 0
        var changes = 0
        var room: [UInt8]?
        for entry in lanes[0] {
            if entry.name != nil {
                names += 1
            } else if let change = entry.change, room == nil || room == change.room {
                changes += 1
                room = change.room
            } else {
                return false
            }
        }
        return names < OperatorQuestions.names && changes < changesPerLine
    }

    private static func index(_ lane: Lane, isWords: Bool) -> Int {
        lane == .sanction ? (isWords ? 1 : 0) : Int(lane.rawValue) + 1
    }

    mutating func add(
        _ line: IRCLine, lane: Lane, act: ActID?, change: Change? = nil, name: [UInt8]? = nil, isWords: Bool = false
    ) -> Bool {
        let index = Self.index(lane, isWords: isWords)
        guard lanes[index].count < Self.capacity else { return false }
        lanes[index].append(Entry(line: line, act: act, change: change, name: name))
        waiting += 1
        return true
    }

    /// A question for her own books; false when too many wait.
    mutating func addUpkeep(_ line: IRCLine, at now: Timestamp) -> Bool {
        guard lanes[Self.upkeep].count < Self.capacity else { return false }
        lanes[Self.upkeep].append(Entry(line: line, since: now))
        waiting += 1
        return true
    }

    private func opens(_ index: Int, _ line: IRCLine, _ clock: PenaltyClock) -> Timestamp {
        guard index == Self.upkeep else { return clock.opens(for: lane(index), bytes: line.bytes.count) }
        return clock.opensForUpkeep(since: lanes[index].first?.since ?? .distantPast)
    }

    /// The most urgent line that the clock lets go.
    mutating func pop(_ clock: PenaltyClock, at now: Timestamp) -> Sending? {
        guard waiting > 0 else { return nil }
        for index in lanes.indices where !mustWait(index) {
            guard let head = head(index), opens(index, head.line, clock) <= now else { continue }
            let acts = head.places.compactMap { lanes[index][$0].act }
            for place in head.places.reversed() { lanes[index].remove(at: place) }
            waiting -= head.places.count
            return Sending(line: head.line, acts: acts)
        }
        return nil
    }

    /// The shorter a line, the sooner the clock lets it go: no words slip past a sanction for that.
    private func mustWait(_ index: Int) -> Bool { index == 1 && !lanes[0].isEmpty }

    private func lane(_ index: Int) -> Lane { Lane(rawValue: UInt8(max(0, index - 1))) ?? .prompt }

    /// The next line of a lane, and which entries leave with it.
    private func head(_ index: Int) -> (line: IRCLine, places: [Int])? {
        guard let first = lanes[index].first else { return nil }
        let places = first.change.map { together(with: $0, index) } ?? (first.name == nil ? [0] : names(index))
        guard places.count > 1 else { return (first.line, [0]) }
        let line =
            first.change == nil
            ? IRCLine("USERHOST", places.compactMap { lanes[index][$0].name })
            : Self.line(places.compactMap { lanes[index][$0].change })
        return line.map { ($0, places) } ?? (first.line, [0])
    }

    private func together(with change: Change, _ index: Int) -> [Int] {
        var places = [0]
        var size = 8 + change.room.count + change.size
        for place in lanes[index].indices.dropFirst() where places.count < changesPerLine {
            guard let next = lanes[index][place].change, next.room == change.room else { continue }
            size += next.size
            guard size <= Self.mergedBytes else { break }
            places.append(place)
        }
        return places
    }

    private func names(_ index: Int) -> [Int] {
        Array(lanes[index].indices.filter { lanes[index][$0].name != nil }.prefix(OperatorQuestions.names))
    }

    /// `MODE <room> +bb-b <mask> <mask> <mask>`
    static func line(_ changes: [Change]) -> IRCLine? {
        guard let room = changes.first?.room else { return nil }
        var letters: [UInt8] = []
        var isAdded: Bool?
        for change in changes {
            if change.isAdded != isAdded { letters.append(UInt8(ascii: change.isAdded ? "+" : "-")) }
            isAdded = change.isAdded
            letters.append(change.letter)
        }
        return IRCLine("MODE", [room, letters] + changes.map(\.argument))
    }

    /// When the first waiting line may go.
    func next(_ clock: PenaltyClock) -> Timestamp {
        guard waiting > 0 else { return .distantFuture }
        var next = Timestamp.distantFuture
        for index in lanes.indices where !mustWait(index) {
            guard let head = head(index) else { continue }
            next = min(next, opens(index, head.line, clock))
        }
        return next
    }

    mutating func drop(_ act: ActID) {
        for index in lanes.indices { lanes[index].removeAll { $0.act == act } }
        waiting = lanes.reduce(0) { $0 + $1.count }
    }

    mutating func clear() {
        let most = changesPerLine
        self = SendQueue()
        changesPerLine = most
    }
}
