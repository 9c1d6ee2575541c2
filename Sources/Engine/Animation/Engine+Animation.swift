// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Prompts: at their moment or in a lull, within budgets, never to a wall, never into a conversation.
extension Engine {
    /// How late a prompt may still be said: once, never a backlog (FIELD rule 10).
    static let promptGrace = TimeSpan.minutes(15)
    /// A prompt waits this long for a conversation to pause, then it is passed over.
    static let promptPatience = TimeSpan.minutes(30)

    mutating func promptIfTime(_ turn: inout Turn) {
        for prompt in policy.prompts {
            for room in prompt.rooms {
                guard let index = policy.indexOfRoom[room] else { continue }
                switch prompt.moment {
                case .at(let schedule): promptAt(schedule, prompt, index, &turn)
                case .lull(let span, let days): promptInLull(span, on: days, prompt, index, &turn)
                }
            }
        }
    }

    // MARK: - At a moment

    private mutating func promptAt(_ schedule: Schedule, _ prompt: Prompt, _ index: Int, _ turn: inout Turn) {
        let id = SlotID(prompt: prompt.name, room: policy.rooms[index].room)
        guard let moment = nextMoment(schedule, id), moment <= turn.at else { return }
        // Of several missed moments only the last may still be said.
        let last = max(moment, lastMoment(schedule, id, at: turn.at) ?? moment)
        // She was there at the moment and has waited since, or she came too late.
        let hasWaited = state.rooms[index].syncedAt.map { $0 <= last || wasThere(index, after: last) } ?? false
        if turn.at - last > (hasWaited ? Self.promptPatience : Self.promptGrace) {
            let why = hasWaited ? obstacle(index, at: turn.at, isLull: false) ?? .missedBusy : .missedDown
            passOver(prompt, index, moment: last, why: why, &turn)
            return
        }
        switch obstacle(index, at: turn.at, isLull: false) {
        case nil: speak(prompt, index, moment: last, &turn)
        // Within the grace she may come back, and people may have done talking.
        case .missedBusy?, .missedDown?, .missedUnanswered?: break
        case let why?: passOver(prompt, index, moment: last, why: why, &turn)
        }
    }

    /// Something was heard or done there since: a restart while she waits makes nobody absent.
    private func wasThere(_ index: Int, after moment: Timestamp) -> Bool {
        let room = state.rooms[index]
        return max(room.lastSpoke, room.lastSanction, room.lastUnasked) > moment
    }

    func nextMoment(_ schedule: Schedule, _ id: SlotID) -> Timestamp? {
        guard let slot = state.slots[id] else { return nil }
        var regular = schedule.next(after: slot.done, in: policy.zone)
        while let moment = regular, slot.isMoved(moment) { regular = schedule.next(after: moment, in: policy.zone) }
        return [slot.moves.compactMap(\.to).min(), regular].compactMap { $0 }.min()
    }

    /// The last moment that has come, as the moderators have arranged them.
    private func lastMoment(_ schedule: Schedule, _ id: SlotID, at now: Timestamp) -> Timestamp? {
        guard let slot = state.slots[id] else { return nil }
        let regular = schedule.previous(atOrBefore: now, in: policy.zone).flatMap { slot.isMoved($0) ? nil : $0 }
        return [slot.moves.compactMap(\.to).filter { $0 <= now }.max(), regular].compactMap { $0 }.max()
    }

    private mutating func passOver(
        _ prompt: Prompt, _ index: Int, moment: Timestamp, why: Words.Key, _ turn: inout Turn
    ) {
        let room = policy.rooms[index].room
        var draft = Draft("prompt \(prompt.name)", self, at: turn.at, room: room)
        draft.change(
            .fired(
                prompt: prompt.name, room: room,
                moment: max(moment, state.slots[SlotID(prompt: prompt.name, room: room)]?.done ?? moment), item: nil))
        draft.change(.passedOver(prompt: prompt.name, room: room, moment: moment, why: why.rawValue))
        // What people asked for or can wait is seen in the plan; at night the desk is left alone.
        if !isQuiet(at: turn.at), !isHushed(at: turn.at), !isPaused(at: turn.at), !isDeskFull(at: turn.at) {
            draft.alert(missedLine(prompt.name, moment, why, now: turn.at), policy)
        }
        take(draft, in: &turn)
    }

    func missedLine(_ prompt: String, _ moment: Timestamp, _ why: Words.Key, now: Timestamp) -> Utterance {
        words(
            .planMissed,
            [.prompt: .own(prompt), .when: .moment(moment, now: now, policy.zone), .why: .phrase(why)])
    }

    // MARK: - In a lull

    private mutating func promptInLull(
        _ span: TimeSpan, on days: [Int], _ prompt: Prompt, _ index: Int, _ turn: inout Turn
    ) {
        let room = state.rooms[index]
        guard room.lastSpoke > .distantPast, turn.at - room.lastSpoke >= span, !room.isUnansweredSince else { return }
        guard days.isEmpty || days.contains(policy.zone.local(turn.at).weekday + 1) else { return }
        // One prompt a lull.
        let id = SlotID(prompt: prompt.name, room: room.room)
        if let done = state.slots[id]?.done, done >= room.lastSpoke { return }
        guard isUsualHour(index, at: turn.at), obstacle(index, at: turn.at, isLull: true) == nil else { return }
        speak(prompt, index, moment: turn.at, &turn)
    }

