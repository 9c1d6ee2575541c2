// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import IRC

@Suite struct RosterTests {
    @Test func namesGiveRanksHostsAndSize() {
        let wire = Wire(room: "@+mod!m@mod.host +voice bob!b@bob.host", caps: "multi-prefix userhost-in-names")
        #expect(wire.facts("mod")?.rank == .op)
        #expect(wire.facts("voice")?.rank == .voice)
        #expect(wire.facts("bob")?.rank == .member)
        #expect(wire.facts("bob")?.host == "bob.host")
        #expect(wire.facts("bob")?.roomSize == 4)
        #expect(wire.facts("bob")?.ownRank == .op)
    }

    @Test func aRosterIsToldOnceItIsWhole() {
        var wire = Wire()
        wire.receive(":irc.test 001 geoffrin :W")
        wire.receive(":irc.test 376 geoffrin :E")
        wire.receive(":geoffrin!s@h JOIN #tricot")
        wire.receive(":irc.test 353 geoffrin = #tricot :geoffrin @mod")
        wire.receive(":irc.test 353 geoffrin = #tricot :bob")
        #expect(!wire.kinds.contains { if case .synced = $0 { true } else { false } })
        wire.receive(":irc.test 366 geoffrin #tricot :End")
        let rosters = wire.kinds.compactMap { if case .synced(let members) = $0 { members } else { nil } }
        #expect(rosters.map { $0.map(\.facts.name.raw) } == [["geoffrin", "mod", "bob"]])
    }

    // THREATS S3: unknown only until the roster is whole; who joined under our eyes is known to be nobody.
    @Test func onlyThoseWhoWereThereBeforeAreOfUnknownRank() {
        var wire = Wire()
        wire.receive(":irc.test 001 geoffrin :W")
        wire.receive(":irc.test 376 geoffrin :E")
        wire.receive(":geoffrin!s@h JOIN #tricot")
        wire.receive(":old!o@h PRIVMSG #tricot :hello")
        wire.receive(":eve!e@h JOIN #tricot")
        wire.receive(":eve!e@h PRIVMSG #tricot :hello")
        let ranks = wire.events.compactMap { event in
            if case .said = event.kind { event.facts?.rank } else { nil }
        }
        #expect(ranks == [.unknown, .member])
    }

    @Test func aRosterThatNeverEndsIsAskedForAgainAfterAMinute() {
        var wire = Wire()
        wire.receive(":irc.test 001 geoffrin :W")
        wire.receive(":irc.test 376 geoffrin :E")
        wire.receive(":geoffrin!s@h JOIN #tricot")
        wire.forget()
        wire.pass(.seconds(59))
        #expect(!wire.lines.contains("NAMES #tricot"))
        wire.pass(.seconds(2))
        #expect(wire.lines.contains("NAMES #tricot"))
    }

    @Test func aPresenceKeepsItsKeyOverChangesOfNick() {
        var wire = Wire(room: "bob!b@h")
        let before = wire.target("bob").member
        wire.receive(":bob!b@h NICK robert")
        #expect(wire.target("robert").member == before)
        #expect(wire.kinds == [.renamed(to: PeerText("robert"))])
        wire.receive(":robert!b@h QUIT :bye")
        wire.receive(":robert!b@h JOIN #tricot")
        #expect(wire.target("robert").member != before)
    }

    @Test func aNickTakenByAnotherIsAnotherPresence() {
        var wire = Wire(room: "bob!b@h eve!e@evil")
        let bob = wire.target("bob").member
        wire.receive(":bob!b@h NICK robert")
        wire.receive(":eve!e@evil NICK bob")
        #expect(wire.target("bob").member != bob)
        #expect(wire.target("robert").member == bob)
    }

