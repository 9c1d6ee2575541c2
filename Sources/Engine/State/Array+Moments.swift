// SPDX-License-Identifier: Apache-2.0

import Chat

extension Array where Element == Timestamp {
    /// Adds a moment, lets go of those before `since`, and keeps `most` at most.
    mutating func keep(_ moment: Timestamp, since: Timestamp, most: Int) {
        removeAll { $0 < since }
        append(moment)
        if count > most { removeFirst(count - most) }
    }
}
