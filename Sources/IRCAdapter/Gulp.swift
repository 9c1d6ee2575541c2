// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// When to read next, so that a busy server is read in gulps: a line that comes alone is read at once; lines that come
/// one by one, faster than every `pause`, are gathered by the system meanwhile. Each read costs a transaction and wakes
/// two threads, however few lines it brings.
///
/// A bucket of `burst` reads, refilled by one each `pause`: what a registration goes through waits for nothing. A read
/// that brought `plenty` or more has gathered by itself.
struct Gulp {
    static let pause = TimeAmount.milliseconds(10)
    static let burst: Int64 = 16
    static let plenty = 16_384

    /// When the bucket will be full.
    private var fullAt = NIODeadline.uptimeNanoseconds(0)
    private var brought = 0

    mutating func received(_ bytes: Int) { brought &+= bytes }

    /// Counts the read that ended now; says when the next one may begin, nil for at once.
    mutating func next(after now: NIODeadline) -> NIODeadline? {
        defer { brought = 0 }
        if brought >= Self.plenty { return nil }
        fullAt = max(fullAt, now) + Self.pause
        let earliest = fullAt - Self.pause * Self.burst
        return earliest > now ? earliest : nil
    }
}
