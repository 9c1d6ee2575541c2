// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Who comes back at the stroke: for ten minutes after the end of a mute or a ban, what is worth a word of its own begins
/// at the step that was reached (THREATS D10). What people took back counts for nothing.
extension Engine {
    static let returnersWatched = TimeSpan.minutes(10)

    /// The score from which a returner is judged; nil for everybody else.
    func floorOfReturner(_ number: Int32, in index: Int, _ turn: Turn) -> Int32? {
        let scale = policy.rooms[index].scale
        guard turn.verdict.isHard, turn.verdict.score >= scale.thresholds.word,
            let last = state.latestCase[state.persons[number].id], let found = state.cases[last],
            found.room == policy.rooms[index].room, found.mode == .act, found.hasActed,
            found.judgement == .open || found.judgement == .right, let ended = found.endedAt
        else { return nil }
        // Somebody let them off: that is no end.
        let isFreed = state.persons[number].isFreed(at: turn.at)
        guard !isFreed, turn.at - ended <= Self.returnersWatched else { return nil }
        return scale.score(reaching: found.step, standing: turn.standing)
    }
}

extension PersonRecord {
    /// Let off for everything, for a while.
    func isFreed(at now: Timestamp) -> Bool { self.releases.contains { $0.rule.isEmpty && $0.until > now } }
}
