// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Campaigns: the same mark from several newcomers, in any room and network of the community. One campaign is one case.
extension Engine {
    /// What a line leads to, read once for all that asks.
    func marks(of view: TextView, in index: Int) -> [Mark] {
        guard let campaigns = policy.rooms[index].campaigns, MarkScanner.mayFind(in: view) else { return [] }
        return MarkScanner(view: view, trusted: campaigns.trusted, seed: policy.textSeed).marks()
    }

    /// Files the marks of a line: of people whom the community knows as its own, of newcomers as evidence.
    /// - Parameter beside: what is said beside its addresses, where it was read already.
    /// - Parameter named: whom the line calls.
    /// - Parameter isLine: false where it is a line that was counted already.
    mutating func noteMarks(
        _ marks: [Mark], _ view: TextView, beside: TextView? = nil, by number: Int32, in index: Int, named: [UInt64],
        isRegular: Bool, isHeeded: Bool, isLine: Bool = true, _ turn: inout Turn
    ) -> CampaignTable.Sighting? {
        guard isHeeded || !isRegular, let campaigns = policy.rooms[index].campaigns else { return nil }
        var strongest: CampaignTable.Sighting?
        let person = state.persons[number].id
        let isFresh = state.persons[number].messages < Self.firstWords && state.persons[number].answered == 0
        // What is said beside an address: the address alone makes no two lines alike.
        var beside = beside
        for var mark in marks {
            if isHeeded {
                state.campaigns.know(mark.key, at: turn.at)
                continue
            }
            if mark.kind == .room, isOwnRoom(mark.label) { continue }
            // The room's own site is one that all speak of.
            if mark.kind == .site, isOwnSite(mark.label, index) { mark.standsAlone = false }
            // Somebody who is here is called, not sold.
            if mark.kind == .handle, isCalled(mark.label, view.text, index) { continue }
            let said = beside ?? view.besideLinks(seed: policy.textSeed)
            beside = said
            // Newcomers who say nothing beside it bring the address itself: more of them are needed.
            let isBare = !mark.standsAlone && said.features.substance < Self.shortestText
            if isBare, !isFresh || view.features.substance < Self.shortestText { continue }
            guard
                let sighting = state.campaigns.hear(
                    mark, from: person, isFresh: isFresh, shingles: isBare ? view.shingles : said.shingles,
                    needed: campaigns.people &+ (isBare ? Self.moreOfBare : 0),
                    isLine: isLine, at: turn.at)
            else { continue }
            // Who talks with one of those who brought it is let off longer.
            if sighting.people < sighting.needed &+ 2, isReply(named, by: number, to: sighting.key) { continue }
            if sighting.people > strongest?.people ?? 0 { strongest = sighting }
        }
        turn.campaign = strongest?.key
        return strongest
    }

    /// The same words beside an address or an invitation that is another each time.
    mutating func echoesBeside(
        _ marks: [Mark], _ view: TextView, by number: Int32, isRegular: Bool, isHeeded: Bool, at now: Timestamp
    ) -> Echoes {
        guard marks.contains(where: { $0.standsAlone }) else { return .none }
        let said = view.besideLinks(seed: policy.textSeed, orNames: true)
        guard said.features.substance >= EchoIndex.shortest, said.features.words >= Self.fewestBeside else {
            return .none
        }
        return state.echoes.file(
            said.shingles, skeleton: said.skeleton, features: said.features, person: number, isRegular: isRegular,
            isHeeded: isHeeded, isBeside: true, isDoor: marks.contains { $0.kind == .invitation }, at: now)
    }
    private static let fewestBeside: Int32 = 5

    /// An address cut over lines is the address (THREATS D3): lines of one word are read together with those before.
    mutating func noteJoined(
        _ view: TextView, by number: Int32, in index: Int, _ turn: inout Turn
    ) -> CampaignTable.Sighting? {
        let texts = state.persons[number].recent.join(
            view.text, isOneWord: view.features.words <= 1, at: turn.at)
        var strongest: CampaignTable.Sighting?
        var isLine = !MarkScanner.mayFind(in: view)
        for text in texts where text.utf8.contains(0x2E) {
            let joined = TextView(PeerText(text), seed: policy.textSeed)
            guard MarkScanner.mayFind(in: joined) else { continue }
            let key = turn.campaign
            let sighting = noteMarks(
                marks(of: joined, in: index), joined, by: number, in: index, named: [], isRegular: false,
                isHeeded: false, isLine: isLine, &turn)
            isLine = false
            if let sighting, sighting.people > strongest?.people ?? 0 {
                strongest = sighting
            } else {
                turn.campaign = key
            }
        }
        return strongest
    }

    /// Whether a newcomer only shows what others brought: quoted, or pointed out to the team, once, by somebody who was
    /// there before it. Neither evidence of a campaign nor part of one. It shelters no advert: nothing is quoted that
    /// nobody said, and whoever comes for it, or says it twice, is judged as everybody (THREATS D, L4).
    func isQuotation(_ view: TextView, by number: Int32, in index: Int) -> Bool {
        guard MarkScanner.mayFind(in: view), Quotation.isOne(view, seed: policy.textSeed),
            !state.persons[number].recent.lines.dropLast().contains(where: { $0.links != 0 })
        else { return false }
        let person = state.persons[number]
        let marks = marks(of: view, in: index)
        return !marks.isEmpty
            && marks.allSatisfy { mark in
                guard let entry = state.campaigns.marks[mark.key] else { return false }
                return entry.count > 0 && !entry.people.contains(person.id) && person.firstSeen < entry.firstAt
            }
    }

