// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import IRC

@Suite struct CodecTests {
    // https://modern.ircdocs.horse/#parameters: "software … SHOULD NOT assume a maximum of 15".
    @Test func moreThanFifteenParametersAreRead() throws {
        let line = Array("X 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 :18 19".utf8)
        line.lend { bytes in
            let view = MessageView(bytes)
            #expect(view?.count == 18)
            #expect(view?[15].array == Array("16".utf8))
            #expect(view?.last.array == Array("18 19".utf8))
            #expect(view?[18].isEmpty == true)
            #expect(view?[-1].isEmpty == true)
        }
    }

    // https://ircv3.net/specs/extensions/message-tags: "implementations MUST disregard all but the final occurrence".
    @Test func theLastOfEqualTagsWins() {
        let message = Array("@a=1;b=2;a=3 PING".utf8).lend { RawMessage(parsing: $0) }
        #expect(
            message?.tags == [
                RawMessage.Tag(Array("a".utf8), Array("3".utf8)), RawMessage.Tag(Array("b".utf8), Array("2".utf8)),
            ])
    }

    @Test(arguments: [0x00, 0x0A, 0x0D, 0x01] as [UInt8]) func noLineOfHersHoldsAForbiddenByte(byte: UInt8) {
        for place in 0...4 {
            var text = Array("abcd".utf8)
            text.insert(byte, at: place)
            #expect(IRCLine("PRIVMSG", [Array("#a".utf8)], text: text) == nil)
            #expect(IRCLine("PRIVMSG", [text], text: []) == nil)
        }
    }

    @Test func aParameterThatWouldBecomeAnotherMessageIsRefused() {
        for parameter in ["", ":x", "a b"] {
            #expect(IRCLine("KICK", [Array(parameter.utf8)], text: []) == nil, "\(parameter)")
        }
    }

    @Test func theControlByteOfCTCPLeavesOnlyInAReply() {
        let reply = IRCLine.ctcpReply(to: Array("eve".utf8), "PING", Array("1".utf8))
        #expect(reply?.bytes == Array("NOTICE eve :\u{1}PING 1\u{1}\r\n".utf8))
        #expect(IRCLine.ctcpReply(to: Array("eve".utf8), "PING", [1]) == nil)
    }

    // THREATS K3
    /// FIELD, rule 30
    @Test func aSecretLineIsNeverTraced() {
        let line = IRCLine("PASS", [], text: Array("sesame".utf8), isSecret: true)
        #expect(line?.traced == "PASS •••")
        for received in ["AUTHENTICATE c2VzYW1l", ":a!b@c PRIVMSG NickServ :IDENTIFY sesame", "@t=1 OPER x sesame"] {
            #expect(!Array(received.utf8).lend { IRCLine.traced(received: $0) }.contains("sesame"), "\(received)")
        }
    }

    @Test func textThatIsNotUTF8IsReadAsWesternText() {
        #expect([0x63, 0x61, 0x66, 0xE9].lend { TextDecoding.text($0).raw } == "café")
        #expect([0x93, 0x61, 0x94, 0x80].lend { TextDecoding.text($0).raw } == "“a”€")
    }

    @Test func aScalarCutByTheServerDoesNotSpoilTheLine() {
        #expect((Array("été".utf8).dropLast()).map { $0 }.lend { TextDecoding.text($0).raw } == "ét")
    }

    // THREATS L1: names are bytes; Unicode makes nobody equal to somebody else.
    @Test func lookAlikesStayTwoNames() {
        let pairs: [(String, String)] = [("e\u{301}va", "\u{e9}va"), ("\u{212A}", "K"), ("\u{37E}", ";")]
        for (a, b) in pairs {
            for mapping in [CaseMapping.ascii, .rfc1459, .rfc1459Strict] {
                let keys = [a, b].map { name in Array(name.utf8).lend { NameKey($0, mapping) } }
                #expect(keys[0] != keys[1], "\(a) \(b)")
            }
        }
    }

    // RFC 1459 §2.2: "the characters {}| are considered to be the lower case equivalents of the characters []\".
    @Test func eachCaseMappingFoldsItsOwnBytes() {
        let bytes = Array("AZ[\\]^_`az{|}~".utf8)
        #expect(CaseMapping.ascii.fold(bytes) == Array("az[\\]^_`az{|}~".utf8))
        #expect(CaseMapping.rfc1459Strict.fold(bytes) == Array("az{|}^_`az{|}~".utf8))
        #expect(CaseMapping.rfc1459.fold(bytes) == Array("az{|}~_`az{|}~".utf8))
    }

    @Test func keysOfAnyLengthAreEqualOnlyToThemselves() {
        var seen: Set<NameKey> = []
        for length in 0...64 {
            for tail in [UInt8(ascii: "a"), UInt8(ascii: "b"), 0] {
                let name = [UInt8](repeating: UInt8(ascii: "x"), count: length) + [tail]
                let isNew = seen.insert(name.lend { NameKey($0, .ascii) }).inserted
                #expect(isNew)
            }
        }
    }

    @Test func base64IsThatOfTheRFC() {
        let pairs = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        for (plain, encoded) in pairs { #expect(Base64.encoded(Array(plain.utf8)) == Array(encoded.utf8)) }
    }

    @Test func theTimeOfTheServerIsReadAndWritten() {
        let moment = Array("2011-10-19T16:40:51.620Z".utf8).lend { CivilTime.parse($0) }
        #expect(moment?.milliseconds == 1_319_042_451_620)
        #expect(moment.map { CivilTime($0).text } == "2011-10-19 16:40 UTC")
        for text in ["", "2011", "2011-13-19T16:40:51Z", "x011-10-19T16:40:51.620Z", "2011-10-19T16:40:51.620"] {
            #expect(Array(text.utf8).lend { CivilTime.parse($0) } == nil, "\(text)")
        }
    }
}

@Suite struct BytesTests {
    @Test func aByteIsFoundWhereverItStands() {
        for length in 0...40 {
            for place in 0...length {
                var bytes = [UInt8](repeating: 0xFF, count: length)
                if place < length { bytes[place] = 0 }
                for start in 0...length {
                    let expected = place < length && place >= start ? place : nil
                    #expect(bytes.lend { $0.position(of: 0, from: start) } == expected)
                }
            }
        }
    }

    @Test func bytesAreEqualOnlyWhenEachOfThemIs() {
        for length in 0...40 {
            let bytes = (0..<length).map { UInt8($0) }
            #expect(bytes.lend { $0.equals(bytes) })
            for place in 0..<length {
                var other = bytes
                other[place] ^= 0x80
                #expect(!bytes.lend { $0.equals(other) })
            }
        }
    }
}
