// SPDX-License-Identifier: Apache-2.0

/// The keys of the structure, described once: their readers take the names from here, the schema and the
/// reference everything.
enum Keys {
    static let top: [AnySetting] = [
        key(
            "owners", .texts, "accounts", "des comptes", "Who may command everything: accounts, never nicknames.",
            "Qui peut tout commander : des comptes, jamais des pseudonymes.")
    ]
    static let room: [AnySetting] = [
        key(
            "key", .text, "secret:NAME", "secret:NOM",
            "Where the key of a room with one (+k) is, on IRC; of a desk too: geoffrin secret NAME stores it.",
            "Où est la clé d'un salon qui en a une (+k), sur IRC ; d'un desk aussi : geoffrin secret NOM la range.")
    ]
    static let rule: [AnySetting] = [
        key("name", .text, "a text", "un texte", "What cases call it.", "Son nom dans les cas."),
        key("when", .text, "a condition", "une condition", "In the rule language.", "Dans le langage des règles."),
        key(
            "then", .texts, "steps", "des échelons", "What is done: the first that the room can do.",
            "Ce qui est fait : le premier que le salon permet."),
        key(
            "mode", .text, "observe, ask or act", "observe, ask ou act",
            "Observes if left out; the stricter of this and the community's wins.",
            "Observe par défaut ; le plus prudent, de ceci et de la communauté, l'emporte."),
        key(
            "reason", .words, "a text, or one per language", "un texte, ou un par langue", "What is told about it.",
            "Ce qui en est dit."),
        key(
            "rooms", .texts, "rooms", "des salons", "Where it holds; everywhere if left out.",
            "Où elle vaut ; partout par défaut."),
    ]
    static let prompt: [AnySetting] = [
        key("name", .text, "a text", "un texte", "What the plan calls it.", "Son nom dans l'agenda."),
        key(
            "at", .text, "a day and an hour, \"monday 9:30\"", "un jour et une heure, \"lundi 9h30\"",
            "When: at an hour.", "Quand : à une heure."),
        key(
            "cron", .text, "five fields, \"30 9 * * 1\"", "cinq champs, \"30 9 * * 1\"", "When: by a cron line.",
            "Quand : par une ligne de cron."),
        key(
            "lull", .text, "a duration from \"5m\" to \"7d\"", "une durée de \"5m\" à \"7d\"",
            "When: after a silence, at hours when people usually talk.",
            "Quand : après un silence, aux heures où l'on parle d'ordinaire."),
        key("from", .text, "a bank", "une banque", "What: drawn from a bank.", "Quoi : tiré d'une banque."),
        key(
            "text", .words, "a text, or one per language", "un texte, ou un par langue", "What: these words.",
            "Quoi : ces mots."),
        key("rooms", .texts, "rooms", "des salons", "Where; everywhere if left out.", "Où ; partout par défaut."),
        key(
            "days", .texts, "days, \"monday\"", "des jours, \"lundi\"",
            "Days on which a lull counts; every day if left out.", "Les jours où un silence compte ; tous par défaut."),
    ]
    static let bank: [AnySetting] = [
        key("file", .text, "a file", "un fichier", "One prompt a paragraph.", "Une relance par paragraphe."),
        key("prompts", .texts, "texts", "des textes", "The prompts, in place.", "Les relances, ici même."),
    ]
    static let list: [AnySetting] = [
        key("items", .texts, "texts", "des textes", "The items, in place.", "Les éléments, ici même."),
        key("file", .text, "a file", "un fichier", "One item a line.", "Un élément par ligne."),
    ]
    static let expect: [AnySetting] = [
        key("text", .text, "a text", "un texte", "The line to judge.", "La ligne à juger."),
        key(
            "by", .text, "newcomer, regular, trusted or moderator", "newcomer, regular, trusted ou moderator",
            "Who says it; newcomer if left out.", "Qui la dit ; newcomer par défaut."),
        key(
            "gets", .textOrTexts, "\"nothing\", or steps", "\"nothing\", ou des échelons", "What must be done.",
            "Ce qui doit être fait."),
        key("room", .text, "a room", "un salon", "Where it is said.", "Où elle est dite."),
    ]

    static func key(
        _ name: String, _ shape: SettingKind.Shape, _ en: String, _ fr: French, _ about: String, _ aboutFr: French
    ) -> AnySetting {
        AnySetting(name, shape, Sentence(en: en, fr: fr), about: Sentence(en: about, fr: aboutFr))
    }
}

extension [AnySetting] {
    var names: [String] { map(\.name) }
}
