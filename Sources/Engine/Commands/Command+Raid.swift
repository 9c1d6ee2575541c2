// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

extension Command {
    static let raid = Command(en: "raid", fr: "raid", usage: .usageRaid, audience: .moderators, isForRooms: true) {
        $0.obeyRaid($1, &$2)
    }
}

/// A moderator alone may do anything that ends and can be taken back, in any number.
extension Engine {
    private enum Order {
        case close(TimeSpan?)
        case off, who, clear, keep

        /// What follows `raid`, in either language.
        init?(_ word: String?) {
            guard let word else {
                self = .close(nil)
                return
            }
            switch Command.fold(word) {
            case "off", "open", "fin", "ouvrir", "ouvre", "non", "no": self = .off
            case "who", "list", "qui", "liste": self = .who
            case "clear", "ban", "vider", "vide", "bannir": self = .clear
            case "keep", "garder", "garde", "accueillir": self = .keep
            default:
                guard let span = DurationText.parse(word), span >= .minutes(1), span <= .days(30) else { return nil }
                self = .close(span)
            }
        }
    }

    fileprivate mutating func obeyRaid(_ request: Request, _ turn: inout Turn) {
        var words = request.arguments
        var room: Int?
        if let first = words.first, let named = roomNamed(first) {
            room = policy.indexOfRoom[named]
            words.removeFirst()
        }
        guard words.count <= 1, let order = Order(words.first) else {
            if let word = words.first, DurationText.isAttempt(word) {
                return answer(.commandDuration, [.word: .peer(PeerText(word), limit: 40)], request, &turn)
            }
            return answer(.commandForm, [.form: .phrase(.usageRaid)], request, &turn)
        }
        guard let index = room ?? roomMeant(request, at: turn.at) else {
            return answer(
                .raidWhich, [.rooms: .list(policy.rooms.map { .own($0.displayName) })], request, &turn)
        }
        switch order {
        case .close(let span):
            // Closed already, and no time given: who is there?
            if span == nil, isClosed(index) { return tellWho(index, request, &turn) }
            close(index, for: span ?? Self.lockLasts, request, &turn)
        case .off: reopen(index, request, &turn)
        case .who: tellWho(index, request, &turn)
        case .clear: clear(index, request, &turn)
        case .keep: keep(index, request, &turn)
        }
    }

    /// The room of the request; where something is going on; the one where a raid was last; the only one.
    private func roomMeant(_ request: Request, at now: Timestamp) -> Int? {
        if case .room(let room) = request.place, let index = policy.indexOfRoom[room] { return index }
        let open = state.rooms.indices.filter { state.rooms[$0].raid?.isOpen == true || isClosed($0) }
        if open.count == 1 { return open[0] }
        guard open.isEmpty else { return nil }
        if policy.rooms.count == 1 { return 0 }
        let crowded = state.rooms.indices.filter { state.rooms[$0].crowd.recent(at: now).count >= Int(Crowd.floor) }
        if crowded.count == 1 { return crowded[0] }
        let past = state.rooms.indices.filter { now - (state.rooms[$0].raid?.endedAt ?? .distantPast) < .hours(24) }
        return past.count == 1 ? past[0] : nil
    }

    /// She has closed it, or is about to.
    func isClosed(_ index: Int) -> Bool {
        guard let lock = state.rooms[index].raid?.lock, let sanction = state.sanctions[lock] else { return false }
        return sanction.liftedBy == nil && (sanction.until ?? .distantFuture) > state.core.now
    }

    // MARK: - The orders

