// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// The second half of a turn: what is decided.
extension Engine {
    mutating func decide(_ turn: inout Turn) {
        if state.retirement != nil { return decideRetiring(&turn) }
        hold(&turn)
        switch turn.event.kind {
        case .said(let message):
            watchDoor(&turn)
            decideMessage(message, &turn)
        case .joined, .left, .renamed, .topic:
            watchDoor(&turn)
            tellAlikes(&turn)
            if turn.verdict.score > 0 || turn.view != nil { judge(&turn) }
            if case .joined = turn.event.kind {
                meetLists(&turn)
                meetAmends(&turn)
            }
        case .listed: decideListing(&turn)
        case .synced:
            tellAlikes(&turn)
            meetLists(&turn)
        case .reloaded: leaveLists(&turn)
        case .ticked: wake(&turn)
        case .due(let id, let reach): decideDue(id, reach, &turn)
        case .performed(let id, _): decidePerformed(id, &turn)
        case .failed(let id, let error): decideFailed(id, error, &turn)
        case .expired(let id, let why): decideExpired(id, why, &turn)
        case .sanctioned(let observed): decideObserved(observed, &turn)
        case .capability: tellCapabilities(&turn)
        case .invited: declineInvitation(&turn)
        case .commanded(let by, let text): obey(operator: by, text, &turn)
        case .opened(let seed):
            var draft = Draft("opened", self, at: turn.at)
            draft.change(.seeded(seed))
            take(draft, in: &turn)
        case .forgotten(let person):
            var draft = Draft("forget", self, at: turn.at, person: person)
            draft.change(.forgotten(person))
            take(draft, in: &turn)
        case .clockStepped(let step): tellClock(step, &turn)
        case .claimed(let claim): decideClaim(claim, &turn)
        case .voted(let vote): decideVoted(vote, &turn)
        case .barred(let bar): tellBar(bar, &turn)
        case .unidentified(let network, let why): tellUnidentified(why, on: network, &turn)
        case .unclear(let among): decideUnclear(among, &turn)
        case .opined: decideOpinion(&turn)
        case .lookedUp(let lookup): decideLookup(lookup, &turn)
        case .identified:
            tellAlikes(&turn)
            meetAmends(&turn)
        case .ranked: tellAlikes(&turn)
        case .connected, .disconnected, .moved, .split: break
        }
        if state.deadlines.isStale { refreshDeadlines(isLook: turn.event.kind == .ticked) }
    }

    private mutating func decideMessage(_ message: Message, _ turn: inout Turn) {
        guard let facts = turn.event.facts, !facts.isSelf, !message.isPlayback else { return }
        // What is asked of her in a room is read by the room too: it is judged like all else.
        let isHeard = !message.isWordless && listen(to: message, &turn)
        if isHeard, turn.event.room.map({ policy.deskSet.contains($0) }) ?? false { return }
        if let distress = turn.distress { tend(distress, message, &turn) }
        if turn.isHeated { calmDown(&turn) }
        guard turn.room != nil, turn.verdict.score > 0 || turn.view != nil else { return }
        judge(&turn)
    }

    /// What is to be done because time has passed.
    mutating func wake(_ turn: inout Turn) {
        endOrders(&turn)
        endRaids(&turn)
        liftEnded(&turn)
        judgeHeld(&turn)
        forgetWhoAsked(&turn)
        lapseCases(&turn)
        remindOfAnswers(&turn)
        greetWaiting(&turn)
        promptIfTime(&turn)
        endPolls(&turn)
        tellObserved(&turn)
        tellWithheld(&turn)
        tellCapabilities(&turn)
        tellAlikes(&turn)
        careAlone(&turn)
        disclose(&turn)
        measureCalm(&turn)
        publishDigest(&turn)
        sumUp(&turn)
        state.deadlines.lookedAt = turn.at
        state.deadlines.isStale = true
    }

    /// Puts the one moment to be woken at together, from minima that are kept until their tables change.
    /// `isLook`: all that is due was just looked at.
    mutating func refreshDeadlines(isLook: Bool = false) {
        let now = state.core.now
        var due = Deadlines.Minimum.fresh
        func consider(_ moment: Timestamp?) { due.consider(moment, at: now) }
        refreshMinima(at: now)
        due.consider(state.deadlines.moments)
        due.consider(state.deadlines.sanctions)
        due.consider(state.deadlines.rooms)
        // Looked at again every ten minutes while something speaks against it.
        if state.deadlines.hasLull { consider(now + .minutes(10)) }
        for number in state.proposals {
            if let found = state.cases[number] { consider(lapse(of: found)) }
        }
        for number in state.waiting { consider(state.cases[number]?.answerDue) }
        if let until = state.core.hushedUntil { consider(until) }
        if let until = state.core.pausedUntil { consider(until) }
        if let until = state.core.modeUntil { consider(until) }
        consider(untoldDue)
        consider(withheldDue)
        if state.retirement == nil { consider(state.held.lazy.map(\.due).min()) }
        consider(state.core.forgetting.lazy.map(\.due).min())
        consider(state.core.worries.lazy.compactMap(\.due).min())
        consider(calmDue)
        consider(digestDue)
        if !state.polls.isEmpty { considerPolls(consider) }
        consider(disclosureDue)
        if let next = summingUpDue { consider(next) }
        if state.retirement != nil { consider(now + .minutes(1)) }
        var earliest = due.moment
        if let overdue = due.overdue {
            // Fallen due since the last look: at once. Due before it, and not done: at the next look, never in a busy
            // loop.
            let looked = state.deadlines.lookedAt
            let again = overdue >= looked && !isLook ? now : max(now, looked + Deadlines.patience)
            earliest = min(earliest ?? again, again)
        }
        state.deadlines.earliest = earliest
        state.deadlines.isStale = false
    }
}
