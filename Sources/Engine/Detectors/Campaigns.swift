// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// The same address, invitation, room, name or number from several newcomers within an hour, whatever the words around
/// it. Which is which: `Mark`; who brought it: `CampaignTable`.
struct Campaigns: Detector {
    static let name = "campaigns"
    static let family = Family.repetition

    static let people = Setting(
        "detector.campaigns", "people", .whole(2...50), default: 3,
        about: Sentence(
            en:
                "How many newcomers may bring the same address, invitation, room, name or number within an hour before it counts; never what a regular said within 30 days.",
            fr:
                "À partir de combien de nouvelles personnes la même adresse, invitation, salon, nom ou numéro compte en une heure ; jamais ce qu'une personne connue a dit depuis 30 jours."
        ))

    static let section = AnySection(
        "detector.campaigns",
        about: Sentence(en: "Several newcomers with one aim.", fr: "Plusieurs nouvelles personnes, un même but."),
        settings: [people.description])

    let people: Int32
    let trusted: DomainSet

    init(_ configuration: Configuration, _ scope: Scope, _ compiled: Compiled) {
        people = Int32(clamping: configuration.value(Self.people, in: scope))
        trusted = compiled.trustedSites
    }

    func relief(_ reason: Reason, in line: TextView) -> Relief? { Relief(Self.people, reason.count &+ 1) }

    /// Others' lines count against newcomers only (THREATS L4).
    func inspect(_ look: borrowing Look) -> Signal? {
        guard let seen = look.campaign, look.standing == .newcomer else { return nil }
        let score = 600 + 100 * min(6, seen.people - seen.needed)
        return signal(
            score,
            Reason(
                "campaigns", count: seen.people, limit: seen.needed, span: max(.seconds(1), seen.span),
                within: CampaignTable.life))
    }
}
