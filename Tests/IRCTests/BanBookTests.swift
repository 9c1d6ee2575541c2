// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import IRC

/// What stands in the lists of a room, and what she makes of it.
@Suite struct BanBookTests {
    private static let why = ActTests.why
    private static let plain = "PREFIX=(ohv)@%+ CHANMODES=beI,k,l,imnpst EXCEPTS=e INVEX=I CASEMAPPING=ascii"
    private static let unreal = "PREFIX=(qaohv)~&@%+ CHANMODES=beI,fkL,lFH,cdimnprst EXTBAN=~,GptmTSOcarnqjf EXCEPTS=e"

    /// Her rights are given anew, so that she asks for the lists anew; they hold these bans.
    private func reading(_ wire: inout Wire, bans: [String]) {
        wire.receive(":mod!m@h MODE #tricot -o geoffrin")
        wire.receive(":mod!m@h MODE #tricot +o geoffrin")
        wire.pass(.seconds(20))
        for ban in bans { wire.receive(":irc.test 367 geoffrin #tricot \(ban)") }
        wire.receive(":irc.test 368 geoffrin #tricot :End")
        wire.forget()
    }

    @Test func theListsAreReadOnceSheMaySetMarks() {
        var wire = Wire(room: "@mod!m@h", support: Self.plain + " MAXLIST=beI:50")
        wire.receive(":mod!m@h MODE #tricot -o geoffrin")
        wire.pass(.seconds(60))
        wire.forget()
        wire.receive(":mod!m@h MODE #tricot +o geoffrin")
        wire.pass(.seconds(30))
        #expect(wire.lines == ["MODE #tricot b", "MODE #tricot e", "MODE #tricot I"])
    }

    @Test func readingManyRoomsLeavesRoomForTalk() {
        var settings = Wire.settings()
        settings.rooms = (0..<40).map { .init(ByteString("#r\($0)")) }
        var wire = Wire(settings)
        wire.receive(":irc.test 001 geoffrin :Welcome")
        wire.receive(":irc.test 005 geoffrin \(Self.plain) :are supported")
        wire.receive(":irc.test 376 geoffrin :End")
        for room in 0..<40 {
            wire.receive(":geoffrin!s@h JOIN #r\(room)")
            wire.receive(":irc.test 353 geoffrin = #r\(room) :@geoffrin")
            wire.receive(":irc.test 366 geoffrin #r\(room) :End")
        }
        wire.pass(.seconds(150))
        #expect(wire.lines.filter { $0.hasPrefix("MODE #r") && $0.hasSuffix(" b") }.count <= 11)
    }

    @Test func whatPeopleHaveSetServesAndIsNotHersToLift() {
        var wire = Wire(room: "@mod!m@h eve!e@evil.host", support: Self.plain)
        wire.receive(":mod!m@h MODE #tricot +b *!*@*.host")
        wire.forget()
        wire.perform(.mute(.minutes(10), reason: Self.why), on: "eve")
        #expect(wire.lines.isEmpty)
        #expect(wire.fates == [.performed(Receipt(mark: "", endsByItself: true))])
        wire.forget()
        wire.perform(.ban(.minutes(10), reason: Self.why), on: "eve", sequence: 2)
        #expect(wire.lines.count == 1 && wire.lines[0].hasPrefix("KICK #tricot eve "))
    }

    @Test func herOwnMarkIsUsedAgainAndNotSetTwice() {
        var wire = Wire(room: "eve!e@evil.host", support: Self.plain)
        wire.perform(.mute(.minutes(10), reason: Self.why), on: "eve")
        wire.receive(":geoffrin!s@h MODE #tricot +b *!*@evil.host")
        wire.forget()
        wire.perform(.mute(.hours(1), reason: Self.why), on: "eve", sequence: 2)
        #expect(wire.lines.isEmpty)
        #expect(wire.fates == [.performed(Receipt(mark: "b *!*@evil.host"))])
    }

