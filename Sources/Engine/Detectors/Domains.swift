// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Links to domains of the community's lists, to addresses dressed up as a trusted site's, and short links that hide
/// where they lead. Lists may hold 100,000 domains: eight bytes each are kept.
struct Domains: Detector {
    static let name = "domains"
    static let family = Family.links

    static let lists = Setting(
        "detector.domains", "lists", .texts(maxCount: 20, maxBytes: 100), default: [],
        about: Sentence(
            en: "Names of the lists whose domains count, each a [list.NAME], from a file or in place.",
            fr: "Noms des listes dont les domaines comptent, chacune une [list.NOM], d'un fichier ou sur place."))
    static let short = Setting(
        "detector.domains", "short", .flag, default: true,
        about: Sentence(
            en: "Whether short links by newcomers are noted.",
            fr: "Si les liens raccourcis de nouvelles personnes sont notés."))

    static let section = AnySection(
        "detector.domains", about: Sentence(en: "Domains of your own lists.", fr: "Domaines de vos propres listes."),
        settings: [lists.description, short.description])

    let listed: [DomainIndex]
    /// By their skeleton: of trusted sites.
    let imitated: DomainIndex
    let trusted: DomainSet
    let notesShort: Bool

    init(_ configuration: Configuration, _ scope: Scope, _ compiled: Compiled) {
        let names = configuration.value(Self.lists, in: scope)
        trusted = compiled.trustedSites
        listed = names.compactMap { compiled.domains[$0] }
        imitated = DomainIndex(
            skeletonsOf: configuration.value(ModerationSettings.trustedSites, in: scope), seed: compiled.textSeed)
        notesShort = configuration.value(Self.short, in: scope)
    }

    func relief(_ reason: Reason, in line: TextView) -> Relief? {
        if reason.key == "domains.short" { return Relief(Self.short, false) }
        let sites = Set(line.links.compactMap { $0.domain?.name.text }).sorted()
        return Relief(ModerationSettings.trustedSites, adding: sites)
    }

    func inspect(_ look: borrowing Look) -> Signal? {
        guard !look.view.links.isEmpty else { return nil }
        var isShort = false
        for link in look.view.links {
            guard let domain = link.domain, !trusted.contains(domain.name) else { continue }
            if listed.contains(where: { $0.contains(domain) }) { return signal(600, Reason("domains", count: 1)) }
            if look.standing == .newcomer, imitated.isImitated(by: domain) {
                return signal(300, Reason("domains.alike", count: 1))
            }
            isShort = isShort || ShortLinks.contains(domain)
        }
        // Several links are the links detector's to weigh: the same evidence is not counted twice.
        guard isShort, notesShort, look.standing == .newcomer, look.view.links.count == 1 else { return nil }
        // Soft, unlike the others: many such links are innocent.
        return Signal(Self.name, .manner, score: 100, reason: Reason("domains.short", count: 1))
    }
}
