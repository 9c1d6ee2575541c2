// SPDX-License-Identifier: Apache-2.0

import Chat

/// What people of the community's own said of late, as keys: each for 30 days after it was last noted, `kept` at most;
/// those noted longest ago go.
struct KeyMemory: Sendable {
    static let life = TimeSpan.days(30)

    let kept: Int
    private(set) var at: [UInt64: Timestamp] = [:]
    /// What is to be written again.
    var dirty: Set<UInt64> = []

    init(kept: Int) { self.kept = kept }

    func holds(_ key: UInt64, at now: Timestamp) -> Bool { at[key].map { now - $0 <= Self.life } ?? false }

    /// False where it was noted within the day: that is not written again.
    @discardableResult
    mutating func note(_ key: UInt64, at now: Timestamp) -> Bool {
        if let noted = at[key], now - noted < .days(1) { return false }
        at[key] = now
        dirty.insert(key)
        if at.count > kept {
            for key in at.sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) }).prefix(kept / 8).map(\.key) {
                drop(key)
            }
        }
        return true
    }

    mutating func drop(_ key: UInt64) {
        at[key] = nil
        dirty.insert(key)
    }

    /// What is past its time.
    mutating func age(at now: Timestamp) {
        for (key, noted) in at where now - noted > Self.life { drop(key) }
    }

    mutating func restore(_ key: UInt64, _ noted: Timestamp) { at[key] = noted }
}
