// SPDX-License-Identifier: Apache-2.0

import Chat

/// The one clock of a connection: RFC 1459 §8.10. Each line moves it 2 s and 1 s per 120 bytes ahead of now; it may
/// stand at most 10 s ahead. Four slots of 2.5 s: talk leaves two of them to sanctions (THREATS F1).
struct PenaltyClock: Sendable {
    static let ahead = TimeSpan.seconds(10)
    static let reserve = TimeSpan.seconds(5)
    /// After an Excess Flood talk is what gives way first: one line of it at a time (THREATS F5).
    static let slowReserve = TimeSpan.seconds(8)

    /// The server reads a line while its clock stands less than `ahead` before its own. A sanction's line leaves only
    /// where one that follows it would be read within this time: her last words, when she is told to stop.
    static let lastWords = TimeSpan.milliseconds(1500)

    private var until = Timestamp.distantPast
    private var slowUntil = Timestamp.distantPast

    /// Lines that pass outside the lanes (PONG, registration) are charged too; the clock never stands more than one
    /// line beyond its 10 s.
    mutating func charge(bytes: Int, at now: Timestamp) {
        until = min(max(until, now), now + Self.ahead) + price(bytes) * (now < slowUntil ? 2 : 1)
    }

    private func price(_ bytes: Int) -> TimeSpan { .milliseconds(2000 + Int64(min(bytes, 16_384)) * 1000 / 120) }

    /// When a line of this lane may leave.
    func opens(for lane: Lane, bytes: Int = 0) -> Timestamp {
        switch lane {
        case .sanction:
            until - Self.ahead + .milliseconds(1) + max(.zero, price(min(bytes, 512)) - Self.lastWords)
        case .answer, .welcome, .prompt:
            until - (Self.ahead - (until < slowUntil ? Self.slowReserve : Self.reserve)) + .milliseconds(1)
        }
    }

    /// When a line for her own books may leave that waits since then: behind talk that is about to come, for an answer is not
    /// in her queue yet; after a minute like talk.
    func opensForUpkeep(since: Timestamp) -> Timestamp {
        let talk = opens(for: .prompt)
        return max(talk, min(talk + Self.upkeepDelay, since + Self.upkeepPatience))
    }
    static let upkeepDelay = TimeSpan.milliseconds(2500)
    static let upkeepPatience = TimeSpan.minutes(1)

    func isOpen(for lane: Lane, at now: Timestamp, bytes: Int = 0) -> Bool { opens(for: lane, bytes: bytes) <= now }

    /// When the server reads what is sent now.
    func isRead(at now: Timestamp) -> Timestamp { max(now, until - Self.ahead) }

    /// The server threw her out for flooding: half the rate for an hour.
    mutating func slowDown(at now: Timestamp) { slowUntil = now + .hours(1) }

    func isSlow(at now: Timestamp) -> Bool { now < slowUntil }

    /// A new connection owes nothing, but stays slow.
    mutating func restart() { until = .distantPast }
}
