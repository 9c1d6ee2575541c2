// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// The only place where hard state changes by decision.
extension Engine {
    mutating func apply(_ decision: Decision, at now: Timestamp) {
        var isSanction = false
        for act in decision.acts {
            if state.acts[act.id] == nil {
                pledge(act, at: now)
                isSanction = isSanction || act.action.isSanction
            } else if decision.rule == "due" {
                // As it leaves: with what it will set, so that it can be looked for.
                state.acts[act.id] = act
                state.dirty.acts.insert(act.id)
                state.underway.insert(act.id)
            }
            if act.id.epoch == state.epoch { state.core.nextAct = max(state.core.nextAct, act.id.sequence &+ 1) }
        }
        // What moderators ask for is no burden of hers, and each line counts once.
        if !decision.rule.hasPrefix("command"), decision.rule != "due",
            decision.acts.contains(where: { if case .alert = $0.action { true } else { isForTheTeam($0) } })
        {
            state.core.deskTimes.keep(now, since: now - .minutes(1), most: State.deskMost + State.deskReserve)
        }
        // A ban with its kick is one sanction, and so is what is done instead of one that failed.
        if isSanction, !decision.rule.hasPrefix("command"), decision.rule != "failed", !decision.isJoining {
            spendBudget(on: decision, at: now)
        }
        for change in decision.changes { apply(change, at: now) }
        state.dirty.core = true
        state.deadlines.isStale = true
    }

    private mutating func pledge(_ act: OwedAct, at now: Timestamp) {
        state.acts[act.id] = act
        state.dirty.acts.insert(act.id)
        // Two unasked lines never follow one another, be the first still on its way.
        if act.lane > .answer, case .say = act.action, let room = act.room, let index = policy.indexOfRoom[room] {
            state.rooms[index].lastUnasked = now
            state.rooms[index].isUnansweredSince = true
        }
        if act.lane == .answer, let room = act.room, let index = policy.indexOfRoom[room] {
            state.rooms[index].answers.keep(now, since: now - .minutes(1), most: RoomRecord.answersMost)
        }
        if act.lane == .answer, let person = act.target?.person, let number = state.persons.number(of: person) {
            state.persons[number].answers.keep(now, since: now - .minutes(2), most: 8)
            state.persons[number].parley.answer(at: now)
            state.dirty.persons.insert(number)
        }
    }

    private mutating func hold(_ demotion: State.Demotion, at now: Timestamp) {
        state.core.demotions.removeAll { $0.rule == demotion.rule || $0.until <= now }
        state.core.demotions = (state.core.demotions + [demotion]).suffix(State.Core.demotionsMost)
    }

    private mutating func spendBudget(on decision: Decision, at now: Timestamp) {
        let budget = policy.alone.budget
        let since = now - budget.per.span
        let person = decision.person
        if isOfRaid(person, in: decision.room, isHard: decision.verdict.isHard, at: now) {
            return state.core.sanctionTimesRaiders.keep(
                now, since: now - .hours(1), most: max(1, policy.alone.raiders))
        }
        state.core.sanctionTimes.keep(now, since: since, most: max(64, budget.count))
        if let person, let number = state.persons.number(of: person),
            state.persons[number].standing(at: now) != .newcomer
        {
            state.core.sanctionTimesRegulars.keep(now, since: since, most: 64)
        }
    }

