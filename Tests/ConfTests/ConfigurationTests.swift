// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

private let network = "[network.libera]\nirc = \"irc.libera.chat\"\n"
private let community = network + "[community.a]\nrooms = [\"libera/#a\", \"libera/#B\"]\ndesk = [\"libera/#d\"]\n"
private let libera = NetworkID("libera")

/// Errors only, each without its place.
private func errors(_ text: String) -> [String] {
    Configuration.load(text: text, file: "f").diagnostics.filter { $0.severity == .error }.map {
        "\($0.path): \($0.message.en)"
    }
}

@Test func theNarrowerScopeWins() throws {
    let text = """
        [moderation]
        mode = "ask"
        [community.a.moderation]
        mode = "act"
        [room."libera/#a".moderation]
        mode = "observe"

        """
    let configuration = try loaded(text + community)
    let mode = ModerationSettings.mode
    #expect(configuration.value(mode, in: .top) == .ask)
    #expect(configuration.value(mode, in: .community(CommunityID("a"))) == .act)
    #expect(configuration.value(mode, in: .room(RoomID(libera, "#a"))) == .observe)
    #expect(configuration.value(mode, in: .room(RoomID(libera, "#b"))) == .act)
    #expect(configuration.value(ModerationSettings.preset, in: .room(RoomID(libera, "#a"))) == .gentle)
}

@Test func aValueKnowsWhereItComesFrom() throws {
    let text = "[welcome]\nafter = \"3m\"\n[room.\"libera/#a\".welcome]\n  after = \"4m\"\n"
    let configuration = try loaded(text + community)
    let room = RoomID(libera, "#a")
    #expect(
        configuration.origin(of: WelcomeSettings.after, in: .room(room)) == .room(room, Position(line: 4, column: 11)))
    #expect(configuration.origin(of: WelcomeSettings.after, in: .top) == .top(Position(line: 2, column: 9)))
    #expect(configuration.origin(of: WelcomeSettings.gap, in: .room(room)) == .builtIn)
    let explained = try #require(Explanation.of("welcome.after", in: configuration)).sentences.map(\.en)
    #expect(explained.last == "libera/#a: \"4m\", bot.conf:4:11")
    #expect(Explanation.suggestion(for: "welcome.aftre", in: configuration) == "welcome.after")
}

@Test(arguments: [
    ("network.libera.irc", "libera: bot.conf:"), ("community.rooms", "a: bot.conf:"),
    ("network.libera.tls", "libera: not in the file"), ("owners", "everywhere: not in the file"),
])
func aKeyOfTheStructureIsExplainedToo(path: String, last: String) throws {
    let explained = try #require(Explanation.of(path, in: try loaded(community))).sentences.map(\.en)
    #expect(explained.first?.hasPrefix("\(path): ") == true)
    #expect(explained.last?.hasPrefix(last) == true, "\(explained)")
}

@Test func aKeyThatIsNoneIsFollowedByTheNearest() throws {
    let configuration = try loaded(community)
    for path in ["network.oftc.irc", "rooms", "network.libera.irk"] {
        #expect(Explanation.of(path, in: configuration) == nil)
    }
    #expect(Explanation.suggestion(for: "rooms", in: configuration) == "community.a.rooms")
    #expect(Explanation.suggestion(for: "network.libera.irk", in: configuration) == "network.libera.irc")
}

@Test func roomsAreFoundWhateverTheCaseOfTheirName() throws {
    let configuration = try loaded(community)
    #expect(configuration.community(of: RoomID(libera, "#b")) == CommunityID("a"))
    #expect(configuration.community(of: RoomID(libera, "#B")) == CommunityID("a"))
    #expect(configuration.community(of: RoomID(libera, "#d")) == nil)
}

@Test func aRoomBelongsToOneCommunity() {
    let text = community + "[community.b]\nrooms = [\"libera/#A\"]\ndesk = [\"libera/#d\"]\n"
    #expect(errors(text) == ["community.b.rooms: libera/#a already belongs to community a, line 4"])
}

@Test func aDeskIsNoRoomOfMembers() {
    let text = network + "[community.a]\nrooms = [\"libera/#a\"]\ndesk = [\"libera/#a\"]\n"
    #expect(errors(text) == ["community.a.desk: libera/#a is a room of a: its members would read the cases"])
}

