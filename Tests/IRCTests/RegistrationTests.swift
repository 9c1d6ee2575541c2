// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import IRC

@Suite struct RegistrationTests {
    // https://modern.ircdocs.horse/#connection-registration: CAP LS, PASS, NICK and USER.
    @Test func sheRegistersInTheOrderThatServersExpect() {
        var settings = Wire.settings()
        settings.serverPassword = "sesame"
        let wire = Wire(settings)
        #expect(wire.lines == ["CAP LS 302", "PASS :sesame", "NICK geoffrin", "USER salon 0 * :Geoffrin"])
    }

    // Cookie servers: PING before 001.
    @Test func aPingBeforeTheWelcomeIsAnswered() {
        var wire = Wire()
        wire.receive("PING :cookie 42")
        #expect(wire.lines.last == "PONG :cookie 42")
    }

    // IRCv3 capability-negotiation: multi-line replies carry a `*` before the last parameter.
    @Test func capabilitiesAreAskedForOnceTheListIsWhole() {
        var wire = Wire()
        wire.forget()
        wire.receive(":irc.test CAP * LS * :multi-prefix sts=port=6697")
        #expect(wire.lines.isEmpty)
        wire.receive(":irc.test CAP * LS :server-time unknown/cap")
        #expect(wire.lines == ["CAP REQ :multi-prefix server-time"])
        wire.receive(":irc.test CAP geoffrin ACK :multi-prefix server-time ")
        #expect(wire.lines.last == "CAP END")
        #expect(wire.session.capabilities.has("server-time"))
    }

    @Test func whatIsRefusedTogetherIsAskedForSingly() {
        var wire = Wire()
        wire.receive(":irc.test CAP * LS :multi-prefix server-time")
        wire.forget()
        wire.receive(":irc.test CAP geoffrin NAK :multi-prefix server-time")
        #expect(wire.lines == ["CAP REQ :multi-prefix", "CAP REQ :server-time"])
        wire.receive(":irc.test CAP geoffrin NAK :multi-prefix")
        wire.receive(":irc.test CAP geoffrin ACK :server-time")
        #expect(wire.lines.last == "CAP END")
        #expect(!wire.session.capabilities.hasMultiPrefix)
    }

    @Test func aCapabilityTakenAwayIsNotUsedAnyMore() {
        var wire = Wire(room: "bob!b@h", caps: "account-tag cap-notify")
        wire.receive(":irc.test CAP geoffrin DEL :account-tag")
        wire.receive(":bob!b@h PRIVMSG #tricot :hello")
        #expect(wire.facts("bob")?.accountIsKnown == false)
        wire.receive(":irc.test CAP geoffrin NEW :account-tag")
        #expect(wire.lines.last == "CAP REQ :account-tag")
    }

    @Test func aTakenNickIsReplacedByTheAlternativesAndThenByDigits() {
        var settings = Wire.settings()
        settings.alternatives = ["madame"]
        var wire = Wire(settings)
        wire.receive(":irc.test 433 * geoffrin :Nickname is already in use")
        #expect(wire.lines.last == "NICK madame")
        wire.receive(":irc.test 433 * madame :Nickname is already in use")
        #expect(wire.lines.last?.hasPrefix("NICK geoffrin") == true)
        #expect(wire.lines.last != "NICK geoffrin")
        wire.receive(":irc.test 001 geoffrin1234 :Welcome")
        wire.receive(":irc.test 376 geoffrin1234 :End")
        wire.pass(.minutes(3))
        wire.receive("PING :x")
        wire.forget()
        wire.pass(.seconds(70))
        wire.receive("PING :x")
        wire.pass(.seconds(70))
        #expect(wire.lines.contains("NICK geoffrin"))
    }

    // Issue 3, "433 for ever": paced, bounded, and one connection.
    @Test func aServerThatRefusesEveryNameIsAskedOnceASecondAndThenLeft() {
        var wire = Wire()
        var asked = 0
        for _ in 0..<100 where wire.ending == nil {
            let before = wire.lines.count
            wire.receive(":irc.test 433 * x :Nickname is already in use")
            if wire.lines.count == before { wire.pass(.seconds(1)) }
            asked += 1
        }
        #expect(wire.ending == .lost("no nick is free"))
        #expect(asked <= 22)
        #expect(wire.lines.filter { $0.hasPrefix("NICK ") }.count <= 22)
        #expect(wire.now >= Timestamp(seconds: 1_800_000_000) + .seconds(15))
    }

    @Test(arguments: ["421 * CAP :Unknown command", "410 * CAP :Invalid", "451 CAP :Register first"])
    func aServerWithoutCapabilitiesIsNotToldThatTheyAreOver(_ refusal: String) {
        var wire = Wire()
        wire.receive(":irc.test 001 geoffrin :Welcome")
        #expect(!wire.lines.contains("CAP END"))
        var old = Wire()
        old.receive(":irc.test \(refusal)")
        old.receive(":irc.test 001 geoffrin :Welcome")
        old.receive(":irc.test 422 geoffrin :No MOTD")
        #expect(!old.lines.contains("CAP END"))
        #expect(old.lines.last == "JOIN #tricot")
    }

