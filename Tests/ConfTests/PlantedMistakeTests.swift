// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

/// The complete example with one line changed, and what is said about it.
struct Planted: Sendable, CustomTestStringConvertible {
    var line: String
    var changed: String
    var en: String
    var fr: String
    var testDescription: String { changed }
}

let plants: [Planted] = [
    Planted(
        line: "preset  = \"gentle\"", changed: "preste  = \"gentle\"",
        en: "26:1: moderation.preste: unknown key \"preste\"; did you mean \"preset\"?",
        fr: "26:1: moderation.preste: clé inconnue \"preste\"\u{A0}; peut-être \"preset\"\u{A0}?"),
    Planted(
        line: "\"observe\"", changed: "\"obsevre\"",
        en:
            "25:11: moderation.mode: expected \"observe\", \"ask\" or \"act\", found the text \"obsevre\"; did you mean \"observe\"?",
        fr:
            "25:11: moderation.mode: attendu\u{A0}: \"observe\", \"ask\" ou \"act\"\u{A0}; trouvé\u{A0}: le texte \"obsevre\"\u{A0}; peut-être \"observe\"\u{A0}?"
    ),
    Planted(
        line: "after = \"2m\"", changed: "after = \"2 min\"",
        en: "22:9: welcome.after: expected a duration from \"0s\" to \"1h\", found the text \"2 min\"; write \"2m\"",
        fr:
            "22:9: welcome.after: attendu\u{A0}: une durée de \"0s\" à \"1h\"\u{A0}; trouvé\u{A0}: le texte \"2 min\"\u{A0}; écrire \"2m\""
    ),
    Planted(
        line: "[animation]", changed: "[welcome]",
        en: "31:1: welcome: already begun at line 20: move these lines there",
        fr: "31:1: welcome: déjà commencé à la ligne 20\u{A0}: y déplacer ces lignes-ci"),
    Planted(
        line: "[bank.questions]", changed: "[bank.jeux]",
        en: "41:8: prompt.from: no bank \"questions\"; add [bank.questions] with file = \"…\"",
        fr: "41:8: prompt.from: pas de banque \"questions\"\u{A0}; ajouter [bank.questions] avec file = \"…\""),
    Planted(
        line: "\"secret:libera\"", changed: "\"hunter2\"",
        en:
            "11:12: network.libera.password: a secret in clear here can be read by whoever sees this file, its copies and its history: type `geoffrin secret libera` and write \"secret:libera\"",
        fr:
            "11:12: network.libera.password: un secret en clair ici peut être lu par qui voit ce fichier, ses copies et son historique\u{A0}: taper `geoffrin secret libera` et écrire \"secret:libera\""
    ),
    Planted(
        line: "[animation]", changed: "[room.\"libera/#atelier-du-lif\".animation]",
        en:
            "31:7: room: \"libera/#atelier-du-lif\" is a room of no community; did you mean \"libera/#atelier-du-fil\"?",
        fr:
            "31:7: room: \"libera/#atelier-du-lif\" n'est le salon d'aucune communauté\u{A0}; peut-être \"libera/#atelier-du-fil\"\u{A0}?"
    ),
    Planted(
        line: "[\"libera/#atelier-du-fil\"]", changed: "[\"libra/#atelier-du-fil\"]",
        en: "14:15: community.atelier.rooms: unknown network \"libra\"; did you mean \"libera\"?",
        fr: "14:15: community.atelier.rooms: réseau inconnu \"libra\"\u{A0}; peut-être \"libera\"\u{A0}?"),
    Planted(
        line: "\"Europe/Paris\"", changed: "“Europe/Paris”",
        en: "3:12: timezone: typographic quotes: write \"Europe/Paris\" with straight ones",
        fr: "3:12: timezone: guillemets typographiques\u{A0}: écrire \"Europe/Paris\" avec des guillemets droits"),
    Planted(
        line: "[\"libera/#atelier-du-fil\"]", changed: "[#atelier-du-fil]",
        en: "14:15: community.atelier.rooms: # begins a comment: quote the room, [\"libera/#atelier-du-fil\"]",
        fr:
            "14:15: community.atelier.rooms: # commence un commentaire\u{A0}: mettre le salon entre guillemets, [\"libera/#atelier-du-fil\"]"
    ),
    Planted(
        line: "\"pédale\"", changed: "'l'eau'",
        en: "28:30: moderation.allowed_words: an apostrophe ends this text: use \"…\" around it",
        fr: "28:30: moderation.allowed_words: une apostrophe termine ce texte\u{A0}: l'entourer de \"…\""),
]

func replacing(_ part: String, by other: String, in text: String) -> String {
    let bytes = Array(text.utf8)
    let sought = Array(part.utf8)
    for start in 0...(bytes.count - sought.count) where bytes[start..<(start + sought.count)].elementsEqual(sought) {
        let joined = bytes[..<start] + Array(other.utf8) + bytes[(start + sought.count)...]
        return String(decoding: joined, as: UTF8.self)
    }
    Issue.record("\(part) is not in the text")
    return text
}

@Test(arguments: plants) func aPlantedMistakeIsLocatedAndExplained(_ planted: Planted) {
    let text = replacing(planted.line, by: planted.changed, in: example)
    #expect(said(text, .en).first == "bot.conf:" + planted.en)
    #expect(said(text, .fr).first == "bot.conf:" + planted.fr)
}

