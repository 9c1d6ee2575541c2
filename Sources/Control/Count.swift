// SPDX-License-Identifier: Apache-2.0

internal import NIOConcurrencyHelpers

/// How many are being served; never more than `limit`.
final class Count: Sendable {
    private let inside = NIOLockedValueBox(0)
    let limit: Int

    init(limit: Int) { self.limit = limit }

    func enter() -> Bool {
        inside.withLockedValue {
            guard $0 < limit else { return false }
            $0 += 1
            return true
        }
    }
    func leave() { inside.withLockedValue { $0 -= 1 } }
}
