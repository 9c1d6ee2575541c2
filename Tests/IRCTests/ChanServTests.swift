// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import IRC

/// Rights that services hold for her, and doors that they open.
@Suite struct ChanServTests {
    private static let status =
        ":ChanServ!ChanServ@services.test NOTICE geoffrin :You have access flags \u{2}+ior\u{2} on \u{2}#tricot\u{2}."

    /// Logged in, in #tricot without rights.
    private func wire(
        _ uses: Set<ChanServUse> = [.op], assumes: Bool = false, isIn: Bool = true, others: String = "@mod!m@h eve!e@h"
    ) -> Wire {
        var settings = ServicesTests.settings()
        settings.chanServ = uses
        settings.assumesOp = assumes
        var wire = Wire(settings)
        wire.receive(":irc.test CAP * LS :sasl=PLAIN")
        wire.receive(":irc.test CAP * ACK :sasl")
        wire.receive("AUTHENTICATE +")
        wire.receive(":irc.test 900 geoffrin g!s@h bot :You are now logged in as bot")
        wire.receive(":irc.test 903 geoffrin :SASL authentication successful")
        wire.receive(":irc.test 001 geoffrin :Welcome")
        wire.receive(":irc.test 005 geoffrin PREFIX=(ohv)@%+ CHANMODES=b,k,l,imnpst CASEMAPPING=ascii :are")
        wire.receive(":irc.test 376 geoffrin :End")
        guard isIn else { return wire }
        wire.receive(":geoffrin!salon@bot.host JOIN #tricot")
        wire.receive(":irc.test 353 geoffrin = #tricot :geoffrin \(others)")
        wire.receive(":irc.test 366 geoffrin #tricot :End")
        wire.pass(.seconds(60))
        return wire
    }

    private func abilities(_ wire: Wire) -> [[Event.Ability]] {
        wire.kinds.compactMap { if case .capability(let what) = $0 { what.can } else { nil } }
    }

    @Test func whatServicesHoldForHerIsAsked() {
        var wire = wire()
        #expect(wire.lines.contains("PRIVMSG ChanServ :STATUS #tricot"))
        #expect(abilities(wire).last?.contains(.kick) == false)
        wire.receive(Self.status)
        #expect(abilities(wire).last?.contains(.kick) == true)
        #expect(abilities(wire).last?.contains(.asksOp) == true)
    }

    // Nobody but services, and no flags but those: rights are nobody else's to promise.
    @Test(arguments: [
        ":ChanServ!x@evil.example NOTICE geoffrin :You have access flags +o on #tricot.",
        ":eve!e@services.test.example NOTICE geoffrin :You have access flags +o on #tricot.",
        ":ChanServ!ChanServ@services.test NOTICE geoffrin :You have access flags +Vi on #tricot.",
        ":ChanServ!ChanServ@services.test NOTICE geoffrin :You have no access on #tricot.",
        ":ChanServ!ChanServ@services.test NOTICE geoffrin :You have access flags +o on #elsewhere.",
    ])
    func otherWordsPromiseNothing(_ line: String) {
        var wire = wire()
        wire.receive(line)
        #expect(abilities(wire).last?.contains(.kick) == false)
    }

    // Services leave, and somebody takes the name.
    @Test func whoHasTheNameAfterServicesPromisesNothing() {
        var wire = wire()
        wire.receive(":ChanServ!ChanServ@services.test NOTICE geoffrin :Invalid command.")
        wire.receive(":ChanServ!x@evil.example NOTICE geoffrin :You have access flags +o on #tricot.")
        #expect(abilities(wire).last?.contains(.kick) == false)
    }