    /// Bytes of folded text below which a line says too little beside a mark to be like another (THREATS A2).
    private static let shortestText: Int32 = 20
    /// People more than otherwise who bring an address and no words: news is passed on like that too.
    private static let moreOfBare: Int32 = 2
    /// Lines of somebody that count as their first.
    private static let firstWords: Int32 = 5

    /// `tricot.example` in #tricot, and `tricotproject.example`.
    private func isOwnSite(_ site: String, _ index: Int) -> Bool {
        let name = policy.rooms[index].room.name.asciiLowercased.bytes.drop { $0 == 0x23 }
        let first = site.utf8.prefix { $0 != 0x2E }
        guard name.count >= 4, first.starts(with: name) else { return false }
        return ["", "project", "lang", "wiki"].contains { first.dropFirst(name.count).elementsEqual($0.utf8) }
    }

    /// The line begins with the `@name` of somebody here.
    private func isCalled(_ handle: String, _ text: PeerText, _ index: Int) -> Bool {
        ByteString(String(text.raw.prefix(handle.count))).asciiLowercased == ByteString(handle).asciiLowercased
            && state.rooms[index].names.contains(Mentions.key(of: handle.utf8.dropFirst(), seed: policy.textSeed))
    }

    private func isOwnRoom(_ label: String) -> Bool {
        policy.rooms.contains { ByteString($0.displayName).asciiLowercased == ByteString(label) }
            || policy.rooms.contains { $0.room.name.asciiLowercased == ByteString(label) }
    }

    /// Whether this is talk with one of those who brought it: they were called just now, or called this one.
    private func isReply(_ named: [UInt64], by number: Int32, to key: UInt64) -> Bool {
        guard let entry = state.campaigns.marks[key] else { return false }
        let own = policy.nameHash(state.persons[number].name)
        let called = state.persons[number].recent.calls
        return entry.people.contains { person in
            guard let other = state.persons.number(of: person), other != number else { return false }
            let name = policy.nameHash(state.persons[other].name)
            return named.contains(name) || called.contains { $0.name == name }
                || state.persons[other].recent.calls.contains { $0.name == own }
        }
    }

    /// The case of the campaign that this line belongs to, where there is one and room in it.
    func campaignCase(_ turn: Turn, mode: Mode) -> Case? {
        guard let key = turn.campaign, let entry = state.campaigns.marks[key],
            let found = state.cases[entry.caseNumber],
            found.judgement == .open || found.judgement == .right, found.also.count < Case.alsoMost,
            (found.mode == .observe) == (mode == .observe), state.seconds[found.number] == nil
        else { return nil }
        return found
    }

    mutating func applyCampaign(_ change: Change, at now: Timestamp) {
        switch change {
        case .campaign(let key, let number): state.campaigns.open(key, case: number)
        case .campaignDropped(let key, let at): state.campaigns.forget(key, at: at)
        case .joined(let number, let accused):
            editCase(number) { found in
                if found.also.count < Case.alsoMost { found.also.append(accused) }
            }
            state.latestCase[accused.target.person] = number
            if let found = state.cases[number], found.step.isSanction {
                noteEvidence(against: accused.target.person, in: accused.room, at: now)
            }
        default: break
        }
    }
}

extension TextView {
    /// The line without its addresses, from the scheme to the end of the path.
    /// - Parameter orNames: without `@ann` too, and without `ann:` that it begins with.
    func besideLinks(seed: UInt64, orNames: Bool = false) -> TextView {
        if links.isEmpty, !orNames { return self }
        var said: [UInt8] = []
        withPlain { bytes in
            said.reserveCapacity(bytes.count)
            var start = 0
            while start < bytes.count {
                var end = start
                while end < bytes.count, bytes[end] != 0x20 { end += 1 }
                let word = UnsafeBufferPointer(rebasing: bytes[start..<end])
                if orNames, word.first == 0x40 || start == 0 && (word.last == 0x3A || word.last == 0x2C) {
                    start = end + 1
                    continue
                }
                let at = links.compactMap { $0.domain.flatMap { Self.place(of: $0.name, in: word) } }.min()
                // What is glued to an address is said beside it.
                let own = at.map { Self.schemeStart(before: $0, in: word) } ?? word.count
                if own > 0 {
                    said += word[..<own]
                    said.append(0x20)
                }
                start = end + 1
            }
        }
        return TextView(PeerText(String(decoding: said, as: UTF8.self)), seed: seed)
    }

    /// Where the scheme of a host begins: the host itself where it has none.
    private static func schemeStart(before host: Int, in word: UnsafeBufferPointer<UInt8>) -> Int {
        var at = host
        if at >= 4, word[at - 1] == 0x2E, word[(at - 4)..<(at - 1)].allSatisfy({ $0 | 0x20 == 0x77 }) { at -= 4 }
        guard at >= 3, word[at - 1] == 0x2F, word[at - 2] == 0x2F, word[at - 3] == 0x3A else { return at }
        at -= 3
        while at > 0, (word[at - 1] | 0x20) &- 0x61 < 26 { at -= 1 }
        return at
    }

    /// Where a host, in small letters, stands in a word.
    private static func place(of host: ByteString, in word: UnsafeBufferPointer<UInt8>) -> Int? {
        let host = host.bytes
        guard !host.isEmpty, word.count >= host.count else { return nil }
        return (0...word.count - host.count).first { start in
            host.indices.allSatisfy { at in
                let byte = word[start + at]
                return (byte &- 0x41 < 26 ? byte | 0x20 : byte) == host[at]
            }
        }
    }
}
