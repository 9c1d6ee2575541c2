// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import IRC

/// Logging in by NickServ, where a network has no SASL (THREATS C2).
@Suite struct ServicesTests {
    static func settings(required: Bool = false) -> SessionSettings {
        var settings = Wire.settings()
        settings.account = "bot"
        settings.password = "sesame"
        settings.mechanisms = [.plain]
        settings.expectsLogin = !required
        settings.requiresLogin = required
        settings.servicesHosts = ["services.test"]
        return settings
    }

    /// Registered on a network without SASL.
    static func ready(
        _ settings: SessionSettings = ServicesTests.settings(), isEncrypted: Bool = true, nick: String = "geoffrin"
    ) -> Wire {
        var wire = Wire(settings, isEncrypted: isEncrypted)
        wire.receive(":irc.test CAP * LS :multi-prefix")
        wire.receive(":irc.test CAP \(nick) ACK :multi-prefix")
        wire.receive(":irc.test 001 \(nick) :Welcome")
        wire.receive(":irc.test 376 \(nick) :End")
        return wire
    }

    static func whois(_ wire: inout Wire, host: String = "services.test", server: String = "services.test") {
        wire.receive(":irc.test 311 geoffrin NickServ NickServ \(host) * :Nickname Services")
        wire.receive(":irc.test 312 geoffrin NickServ \(server) :services")
        wire.receive(":irc.test 318 geoffrin NickServ :End of /WHOIS list.")
    }

    private func why(_ wire: Wire) -> [Event.Unidentified] {
        wire.kinds.compactMap { if case .unidentified(_, let why) = $0 { why } else { nil } }
    }

    private func isSilent(_ wire: Wire) -> Bool { !wire.lines.contains { $0.contains("sesame") } }

    @Test func nickServIsToldOnceTheServerHasProvenIt() {
        var wire = Self.ready()
        #expect(wire.lines.last == "WHOIS NickServ")
        #expect(!wire.lines.contains { $0.hasPrefix("JOIN") })
        Self.whois(&wire)
        #expect(wire.lines.last == "PRIVMSG NickServ@services.test :IDENTIFY bot sesame")
        wire.receive(":irc.test 900 geoffrin geoffrin!salon@bot.host bot :You are now logged in as bot")
        #expect(wire.lines.last == "JOIN #tricot")
        #expect(wire.session.sasl.isLoggedIn)
        wire.pass(.minutes(10))
        #expect(wire.lines.count { $0.contains("sesame") } == 1)
        #expect(why(wire).isEmpty)
    }

    // OFTC and others without accounts say it by a mode: `+r`, and `+R` as the answer to the password.
    @Test(arguments: ["r", "R"]) func aModeIsAnAnswerToo(_ letter: String) {
        var wire = Self.ready()
        Self.whois(&wire)
        wire.receive(":NickServ!services@services.test MODE geoffrin :+\(letter)")
        #expect(wire.session.sasl.isLoggedIn)
        #expect(wire.lines.last == "JOIN #tricot")
        wire.receive(":NickServ!services@services.test MODE geoffrin :-\(letter)")
        #expect(!wire.session.sasl.isLoggedIn)
    }

    @Test func aModeThatMeansSomethingElseIsNone() {
        var wire = Self.ready()
        wire.receive(":geoffrin!s@h MODE geoffrin :+iR")
        #expect(!wire.session.sasl.isLoggedIn)
    }

    // THREATS C2: the nick alone, a host that is none of bot.conf's, a name that only looks like it.
    @Test(arguments: ["evil.example", "services.test.evil.example", "xservices.test"])
    func whoeverIsCalledNickServLearnsNothing(_ host: String) {
        var wire = Self.ready()
        Self.whois(&wire, host: host, server: "irc.test")
        #expect(isSilent(wire))
        #expect(wire.lines.last == "JOIN #tricot")
        wire.receive(":NickServ!x@\(host) NOTICE geoffrin :This nickname is registered. Please identify")
        wire.receive(":NickServ!x@\(host) PRIVMSG geoffrin :identify now")
        wire.pass(.minutes(3))
        #expect(isSilent(wire))
        #expect(why(wire) == [.unproven])
    }

