// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import IRC

/// Who has the power of the network: told by no line of a room, so it is asked, and before a sanction asked again.
@Suite struct OperatorTests {
    private static let why = ActTests.why

    private func wire(_ names: String) -> Wire {
        var wire = Wire(room: names)
        wire.answersUserHost = false
        return wire
    }

    @Test func aNewcomerIsAskedForAndKnown() {
        var wire = wire("bob!b@h")
        wire.receive(":late!l@host JOIN #tricot")
        #expect(wire.lines.contains("USERHOST late"))
        wire.receive(":irc.test 302 geoffrin :late*=+l@host")
        #expect(wire.facts("late")?.rank == .ircop)
        #expect(wire.kinds.last == .ranked(.ircop, by: nil))
    }

    @Test func fiveAreAskedForInOneQuestionEveryFiveSeconds() {
        var wire = wire("bob!b@h")
        for name in 1...12 { wire.receive(":n\(name)!u@h\(name) JOIN #tricot") }
        wire.pass(.seconds(11))
        #expect(
            wire.lines.filter { $0.hasPrefix("USERHOST") } == [
                "USERHOST n1", "USERHOST n2 n3 n4 n5 n6", "USERHOST n7 n8 n9 n10 n11",
            ])
    }

    @Test func aCrowdIsAskedForByRoom() {
        var wire = wire("bob!b@h")
        wire.pass(.seconds(60))
        for name in 1...60 { wire.receive(":n\(name)!u@h\(name) JOIN #tricot") }
        wire.pass(.seconds(60))
        #expect(wire.lines.contains("WHO #tricot"))
        #expect(wire.lines.filter { $0.hasPrefix("USERHOST") }.count <= 7)
        wire.receive(":irc.test 352 geoffrin #tricot u h60 irc.test n60 H* :0 real name")
        #expect(wire.facts("n60")?.rank == .ircop)
    }

    @Test func nobodyIsSanctionedBeforeTheServerHasAnswered() {
        var wire = wire("bob!b@h")
        wire.perform(.mute(.minutes(1), reason: Self.why), on: "bob")
        #expect(wire.lines == ["USERHOST bob"])
        wire.receive(":irc.test 302 geoffrin :bob=+b@h")
        #expect(wire.lines.count == 2 && wire.lines[1].hasPrefix("MODE #tricot +b"))
        // For a minute the answer holds.
        wire.perform(.kick(reason: Self.why), on: "bob", sequence: 2)
        #expect(wire.lines.filter { $0.hasPrefix("USERHOST") }.count == 1)
    }

    @Test func anOperatorIsNeverSanctionedWheneverThePowerWasTaken() {
        var wire = wire("bob!b@h")
        wire.receive(":irc.test 302 geoffrin :bob=+b@h")
        wire.pass(.seconds(61))
        wire.forget()
        wire.perform(.ban(.minutes(1), reason: Self.why), on: "bob")
        wire.receive(":irc.test 302 geoffrin :bob*=+b@h")
        #expect(wire.lines == ["USERHOST bob"])
        #expect(wire.fates == [.failed(.refused("an operator of the network"))])
        #expect(wire.kinds == [.ranked(.ircop, by: nil)])
    }

    @Test func aServerThatDoesNotAnswerProtectsNobody() {
        var wire = wire("bob!b@h")
        wire.perform(.mute(.minutes(1), reason: Self.why), on: "bob")
        wire.pass(.seconds(4))
        #expect(wire.lines.contains { $0.hasPrefix("MODE #tricot +b") })
    }

    @Test func aServerThatDoesNotKnowTheQuestionIsNotAskedAgain() {
        var wire = wire("bob!b@h ann!a@i")
        wire.perform(.mute(.minutes(1), reason: Self.why), on: "bob")
        wire.receive(":irc.test 421 geoffrin USERHOST :Unknown command")
        wire.perform(.mute(.minutes(1), reason: Self.why), on: "ann", sequence: 2)
        wire.pass(.seconds(10))
        #expect(wire.lines.filter { $0.hasPrefix("MODE #tricot +b ") }.count == 2)
        #expect(wire.lines.filter { $0.hasPrefix("USERHOST") }.count == 1)
    }

    @Test func aSanctionHeldWhenTheLinkBreaksWasNotDone() {
        var wire = wire("bob!b@h")
        wire.perform(.mute(.minutes(1), reason: Self.why), on: "bob")
        wire.session.end(.lost("gone"), at: wire.now)
        wire.collect()
        #expect(wire.fates == [.failed(.disconnected)])
    }
}
