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
            en: "Links in one message from which it counts; half as many for newcomers. Trusted sites are free.",
            fr:
                "Liens dans un message à partir desquels il compte ; moitié moins pour les nouvelles personnes. Les sites de confiance sont libres."
        ))

    static let section = AnySection(
        "detector.links", about: Sentence(en: "Links.", fr: "Liens."), settings: [limit.description])

    let limit: Int32
    let trusted: DomainSet

    init(_ configuration: Configuration, _ scope: Scope, _ compiled: Compiled) {
        limit = Int32(clamping: configuration.value(Self.limit, in: scope))
        trusted = compiled.trustedSites
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
        for link in look.view.links where !isTrusted(link) {
            count += 1
            if link.isDisguised || link.hasUserinfo { disguised += 1 }
        }
        let allowed = look.standing == .newcomer ? max(2, limit / 2) : limit
        if look.standing == .newcomer, disguised > 0 {
            return signal(300, Reason("links.newcomer", count: disguised, limit: 0))
        }
        guard count >= allowed else { return nil }
        return signal(200 + 50 * min(8, count - allowed), Reason("links", count: count, limit: allowed))
    }

    private func isTrusted(_ link: Link) -> Bool {
        guard let domain = link.domain else { return false }
        return trusted.contains(domain.name)
    }
}
