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
        text: "[care] lines = [\"3114\"]",
        en: "1:8: care: a [section] stands alone on its line: move this to the next one",
        fr: "1:8: care: une [section] est seule sur sa ligne\u{A0}: mettre ceci à la suivante"),
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
    Written(
        text: "language == \"fr\"",
        en: "1:11: language: one = is enough: NAME = VALUE",
        fr: "1:11: language: un seul = suffit\u{A0}: NOM = VALEUR"),
    Written(
        text: "language = `fr`",
        en: "1:12: language: text needs quotes: \"fr\"",
        fr: "1:12: language: un texte se met entre guillemets\u{A0}: \"fr\""),
    Written(
        text: "language = \"fr\";",
        en: "1:16: language: no ; here: items of a list stand between commas, and nothing ends a line",
        fr:
            "1:16: language: pas de\u{A0}; ici\u{A0}: les éléments d'une liste se séparent par des virgules, et rien ne termine une ligne"
    ),
    Written(
        text: "owners = [\"libera/a\"; \"libera/b\"]",
        en: "1:21: owners: no ; here: items of a list stand between commas, and nothing ends a line",
        fr:
            "1:21: owners: pas de\u{A0}; ici\u{A0}: les éléments d'une liste se séparent par des virgules, et rien ne termine une ligne"
    ),
    Written(
        text: "owners = [\"libera/a\" \"libera/b\"]",
        en: "1:22: owners: expected , or ] here: a comma stands between the items of a list",
        fr: "1:22: owners: , ou ] attendu ici\u{A0}: une virgule sépare les éléments d'une liste"),
    Written(
        text: "language = \"français\"",
        en: "1:12: language: expected \"en\" or \"fr\", found the text \"français\"; did you mean \"fr\"?",
        fr:
            "1:12: language: attendu\u{A0}: \"en\" ou \"fr\"\u{A0}; trouvé\u{A0}: le texte \"français\"\u{A0}; peut-être \"fr\"\u{A0}?"
    ),
    Written(
        text: "[moderation]\nmode = \"agir\"",
        en:
            "2:8: moderation.mode: expected \"observe\", \"ask\" or \"act\", found the text \"agir\"; did you mean \"act\"?",
        fr:
            "2:8: moderation.mode: attendu\u{A0}: \"observe\", \"ask\" ou \"act\"\u{A0}; trouvé\u{A0}: le texte \"agir\"\u{A0}; peut-être \"act\"\u{A0}?"
    ),
    Written(
        text: "[moderation]\nceiling = \"mute 24 heures\"",
        en:
            "2:11: moderation.ceiling: expected a duration from 1m to 30d after mute, found \"24 heures\"; write \"mute 24h\"",
        fr:
            "2:11: moderation.ceiling: durée de 1m à 30d attendue après mute\u{A0}; trouvé\u{A0}: \"24 heures\"\u{A0}; écrire \"mute 24h\""
    ),
    Written(
        text: "[moderation]\nplafond = \"mute 1h\"",
        en: "2:1: moderation.plafond: unknown key \"plafond\"; did you mean \"ceiling\"?",
        fr: "2:1: moderation.plafond: clé inconnue \"plafond\"\u{A0}; peut-être \"ceiling\"\u{A0}?"),
    Written(
        text: "[animation]\nmost = 1",
        en: "2:8: animation.most: expected a rate such as \"1 a day\", found the number 1; write \"1 a day\"",
        fr:
            "2:8: animation.most: attendu\u{A0}: une fréquence, comme \"1 par jour\"\u{A0}; trouvé\u{A0}: le nombre 1\u{A0}; écrire \"1 par jour\""
    ),
    Written(
        text: "[community.café]\nrooms = []",
        en: "1:1: community: a name of 1 to 32 letters, digits, - and _, found \"café\"; write [community.cafe]",
        fr:
            "1:1: community: un nom de 1 à 32 lettres sans accent, chiffres, - et _\u{A0}; trouvé\u{A0}: \"café\"\u{A0}; écrire [community.cafe]"
    ),
    Written(
        text: "[community atelier]\nrooms = []",
        en: "1:1: community atelier: unknown key \"community atelier\"; write [community.atelier], with a dot",
        fr:
            "1:1: community atelier: clé inconnue \"community atelier\"\u{A0}; écrire [community.atelier], avec un point"
    ),
    Written(
        text: "[network.libera]\nirc = \"irc.libera.chat\"\nport = 6697",
        en: "3:1: network.libera.port: the port stands behind the server: irc = \"irc.libera.chat:6697\"",
        fr: "3:1: network.libera.port: le port s'écrit derrière le serveur\u{A0}: irc = \"irc.libera.chat:6697\""),
    Written(
        text: "[network.libera]\nirc = \"ircs://irc.libera.chat:6697/\"",
        en:
            "2:7: network.libera.irc: expected a server as \"irc.libera.chat\" or \"host:port\", found \"ircs://irc.libera.chat:6697/\"; write \"irc.libera.chat:6697\"",
        fr:
            "2:7: network.libera.irc: attendu\u{A0}: un serveur, \"irc.libera.chat\" ou \"hôte:port\"\u{A0}; trouvé\u{A0}: \"ircs://irc.libera.chat:6697/\"\u{A0}; écrire \"irc.libera.chat:6697\""
    ),
    Written(
        text:
            "owners = [\"@m:a.example\"]\n[network.libera]\nirc = \"irc.libera.chat\"\n[network.matrix]\nmatrix = \"https://a.example\"\ntoken = \"secret:m\"\n",
        en:
            "1:11: owners: expected an account as \"network/account\", found \"@m:a.example\"; write \"matrix/@m:a.example\"",
        fr:
            "1:11: owners: attendu\u{A0}: un compte, \"réseau/compte\"\u{A0}; trouvé\u{A0}: \"@m:a.example\"\u{A0}; écrire \"matrix/@m:a.example\""
    ),
    Written(
        text:
            "owners = [\"libera/@m:a.example\"]\n[network.libera]\nirc = \"irc.libera.chat\"\n[network.matrix]\nmatrix = \"https://a.example\"\ntoken = \"secret:m\"\n",
        en: "1:11: owners: libera is IRC, and \"@m:a.example\" is someone on Matrix; write \"matrix/@m:a.example\"",
        fr:
            "1:11: owners: libera est IRC, et \"@m:a.example\" est quelqu'un sur Matrix\u{A0}; écrire \"matrix/@m:a.example\""
    ),
    Written(
        text: "owners = [\"libera/a, libera/b\"]\n[network.libera]\nirc = \"irc.libera.chat\"\n",
        en:
            "1:11: owners: an account, whole: a mask or pattern fits strangers too, found \"libera/a, libera/b\"; write [\"libera/a\", \"libera/b\"]",
        fr:
            "1:11: owners: un compte entier\u{A0}: un masque convient aussi à des inconnus, trouvé\u{A0}: \"libera/a, libera/b\"\u{A0}; écrire [\"libera/a\", \"libera/b\"]"
    ),
    Written(
        text: "[community.a]\nrooms = [\"libera/a\"]\ndesk = []\n[network.libera]\nirc = \"irc.libera.chat\"\n",
        en:
            "2:10: community.a.rooms: a room's name begins with # and has no space or comma, found \"a\"; write \"libera/#a\"",
        fr:
            "2:10: community.a.rooms: un nom de salon commence par #, sans espace ni virgule\u{A0}; trouvé\u{A0}: \"a\"\u{A0}; écrire \"libera/#a\""
    ),
    Written(
        text: "[community.a]\nrooms = [\"libera:#a\"]\ndesk = []\n[network.libera]\nirc = \"irc.libera.chat\"\n",
        en: "2:10: community.a.rooms: expected a room as \"network/#room\", found \"libera:#a\"; write \"libera/#a\"",
        fr:
            "2:10: community.a.rooms: attendu\u{A0}: un salon, \"réseau/#salon\"\u{A0}; trouvé\u{A0}: \"libera:#a\"\u{A0}; écrire \"libera/#a\""
    ),
    Written(
        text:
            "[community.a]\nrooms = [\"https://matrix.to/#/#a:a.example\"]\ndesk = []\n[network.libera]\nirc = \"irc.libera.chat\"\n[network.matrix]\nmatrix = \"https://a.example\"\ntoken = \"secret:m\"\n",
        en:
            "2:10: community.a.rooms: expected a room as \"network/#room\", found \"https://matrix.to/#/#a:a.example\"; write \"matrix/#a:a.example\"",
        fr:
            "2:10: community.a.rooms: attendu\u{A0}: un salon, \"réseau/#salon\"\u{A0}; trouvé\u{A0}: \"https://matrix.to/#/#a:a.example\"\u{A0}; écrire \"matrix/#a:a.example\""
    ),
    Written(
        text:
            "[community.a]\nrooms = [\"libera/#a:a.example\"]\ndesk = []\n[network.libera]\nirc = \"irc.libera.chat\"\n[network.matrix]\nmatrix = \"https://a.example\"\ntoken = \"secret:m\"\n",
        en:
            "2:10: community.a.rooms: warning: libera is IRC, and this looks like a room of Matrix, which is written \"matrix/#a:a.example\"",
        fr:
            "2:10: community.a.rooms: attention\u{A0}: libera est IRC, et ceci a l'air d'un salon Matrix, qui s'écrit \"matrix/#a:a.example\""
    ),
    Written(
        text: "[network]\nirc = \"irc.libera.chat\"\nnick = \"geoffrin\"\n",
        en: "2:7: network.irc: such a section has a name, in single brackets: [network.libera]",
        fr: "2:7: network.irc: une telle section porte un nom, entre crochets simples\u{A0}: [network.libera]"),
    Written(
        text: "[[community]]\nrooms = [\"libera/#a\"]\n",
        en: "1:3: community: such a section has a name, in single brackets: [community.atelier]",
        fr: "1:3: community: une telle section porte un nom, entre crochets simples\u{A0}: [community.atelier]"),
    Written(
        text: "[bank]\nfile = \"questions.txt\"\n",
        en: "2:8: bank.file: such a section has a name, in single brackets: [bank.questions]",
        fr: "2:8: bank.file: une telle section porte un nom, entre crochets simples\u{A0}: [bank.questions]"),
    Written(
        text: "[network.list]\nirc = \"irc.libera.chat\"\nsasl = \"x\"\n",
        en: "3:8: network.list.sasl: expected a section [network.list.sasl], found the text \"x\"",
        fr: "3:8: network.list.sasl: attendu\u{A0}: une section [network.list.sasl]\u{A0}; trouvé\u{A0}: le texte \"x\""
    ),
    Written(
        text: "[community.bank]\nwords = \"x\"\n",
        en: "2:9: community.bank.words: expected a section [community.bank.words], found the text \"x\"",
        fr:
            "2:9: community.bank.words: attendu\u{A0}: une section [community.bank.words]\u{A0}; trouvé\u{A0}: le texte \"x\""
    ),
    Written(
        text: "[community.bank.bank]\nfile = \"questions.txt\"\n",
        en:
            "2:8: community.bank.bank.file: such a section has a name, in single brackets: [community.bank.bank.questions]",
        fr:
            "2:8: community.bank.bank.file: une telle section porte un nom, entre crochets simples\u{A0}: [community.bank.bank.questions]"
    ),
    Written(
        text: "language = \"fr\",\ntimezone = \"UTC\"\n",
        en: "1:16: language: no comma here: a line ends with its value",
        fr: "1:16: language: pas de virgule ici\u{A0}: une ligne finit par sa valeur"),
    Written(
        text: "[welcome]\nafter = \"1h30\"",
        en: "2:9: welcome.after: expected a duration from \"0s\" to \"1h\", found the text \"1h30\"; write \"1h30m\"",
        fr:
            "2:9: welcome.after: attendu\u{A0}: une durée de \"0s\" à \"1h\"\u{A0}; trouvé\u{A0}: le texte \"1h30\"\u{A0}; écrire \"1h30m\""
    ),
    Written(
        text: "owners = [\"libera/#a\"]\n[network.libera]\nirc = \"irc.libera.chat\"\n",
        en: "1:11: owners: expected an account of a person, found the room \"libera/#a\"",
        fr: "1:11: owners: attendu\u{A0}: le compte d'une personne\u{A0}; trouvé\u{A0}: le salon \"libera/#a\""),
    Written(
        text: "[network.libera]\nirc = \"irc.libera.chat +6697\"\n",
        en:
            "2:7: network.libera.irc: expected a server as \"irc.libera.chat\" or \"host:port\", found \"irc.libera.chat +6697\"; write \"irc.libera.chat:6697\"",
        fr:
            "2:7: network.libera.irc: attendu\u{A0}: un serveur, \"irc.libera.chat\" ou \"hôte:port\"\u{A0}; trouvé\u{A0}: \"irc.libera.chat +6697\"\u{A0}; écrire \"irc.libera.chat:6697\""
    ),
    Written(
        text: "[network.libera]\nirc = \"irc.libera.chat:6667\"\n",
        en:
            "2:7: network.libera.irc: warning: 6667 is for plain TCP as a rule, and she speaks TLS: 6697, or no port at all",
        fr:
            "2:7: network.libera.irc: attention\u{A0}: 6667 est d'ordinaire pour le TCP en clair, et elle parle TLS\u{A0}: 6697, ou pas de port du tout"
    ),
    Written(
        text: "[network.libera]\nirc = \"irc.libera.chat\"\naccount = \"g\"\npassword = \"secret:a b\"\n",
        en:
            "4:12: network.libera.password: behind secret: stands a name of letters without accents, digits, . - _: write \"secret:libera\", then type `geoffrin secret libera`",
        fr:
            "4:12: network.libera.password: derrière secret: va un nom de lettres sans accent, chiffres, . - _\u{A0}: écrire \"secret:libera\", puis taper `geoffrin secret libera`"
    ),
    Written(
        text: "[network.libera]\nirc = \"irc.libera.chat\"\naccount = \"g\"\n",
        en:
            "3:11: network.libera.account: warning: an account without a password: nobody logs her in; add password = \"secret:libera\", then type `geoffrin secret libera`",
        fr:
            "3:11: network.libera.account: attention\u{A0}: un compte sans mot de passe\u{A0}: personne ne l'identifie\u{A0}; ajouter password = \"secret:libera\", puis taper `geoffrin secret libera`"
    ),
    Written(
        text: "[network.libera]\nirc = \"irc.libera.chat\"\nssl = true\n",
        en: "3:1: network.libera.ssl: unknown key \"ssl\"; did you mean \"tls\"?",
        fr: "3:1: network.libera.ssl: clé inconnue \"ssl\"\u{A0}; peut-être \"tls\"\u{A0}?"),
    Written(
        text:
            "[moderation]\n[detector.flood]\nlimit = 99999999999999999999\n[network.libera]\nirc = \"irc.libera.chat\"\n",
        en: "3:29: detector.flood.limit: this number is larger than any that is counted with",
        fr: "3:29: detector.flood.limit: ce nombre dépasse tout ce qui se compte ici"),
    Written(
        text:
            "[network.libera]\nirc = \"irc.libera.chat\"\n[community.atelier]\nrooms = [\"libera/#a\"]\ndesk = [\"libera/#b\"]\n[community.ateliers.welcome]\nafter = \"2m\"\n",
        en: "6:12: community.ateliers: rooms is missing: did you mean [community.atelier]?",
        fr: "6:12: community.ateliers: il manque rooms\u{A0}: était-ce [community.atelier]\u{A0}?"),
]

