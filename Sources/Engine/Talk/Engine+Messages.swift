// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Language

/// The soft half of a message: what is remembered of it, and what the detectors say.
extension Engine {
    mutating func observeMessage(_ message: Message, _ turn: inout Turn) {
        if turn.event.facts?.isSelf == true { return }
        identify(&turn)
        guard let number = turn.person else { return }
        turn.standing = state.persons.standing(of: number, at: turn.at)
        if !state.persons.isPlain(number), let answered = state.persons[number].answers.last,
            turn.at - answered <= Parley.sameWithin
        {
            let hash = SeededHash.of(message.text.raw.utf8, seed: policy.textSeed)
            state.persons[number].parley.hear(hash, answeredAt: answered, at: turn.at)
        }
        guard let index = turn.room, !message.isPlayback else {
            state.persons[number].lastSeen = turn.at
            return
        }
        turn.lull = turn.at - state.rooms[index].lastSpoke
        if message.isWordless, message.carrier == .message { return count(message, by: number, in: index, &turn) }
        let isRelay = !policy.relaySet.isEmpty && policy.relaySet.contains(state.persons[number].id)
        if isRelay { return hearRelay(message, number, in: index, &turn) }
        switch message.carrier {
        case .name:
            if let facts = turn.event.facts { hearLabel(message.text, facts, in: index, &turn) }
        case .away, .realname: inspect(message, by: number, in: index, &turn)
        case .knock: hearKnock(message, by: number, in: index, &turn)
        case .message, .action, .notice, .statusMessage, .topic, .part, .quit, .ctcp:
            inspect(message, by: number, in: index, &turn)
            return remember(message, by: number, in: index, turn)
        }
        state.persons[number].lastSeen = turn.at
    }

