// SPDX-License-Identifier: Apache-2.0

import Chat

/// Makes one time that only goes forward of a log's stamps. A stamp that goes back by more than a little (a clock of
/// twelve hours, a computer put right) is no reason to crowd all that follows into one moment: from there on the stamps
/// count on from where the log had come to. What it is ahead by then is taken out of the log's next long silences, of
/// which half an hour stays.
struct LogClock {
    private var stamp: Timestamp?
    private var last = Timestamp.distantPast
    private var offset = TimeSpan.zero
    /// Lines may be this much out of order.
    static let slack = TimeSpan.minutes(1)
    static let silence = TimeSpan.minutes(30)

    mutating func time(of stamp: Timestamp, fine resolution: TimeSpan) -> Timestamp {
        if let before = self.stamp, stamp <= before, before < stamp + resolution { return last }
        if let before = self.stamp, offset > .zero {
            offset = max(.zero, offset - max(.zero, stamp - before - Self.silence))
        }
        if self.stamp != nil, stamp + offset < last - Self.slack { offset = last - stamp }
        self.stamp = stamp
        last = max(last, stamp + offset)
        return last
    }
}