    private mutating func apply(_ change: Change, at now: Timestamp) {
        switch change {
        case .greeted(let person, let at):
            edit(person, at: now) { record in
                record.greetedAt = at
                record.isAwaiting = false
            }
            for index in state.rooms.indices
            where state.rooms[index].pendingWelcomes.contains(where: { $0.person == person }) {
                state.rooms[index].pendingWelcomes.removeAll { $0.person == person }
                state.rooms[index].lastWelcome = at
            }
        case .fired(let prompt, let room, let moment, let item): fire(prompt, room, moment, item, at: now)
        case .moved(let prompt, let room, let from, let to):
            let id = SlotID(prompt: prompt, room: room)
            state.slots[id, default: Slot(done: now)].move(from, to: to)
            state.dirty.slots.insert(id)
        case .caseOpened(let new): openCase(new)
        case .caseGrown(let number, let step, let proposed, let verdict, let score, let acts, let lines, let at):
            editCase(number) { found in
                if step.severity > found.step.severity { found.step = step }
                found.proposed = proposed
                found.verdict = verdict
                found.score = score
                found.acts += acts
                found.changedAt = at
                found.add(lines)
            }
        case .caseJudged(let number, let judgement, let by, let at):
            editCase(number) { found in
                found.answerDue = nil
                found.judgement = judgement
                found.judgedBy = by
                found.changedAt = at
                found.proposed = nil
            }
            if state.seconds.removeValue(forKey: number) != nil { state.dirty.seconds.insert(number) }
            if judgement == .undone || judgement == .wrong { state.campaigns.forgive(case: number, at: now) }
            // Who has judged it knows of it.
            state.core.untold.removeAll { $0 == number }
            state.urgent.remove(number)
        case .caseAppealed(let number, let text, let at):
            editCase(number) { found in
                found.appeal(with: text)
                found.changedAt = at
                // Whatever was decided, somebody is to look again.
                if found.judgement == .right || found.judgement == .expired { found.judgement = .open }
            }
        case .sanctioned(let sanction):
            state.sanctions[sanction.act] = sanction
            state.dirty.sanctions.insert(sanction.act)
        case .promised(let act, let notice):
            state.notices[act] = notice
            state.dirty.notices.insert(act)
        case .missed(let number, let act): editCase(number) { $0.acts.removeAll { $0 == act } }
        case .keyed(let number, let first):
            state.seconds[number] = first
            state.dirty.seconds.insert(number)
        case .retiring(let retirement):
            state.retirement = retirement
            state.dirty.retirement = true
            // Nobody is judged any more.
            dropHeld { _ in true }
        case .untold(let number):
            if state.core.untold.count < 1000, !state.core.untold.contains(number) {
                state.core.untold.append(number)
                if state.cases[number]?.isUrgent == true { state.urgent.insert(number) }
            }
        case .braked(let at): state.core.brakedAt = at
        case .demoted(let rule, let until): hold(.init(rule: rule, until: until, isPinned: false), at: now)
        case .pinned(let rule, let until): hold(.init(rule: rule, until: until, isPinned: true), at: now)
        case .told(let numbers, let at):
            state.core.toldAt = at
            let told = Set(numbers)
            state.core.untold.removeAll { told.contains($0) }
            state.urgent.subtract(told)
        case .lifting(let act, let by):
            state.sanctions[act]?.liftedBy = by
            state.dirty.sanctions.insert(act)
        case .lifted(let act): endSanction(act)
        case .revoked(let act, let at):
            guard let until = state.sanctions[act].map({ $0.until ?? .distantFuture }) else { break }
            state.sanctions[act]?.until = min(until, at)
            state.dirty.sanctions.insert(act)
            removeNotice(act)
        case .released(let person, let rule, let until):
            if rule.isEmpty || rule == Duplicate.name || rule == Campaigns.name,
                let number = state.persons.number(of: person)
            {
                state.echoes.forgive(number)
            }
            edit(person, at: now) { record in
                record.releases.removeAll { $0.until <= now || $0.rule == rule }
                record.releases = (record.releases + [.init(rule: rule, until: until)]).suffix(16)
            }
        case .cooled(let person):
            if let number = state.persons.number(of: person) { state.cohorts.cool(number) }
            edit(person, at: now) { record in
                record.heat.cool()
                record.observedHeat.cool()
                record.incident = nil
                record.recent = RecentLines()
            }
        case .trusted(let person, let trust):
            edit(person, at: now) { record in
                record.trustedByHand = trust
                record.trustedUntil = trust == true ? now + PersonRecord.trustLasts : nil
            }
        case .noted(let person, let text, let by, let at):
            edit(person, at: now) { $0.note = .init(text: text, by: by, at: at) }
        case .ranked(let person, let at): edit(person, at: now) { $0.holdRank(at: at) }
        case .claimedOwner(let person, _):
            state.core.claimedOwner = person
            edit(person, at: now) { $0.isDormant = false }
        case .confirmed(let person): edit(person, at: now) { $0.isDormant = false }
        case .hushedMember(let person, let wants): edit(person, at: now) { $0.wantsSilence = wants }
        case .hushed(let until): state.core.hushedUntil = until
        case .paused(let until): state.core.pausedUntil = until
        case .modeSet(let mode, let until):
            state.core.mode = mode
            state.core.modeUntil = until
        case .dropped(let act): drop(act)
        case .ordered(let by, let at):
            state.core.orders.removeAll { at - $0.at > .hours(1) }
            if let by { state.core.orders = (state.core.orders + [.init(by: by, at: at)]).suffix(100) }
        case .called(let person, let at):
            edit(person, at: now) { record in record.calls.keep(at, since: at - .hours(1), most: 8) }
        case .summedUp(let at): state.core.summedUpAt = at
        case .forgotten(let person): forget(person)
        case .forgetting(let person, let due):
            state.core.forgetting.removeAll { $0.person == person }
            guard let due else { break }
            state.core.forgetting.append(.init(person: person, due: due))
            if state.core.forgetting.count > State.Core.forgettingMost { state.core.forgetting[0].due = now }
        case .exported(let person, let at): edit(person, at: now) { $0.exportedAt = at }
        case .passedOver(let prompt, let room, let moment, let why):
            let id = SlotID(prompt: prompt, room: room)
            state.slots[id, default: Slot(done: .distantPast)].missed = .init(moment: moment, at: now, why: why)
            state.dirty.slots.insert(id)
        case .seeded(let seed):
            state.core.seed = seed
            state.core.hostKeys = HostKeys(seed: seed)
        case .digested(let at): state.core.digestedAt = at
        case .answerDue, .answered, .did, .reverted, .askedWhom: applyTeam(change, at: now)
        case .worried, .attended, .cared, .calmed, .calmsTold: applyCare(change, at: now)
        case .list(let room, let change): apply(change, to: room)
        case .taught, .unlearned: applyLearning(change)
        case .campaign, .campaignDropped, .joined: applyCampaign(change, at: now)
        case .held, .waited: applyHeld(change)
        case .disclosed(let room, let key, let act, let at):
            guard let index = policy.indexOfRoom[room] else { break }
            setDisclosure(Disclosure(key: key, act: act, at: at), of: .reader, in: index)
        case .disclosedLists(let room, let key, let act, let at):
            guard let index = policy.indexOfRoom[room] else { break }
            setDisclosure(Disclosure(key: key, act: act, at: at), of: .lists, in: index)
        case .hostList(let name, let isOff):
            state.hostLists.off.removeAll { $0 == name }
            if isOff { state.hostLists.off.append(name) }
            state.dirty.hostLists = true
        case .raid(let raid, let arrived):
            state.core.nextCase = max(state.core.nextCase, raid.number &+ 1)
            for person in arrived { edit(person, at: now) { $0.raid = raid.number } }
            if let index = policy.indexOfRoom[raid.room] { state.rooms[index].take(raid, at: now) }
        case .poll(let change): apply(change)
        case .amends(let person, let owed): setAmends(owed, of: person)
        case .withheld(let desk, let number, let isTold): noteWithheld(number, at: desk, isTold: isTold, now)
        }
    }

