// SPDX-License-Identifier: Apache-2.0

import Chat

/// The one moment the engine wants to be woken, and the minima it is made of. Each minimum is computed again only when
/// the table it is taken from has changed: `State` marks it, whoever changes the table.
struct Deadlines: Sendable {
    var earliest: Timestamp?
    /// `earliest` is to be put together again.
    var isStale = true
    /// Of the scheduled prompts, from `State.slots`: costly, for each asks a calendar.
    var moments = Minimum()
    /// Of the sanctions that end, from `State.sanctions`.
    var sanctions = Minimum()
    /// Of the greetings, of what is to be told of her rights, and of the lulls that are still to come, from
    /// `State.rooms` and `State.slots`.
    var rooms = Minimum()
    /// Whether a lull is due already, so that it is looked at again before long.
    var hasLull = false

    /// When she last did what was due: what was due before and could not be done waits for the next look.
    var lookedAt = Timestamp.distantPast
    /// Between two looks at what cannot be done yet.
    static let patience = TimeSpan.seconds(20)

    struct Minimum: Sendable {
        /// The first that is still to come.
        var moment: Timestamp?
        /// The last that has come already.
        var overdue: Timestamp?
        var isStale = true

        /// A fresh minimum to be filled by `consider`.
        static var fresh: Minimum { Minimum(isStale: false) }

        mutating func consider(_ other: Timestamp?, at now: Timestamp) {
            guard let other else { return }
            if other > now { moment = min(moment ?? other, other) } else { overdue = max(overdue ?? other, other) }
        }

        mutating func consider(_ other: Minimum) {
            if let first = other.moment { moment = min(moment ?? first, first) }
            if let last = other.overdue { overdue = max(overdue ?? last, last) }
        }

        func isOver(at now: Timestamp) -> Bool { isStale || moment.map { $0 <= now } == true }
    }
}
