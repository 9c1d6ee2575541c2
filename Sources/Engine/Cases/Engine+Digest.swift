// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Once in thirty days, where the file wants it, each room hears how often she acted there and how often that was taken
/// back: counts, no names, nothing about what was said.
extension Engine {
    static let digestEvery = TimeSpan.days(30)

    var digestDue: Timestamp? {
        guard policy.publishesDigest, state.core.beganAt > .distantPast else { return nil }
        let due = max(state.core.beganAt, state.core.digestedAt) + Self.digestEvery
        let now = max(due, state.core.now)
        return max(due, policy.quiet?.end(from: now, in: policy.zone) ?? due)
    }

    mutating func publishDigest(_ turn: inout Turn) {
        guard let due = digestDue, due <= turn.at, !isQuiet(at: turn.at), !isHushed(at: turn.at), !isPaused(at: turn.at)
        else { return }
        var draft = Draft("digest public", self, at: turn.at)
        draft.change(.digested(at: turn.at))
        for room in policy.rooms {
            if let line = digest(of: room.room, at: turn.at) {
                draft.say(line, in: room.room, lane: .prompt, expires: .hours(1))
            }
        }
        take(draft, in: &turn)
    }

    /// Nil where nothing was done.
    private func digest(of room: RoomID, at now: Timestamp) -> Utterance? {
        let acted = state.cases.values.filter { found in
            found.room == room && found.hasActed && found.step.isSanction && now - found.openedAt <= Self.digestEvery
        }
        guard !acted.isEmpty else { return nil }
        var counts = [0, 0, 0, 0]
        var silences: [TimeSpan] = []
        for found in acted {
            switch found.step {
            case .remove: counts[0] += 1
            case .mute(let span):
                counts[1] += 1
                silences.append(span)
            case .kick: counts[2] += 1
            case .ban: counts[3] += 1
            case .note, .word, .propose: break
            }
        }
        let keys: [Words.Key] = [.digestRemoved, .digestMuted, .digestKicked, .digestBanned]
        let parts = zip(keys, counts).filter { $0.1 > 0 }.map { Words.Value.phrase($0.0, [.count: .number($0.1)]) }
        let undone = acted.count { $0.judgement == .undone || $0.judgement == .wrong }
        silences.sort()
        var values: [Words.Slot: Words.Value] = [
            .room: roomValue(room), .list: .list(parts), .wrong: .number(undone),
        ]
        guard !silences.isEmpty else { return words(.digestRoom, values, in: room) }
        values[.duration] = .duration(silences[silences.count / 2])
        return words(.digestRoomSilence, values, in: room)
    }
}
