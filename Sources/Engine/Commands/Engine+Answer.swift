// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// How she answers, and how names become people.
extension Engine {
    func draft(_ name: String, _ request: Request, _ turn: Turn) -> Draft {
        Draft("command \(name)", self, at: turn.at, room: request.room, person: request.person, name: request.name)
    }

    mutating func answer(
        _ key: Words.Key, _ values: [Words.Slot: Words.Value] = [:], _ request: Request, _ turn: inout Turn
    ) {
        answer([words(key, values, in: request.room)], request, &turn)
    }

    mutating func answer(_ key: Words.Key, _ request: Request, _ turn: inout Turn) { answer(key, [:], request, &turn) }

    mutating func answer(_ lines: [Utterance], _ request: Request, _ turn: inout Turn) {
        var draft = draft("answer", request, turn)
        for line in lines { draft.answer(line, request) }
        take(draft, in: &turn)
    }

    // MARK: - Names

    enum Found {
        case one(Target)
        case several([Target])
        case none(near: String?)

        static func of(_ targets: [Target]) -> Found {
            targets.count > 1 ? .several(targets) : targets.first.map { .one($0) } ?? .none(near: nil)
        }

        /// Both, where there are two; the same person once.
        func or(_ other: Found) -> Found {
            if case .none = self { return other }
            if case .none = other { return self }
            var persons: Set<PersonID> = []
            return .of((targets + other.targets).filter { persons.insert($0.person).inserted })
        }

        private var targets: [Target] {
            switch self {
            case .one(let target): [target]
            case .several(let targets): targets
            case .none: []
            }
        }
    }

    /// The one person of that name: among those present first, else by account.
    /// - Parameter orHerself: whether her own name counts, which has no record.
    func find(_ name: String, orHerself: Bool = false) -> Found {
        // «libera/lise», as bot.conf writes it, where several networks have one.
        let only = network(named: name)
        let wanted = self.wanted(name)
        let account = ByteString("@" + wanted.text)
        var members: [(MemberID, Presence)] = []
        for (member, presence) in state.presences
        where presence.person >= 0 && isHere(presence) && member.network == only ?? member.network {
            let held = presence.facts.account?.asciiLowercased
            if ByteString(presence.name.raw).asciiLowercased == wanted || held == wanted || held == account {
                members.append((member, presence))
            }
        }
        // Whoever takes somebody's whole id for a name keeps no order from them.
        let isID = isID(name)
        if isID { members.removeAll { $0.1.facts.account?.asciiLowercased != account } }
        members.sort { $0.0 < $1.0 }
        let persons = Set(members.map(\.1.person))
        if persons.isEmpty, orHerself, let target = herself(named: wanted) { return .one(target) }
        let bearers = members.map { $1.target($0, state.persons[$1.person].id) }
        let former = isID ? [] : formerBearers(of: wanted, besides: Set(bearers.map(\.person)), on: only)
        if let first = bearers.first {
            return persons.count + former.count == 1 ? .one(first) : .several(bearers + former)
        }
        let absent = findAbsent(wanted, account, isID: isID, on: only)
        if let absent, former.isEmpty || [wanted, account].contains(absent.person.key) {
            return Found.one(absent).or(.of(former))
        }
        let called = find(localpart: wanted, on: only)
        if called.count > 1 || called.first.map({ isSurely($0, wanted) }) ?? false {
            return Found.of(called).or(.of(former))
        }
        if !former.isEmpty { return .of(former) }
        return .none(near: called.first?.account?.text ?? nearest(to: name))
    }

    func network(named name: String) -> NetworkID? {
        guard let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        let network = NetworkID(String(name[..<slash]))
        return policy.rooms.contains { $0.room.network == network } ? network : nil
    }

    /// «@lise» is lise; an account of Matrix begins with @ itself.
    func wanted(_ name: String) -> ByteString {
        if let user = Self.profile(name) { return ByteString(String(user.dropFirst())).asciiLowercased }
        let bare = network(named: name) == nil ? name : String(name.drop { $0 != "/" }.dropFirst())
        return ByteString(bare.hasPrefix("@") ? String(bare.dropFirst()) : bare).asciiLowercased
    }

    private func herself(named wanted: ByteString) -> Target? {
        for (member, presence) in state.presences
        where presence.facts.isSelf && ByteString(presence.name.raw).asciiLowercased == wanted {
            return presence.target(member, PersonID.of(presence.facts, member: member))
        }
        return nil
    }

    func isHere(_ presence: Presence) -> Bool { presence.rooms.contains { policy.indexOfRoom[$0.room] != nil } }

