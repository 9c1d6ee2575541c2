// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import IRC

/// Closing a room to strangers (THREATS S6): a mode that binds nobody inside, and only what was not set before.
@Suite struct DoorTests {
    static let lock = Action.lock(.minutes(10), mark: "")

    /// A room whose modes are known.
    private func wire(_ modes: String, support: String = ActTests.inspircd, isLoggedIn: Bool = true) -> Wire {
        var wire = Wire(room: "eve!e@evil", support: support)
        if isLoggedIn { wire.receive(":irc.test 900 geoffrin geoffrin!s@h bot :You are now logged in") }
        wire.perform(Self.lock)
        wire.receive(":irc.test 324 geoffrin #tricot \(modes)")
        wire.pass(.seconds(10))
        wire.forget()
        return wire
    }

    // The modes are asked for first: what stood before is not hers to take away.
    @Test func theModesOfTheRoomAreReadBeforeOneIsSet() {
        var wire = Wire(room: "eve!e@evil", support: ActTests.inspircd)
        wire.perform(Self.lock)
        #expect(wire.lines == ["MODE #tricot"])
        #expect(wire.fates == [.failed(.tooFast(retryAfter: .seconds(1)))])
    }

    // RFC 2811 §4.2.2 `+i`; `+R` of InspIRCd, Unreal, ngIRCd; `+r` of solanum: from CHANMODES and EXTBAN, never from a name.
    @Test(arguments: [
        ("+nt", ActTests.inspircd, "R"),
        ("+nt", "CHANMODES=beI,k,l,imMnOPQRstVz CASEMAPPING=ascii", "R"),
        ("+nt", "CHANMODES=eIbq,k,flj,CFLMPQScgimnprstuz EXTBAN=$,ajrxz CASEMAPPING=rfc1459", "r"),
        ("+nt", "CHANMODES=beI,k,l,imnpst INVEX=I CASEMAPPING=rfc1459", "i"),
        ("+ntR", ActTests.inspircd + " INVEX=I", "i"),
        ("+ntr", "CHANMODES=beI,k,l,imMnOPQRrstVz CASEMAPPING=ascii", "R"),
    ])
    func theMildestModeThatTheServerHas(modes: String, support: String, letter: String) {
        var wire = wire(modes, support: support)
        #expect(wire.session.reach(of: wire.act(Self.lock)).mask == ByteString(letter))
        wire.perform(Self.lock)
        #expect(wire.lines.count == 1 && wire.lines[0].hasPrefix("MODE #tricot +\(letter)"))
        // With the exception that lets her in again.
        if letter == "i" { #expect(wire.lines[0].contains("+iI *!")) }
        #expect(wire.fates.isEmpty)
        wire.receive(":geoffrin!s@h MODE #tricot +\(letter)")
        #expect(wire.fates == [.performed(Receipt(mark: ByteString(letter)))])
        wire.forget()
        wire.perform(.unlock(mark: ByteString(letter)), sequence: 2)
        #expect(wire.lines.count == 1 && wire.lines[0].hasPrefix("MODE #tricot -\(letter)"))
        wire.receive(":geoffrin!s@h MODE #tricot -\(letter)")
        #expect(wire.fates == [.performed(Receipt())])
    }

    // THREATS S6: after a crash she would stand before it herself, and nobody would open it.
    @Test(arguments: ["CHANMODES=b,k,l,imnpstR CASEMAPPING=ascii", "CHANMODES=b,k,l,imnpst CASEMAPPING=ascii"])
    func aDoorThatWouldKeepHerOutTooIsNotClosed(support: String) {
        var wire = wire("+nt", support: support, isLoggedIn: false)
        wire.perform(Self.lock)
        #expect(wire.lines.isEmpty)
        #expect(wire.fates == [.failed(.unsupported)])
    }

    // FIELD rule 16: what was closed before stays as it was.
    @Test(arguments: ["+nti", "+ntk sesame"])
    func aRoomThatIsClosedAlreadyIsLeftAlone(modes: String) {
        var wire = wire(modes)
        wire.perform(Self.lock)
        #expect(wire.lines.isEmpty)
        #expect(wire.fates == [.performed(Receipt())])
    }

    // Shut by a person after it was written down which mode she would set.
    @Test func aRoomThatWasClosedMeanwhileIsLeftAlone() {
        var wire = wire("+nti")
        wire.perform(.lock(.minutes(10), mark: "R"))
        #expect(wire.lines.isEmpty)
        #expect(wire.fates == [.performed(Receipt())])
    }

    @Test func whatSomebodyElseTookAwayIsDone() {
        var wire = wire("+nt")
        wire.perform(Self.lock)
        wire.receive(":geoffrin!s@h MODE #tricot +R")
        wire.forget()
        wire.receive(":mod!m@h MODE #tricot -R")
        #expect(
            wire.kinds.contains(.sanctioned(Event.Observed(.unlocked, mark: "R", target: nil))))
        wire.forget()
        wire.perform(.unlock(mark: "R"), sequence: 2)
        #expect(wire.lines.isEmpty)
        #expect(wire.fates == [.performed(Receipt())])
    }

    // Set by a person in the moment she was about to: theirs.
    @Test func whatSomebodyElseSetMeanwhileIsTheirs() {
        var wire = wire("+nt")
        wire.perform(Self.lock)
        wire.receive(":mod!m@h MODE #tricot +R")
        #expect(wire.fates == [.performed(Receipt())])
    }

    @Test func aModeTheServerDoesNotKnowIsFollowedByTheNext() {
        var wire = wire("+nt", support: ActTests.inspircd + " INVEX=I")
        wire.perform(Self.lock)
        wire.receive(":irc.test 472 geoffrin R :is unknown mode char to me")
        #expect(
            wire.lines.count == 2 && wire.lines[0] == "MODE #tricot +R" && wire.lines[1].hasPrefix("MODE #tricot +i"))
        wire.receive(":geoffrin!s@h MODE #tricot +i")
        #expect(wire.fates == [.performed(Receipt(mark: "i"))])
    }

    @Test func withoutTheRightItIsSaid() {
        var wire = wire("+nt")
        wire.perform(Self.lock)
        wire.receive(":irc.test 482 geoffrin #tricot :You are not a channel operator")
        #expect(wire.fates == [.failed(.notAllowed("op"))])
    }

    // After a crash: only the mode that was written down before it was set is hers.
    @Test(arguments: [("+ntR", "R", true), ("+nt", "R", false), ("+ntR", "i", false), ("+ntRi", "i", true)])
    func afterACrashSheLooksForTheModeSheHadMeantToSet(modes: String, meant: String, isFound: Bool) {
        var wire = Wire(room: "eve!e@evil", support: ActTests.inspircd)
        let act = wire.act(.lock(.minutes(10), mark: ByteString(meant)))
        wire.session.observe(act, at: wire.now)
        wire.collect()
        #expect(wire.lines == ["MODE #tricot"])
        #expect(wire.fates.isEmpty)
        wire.receive(":irc.test 324 geoffrin #tricot \(modes)")
        #expect(wire.fates == [.observed(isFound ? Receipt(mark: ByteString(meant)) : nil)])
    }
}
