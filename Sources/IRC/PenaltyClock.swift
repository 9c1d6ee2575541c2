// SPDX-License-Identifier: Apache-2.0

import Chat

/// The one clock of a connection: RFC 1459 §8.10. Each line moves it 2 s and 1 s per 120 bytes ahead of now; it may
/// stand at most 10 s ahead. Four slots of 2.5 s: talk leaves two of them to sanctions (THREATS F1).
struct PenaltyClock: Sendable {
    static let ahead = TimeSpan.seconds(10)
    static let reserve = TimeSpan.seconds(5)

    private var until = Timestamp.distantPast
    private var slowUntil = Timestamp.distantPast

    /// Lines that pass outside the lanes (PONG, registration) are charged too; the clock never stands more than one
    /// line beyond its 10 s.
    mutating func charge(bytes: Int, at now: Timestamp) {
        let price = TimeSpan.milliseconds(2000 + Int64(min(bytes, 16_384)) * 1000 / 120)
        until = min(max(until, now), now + Self.ahead) + price * (now < slowUntil ? 2 : 1)
    }

    /// When a line of this lane may leave.
    func opens(for lane: Lane) -> Timestamp {
        switch lane {
        case .sanction: until - Self.ahead + .milliseconds(1)
        case .answer, .welcome, .prompt: until - Self.reserve + .milliseconds(1)
        }
    }

    func isOpen(for lane: Lane, at now: Timestamp) -> Bool { opens(for: lane) <= now }

    /// The server threw her out for flooding: half the rate for an hour.
    mutating func slowDown(at now: Timestamp) { slowUntil = now + .hours(1) }

    /// A new connection owes nothing, but stays slow.
    mutating func restart() { until = .distantPast }
}