    @Test func ranksFollowTheModeLines() {
        var wire = Wire(room: "bob!b@h mod!m@h", support: "PREFIX=(qaohv)~&@%+ CHANMODES=beI,k,l,imnst")
        wire.receive(":mod!m@h MODE #tricot +bo-k+l *!*@x bob key 12")
        #expect(wire.facts("bob")?.rank == .op)
        wire.receive(":mod!m@h MODE #tricot -o+v bob bob")
        #expect(wire.facts("bob")?.rank == .voice)
        wire.receive(":irc.test MODE #tricot +q bob")
        #expect(wire.facts("bob")?.rank == .founder)
        let given = wire.kinds.compactMap { if case .ranked(let rank, _) = $0 { rank } else { nil } }
        #expect(given == [.op, .member, .voice, .founder])
    }

    @Test func accountsComeFromEveryPlaceThatTellsThem() {
        var wire = Wire(room: "bob!b@h", caps: "account-tag account-notify extended-join")
        wire.receive("@account=Robert :bob!b@h PRIVMSG #tricot :hello")
        #expect(wire.facts("bob")?.account == "robert")
        wire.receive(":bob!b@h ACCOUNT *")
        #expect(wire.facts("bob")?.account == nil)
        #expect(wire.facts("bob")?.accountIsKnown == true)
        wire.receive(":alice!a@h JOIN #tricot Alice :Alice of the looms")
        #expect(wire.facts("alice")?.account == "alice")
        wire.receive(":eve!e@h JOIN #tricot * :Eve")
        #expect(wire.facts("eve")?.accountIsKnown == true)
    }

    // THREATS C1: where no account is told, none proves nothing.
    @Test func whereNobodyTellsAccountsNoneIsKnown() {
        var wire = Wire(room: "bob!b@h")
        wire.receive(":bob!b@h PRIVMSG #tricot :hello")
        #expect(wire.facts("bob")?.accountIsKnown == false)
    }

    @Test func whoIsAskedForAccountsOnceAndTheRosterToldAgain() {
        var wire = Wire()
        wire.receive(":irc.test 001 geoffrin :W")
        wire.receive(":irc.test 005 geoffrin WHOX :are supported")
        wire.receive(":irc.test 376 geoffrin :E")
        wire.receive(":geoffrin!s@h JOIN #tricot")
        wire.receive(":irc.test 353 geoffrin = #tricot :geoffrin bob oper")
        wire.receive(":irc.test 366 geoffrin #tricot :End")
        wire.pass(.seconds(15))
        #expect(wire.lines.contains("WHO #tricot %tuhnfa,77"))
        wire.receive(":irc.test 354 geoffrin 77 b bob.host bob H Robert")
        wire.receive(":irc.test 354 geoffrin 77 o oper.host oper H* 0")
        wire.forget()
        wire.receive(":irc.test 315 geoffrin #tricot :End")
        #expect(wire.facts("bob")?.account == "robert")
        #expect(wire.facts("oper")?.rank == .ircop)
        #expect(wire.kinds.count == 1)
    }

    @Test func aCloakIsAMoveOfTheSamePerson() {
        var wire = Wire(room: "bob!b@h")
        let before = wire.target("bob").member
        wire.receive(":bob!b@h CHGHOST b cloak.bob")
        #expect(wire.kinds == [.moved(user: "b", host: "cloak.bob")])
        #expect(wire.target("bob").member == before)
    }

    @Test func aChangeOfCaseMappingKeepsEverybody() {
        var wire = Wire(room: "[bob]!b@h")
        #expect(wire.facts("{bob}") == nil)
        wire.receive(":irc.test 005 geoffrin CASEMAPPING=rfc1459 :are supported")
        #expect(wire.facts("{bob}")?.host == "h")
    }

    @Test func hersIsTheRankThatIsToldWithWhatItAllows() {
        var wire = Wire(room: "mod!m@h")
        wire.receive(":mod!m@h MODE #tricot -o geoffrin")
        let told = wire.kinds.compactMap { if case .capability(let what) = $0 { what } else { nil } }
        #expect(told.count == 1)
        #expect(told.first?.cannot.contains(.mute) == true)
        wire.receive(":mod!m@h MODE #tricot +h geoffrin")
        let again = wire.kinds.compactMap { if case .capability(let what) = $0 { what } else { nil } }
        #expect(again.last?.can.contains(.kick) == true)
    }

