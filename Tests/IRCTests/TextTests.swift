// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import IRC

@Suite struct TextTests {
    // THREATS D1: every place of the protocol that can carry a text yields one.
    @Test(arguments: [
        (":eve!e@h AWAY :win money", Message.Carrier.away), (":eve!e@h SETNAME :win money", .realname),
        (":irc.test 710 geoffrin #tricot ivo!i@h :win money", .knock), (":ivo!i@h KNOCK #tricot :win money", .knock),
        (":ivo!i@h JOIN #tricot * :win money", .name), (":eve!e@h TOPIC #tricot :win money", .topic),
        (":eve!e@h NOTICE #tricot :win money", .notice), (":eve!e@h PART #tricot :win money", .part),
    ])
    func everyCarrierYieldsItsText(_ line: String, _ carrier: Message.Carrier) {
        var wire = Wire(room: "bob!b@h eve!e@h", caps: "away-notify extended-join setname")
        wire.receive(line)
        let told = wire.kinds.contains { kind in
            switch kind {
            case .said(let message): message.carrier == carrier && message.text.raw == "win money"
            case .topic(let text, _): carrier == .topic && text.raw == "win money"
            case .left(.parted(let text)): carrier == .part && text.raw == "win money"
            default: false
            }
        }
        #expect(told, "\(wire.kinds)")
    }

    @Test func whoIsBackSaysNothing() {
        var wire = Wire(room: "bob!b@h eve!e@h", caps: "away-notify")
        wire.receive(":eve!e@h AWAY")
        #expect(wire.events.isEmpty)
    }

    // THREATS D1: the same words through every carrier are the same words.
    @Test func everyCarrierYieldsTheText() {
        var wire = Wire(room: "@eve!e@h", support: "STATUSMSG=@+ CASEMAPPING=ascii")
        wire.receive(":eve!e@h PRIVMSG #tricot :buy now")
        wire.receive(":eve!e@h NOTICE #tricot :buy now")
        wire.receive(":eve!e@h PRIVMSG #tricot :\u{1}ACTION buy now\u{1}")
        wire.receive(":eve!e@h PRIVMSG @#tricot :buy now")
        wire.receive(":eve!e@h PRIVMSG geoffrin :buy now")
        wire.receive(":eve!e@h SETNAME :buy now")
        #expect(wire.texts == Array(repeating: "buy now", count: 6))
        #expect(wire.messages.map(\.carrier) == [.message, .notice, .action, .statusMessage, .message, .realname])
        #expect(wire.messages.map(\.isPrivate) == [false, false, false, false, true, false])
        wire.receive(":eve!e@h TOPIC #tricot :buy now")
        #expect(wire.kinds.last == .topic(PeerText("buy now"), isHistory: false))
        wire.receive(":eve!e@h PART #tricot :buy now")
        #expect(wire.departures == [.parted(PeerText("buy now"))])
    }

    @Test func anActionWithoutItsEndIsAnAction() {
        var wire = Wire(room: "eve!e@h")
        wire.receive(":eve!e@h PRIVMSG #tricot :\u{1}ACTION waves")
        #expect(wire.messages.map(\.carrier) == [.action])
        #expect(wire.texts == ["waves"])
    }

    @Test func ctcpIsAnsweredByNoticeThreeTimesInTenSeconds() {
        var wire = Wire(room: "eve!e@h")
        for _ in 0..<20 { wire.receive(":eve!e@h PRIVMSG geoffrin :\u{1}VERSION\u{1}") }
        wire.pass(.seconds(60))
        #expect(wire.lines.filter { $0.hasPrefix("NOTICE eve :\u{1}VERSION ") }.count == 3)
        #expect(wire.session.counters.rationedCTCP == 17)
    }

    @Test func noNoticeIsEverAnswered() {
        var wire = Wire(room: "eve!e@h")
        wire.receive(":eve!e@h NOTICE geoffrin :\u{1}VERSION\u{1}")
        wire.receive(":eve!e@h PRIVMSG #tricot :\u{1}VERSION\u{1}")
        #expect(wire.lines.isEmpty)
    }

    // THREATS B7: she repeats nothing that could be a command of its own.
    @Test func aPingIsAnsweredWithFewPrintableBytes() {
        var wire = Wire(room: "eve!e@h")
        wire.receive(":eve!e@h PRIVMSG geoffrin :\u{1}PING \u{2}1\u{3}2 \u{1}DCC SEND x\u{1}")
        #expect(wire.lines == ["NOTICE eve :\u{1}PING 12DCCSENDx\u{1}"])
    }