    // What people lift stays lifted: nothing is sent for what does not stand.
    @Test func whatIsNotInTheListNeedsNoLifting() {
        var wire = Wire(room: "@mod!m@h eve!e@evil.host", support: Self.plain)
        reading(&wire, bans: ["*!*@other mod 1700000000"])
        wire.perform(.unmute(mark: "b *!*@evil.host"))
        #expect(wire.lines.isEmpty)
        #expect(wire.fates == [.performed(Receipt())])
        // Lifted by a person and set again by a person: theirs.
        wire.receive(":mod!m@h MODE #tricot +b *!*@evil.host")
        wire.perform(.unmute(mark: "b *!*@evil.host"), sequence: 2)
        #expect(wire.lines.isEmpty)
        #expect(wire.fates.count == 2)
    }

    @Test func anExceptionMakesAMarkUseless() {
        var wire = Wire(room: "@mod!m@h eve!e@evil.host", support: Self.plain)
        wire.receive(":mod!m@h MODE #tricot +e *!*@evil.host")
        wire.perform(.mute(nil, reason: Self.why), on: "eve")
        #expect(wire.fates == [.failed(.refused("an exception of the room covers this person"))])
    }

    // THREATS D11: a tenth is kept free for people, all lists that share a limit counted.
    @Test func aTenthOfTheListIsLeftToPeople() {
        var wire = Wire(room: "@mod!m@h eve!e@evil.host", support: Self.plain + " MAXLIST=beI:20")
        for index in 0..<16 { wire.receive(":mod!m@h MODE #tricot +b *!*@h\(index)") }
        wire.receive(":mod!m@h MODE #tricot +e *!*@friend")
        wire.perform(.mute(nil, reason: Self.why), on: "eve")
        #expect(wire.lines == ["MODE #tricot +b *!*@evil.host"])
        wire.receive(":geoffrin!s@h MODE #tricot +b *!*@evil.host")
        wire.forget()
        wire.receive(":ann!a@ann.host JOIN #tricot")
        wire.pass(.seconds(20))
        wire.forget()
        wire.perform(.mute(nil, reason: Self.why), on: "ann", sequence: 2)
        #expect(wire.lines.isEmpty)
        #expect(wire.fates == [.failed(.full)])
        // Where she takes one of hers away, another may come, in the same line.
        wire.pass(.seconds(20))
        wire.forget()
        for index in 0..<8 { wire.perform(.alert(Utterance("line \(index)")), sequence: Int64(20 + index)) }
        wire.forget()
        wire.perform(.unmute(mark: "b *!*@evil.host"), sequence: 3)
        wire.perform(.mute(nil, reason: Self.why), on: "ann", sequence: 4)
        wire.pass(.seconds(20))
        #expect(wire.lines.first == "MODE #tricot -b+b *!*@evil.host *!*@ann.host")
    }

    // MARK: - Refusals

    @Test func aRefusedMaskIsFollowedByTheNext() {
        var wire = Wire(room: "eve!e@evil.host", caps: "account-tag", support: ActTests.inspircd)
        wire.receive("@account=eva :eve!e@evil.host PRIVMSG #tricot :spam")
        wire.perform(.mute(nil, reason: Self.why), on: "eve")
        #expect(wire.lines == ["MODE #tricot +b m:R:eva"])
        wire.receive(":irc.test 696 geoffrin #tricot b m:R:eva :no such extban")
        #expect(wire.lines.last == "MODE #tricot +b m:*!*@evil.host")
        wire.receive(":geoffrin!s@h MODE #tricot +b m:*!*@evil.host")
        #expect(wire.fates == [.performed(Receipt(mark: "b m:*!*@evil.host"))])
    }

