// SPDX-License-Identifier: Apache-2.0

public import Chat
import Glibc

extension Timestamp {
    /// The wall clock now.
    public static var wall: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

/// The two clocks of an adapter. What waits, waits by the one that nobody can set: a wall that is set back by an hour
/// would hold every line back for an hour (THREATS K11). What is told is stamped by the wall.
public struct Clocks: Sendable {
    /// What the wall shows; may jump.
    public var wall: @Sendable () -> Timestamp
    /// Time since some moment that does not matter; never jumps, counts while the machine sleeps.
    public var elapsed: @Sendable () -> TimeSpan
    /// How fast `elapsed` goes by the machine's time: 1, but where a test lets two minutes pass in two seconds.
    var pace: Int64 = 1

    public init(wall: @escaping @Sendable () -> Timestamp, elapsed: @escaping @Sendable () -> TimeSpan) {
        self.wall = wall
        self.elapsed = elapsed
    }

    /// The machine's.
    public static let real = Clocks(
        wall: { .wall },
        elapsed: {
            var time = timespec()
            clock_gettime(CLOCK_BOOTTIME, &time)
            return .milliseconds(Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
        })

    /// The wall as it would be had nobody set it since now.
    var steady: @Sendable () -> Timestamp {
        let (start, since, elapsed) = (wall(), elapsed(), elapsed)
        return { start + (elapsed() - since) }
    }
}