    @Test func aSecondWelcomeChangesNothing() {
        var wire = Wire(room: "bob!b@h")
        wire.receive(":irc.test 001 other :Welcome")
        wire.receive(":irc.test 376 other :End")
        #expect(wire.lines.isEmpty)
        #expect(wire.events.isEmpty)
        wire.receive(":bob!b@h PRIVMSG #tricot :still here")
        #expect(wire.texts == ["still here"])
    }

    // The first parameter of 001 is the nick that the server gave.
    @Test func herNickIsWhatTheServerSays() {
        var wire = Wire()
        wire.receive(":irc.test 001 geoffr :Welcome")
        wire.receive(":irc.test 422 geoffr :No MOTD")
        wire.receive(":geoffr!s@h JOIN #tricot")
        wire.receive(":irc.test 353 geoffr = #tricot :@geoffr")
        wire.receive(":irc.test 366 geoffr #tricot :End")
        #expect(wire.kinds.contains { if case .synced = $0 { true } else { false } })
    }

    @Test func roomsAreJoinedWhenTheGreetingIsOver() {
        var settings = Wire.settings()
        settings.rooms = [.init("#a"), .init("#b", key: "sesame"), .init("#c")]
        var wire = Wire(settings)
        wire.receive(":irc.test 001 geoffrin :Welcome")
        #expect(!wire.lines.contains { $0.hasPrefix("JOIN") })
        wire.receive(":irc.test 376 geoffrin :End")
        #expect(wire.lines.last == "JOIN #b,#a,#c sesame")
        #expect(wire.kinds == [.connected(Wire.network)])
    }

    @Test func botModeIsSetWhereTheServerHasOne() {
        var wire = Wire()
        wire.receive(":irc.test 001 geoffrin :Welcome")
        wire.receive(":irc.test 005 geoffrin BOT=B :are supported")
        wire.receive(":irc.test 376 geoffrin :End")
        #expect(wire.lines.contains("MODE geoffrin +B"))
    }

    @Test func silenceIsAskedAboutAndThenEndsTheConnection() {
        var wire = Wire(room: "bob")
        wire.receive("PING :x")
        wire.forget()
        wire.pass(.seconds(74))
        #expect(wire.lines.isEmpty)
        wire.pass(.seconds(2))
        #expect(wire.lines == ["PING :alive"])
        wire.pass(.seconds(46))
        #expect(wire.ending == .lost("silent for two minutes"))
    }

    @Test func aServerThatNeverWelcomesIsLeftAfterAMinute() {
        var wire = Wire()
        wire.pass(.seconds(59))
        #expect(wire.ending == nil)
        wire.pass(.seconds(2))
        #expect(wire.ending != nil)
    }

    @Test func aWrongServerPasswordIsRefusedForGood() {
        var wire = Wire()
        wire.receive(":irc.test 464 * :Password incorrect")
        #expect(wire.ending == .refused("the server refuses its password"))
    }

    @Test func aNewConnectionBeginsAnewAndSaysThatTheOldOneIsGone() {
        var wire = Wire(room: "bob!b@h")
        let before = wire.target("bob").member
        wire.session.end(.lost("gone"), at: wire.now)
        wire.collect()
        #expect(wire.kinds == [.disconnected(Wire.network, why: "gone")])
        wire.session.begin(at: wire.now)
        for line in [
            ":irc.test 001 geoffrin :W", ":irc.test 376 geoffrin :E", ":geoffrin!s@h JOIN #tricot",
            ":irc.test 353 geoffrin = #tricot :geoffrin bob!b@h", ":irc.test 366 geoffrin #tricot :End",
        ] { wire.receive(line) }
        #expect(wire.target("bob").member != before)
    }

    // NICKLEN is told after registration only; an old ngIRCd takes nine characters.
    @Test func aNameThatIsTooLongIsShortenedToWhatEveryServerTakes() {
        var wire = Wire()
        wire.receive(":irc.test 433 * geoffrin :Nickname already in use")
        #expect(wire.lines.last.map { $0.utf8.count > "NICK ".utf8.count + 9 } == true)
        wire.receive(":irc.test 432 * geoffrin1234 :Nickname too long, max. 9 characters")
        #expect(wire.lines.last.map { (6...14).contains($0.utf8.count) && $0.hasPrefix("NICK geoff") } == true)
    }

    // Why she is not there is told, once, however often she tries: an operator reads it, the journal does not fill.
    @Test func everyReasonForBeingAwayIsToldOnce() {
        func whys(_ wire: Wire) -> [String] {
            wire.kinds.compactMap { if case .disconnected(_, let why) = $0 { why } else { nil } }
        }
        func fail(_ wire: inout Wire, _ why: String) {
            wire.session.end(.lost(why), at: wire.now)
            wire.collect()
        }
        var wire = Wire()
        fail(&wire, "no answer")
        for _ in 0..<5 { fail(&wire, "no answer") }
        fail(&wire, "connection refused")
        wire.session.end(.banned("K-lined"), at: wire.now)
        wire.collect()
        #expect(whys(wire) == ["no answer", "connection refused", "K-lined"])
        // She was in: then each is news again.
        wire.session.begin(at: wire.now)
        wire.receive(":irc.test 001 geoffrin :Welcome")
        wire.receive(":irc.test 376 geoffrin :End")
        wire.forget()
        fail(&wire, "no answer")
        fail(&wire, "no answer")
        #expect(whys(wire) == ["no answer"])
        for index in 0..<50 { fail(&wire, "reason \(index)") }
        #expect(whys(wire).count == 8)
    }
}