    /// Somebody who has left: by the latest case about that name, or by account.
    private func findAbsent(
        _ wanted: ByteString, _ account: ByteString, isID: Bool, on only: NetworkID?
    ) -> Target? {
        for number in state.cases.keys.sorted().reversed() {
            guard let found = state.cases[number], found.person.network == only ?? found.person.network else {
                continue
            }
            if !isID && ByteString(found.name.raw).asciiLowercased == wanted
                || [wanted, account].contains(found.person.key)
            {
                return found.target
            }
        }
        for network in Set(policy.rooms.map(\.room.network)).sorted() where network == only ?? network {
            for key in [wanted, account] {
                let person = PersonID(network, .account, key)
                guard let number = state.persons.number(of: person) else { continue }
                return Target(
                    member: MemberID(network, ""), person: person, account: key, user: "", host: "",
                    name: state.persons[number].name)
            }
        }
        // `bridge<alice>`: nobody present, but known all the same.
        if wanted.bytes.contains(0x3C),
            let (person, number) = state.persons.all.filter({
                $0.person.kind == .relayed && $0.person.key.asciiLowercased == wanted
            }).min(by: { $0.person < $1.person })
        {
            return Target(
                member: MemberID(person.network, ""), person: person, account: nil, user: "", host: "",
                name: state.persons[number].name)
        }
        return nil
    }

    /// The person a command names first, or an answer that says why not.
    mutating func target(
        _ request: Request, _ usage: Words.Key, orHerself: Bool = false, _ turn: inout Turn
    ) -> Target? {
        guard let name = request.arguments.first else {
            answer(.commandForm, [.form: .phrase(usage)], request, &turn)
            return nil
        }
        if let number = Int32(name), let found = state.cases[number] { return found.target }
        // A mention cannot be mistaken for another's.
        if let member = request.mentioned, let presence = state.presences[member] {
            if presence.person >= 0 { return presence.target(member, state.persons[presence.person].id) }
            if orHerself { return presence.target(member, PersonID.of(presence.facts, member: member)) }
        }
        var found = find(name, orHerself: orHerself)
        if let other = request.other { found = found.or(find(other, orHerself: orHerself)) }
        if case .none = found, request.arguments.count > 1, DurationText.isAttempt(name) {
            answer(.commandForm, [.form: .phrase(usage)], request, &turn)
            return nil
        }
        switch found {
        case .one(let target):
            if let other = lookalike(of: target, named: name, request, at: turn.at) {
                askWhom(target, or: described(other), name, request, &turn)
                return nil
            }
            tellFormer(target, name, request, &turn)
            return target
        case .several(let targets):
            if request.other == nil, let (now, before) = successor(of: name, among: targets) {
                if isMeant(wanted(name), request, of: now, at: turn.at) { return now }
                let others = before.prefix(5).map {
                    formerValue($0.0, until: $0.1, as: writing(of: $0.0, among: targets))
                }
                askWhom(now, or: .list(others), name, by: .nameMoved, request, &turn)
                return nil
            }
            if request.other == nil, let (bearer, owner) = bearer(of: name, among: targets) {
                if isMeant(wanted(name), request, of: bearer, at: turn.at) { return bearer }
                askWhom(bearer, or: described(owner), name, by: .nameBorne, request, &turn)
                return nil
            }
            let names = targets.prefix(5).map { target -> Words.Value in
                let writing = writing(of: target, among: targets)
                return formerly(target, wanted(name)).map { formerValue(target, until: $0, as: writing) }
                    ?? .peer(PeerText(writing), limit: 80)
            }
            answer(.nameAmbiguous, [.word: .peer(PeerText(name), limit: 40), .names: .list(names)], request, &turn)
        case .none(let near?):
            answer(
                .nameUnknown, [.word: .peer(PeerText(name), limit: 40), .near: .peer(PeerText(near), limit: 80)],
                request, &turn)
        case .none(nil): answer(.nameUnknownFar, [.word: .peer(PeerText(name), limit: 40)], request, &turn)
        }
        return nil
    }

    /// What an order calls them: on Matrix the id, for display names may be anybody's, and of several words.
    func typed(_ target: Target) -> Words.Value {
        if let account = target.account, policy.matrixNetworks.contains(target.member.network) {
            return .peer(PeerText(account.text), limit: 255)
        }
        return .peer(target.name, limit: 40)
    }

    /// A form that names this one alone, where there is one: the account, and the network where the others are elsewhere.
    private func writing(of target: Target, among targets: [Target]) -> String {
        let name = target.account?.text ?? target.name.raw
        let network = target.member.network
        return targets.allSatisfy { $0.member.network == network } ? name : "\(network)/\(name)"
    }

