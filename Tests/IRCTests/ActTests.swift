// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import IRC

@Suite struct ActTests {
    static let why = Utterance("same text 3 times in 60 s")
    static let inspircd =
        "PREFIX=(ohv)@%+ CHANMODES=IXbegw,k,FHJLfjl,ACDKMNOPQRSTUcimnprstuz EXTBAN=,ACNOQRSTUcjmprsz CASEMAPPING=ascii"

    @Test func aKickIsDoneWhenTheRoomShowsIt() {
        var wire = Wire(room: "eve!e@evil")
        wire.perform(.kick(reason: Self.why), on: "eve")
        #expect(wire.lines == ["KICK #tricot eve :same text 3 times in 60 s"])
        #expect(wire.fates.isEmpty)
        wire.receive(":geoffrin!s@h KICK #tricot eve :same text 3 times in 60 s")
        #expect(wire.fates == [.performed(Receipt())])
    }

    // THREATS A9: the session is kicked under its name of now; who took its nick is not touched.
    @Test func aKickFollowsTheSessionAndNotTheNick() {
        var wire = Wire(room: "eve!e@evil bob!b@h")
        let act = wire.act(.kick(reason: Self.why), on: "eve")
        wire.receive(":eve!e@evil NICK mallory")
        wire.receive(":bob!b@h NICK eve")
        wire.session.perform(act, at: wire.now)
        wire.collect()
        #expect(wire.lines == ["KICK #tricot mallory :same text 3 times in 60 s"])
    }

    // PRODUCT promise 8
    @Test func theLastWordsLeavePastEverythingThatWaits() {
        var wire = Wire(room: "eve!e@evil")
        for number in 1...20 { wire.perform(.alert(Utterance("case \(number)")), sequence: Int64(number)) }
        #expect(wire.lines.count < 20)
        wire.forget()
        let act = wire.act(.alert(Utterance("I am stopping.")), sequence: 99)
        wire.session.sayLast(act, at: wire.now)
        wire.collect()
        #expect(wire.lines == ["PRIVMSG #tricot :I am stopping."])
        #expect(wire.settled.contains { $0.act == act.id && $0.fate == .performed(Receipt()) })
    }

    @Test func aKickOfOneWhoIsGoneIsGone() {
        var wire = Wire(room: "eve!e@evil")
        let act = wire.act(.kick(reason: Self.why), on: "eve")
        wire.receive(":eve!e@evil QUIT :bye")
        wire.session.perform(act, at: wire.now)
        wire.collect()
        #expect(wire.fates == [.failed(.gone)])
    }

    // THREATS D12: who hit and ran is banned all the same.
    @Test func aBanReachesOneWhoIsGone() {
        var wire = Wire(room: "eve!e@evil.host")
        let act = wire.act(.ban(.hours(24), reason: Self.why), on: "eve")
        wire.receive(":eve!e@evil.host QUIT :bye")
        wire.session.perform(act, at: wire.now)
        wire.collect()
        #expect(wire.lines == ["MODE #tricot +b *!*@evil.host"])
        wire.receive(":geoffrin!s@h MODE #tricot +b *!*@evil.host")
        #expect(wire.fates == [.performed(Receipt(mark: "b *!*@evil.host"))])
    }

