// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Many links in one line, or links dressed up as something else.
struct Links: Detector {
    static let name = "links"
    static let family = Family.links

    static let limit = Setting(
        "detector.links", "limit", .whole(1...16), default: 4,
        about: Sentence(
            en:
                "Links in one message from which it counts; half as many for newcomers, unless all lead to sites that people here link to. Trusted sites are free.",
            fr:
                "Liens dans un message à partir desquels il compte ; moitié moins pour les nouvelles personnes, sauf si tous mènent à des sites que les gens d’ici citent. Les sites de confiance sont libres."
        ))

    static let section = AnySection(
        "detector.links", about: Sentence(en: "Links.", fr: "Liens."), settings: [limit.description])

    let limit: Int32
    let trusted: DomainSet
    private let seed: UInt64

    init(_ configuration: Configuration, _ scope: Scope, _ compiled: Compiled) {
        limit = Int32(clamping: configuration.value(Self.limit, in: scope))
        trusted = compiled.trustedSites
        seed = compiled.textSeed
    }

    func relief(_ reason: Reason, in line: TextView) -> Relief? {
        let sites = Set(line.links.compactMap { isTrusted($0) ? nil : $0.domain?.name.text }).sorted()
        let trust = Relief(ModerationSettings.trustedSites, adding: sites)
        if reason.key == "links.newcomer" { return trust }
        // Newcomers may have half as many.
        let isHalved = reason.limit != limit || limit <= 3
        return Relief(Self.limit, isHalved ? 2 &* (reason.count &+ 1) : reason.count &+ 1) ?? trust
    }

    func inspect(_ look: borrowing Look) -> Signal? {
        guard !look.view.links.isEmpty else { return nil }
        var count: Int32 = 0
        var disguised: Int32 = 0
        var sites: Set<ByteString> = []
        // The same address twice is one, as those write it who show what it leads to.
        var times: [UInt64: Int] = [:]
        let code = names(inCodeOf: look.view)
        for link in look.view.links where !isTrusted(link) && !leadsNowhere(link) && !code.contains(link) {
            // One that is disguised shows nothing.
            if link.whole != 0, !link.isDisguised, !link.hasUserinfo {
                times[link.whole, default: 0] += 1
                if times[link.whole] == 2 { continue }
            }
            // Who follows a redirect follows one link.
            if !link.isNested { count += 1 }
            if let domain = link.domain { sites.insert(domain.registrable) }
            if link.isDisguised || link.hasUserinfo { disguised += 1 }
        }
        let allowed = look.standing == .newcomer && !look.leadsHome ? max(2, limit / 2) : limit
        if look.standing == .newcomer, disguised > 0 {
            return signal(300, Reason("links.newcomer", count: disguised, limit: 0))
        }
        guard count >= allowed else { return nil }
        return signal(
            200 + 50 * min(sites.count > Self.ofAList ? 8 : 5, count - allowed),
            Reason("links", count: count, limit: allowed))
    }

    /// Between backticks `clojure.data.xml` is a name, not an address; what stands outside of them too is one.
    private func names(inCodeOf view: TextView) -> Set<Link> {
        let bytes = view.text.raw.utf8.prefix(TextView.limit)
        guard bytes.contains(0x60) else { return [] }
        // Every second part stands between two; the last one does not if it is not closed.
        let parts = bytes.split(separator: 0x60, omittingEmptySubsequences: false)
        var outside: [UInt8] = []
        for (place, part) in parts.enumerated() where place % 2 == 0 || place == parts.count - 1 {
            outside += part + [0x20]
        }
        let addresses = Set(TextView(PeerText(String(decoding: outside, as: UTF8.self)), seed: seed).links)
        return Set(view.links.filter { Self.isBare($0) && !addresses.contains($0) })
    }
    private static func isBare(_ link: Link) -> Bool { !link.hasScheme && !link.isDisguised && !link.hasUserinfo }

    /// A list of talks, of pages or of pictures leads to few sites: told in a word, however long.
    private static let ofAList = 3

    /// An address of one's own machine, as error messages hold them.
    private func leadsNowhere(_ link: Link) -> Bool {
        !link.isDisguised && !link.hasUserinfo && link.domain.map(MarkScanner.isLocal) ?? false
    }

    private func isTrusted(_ link: Link) -> Bool {
        guard let domain = link.domain else { return false }
        return trusted.contains(domain.name)
    }
}
