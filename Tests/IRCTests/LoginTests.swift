// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import IRC
@testable import IRCAdapter

/// IRCv3 sasl-3.1 and 3.2, as transcripts.
@Suite struct LoginTests {
    private func settings(_ mechanisms: [SASL.Mechanism], required: Bool = false, password: ByteString = "sesame")
        -> SessionSettings
    {
        var settings = Wire.settings()
        settings.account = "bot"
        settings.password = password
        settings.mechanisms = mechanisms
        settings.hasCertificate = mechanisms.contains(.external)
        settings.requiresLogin = required
        return settings
    }

    private func loggingIn(
        _ settings: SessionSettings, offered: String = "sasl=PLAIN,EXTERNAL", isEncrypted: Bool = true
    ) -> Wire {
        var wire = Wire(settings, isEncrypted: isEncrypted)
        wire.receive(":irc.test CAP * LS :\(offered)")
        wire.receive(":irc.test CAP geoffrin ACK :sasl")
        return wire
    }

    // InspIRCd sends the challenge as `AUTHENTICATE :+`.
    @Test func sheLogsInWithAPassword() {
        var wire = loggingIn(settings([.plain]))
        #expect(wire.lines.last == "AUTHENTICATE PLAIN")
        wire.receive("AUTHENTICATE :+")
        #expect(wire.lines.last == "AUTHENTICATE Ym90AGJvdABzZXNhbWU=")
        wire.receive(":irc.test 900 geoffrin g!s@h bot :You are now logged in")
        wire.receive(":irc.test 903 geoffrin :SASL authentication successful")
        #expect(wire.lines.last == "CAP END")
    }

    // 902, 904, 905, 906: the next mechanism of the list.
    @Test(arguments: [902, 904, 905, 906]) func aRefusedCertificateIsFollowedByThePassword(_ numeric: Int) {
        var wire = loggingIn(settings([.external, .plain]))
        wire.receive("AUTHENTICATE +")
        #expect(wire.lines.last == "AUTHENTICATE +")
        wire.receive(":irc.test \(numeric) geoffrin :no")
        #expect(wire.lines.last == "AUTHENTICATE PLAIN")
    }

    @Test func theOrderIsThatOfTheListAndWhatIsNotOfferedIsPassedOver() {
        var first = loggingIn(settings([.plain, .external]))
        #expect(first.lines.last == "AUTHENTICATE PLAIN")
        first.receive(":irc.test 904 geoffrin :no")
        #expect(first.lines.last == "AUTHENTICATE EXTERNAL")
        let second = loggingIn(settings([.external, .plain]), offered: "sasl=PLAIN,SCRAM-SHA-256")
        #expect(second.lines.last == "AUTHENTICATE PLAIN")
        // sasl-3.1: without a value, any may be tried.
        let third = loggingIn(settings([.external, .plain]), offered: "sasl")
        #expect(third.lines.last == "AUTHENTICATE EXTERNAL")
    }

    // 908 names what there is; the refusal follows it.
    @Test func aListOfMechanismsFromTheServerIsHeeded() {
        var settings = settings([.external, .scramSHA256, .plain])
        settings.cryptography = .libcrypto(key: nil)
        var wire = loggingIn(settings, offered: "sasl")
        wire.receive(":irc.test 908 geoffrin PLAIN,OTHER :are available SASL mechanisms")
        wire.receive(":irc.test 904 geoffrin :no")
        #expect(wire.lines.last == "AUTHENTICATE PLAIN")
    }

    @Test func whoIsLoggedInAlreadyIsIn() {
        var wire = loggingIn(settings([.plain], required: true))
        wire.receive(":irc.test 907 geoffrin :You have already authenticated")
        #expect(wire.lines.last == "CAP END")
        #expect(wire.ending == nil)
    }