    @Test func rightsAreTakenForAnActAndGivenBack() {
        var wire = wire()
        wire.receive(Self.status)
        wire.forget()
        wire.perform(.kick(reason: Utterance("out")), on: "eve")
        #expect(wire.lines == ["PRIVMSG ChanServ :OP #tricot"])
        wire.perform(.mute(.minutes(10), reason: Utterance("out")), on: "eve", sequence: 2)
        #expect(wire.lines == ["PRIVMSG ChanServ :OP #tricot"])
        wire.receive(":ChanServ!ChanServ@services.test MODE #tricot +o geoffrin")
        wire.pass(.seconds(3))
        #expect(wire.lines.contains("KICK #tricot eve :out"))
        wire.receive(":geoffrin!salon@bot.host KICK #tricot eve :out")
        #expect(wire.fates.first == .performed(Receipt()))
        // The team was told what she can do: it is the same still.
        #expect(abilities(wire).allSatisfy { $0.contains(.asksOp) && $0.contains(.kick) })
        wire.receive(":geoffrin!salon@bot.host MODE #tricot +b *!*@h")
        wire.forget()
        wire.pass(.seconds(70))
        #expect(wire.lines.last == "MODE #tricot -o geoffrin")
        wire.receive(":geoffrin!salon@bot.host MODE #tricot -o geoffrin")
        #expect(abilities(wire).last?.contains(.asksOp) == true)
    }

    @Test func withoutAnAnswerTheActFailsAndItIsSaid() {
        var wire = wire()
        wire.receive(Self.status)
        wire.forget()
        wire.perform(.kick(reason: Utterance("out")), on: "eve")
        wire.pass(.seconds(9))
        #expect(wire.fates == [.failed(.notAllowed("op"))])
        #expect(abilities(wire).last?.contains(.kick) == false)
        wire.perform(.kick(reason: Utterance("out")), on: "eve", sequence: 2)
        #expect(wire.lines.count { $0.hasPrefix("PRIVMSG ChanServ") } == 1)
    }

    // A moderator who takes the rights from her has answered.
    @Test func whoTakesThemFromHerIsNotFought() {
        var wire = wire()
        wire.receive(Self.status)
        wire.perform(.kick(reason: Utterance("out")), on: "eve")
        wire.receive(":ChanServ!ChanServ@services.test MODE #tricot +o geoffrin")
        wire.receive(":mod!m@h MODE #tricot -o geoffrin")
        #expect(abilities(wire).last?.contains(.kick) == false)
        wire.forget()
        wire.perform(.kick(reason: Utterance("out")), on: "eve", sequence: 2)
        wire.pass(.seconds(60))
        #expect(!wire.lines.contains { $0.hasPrefix("PRIVMSG ChanServ") })
    }

    private func keepsWhatAPersonGives(_ wire: inout Wire) -> Bool {
        wire.receive(":mod!m@h MODE #tricot +o geoffrin")
        wire.forget()
        wire.pass(.minutes(1))
        wire.receive(":irc.test PONG irc.test :alive")
        wire.pass(.minutes(1))
        return !wire.lines.contains { $0.contains("-o") }
    }

    // Given by somebody else, they are hers to keep.
    @Test func rightsThatWereGivenAreKept() {
        var wire = wire()
        wire.receive(Self.status)
        #expect(keepsWhatAPersonGives(&wire))
    }

    @Test func whatTheFileSaysIsCountedOn() {
        let wire = wire(assumes: true)
        #expect(abilities(wire).last?.contains(.asksOp) == true)
        let nothing = self.wire([])
        #expect(!nothing.lines.contains { $0.hasPrefix("PRIVMSG ChanServ") })
    }

    @Test func anActThatWaitsForRightsIsToldThatTheLinkIsGone() {
        var wire = wire()
        wire.receive(Self.status)
        wire.forget()
        wire.perform(.kick(reason: Utterance("out")), on: "eve")
        wire.session.end(.lost("gone"), at: wire.now)
        wire.collect()
        #expect(wire.fates == [.failed(.disconnected)])
    }

    // `FLAGS #tricot bot +o` tells her nothing while she is in the room.
    @Test func rightsOfWhichServicesSaidNothingAreAskedForOnce() {
        var wire = wire()
        wire.forget()
        wire.perform(.kick(reason: Utterance("out")), on: "eve")
        #expect(wire.lines == ["PRIVMSG ChanServ :OP #tricot"])
        wire.receive(":ChanServ!ChanServ@services.test MODE #tricot +o geoffrin")
        wire.pass(.seconds(3))
        #expect(wire.lines.contains("KICK #tricot eve :out"))
    }