    // A reply for somebody else's question proves nothing, nor does one that came too late or of another name.
    @Test func onlyTheAnswerToHerQuestionProves() {
        var wire = Self.ready()
        wire.receive(":irc.test 311 geoffrin eve eve services.test * :eve")
        wire.receive(":irc.test 318 geoffrin eve :End")
        #expect(isSilent(wire))
        wire.pass(.seconds(11))
        Self.whois(&wire)
        #expect(isSilent(wire))
    }

    @Test func withoutAHostInTheFileNobodyIsTold() {
        var settings = Self.settings()
        settings.servicesHosts = []
        var wire = Self.ready(settings)
        wire.pass(.seconds(3))
        #expect(!wire.lines.contains { $0.hasPrefix("WHOIS") })
        #expect(wire.lines.last == "JOIN #tricot")
        wire.receive(":NickServ!NickServ@services.test NOTICE geoffrin :please identify")
        wire.pass(.minutes(2))
        #expect(isSilent(wire))
        #expect(why(wire) == [.unpinned])
    }

    @Test func withoutTLSNobodyIsToldUnlessForced() {
        var wire = Self.ready(isEncrypted: false)
        wire.pass(.minutes(2))
        #expect(isSilent(wire))
        #expect(why(wire) == [.inClear])
        var settings = Self.settings()
        settings.allowsPlainInClear = true
        var forced = Self.ready(settings, isEncrypted: false)
        Self.whois(&forced)
        #expect(!isSilent(forced))
    }

    // A server that does not know `nick@server` says 401; the nick is asked about anew before it is told.
    @Test func aServerWithoutTheLongFormIsAskedAgain() {
        var wire = Self.ready()
        Self.whois(&wire)
        wire.receive(":irc.test 401 geoffrin NickServ@services.test :No such nick")
        #expect(wire.lines.last == "WHOIS NickServ")
        var taken = wire
        Self.whois(&wire)
        #expect(wire.lines.last == "PRIVMSG NickServ :IDENTIFY bot sesame")
        Self.whois(&taken, host: "evil.example", server: "irc.test")
        #expect(taken.lines.count { $0.contains("sesame") } == 1)
    }

    @Test func herOwnNameNeedsNoAccountBesideThePassword() {
        var settings = Self.settings()
        settings.account = "Geoffrin"
        var wire = Self.ready(settings)
        Self.whois(&wire)
        #expect(wire.lines.last == "PRIVMSG NickServ@services.test :IDENTIFY sesame")
    }

    // With echo-message her own line comes back; it must reach neither the loop nor its journal (THREATS K3).
    @Test func whatServicesAndSheSayIsHeardByNobody() {
        var wire = Self.ready()
        wire.forget()
        wire.receive(":geoffrin!salon@bot.host PRIVMSG NickServ@services.test :IDENTIFY bot sesame")
        wire.receive(":geoffrin!salon@bot.host PRIVMSG NickServ :REGAIN geoffrin")
        wire.receive(":NickServ!NickServ@services.test NOTICE geoffrin :Invalid password for bot.")
        #expect(wire.texts.isEmpty)
    }

    @Test func roomsWaitTenSecondsForServicesAndNoLonger() {
        var wire = Self.ready()
        wire.pass(.seconds(9))
        #expect(!wire.lines.contains { $0.hasPrefix("JOIN") })
        wire.pass(.seconds(2))
        #expect(wire.lines.contains("JOIN #tricot"))
        // They are looked for again, ever later.
        wire.pass(.seconds(61))
        #expect(wire.lines.count { $0 == "WHOIS NickServ" } == 2)
        #expect(why(wire) == [.absent])
        for _ in 0..<120 {
            wire.receive(":irc.test PONG irc.test :alive")
            wire.pass(.minutes(1))
        }
        #expect((5...9).contains(wire.lines.count { $0 == "WHOIS NickServ" }))
        #expect(why(wire) == [.absent])
    }

    // Services that come back ask her to identify.
    @Test func servicesThatComeBackAreToldAndClosedRoomsTried() {
        var wire = Self.ready()
        wire.receive(":irc.test 401 geoffrin NickServ :No such nick")
        #expect(wire.lines.last == "JOIN #tricot")
        wire.receive(":irc.test 477 geoffrin #tricot :you need to be logged in")
        wire.receive(":NickServ!NickServ@services.test NOTICE geoffrin :This nickname is registered.")
        wire.pass(.seconds(61))
        #expect(wire.lines.contains { $0 == "WHOIS NickServ" })
        Self.whois(&wire)
        wire.forget()
        wire.receive(":irc.test 900 geoffrin g!s@h bot :You are now logged in as bot")
        #expect(wire.lines == ["JOIN #tricot"])
    }

