// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Dnsbl

/// How a list is asked, and what counts as an answer (RFC 5782).
@Suite struct QuestionTests {
    // RFC 5782 §2.1: «the address 192.0.2.99 ... 99.2.0.192.bad.example.com»; §2.4 for the other.
    @Test(arguments: [
        ("9.8.7.6", "6.7.8.9.bl.example"), ("255.255.255.254", nil),
        (
            "2606:4700::1:23ab",
            "b.a.3.2.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.7.4.6.0.6.2.bl.example"
        ), ("::ffff:9.8.7.6", "6.7.8.9.bl.example"),
    ]) func anAddressIsAskedAboutInReverse(_ host: String, _ name: String?) {
        let address = PublicAddress(host: ByteString(host))
        #expect(address.map { QuestionName.of($0, in: "bl.example") } == name)
    }

    // RFC 5782 §5: 127.0.0.2 and ::FFFF:7F00:2 are in a list, 127.0.0.1 and ::FFFF:7F00:1 are not.
    @Test func theControlsAreThoseOfTheStandard() {
        let four = QuestionName.controls(of: .v4, in: "bl.example")
        #expect(four.present == "2.0.0.127.bl.example" && four.absent == "1.0.0.127.bl.example")
        let six = QuestionName.controls(of: .v6, in: "bl.example")
        let zeros = String(repeating: "0.", count: 20)
        #expect(six.present == "2.0.0.0.0.0.f.7.f.f.f.f.\(zeros)bl.example")
        #expect(six.absent == "1.0.0.0.0.0.f.7.f.f.f.f.\(zeros)bl.example")
    }

    static let replies: [(Reply, Opinion)] = [
        (.silence, .silent), (.addresses([]), .unlisted), (.addresses([0x7F00_0002]), .listed),
        (.addresses([0x7F00_0004, 0x7F00_000A]), .listed), (.addresses([0x7FFF_FF00]), .refused),
        (.addresses([0x7FFF_FFFE]), .refused), (.addresses([0x7F00_0002, 0x7FFF_FFFF]), .refused),
        (.addresses([0x7FFF_FE01]), .listed), (.addresses([0x5DB8_D822]), .nonsense),
        (.addresses([0x7F00_0002, 0x5DB8_D822]), .nonsense), (.addresses([0x8000_0001]), .nonsense),
    ]
    @Test(arguments: replies) func onlyAnAddressWithin127IsAListing(_ reply: Reply, _ opinion: Opinion) {
        #expect(Opinion(reply) == opinion)
    }

    static let proofs: [(Opinion, Opinion, Event.ListState)] = [
        (.listed, .unlisted, .trusted), (.listed, .listed, .listsAll), (.unlisted, .unlisted, .listsNone),
        (.unlisted, .listed, .listsAll), (.refused, .unlisted, .refuses), (.listed, .refused, .refuses),
        (.silent, .unlisted, .silent), (.listed, .silent, .silent), (.nonsense, .nonsense, .listsNone),
        (.listed, .nonsense, .trusted),
    ]
    @Test(arguments: proofs) func aListIsBelievedThatTellsOneFromTheOther(
        _ present: Opinion, _ absent: Opinion, _ state: Event.ListState
    ) {
        #expect(ListMemory.verdict(present: present, absent: absent) == state)
    }
}