    mutating func close(_ index: Int, for span: TimeSpan, _ request: Request, _ turn: inout Turn) {
        var draft = draft("raid", request, turn)
        draft.decision.room = policy.rooms[index].room
        if isClosed(index), var raid = state.rooms[index].raid, let lock = raid.lock.flatMap({ state.sanctions[$0] }) {
            draft.caseNumber = raid.number
            raid.by = request.name
            raid.endedAt = nil
            prolong(&raid, lock, to: turn.at + span, &draft)
            draft.change(.raid(raid, arrived: []))
            let line = words(.deskRaidLonger, values(of: raid))
            draft.alertOfRoom(line, policy)
            draft.answerElsewhere(line, request)
            return take(draft, in: &turn)
        }
        var raid =
            state.rooms[index].raid.flatMap { $0.isOpen ? $0 : nil }
            ?? Raid(
                number: state.core.nextCase, room: policy.rooms[index].room, beganAt: turn.at, until: turn.at,
                mode: .act, lastEvidence: turn.at)
        draft.caseNumber = raid.number
        raid.by = request.name
        raid.isReopenedByHand = false
        draft.close(&raid, for: span)
        // In it is who came just before, as where she closes: nobody is put out for a door closed for another reason.
        let arrived = arrived(in: index, since: turn.at - Crowd.window)
        if raid.sight == nil {
            raid.joins = Int32(clamping: arrived.count)
            raid.beganAt = state.rooms[index].crowd.recent(at: turn.at).first?.at ?? raid.beganAt
        }
        draft.change(.raid(raid, arrived: arrived))
        draft.answerElsewhere(
            words(.raidClosing, [.room: roomValue(raid.room), .duration: .duration(span)]), request)
        take(draft, in: &turn)
    }

    mutating func reopen(_ index: Int, _ request: Request, _ turn: inout Turn) {
        guard var raid = state.rooms[index].raid, raid.isOpen || isClosed(index) else {
            return answer(.raidCalm, [.room: .own(policy.rooms[index].displayName)], request, &turn)
        }
        var draft = draft("raid off", request, turn)
        draft.decision.room = raid.room
        draft.caseNumber = raid.number
        raid.endedAt = turn.at
        raid.isReopenedByHand = true
        let isClosed = lift(&raid, &draft)
        draft.change(.raid(raid, arrived: []))
        let line = words(isClosed ? .raidOpening : .raidOver, [.room: roomValue(raid.room), .by: request.by])
        // What was closed is told when it is open again.
        if isClosed { draft.answerElsewhere(line, request) } else { draft.announce(line, request, policy) }
        take(draft, in: &turn)
    }

    /// Takes the lock of a raid down, wherever it is on its way; true where something is closed.
    private func lift(_ raid: inout Raid, _ draft: inout Draft) -> Bool {
        guard let act = raid.lock, let lock = state.sanctions[act], lock.liftedBy == nil else { return false }
        _ = withdraw([act], &draft)
        if lock.receipt == nil { raid.lock = nil }
        return lock.receipt != nil
    }

    private mutating func tellWho(_ index: Int, _ request: Request, _ turn: inout Turn) {
        guard let raid = state.rooms[index].raid, !raid.isKept else {
            return answer(.raidCalm, [.room: .own(policy.rooms[index].displayName)], request, &turn)
        }
        let cohort = cohort(of: raid, at: turn.at)
        let shown = cohort.strangers.prefix(Self.whoMost).map { number -> Words.Value in
            let person = state.persons[number]
            return .who(person.name, account: person.id.kind == .account ? person.id.key : nil)
        }
        let banned = banned(from: raid.room)
        let isDone = cohort.strangers.allSatisfy { banned.contains(state.persons[$0].id) }
        var lines = [
            words(
                isDone ? .raidWhoDone : .raidWho,
                endValues(raid, cohort, at: turn.at).merging([
                    .when: .moment(raid.beganAt, now: turn.at, policy.zone), .joins: .number(cohort.all),
                    .count: .number(cohort.strangers.count),
                ]) { $1 })
        ]
        for start in stride(from: 0, to: shown.count, by: Self.whoLine) {
            lines.append(
                words(.raidNames, [.list: .list(Array(shown[start..<min(start + Self.whoLine, shown.count)]))]))
        }
        if cohort.strangers.count > shown.count {
            lines.append(words(.raidMore, [.count: .number(cohort.strangers.count - shown.count)]))
        }
        answer(lines, request, &turn)
    }
    static let whoMost = 24
    static let whoLine = 8