@Test(arguments: ["margaux", "libera/*", "libera/nick!*@*", "@_discord_*", "libera/a?b", "libera/", "*.services"])
func nobodyIsNamedByNicknameOrMask(_ who: String) {
    for key in ["moderators", "relays"] {
        #expect(errors(community + "\(key) = [\"\(who)\"]\n").count == 1)
    }
    #expect(errors("owners = [\"\(who)\"]\n" + community).count == 1)
}

@Test func accountsAreFolded() throws {
    let configuration = try loaded("owners = [\"libera/Margaux\"]\n" + community)
    #expect(configuration.owners.map(\.value) == [PersonID(libera, .account, "margaux")])
}

@Test func identifiersThatOnlyLookAlikeStayTwo() throws {
    let configuration = try loaded("owners = [\"libera/e\u{301}va\", \"libera/\u{e9}va\"]\n" + community)
    #expect(Set(configuration.owners.map(\.value)).count == 2)
}

// PRODUCT knows `invites`; what has no effect is not accepted in silence.
@Test func whoMayInviteHerElsewhereIsRefusedWithTheWayToGo() {
    let found = errors("invites = [\"libera/lise\"]\n" + community)
    #expect(found.count == 1)
    #expect(found.first?.contains("she goes to no room that is not in this file") == true)
}

// THREATS C8: exact hosts, no patterns; two large networks publish theirs.
@Test func theHostsOfServicesAreWholeNames() throws {
    func network(_ rest: String) throws -> NetworkEntry? {
        try loaded("[network.x]\n\(rest)\n[community.a]\nrooms = [\"x/#a\"]\n").networks.first
    }
    #expect(try network("irc = \"irc.eu.libera.chat\"")?.servicesHosts == ["services.libera.chat"])
    #expect(try network("irc = \"irc.oftc.net\"")?.servicesHosts == ["services.oftc.net"])
    #expect(try network("irc = \"evil-libera.chat\"")?.servicesHosts == [])
    #expect(try network("irc = [\"irc.libera.chat\", \"irc.example\"]")?.servicesHosts == [])
    #expect(try network("irc = \"irc.libera.chat\"\ntls = false")?.servicesHosts == [])
    #expect(
        try network("irc = \"irc.example\"\nservices = [\"services.example\"]")?.servicesHosts == ["services.example"])
    for wrong in ["*.example", "services", "NickServ@services.example"] {
        let text =
            "[network.x]\nirc = \"irc.example\"\nservices = [\"\(wrong)\"]\n[community.a]\nrooms = [\"x/#a\"]\n"
        #expect(errors(text).count == 1, "\(wrong)")
    }
}

@Test func whatChanServMayBeAskedForIsNamed() throws {
    func uses(_ rest: String) throws -> [NetworkEntry.ChanServUse]? {
        try loaded("[network.x]\nirc = \"irc.example\"\n\(rest)\n[community.a]\nrooms = [\"x/#a\"]\n").networks.first?
            .chanserv?.map(\.value)
    }
    #expect(try uses("") == nil)
    #expect(try uses("chanserv = []") == [])
    #expect(try uses("chanserv = [\"op\", \"unban\"]") == [.op, .unban])
    let text = "[network.x]\nirc = \"irc.example\"\nchanserv = [\"opp\"]\n[community.a]\nrooms = [\"x/#a\"]\n"
    #expect(errors(text).count == 1)
}

@Test func theServersAreTriedInTurnWithTheirPorts() throws {
    let text =
        "[network.x]\nirc = [\"irc.libera.chat\", \"127.0.0.1:6667\", \"[2001:db8::1]:7000\", \"2001:db8::2\"]\ntls = false\n"
    let entry = try #require(try loaded(text + "[community.a]\nrooms = [\"x/#a\"]\n").networks.first)
    #expect(entry.servers.map(\.value.host) == ["irc.libera.chat", "127.0.0.1", "2001:db8::1", "2001:db8::2"])
    #expect(entry.servers.map { entry.port(of: $0.value) } == [6667, 6667, 7000, 6667])
}

@Test func aLoginIsReadFromItsShortAndItsLongForm() throws {
    let short = try #require(try loaded(example).networks.first?.sasl)
    #expect(short.account?.value == "geoffrin")
    #expect(short.password?.value == .stored("libera"))
    let long =
        network
        + "sasl = { mechanisms = [\"EXTERNAL\", \"PLAIN\"], account = \"g\", password = \"file:/x\", required = false }\n"
    let sasl = try #require(try loaded(long + "[community.a]\nrooms = [\"libera/#a\"]\n").networks.first?.sasl)
    #expect(sasl.mechanisms.map(\.value) == [.external, .plain])
    #expect(sasl.password?.value == .file("/x"))
    #expect(sasl.required == false)
}

