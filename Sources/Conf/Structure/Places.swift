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
        ("nom", "name"), ("plafond", "ceiling"), ("apres", "after"), ("après", "after"), ("quand", "at"),
        ("fichier", "file"), ("banque", "bank"), ("mots", "words"), ("liste", "list"), ("silence", "lull"),
        ("calme", "quiet"), ("premier", "first"), ("retour", "returning"), ("jeton", "token"), ("robot", "nick"),
        ("propriétaire", "owners"), ("proprietaire", "owners"), ("réseaux", "network"), ("reseaux", "network"),
        ("relance", "prompt"), ("mémoire", "memory"), ("channel", "rooms"), ("username", "nick"), ("ssl", "tls"),
    ]

    var topNames: [String] {
        Self.top
            + sections.filter { $0.scopes.contains(.top) }.flatMap { section in
                section.path.isEmpty ? section.settings.map(\.name) : Array(section.components.prefix(1))
            }
    }

    /// The name that was meant: a near one, or what the word says in French.
    func meant(by key: String, among known: [String]) -> String? {
        // What a word says before what it looks like: ssl is tls, not sasl.
        Self.french.first { $0.0 == key && known.contains($0.1) }?.1 ?? Suggestion.nearest(to: key, among: known)
    }

    /// Sections that carry a name of their own, and one as an example.
    static let named: [(kind: String, example: String)] = [
        ("network", "libera"), ("community", "atelier"), ("bank", "questions"), ("list", "phishing"),
        ("room", "\"libera/#atelier\""),
    ]

    /// `community tricot` → `community.tricot`.
    private static func spaced(_ key: String) -> String? {
        let words = key.split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count == 2, ["network", "community", "bank", "list", "room"].contains(words[0]) else { return nil }
        return plainName(words[1]).map { "\(words[0]).\($0)" }
    }

    /// What a name becomes without accents and spaces; nil where nothing is left, or too much.
    static func plainName(_ name: String) -> String? {
        let accents: [(String, String)] = [
            ("àâäáãå", "a"), ("éèêë", "e"), ("îïí", "i"), ("ôöóõ", "o"), ("ùûüú", "u"), ("ç", "c"), ("ñ", "n"),
            ("ÿ", "y"),
        ]
        var out = ""
        for scalar in name.unicodeScalars {
            let folded = accents.first { $0.0.unicodeScalars.contains(scalar) }?.1
            if let folded {
                out += folded
            } else if scalar.isASCII, UInt8(scalar.value).isBareKey {
                out.unicodeScalars.append(scalar)
            } else if scalar == " ", !out.isEmpty {
                out += "-"
            }
        }
        return (1...32).contains(out.utf8.count) ? out : nil
    }

    func unknown(_ key: String, in path: [String], known: [String]) -> Sentence {
        let shown = Shown.quoted(key)
        let unknown = Sentence(en: "unknown key \(shown)", fr: "clé inconnue \(shown)")
        if let name = meant(by: key, among: known) {
            return unknown + Sentence(en: "; did you mean \"\(name)\"?", fr: " ; peut-être \"\(name)\" ?")
        }
        if path.isEmpty, let name = Self.spaced(key) {
            return unknown + Sentence(en: "; write [\(name)], with a dot", fr: " ; écrire [\(name)], avec un point")
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
        if path.isEmpty, ["include", "import", "inclure", "includes"].contains(key) {
            return unknown
                + Sentence(
                    en: ": one file holds all sections; banks and lists may have files of their own, file = \"…\"",
                    fr:
                        " : un seul fichier tient toutes les sections ; banques et listes peuvent avoir le leur, file = \"…\""
                )
        }
        // Many things are active: where this one was to be switched is not known.
        if key != "active",
            let section = sections.first(where: { $0.settings.contains { $0.name == key } && !$0.path.isEmpty })
        {
            return unknown
                + Sentence(
                    en: " here; it belongs under [\(section.path)]", fr: " ici ; sa place est sous [\(section.path)]")
        }
        guard !known.isEmpty else { return unknown }
        let list = known.prefix(16).joined(separator: ", ") + (known.count > 16 ? ", …" : "")
        return unknown + Sentence(en: "; known here: \(list)", fr: " ; connues ici : \(list)")
    }
}
