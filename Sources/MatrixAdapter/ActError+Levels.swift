// SPDX-License-Identifier: Apache-2.0

import Chat
import Matrix

extension ActError {
    /// Her level is not enough, or not above that of the one it is about.
    static func lacking(
        _ levels: PowerLevels, _ power: PowerLevels.Power, of own: ByteString, to target: ByteString? = nil
    ) -> ActError {
        let level = levels.level(of: own)
        var needed = levels.needed(power)
        if let target {
            let theirs = levels.level(of: target)
            // Nobody stands above who made the room.
            guard theirs < PowerLevels.creator else { return .notAllowed("creator") }
            needed = max(needed, theirs + 1)
        }
        return .notAllowed(LevelsShort(own: level, needed: needed).mark)
    }
}
