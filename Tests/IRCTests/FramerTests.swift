// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import IRC

@Suite struct FramerTests {
    private func lines(_ framer: inout Framer, _ chunks: [[UInt8]]) -> [String] {
        var out: [String] = []
        for chunk in chunks {
            chunk.lend { bytes in framer.feed(bytes) { out.append(String(decoding: $0, as: UTF8.self)) } }
        }
        return out
    }

    @Test func aLineIsWholeWhereverTheReadsCutIt() {
        let stream = Array("PING a\r\nPING b\n\r\n\nPING c\r\n".utf8)
        for cut in 0...stream.count {
            var framer = Framer()
            let got = lines(&framer, [Array(stream[..<cut]), Array(stream[cut...])])
            #expect(got == ["PING a", "PING b", "PING c"], "cut at \(cut)")
        }
    }

    @Test func twoHundredKilobytesWithoutAnEndAreDroppedAndTheStreamGoesOn() {
        var framer = Framer()
        let chunks = Array(repeating: [UInt8](repeating: 0x61, count: 4096), count: 50) + [Array("\r\nPING b\r\n".utf8)]
        #expect(lines(&framer, chunks) == ["PING b"])
        #expect(framer.dropped.tooLong == 1)
        #expect(framer.pending == 0)
    }

    // IRCv3 message-tags: "The size limit for message tags is 8191 bytes, including the leading @ and trailing space".
    @Test func tagsOf8191BytesPassAndOneMoreIsDropped() {
        func line(_ tagBytes: Int) -> [UInt8] {
            [UInt8(ascii: "@")] + [UInt8](repeating: 0x61, count: tagBytes - 2) + Array(" PING x\r\n".utf8)
        }
        var framer = Framer()
        #expect(lines(&framer, [line(8191)]).count == 1)
        #expect(lines(&framer, [line(8192)]).isEmpty)
        #expect(framer.dropped.tooLong == 1)
    }

    @Test func aBodyOverTheServersLineLengthIsDropped() {
        var framer = Framer()
        let body = [UInt8](repeating: 0x61, count: 510)
        #expect(lines(&framer, [body + Array("\r\n".utf8)]).count == 1)
        #expect(lines(&framer, [body + Array("aa\r\n".utf8)]).isEmpty)
        framer.lineLimit = 2048
        #expect(lines(&framer, [body + Array("aa\r\n".utf8)]).count == 1)
    }

    @Test func aLineWithANulIsDroppedAndCounted() {
        var framer = Framer()
        #expect(lines(&framer, [Array("PI\u{0}NG\r\nPING\r\n".utf8)]) == ["PING"])
        #expect(framer.dropped.withNUL == 1)
    }

    @Test func neverMoreThanOneLineIsKept() {
        var framer = Framer()
        var chance = Seeded(3)
        for _ in 0..<2000 {
            let chunk = (0..<Int.random(in: 0...2000, using: &chance)).map { _ in
                UInt8.random(in: 0...20, using: &chance)
            }
            chunk.lend { framer.feed($0) { #expect($0.count <= Framer.tagLimit + 512) } }
            #expect(framer.pending <= Framer.tagLimit + 512)
        }
    }
}
