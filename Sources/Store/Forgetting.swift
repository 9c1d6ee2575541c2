// SPDX-License-Identifier: Apache-2.0

import Chat

/// Which presences are the person to be forgotten, and how an event reads without him.
struct Forgetting {
    let person: PersonID
    /// Presences that once showed to be this person.
    var members: Set<MemberID> = []
    /// Who carries what others say.
    private let relays: Set<PersonID>
    /// Names this person was seen under, ASCII letters folded: relays carry lines under them.
    private var names: Set<ByteString> = []

    init(_ person: PersonID, relays: Set<PersonID>) {
        self.person = person
        self.relays = relays
        guard person.kind == .relayed, let open = person.key.bytes.firstIndex(of: 0x3C) else { return }
        note(name: String(decoding: person.key.bytes[(open + 1)...].dropLast(), as: UTF8.self))
    }

    mutating func note(name: String) {
        if !name.isEmpty { names.insert(ByteString(name).asciiLowercased) }
    }

    /// The relay behind a face, if it is one.
    func relay(_ member: MemberID?, _ facts: Facts?) -> PersonID? {
        guard let member, let facts else { return nil }
        let id = PersonID.of(facts, member: member)
        return relays.contains(id) ? id : nil
    }

    /// Whom a relay's line is of, if that is this person or somebody of one of their names.
    func carried(_ text: PeerText, by relay: PersonID) -> PersonID? {
        guard let line = RelayedLine(text), names.contains(ByteString(line.name).asciiLowercased) else { return nil }
        let id = PersonID.carried(by: relay, called: line.name)
        return person.kind == .relayed && id != person ? nil : id
    }

    /// Who is known by this account, id or host; nicknames never identify.
    func isPerson(_ member: MemberID?, _ facts: Facts?) -> Bool {
        guard let member, member.network == person.network else { return false }
        if members.contains(member) { return true }
        guard let facts else { return person.kind == .mxid && member.key == person.key }
        switch person.kind {
        case .account: return facts.account == person.key
        case .mxid: return member.key == person.key
        case .host: return ByteString(facts.user, 0x40, facts.host) == person.key
        // Nobody present: only a relay's lines are theirs.
        case .relayed: return false
        }
    }

    /// The author's face with rank and flags, and nothing that tells who it was.
    /// - Parameter number: tells one forgotten presence from another.
    func erase(_ face: Event.Face, number: Int64) -> Event.Face {
        var face = face
        if let member = face.member { face.member = MemberID(member.network, ByteString("forgotten-\(number)")) }
        face.facts?.account = nil
        face.facts?.user = ""
        face.facts?.host = ""
        face.facts?.name = PeerText("")
        return face
    }

    /// What happened, without this person's words, names, and without naming him in what others did. The mark of a
    /// sanction stays: without it nothing could lift it.
    func erase(_ kind: Event.Kind, isAuthor: Bool) -> Event.Kind {
        switch kind {
        case .said(var message) where isAuthor:
            message.text = PeerText("")
            message.pills = []
            return .said(message)
        case .said(var message) where !message.pills.isEmpty:
            message.pills.removeAll { members.contains(MemberID(person.network, $0.user)) }
            return .said(message)
        case .topic(_, let isHistory) where isAuthor: return .topic(PeerText(""), isHistory: isHistory)
        case .left(let departure): return .left(erase(departure, isAuthor: isAuthor))
        case .renamed where isAuthor: return .renamed(to: PeerText(""))
        case .identified where isAuthor: return .identified(account: nil)
        case .moved where isAuthor: return .moved(user: "", host: "")
        case .voted where isAuthor: return .voted(Vote(question: "", answer: "", id: ""))
        case .synced(let present): return .synced(members: present.filter { !isPerson($0.member, $0.facts) })
        case .ranked(let rank, let by): return .ranked(rank, by: known(by))
        case .sanctioned(var observed):
            observed.target = known(observed.target)
            return .sanctioned(observed)
        case .due(let id, var reach):
            if isPerson(MemberID(person.network, ""), reach.facts) { reach.facts = nil }
            reach.bystanders.removeAll { members.contains($0) }
            return .due(id, reach)
        case .said, .topic, .renamed, .identified, .moved, .connected, .disconnected, .joined, .invited, .capability,
            .split, .commanded, .performed, .failed, .expired, .forgotten, .reloaded, .opened, .ticked, .clockStepped,
            .claimed, .listed, .voted, .barred, .unclear, .opined, .lookedUp, .unidentified:
            return kind
        }
    }

    private func erase(_ departure: Event.Departure, isAuthor: Bool) -> Event.Departure {
        switch departure {
        case .parted(let reason): .parted(isAuthor ? PeerText("") : reason)
        case .quit(let reason): .quit(isAuthor ? PeerText("") : reason)
        case .kicked(let by, let reason): .kicked(by: known(by), reason: isAuthor ? PeerText("") : reason)
        case .split: departure
        }
    }

    private func known(_ member: MemberID?) -> MemberID? {
        guard let member, !members.contains(member) else { return nil }
        return member
    }

    /// A debt that is closed keeps what was done and loses to whom; an open one is still owed and stays.
    func erase(_ debt: Debt) -> Debt? {
        guard !debt.state.isOpen, let target = debt.act.target, target.person == person else { return nil }
        var debt = debt
        debt.act.target = nil
        debt.act.action = debt.act.action.withoutWords
        return debt
    }
}