    @Test func whereALoginIsRequiredSheEntersNoRoomWithoutIt() {
        var wire = Self.ready(Self.settings(required: true))
        #expect(wire.ending == nil)
        var refused = wire
        Self.whois(&wire)
        wire.receive(":irc.test 900 geoffrin g!s@h bot :You are now logged in as bot")
        #expect(wire.lines.last == "JOIN #tricot")
        Self.whois(&refused)
        refused.pass(.seconds(11))
        #expect(!refused.lines.contains { $0.hasPrefix("JOIN") })
        #expect(refused.lines.last == "QUIT :cannot log in")
        guard case .unidentified = refused.ending else {
            Issue.record("\(String(describing: refused.ending))")
            return
        }
    }

    // THREATS H1: a server that could not prove itself by SCRAM, or that refuses the password, is told it no other way.
    @Test func whoRefusedThePasswordIsNotToldItAgain() {
        var settings = Self.settings()
        settings.expectsLogin = false
        var wire = Wire(settings)
        wire.receive(":irc.test CAP * LS :sasl=PLAIN")
        wire.receive(":irc.test CAP geoffrin ACK :sasl")
        wire.receive(":irc.test 904 geoffrin :SASL authentication failed")
        wire.receive(":irc.test 001 geoffrin :Welcome")
        wire.receive(":irc.test 376 geoffrin :End")
        #expect(!wire.lines.contains { $0.hasPrefix("WHOIS") })
        wire.pass(.minutes(2))
        #expect(why(wire) == [.refused])
    }

    // An account and a password on a network without SASL: she is there, unidentified, and says so. Where the network
    // refuses them she is not.
    @Test func aNetworkWithoutALoginIsEnteredAndAWrongPasswordIsNot() {
        #expect(Self.ready().ending == nil)
        var wire = Wire(Self.settings())
        wire.receive(":irc.test CAP * LS :sasl=PLAIN")
        wire.receive(":irc.test CAP geoffrin ACK :sasl")
        wire.receive(":irc.test 904 geoffrin :SASL authentication failed")
        #expect(wire.ending == .refused("the network refuses the account or its password"))
    }

    // CertFP: services know the certificate by themselves.
    @Test func aCertificateAloneWaitsForServicesAndSaysWhenTheyDoNotKnowIt() {
        var settings = Wire.settings()
        settings.hasCertificate = true
        settings.expectsLogin = true
        var wire = Self.ready(settings)
        #expect(!wire.lines.contains { $0.hasPrefix("JOIN") })
        var known = wire
        known.receive(":irc.test 900 geoffrin g!s@h bot :You are now logged in as bot")
        #expect(known.lines.last == "JOIN #tricot")
        wire.pass(.minutes(2))
        #expect(wire.lines.contains("JOIN #tricot"))
        #expect(why(wire) == [.certificate])
        known.pass(.minutes(2))
        #expect(why(known).isEmpty)
    }

    // 901, or a name forced upon her: she logs in again, a minute after the last time.
    @Test func whoIsLoggedOutLogsInAgain() {
        var wire = Self.ready()
        Self.whois(&wire)
        wire.receive(":irc.test 900 geoffrin g!s@h bot :You are now logged in as bot")
        wire.pass(.minutes(2))
        wire.forget()
        wire.receive(":irc.test 901 geoffrin g!s@h :You are now logged out")
        wire.pass(.seconds(1))
        #expect(wire.lines.contains("WHOIS NickServ"))
        Self.whois(&wire)
        #expect(wire.lines.last == "PRIVMSG NickServ@services.test :IDENTIFY bot sesame")
    }

