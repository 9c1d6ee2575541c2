// SPDX-License-Identifier: Apache-2.0

import Conf
import Testing

/// More of the page of known mistakes.
let secondPage: [Written] = [
    Written(
        text: "language = \"fr_FR\"",
        en: "1:12: language: expected \"en\" or \"fr\", found the text \"fr_FR\"; did you mean \"fr\"?",
        fr:
            "1:12: language: attendu\u{A0}: \"en\" ou \"fr\"\u{A0}; trouvé\u{A0}: le texte \"fr_FR\"\u{A0}; peut-être \"fr\"\u{A0}?"
    ),
    Written(
        text: "[welcome]\nafter = 120",
        en:
            "2:9: welcome.after: expected a duration from \"0s\" to \"1h\", found the number 120; a duration has a unit and quotes: \"120s\"",
        fr:
            "2:9: welcome.after: attendu\u{A0}: une durée de \"0s\" à \"1h\"\u{A0}; trouvé\u{A0}: le nombre 120\u{A0}; une durée a une unité et des guillemets\u{A0}: \"120s\""
    ),
    Written(
        text: "[welcome]\nreturning = \"oui\"",
        en: "2:13: welcome.returning: expected true or false, found the text \"oui\"; write true, without quotes",
        fr:
            "2:13: welcome.returning: attendu\u{A0}: true ou false\u{A0}; trouvé\u{A0}: le texte \"oui\"\u{A0}; écrire true, sans guillemets"
    ),
    Written(
        text: "language = \"fr\"\rtimezone = \"UTC\"\r",
        en: "1:17: language: lines end here as on an old Mac (CR): save the file with Unix line ends (LF)",
        fr:
            "1:17: language: les lignes finissent ici comme sur un vieux Mac (CR)\u{A0}: enregistrer avec des fins de ligne Unix (LF)"
    ),
    Written(
        text: "[bank.q]\nfile = \"C:\\Users\\q.txt\"",
        en: "2:13: bank.q.file: unknown escape after \\ in this text: write \\\\ for a backslash, or use '…'",
        fr: "2:13: bank.q.file: échappement inconnu après \\ dans ce texte\u{A0}: écrire \\\\, ou employer '…'"),
    Written(
        text: "include = \"more.conf\"",
        en:
            "1:1: include: unknown key \"include\": one file holds all sections; banks and lists may have files of their own, file = \"…\"",
        fr:
            "1:1: include: clé inconnue \"include\"\u{A0}: un seul fichier tient toutes les sections\u{A0}; banques et listes peuvent avoir le leur, file = \"…\""
    ),
    Written(
        text: "owners = [\"lise, margaux\"]\n[network.libera]\nirc = \"irc.libera.chat\"\n",
        en:
            "1:11: owners: expected a list of accounts, \"network/account\", found \"lise, margaux\"; anyone can take a nickname: write [\"libera/lise\", \"libera/margaux\"] if those are the accounts",
        fr:
            "1:11: owners: attendu\u{A0}: une liste de comptes, \"réseau/compte\"\u{A0}; trouvé\u{A0}: \"lise, margaux\"\u{A0}; un pseudonyme se prend\u{A0}: écrire [\"libera/lise\", \"libera/margaux\"] si ce sont bien les comptes"
    ),
    Written(
        text: "owners = [\"#atelier\"]\n[network.libera]\nirc = \"irc.libera.chat\"\n",
        en: "1:11: owners: expected an account of a person, found the room \"#atelier\"",
        fr: "1:11: owners: attendu\u{A0}: le compte d'une personne\u{A0}; trouvé\u{A0}: le salon \"#atelier\""),
    Written(
        text: "[libera]\nirc = \"irc.libera.chat\"\n",
        en: "1:2: libera: a network's section is written [network.libera]",
        fr: "1:2: libera: la section d'un réseau s'écrit [network.libera]"),
    Written(
        text: "[network.irc.libera.chat]\nirc = \"irc.libera.chat\"\n",
        en:
            "1:10: network.irc: a network's name has no dots: write [network.libera], the server goes below, irc = \"…\"",
        fr:
            "1:10: network.irc: le nom d'un réseau n'a pas de point\u{A0}: écrire [network.libera]\u{A0}; le serveur va dessous, irc = \"…\""
    ),
    Written(
        text: "[network.matrix]\nmatrix = \"@geoffrin:example.org\"\ntoken = \"secret:matrix\"\n",
        en:
            "2:10: network.matrix.matrix: expected the address of a homeserver, found \"@geoffrin:example.org\"; write \"https://example.org\"",
        fr:
            "2:10: network.matrix.matrix: attendu\u{A0}: l'adresse d'un serveur\u{A0}; trouvé\u{A0}: \"@geoffrin:example.org\"\u{A0}; écrire \"https://example.org\""
    ),
    Written(
        text: "[network.matrix]\nmatrix = \"https://a.example\"\npassword = \"x\"\n",
        en:
            "3:1: network.matrix.password: on Matrix no password is kept: `geoffrin login matrix` asks for it once and keeps her token",
        fr:
            "3:1: network.matrix.password: sur Matrix aucun mot de passe n'est gardé\u{A0}: `geoffrin login matrix` le demande une fois et garde son jeton"
    ),
]

@Test(arguments: ["[réseau.libera]", "[network libera]", "[libera]", "[network.irc.libera.chat]"])
func aNetworkUnderAnotherNameIsToldOnce(_ header: String) {
    let text = tenLines.replacing("[network.libera]", with: header)
    #expect(said(text).count == 1, "\(said(text))")
}

/// One section mends every place that names a network where there is none.
@Test func aFileWithoutNetworksSaysItOnce() {
    let text = tenLines.replacing("[network.libera]\n", with: "").replacing("irc  = \"irc.libera.chat\"\n", with: "")
        .replacing("nick = \"geoffrin\"\n", with: "")
    #expect(said(text).count == 1 && said(text)[0].contains("there is no [network.…] yet"), "\(said(text))")
}

/// A key under another name is told by that name, and not as missing too.
@Test(arguments: [("rooms = [", "salons = ["), ("irc  = ", "server = "), ("irc  = ", "serveur = ")])
func aKeyUnderAnotherNameIsNotMissingToo(_ right: String, _ wrong: String) {
    let text = tenLines.replacing(right, with: wrong)
    #expect(said(text).count == 1 && said(text)[0].contains("did you mean"), "\(said(text))")
}

@Test func whatIsActiveElsewhereIsNoAdviceHere() {
    #expect(!said(tenLines + "\n[animation]\nactive = true\n").joined().contains("[welcome]"))
}

@Test func aCommunityWithoutRoomsIsNotToldOfItsDeskToo() {
    #expect(said(tenLines + "\n[community.other.welcome]\nafter = \"1m\"\n").count == 1)
}
