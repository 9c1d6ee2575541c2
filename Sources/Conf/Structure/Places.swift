// SPDX-License-Identifier: Apache-2.0

/// Which keys exist where: to tell someone whose key stands in the wrong place where it belongs.
struct Places: Sendable {
    let sections: [AnySection]

    /// Tables and keys of the top that are no settings.
    static let top = [
        "owners", "network", "community", "room", "rule", "prompt", "bank", "list", "expect", "words",
    ]
    static let content = ["rule", "prompt", "bank", "list", "expect"]
    /// Announced, and not in this version.
    static let later = ["unanswered"]

    private static let french: [(String, String)] = [
        ("langue", "language"), ("fuseau", "timezone"), ("adresse", "address"), ("proprietaires", "owners"),
        ("propriétaires", "owners"), ("salons", "rooms"), ("salon", "rooms"), ("reseau", "network"),
        ("réseau", "network"),
        ("communaute", "community"), ("communauté", "community"), ("accueil", "welcome"), ("charte", "rules"),
        ("pseudo", "nick"), ("surnom", "nick"), ("compte", "account"), ("moderateurs", "moderators"),
        ("modérateurs", "moderators"), ("modération", "moderation"), ("équipe", "desk"), ("equipe", "desk"),
        ("mot_de_passe", "password"), ("motdepasse", "password"), ("relais", "relays"), ("règle", "rule"),
        ("texte", "text"),
        ("server", "irc"), ("servers", "irc"), ("serveur", "irc"), ("host", "irc"), ("channels", "rooms"),
        ("nom", "name"),
    ]

    var topNames: [String] {
        Self.top
            + sections.filter { $0.scopes.contains(.top) }.flatMap { section in
                section.path.isEmpty ? section.settings.map(\.name) : Array(section.components.prefix(1))
            }
    }

    func unknown(_ key: String, in path: [String], known: [String]) -> Sentence {
        let shown = Shown.quoted(key)
        let unknown = Sentence(en: "unknown key \(shown)", fr: "clé inconnue \(shown)")
        if let name = Suggestion.nearest(to: key, among: known) {
            return unknown + Sentence(en: "; did you mean \"\(name)\"?", fr: " ; peut-être \"\(name)\" ?")
        }
        if let name = Self.french.first(where: { $0.0 == key })?.1, known.contains(name) {
            return unknown + Sentence(en: "; did you mean \"\(name)\"?", fr: " ; peut-être \"\(name)\" ?")
        }
        if let consent = sections.first(where: {
            !$0.scopes.contains(.top) && $0.components == path && $0.settings.contains { $0.name == key }
        }) {
            return unknown
                + Sentence(
                    en: " here; each community agrees for itself: it belongs under [community.NAME.\(consent.path)]",
                    fr:
                        " ici ; chaque communauté l'accepte pour elle : sa place est sous [community.NOM.\(consent.path)]"
                )
        }
        if !path.isEmpty, topNames.contains(key) {
            return unknown
                + Sentence(
                    en: " here; it belongs at the top, before the first […]",
                    fr: " ici ; sa place est en haut, avant le premier […]")
        }
        if let section = sections.first(where: { $0.settings.contains { $0.name == key } && !$0.path.isEmpty }) {
            return unknown
                + Sentence(
                    en: " here; it belongs under [\(section.path)]", fr: " ici ; sa place est sous [\(section.path)]")
        }
        guard !known.isEmpty else { return unknown }
        let list = known.prefix(16).joined(separator: ", ") + (known.count > 16 ? ", …" : "")
        return unknown + Sentence(en: "; known here: \(list)", fr: " ; connues ici : \(list)")
    }
}