    @Test func afterAKickSheReturnsOnceAndNeverFights() {
        var wire = Wire(room: "mod!m@h")
        var returns = 0
        for _ in 0..<4 {
            wire.receive(":mod!m@h KICK #tricot geoffrin :out")
            wire.forget()
            wire.pass(.seconds(9))
            #expect(!wire.lines.contains("JOIN #tricot"))
            for _ in 0..<8 {
                wire.pass(.seconds(60))
                wire.receive("PING :x")
            }
            guard wire.lines.contains("JOIN #tricot") else { continue }
            returns += 1
            wire.receive(":geoffrin!s@h JOIN #tricot")
            wire.receive(":irc.test 353 geoffrin = #tricot :geoffrin mod!m@h")
            wire.receive(":irc.test 366 geoffrin #tricot :End")
        }
        #expect(returns == 2)
    }

    @Test func strangersOfNoRoomNeverFillTheRoster() {
        var wire = Wire(room: "bob!b@h")
        for index in 0..<5000 { wire.receive(":s\(index)!s@h PRIVMSG geoffrin :hello") }
        #expect(wire.session.roster.presences.count <= Roster.visitorCapacity + 4)
        #expect(wire.facts("bob")?.host == "h")
    }

    @Test func oneWhoSpeaksFromOutsideIsUnknownUntilTheRosterIsReadAgain() {
        var wire = Wire(room: "bob!b@h")
        wire.receive(":ghost!g@h PRIVMSG #tricot :boo")
        #expect(wire.events.last?.facts?.rank == .unknown)
        #expect(wire.events.last?.facts?.isPresent == false)
        #expect(wire.lines.contains("NAMES #tricot"))
        wire.pass(.seconds(1))
        wire.receive(":irc.test 353 geoffrin = #tricot :@geoffrin bob!b@h")
        wire.receive(":irc.test 366 geoffrin #tricot :End")
        wire.receive(":ghost!g@h PRIVMSG #tricot :boo")
        #expect(wire.events.last?.facts?.rank == .member)
    }
}

/// Whether strangers can enter the team's room (THREATS C5).
@Suite struct Desks {
    private func wire(_ modes: String, extban: String = "") -> Wire {
        var settings = Wire.settings()
        settings.rooms = [SessionSettings.Room("#Tricot", isDesk: true)]
        var wire = Wire(settings)
        wire.receive(":irc.test 001 geoffrin :Welcome")
        wire.receive(
            ":irc.test 005 geoffrin PREFIX=(ov)@+ CHANMODES=b,k,l,imnpstrR\(extban) CASEMAPPING=ascii :are supported")
        wire.receive(":irc.test 376 geoffrin :End")
        wire.receive(":geoffrin!salon@bot.host JOIN #tricot")
        wire.receive(":irc.test 353 geoffrin = #tricot :@geoffrin bob!b@h")
        wire.receive(":irc.test 366 geoffrin #tricot :End")
        wire.pass(.seconds(30))
        #expect(wire.lines.contains("MODE #tricot"))
        wire.forget()
        wire.receive(":irc.test 324 geoffrin #tricot \(modes)")
        return wire
    }

    private func isOpen(_ wire: Wire) -> Bool? {
        wire.kinds.compactMap { if case .capability(let what) = $0 { what.isOpen } else { nil } }.last
    }

    @Test(arguments: ["+nt", "+s", "+ntr"]) func strangersEnter(_ modes: String) {
        #expect(isOpen(wire(modes)) == true)
    }

    @Test(arguments: ["+nti", "+k secret", "+ntR"]) func strangersStayOut(_ modes: String) {
        #expect(isOpen(wire(modes)) == false)
    }

    @Test func anAccountIsAskedForWhereTheServerSaysSo() {
        #expect(isOpen(wire("+ntr", extban: " EXTBAN=$,ar")) == false)
    }

    @Test func openingAndClosingAreTold() {
        var wire = wire("+i")
        wire.forget()
        wire.receive(":bob!b@h MODE #tricot -i")
        #expect(isOpen(wire) == true)
        wire.forget()
        wire.receive(":bob!b@h MODE #tricot +k secret")
        #expect(isOpen(wire) == false)
    }