    @Test func aMaskThatTheListDoesNotShowIsFollowedByTheNextAndThenGivenUp() {
        var wire = Wire(room: "eve!e@evil.host", support: Self.plain)
        wire.perform(.mute(nil, reason: Self.why), on: "eve")
        for last in ["MODE #tricot +b *!e@evil.host", "MODE #tricot b"] {
            wire.pass(.seconds(6))
            wire.receive(":irc.test 368 geoffrin #tricot :End")
            #expect(wire.lines.last == last)
        }
        #expect(wire.fates == [.failed(.refused("the server does not keep the mask"))])
    }

    // With several changes in one line the server says which it refuses.
    @Test func aRefusalNamesTheOneItMeans() {
        var wire = Wire(room: "eve!e@evil ann!a@ann", support: Self.plain)
        wire.perform(.mute(nil, reason: Self.why), on: "eve", sequence: 1)
        wire.perform(.mute(nil, reason: Self.why), on: "ann", sequence: 2)
        wire.receive(":irc.test 478 geoffrin #tricot *!*@ann :Channel list is full (50)")
        #expect(wire.settled.map(\.act.sequence) == [2])
        #expect(wire.fates == [.failed(.full)])
    }

    // MARK: - Ends that the server keeps

    private func inspircd() -> Wire {
        var wire = Wire(room: "eve!e@evil.host", support: ActTests.inspircd)
        wire.receive(":irc.test 004 geoffrin irc.test InspIRCd-3 BLRS ACDF :FIJL")
        return wire
    }