    @Test func aLoginThatFailsIsDoneWithoutUnlessItIsRequired() {
        var free = loggingIn(settings([.plain]))
        free.receive(":irc.test 904 geoffrin :SASL authentication failed")
        #expect(free.lines.last == "CAP END")
        var bound = loggingIn(settings([.plain], required: true))
        bound.receive(":irc.test 904 geoffrin :SASL authentication failed")
        #expect(bound.ending == .refused("the network refuses the account or its password"))
        #expect(bound.lines.last == "QUIT :cannot log in")
    }

    // THREATS H1: a man in the middle who takes away the capability must not get her in without a login. Services may
    // come back, so it is no refusal for good.
    @Test(arguments: [
        [":irc.test CAP * LS :multi-prefix", ":irc.test CAP geoffrin ACK :multi-prefix"],
        [":irc.test CAP * LS :"], [":irc.test 421 * CAP :Unknown command"], [":irc.test 001 geoffrin :Welcome"],
        [":irc.test CAP * LS :sasl=EXTERNAL", ":irc.test CAP geoffrin ACK :sasl"],
        [":irc.test CAP * LS :sasl", ":irc.test CAP geoffrin NAK :sasl"],
    ])
    func aNetworkThatHidesTheLoginIsLeftWhereOneIsRequired(_ lines: [String]) {
        var wire = Wire(settings([.plain], required: true))
        for line in lines { wire.receive(line) }
        guard case .unidentified = wire.ending else {
            Issue.record("\(String(describing: wire.ending))")
            return
        }
        #expect(wire.lines.last == "QUIT :cannot log in")
        #expect(!wire.lines.contains("CAP END"))
    }

    @Test func withoutTLSTheReasonNamesIt() {
        let wire = loggingIn(
            settings([.scramSHA256, .plain], required: true), offered: "sasl=PLAIN", isEncrypted: false)
        #expect(wire.ending?.why.contains("tls = true in bot.conf") == true)
        let encrypted = loggingIn(settings([.external], required: true), offered: "sasl=PLAIN")
        #expect(encrypted.ending?.why.contains("tls = true") == false)
    }

    @Test func aPasswordIsNotSentInClearUnlessForced() {
        let careful = loggingIn(settings([.plain]), isEncrypted: false)
        #expect(!careful.lines.contains { $0.hasPrefix("AUTHENTICATE") })
        #expect(careful.lines.contains("CAP END"))
        var settings = settings([.external, .plain])
        settings.allowsPlainInClear = true
        #expect(loggingIn(settings, isEncrypted: false).lines.last == "AUTHENTICATE PLAIN")
    }

    @Test func servicesThatNeverAnswerCostFifteenSeconds() {
        var wire = loggingIn(settings([.plain]))
        wire.pass(.seconds(14))
        #expect(wire.lines.last == "AUTHENTICATE PLAIN")
        wire.pass(.seconds(2))
        #expect(wire.lines.suffix(2) == ["AUTHENTICATE *", "CAP END"])
    }

    // Services gone at the beginning: `sasl` is not offered, and comes by CAP NEW (capability-negotiation, cap-notify).
    @Test(arguments: [false, true]) func servicesThatComeBackLogHerIn(theyWereAskedBefore: Bool) {
        var wire = Wire(settings([.plain]))
        wire.receive(":irc.test CAP * LS :multi-prefix" + (theyWereAskedBefore ? " sasl=PLAIN" : ""))
        wire.receive(":irc.test CAP geoffrin ACK :multi-prefix" + (theyWereAskedBefore ? " sasl" : ""))
        if theyWereAskedBefore { wire.pass(.seconds(16)) }
        wire.receive(":irc.test 001 geoffrin :Welcome")
        wire.receive(":irc.test 376 geoffrin :End")
        wire.receive(":irc.test CAP geoffrin DEL :sasl")
        wire.forget()
        wire.receive(":irc.test CAP geoffrin NEW :sasl=PLAIN")
        #expect(wire.lines.last == "CAP REQ :sasl")
        wire.receive(":irc.test CAP geoffrin ACK :sasl")
        #expect(wire.lines.last == "AUTHENTICATE PLAIN")
        wire.receive("AUTHENTICATE +")
        wire.receive(":irc.test 900 geoffrin g!s@h bot :You are now logged in")
        wire.receive(":irc.test 903 geoffrin :SASL authentication successful")
        #expect(wire.session.sasl.isLoggedIn)
        #expect(wire.ending == nil)
    }

