// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import IRC

/// Coming into rooms: at whatever pace the server takes, and told where it does not work.
@Suite struct JoinTests {
    private func wire(_ rooms: [String], support: String = "", login: Bool = false) -> Wire {
        var settings = Wire.settings()
        settings.rooms = rooms.map { SessionSettings.Room(ByteString($0)) }
        if login {
            settings.account = "bot"
            settings.password = "sesame"
        }
        var wire = Wire(settings)
        wire.receive(":irc.test 001 geoffrin :Welcome")
        wire.receive(":irc.test 005 geoffrin CASEMAPPING=rfc1459 PREFIX=(ov)@+ \(support) :are supported")
        wire.receive(":irc.test 376 geoffrin :End")
        return wire
    }

    private func bars(_ wire: Wire) -> [Event.Bar] {
        wire.kinds.compactMap { if case .barred(let bar) = $0 { bar } else { nil } }
    }

    private func names(_ lines: [String]) -> [Substring] {
        lines.filter { $0.hasPrefix("JOIN ") }.flatMap { $0.dropFirst(5).split(separator: ",") }
    }

    // solanum reads 20 lines at most before it throws out, InspIRCd 8 KiB: a thousand rooms are entered in their time.
    @Test func aThousandRoomsAreEnteredAtTheClocksPace() {
        let rooms = (0..<1000).map { "#a-rather-long-name-of-a-room-\($0)" }
        var wire = wire(rooms)
        #expect(wire.lines.filter { $0.hasPrefix("JOIN ") }.count == RoomWishes.haste)
        var most = 0
        for _ in 0..<900 where names(wire.lines).count < 1000 {
            let before = wire.lines.count
            wire.pass(.seconds(1))
            most = max(most, wire.lines.count - before)
            wire.receive(":irc.test NOTICE * :alive")
        }
        #expect(names(wire.lines).map(String.init) == rooms)
        #expect(most <= 2)
        #expect(wire.now < Timestamp(seconds: 1_800_000_000) + .minutes(10))
    }

    // What she was thrown out for is not done again.
    @Test func afterAnExcessFloodOneLineLeavesAtOnce() {
        let rooms = (0..<100).map { "#a-rather-long-name-of-a-room-\($0)" }
        var wire = wire(rooms)
        wire.session.end(.lost("Closing Link: (Excess Flood)"), at: wire.now)
        wire.session.begin(at: wire.now)
        wire.collect()
        wire.forget()
        wire.receive(":irc.test 001 geoffrin :Welcome")
        wire.receive(":irc.test 376 geoffrin :End")
        #expect(wire.lines.filter { $0.hasPrefix("JOIN ") }.count == 1)
    }

    // What is urgent is not behind the rooms that are still to be entered.
    @Test func aSanctionGoesBeforeTheRoomsThatWait() {
        var wire = wire((0..<400).map { "#a-rather-long-name-of-a-room-\($0)" })
        wire.receive(":geoffrin!s@h JOIN #tricot")
        wire.receive(":irc.test 353 geoffrin = #tricot :@geoffrin eve!e@h")
        wire.receive(":irc.test 366 geoffrin #tricot :End")
        wire.forget()
        wire.perform(.kick(reason: Utterance("out")), on: "eve")
        for _ in 0..<60 where wire.lines.isEmpty { wire.pass(.seconds(1)) }
        #expect(wire.lines.first?.hasPrefix("KICK #tricot eve") == true)
    }

    // Modern «TARGMAX»: `JOIN:1` is one room a line.
    @Test func aLineNamesAsManyRoomsAsTheServerTakes() {
        let one = wire(["#a", "#b", "#c"], support: "TARGMAX=NAMES:1,JOIN:1,KICK:1")
        #expect(one.lines.filter { $0.hasPrefix("JOIN ") } == ["JOIN #a", "JOIN #b", "JOIN #c"])
        let any = wire(["#a", "#b", "#c"], support: "TARGMAX=NAMES:1,JOIN:,KICK:1")
        #expect(any.lines.filter { $0.hasPrefix("JOIN ") } == ["JOIN #a,#b,#c"])
    }

    @Test func aKeyGoesWithItsRoom() {
        var settings = Wire.settings()
        settings.rooms = [.init("#open"), .init("#shut", key: "sesame")]
        var wire = Wire(settings)
        wire.receive(":irc.test 001 geoffrin :Welcome")
        wire.receive(":irc.test 376 geoffrin :End")
        #expect(wire.lines.last == "JOIN #shut,#open sesame")
    }

    @Test(arguments: [
        (403, Event.Bar.missing), (405, .tooMany), (473, .inviteOnly), (474, .banned), (475, .key), (477, .accountOnly),
        (476, .missing),
    ])
    func whatKeepsHerOutIsToldOnce(_ number: Int, _ bar: Event.Bar) {
        var wire = wire(["#tricot"])
        for _ in 0..<3 { wire.receive(":irc.test \(number) geoffrin #tricot :Cannot join channel") }
        #expect(bars(wire) == [bar])
        #expect(wire.events.last?.room == wire.room)
        wire.receive(":geoffrin!s@h JOIN #tricot")
        wire.receive(":irc.test \(number) geoffrin #tricot :Cannot join channel")
        #expect(bars(wire) == [bar, bar])
    }

