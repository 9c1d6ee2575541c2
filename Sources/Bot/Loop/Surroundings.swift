// SPDX-License-Identifier: Apache-2.0

public import Chat
internal import Glibc

/// Time and chance, as the loop may ask for them. The real ones in the daemon, written ones in tests.
public struct Surroundings: Sendable {
    /// What the wall shows; may jump.
    public var wall: @Sendable () -> Timestamp
    /// Time since some moment that does not matter; never jumps, counts while the machine sleeps.
    public var elapsed: @Sendable () -> TimeSpan
    public var random: @Sendable () -> UInt64

    public init(
        wall: @escaping @Sendable () -> Timestamp, elapsed: @escaping @Sendable () -> TimeSpan,
        random: @escaping @Sendable () -> UInt64
    ) {
        self.wall = wall
        self.elapsed = elapsed
        self.random = random
    }

    /// The machine's.
    public static let real = Surroundings(
        wall: { Timestamp(milliseconds: milliseconds(CLOCK_REALTIME)) },
        elapsed: { .milliseconds(milliseconds(CLOCK_BOOTTIME)) },
        random: { UInt64.random(in: .min ... .max) })

    private static func milliseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) &* 1000 &+ Int64(time.tv_nsec) / 1_000_000
    }
}