    /// - Parameter read: the message's text, where it was read already.
    mutating func inspect(
        _ message: Message, as read: TextView? = nil, by number: Int32, in index: Int, _ turn: inout Turn
    ) {
        let carried = turn.carried == nil ? carried(message, by: number, turn.standing) : nil
        let view = read ?? TextView(carried.map { PeerText($0.text) } ?? message.text, seed: policy.textSeed)
        let named = named(in: message, view, in: index, &turn)
        let mentions = turn.mentions
        // What a relay brings, be it trusted, is not its own.
        let isHeeded =
            carried == nil
            && (turn.standing == .trusted || turn.standing == .regular && self.isHeeded(number)
                || turn.carried == nil && turn.event.facts?.rank.isModerator == true
                || isOfTheTeam(number))
        let isRegular = turn.standing != .newcomer || isHeeded
        let copy = policy.relaySet.isEmpty ? nil : noteHeard(view, by: number, in: index, turn)
        if !named.isEmpty, isRegular, message.edits == nil {
            countAnswers(named, by: number, in: index, at: turn.at)
        }
        // What is said beside its addresses.
        let said = view.links.isEmpty ? nil : view.besideLinks(seed: policy.textSeed)
        fileLine(
            view, beside: said, by: number, message,
            isAnswer: isAnswering(number, turn.standing, in: index, at: turn.at),
            addressee: carried.map { CarriedLine.mark(of: $0, seed: policy.textSeed) }
                ?? (isHeeded ? addressee(of: message.text.raw, named, in: index, at: turn.at) : 0), at: turn.at)
        if !named.isEmpty {
            state.persons[number].recent.call(named, at: turn.at)
            state.rooms[index].note(called: named, by: number, at: turn.at)
        }
        if message.kind != .words { noteMedia(message, by: number, at: turn.at, &turn) }
        hearFirstLine(view.skeleton, length: Int(view.features.substance), by: number, in: index, &turn)
        let isQuote = turn.carried == nil && !isRegular && isQuotation(view, by: number, in: index)
        let marks =
            !isQuote && (isHeeded || !isRegular) && message.carrier.isEchoed ? marks(of: view, in: index) : []
        let echoes =
            isQuote || !message.carrier.isEchoed
            ? .none
            : echoes(
                of: view, marks, by: number, isRegular: isRegular, isHeeded: isHeeded, isCarried: carried != nil,
                copy: copy,
                at: turn.at)
        // Whom an unnamed bridge carries is not one of them. Looked at before the line takes the mark from strangers.
        let homes =
            isRegular && carried == nil && !view.links.isEmpty && message.carrier.isTalk
            ? homes(in: message, view, echoes, at: turn.at) : []
        // What a relay brings was said elsewhere: it is in nobody's mouth here.
        var campaign: CampaignTable.Sighting?
        if turn.carried == nil, !isQuote {
            if !marks.isEmpty {
                campaign = noteMarks(
                    marks, view, beside: said, by: number, in: index, named: named, isRegular: isRegular,
                    isHeeded: isHeeded, &turn)
            }
            if !isRegular, message.carrier.isTalk,
                view.features.words <= 1 || !state.persons[number].recent.pieces.isEmpty
            {
                campaign = noteJoined(view, by: number, in: index, &turn) ?? campaign
            }
        }
        let (levels, taught) = opinion(of: message, in: index)
        turn.levels = levels
        if isSheltered(view, by: number, message.carrier, &turn) { return }
        if message.carrier.isTalk { noteExchange(view, by: number, in: index, &turn) }
        let look = Look(
            view: view, carrier: message.carrier, standing: turn.standing, recent: state.persons[number].recent,
            echoes: echoes, isCarried: carried != nil, mentions: mentions, levels: levels, taught: taught,
            campaign: campaign,
            leadsHome: turn.standing == .newcomer && view.links.count > 1 && leadsHome(view, at: turn.at),
            showsHome: echoes.others > 0 && showsHome(view, beside: said, marks, in: index, at: turn.at),
            kind: message.kind)
        var signals: [Signal] = []
        withoutCopies(policy.rooms[index].detectors) { detectors in
            for place in detectors.indices {
                if let signal = detectors[place].inspect(look) { signals.append(signal) }
            }
        }
        // What something speaks against, a list of domains say, brings nothing home.
        if signals.isEmpty, !homes.isEmpty { noteHomes(homes, at: turn.at) }
        if !policy.rooms[index].rules.isEmpty { turn.view = view }
        if isAskedFor(message, view, by: number, isRegular: isRegular, in: index, turn) {
            signals.removeAll { ProgramOrders.spared.contains($0.name) }
        }
        turn.isWave = carried != nil && signals.contains { $0.reason.key == Duplicate.waveReason }
        if !signals.isEmpty { weigh(signals, by: number, in: index, &turn) }
        if policy.looksUp, message.carrier.isTalk, !message.isPrivate { wonderWhence(number, in: index, turn) }
        if policy.asksOutside { wonder(about: message, signals, by: number, in: index, turn) }
    }

    /// Who of those here is called by name; how many are called in all stands in `turn.mentions`.
    private func named(in message: Message, _ view: TextView, in index: Int, _ turn: inout Turn) -> [UInt64] {
        var named: [UInt64] = []
        if view.features.words >= 2 {
            let names = state.rooms[index].names
            turn.mentions = Int32(
                Mentions.count(in: message.text, seed: policy.textSeed) { hash in
                    guard names.contains(hash) else { return false }
                    named.append(hash)
                    return true
                })
        }
        // Clients ping whom the words do not name, and name whom they do not ping (THREATS D8).
        if message.pings > 0 { turn.mentions = max(turn.mentions, Int32(message.pings)) }
        return named
    }

    /// What others said like it, with which it is filed: the whole line, or what stands beside an address of it.
    private mutating func echoes(
        of view: TextView, _ marks: [Mark], by number: Int32, isRegular: Bool, isHeeded: Bool, isCarried: Bool,
        copy: Int32?, at now: Timestamp
    ) -> Echoes {
        guard view.features.substance >= EchoIndex.shortest, let line = state.persons[number].recent.lines.last,
            !line.isListLike, !line.isPrinted
        else { return .none }
        let whole = state.echoes.file(
            view.shingles, skeleton: view.skeleton, features: view.features,
            person: isCarried ? Int32(line.addressee) : number, isRegular: isRegular && !isCarried, isHeeded: isHeeded,
            carrier: isCarried ? number : nil, copy: copy, at: now)
        if marks.isEmpty { return whole }
        let beside = echoesBeside(marks, view, by: number, isRegular: isRegular, isHeeded: isHeeded, at: now)
        return !whole.isFromRegular && (beside.isFromRegular || beside.others > whole.others) ? beside : whole
    }