    @Test func aRoomForTheRegisteredIsTriedAgainOnceSheIsLoggedIn() {
        var wire = Wire(settings([.plain]))
        wire.receive(":irc.test CAP * LS :multi-prefix")
        wire.receive(":irc.test CAP geoffrin ACK :multi-prefix")
        wire.receive(":irc.test 001 geoffrin :Welcome")
        wire.receive(":irc.test 376 geoffrin :End")
        wire.pass(.seconds(3))
        #expect(wire.lines.last == "JOIN #tricot")
        wire.receive(":irc.test 477 geoffrin #tricot :Cannot join channel (+r) - you need to be logged in")
        wire.receive(":irc.test CAP geoffrin NEW :sasl")
        wire.receive(":irc.test CAP geoffrin ACK :sasl")
        wire.receive("AUTHENTICATE +")
        wire.forget()
        wire.receive(":irc.test 900 geoffrin g!s@h bot :You are now logged in")
        wire.receive(":irc.test 903 geoffrin :SASL authentication successful")
        #expect(wire.lines == ["JOIN #tricot"])
    }

    // sasl-3.1: "If the response is longer than 400 bytes, it must be split"; a full last chunk is followed by `+`.
    @Test(arguments: [0, 1, 299, 300, 301, 600]) func answersAreCutAtFourHundredBytes(length: Int) {
        let chunks = SASL.chunks([UInt8](repeating: 7, count: length))
        #expect(chunks.allSatisfy { $0.count <= 400 && !$0.isEmpty })
        #expect((chunks.last ?? []).count < 400)
        let joined = chunks.filter { $0 != [UInt8(ascii: "+")] }.joined()
        #expect(Array(joined) == Base64.encoded([UInt8](repeating: 7, count: length)))
    }

    // RFC 4648 §10, and what is no base64.
    @Test func base64IsReadStrictly() {
        for (text, plain) in [
            ("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"), ("Zm9vYmFy", "foobar"),
        ] {
            #expect(Base64.decoded(Array(text.utf8)) == Array(plain.utf8))
        }
        for wrong in ["Zg=", "Zg", "=", "====", "Z===", "Zh==", "Zg==Zg==", "Zm8*", "Zm9v\n", "Zm9="] {
            #expect(Base64.decoded(Array(wrong.utf8)) == nil, "\(wrong)")
        }
    }

    @Test func aChallengeWithoutEndIsGivenUp() {
        var wire = loggingIn(settings([.plain]))
        for _ in 0..<21 { wire.receive("AUTHENTICATE " + String(repeating: "A", count: 400)) }
        #expect(wire.lines.last == "AUTHENTICATE *")
        var long = loggingIn(settings([.plain]))
        long.receive("AUTHENTICATE " + String(repeating: "A", count: 404))
        #expect(long.lines.last == "AUTHENTICATE *")
    }

    // An answer to `*` that comes late is not taken for the next mechanism's.
    @Test func aLateAbortIsPassedOver() {
        var wire = loggingIn(settings([.external, .plain]))
        wire.receive("AUTHENTICATE Zm9v")
        #expect(wire.lines.last == "AUTHENTICATE *")
        wire.receive(":irc.test 904 geoffrin :no")
        #expect(wire.lines.last == "AUTHENTICATE PLAIN")
        let before = wire.lines
        wire.receive(":irc.test 906 geoffrin :SASL authentication aborted")
        #expect(wire.lines == before)
        wire.receive("AUTHENTICATE +")
        #expect(wire.lines.last == "AUTHENTICATE Ym90AGJvdABzZXNhbWU=")
    }
}