    mutating func edit(_ person: PersonID, at now: Timestamp, _ body: (inout PersonRecord) -> Void) {
        let number: Int32
        if let known = state.persons.number(of: person) {
            number = known
        } else {
            number = state.persons.add(PersonRecord(id: person, name: PeerText(""), firstSeen: now, lastSeen: now))
        }
        body(&state.persons[number])
        state.dirty.persons.insert(number)
    }

    private mutating func openCase(_ new: Case) {
        state.cases[new.number] = new
        state.core.nextCase = max(state.core.nextCase, new.number &+ 1)
        if !new.accusesNobody { state.latestCase[new.person] = new.number }
        if new.proposed != nil { state.proposals.insert(new.number) }
        if new.answerDue != nil { state.waiting.insert(new.number) }
        state.dirty.cases.insert(new.number)
        if new.step.isSanction, !new.isCall { noteEvidence(against: new.person, in: new.room, at: new.openedAt) }
        // Kept a year at most, and 10,000: the oldest that are settled go.
        guard state.cases.count > State.casesKept else { return }
        for number in state.cases.keys.sorted().prefix(State.casesKept / 10)
        where state.proposals.contains(number) == false {
            dropCase(number)
        }
    }

    mutating func dropCase(_ number: Int32) {
        guard let gone = state.cases.removeValue(forKey: number) else { return }
        for target in gone.targets where state.latestCase[target.person] == number {
            state.latestCase[target.person] = nil
        }
        state.proposals.remove(number)
        state.waiting.remove(number)
        if state.seconds.removeValue(forKey: number) != nil { state.dirty.seconds.insert(number) }
        if state.core.untold.contains(number) {
            state.core.untold.removeAll { $0 == number }
            state.urgent.remove(number)
            state.dirty.core = true
        }
        state.dirty.cases.insert(number)
    }