@Test func aPlantedMistakeIsReportedOnceAndAlone() {
    for planted in plants where planted.changed.utf8.first != UInt8(ascii: "[") {
        let text = replacing(planted.line, by: planted.changed, in: example)
        let isBankName = planted.changed.utf8.elementsEqual("[bank.jeux]".utf8)
        #expect(isBankName || said(text).count == 1, "\(said(text))")
    }
}

@Test func allMistakesAreSaidInOneRunInTheOrderOfTheFile() {
    let text = """
        language = fr
        timezone = “Europe/Paris”
        contact: "x"
        [network.libera]
        irc = "irc.libera.chat
        [community.a]
        rooms = [#tricot]
        desk = ['l'eau']
        [welcome]
        after = 2m
        returning = oui
        frist = "x"
        """
    let lines = Configuration.load(text: text, file: "f").diagnostics.filter { $0.severity == .error }.map(\.line)
    #expect(Set(lines) == [1, 2, 3, 5, 7, 8, 10, 11, 12])
    #expect(lines == lines.sorted())
}

@Test(arguments: [
    "password = hunter2", "password = “hunter2”", "pasword = hunter2", "sasl = { password = hunter2 }",
    "password = \"hunter2",
])
func aSecretInClearIsNeverShown(_ line: String) {
    let all = said("[network.libera]\nirc = \"irc.libera.chat\"\n\(line)\n")
    #expect(!all.isEmpty)
    #expect(!all.contains { $0.utf8.count > 0 && $0.contains("hunter2") })
}

@Test func unansweredIsAnnouncedForLater() {
    let all = said(example + "[unanswered]\nafter = \"30m\"\n")
    #expect(all.count == 1)
    #expect(all.last?.hasPrefix("bot.conf:46:2: unanswered: [unanswered] is not in this version") == true)
}

private func matrix(_ lines: String, rooms: String = "matrix/#a:b.example") -> String {
    "contact = \"x\"\n[network.matrix]\n\(lines)\n[community.a]\nrooms = [\"\(rooms)\"]\ndesk = [\"matrix/!Zb\"]\n"
}

@Test func aMatrixNetworkIsRead() throws {
    let text = matrix("matrix = \"https://B.example:8448/\"\ntoken = \"secret:matrix\"", rooms: "matrix/#A:b.example")
    let configuration = try loaded(text)
    let entry = try #require(configuration.networks.first)
    #expect(entry.matrix?.homeserver.value == "https://B.example:8448")
    #expect(entry.secrets.map(\.value) == [.stored("matrix")])
    #expect(configuration.communities.first?.rooms.first?.value.name == "#A:b.example")
    #expect(configuration.communities.first?.desk.first?.value.name == "!Zb")
}

@Test func someoneOnMatrixIsNamedWhole() throws {
    let top = "owners = [\"matrix/@Mo:b.example\"]\n"
    let fine = try loaded(top + matrix("matrix = \"http://127.0.0.1:8008\"\ntoken = \"secret:m\""))
    #expect(fine.owners.map(\.value.key) == ["@Mo:b.example"])
    for name in ["mo", "@mo", "@*:b.example", "@:b", "@mo:"] {
        let text = "owners = [\"matrix/\(name)\"]\n" + matrix("matrix = \"https://b\"\ntoken = \"secret:m\"")
        #expect(said(text).first?.contains("someone on Matrix is @name:server, whole") == true, "\(name)")
    }
}

@Test(arguments: [
    ("matrix = \"b.example\"\ntoken = \"secret:m\"", "write \"https://b.example\""),
    ("matrix = \"http://b.example\"\ntoken = \"secret:m\"", "over http:// her token could be read"),
    ("matrix = \"https://u:p@b.example\"\ntoken = \"secret:m\"", "the address of a homeserver"),
    ("matrix = \"https://b.example\"", "then type `geoffrin login matrix`"),
    ("matrix = \"https://b.example\"\ntoken = \"syt_abc\"", "a secret in clear here"),
    ("matrix = \"https://b.example\"\ntoken = \"secret:m\"\nnick = \"g\"", "nick is for IRC"),
    ("matrix = \"https://b.example\"\ntoken = \"secret:m\"\nirc = \"i\"", "irc is for IRC"),
    ("matrix = \"https://b.example\"\ntoken = \"secret:m\"\ntokn = \"x\"", "token"),
])
func aMistakeOfMatrixIsSaidWhereItStands(_ lines: String, _ words: String) {
    let all = said(matrix(lines))
    #expect(all.count == 1, "\(all)")
    #expect(all.first?.contains(words) == true, "\(all)")
    #expect(all.first?.contains("syt_abc") == false)
}

@Test(arguments: ["matrix/#a", "matrix/a", "matrix/!", "matrix/#:b"])
func aMatrixRoomIsAnAliasOrAnId(_ room: String) {
    let all = said(matrix("matrix = \"https://b\"\ntoken = \"secret:m\"", rooms: room))
    #expect(all.count == 1 && all.first?.contains("a Matrix room is #name:server or !id") == true, "\(all)")
}