@Test func aPinIsThirtyTwoBytes() throws {
    let hex = String(repeating: "aB", count: 32)
    let text = network + "pins = [\"sha256:\(hex)\"]\n[community.a]\nrooms = [\"libera/#a\"]\n"
    #expect(try loaded(text).networks.first?.pins.first?.value == [UInt8](repeating: 0xAB, count: 32))
    #expect(errors(network + "pins = [\"sha256:abcd\"]\n[community.a]\nrooms = [\"libera/#a\"]\n").count == 1)
}

@Test func aConditionKnowsWhereItsCharactersStand() throws {
    let text = """
        [[rule]]
        name = "x"
        when = 'links.count > 0'
        then = ["note", "mute 10m"]
        [[rule]]
        name = "y"
        when = "text \\"é\\" nick"
        then = ["note"]
        [[rule]]
        name = "z"
        when = '''
        a and
          b'''
        then = ["note"]

        """
    let rules = try loaded(text + community).content.rules
    let plain = try #require(rules[0].when)
    #expect(plain.start == Position(line: 3, column: 9))
    #expect(plain.position(atByte: 6) == Position(line: 3, column: 15))
    let escaped = try #require(rules[1].when)
    #expect(escaped.text == "text \"é\" nick")
    // The n of nick: byte 10 of the text, after two escapes and a letter of two bytes.
    #expect(escaped.position(atByte: 10) == Position(line: 7, column: 20))
    let long = try #require(rules[2].when)
    #expect(long.text == "a and\n  b")
    #expect(long.position(atByte: 8) == Position(line: 13, column: 3))
    #expect(rules[0].then.map(\.value) == [.note, .mute(.minutes(10))])
}

@Test func aCommunityHasRulesPromptsAndBanksOfItsOwn() throws {
    let text = """
        [bank.all]
        prompts = ["Quoi de neuf ?"]
        [[prompt]]
        name = "p"
        lull = "3h"
        from = "all"
        [community.b]
        rooms = ["libera/#b2"]
        [community.b.bank.own]
        file = "own.txt"
        [[community.b.prompt]]
        name = "q"
        cron = "30 9 * * 1"
        from = "own"
        days = ["monday", "mardi"]
        [[community.b.rule]]
        name = "r"
        when = "true"
        then = ["word"]
        mode = "ask"

        """
    let configuration = try loaded(text + community)
    #expect(configuration.prompts(in: CommunityID("a")).map(\.name.value) == ["p"])
    #expect(configuration.prompts(in: CommunityID("b")).map(\.name.value) == ["p", "q"])
    #expect(configuration.prompts(in: CommunityID("b")).last?.days == [1, 2])
    #expect(configuration.banks(in: CommunityID("b")).map(\.name.value) == ["own", "all"])
    #expect(configuration.rules(in: CommunityID("b")).first?.mode?.value == .ask)
    #expect(configuration.namedFiles == ["own.txt"])
}

@Test func anotherCommunitysBankIsMissing() {
    let text =
        community
        + "[community.a.bank.q]\nfile = \"q\"\n[community.b]\nrooms = [\"libera/#b2\"]\n[[community.b.prompt]]\nname = \"n\"\nlull = \"3h\"\nfrom = \"q\"\n"
    #expect(errors(text) == ["community.b.prompt.from: no bank \"q\"; add [bank.q] with file = \"…\""])
}

@Test func anExpectationIsRead() throws {
    let text =
        "[[expect]]\ntext = \"hello\"\nby = \"regular\"\ngets = \"nothing\"\n[[expect]]\ntext = \"x\"\ngets = \"mute 10m\"\nroom = \"libera/#a\"\n"
    let expectations = try loaded(text + community).content.expectations
    #expect(expectations.map(\.by) == [.regular, .newcomer])
    #expect(expectations.map { $0.gets.map(\.value) } == [[], [.mute(.minutes(10))]])
}

@Test func wordsOfAnyNameAreKeptForTheirCatalogue() throws {
    let text = "[words]\nmute.told = \"ssh\"\n[words.\"welcome.private\"]\nfr = \"salut\"\n"
    let words = try loaded(text + community).words
    #expect(words.map(\.name.value) == ["mute.told", "welcome.private"])
    #expect(words.first?.name.at == Position(line: 2, column: 6))
}