    /// When people usually talk; until a hundred lines are counted, any hour that is not quiet.
    private func isUsualHour(_ index: Int, at now: Timestamp) -> Bool {
        let hours = state.rooms[index].hours
        let total = hours.reduce(0, +)
        guard total >= 400 else { return true }
        return hours[policy.zone.local(now).minuteOfDay / 60] * 48 >= total
    }

    // MARK: - Whether and what

    /// What speaks against saying something unasked in a room now.
    func obstacle(_ index: Int, at now: Timestamp, isLull: Bool) -> Words.Key? {
        let room = state.rooms[index]
        if isHushed(at: now) || isPaused(at: now) || isQuiet(at: now) { return .missedQuiet }
        if room.syncedAt == nil { return .missedDown }
        if room.memberCount < 2 { return .missedAlone }
        if let most = policy.rooms[index].most,
            room.promptTimes.count(where: { isWithin($0, most.per, now) }) >= most.count
        {
            return .missedBudget
        }
        // Never to a wall: two prompts that nobody answered are enough. Never two unasked lines in a row: it may wait
        // until somebody has spoken.
        if room.isUnansweredSince, room.unansweredPrompts >= 2 { return .missedAlone }
        if room.isUnansweredSince, now - room.lastUnasked < .hours(6) { return .missedUnanswered }
        if isRaid(index, at: now) || now - room.lastSanction < .minutes(15) { return .missedBusy }
        if isInConversation(room, at: now) { return .missedBusy }
        return nil
    }

    /// Two people or more, four lines or more, within three minutes.
    private func isInConversation(_ room: RoomRecord, at now: Timestamp) -> Bool {
        let recent = room.speakers.filter { now - $0.at <= .minutes(3) }
        return recent.count >= 4 && Set(recent.map(\.person)).count >= 2
    }

    /// A day or a week is that of the calendar, in the community's zone.
    private func isWithin(_ moment: Timestamp, _ period: Rate.Period, _ now: Timestamp) -> Bool {
        let day = policy.zone.local(now).day
        switch period {
        case .minute, .hour: return now - moment < period.span
        case .day: return policy.zone.local(moment).day == day
        case .week: return (policy.zone.local(moment).day + 3) / 7 == (day + 3) / 7
        }
    }

    private mutating func speak(_ prompt: Prompt, _ index: Int, moment: Timestamp, _ turn: inout Turn) {
        let room = policy.rooms[index].room
        var since = moment
        if case .lull = prompt.moment { since = state.rooms[index].lastSpoke }
        if isSaidNextDoor(index, since: since, at: turn.at) {
            // Heard here already, through the relay.
            var draft = Draft("prompt \(prompt.name)", self, at: turn.at, room: room)
            draft.change(.fired(prompt: prompt.name, room: room, moment: moment, item: nil))
            return take(draft, in: &turn)
        }
        guard let (text, item) = choose(prompt) else {
            passOver(prompt, index, moment: moment, why: .missedAlone, &turn)
            return
        }
        var draft = Draft("prompt \(prompt.name)", self, at: turn.at, room: room)
        draft.change(.fired(prompt: prompt.name, room: room, moment: moment, item: item))
        let line: Utterance
        switch prompt.moment {
        case .at: line = Utterance(text)
        case .lull: line = words(.promptLull, [.prompt: .own(text)], choice: Int(truncatingIfNeeded: chance(1) >> 1))
        }
        draft.say(line, in: room, lane: .prompt, expires: .minutes(10))
        take(draft, in: &turn)
    }

    /// A text of its own, or one of the bank that has not been used since the bank was last exhausted.
    func choose(_ prompt: Prompt) -> (text: String, item: Int32)? {
        if let text = prompt.text { return (text, 0) }
        guard let name = prompt.bank, let bank = policy.banks[name], !bank.items.isEmpty else { return nil }
        let used = state.core.used.first { $0.bank == name }?.items ?? []
        var free = bank.items.indices.filter { !used.contains(Int32($0)) }
        if free.isEmpty { free = Array(bank.items.indices) }
        let item = free[Int(chance(2) % UInt64(free.count))]
        return (bank.items[item], Int32(item))
    }

    /// The next choice, by the database's seed: the same whenever it is asked before something is decided.
    func chance(_ salt: UInt64) -> UInt64 {
        SeededHash.stir(
            state.core.seed &+ (state.core.choices &* 0x9E37_79B9_7F4A_7C15) &+ UInt64(state.core.nextAct.magnitude)
                &+ salt &* 0xD6E8_FEB8_6659_FD93)
    }

    func isQuiet(at now: Timestamp) -> Bool { policy.quiet?.contains(now, in: policy.zone) ?? false }
    func isHushed(at now: Timestamp) -> Bool { (state.core.hushedUntil ?? .distantPast) > now }
    func isPaused(at now: Timestamp) -> Bool { (state.core.pausedUntil ?? .distantPast) > now }
}
