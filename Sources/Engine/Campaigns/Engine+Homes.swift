// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Sites to which people of the community's own lead (ADR 50): where they ask about one, warn of it or show what a stranger
/// said, they lead nobody there.
extension Engine {
    /// Of what a line of theirs leads to, what is at home from it on; doors to other places never are.
    func homes(in message: Message, _ view: TextView, _ echoes: Echoes, at now: Timestamp) -> [UInt64] {
        let led = view.links.prefix(Mark.most).compactMap { link in home(of: link).map { (link, $0) } }
        guard !led.isEmpty, echoes.others == 0, !LinkTalk.warns(view, seed: policy.textSeed) else { return [] }
        let asks = LinkTalk.asks(message.text, view)
        return led.filter { link, home in
            if state.homes.holds(home, at: now) { return true }
            guard !asks, let site = link.domain?.registrable else { return false }
            // Of a place where anybody puts things up a page is somebody's, not the site.
            return SharedPlaces.kind(of: site) != nil || !isOfStrangers(site, at: now) && !wasInCase(site, at: now)
        }.map(\.1)
    }

    mutating func noteHomes(_ homes: [UInt64], at now: Timestamp) {
        for home in homes { state.homes.note(home, at: now) }
    }

    /// It has links, each to a site that the community's own people lead to as well.
    func leadsHome(_ view: TextView, at now: Timestamp) -> Bool {
        !view.links.isEmpty
            && view.links.allSatisfy { home(of: $0).map { state.homes.holds($0, at: now) } ?? false }
    }

    /// It leads to such sites alone, front pages of places for all among them, and calls nobody besides.
    /// - Parameter beside: what is said beside its links.
    func showsHome(_ view: TextView, beside: TextView?, _ marks: [Mark], in index: Int, at now: Timestamp) -> Bool {
        // Without campaigns nobody has looked which pages it names.
        guard let beside, policy.rooms[index].campaigns != nil, leadsHome(view, at: now) else { return false }
        return marks.allSatisfy { $0.kind == .site && $0.standsAlone } && beside.namesNobody
            && view.links.allSatisfy { $0.domain.map { SharedPlaces.kind(of: $0.registrable) != .silent } ?? false }
    }

    private func home(of link: Link) -> UInt64? {
        guard let site = link.domain?.registrable, !link.isDisguised, !link.hasUserinfo,
            SharedPlaces.kind(of: site) != .invitations
        else { return nil }
        return Mark.home(site, seed: policy.textSeed)
    }

    /// Newcomers brought it within the hour: who names it then may only speak of that.
    private func isOfStrangers(_ site: ByteString, at now: Timestamp) -> Bool {
        guard let entry = state.campaigns.marks[Mark(.site, site.bytes, seed: policy.textSeed).key] else {
            return false
        }
        return entry.count > 0 && now - entry.lastAt <= CampaignTable.life
    }

    /// It stands in a line for which more than a word was due, and nobody called that wrong; not for the number of links alone.
    private func wasInCase(_ site: ByteString, at now: Timestamp) -> Bool {
        let name = site.bytes.prefix { $0 != 0x2E }
        let isNumber = name.allSatisfy { $0 &- 0x30 < 10 }
        return state.cases.values.contains { found in
            guard found.step.isSanction, found.rule != Links.name, now - found.changedAt <= KeyMemory.life,
                found.judgement != .wrong, found.judgement != .undone
            else { return false }
            return found.lines.contains { line in
                let said = ByteString(line.text.raw).asciiLowercased.bytes
                // Most lines do not name it; what is spelt in other letters or escaped is read.
                let isPlain = said.allSatisfy { 0x20...0x7E ~= $0 && $0 != 0x25 }
                return (!isPlain || isNumber || said.firstRange(of: name) != nil)
                    && TextView(line.text, seed: policy.textSeed).links.contains { $0.domain?.registrable == site }
            }
        }
    }
}

/// What is said of a link rather than with it. What it takes for that and is not costs little: the next line will do.
enum LinkTalk {
    /// Warned of, or quoted.
    static func warns(_ view: TextView, seed: UInt64) -> Bool {
        if Quotation.isOne(view, seed: seed) { return true }
        return view.words.contains { warnings.contains(ByteString(Array(view.bytes(of: $0)))) }
    }

    static func asks(_ text: PeerText, _ view: TextView) -> Bool {
        asks(text) || view.words.first.map { questions.contains(ByteString(Array(view.bytes(of: $0)))) } ?? false
    }

    /// A question mark that ends a word: those inside belong to addresses.
    private static func asks(_ text: PeerText) -> Bool {
        var isOpen = false
        for scalar in text.raw.unicodeScalars {
            switch scalar {
            case "?", "\u{61F}", "\u{FF1F}": isOpen = true
            case "!", ")", "\"", "'", "\u{BB}", "\u{201D}", "\u{2019}": break
            default:
                if isOpen, scalar.properties.isWhitespace { return true }
                isOpen = false
            }
        }
        return isOpen
    }

    /// How a question begins that has no mark, in folded letters.
    private static let questions: Set<ByteString> = Set(
        [
            "what", "whats", "who", "whose", "which", "why", "is", "are", "was", "does", "did", "has", "anyone",
            "anybody", "someone", "somebody", "qui", "quoi", "quel", "quelle", "quels", "quelles", "pourquoi",
            "quelqu", "est", "connaissez", "connais",
        ].map { ByteString($0) })

    private static let warnings: Set<ByteString> = Set(
        [
            "spam", "spams", "spammer", "spammers", "spamming", "spambot", "scam", "scams", "scammer", "scammers",
            "phishing", "malware", "virus", "fake", "fraud", "beware", "careful", "avoid", "warning", "suspicious",
            "shady", "dodgy", "sketchy", "click", "dangerous", "unsafe", "blocked", "banned", "advert", "adverts",
            "arnaque", "arnaques", "arnaqueur", "arnaqueurs", "hameconnage", "pourriel", "pourriels", "mefiez",
            "mefiance", "attention", "prudence", "eviter", "evitez", "louche", "suspect", "faux", "frauduleux",
            "piege", "dangereux", "clique", "cliquer", "cliquez", "pub", "banni", "bannir",
        ].map { ByteString($0) })
}
