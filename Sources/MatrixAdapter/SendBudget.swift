// SPDX-License-Identifier: Apache-2.0

import Chat

/// What the homeserver lets one account send: messages, redactions and membership share one bucket, whose size nobody
/// tells. It begins as the strictest in use (10 at once, then one in 5 s) and learns: a refusal empties it, successes
/// beyond it raise it. Talk leaves six of ten for sanctions (THREATS F1).
struct SendBudget {
    static let size: Int64 = 10_000
    static let reserve: Int64 = 6_000
    /// Thousandths of a request: what is left, and what a second brings.
    private(set) var left = size
    private(set) var perSecond: Int64
    static let slowest: Int64 = 200
    static let fastest: Int64 = 50_000
    private var countedAt: Timestamp?
    /// Words wait until then; what else was refused is held by whoever asked for it.
    private(set) var blockedUntil = Timestamp.distantPast
    /// Sent while the bucket seemed empty, without a refusal.
    private var beyond = 0

    init(isUnlimited: Bool = false) { perSecond = isUnlimited ? Self.fastest : Self.slowest }

    mutating func advance(to now: Timestamp) {
        if let countedAt, now > countedAt {
            let elapsed = min(3_600_000, (now - countedAt).milliseconds)
            left = min(Self.size, left + elapsed * perSecond / 1000)
        }
        countedAt = now
    }

    mutating func isReady(for lane: Lane, at now: Timestamp) -> Bool {
        advance(to: now)
        return lane == .sanction || now >= blockedUntil && left >= Self.reserve
    }

    mutating func sent(at now: Timestamp) {
        advance(to: now)
        if left < 1000 { beyond += 1 }
        left = max(0, left - 1000)
        // Ten in a row that a stock server would have refused: this one is more generous.
        if beyond >= 10 {
            beyond = 0
            perSecond = min(Self.fastest, perSecond * 2)
        }
    }

    /// At most ten minutes, whatever the server says.
    mutating func refused(retryAfter: TimeSpan, at now: Timestamp) {
        left = 0
        beyond = 0
        perSecond = max(Self.slowest, perSecond / 2)
        countedAt = now
        blockedUntil = max(blockedUntil, now + min(.minutes(10), retryAfter + .milliseconds(50)))
    }
}