    /// «41» or «#41».
    static func caseNumber(_ word: String) -> Int32? { Int32(word.hasPrefix("#") ? String(word.dropFirst()) : word) }

    /// The case a command names, or an answer that says why not.
    mutating func caseNamed(_ request: Request, _ usage: Words.Key, _ turn: inout Turn) -> Case? {
        guard let word = request.arguments.first else {
            answer(.commandForm, [.form: .phrase(usage)], request, &turn)
            return nil
        }
        // `tricot-41` of ours is a number by now; of another community it is not a case of ours (C6).
        let number = Self.caseNumber(word)
        if let number, let found = state.cases[number] { return found }
        let shown = Words.Value.peer(PeerText(word), limit: 20)
        if let number, number > 0, number < state.core.nextCase {
            answer(.caseGone, [.case: .number(Int(number))], request, &turn)
        } else if let latest = state.cases.keys.max() {
            answer(.caseUnknown, [.case: shown, .near: .number(Int(latest))], request, &turn)
        } else {
            answer(.caseUnknownNone, [.case: shown], request, &turn)
        }
        return nil
    }
}

extension Draft {
    /// To whoever asked: at the desk in the open, elsewhere to that person alone.
    mutating func answer(_ words: Utterance, _ request: Request) {
        guard !words.text.isEmpty, !request.isUnanswered else { return }
        switch request.place {
        case .desk(let room):
            // What strangers may read is no place for an answer.
            if openDesks.contains(room), let target = request.target { return whisper(words, to: target, room: room) }
            if goes(on: words, in: room, to: nil) { return }
            owe(.say(labelled(words)), room: room, network: room.network, lane: .answer, expires: Self.whisperLife)
        case .control: decision.answer.append(words.text)
        case .room, .privately:
            guard let target = request.target, !goes(on: words, in: request.room, to: target) else { return }
            whisper(words, to: target, room: request.room)
        }
    }

    /// One answer is one message where a message holds lines: on a homeserver each costs what a ban does, and a phone shows
    /// one notification for each.
    private mutating func goes(on words: Utterance, in room: RoomID?, to target: Target?) -> Bool {
        guard let last = decision.acts.indices.last, words.form == nil, words.veiled.isEmpty else { return false }
        let act = decision.acts[last]
        guard matrix.contains(act.network), act.lane == .answer, act.room == room, act.target == target else {
            return false
        }
        let isWhispered: Bool
        let said: Utterance
        switch act.action {
        case .say(let words): (isWhispered, said) = (false, words)
        case .whisper(let words): (isWhispered, said) = (true, words)
        default: return false
        }
        guard isWhispered == (target != nil), said.form == nil, said.veiled.isEmpty,
            said.text.utf8.count + words.text.utf8.count < Self.messageMost
        else { return false }
        let joined = Utterance(said.text + "\n" + words.text)
        decision.acts[last].action = isWhispered ? .whisper(joined) : .say(joined)
        return true
    }
    /// Bytes of one message.
    private static let messageMost = 6 << 10

    /// Where nothing was said, because it would be sent in plain, or because she may not speak there.
    mutating func unsaid(in rooms: [RoomID], _ request: Request, _ engine: Engine) {
        for why in rooms.compactMap(engine.absence(from:)) { answer(engine.words(.saidNot, [.why: why]), request) }
        let rooms = rooms.filter { engine.absence(from: $0) == nil }
        let encrypted = rooms.filter(engine.isEncrypted)
        if !encrypted.isEmpty {
            answer(engine.words(.sayEncrypted, [.rooms: .list(encrypted.map(engine.roomValue))]), request)
        }
        for room in rooms where !encrypted.contains(room) {
            answer(
                engine.words(.sayBarred, [.rooms: engine.roomValue(room), .fix: engine.rightsFix(in: room)]), request)
        }
    }

    /// An operator hears at once that it is under way; people hear when it is done.
    mutating func acknowledge(_ words: Utterance, _ request: Request) {
        if case .control = request.place { answer(words, request) }
    }

    /// To every desk, and to whoever asked elsewhere.
    mutating func announce(_ words: Utterance, _ request: Request, _ policy: Policy) {
        alert(words, policy)
        if case .desk(let room) = request.place, !openDesks.contains(room) { return }
        answer(words, request)
    }
}

extension Request {
    var room: RoomID? {
        switch place {
        case .room(let room), .desk(let room): room
        case .privately, .control: nil
        }
    }
}
