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
        case .away, .realname, .knock: inspect(message, by: number, in: index, &turn)
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
        let view = read ?? TextView(message.text, seed: policy.textSeed)
        let names = state.rooms[index].names
        var named: [UInt64] = []
        if view.features.words >= 2 {
            turn.mentions = Int32(
                Mentions.count(in: message.text, seed: policy.textSeed) { hash in
                    guard names.contains(hash) else { return false }
                    named.append(hash)
                    return true
                })
        }
        // Clients ping whom the words do not name, and name whom they do not ping (THREATS D8).
        if message.pings > 0 { turn.mentions = max(turn.mentions, Int32(message.pings)) }
        let mentions = turn.mentions
        let isHeeded =
            turn.standing == .trusted || turn.standing == .regular && self.isHeeded(number)
            || turn.carried == nil && turn.event.facts?.rank.isModerator == true
            || isOfTheTeam(number)
        let isRegular = turn.standing != .newcomer || isHeeded
        let copy = policy.relaySet.isEmpty ? nil : noteHeard(view, by: number, in: index, turn)
        if !named.isEmpty, isRegular, message.edits == nil {
            countAnswers(named, by: number, in: index, at: turn.at)
        }
        fileLine(
            view, by: number, message, isAnswer: isAnswering(number, turn.standing, in: index, at: turn.at),
            addressee: isHeeded ? addressee(of: message.text.raw, named, in: index, at: turn.at) : 0, at: turn.at)
        if !named.isEmpty {
            state.persons[number].recent.call(named, at: turn.at)
            state.rooms[index].note(called: named, by: number, at: turn.at)
        }
        if message.kind != .words { noteMedia(message, by: number, at: turn.at, &turn) }
        hearFirstLine(view.skeleton, length: Int(view.features.substance), by: number, in: index, &turn)
        var echoes = Echoes.none
        let isQuote = turn.carried == nil && !isRegular && isQuotation(view, by: number, in: index)
        let marks =
            !isQuote && (isHeeded || !isRegular) && message.carrier.isEchoed ? marks(of: view, in: index) : []
        if !isQuote, message.carrier.isEchoed, view.features.substance >= EchoIndex.shortest,
            state.persons[number].recent.lines.last?.isListLike == false
        {
            echoes = state.echoes.file(
                view.shingles, skeleton: view.skeleton, features: view.features, person: number,
                isRegular: isRegular, isHeeded: isHeeded, copy: copy, at: turn.at)
            if !marks.isEmpty {
                let beside = echoesBeside(
                    marks, view, by: number, isRegular: isRegular, isHeeded: isHeeded, at: turn.at)
                if !echoes.isFromRegular, beside.isFromRegular || beside.others > echoes.others { echoes = beside }
            }
        }
        // What a relay brings was said elsewhere: it is in nobody's mouth here.
        let isHere = turn.carried == nil && !isQuote
        var campaign =
            isHere && !marks.isEmpty
            ? noteMarks(
                marks, view, by: number, in: index, named: named, isRegular: isRegular, isHeeded: isHeeded, &turn) : nil
        if isHere, !isRegular, message.carrier.isTalk,
            view.features.words <= 1 || !state.persons[number].recent.pieces.isEmpty
        {
            campaign = noteJoined(view, by: number, in: index, &turn) ?? campaign
        }
        let (levels, taught) = opinion(of: message, in: index)
        turn.levels = levels
        if isSheltered(view, by: number, message.carrier, &turn) { return }
        if message.carrier.isTalk { noteExchange(view, by: number, in: index, &turn) }
        let look = Look(
            view: view, carrier: message.carrier, standing: turn.standing, recent: state.persons[number].recent,
            echoes: echoes, mentions: mentions, levels: levels, taught: taught, campaign: campaign,
            kind: message.kind)
        var signals: [Signal] = []
        withoutCopies(policy.rooms[index].detectors) { detectors in
            for place in detectors.indices {
                if let signal = detectors[place].inspect(look) { signals.append(signal) }
            }
        }
        if !policy.rooms[index].rules.isEmpty { turn.view = view }
        if isAskedFor(message, view, by: number, isRegular: isRegular, in: index, turn) {
            signals.removeAll { ProgramOrders.spared.contains($0.name) }
        }
        if !signals.isEmpty { weigh(signals, by: number, in: index, &turn) }
        if policy.looksUp, message.carrier.isTalk, !message.isPrivate { wonderWhence(number, in: index, turn) }
        if policy.asksOutside { wonder(about: message, signals, by: number, in: index, turn) }
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

    private mutating func fileLine(
        _ view: TextView, by number: Int32, _ message: Message, isAnswer: Bool, addressee: UInt16, at now: Timestamp
    ) {
        let mark = message.mark
        // An edit stands in the place of the line it edits: it is that line, said otherwise.
        let edited = message.edits == nil ? nil : state.persons[number].recent.takeOut(mark)
        let edits = edited.map { now - $0.at <= Self.editGap ? min($0.edits, .max - 1) + 1 : 1 } ?? 0
        let shape = LineShape(view)
        let lines = state.persons[number].recent.lines
        let previous = lines.last.flatMap { now - $0.at <= Self.pasteGap ? $0 : nil }
        let wording = view.wording
        // Numbering the same words does not make a list of them.
        let isSame = previous.map { $0.wording == wording && wording != 0 || $0.skeleton == view.skeleton } ?? false
        let beforePrevious = previous == nil || lines.count < 2 ? nil : lines[lines.count - 2].shape
        let isListLike =
            !isSame && ListLike.isListLike(shape, after: previous?.shape, and: beforePrevious)
        let isNew = !lines.suffix(10).contains { line in
            line.skeleton == view.skeleton || wording != 0 && line.wording == wording
                || !isListLike && line.shingles.isNearDuplicate(of: view.shingles)
        }
        // Rows that differ in their numbers were printed together.
        let isPrinted =
            !isNew && previous != nil && view.features.digits >= 3 && view.links.isEmpty
            && !lines.suffix(10).contains { $0.skeleton == view.skeleton } && Duplicate.isPrinted(view)
        letOldLinesGo(at: now)
        state.persons[number].recent.add(
            RecentLines.Line(
                number: state.lines.add(number, at: now), at: now, bytes: Int32(clamping: view.text.raw.utf8.count),
                skeleton: view.skeleton,
                shingles: view.shingles, shape: shape, isListLike: isListLike,
                continuesPaste: previous != nil && (isNew || isListLike || isPrinted), links: view.linkHash,
                wording: wording,
                carrier: message.carrier, isDrawn: view.features.isDrawn, mark: mark, kind: message.kind,
                edits: edits, isAnswer: isAnswer, addressee: addressee))
        if policy.looksAcrossLines { state.persons[number].recent.keepEnd(of: view.text, mark: mark, at: now) }
    }

    /// Somebody else has just called this regular by name: who is baited answers fast (THREATS A10). Newcomers could call
    /// one another.
    private func isAnswering(_ number: Int32, _ standing: Standing, in index: Int, at now: Timestamp) -> Bool {
        guard !state.rooms[index].called.isEmpty, standing != .newcomer else { return false }
        let name = policy.nameHash(state.persons[number].name)
        return state.rooms[index].called.contains {
            $0.name == name && $0.by != number && now - $0.at <= RoomRecord.calledLast
        }
    }

    /// Whom a line begins with, if that one has just spoken here: people are told one after another what all have to know.
    private func addressee(of text: String, _ named: [UInt64], in index: Int, at now: Timestamp) -> UInt16 {
        guard let first = named.first else { return 0 }
        let word = text.utf8.prefix { $0 != 0x20 && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: ",") }
        guard Mentions.key(of: word, seed: policy.textSeed) == first,
            state.rooms[index].speakers.contains(where: {
                now - $0.at <= .minutes(1) && policy.nameHash(state.persons[$0.person].name) == first
            })
        else { return 0 }
        return max(1, UInt16(truncatingIfNeeded: first))
    }

    /// Two for one: what was said by those who fell silent goes too.
    mutating func letOldLinesGo(at now: Timestamp) {
        for _ in 1...2 {
            guard let old = state.lines.expired(at: now) else { break }
            state.persons[old.person].recent.drop(old.number)
        }
    }

    /// Edits of a line that follow one another within this time are made to be seen.
    static let editGap = TimeSpan.seconds(10)
    /// Lines of a paste follow one another within this time, as clients send them.
    static let pasteGap = TimeSpan.milliseconds(2500)

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