    // THREATS H8: the time tag is a difference from the server's own clock, and nothing else.
    @Test func aLineIsAsLateAsTheServerSaysItIs() {
        var wire = Wire(room: "bob!b@h", caps: "server-time")
        wire.now = Timestamp(seconds: 1_767_225_720)  // 2026-01-01 00:02:00
        // The server's clock is 60 s behind ours.
        wire.receive("@time=2026-01-01T00:01:00.000Z :irc.test PONG irc.test :alive")
        wire.forget()
        wire.receive("@time=2026-01-01T00:01:00.000Z :bob!b@h PRIVMSG #tricot :now")
        wire.receive("@time=2026-01-01T00:00:55.000Z :bob!b@h PRIVMSG #tricot :late")
        wire.receive("@time=2025-01-01T00:00:55.000Z :bob!b@h PRIVMSG #tricot :old")
        wire.receive("@time=2099-01-01T00:00:55.000Z :bob!b@h PRIVMSG #tricot :future")
        #expect(wire.messages.map(\.isPlayback) == [false, false, true, false])
        #expect(wire.events.map(\.age).prefix(2) == [.zero, .seconds(5)])
        #expect(wire.events.last?.age == .zero)
    }

    // Issue 3, a batch that is never closed: after a minute its lines are as any others, and judged.
    @Test func aBatchThatIsNeverClosedEndsByItself() {
        var wire = Wire(room: "bob!b@h", caps: "batch message-tags")
        wire.receive(":irc.test BATCH +x chathistory #tricot")
        wire.receive("@batch=x :bob!b@h PRIVMSG #tricot :old")
        wire.pass(.seconds(61))
        wire.receive("@batch=x :bob!b@h PRIVMSG #tricot :new")
        #expect(wire.messages.map(\.isPlayback) == [true, false])
    }

    @Test func whatABouncerPlaysBackIsMarked() {
        var wire = Wire(room: "bob!b@h", caps: "batch")
        wire.receive(":irc.test BATCH +x znc.in/playback #tricot")
        wire.receive("@batch=x :bob!b@h PRIVMSG #tricot :old")
        wire.receive(":irc.test BATCH -x")
        wire.receive("@batch=x :bob!b@h PRIVMSG #tricot :new")
        #expect(wire.messages.map(\.isPlayback) == [true, false])
    }

    // THREATS G7: batches never closed.
    @Test func aThousandOpenBatchesAreSixteen() {
        var wire = Wire(room: "bob!b@h", caps: "batch")
        for index in 0..<1000 { wire.receive(":irc.test BATCH +b\(index) chathistory #tricot") }
        wire.receive("@batch=b999 :bob!b@h PRIVMSG #tricot :hello")
        #expect(wire.messages.map(\.isPlayback) == [false])
        wire.pass(.seconds(70))
        wire.receive(":irc.test BATCH +z chathistory #tricot")
        wire.receive("@batch=z :bob!b@h PRIVMSG #tricot :hello")
        #expect(wire.messages.map(\.isPlayback) == [false, true])
    }

    @Test func herOwnLinesComeBackAsHers() {
        var wire = Wire(room: "bob!b@h", caps: "echo-message")
        wire.receive(":geoffrin!salon@bot.host PRIVMSG #tricot :hello")
        #expect(wire.events.map { $0.facts?.isSelf } == [true])
    }

    @Test func aBotSaysSoByItsTag() {
        var wire = Wire(room: "r2!r@h", caps: "message-tags")
        wire.receive("@bot :r2!r@h PRIVMSG #tricot :beep")
        #expect(wire.events.last?.facts?.isBot == true)
    }

    @Test func anInvitationIsToldAndNotFollowed() {
        var wire = Wire(room: "eve!e@h")
        wire.receive(":eve!e@h INVITE geoffrin #lair")
        #expect(wire.kinds == [.invited])
        #expect(wire.events.first?.room == RoomID(Wire.network, "#lair"))
        #expect(wire.lines.isEmpty)
    }

