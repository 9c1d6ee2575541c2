// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import IRC

/// https://ircv3.net/specs/extensions/sts
@Suite struct STSTests {
    private let start = Timestamp(seconds: 1_800_000_000)

    // "it MUST close the insecure connection and reconnect securely on the stated port"
    @Test func aPlainConnectionIsLeftForTheStatedPort() {
        var wire = Wire(isEncrypted: false)
        wire.receive(":irc.test CAP * LS * :multi-prefix sts=port=6697,duration=100")
        #expect(wire.ending == nil)
        wire.forget()
        wire.receive(":irc.test CAP * LS :server-time")
        #expect(wire.ending == .upgrade(port: 6697))
        #expect(wire.lines.isEmpty)
        #expect(wire.demands.isEmpty)
    }

    @Test func whatComesWithTheDemandIsPassedOver() {
        var session = Session(
            network: Wire.network, settings: Wire.settings(), epoch: 7, firstSerial: 0, chance: 1)
        session.begin(at: start, isEncrypted: false)
        _ = session.take()
        for line in [":irc.test CAP * LS :sts=port=6697", ":irc.test 001 geoffrin :W", ":irc.test 376 geoffrin :E"] {
            Array(line.utf8).lend { session.receive($0, at: start) }
        }
        let output = session.take()
        #expect(output.ending == .upgrade(port: 6697))
        #expect(output.lines.isEmpty)
        #expect(output.events.isEmpty)
    }

    @Test func aDemandThatComesLaterIsHeeded() {
        var wire = Wire(isEncrypted: false)
        wire.receive(":irc.test CAP * LS :")
        wire.receive(":irc.test CAP geoffrin NEW :sts=port=6697")
        #expect(wire.ending == .upgrade(port: 6697))
    }

    // "MUST only respect each policy part on the appropriate connection type"; never REQ.
    @Test func overTLSOnlyTheDurationCounts() {
        var wire = Wire()
        wire.receive(":irc.test CAP * LS :sts=unknown,duration=31536000,port=1,preload")
        #expect(wire.ending == nil)
        #expect(wire.demands == [.seconds(31_536_000)])
        #expect(wire.lines.last == "CAP END")
        wire.receive(":irc.test CAP geoffrin NEW :sts=duration=0")
        #expect(wire.demands.last == .zero)
        wire.receive(":irc.test CAP geoffrin DEL :sts")
        #expect(wire.demands.count == 2)
        #expect(!wire.lines.contains { $0.contains("REQ") })
    }

    @Test(arguments: [
        "sts", "sts=duration=100", "sts=port=0", "sts=port=65536", "sts=port=6697x", "sts=port=-1", "sts=port=",
        "sts=port=1,port=2", "sts=Port=6697", "sts=xport=6697",
    ])
    func aPolicyWithoutAPortIsNone(_ capability: String) {
        var wire = Wire(isEncrypted: false)
        wire.receive(":irc.test CAP * LS :\(capability)")
        #expect(wire.ending == nil)
        #expect(wire.lines.last == "CAP END")
    }

    @Test func aDurationHoldsUntilItsEndAndFromTheEndOfTheConnectionAnew() {
        var book = STSBook()
        book.confirm("IRC.test", port: 6697, for: .seconds(100), at: start)
        #expect(book.port(for: "irc.TEST", at: start + .seconds(99)) == 6697)
        #expect(book.port(for: "irc.test", at: start + .seconds(100)) == nil)
        #expect(book.port(for: "other.test", at: start) == nil)
        book.renew("irc.test", at: start + .seconds(90))
        #expect(book.port(for: "irc.test", at: start + .seconds(189)) == 6697)
        book.confirm("irc.test", port: 6697, for: .zero, at: start)
        #expect(book.port(for: "irc.test", at: start) == nil)
    }

    // "Once … MUST NOT fall back": an upgrade that is not confirmed yet holds until the process ends, and no longer.
    @Test func anUpgradeHoldsForTheProcessAlone() {
        var book = STSBook()
        book.upgrade("irc.test", to: 6697)
        #expect(book.port(for: "irc.test", at: start) == 6697)
        #expect(STSBook(book.bytes).port(for: "irc.test", at: start) == nil)
    }

    @Test func theBookComesBackFromTheDiskAndWhatIsNotOursIsPassedOver() {
        var book = STSBook()
        book.confirm("irc.test", port: 6697, for: .seconds(100), at: start)
        book.confirm("::1", port: 6698, for: .seconds(5), at: start)
        #expect(STSBook(book.bytes) == book)
        let damaged = "irc.test 6697 100\nx 0 1 1\nx 1 0 1\nx 99999 1 1\n\u{0}\nirc.b 1 1 99999999999999999999\n"
        #expect(STSBook(Array(damaged.utf8)) == STSBook())
        #expect(STSBook([0xFF, 0x0A, 0x20]) == STSBook())
    }

    @Test func theBookIsBounded() {
        var book = STSBook()
        for index in 0..<100 {
            book.confirm("h\(index)", port: 1, for: .seconds(Int64(100 + index)), at: start)
            book.upgrade("u\(index)", to: 1)
        }
        #expect(book.entries.count == STSBook.capacity)
        #expect(book.port(for: "h99", at: start) == 1)
        #expect(book.port(for: "h0", at: start) == nil)
        #expect(book.port(for: "u99", at: start) == nil)
    }
}