    @Test func aBanSetsTheMaskFirstAndTellsItsEnd() {
        var wire = Wire(room: "eve!e@evil.host")
        wire.now = Timestamp(seconds: 1_803_859_200)  // 2027-03-01 00:00
        wire.perform(.ban(.hours(24), reason: Self.why), on: "eve")
        #expect(
            wire.lines == [
                "MODE #tricot +b *!*@evil.host",
                "KICK #tricot eve :same text 3 times in 60 s [→ 2027-03-02 00:00 UTC]",
            ])
        wire.receive(":geoffrin!s@h MODE #tricot +b *!*@evil.host")
        #expect(wire.fates.isEmpty)
        wire.receive(":geoffrin!s@h KICK #tricot eve :x")
        #expect(wire.fates == [.performed(Receipt(mark: "b *!*@evil.host"))])
    }

    @Test(arguments: [
        ("PREFIX=(ov)@+ CHANMODES=eIbq,k,flj,CFPQimnpst EXTBAN=$,ajrxz", "q *!*@evil.host"),
        ("PREFIX=(qaohv)~&@%+ CHANMODES=beI,k,l,imnst", "b *!*@evil.host"),
        ("PREFIX=(qaohv)~&@%+ CHANMODES=beIq,k,l,imnst", "b *!*@evil.host"),
        (ActTests.inspircd, "b m:*!*@evil.host"),
        ("PREFIX=(qaohv)~&@%+ CHANMODES=beI,fkL,lFH,cdimnprst EXTBAN=~,GptmTSOcarnqjf", "b ~q:*!*@evil.host"),
        ("PREFIX=(ohv)@%+ CHANMODES=beI,k,l,imnpst EXTBAN=$,Kacjmnorstuz", "b $m:*!*@evil.host"),
    ])
    func muteIsWhatThisServerHasForIt(support: String, mark: String) {
        var wire = Wire(room: "eve!e@evil.host", support: support + " CASEMAPPING=ascii")
        wire.perform(.mute(nil, reason: Self.why), on: "eve")
        let words = mark.split(separator: " ")
        #expect(wire.lines == ["MODE #tricot +\(words[0]) \(words[1])"])
        wire.receive(":geoffrin!s@h MODE #tricot +\(words[0]) \(words[1])")
        #expect(wire.fates == [.performed(Receipt(mark: ByteString(mark)))])
        wire.forget()
        wire.pass(.seconds(20))
        wire.perform(.unmute(mark: ByteString(mark)), sequence: 2)
        #expect(wire.lines == ["MODE #tricot -\(words[0]) \(words[1])"])
        wire.receive(":geoffrin!s@h MODE #tricot -\(words[0]) \(words[1])")
        #expect(wire.fates == [.performed(Receipt())])
    }

    @Test func aKnownAccountIsTheBestMask() {
        var wire = Wire(room: "eve!e@evil", caps: "account-tag", support: Self.inspircd)
        wire.receive("@account=eva :eve!e@evil PRIVMSG #tricot :spam")
        wire.perform(.mute(nil, reason: Self.why), on: "eve")
        #expect(wire.lines == ["MODE #tricot +b m:R:eva"])
    }

    // THREATS A7: a host that others share is not the mask.
    @Test func aSharedHostNarrowsTheMask() {
        var wire = Wire(room: "eve!e@vpn alice!a@vpn")
        #expect(wire.session.reach(of: wire.act(.mute(nil, reason: Self.why), on: "eve")).bystanders.isEmpty)
        wire.perform(.mute(nil, reason: Self.why), on: "eve")
        #expect(wire.lines == ["MODE #tricot +b *!e@vpn"])
    }

    @Test func whoElseAMaskWouldHitIsTold() {
        var wire = Wire(room: "eve!u@vpn alice!u@vpn")
        let reach = wire.session.reach(of: wire.act(.ban(nil, reason: Self.why), on: "eve"))
        #expect(reach.bystanders == [wire.target("alice").member])
        #expect(reach.facts?.name == PeerText("eve"))
        wire.receive(":alice!u@vpn QUIT :bye")
        #expect(wire.session.reach(of: wire.act(.ban(nil, reason: Self.why), on: "eve")).bystanders.isEmpty)
    }

    @Test func aGatewaysHostIsNeverMaskedWhole() {
        var wire = Wire(room: "eve!uid42@gateway/web/chat")
        wire.perform(.ban(nil, reason: Self.why), on: "eve")
        #expect(wire.lines.first == "MODE #tricot +b *!uid42@gateway/web/chat")
    }

    // THREATS A12: a name is never read as a pattern.
    @Test(arguments: ["*", "a*b", "?", ":x", "a,b", "a!b"])
    func aHostThatIsAPatternIsRefused(host: String) {
        #expect(Mask.exactly(user: nil, host: ByteString(host)) == nil)
        #expect(Mask.exactly(user: ByteString(host), host: "h") == nil)
    }

    @Test func aRefusalIsToldAtOnce() {
        var wire = Wire(room: "eve!e@evil")
        wire.perform(.kick(reason: Self.why), on: "eve")
        wire.receive(":irc.test 482 geoffrin #tricot :You're not channel operator")
        #expect(wire.fates == [.failed(.notAllowed("op"))])
    }

    @Test func aFullListIsTold() {
        var wire = Wire(room: "eve!e@evil.host")
        wire.perform(.mute(nil, reason: Self.why), on: "eve")
        wire.receive(":irc.test 478 geoffrin #tricot *!*@evil.host :Channel list is full")
        #expect(wire.fates == [.failed(.full)])
    }

    @Test func anActThatNobodyAnswersIsOfUnknownFateAfterFifteenSeconds() {
        var wire = Wire(room: "eve!e@evil")
        wire.perform(.kick(reason: Self.why), on: "eve")
        wire.pass(.seconds(14))
        #expect(wire.fates.isEmpty)
        wire.pass(.seconds(2))
        #expect(wire.fates == [.failed(.timedOut)])
    }

    @Test func aBanThatStoodAlreadyIsFoundInTheList() {
        var wire = Wire(room: "eve!e@evil.host")
        wire.perform(.mute(nil, reason: Self.why), on: "eve")
        wire.pass(.seconds(6))
        #expect(wire.lines.contains("MODE #tricot b"))
        wire.receive(":irc.test 367 geoffrin #tricot *!*@evil.host geoffrin 1700000000")
        wire.receive(":irc.test 368 geoffrin #tricot :End")
        #expect(wire.fates == [.performed(Receipt(mark: "b *!*@evil.host"))])
    }

    @Test func afterACrashTheListIsReadBeforeAnythingIsRepeated() {
        var wire = Wire(room: "eve!e@evil.host", support: ActTests.inspircd)
        wire.session.observe(wire.act(.mute(nil, reason: Self.why), on: "eve"), at: wire.now)
        wire.collect()
        #expect(wire.lines == ["MODE #tricot b"])
        wire.receive(":irc.test 367 geoffrin #tricot *!*@other geoffrin 1")
        wire.receive(":irc.test 367 geoffrin #tricot m:*!*@evil.host geoffrin 1")
        wire.receive(":irc.test 368 geoffrin #tricot :End")
        #expect(wire.fates == [.observed(Receipt(mark: "b m:*!*@evil.host"))])
    }

    @Test func whatTheListDoesNotShowWasNotDone() {
        var wire = Wire(room: "eve!e@evil.host")
        wire.session.observe(wire.act(.ban(nil, reason: Self.why), on: "eve"), at: wire.now)
        wire.collect()
        wire.receive(":irc.test 368 geoffrin #tricot :End")
        #expect(wire.fates == [.observed(nil)])
    }

    @Test func aSanctionByAPersonIsToldAndHersIsNot() {
        var wire = Wire(room: "@mod!m@h eve!e@evil.host", support: ActTests.inspircd)
        wire.receive(":mod!m@h MODE #tricot +bb m:*!*@evil.host *!*@elsewhere")
        wire.receive(":geoffrin!s@h MODE #tricot +b *!*@mine")
        let seen = wire.kinds.compactMap { if case .sanctioned(let what) = $0 { what } else { nil } }
        #expect(
            seen == [
                Event.Observed(.muted, mark: "b m:*!*@evil.host", target: wire.target("eve").member),
                Event.Observed(.banned, mark: "b *!*@elsewhere", target: nil),
            ])
    }

    @Test func wordsAreSettledByTheirEchoWhereThereIsOne() {
        var wire = Wire(room: "bob!b@h", caps: "echo-message")
        wire.perform(.say(Utterance("Welcome, bob!")), lane: .welcome)
        #expect(wire.lines == ["PRIVMSG #tricot :Welcome, bob!"])
        #expect(wire.fates.isEmpty)
        wire.receive(":geoffrin!s@h PRIVMSG #tricot :Welcome, bob!")
        #expect(wire.fates == [.performed(Receipt())])
    }

    @Test func wordsThatTheRoomRefusesHaveFailed() {
        var wire = Wire(room: "bob!b@h", caps: "echo-message")
        wire.perform(.say(Utterance("Welcome")), lane: .welcome)
        wire.receive(":irc.test 404 geoffrin #tricot :Cannot send to channel")
        #expect(wire.fates == [.failed(.notAllowed("speak"))])
    }

    // THREATS B4: she answers by NOTICE, which no bot answers; where the room takes none, by an ordinary line.
    @Test func anAnswerIsANoticeWhereTheRoomTakesThem() {
        var wire = Wire(room: "bob!b@h")
        wire.perform(.say(Utterance("Here I am.")), lane: .answer)
        wire.receive(":irc.test MODE #tricot +T")
        wire.pass(.seconds(20))
        wire.perform(.say(Utterance("Here I am.")), lane: .answer, sequence: 2)
        #expect(wire.lines == ["NOTICE #tricot :Here I am.", "PRIVMSG #tricot :Here I am."])
    }

    // THREATS B2, L2: a carriage return in a name is one line, to the server too.
    @Test func whateverIsSaidIsOneCommandALine() {
        for text in ["a\r\nMODE #t +o eve", "a\nQUIT", "a\rQUIT", "\r\n\r\n!op eve", "a\u{0}b", "\u{1}DCC SEND\u{1}"] {
            var wire = Wire(room: "bob!b@h")
            wire.perform(.say(Utterance(text)), lane: .sanction)
            wire.pass(.seconds(30))
            for line in wire.lines where line.hasPrefix("P") && !line.hasPrefix("PING") {
                #expect(line.hasPrefix("PRIVMSG #tricot :"), "\(text)")
                #expect(!line.utf8.contains { $0 < 0x20 }, "\(text)")
            }
            #expect(wire.lines.allSatisfy { $0.hasPrefix("PRIVMSG #tricot :") || $0.hasPrefix("PING") }, "\(text)")
        }
    }

    // THREATS F1: talk leaves room for a sanction.
    @Test func aSanctionLeavesAtOnceWhileTalkWaits() {
        var wire = Wire(room: "eve!e@evil")
        for index in 0..<6 {
            wire.perform(.say(Utterance("answer \(index)")), lane: .answer, sequence: Int64(index + 10))
        }
        #expect(wire.lines.count == 3)
        wire.perform(.kick(reason: Self.why), on: "eve", sequence: 99)
        #expect(wire.lines.last == "KICK #tricot eve :same text 3 times in 60 s")
    }

    @Test func everyActGetsExactlyOneFateWhenTheConnectionEnds() {
        var wire = Wire(room: "eve!e@evil")
        wire.perform(.kick(reason: Self.why), on: "eve", sequence: 1)
        for index in 0..<6 { wire.perform(.say(Utterance("x")), lane: .prompt, sequence: Int64(index + 10)) }
        wire.session.end(.lost("gone"), at: wire.now)
        wire.collect()
        #expect(Set(wire.settled.map(\.act)).count == 7)
        #expect(wire.settled.count == 7)
        #expect(wire.settled.contains { $0.act.sequence == 1 && $0.fate == .failed(.timedOut) })
        #expect(wire.settled.contains { $0.act.sequence == 15 && $0.fate == .failed(.disconnected) })
    }

    @Test func aWhisperGoesToTheSessionUnderItsNameOfNow() {
        var wire = Wire(room: "bob!b@h")
        let act = wire.act(.whisper(Utterance("a word")), on: "bob", lane: .answer)
        wire.receive(":bob!b@h NICK robert")
        wire.session.perform(act, at: wire.now)
        wire.collect()
        #expect(wire.lines == ["NOTICE robert :a word"])
    }

    @Test func joiningAndLeavingAreSettledByTheRoom() {
        var wire = Wire(room: "bob!b@h")
        wire.perform(.leave(reason: Utterance("goodbye")))
        wire.receive(":geoffrin!s@h PART #tricot :goodbye")
        wire.perform(.join, sequence: 2)
        wire.receive(":geoffrin!s@h JOIN #tricot")
        #expect(wire.fates == [.performed(Receipt()), .performed(Receipt())])
    }
}