@Test func sectionsDeclaredElsewhereAreReadLikeOurs() throws {
    let limit = Setting<Int>(
        "detector.flood", "limit", .whole(1...100, unit: Sentence(en: "messages", fr: "messages")), default: 8,
        about: Sentence(en: "Messages at most.", fr: "Messages au plus."))
    let section = AnySection(
        "detector.flood", about: Sentence(en: "Floods.", fr: "Les flots."), settings: [limit.description])
    let text = "[detector.flood]\nlimit = 5\n[room.\"libera/#a\".detector.flood]\nlimit = 6\n" + community
    let configuration = try loaded(text, sections: [section])
    #expect(configuration.value(limit, in: .top) == 5)
    #expect(configuration.value(limit, in: .room(RoomID(libera, "#a"))) == 6)
    let wrong = Configuration.load(
        text: "[detector.flood]\nlimt = 500\nlimit = 500\n" + community, file: "f", sections: [section])
    #expect(
        wrong.diagnostics.filter { $0.severity == .error }.map(\.message.en) == [
            "unknown key \"limt\"; did you mean \"limit\"?",
            "expected a whole number from 1 to 100 (messages), found the number 500",
        ])
}

@Test func aByteOrderMarkAndDosLineEndsAreAccepted() {
    let dos = tenLines.utf8.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    let (configuration, diagnostics) = Configuration.load(bytes: [0xEF, 0xBB, 0xBF] + dos, file: "f")
    #expect(diagnostics.isEmpty && configuration != nil)
}

@Test func bytesThatAreNoUTF8AreLocated() {
    let bytes = Array("language = \"fr\"\ncontact = \"caf".utf8) + [0xE9, 0x22, 0x0A]
    let first = Configuration.load(bytes: bytes, file: "f").diagnostics.first
    #expect(first?.at == Position(line: 2, column: 15))
    #expect(first?.message.en == "this is not UTF-8: save the file as UTF-8")
}

@Test func aFileLongerThanAMebibyteIsNotRead() {
    let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: (1 << 20) + 1)
    let (configuration, diagnostics) = Configuration.load(bytes: bytes, file: "f")
    #expect(configuration == nil)
    #expect(diagnostics.first?.message.en == "the file is longer than 1 MiB; nothing of it was read")
}

@Test func nestingHasALimit() {
    let deep = "a = " + String(repeating: "[", count: 70) + String(repeating: "]", count: 70)
    #expect(errors(deep).first == "a: nested deeper than 64 levels")
    #expect(
        errors("x = {" + String(repeating: "\"a\".", count: 5000) + "a = 1}").first == "x: nested deeper than 64 levels"
    )
    #expect(errors(String(repeating: "a.", count: 5000) + "a = 1").first == ": nested deeper than 64 levels")
}

@Test func sheSaysBackWhatSheUnderstood() throws {
    let sentences = Understanding.sentences(of: try loaded(tenLines))
    #expect(sentences.first?.en == "She will be in libera/#atelier-du-fil, and speak French (tu).")
    #expect(sentences.dropFirst().first?.fr == "Elle accueille après 2 min, si aucun membre ne l'a fait avant.")
    #expect(sentences.contains { $0.en.hasPrefix("She observes:") })
    #expect(sentences.contains { $0.en == "The team's room is libera/#atelier-du-fil-modos." })
}

@Test func aNameOfTheFileIsShownOnOneLine() {
    let text =
        community
        + "[bank.\"que\\tstions\"]\nfile = \"q\"\n[[prompt]]\nname = \"n\"\nlull = \"3h\"\nfrom = \"questions\"\n"
    #expect(errors(text) == ["prompt.from: no bank \"questions\"; did you mean \"que\\u{9}stions\"?"])
}

// THREATS C8: nobody is of the team, or exempt, by a pattern that strangers fit too.
@Test(arguments: ["lis*", "*", "li?e", "lise!*@*", "*@libera"]) func nobodyIsOfTheTeamByAPattern(_ account: String) {
    for key in ["moderators", "relays"] {
        let found = errors(community + "\(key) = [\"libera/\(account)\"]\n")
        #expect(found.count == 1 && found[0].hasPrefix("community.a.\(key): an account, whole"), "\(found)")
    }
}
