// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import IRC

@Suite struct SplitTests {
    private func crowd(_ count: Int) -> String { (0..<count).map { "n\($0)!u@host\($0)" }.joined(separator: " ") }

    private func windows(_ wire: Wire) -> [Bool] {
        wire.kinds.compactMap { if case .split(let isOpen, _) = $0 { isOpen } else { nil } }
    }

    // IRCv3 netsplit batch: the server's own word.
    @Test func aSplitToldByTheServerIsCertain() {
        var wire = Wire(room: crowd(3), caps: "batch")
        wire.receive(":irc.test BATCH +s netsplit irc.hub other.host")
        wire.receive("@batch=s :n0!u@host0 QUIT :irc.hub other.host")
        wire.receive("@batch=s :n1!u@host1 QUIT :irc.hub other.host")
        wire.receive(":irc.test BATCH -s")
        #expect(wire.departures == [.split(isCertain: true), .split(isCertain: true)])
        #expect(windows(wire) == [true])
        wire.receive(":n0!u@host0 JOIN #tricot")
        wire.receive(":stranger!u@host0 JOIN #tricot")
        #expect(wire.arrivals == [.netjoin, .joined])
    }

    // THREATS S4: three socks that quit with two server names open nothing and excuse nobody.
    @Test func aForgedSplitOpensNoWindow() {
        var wire = Wire(room: crowd(30))
        for index in 0..<3 { wire.receive(":n\(index)!u@host\(index) QUIT :irc1.example.net irc2.example.net") }
        #expect(windows(wire).isEmpty)
        #expect(wire.departures.allSatisfy { if case .quit = $0 { true } else { false } })
        wire.receive(":n0!u@host0 JOIN #tricot")
        wire.receive(":raider!u@evil JOIN #tricot")
        #expect(wire.arrivals == [.joined, .joined])
    }

    // THREATS S4: from one host no number of clones is a split.
    @Test func manyClonesOfOneHostAreNoSplit() {
        var wire = Wire(room: (0..<20).map { "c\($0)!u@same" }.joined(separator: " "))
        for index in 0..<20 { wire.receive(":c\(index)!u@same QUIT :irc1.example.net irc2.example.net") }
        #expect(windows(wire).isEmpty)
    }

    @Test(arguments: [
        "Quit: irc.hub other.host", "\"irc.hub other.host\"", "irc.hub other.host bye", "hub host",
        "irc.hub  other.host",
    ])
    func aReasonThatIsNotExactlyTwoServersIsAQuit(reason: String) {
        var wire = Wire(room: crowd(10))
        for index in 0..<10 { wire.receive(":n\(index)!u@host\(index) QUIT :\(reason)") }
        #expect(windows(wire).isEmpty)
    }

    // ngIRCd tells neither hosts in NAMES nor WHOX: who was there before her is known by nick until the QUIT itself.
    @Test func aSplitOfThoseKnownByNickOnlyIsASplit() {
        var wire = Wire(room: (0..<20).map { "n\($0)" }.joined(separator: " "))
        for index in 0..<6 { wire.receive(":n\(index)!u@host\(index) QUIT :irc1.example.net irc2.example.net") }
        #expect(windows(wire) == [true])
        wire.receive(":n0!u@host0 JOIN #tricot")
        #expect(wire.arrivals == [.netjoin])
    }

    @Test func aFifthOfARoomFromFiveHostsIsASplit() {
        var wire = Wire(room: crowd(20))
        for index in 0..<6 { wire.receive(":n\(index)!u@host\(index) QUIT :*.net *.split") }
        #expect(windows(wire) == [true])
        #expect(wire.departures.last == .split(isCertain: false))
        wire.receive(":n0!u@host0 JOIN #tricot")
        #expect(wire.arrivals == [.netjoin])
    }

    @Test func betweenServersThatWereSeenOneQuitIsEnough() {
        var wire = Wire(room: crowd(20), caps: "batch")
        wire.receive(":irc.test BATCH +s netsplit irc.hub other.host")
        wire.receive(":irc.test BATCH -s")
        wire.forget()
        wire.receive(":n1!u@host1 QUIT :irc.hub other.host")
        #expect(wire.departures == [.split(isCertain: false)])
    }