    @Test func aRoomThatIsNoDeskIsNotAskedAbout() {
        let wire = Wire(room: "bob!b@h")
        #expect(!wire.lines.contains { $0.hasPrefix("MODE #") })
    }

    // On most networks `[` and `{` are one letter: bot.conf's name is the room's, however the server writes it.
    @Test(arguments: ["#foo[bar]", "#foo{bar}", "#FOO{BAR]"]) func aRoomHasTheNameThatBotConfGivesIt(_ name: String) {
        var settings = Wire.settings()
        settings.rooms = [SessionSettings.Room("#foo[bar]")]
        var wire = Wire(settings)
        wire.receive(":irc.test 001 geoffrin :Welcome")
        wire.receive(":irc.test 005 geoffrin CASEMAPPING=rfc1459 PREFIX=(ov)@+ :are supported")
        wire.receive(":irc.test 376 geoffrin :End")
        wire.receive(":geoffrin!s@h JOIN \(name)")
        wire.receive(":irc.test 353 geoffrin = \(name) :geoffrin bob!b@h")
        wire.receive(":irc.test 366 geoffrin \(name) :End")
        wire.receive(":bob!b@h PRIVMSG #foo{bar} :hello")
        #expect(wire.events.last?.room == RoomID(Wire.network, "#foo[bar]"))
        #expect(wire.texts == ["hello"])
        wire.receive(":bob!b@h INVITE geoffrin #foo{bar}")
        #expect(wire.events.last?.room == RoomID(Wire.network, "#foo[bar]"))
        wire.session.perform(
            OwedAct(
                id: ActID(epoch: 7, sequence: 1, index: 0), community: CommunityID("atelier"),
                room: RoomID(Wire.network, "#foo[bar]"), network: Wire.network, target: nil,
                action: .say(Utterance("bonjour")), lane: .prompt, owedAt: wire.now, expiresAt: nil, caseNumber: 0),
            at: wire.now)
        wire.collect()
        wire.pass(.seconds(20))
        #expect(wire.lines.contains { $0.hasSuffix(":bonjour") })
    }

    // An account is called as bot.conf would write it: only then is an owner or a relay known.
    @Test(arguments: ["rfc1459", "rfc1459-strict", "ascii"]) func anAccountIsFoldedAsBotConfFoldsIt(_ mapping: String) {
        var wire = Wire(
            room: "bob!b@h", caps: "account-tag extended-join account-notify",
            support: "PREFIX=(ohv)@%+ CHANMODES=b,k,l,imnpst CASEMAPPING=\(mapping)")
        wire.receive("@account=Relay^[A] :bob!b@h PRIVMSG #tricot :hello")
        #expect(wire.facts("bob")?.account == "relay^[a]")
        wire.receive(":bob!b@h ACCOUNT Owner^\\")
        #expect(wire.facts("bob")?.account == "owner^\\")
    }

    // A reload makes a room a desk: whether strangers can read there is asked before anything is shown there.
    @Test func aRoomThatBecomesADeskIsAskedAbout() {
        var wire = Wire(room: "mod!m@h")
        #expect(!wire.lines.contains("MODE #tricot"))
        wire.session.know([SessionSettings.Room("#tricot", isDesk: true)], at: wire.now)
        wire.collect()
        #expect(wire.lines == ["MODE #tricot"])
        wire.receive(":irc.test 324 geoffrin #tricot +nt")
        let told = wire.kinds.compactMap { if case .capability(let what) = $0 { what.isOpen } else { nil } }
        #expect(told == [true])
        // And again a room like all others.
        wire.forget()
        wire.session.know([SessionSettings.Room("#tricot")], at: wire.now)
        wire.collect()
        let after = wire.kinds.compactMap { if case .capability(let what) = $0 { what } else { nil } }
        #expect(after.count == 1)
        #expect(after.first?.isOpen == nil)
        wire.session.know([SessionSettings.Room("#tricot")], at: wire.now)
        wire.collect()
        #expect(wire.kinds.count == 1)
    }
}