    /// What the model thinks of what the author says himself: quotes and code are not his.
    private mutating func opinion(of message: Message, in index: Int) -> (levels: Levels, taught: Int32) {
        guard let model = policy.model, reader != nil else { return (Levels(), 0) }
        if state.lessons.isStale { relearn() }
        guard let reading = reader?.read(OwnWords.of(message.text.raw)) else { return (Levels(), 0) }
        var levels = model.levels(reading, policy.rooms[index].profile)
        // What two moderators called right is not held against anybody by the model.
        if reading.taught <= -Self.taughtEnough { levels.spare() }
        return (levels, reading.taught)
    }

    /// A regular or a moderator names somebody who spoke lately: that one has been answered.
    private mutating func countAnswers(_ named: [UInt64], by number: Int32, in index: Int, at now: Timestamp) {
        var counted: [Int32] = [number]
        for speech in state.rooms[index].speakers
        where now - speech.at <= .minutes(10) && !counted.contains(speech.person) {
            counted.append(speech.person)
            guard named.contains(policy.nameHash(state.persons[speech.person].name)) else { continue }
            state.persons[speech.person].answered = min(state.persons[speech.person].answered, .max - 1) + 1
            vouch(for: speech.person, by: number)
            state.dirty.persons.insert(speech.person)
        }
    }

    /// Adds up what was seen with what stayed of before.
    mutating func weigh(_ signals: [Signal], by number: Int32, in index: Int, _ turn: inout Turn) {
        let scale = policy.rooms[index].scale
        // What a moderator released from counts for nothing, neither now nor later: nobody hides other evidence behind
        // it, and nobody is judged harder for it (THREATS S8).
        let releases = state.persons[number].releases
        let counted =
            releases.isEmpty
            ? signals
            : signals.filter { signal in !releases.contains { $0.until > turn.at && $0.rule == signal.name } }
        turn.verdict = scale.verdict(policy.looksUp ? withLists(counted, of: number, in: index, turn) : counted)
        guard turn.verdict.score > 0 else { return }
        let isObserving = mode(in: index, at: turn.at) == .observe
        let halfLife = scale.halfLife
        var record = state.persons[number]
        let before = record.incident.flatMap { turn.at - $0.lastAt <= Incident.gap ? $0.peak : nil } ?? 0
        // One incident counts once, by its hardest moment; it becomes heat when the next one begins.
        if let incident = record.incident, turn.at - incident.lastAt <= Incident.gap {
            record.incident = Incident(
                startedAt: incident.startedAt, lastAt: turn.at, peak: max(incident.peak, turn.verdict.score),
                wasObserved: isObserving)
        } else {
            if let last = record.incident {
                // Nobody was told of what was worth a note alone: it weighs half of what was.
                let left = last.peak / (last.peak < policy.leastWord ? 4 : 2)
                if last.wasObserved {
                    record.observedHeat.add(left, at: last.lastAt, halfLife: halfLife)
                } else {
                    record.heat.add(left, at: last.lastAt, halfLife: halfLife)
                }
            }
            record.incident = Incident(
                startedAt: turn.at, lastAt: turn.at, peak: turn.verdict.score, wasObserved: isObserving)
        }
        let heat = (isObserving ? record.observedHeat : record.heat).level(at: turn.at, halfLife: halfLife)
        turn.score = turn.verdict.score + heat
        state.persons[number] = record
        if isObserving { return }
        warm(number, by: turn.verdict.score - before, in: index, &turn)
        if let floor = floorOfReturner(number, in: index, turn) { turn.score = max(turn.score, floor) }
    }

    mutating func inspectArrival(_ turn: inout Turn) {
        guard let number = turn.person, let index = turn.room else { return }
        var look = ArrivalLook(at: turn.at, standing: turn.standing, arrivals: state.persons[number].arrivals)
        if turn.standing == .newcomer, let facts = turn.event.facts {
            look.clones = countClones(facts, number, in: index, at: turn.at)
        }
        // Of this room: on Matrix each may have another.
        let name = turn.event.facts?.name ?? state.persons[number].name
        var signals = lookAtName(name, changes: [], in: index, &turn)
        for detector in policy.rooms[index].detectors {
            if let signal = detector.inspect(arrival: look) { signals.append(signal) }
        }
        if !signals.isEmpty { weigh(signals, by: number, in: index, &turn) }
    }