    /// Bans for a day those who came in it and whom no regular has answered.
    private mutating func clear(_ index: Int, _ request: Request, _ turn: inout Turn) {
        guard let raid = state.rooms[index].raid, !raid.isKept else {
            return answer(.raidCalm, [.room: .own(policy.rooms[index].displayName)], request, &turn)
        }
        let banned = banned(from: raid.room)
        var targets = cohort(of: raid, at: turn.at).strangers.compactMap { target($0, in: raid.room) }
        targets.removeAll { banned.contains($0.person) }
        targets.sort { $0.person < $1.person }
        guard !targets.isEmpty else {
            return answer(.raidNobody, [.room: roomValue(raid.room)], request, &turn)
        }
        var draft = clearing(raid, request, turn)
        draft.announce(
            words(
                .raidCleared,
                [
                    .case: .number(Int(raid.number)), .room: roomValue(raid.room), .count: .number(targets.count),
                    .by: request.by,
                    .step: stepValue(
                        .ban(Step.standardBan),
                        erases: targets.contains { mayErase($0, in: raid.room, at: turn.at) }),
                ]), request, policy)
        if let person = request.person {
            draft.change(.did(person, at: turn.at, number: raid.number, trusted: nil))
        }
        let clones = clones(of: raid)
        for target in targets {
            // A decision holds a thousand acts.
            if draft.decision.acts.count > 1000 - 2 - Self.clonesMost {
                take(draft, in: &turn)
                draft = clearing(raid, request, turn)
            }
            draft.ban(target, and: clones[target.person] ?? [], in: raid.room, self)
        }
        take(draft, in: &turn)
    }

    private func banned(from room: RoomID) -> Set<PersonID> {
        Set(
            state.sanctions.values.filter { $0.kind == .ban && $0.room == room && $0.liftedBy == nil }
                .map(\.target.person))
    }

    private func clearing(_ raid: Raid, _ request: Request, _ turn: Turn) -> Draft {
        var draft = draft("raid clear", request, turn)
        draft.decision.room = raid.room
        draft.caseNumber = raid.number
        return draft
    }

    /// Sessions of those who came in a raid, by person: many may come from one host.
    private func clones(of raid: Raid) -> [PersonID: [Target]] {
        var found: [PersonID: [Target]] = [:]
        for (member, presence) in state.presences.sorted(by: { $0.key < $1.key })
        where presence.person >= 0 && presence.rank(in: raid.room) != nil
            && state.persons[presence.person].raid == raid.number
        {
            let person = state.persons[presence.person].id
            guard found[person, default: []].count < Self.clonesMost else { continue }
            found[person, default: []].append(presence.target(member, person))
        }
        return found
    }
    static let clonesMost = 200

    /// Whom to ban: the session where it is here, else what is known of the person.
    private func target(_ number: Int32, in room: RoomID) -> Target? {
        let person = state.persons[number]
        let here = state.presences.filter { $0.value.person == number && $0.value.rank(in: room) != nil }
            .min { $0.key < $1.key }
        if let here { return here.value.target(here.key, person.id) }
        let bytes = person.id.key.bytes
        switch person.id.kind {
        case .account:
            return Target(
                member: MemberID(room.network, ""), person: person.id, account: person.id.key, user: "", host: "",
                name: person.name)
        case .mxid:
            return Target(
                member: MemberID(room.network, person.id.key), person: person.id, account: nil, user: "", host: "",
                name: person.name)
        case .host:
            guard let at = bytes.firstIndex(of: 0x40) else { return nil }
            return Target(
                member: MemberID(room.network, ""), person: person.id, account: nil,
                user: ByteString(Array(bytes[..<at])), host: ByteString(Array(bytes[(at + 1)...])), name: person.name)
        case .relayed: return nil
        }
    }

    /// Lets them in: the door opens, what `clear` set is lifted, and nobody of them stands out any more.
    private mutating func keep(_ index: Int, _ request: Request, _ turn: inout Turn) {
        guard var raid = state.rooms[index].raid, !raid.isKept else {
            return answer(.raidCalm, [.room: .own(policy.rooms[index].displayName)], request, &turn)
        }
        var draft = draft("raid keep", request, turn)
        draft.decision.room = raid.room
        draft.caseNumber = raid.number
        let count = cohort(of: raid, at: turn.at).all
        raid.endedAt = raid.endedAt ?? turn.at
        raid.isReopenedByHand = true
        raid.isKept = true
        _ = lift(&raid, &draft)
        let taken = cleared(raid.number, at: turn.at)
        _ = liftBans(raid.number, &draft)
        draft.change(.raid(raid, arrived: []))
        draft.announce(
            words(
                .raidKept,
                [
                    .case: .number(Int(raid.number)), .room: roomValue(raid.room), .count: .number(count),
                    .taken: taken, .by: request.by,
                ]), request, policy)
        take(draft, in: &turn)
    }