    @Test func theWindowClosesByItself() {
        var wire = Wire(room: crowd(3), caps: "batch")
        wire.receive(":irc.test BATCH +s netsplit irc.hub other.host")
        wire.receive("@batch=s :n0!u@host0 QUIT :irc.hub other.host")
        for _ in 0..<60 {
            wire.pass(.minutes(1))
            wire.receive("PING :x")
        }
        #expect(windows(wire) == [true, false])
        wire.receive(":n0!u@host0 JOIN #tricot")
        #expect(wire.arrivals == [.joined])
    }

    @Test func aJoinInANetjoinBatchIsAReturn() {
        var wire = Wire(room: crowd(1), caps: "batch")
        wire.receive(":irc.test BATCH +j netjoin irc.hub other.host")
        wire.receive("@batch=j :back!u@h JOIN #tricot")
        wire.receive(":irc.test BATCH -j")
        #expect(wire.arrivals == [.netjoin])
    }

    // Issue 3: a split of 100,000 is remembered whole, and costs each departure the same.
    // IRCv3 batch: «Batches can be nested»: the inner one says in its own tag which one it stands in.
    @Test func aBatchInsideAnotherIsReadAsThatOne() {
        var wire = Wire(room: "bob!b@h", caps: "batch message-tags server-time")
        wire.receive(":irc.test BATCH +outer chathistory #tricot")
        wire.receive("@batch=outer :irc.test BATCH +inner labeled-response")
        wire.receive("@batch=inner :irc.test BATCH +third other")
        wire.receive("@batch=third :bob!b@h PRIVMSG #tricot :long ago")
        wire.receive("@batch=outer :bob!b@h PRIVMSG #tricot :before")
        wire.receive(":bob!b@h PRIVMSG #tricot :now")
        #expect(wire.messages.map(\.isPlayback) == [true, true, false])
        // The outer one ends first: what the inner ones still hold is played back all the same.
        wire.forget()
        wire.receive(":irc.test BATCH -outer")
        wire.receive("@batch=third :bob!b@h PRIVMSG #tricot :long ago")
        wire.receive("@batch=outer :bob!b@h PRIVMSG #tricot :its name is no batch any more")
        wire.receive(":irc.test BATCH -third")
        wire.receive("@batch=third :bob!b@h PRIVMSG #tricot :nor is that")
        #expect(wire.messages.map(\.isPlayback) == [true, false, false])
    }

    // A netjoin inside another batch is one; what only stands beside it is not.
    @Test func aNetjoinInsideABatchIsANetjoin() {
        var wire = Wire(room: "bob!b@h", caps: "batch message-tags")
        wire.receive(":irc.test BATCH +outer labeled-response")
        wire.receive("@batch=outer :irc.test BATCH +inner netjoin irc.test irc2.test")
        wire.receive("@batch=inner :alice!a@h JOIN #tricot")
        wire.receive("@batch=outer :carol!c@h JOIN #tricot")
        #expect(wire.arrivals == [.netjoin, .joined])
    }

    @Test(.timeLimit(.minutes(10))) func aSplitOfAHundredThousandIsRememberedWhole() {
        var watch = SplitWatch()
        let now = Timestamp(seconds: 1_800_000_000)
        for index in 0..<100_000 { watch.add(UInt64(index), at: now) }
        for index in 0..<100_000 {
            guard watch.isReturn(UInt64(index), at: now + .minutes(1)) else {
                Issue.record("\(index) is not remembered")
                return
            }
        }
        #expect(watch.isEmpty)
        // Beyond what is kept: those of long ago go first, once a minute.
        for index in 0..<SplitWatch.capacity { watch.add(UInt64(index), at: now) }
        watch.add(.max, at: now + SplitWatch.memory + .seconds(1))
        let isBack = watch.isReturn(.max, at: now + SplitWatch.memory + .seconds(2))
        #expect(isBack)
    }
}