    @Test func servicesAreOfTheirRankByTheirHost() {
        var wire = Self.ready()
        wire.receive(":geoffrin!salon@bot.host JOIN #tricot")
        wire.receive(":irc.test 353 geoffrin = #tricot :@geoffrin alice")
        wire.receive(":irc.test 366 geoffrin #tricot :End")
        wire.receive(":ChanServ!ChanServ@services.test JOIN #tricot")
        wire.receive(":eve!ChanServ@services.test.example JOIN #tricot")
        #expect(wire.facts("ChanServ")?.rank == .services)
        #expect(wire.facts("eve")?.rank == .member)
    }
}

/// Getting her own name back by services.
@Suite struct RegainTests {
    /// Logged in as `bot`, under another name.
    private func renamed() -> Wire {
        var settings = ServicesTests.settings()
        settings.alternatives = ["madame"]
        var wire = Wire(settings)
        wire.receive(":irc.test CAP * LS :sasl=PLAIN")
        wire.receive(":irc.test CAP * ACK :sasl")
        wire.receive("AUTHENTICATE +")
        wire.receive(":irc.test 900 * *!*@* bot :You are now logged in as bot")
        wire.receive(":irc.test 903 * :SASL authentication successful")
        wire.receive(":irc.test 433 * geoffrin :Nickname is already in use")
        wire.receive(":irc.test 001 madame :Welcome")
        wire.receive(":irc.test 376 madame :End")
        return wire
    }

    private func asked(_ wire: Wire) -> [String] {
        wire.lines.filter { $0.hasPrefix("PRIVMSG NickServ") || $0.hasPrefix("NICK ") }
    }

    @Test func servicesAreAskedForItWithoutAPassword() {
        var wire = renamed()
        wire.forget()
        for _ in 0..<30 where asked(wire).isEmpty { wire.pass(.seconds(1)) }
        #expect(asked(wire).prefix(1) == ["PRIVMSG NickServ :REGAIN geoffrin"])
        wire.receive(":madame!salon@bot.host NICK geoffrin")
        wire.pass(.minutes(1))
        #expect(asked(wire) == ["PRIVMSG NickServ :REGAIN geoffrin"])
        #expect(wire.session.nickWish.isHeld)
    }

    // Packages of services differ: each command in turn, then the name; what worked comes first the next time.
    @Test func eachCommandIsTriedOnce() {
        var wire = renamed()
        wire.forget()
        wire.pass(.seconds(60))
        #expect(
            asked(wire).filter { $0.hasPrefix("PRIVMSG") }.map { $0.dropFirst("PRIVMSG NickServ :".count) } == [
                "REGAIN geoffrin", "RECOVER geoffrin", "GHOST geoffrin", "RELEASE geoffrin",
            ])
        #expect(asked(wire).count { $0 == "NICK geoffrin" } == 4)
        wire.forget()
        for _ in 0..<12 {
            wire.receive(":irc.test PONG irc.test :alive")
            wire.pass(.minutes(1))
        }
        // Nothing has changed: the name itself, every five minutes, and services no more.
        #expect(Set(asked(wire)) == ["NICK geoffrin"])
        #expect((1...3).contains(asked(wire).count))
    }

    @Test func whatWorkedComesFirst() {
        var wire = renamed()
        for _ in 0..<90 where !asked(wire).contains("PRIVMSG NickServ :GHOST geoffrin") { wire.pass(.seconds(1)) }
        wire.receive(":madame!salon@bot.host NICK geoffrin")
        wire.pass(.minutes(1))
        wire.forget()
        // Forced again: a minute at least, then that one.
        wire.receive(":geoffrin!salon@bot.host NICK Guest123")
        wire.pass(.seconds(59))
        #expect(asked(wire).isEmpty)
        wire.receive(":irc.test PONG irc.test :alive")
        wire.pass(.seconds(35))
        #expect(asked(wire).first == "PRIVMSG NickServ :GHOST geoffrin")
    }

    @Test func withoutALoginTheNameAloneIsAskedFor() {
        var settings = Wire.settings()
        settings.alternatives = ["madame"]
        var wire = Wire(settings)
        wire.receive(":irc.test 433 * geoffrin :Nickname is already in use")
        wire.receive(":irc.test 001 madame :Welcome")
        wire.receive(":irc.test 376 madame :End")
        wire.forget()
        for _ in 0..<6 {
            wire.receive(":irc.test PONG irc.test :alive")
            wire.pass(.minutes(1))
        }
        #expect(asked(wire) == ["NICK geoffrin"])
    }
}