    /// Takes back what `clear` has set; says how many.
    func liftBans(_ number: Int32, _ draft: inout Draft) -> Int {
        withdraw(bans(of: number).map(\.act).sorted(), &draft).count
    }

    private func bans(of number: Int32) -> [Sanction] {
        state.sanctions.values.filter { $0.caseNumber == number && $0.kind == .ban && $0.liftedBy == nil }
    }

    /// What is taken back with it, and that what a ban took away does not come back.
    private func cleared(_ number: Int32, at now: Timestamp) -> Words.Value {
        let bans = bans(of: number)
        // Those that were still to be set are withdrawn: nothing of them stood.
        let standing = bans.count { $0.receipt != nil }
        let waiting = bans.count - standing
        var taken = [Words.Value.phrase(.takenBans, [.n: .number(standing)])]
        if waiting > 0 { taken.append(.phrase(.takenWaiting, [.n: .number(waiting)])) }
        let hasErased = bans.contains { ban in
            ban.receipt != nil && mayErase(ban.target, in: ban.room, at: now)
                && state.persons.number(of: ban.target.person).map { state.persons[$0].messages > 0 } ?? false
        }
        if hasErased { taken.append(.phrase(.takenErased)) }
        return .list(taken)
    }

    // MARK: - By its number

    /// The raid that a number names: `ok` closes the door, `no` and `undo` open it, `why` says who came (and so do
    /// reactions to her message). False where the number is that of a case.
    mutating func answersRaid(_ word: String, _ request: Request, _ turn: inout Turn) -> Bool {
        // «tricot-41» of ours is a number by now; of another community it is no raid of ours, and «jean-2» is somebody.
        guard let text = request.arguments.first,
            let number = Self.caseNumber(text), state.cases[number] == nil
        else { return false }
        guard let index = state.rooms.firstIndex(where: { $0.raid?.number == number }) else {
            return word == "undo" && undoClearing(number, request, &turn)
        }
        switch word {
        case "ok":
            if isClosed(index) {
                tellWho(index, request, &turn)
            } else {
                close(index, for: Self.lockLasts, request, &turn)
            }
        case "no": reopen(index, request, &turn)
        case "undo":
            if state.sanctions.values.contains(where: { $0.caseNumber == number && $0.kind == .ban }) {
                keep(index, request, &turn)
            } else {
                reopen(index, request, &turn)
            }
        default: tellWho(index, request, &turn)
        }
        return true
    }
}

extension Engine {
    /// A former raid: nothing of it stands but the bans of its `clear`, which are lifted. False where there are none.
    private mutating func undoClearing(_ number: Int32, _ request: Request, _ turn: inout Turn) -> Bool {
        var draft = draft("raid undo", request, turn)
        draft.caseNumber = number
        guard let room = state.sanctions.values.filter({ $0.caseNumber == number }).map(\.room).min() else {
            return false
        }
        let taken = cleared(number, at: turn.at)
        let lifted = liftBans(number, &draft)
        guard lifted > 0 else { return false }
        draft.announce(
            words(
                .raidKept,
                [
                    .case: .number(Int(number)), .room: roomValue(room), .count: .number(lifted), .taken: taken,
                    .by: request.by,
                ]), request, policy)
        take(draft, in: &turn)
        return true
    }
}

extension Draft {
    /// Whoever asked elsewhere than at the desk hears it too.
    mutating func answerElsewhere(_ words: Utterance, _ request: Request) {
        switch request.place {
        case .desk: break
        case .room, .privately, .control: answer(words, request)
        }
    }

    /// A day outside, without a case of its own: that of the raid.
    fileprivate mutating func ban(_ target: Target, and clones: [Target], in room: RoomID, _ engine: Engine) {
        let shown = reasonShown(.phrase(.publicRaid), until: nil, in: room, engine)
        let until = at + Step.standardBan
        let ban = owe(
            .ban(Step.standardBan, reason: reasonShown(.phrase(.publicRaid), until: until, in: room, engine)),
            room: room, network: room.network, target: target, lane: .sanction,
            erases: engine.mayErase(target, in: room, at: at))
        stand(ban, .ban, target, room, until: until)
        for clone in clones {
            owe(.kick(reason: shown), room: room, network: room.network, target: clone, lane: .sanction)
        }
    }
}