@Test(arguments: page + secondPage) func aKnownMistakeIsExplainedInEnglish(_ written: Written) {
    #expect(
        said(written.text).first { $0.hasPrefix("bot.conf:" + written.en.prefix { $0 != " " }) } == "bot.conf:"
            + written.en)
}

@Test(arguments: page + secondPage) func aKnownMistakeIsExplainedInFrench(_ written: Written) {
    #expect(
        said(written.text, .fr).first { $0.hasPrefix("bot.conf:" + written.fr.prefix { $0 != " " }) } == "bot.conf:"
            + written.fr)
}

/// A bouncer has one password, its own, and logs her in.
@Test func anAccountBehindABouncerWantsNoPassword() {
    let text = tenLines.replacing("nick = \"geoffrin\"", with: "nick = \"geoffrin\"\naccount = \"g\"")
    #expect(said(text).count == 1)
    #expect(said(text.replacing("account =", with: "pass = \"secret:b\"\naccount =")) == [])
}

@Test func theTenLinesAreAccepted() throws {
    #expect(said(tenLines) == [])
}

@Test func theCompleteExampleIsAccepted() throws {
    #expect(said(example) == [])
}

@Test(arguments: ["// mine", "-- mine", "; mine", "/* mine */", "<!-- mine -->"])
func aCommentOfAnotherLanguageIsToldOnce(_ line: String) {
    #expect(said(line + "\n" + tenLines) == ["bot.conf:1:1: a comment begins with #"])
    #expect(said(line + "\n" + tenLines, .fr) == ["bot.conf:1:1: un commentaire commence par #"])
}

@Test func aFileInUTF16IsToldOnce() {
    let bytes: [UInt8] =
        [0xFF, 0xFE]
        + tenLines.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] as [UInt8] }
    let said = Configuration.load(bytes: bytes, file: "bot.conf").diagnostics.map { $0.printed(.en) }
    #expect(said == ["bot.conf:1:1: this is UTF-16, nothing of it was read: save the file as UTF-8"])
}

/// A mistake is told where it is made, and not again where it is felt.
@Test(arguments: [
    (
        "[network.libera]\nirc = \"irc.libera.chat\"\n[community.a]\nrooms = [\"libera/#a\"]\ndesk = [\"libera/b\"]\n",
        "no desk"
    ),
    ("[welcome]\ncontact = \"a@b.example\"\n[network.libera]\nirc = \"irc.libera.chat\"\n", "missing: networks ask"),
    ("[network]\nirc = \"irc.libera.chat\"\n[community.a]\nrooms = [\"libera/#a\"]\n", "unknown network"),
])
func whatWasRefusedIsNotToldAsMissing(_ text: String, _ words: String) {
    #expect(!said(text).isEmpty)
    #expect(!said(text).contains { $0.contains(words) }, "\(said(text))")
}