    mutating func editCase(_ number: Int32, _ body: (inout Case) -> Void) {
        guard var found = state.cases[number] else { return }
        body(&found)
        state.cases[number] = found
        if found.answerDue != nil { state.waiting.insert(number) } else { state.waiting.remove(number) }
        if state.cases[number]?.proposed != nil {
            state.proposals.insert(number)
        } else {
            state.proposals.remove(number)
        }
        state.dirty.cases.insert(number)
    }

    mutating func endSanction(_ act: ActID) {
        guard let ended = state.sanctions.removeValue(forKey: act) else { return }
        if let until = ended.until, until <= state.core.now, let found = state.cases[ended.caseNumber] {
            // One act may lift several marks of a case, in no order: the last of their ends counts.
            state.cases[ended.caseNumber]?.endedAt = max(until, found.endedAt ?? until)
            state.dirty.cases.insert(ended.caseNumber)
        }
        state.dirty.sanctions.insert(act)
        state.deadlines.isStale = true
    }

    mutating func removeAct(_ act: ActID) {
        guard let gone = state.acts.removeValue(forKey: act) else { return }
        state.dirty.acts.insert(act)
        state.underway.remove(act)
        settleDisclosure(gone, wasHeard: false)
        removeNotice(act)
    }

    private mutating func removeNotice(_ act: ActID) {
        if state.notices.removeValue(forKey: act) != nil { state.dirty.notices.insert(act) }
    }

    private mutating func forget(_ person: PersonID) {
        state.core.forgetting.removeAll { $0.person == person }
        state.former.forget(person)
        forgetLessons(of: person)
        forgetVotes(of: person)
        dropHeld { $0.person == person }
        guard let number = state.persons.number(of: person) else { return }
        // What protects others stays until it ends: sanctions and heat, without the rest.
        let record = state.persons[number]
        var kept = PersonRecord(id: person, name: PeerText(""), firstSeen: record.firstSeen, lastSeen: record.lastSeen)
        kept.heat = record.heat
        kept.observedHeat = record.observedHeat
        kept.greetedAt = record.greetedAt
        kept.wantsSilence = record.wantsSilence
        // Nor what keeps somebody from asking without end.
        kept.calls = record.calls
        kept.answers = record.answers
        kept.arrivals = record.arrivals
        kept.exportedAt = record.exportedAt
        kept.isDormant = record.isDormant
        kept.incident = record.incident
        kept.recent = record.recent
        kept.raid = record.raid
        kept.wokeAt = record.wokeAt
        kept.rankedSince = record.rankedSince
        if record.trustedByHand == false { kept.trustedByHand = false }
        kept.dropEmptyParts()
        state.persons.setHost(0, of: number)
        state.persons[number] = kept
        state.dirty.persons.insert(number)
        setAmends(nil, of: person)
        state.core.worries.removeAll { $0.person == person }
        state.core.deeds.removeAll { $0.trusted == person }
        state.campaigns.erase(person)
        for found in state.cases.values where found.person == person && found.isCare { dropCase(found.number) }
        for found in state.cases.values where found.also.contains(where: { $0.target.person == person }) {
            editCase(found.number) { $0.erase(person) }
        }
        let standing = Set(state.sanctions.values.map(\.caseNumber))
        for found in state.cases.values where found.person == person && !standing.contains(found.number) {
            state.cases[found.number]?.lines = []
            state.cases[found.number]?.appeal = nil
            state.dirty.cases.insert(found.number)
        }
    }

    private mutating func fire(_ prompt: String, _ room: RoomID, _ moment: Timestamp, _ item: Int32?, at now: Timestamp)
    {
        let id = SlotID(prompt: prompt, room: room)
        state.slots[id, default: Slot(done: .distantPast)].settle(moment, at: now)
        state.dirty.slots.insert(id)
        guard let item else { return }
        if let bank = policy.prompts.first(where: { $0.name == prompt })?.bank { use(item, of: bank) }
        if let index = policy.indexOfRoom[room] {
            state.rooms[index].promptTimes.keep(now, since: now - .days(8), most: 64)
        }
        state.core.choices &+= 1
    }

    private mutating func use(_ item: Int32, of bank: String) {
        let size = policy.banks[bank]?.items.count ?? 0
        if let place = state.core.used.firstIndex(where: { $0.bank == bank }) {
            // A file that has become shorter: what it no longer holds is not used up.
            state.core.used[place].items.removeAll { $0 >= size || $0 == item }
            state.core.used[place].items.append(item)
            // Exhausted: all may come again, but not the one just said.
            if state.core.used[place].items.count >= size { state.core.used[place].items = [item] }
        } else {
            state.core.used.append(State.BankUse(bank: bank, items: [item]))
        }
    }
}
