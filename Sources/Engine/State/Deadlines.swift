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

    struct Minimum: Sendable {
        var moment: Timestamp?
        var isStale = true

        /// A fresh minimum to be filled by `consider`.
        static var fresh: Minimum { Minimum(moment: nil, isStale: false) }

        mutating func consider(_ other: Timestamp?) {
            guard let other else { return }
            moment = min(moment ?? other, other)
        }
    }
}