    @Test func servicesThatGiveNothingAreNotAskedAgainSoon() {
        var wire = wire()
        wire.forget()
        for sequence in 1...3 {
            wire.perform(.kick(reason: Utterance("out")), on: "eve", sequence: Int64(sequence))
            wire.pass(.seconds(9))
        }
        #expect(wire.lines.count { $0.hasPrefix("PRIVMSG ChanServ") } == 1)
        #expect(wire.fates.first == .failed(.notAllowed("op")))
    }

    // She says «/mode #tricot +o geoffrin», and somebody does it at once.
    @Test func whatAPersonGivesAfterThatIsKept() {
        var wire = wire()
        wire.perform(.kick(reason: Utterance("out")), on: "eve")
        wire.pass(.seconds(9))
        #expect(keepsWhatAPersonGives(&wire))
    }

    @Test func whoTookThemFromHerIsNotFoughtWithServices() {
        var wire = wire()
        wire.receive(":mod!m@h MODE #tricot +o geoffrin")
        wire.receive(":mod!m@h MODE #tricot -o geoffrin")
        wire.forget()
        wire.perform(.kick(reason: Utterance("out")), on: "eve")
        wire.pass(.seconds(60))
        #expect(!wire.lines.contains { $0.hasPrefix("PRIVMSG ChanServ") })
    }

    // She comes back, an act waited for her, and so does who gives her the rights.
    @Test func onEnteringAnActWaitsForItsRights() {
        var wire = wire([], isIn: false)
        wire.receive(":geoffrin!salon@bot.host JOIN #tricot")
        wire.receive(":irc.test 353 geoffrin = #tricot :geoffrin @mod!m@h eve!e@h")
        wire.receive(":irc.test 366 geoffrin #tricot :End")
        wire.forget()
        wire.perform(.kick(reason: Utterance("out")), on: "eve")
        #expect(wire.fates.isEmpty && !wire.lines.contains("KICK #tricot eve :out"))
        wire.receive(":mod!m@h MODE #tricot +o geoffrin")
        wire.pass(.seconds(30))
        #expect(wire.lines.contains("KICK #tricot eve :out"))
    }

    // Only where bot.conf says so, and once each time.
    @Test(arguments: [
        (474, "UNBAN"), (471, "INVITE"), (473, "INVITE"), (475, "INVITE"),
    ])
    func aDoorIsOpenedByServicesWhereTheFileSaysSo(_ number: Int, _ command: String) {
        var wire = wire([.unban, .invite], isIn: false)
        wire.pass(.seconds(30))
        wire.forget()
        wire.receive(":irc.test \(number) geoffrin #tricot :Cannot join")
        #expect(wire.lines == ["PRIVMSG ChanServ :\(command) #tricot"])
        wire.pass(.seconds(6))
        #expect(wire.lines.last == "JOIN #tricot")
        wire.receive(":irc.test \(number) geoffrin #tricot :Cannot join")
        wire.pass(.seconds(30))
        #expect(wire.lines.count { $0.hasPrefix("PRIVMSG ChanServ") } == 1)
        var plain = self.wire(isIn: false)
        plain.pass(.seconds(30))
        plain.forget()
        plain.receive(":irc.test \(number) geoffrin #tricot :Cannot join")
        plain.pass(.seconds(30))
        #expect(plain.lines.isEmpty)
    }

    @Test func anInvitationOfServicesIsFollowed() {
        var wire = wire([.invite], isIn: false)
        wire.receive(":irc.test 473 geoffrin #tricot :Cannot join (invite only)")
        wire.forget()
        wire.receive(":ChanServ!ChanServ@services.test INVITE geoffrin :#tricot")
        #expect(wire.lines == ["JOIN #tricot"])
    }
}
