// SPDX-License-Identifier: Apache-2.0

import Conf
import Testing

/// The page of known mistakes: what is written, and what is said first about it, in both languages.
struct Written: Sendable, CustomTestStringConvertible {
    var text: String
    var en: String
    var fr: String
    var testDescription: String { text }
}

let page: [Written] = [
    Written(
        text: "language = “fr”", en: "1:12: language: typographic quotes: write \"fr\" with straight ones",
        fr: "1:12: language: guillemets typographiques\u{A0}: écrire \"fr\" avec des guillemets droits"),
    Written(
        text: "language = « fr »", en: "1:12: language: typographic quotes: write \"fr\" with straight ones",
        fr: "1:12: language: guillemets typographiques\u{A0}: écrire \"fr\" avec des guillemets droits"),
    Written(
        text: "language = \"fr”", en: "1:12: language: typographic quotes: write \"fr\" with straight ones",
        fr: "1:12: language: guillemets typographiques\u{A0}: écrire \"fr\" avec des guillemets droits"),
    Written(
        text: "[community.a]\nrooms = [#tricot]\ndesk = []",
        en: "2:10: community.a.rooms: # begins a comment: quote the room, [\"libera/#tricot\"]",
        fr:
            "2:10: community.a.rooms: # commence un commentaire\u{A0}: mettre le salon entre guillemets, [\"libera/#tricot\"]"
    ),
    Written(
        text: "[community.a]\nrooms = [#tricot]",
        en: "2:10: community.a.rooms: # begins a comment: quote the room, [\"libera/#tricot\"]",
        fr:
            "2:10: community.a.rooms: # commence un commentaire\u{A0}: mettre le salon entre guillemets, [\"libera/#tricot\"]"
    ),
    Written(
        text: "[community.a]\nrooms = [libera/#tricot]",
        en: "2:10: community.a.rooms: # begins a comment: quote the room, [\"libera/#tricot\"]",
        fr:
            "2:10: community.a.rooms: # commence un commentaire\u{A0}: mettre le salon entre guillemets, [\"libera/#tricot\"]"
    ),
    Written(
        text: "language = fr", en: "1:12: language: text needs quotes: \"fr\"",
        fr: "1:12: language: un texte se met entre guillemets\u{A0}: \"fr\""),
    Written(
        text: "[welcome]\nfirst = 'Bienvenue à l'atelier'",
        en: "2:23: welcome.first: an apostrophe ends this text: use \"…\" around it",
        fr: "2:23: welcome.first: une apostrophe termine ce texte\u{A0}: l'entourer de \"…\""),
    Written(
        text: "[moderation]\nallowed_words = ['l'eau', 'x']",
        en: "2:20: moderation.allowed_words: an apostrophe ends this text: use \"…\" around it",
        fr: "2:20: moderation.allowed_words: une apostrophe termine ce texte\u{A0}: l'entourer de \"…\""),
    Written(
        text: "[[prompt]]\nlull = 45m", en: "2:8: prompt.lull: durations need quotes: \"45m\"",
        fr: "2:8: prompt.lull: une durée se met entre guillemets\u{A0}: \"45m\""),
    Written(
        text: "[welcome]\nreturning = oui",
        en: "2:13: welcome.returning: expected true or false, found oui: write true",
        fr: "2:13: welcome.returning: true ou false attendu, oui trouvé\u{A0}: écrire true"),
    Written(
        text: "language: fr", en: "1:9: language: expected \"=\" instead of \":\"",
        fr: "1:9: language: \"=\" attendu au lieu de \":\""),
    Written(
        text: "[room.libera/#tricot]",
        en: "1:1: room.libera/#tricot: a name with such characters needs quotes: [room.\"libera/#tricot\"]",
        fr:
            "1:1: room.libera/#tricot: un nom avec ces caractères se met entre guillemets\u{A0}: [room.\"libera/#tricot\"]"
    ),
    Written(
        text: "language =\u{A0}\"fr\"", en: "1:11: language: an invisible no-break space here: retype the space",
        fr: "1:11: language: une espace insécable, invisible, ici\u{A0}: retaper l'espace"),
    Written(
        text: "language = \"fr", en: "1:12: language: this text is not closed on its line: its last quote is missing",
        fr: "1:12: language: ce texte n'est pas fermé sur sa ligne\u{A0}: il manque le guillemet de fin"),
    Written(
        text: "[welcome]\nafter = \"1m\"\n[welcome]\nreturning = true",
        en: "3:1: welcome: already begun at line 1: move these lines there",
        fr: "3:1: welcome: déjà commencé à la ligne 1\u{A0}: y déplacer ces lignes-ci"),
    Written(
        text: "[welcome]\nlanguage = \"fr\"",
        en: "2:1: welcome.language: unknown key \"language\" here; it belongs at the top, before the first […]",
        fr: "2:1: welcome.language: clé inconnue \"language\" ici\u{A0}; sa place est en haut, avant le premier […]"),
]

@Test(arguments: page) func aKnownMistakeIsExplainedInEnglish(_ written: Written) {
    #expect(
        said(written.text).first { $0.hasPrefix("bot.conf:" + written.en.prefix { $0 != " " }) } == "bot.conf:"
            + written.en)
}

@Test(arguments: page) func aKnownMistakeIsExplainedInFrench(_ written: Written) {
    #expect(
        said(written.text, .fr).first { $0.hasPrefix("bot.conf:" + written.fr.prefix { $0 != " " }) } == "bot.conf:"
            + written.fr)
}

@Test func theTenLinesAreAccepted() throws {
    #expect(said(tenLines) == [])
}

@Test func theCompleteExampleIsAccepted() throws {
    #expect(said(example) == [])
}
