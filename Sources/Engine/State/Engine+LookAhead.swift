// SPDX-License-Identifier: Apache-2.0

public import Chat

extension Engine {
    /// Touches what is remembered of the authors of events that are about to come, and changes nothing. With a hundred
    /// thousand people it lies far off in memory: what a loop asks for at once is waited for once, not once for each line.
    ///
    /// - Returns: nothing of interest; what is not used would not be looked at.
    @discardableResult
    public func lookAhead(at events: ArraySlice<Event>) -> Int64 {
        var seen: Int64 = 0
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: events.count) { people in
            var count = 0
            for place in events.indices {
                guard let member = events[place].member, let slot = state.presences.place(of: member) else { continue }
                people[count] = state.presences[slot].person
                count &+= 1
            }
            for number in people[..<count] where number >= 0 { seen &+= state.persons.touch(number) }
        }
        // Each line lets two old ones go at most.
        for number in state.lines.oldest(events.count * 2) { seen &+= state.persons.touch(number) }
        return seen
    }
}