    @Test func aTimedBanEndsByItself() {
        var wire = inspircd()
        wire.perform(.mute(.minutes(10), reason: Self.why), on: "eve")
        #expect(wire.lines == ["TBAN #tricot 600s m:*!*@evil.host"])
        wire.receive(":geoffrin!s@h MODE #tricot +b :m:*!*@evil.host")
        #expect(wire.fates == [.performed(Receipt(mark: "b m:*!*@evil.host", endsByItself: true))])
        wire.forget()
        wire.receive(":irc.test MODE #tricot -b :m:*!*@evil.host")
        #expect(
            wire.kinds == [.sanctioned(.init(.unmuted, mark: "b m:*!*@evil.host", target: wire.target("eve").member))])
        #expect(wire.events.first?.member == nil)
    }

    @Test func aLongerMuteReplacesTheShorterOne() {
        var wire = inspircd()
        wire.perform(.mute(.minutes(10), reason: Self.why), on: "eve")
        wire.receive(":geoffrin!s@h MODE #tricot +b :m:*!*@evil.host")
        wire.forget()
        wire.perform(.mute(.minutes(5), reason: Self.why), on: "eve", sequence: 2)
        #expect(wire.lines.isEmpty)
        wire.perform(.mute(.hours(1), reason: Self.why), on: "eve", sequence: 3)
        #expect(wire.lines == ["MODE #tricot -b m:*!*@evil.host", "TBAN #tricot 3600s m:*!*@evil.host"])
    }

    @Test func whereTheCommandIsNotKnownTheMarkIsSetAllTheSame() {
        var wire = inspircd()
        wire.perform(.mute(.minutes(10), reason: Self.why), on: "eve")
        wire.receive(":irc.test 421 geoffrin TBAN :Unknown command")
        #expect(wire.lines.last == "MODE #tricot +b m:*!*@evil.host")
        wire.receive(":geoffrin!s@h MODE #tricot +b :m:*!*@evil.host")
        #expect(wire.fates == [.performed(Receipt(mark: "b m:*!*@evil.host"))])
        wire.forget()
        wire.receive(":late!l@late.host JOIN #tricot")
        wire.perform(.ban(.minutes(10), reason: Self.why), on: "late", sequence: 2)
        #expect(wire.lines.contains("MODE #tricot +b *!*@late.host"))
    }

    // Killed after it was set and without rights since: the server may keep the end all the same.
    @Test func withoutTheRightSheWaitsForTheServerToEndIt() {
        var wire = inspircd()
        wire.receive(":mod!m@h MODE #tricot -o geoffrin")
        wire.forget()
        wire.perform(.unmute(mark: "b m:*!*@evil.host"))
        wire.perform(.unmute(mark: "b m:*!*@other"), sequence: 2)
        #expect(wire.lines.isEmpty)
        wire.receive(":irc.test MODE #tricot -b :m:*!*@evil.host")
        #expect(wire.fates == [.performed(Receipt())])
        wire.pass(.seconds(20))
        #expect(wire.fates == [.performed(Receipt()), .failed(.notAllowed("op"))])
    }

    @Test func whatAPersonTakesAwayWhileHerLineWaitsIsDone() {
        var wire = Wire(room: "@mod!m@h eve!e@evil.host", support: Self.plain)
        for index in 0..<8 { wire.perform(.alert(Utterance("line \(index)")), sequence: Int64(20 + index)) }
        wire.forget()
        wire.perform(.unmute(mark: "b *!*@evil.host"))
        wire.receive(":mod!m@h MODE #tricot -b *!*@evil.host")
        #expect(wire.fates == [.performed(Receipt())])
        wire.pass(.seconds(20))
        #expect(!wire.lines.contains { $0.hasPrefix("MODE #tricot -b") })
    }

    @Test func anEndMayStandInTheMask() {
        var wire = Wire(room: "eve!e@evil.host", support: Self.unreal)
        wire.perform(.mute(.minutes(10), reason: Self.why), on: "eve")
        #expect(wire.lines == ["MODE #tricot +b ~t:10:~q:*!*@evil.host"])
        wire.receive(":geoffrin!s@h MODE #tricot +b ~time:10:~quiet:*!*@evil.host")
        #expect(wire.fates == [.performed(Receipt(mark: "b ~time:10:~quiet:*!*@evil.host", endsByItself: true))])
        // Longer than its largest number: an ordinary ban, which she lifts herself.
        wire.receive(":late!l@late.host JOIN #tricot")
        wire.pass(.seconds(20))
        wire.perform(.ban(.days(30), reason: Self.why), on: "late", sequence: 2)
        #expect(wire.lines.contains("MODE #tricot +b *!*@late.host"))
    }

    @Test(arguments: [
        (BanBookTests.unreal, "~t:5:~q:~a:eva", "eva", true, true),
        (BanBookTests.unreal, "~account:eva", "eva", true, false),
        (BanBookTests.unreal, "~c:#room", "~c:#room", false, false),
        (ActTests.inspircd, "mute:account:eva", "eva", true, true),
        (ActTests.inspircd, "m:*!*@2001:db8::1", "*!*@2001:db8::1", false, true),
        (ActTests.inspircd, "*!*@R:x", "*!*@R:x", false, false),
        (BanBookTests.plain, "m:*!*@host", "m:*!*@host", false, false),
        ("EXTBAN=$,ajrxz CHANMODES=eIbq,k,flj,imnpst", "$a:eva", "eva", true, false),
    ])
    func anEntryIsReadByLettersAndByNames(
        support: String, mask: String, matcher: String, isAccount: Bool, isMute: Bool
    ) {
        let wire = Wire(room: "eve!e@evil.host", support: support)
        let reading = Array(mask.utf8).lend { wire.session.dialect.read($0) }
        #expect(reading == .init(matcher: Array(matcher.utf8), isAccount: isAccount, isMute: isMute))
    }

    @Test func theCapabilityTellsWhetherTheServerEndsThem() {
        var wire = inspircd()
        wire.receive(":mod!m@h MODE #tricot -o geoffrin")
        wire.receive(":mod!m@h MODE #tricot +o geoffrin")
        let told = wire.kinds.compactMap { if case .capability(let what) = $0 { what } else { nil } }
        #expect(told.last?.can.contains(.timedBan) == true)
        #expect(told.last?.cannot == [.remove])
    }
}
