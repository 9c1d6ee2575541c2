// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// When she is to be woken: minima kept from turn to turn, each computed again when its table has changed.
extension Engine {
    /// Computes those minima again whose tables have changed.
    mutating func refreshMinima(at now: Timestamp) {
        // What was still to come and has come since is overdue from now on.
        if state.deadlines.moments.isOver(at: now) { state.deadlines.moments = momentsDue(at: now) }
        if state.deadlines.sanctions.isOver(at: now) { state.deadlines.sanctions = sanctionsDue(at: now) }
        if state.deadlines.rooms.isOver(at: now) { refreshRooms(at: now) }
    }

    private func momentsDue(at now: Timestamp) -> Deadlines.Minimum {
        var due = Deadlines.Minimum.fresh
        for prompt in policy.prompts {
            guard case .at(let schedule) = prompt.moment else { continue }
            for room in prompt.rooms where policy.indexOfRoom[room] != nil {
                due.consider(nextMoment(schedule, SlotID(prompt: prompt.name, room: room)), at: now)
            }
        }
        return due
    }

    private func sanctionsDue(at now: Timestamp) -> Deadlines.Minimum {
        var due = Deadlines.Minimum.fresh
        for sanction in state.sanctions.values where sanction.liftedBy == nil && sanction.receipt != nil {
            due.consider(settling(sanction).map { max($0, sanction.nextTry ?? $0) }, at: now)
        }
        return due
    }

    private mutating func refreshRooms(at now: Timestamp) {
        var due = Deadlines.Minimum.fresh
        var hasLull = false
        for index in state.rooms.indices {
            due.consider(state.rooms[index].capabilityDue, at: now)
            due.consider(state.rooms[index].alikesDue, at: now)
            if let until = state.rooms[index].raid?.dueAt { due.consider(until, at: now) }
            if let first = state.rooms[index].pendingWelcomes.first?.dueAt, state.rooms[index].syncedAt != nil {
                due.consider(max(first, state.rooms[index].lastWelcome + policy.rooms[index].welcome.every), at: now)
            }
        }
        for prompt in policy.prompts {
            guard case .lull(let span, _) = prompt.moment else { continue }
            for room in prompt.rooms {
                guard let index = policy.indexOfRoom[room], !state.rooms[index].isUnansweredSince else { continue }
                let lastSpoke = state.rooms[index].lastSpoke
                guard lastSpoke > .distantPast else { continue }
                if let done = state.slots[SlotID(prompt: prompt.name, room: room)]?.done, done >= lastSpoke { continue }
                if lastSpoke + span > now { due.consider(lastSpoke + span, at: now) } else { hasLull = true }
            }
        }
        state.deadlines.rooms = due
        state.deadlines.hasLull = hasLull
    }
}
