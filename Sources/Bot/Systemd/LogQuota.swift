// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Of what is said again and again, one a minute of each kind, and a count of the others. Kinds are mostly constants of the
/// program; whatever happens, no more than `kindsMost` are remembered: then all may be said again.
final class LogQuota: Sendable {
    private struct Count {
        var minute: Int
        var held = 0
    }
    private let counts = Mutex<[String: Count]>([:])
    static let kindsMost = 1000

    /// How many were held back before this one; nil when this one is held back too.
    func admit(_ kind: String, minute: Int) -> Int? {
        counts.withLock { counts in
            guard let count = counts[kind] else {
                if counts.count >= Self.kindsMost { counts = [:] }
                counts[kind] = Count(minute: minute)
                return 0
            }
            guard count.minute != minute else {
                counts[kind]?.held += 1
                return nil
            }
            counts[kind] = Count(minute: minute)
            return count.held
        }
    }
}
