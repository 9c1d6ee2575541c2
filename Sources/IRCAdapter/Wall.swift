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
