// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// What becomes of a door that she closes or opens.
extension Engine {
    /// The raid to which an act on a door belongs.
    private func raid(of act: OwedAct) -> (index: Int, raid: Raid)? {
        guard let room = act.room, let index = policy.indexOfRoom[room], let raid = state.rooms[index].raid,
            raid.number == act.caseNumber
        else { return nil }
        return (index, raid)
    }

    /// The room shows it.
    mutating func decideDoor(_ act: OwedAct, _ turn: inout Turn) {
        guard let (_, found) = raid(of: act) else { return }
        var raid = found
        var draft = doorDraft(act, turn)
        switch act.action {
        case .lock:
            guard let sanction = state.sanctions[act.id], sanction.receipt?.mark.isEmpty == false else {
                // It was closed before she came: nothing of it is hers, and she opens nothing.
                if state.sanctions[act.id] != nil { draft.change(.lifted(act.id)) }
                raid.lock = nil
                draft.change(.raid(raid, arrived: []))
                draft.alertOfRoom(words(.deskRaidAlready, values(of: raid)), policy)
                return take(draft, in: &turn)
            }
            _ = withdrawSaying(of: raid, &draft)
            draft.alertOfRoom(words(raid.sight == nil ? .deskRaidClosed : .deskRaidBegins, values(of: raid)), policy)
            if !raid.isTold, !isHushed(at: turn.at) {
                raid.isTold = true
                draft.say(
                    words(
                        raid.sight == nil ? .raidBeginsByHand : .raidBegins,
                        [.duration: .duration(raid.until - (raid.lockedAt ?? turn.at))], in: raid.room), in: raid.room,
                    lane: .answer,
                    expires: .minutes(2))
            }
        case .unlock:
            raid.lock = nil
            raid.endedAt = raid.endedAt ?? turn.at
            let cohort = cohort(of: raid, at: turn.at)
            draft.alertOfRoom(
                words(
                    cohort.strangers.isEmpty ? .deskRaidOpen : .deskRaidEnds, endValues(raid, cohort, at: turn.at)),
                policy)
            let isUnsaid = withdrawSaying(of: raid, &draft)
            if raid.isTold, isUnsaid { raid.isTold = false }
            if raid.isTold, !isHushed(at: turn.at) {
                raid.isTold = false
                draft.say(
                    words(ending(of: raid, at: turn.at), in: raid.room), in: raid.room, lane: .answer,
                    expires: .minutes(2))
            }
        case .say, .whisper, .alert, .remove, .mute, .unmute, .kick, .ban, .unban, .join, .leave: return
        }
        draft.change(.raid(raid, arrived: []))
        take(draft, in: &turn)
    }

    /// What the room has not heard yet of its door is not said any more once the door stands otherwise: behind other
    /// lines it would tell the contrary of what holds.
    /// - Returns: whether something was withdrawn in time.
    private func withdrawSaying(of raid: Raid, _ draft: inout Draft) -> Bool {
        let waiting = state.acts.values.filter { act in
            guard case .say = act.action, act.caseNumber == raid.number, act.room == raid.room else { return false }
            return !state.underway.contains(act.id)
        }
        for act in waiting.sorted(by: { $0.id < $1.id }) { draft.change(.dropped(act.id)) }
        return !waiting.isEmpty
    }

    /// Calm is said where it was measured alone: not of a door that people open, nor where the time is over.
    private func ending(of raid: Raid, at now: Timestamp) -> Words.Key {
        if raid.isReopenedByHand { return .raidEndsByHand }
        return raid.sight != nil && now - raid.lastEvidence > Self.evidenceLasts ? .raidEnds : .raidEndsInTime
    }

    private func doorDraft(_ act: OwedAct, _ turn: Turn) -> Draft {
        var draft = Draft("door", self, at: turn.at, room: act.room)
        draft.caseNumber = act.caseNumber
        return draft
    }

    func endValues(_ raid: Raid, _ cohort: Cohort, at now: Timestamp) -> [Words.Slot: Words.Value] {
        values(of: raid).merging([
            .duration: .duration(now - (raid.lockedAt ?? raid.beganAt)), .joins: .number(Int(raid.joins)),
            .gone: .number(cohort.gone), .muted: .number(cohort.strangers.count), .spared: .number(cohort.answered),
        ]) { $1 }
    }

    /// It could not be done.
    mutating func decideDoorFailed(_ act: OwedAct, _ error: ActError, _ turn: inout Turn) {
        guard let (_, found) = raid(of: act) else { return }
        var raid = found
        var draft = doorDraft(act, turn)
        var values = values(of: raid)
        if case .unanswered(let mark) = error {
            values[.byhand] = byHandToOpen(mark, in: raid.room)
            draft.alertOfRoom(words(.deskRaidDoubtful, values), policy)
            return take(draft, in: &turn)
        }
        guard let why = remedy(for: error, act) else { return }
        values[.why] = .phrase(why.key, why.values)
        if act.action.isLock {
            raid.lock = nil
            // Nothing is closed: people do it, and hear how.
            values[.byhand] = .phrase(raid.room.closing, [.room: roomValue(raid.room)])
            draft.alertOfRoom(words(.deskRaidFailed, values), policy)
            draft.change(.raid(raid, arrived: []))
        } else {
            if case .unlock(let mark) = act.action { values[.byhand] = byHandToOpen(mark, in: raid.room) }
            draft.alertOfRoom(words(.deskRaidStuck, values), policy)
        }
        take(draft, in: &turn)
    }

    /// Somebody opened the door themselves: it stays open, and she does not close it again alone for a while.
    mutating func decideReopened(_ lock: Sanction, by person: MemberID?, _ turn: inout Turn) {
        var draft = Draft("reopened by hand", self, at: turn.at, room: lock.room)
        draft.caseNumber = lock.caseNumber
        if let by = lock.liftedBy, state.acts[by] != nil { draft.change(.dropped(by)) }
        draft.change(.lifted(lock.act))
        if let index = policy.indexOfRoom[lock.room], var raid = state.rooms[index].raid, raid.lock == lock.act {
            raid.lock = nil
            raid.endedAt = raid.endedAt ?? turn.at
            raid.isReopenedByHand = true
            draft.change(.raid(raid, arrived: []))
            let name = turn.event.facts?.name ?? PeerText("–")
            draft.alertOfRoom(
                words(
                    .deskRaidReopened,
                    endValues(raid, cohort(of: raid, at: turn.at), at: turn.at).merging([
                        .by: .who(name, account: turn.event.facts?.account)
                    ]) { $1 }),
                policy)
        }
        take(draft, in: &turn)
    }
}
