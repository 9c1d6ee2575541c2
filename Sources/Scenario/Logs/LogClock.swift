// SPDX-License-Identifier: Apache-2.0

import Chat

/// Makes one time that only goes forward of a log's stamps. A stamp that goes back by more than a little (a clock of
/// twelve hours, a computer put right) is no reason to crowd all that follows into one moment: from there on the stamps
/// count on from where the log had come to, until they have caught up.
struct LogClock {
    private var last: Timestamp?
    private var offset = TimeSpan.zero
    /// Lines may be this much out of order.
    static let slack = TimeSpan.minutes(1)

    mutating func time(of stamp: Timestamp) -> Timestamp {
        guard let last else {
            self.last = stamp
            return stamp
        }
        if stamp >= last { offset = .zero }
        if stamp + offset < last - Self.slack { offset = last - stamp }
        let time = max(last, stamp + offset)
        self.last = time
        return time
    }
}