    /// Counts, the talk of the room, who answered whom.
    mutating func remember(_ message: Message, by number: Int32, in index: Int, _ turn: Turn) {
        let now = turn.at
        state.persons[number].lastSeen = now
        state.persons[number].speak(at: now)
        // A line that deserved a word or more earns no trust (FIELD rule 28).
        let isAtFault = turn.verdict.isHard && turn.verdict.score >= policy.rooms[index].scale.thresholds.word
        if !isAtFault, message.edits == nil, state.persons[number].messages < .max {
            state.persons[number].messages += 1
        }
        state.dirty.persons.insert(number)
        // A silence is over: the next one is counted from here.
        if state.rooms[index].isUnansweredSince || turn.lull >= .minutes(1) { state.deadlines.isStale = true }
        state.rooms[index].lastSpoke = now
        state.rooms[index].isUnansweredSince = false
        state.rooms[index].unansweredPrompts = 0
        state.rooms[index].countHour(of: now, policy.zone)
        if state.rooms[index].speakers.count >= RoomRecord.speakersKept { state.rooms[index].speakers.removeFirst() }
        state.rooms[index].speakers.append(.init(person: number, at: now))
        if !state.rooms[index].pendingWelcomes.isEmpty {
            hearGreeting(message, by: number, in: index, isToOthers: turn.mentions > 0)
        }
    }
}

/// A detector that cannot be copied: copying twenty for every message counts as many references up and down.
private struct LentDetector: ~Copyable {
    private let detector: any Detector
    borrowing func inspect(_ look: borrowing Look) -> Signal? { detector.inspect(look) }
}

/// The detectors in place. `LentDetector` has the one field, and so the layout, of what it stands for.
private func withoutCopies(_ detectors: [any Detector], _ body: (UnsafeBufferPointer<LentDetector>) -> Void) {
    detectors.withUnsafeBufferPointer { $0.withMemoryRebound(to: LentDetector.self, body) }
}

extension Message.Carrier {
    /// Programs leave, and are away, with the same words in many hands: what others say there is no evidence.
    fileprivate var isEchoed: Bool {
        switch self {
        case .message, .action, .notice, .statusMessage, .topic, .ctcp: true
        case .part, .quit, .name, .away, .realname, .knock: false
        }
    }
}

extension TextView {
    /// Hash of the words that hold no digit, in their order; zero when there are none.
    var wording: UInt64 {
        var hash: UInt64 = 0
        folded.withUnsafeBufferPointer { bytes in
            for word in words {
                var hasDigit = false
                for i in Int(word.start)..<Int(word.start) + Int(word.length) where bytes[i] >= 0x30 && bytes[i] <= 0x39
                {
                    hasDigit = true
                    break
                }
                if !hasDigit { hash = (hash ^ word.hash) &* 0x9E37_79B9_7F4A_7C15 }
            }
        }
        return hash
    }

    var linkHash: UInt64 {
        var hash: UInt64 = 0
        for link in links {
            if let domain = link.domain { hash ^= SeededHash.of(domain.name.bytes, seed: 1) } else { hash ^= 1 }
        }
        return hash == 0 && !links.isEmpty ? 1 : hash
    }

    /// Of its addresses with all that follows the host; zero for none.
    var addressHash: UInt64 {
        if links.isEmpty { return 0 }
        var hash: UInt64 = 0
        withPlain { bytes in
            for word in bytes.split(separator: 0x20) where word.contains(0x2E) && word.contains(0x2F) {
                hash ^= SeededHash.of(word, seed: 1)
            }
        }
        return hash
    }
}

extension RoomRecord {
    /// Counts a line in its hour of the local day; each new day halves what was counted.
    mutating func countHour(of now: Timestamp, _ zone: Zone) {
        let local = zone.local(now)
        if local.day != hoursDay {
            for hour in hours.indices { hours[hour] /= 2 }
            hoursDay = local.day
        }
        let hour = local.minuteOfDay / 60
        if hours.indices.contains(hour), hours[hour] < 1_000_000 { hours[hour] += 4 }
    }
}