    // IRC.md: «slow retries 1–30 min», for each of them.
    @Test(arguments: [403, 405, 437, 470, 471, 473, 474, 475, 477, 489]) func sheTriesAgainSlowly(_ number: Int) {
        var wire = wire(["#tricot"])
        let start = wire.now
        var tries: [TimeSpan] = []
        for _ in 0..<240 {
            wire.forget()
            wire.receive(":irc.test \(number) geoffrin #tricot #other :Cannot join channel")
            for _ in 0..<40 where !wire.lines.contains("JOIN #tricot") {
                wire.pass(.seconds(60))
                wire.receive("PING :x")
            }
            tries.append(wire.now - start)
            if wire.now - start > .hours(3) { break }
        }
        #expect(tries.first.map { $0 >= .minutes(1) && $0 <= .minutes(2) } == true)
        #expect(zip(tries, tries.dropFirst()).allSatisfy { $1 - $0 <= .minutes(32) })
        #expect((6...12).contains(tries.count))
    }

    // A full room may have a place in a minute; the team is not called for that.
    @Test func aFullRoomIsToldTheThirdTime() {
        var wire = wire(["#tricot"])
        for _ in 0..<2 { wire.receive(":irc.test 471 geoffrin #tricot :Cannot join channel (+l)") }
        #expect(bars(wire).isEmpty)
        wire.receive(":irc.test 471 geoffrin #tricot :Cannot join channel (+l)")
        #expect(bars(wire) == [.full])
    }

    @Test func theThirdKickInTenMinutesIsTold() {
        var wire = Wire(room: "mod!m@h")
        for round in 0..<3 {
            #expect(bars(wire).isEmpty, "\(round)")
            wire.receive(":mod!m@h KICK #tricot geoffrin :out")
            guard round < 2 else { break }
            wire.receive(":geoffrin!s@h JOIN #tricot")
            wire.receive(":irc.test 353 geoffrin = #tricot :geoffrin mod!m@h")
            wire.receive(":irc.test 366 geoffrin #tricot :End")
        }
        #expect(bars(wire) == [.kicked])
        #expect(wire.events.last?.room == wire.room)
    }

    // solanum +f: 470, and then she is in another room, where nobody has asked for her.
    @Test func sheLeavesTheRoomSheIsSentTo() {
        var wire = wire(["#tricot"])
        wire.forget()
        wire.receive(":irc.test 470 geoffrin #tricot ##tricot-unregistered :Forwarding to another channel")
        wire.receive(":geoffrin!s@h JOIN ##tricot-unregistered")
        wire.receive(":irc.test 353 geoffrin = ##tricot-unregistered :geoffrin bob!b@h")
        wire.receive(":irc.test 366 geoffrin ##tricot-unregistered :End")
        wire.receive(":bob!b@h PRIVMSG ##tricot-unregistered :hello")
        #expect(wire.lines.contains("PART ##tricot-unregistered"))
        #expect(bars(wire) == [.forwarded])
        #expect(wire.texts.isEmpty)
        #expect(!wire.kinds.contains { if case .synced = $0 { true } else { false } })
        wire.pass(.seconds(70))
        wire.receive("PING :x")
        wire.pass(.seconds(20))
        #expect(wire.lines.contains("JOIN #tricot"))
    }

    @Test func aRoomOfHersIsNotLeftForBeingSentThere() {
        var wire = wire(["#tricot", "#chale"])
        wire.forget()
        wire.receive(":irc.test 470 geoffrin #tricot #chale :Forwarding to another channel")
        wire.receive(":geoffrin!s@h JOIN #chale")
        #expect(!wire.lines.contains("PART #chale"))
    }

    // Services that know her only now (900 without SASL: NickServ, or services that come back).
    @Test func aLoginByServicesOpensWhatWasShut() {
        var wire = wire(["#tricot"], login: true)
        wire.pass(.seconds(3))
        wire.receive(":irc.test 477 geoffrin #tricot :Cannot join channel (+r)")
        wire.forget()
        wire.receive(":irc.test 900 geoffrin g!s@h bot :You are now logged in as bot")
        #expect(wire.lines == ["JOIN #tricot"])
        // Before the rooms are entered it ends the wait for it.
        var waiting = self.wire(["#tricot"], login: true)
        #expect(!waiting.lines.contains("JOIN #tricot"))
        waiting.receive(":irc.test 900 geoffrin g!s@h bot :You are now logged in as bot")
        #expect(waiting.lines.last == "JOIN #tricot")
    }

    // A room that a reload brings has its key with it; one that changed is used at the next try.
    @Test func aKeyThatIsToldLaterIsUsed() {
        var wire = wire(["#tricot"])
        wire.receive(":irc.test 475 geoffrin #tricot :Cannot join channel (+k)")
        wire.session.know([.init("#tricot", key: "sesame"), .init("#chale", key: "laine")], at: wire.now)
        wire.collect()
        wire.forget()
        wire.session.perform(
            OwedAct(
                id: ActID(epoch: 7, sequence: 1, index: 0), community: CommunityID("atelier"),
                room: RoomID(Wire.network, "#chale"), network: Wire.network, target: nil, action: .join, lane: .answer,
                owedAt: wire.now, expiresAt: nil, caseNumber: 0), at: wire.now)
        wire.collect()
        wire.pass(.seconds(75))
        wire.receive("PING :x")
        wire.pass(.seconds(20))
        #expect(wire.lines.contains("JOIN #chale laine"))
        #expect(wire.lines.contains("JOIN #tricot sesame"))
    }
}
