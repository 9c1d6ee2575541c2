// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Engine

extension Household {
    /// Gives the hosts to look for since the last call. Their events are journalled by then.
    func takeLookups() -> [HostQuestion] {
        defer { lookups = [] }
        return lookups
    }

    /// Whether somebody was forgotten since the last call.
    func takeHasForgotten() -> Bool {
        defer { hasForgotten = false }
        return hasForgotten
    }

    /// Lists have answered, or one of them is not believed any more: an event like any other, so that a replay hears the
    /// same. What a list is worth concerns nobody in particular.
    func hear(_ lookup: Event.Lookup, about question: HostQuestion) throws(Stop) {
        try begin()
        switch lookup {
        case .answered:
            handle(Event(at: time.now, room: question.room, member: question.member, .lookedUp(lookup)), only: nil)
        case .list: handle(Event(at: time.now, .lookedUp(lookup)), only: nil)
        }
        try finish()
    }
}
