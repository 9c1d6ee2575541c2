// SPDX-License-Identifier: Apache-2.0

internal import Chat

/// The loop's own time: never goes back, and follows the machine's clock as far as that allows (THREATS K11).
///
/// A wall clock that falls behind is overtaken gently: small steps at half speed until it has caught up, large ones
/// at full speed, so that whatever is to end after ten minutes ends after ten minutes.
struct TimeKeeper: Sendable {
    private(set) var now: Timestamp
    private var wall: Timestamp
    private var elapsed: TimeSpan

    /// Steps beyond this are told.
    static let tolerance = TimeSpan.minutes(5)

    /// - Parameter last: the latest time already written down.
    init(last: Timestamp, wall: Timestamp, elapsed: TimeSpan) {
        now = max(last, wall)
        self.wall = wall
        self.elapsed = elapsed
    }

    /// Reads both clocks. Returns by how much the wall clock was set, when that is worth telling.
    mutating func read(wall: Timestamp, elapsed: TimeSpan) -> TimeSpan? {
        let passed = max(.zero, elapsed - self.elapsed)
        let step = (wall - self.wall) - passed
        self.wall = wall
        self.elapsed = elapsed
        if wall >= now {
            now = wall
        } else if now - wall <= Self.tolerance {
            now = now + .milliseconds(passed.milliseconds / 2)
        } else {
            now = now + passed
        }
        return step > Self.tolerance || step < .zero - Self.tolerance ? step : nil
    }

    /// The time of an event that an adapter says came at `received`, not before `floor`.
    func stamp(_ received: Timestamp, notBefore floor: Timestamp) -> Timestamp { max(floor, min(received, now)) }
}