    // THREATS C2: whoever calls itself services gets nothing.
    @Test func noSecretEverLeavesForANickname() {
        var settings = Wire.settings()
        settings.account = "bot"
        settings.password = "sesame"
        var wire = Wire(settings)
        wire.receive(":irc.test 001 geoffrin :W")
        wire.receive(":irc.test 376 geoffrin :E")
        wire.receive(":NickServ!n@evil NOTICE geoffrin :This nickname is registered. Please identify.")
        wire.receive(":NickServ!NickServ@services. NOTICE geoffrin :Please identify via /msg NickServ IDENTIFY")
        wire.pass(.minutes(1))
        #expect(!wire.lines.contains { $0.contains("sesame") || $0.contains("c2VzYW1l") })
    }

    @Test func onlyAPinnedHostIsThatOfServices() {
        var settings = Wire.settings()
        settings.servicesHosts = ["services.libera.chat"]
        var wire = Wire(settings)
        wire.receive(":irc.test 001 geoffrin :W")
        wire.receive(":irc.test 376 geoffrin :E")
        wire.receive(":ChanServ!c@services.libera.chat NOTICE geoffrin :hello")
        wire.receive(":ChanServ!c@services.libera.chat.evil NOTICE geoffrin :hello")
        let ranks = wire.events.compactMap { event in if case .said = event.kind { event.facts?.rank } else { nil } }
        // What services say in private is nobody's line.
        #expect(ranks == [.unknown])
    }

    // What is played back says nothing of who has that name today.
    @Test func anOldLineChangesNobodysIdentity() {
        var wire = Wire(room: "bob!b@h", caps: "account-tag server-time batch message-tags")
        wire.receive("@account=bob;time=2027-01-15T08:00:00.000Z :bob!b@h PRIVMSG #tricot :now")
        wire.receive("@time=2027-01-15T08:01:00.000Z :irc.test PONG irc.test :x")
        wire.forget()
        wire.receive(":irc.test BATCH +old chathistory #tricot")
        wire.receive("@batch=old;account=eve;time=2027-01-10T08:00:00.000Z :bob!evil@elsewhere PRIVMSG #tricot :then")
        wire.receive("@batch=old;time=2027-01-10T08:00:00.000Z :bob!evil@elsewhere PRIVMSG #tricot :then, too")
        wire.receive(
            "@batch=old;bot;time=2027-01-10T08:00:00.000Z :bob!evil@elsewhere PRIVMSG geoffrin :\u{1}VERSION\u{1}")
        wire.receive(":irc.test BATCH -old")
        #expect(wire.messages.allSatisfy { $0.isPlayback })
        #expect(wire.messages.count == 3)
        #expect(wire.kinds.count == 3)
        #expect(wire.lines.isEmpty)
        #expect(wire.facts("bob")?.account == "bob")
        #expect(wire.facts("bob")?.host == "h")
        #expect(wire.facts("bob")?.isBot == false)
    }

    // IRCv3 batch: one inside another belongs to it; the outer one's end does not end the inner one.
    @Test func aBatchInsideAPlaybackIsPlayedBack() {
        var wire = Wire(room: "bob!b@h", caps: "batch message-tags")
        wire.receive(":irc.test BATCH +outer chathistory #tricot")
        wire.receive("@batch=outer :irc.test BATCH +inner draft/multiline #tricot")
        wire.receive("@batch=inner :bob!b@h PRIVMSG #tricot :old")
        wire.receive(":irc.test BATCH -outer")
        wire.receive("@batch=inner :bob!b@h PRIVMSG #tricot :old too")
        wire.receive("@batch=inner :irc.test BATCH -inner")
        wire.receive("@batch=inner :bob!b@h PRIVMSG #tricot :new")
        wire.receive(":irc.test BATCH +alone draft/multiline #tricot")
        wire.receive("@batch=alone :bob!b@h PRIVMSG #tricot :new too")
        #expect(wire.messages.map(\.isPlayback) == [true, true, false, false])
    }

    // THREATS F5: CTCP, INVITE and WHOIS bait cost three lines in ten seconds, from however many names.
    @Test func invitationsByTheThousandAreHeardThreeTimes() {
        var wire = Wire(room: "bob!b@h")
        for index in 0..<1000 { wire.receive(":n\(index)!u@h\(index) INVITE geoffrin #elsewhere\(index)") }
        #expect(wire.kinds.count { $0 == .invited } == 3)
        #expect(wire.session.counters.rationedInvites == 997)
        #expect(wire.lines.isEmpty)
        wire.pass(.seconds(11))
        wire.receive(":bob!b@h INVITE geoffrin #elsewhere")
        #expect(wire.kinds.count { $0 == .invited } == 4)
    }
}
