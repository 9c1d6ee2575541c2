// SPDX-License-Identifier: Apache-2.0

import Scenario
import Testing

/// Bytes made by gzip(1) and zlib; RFC 1951, RFC 1952.
@Suite struct Inflating {
    private func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex.utf8).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }

    private static let fixed = "1f8b0800000000000003cb48cdc9c957c8402701e3513d8d17000000"
    private static let stored = "1f8b0800000000000003010f00f0ff73746f7265642061732069742069736578d15a0f000000"
    private static let named = "1f8b08080000000000036c6f672e747376002bcf2cc9504854c84bcc4d05008c9b9e8d0b000000"
    private static let dynamic =
        "1f8b080000000000000385954b4ac4401445c77115054e6d789faa4aaa37e0c8916e40244a4363409ade93eb7063ed54e19e"
        + "40a6879777dfc94d58f483f9c1da8b8da3d9ef33dd5fbe4e6fdb657a7a7e9cd6eb3a9d4f9f6bb1b2bd97d772de3e1ecacff7"
        + "5dfce55c728e5c48ae2297921bc855fd9e1dc126c168087609264f9c7534bce322c1cea10e092e7845d7d6b8a1370ede04cf"
        + "d4e678c5353dc1014cd6c19e81c774d087fdf10ee2f14c2d502cbca7362883b31d603bde33b443951d0aed50ad3c13da67c1"
        + "3d433bd402b30ded509bf19ea11deaec506887face4cedd0bcb3a77668dec9166a88ef99daa1c10ea57668b0b7093d64fcb1"
        + "241491f1179ad044ceb5900d2a973dca0e2817606a913cb97573a1a6e784b54adefefd5f6e24ea5b5309090000"
    private static let zeros =
        "1f8b0800000000000003edc13101000000c2a0f54f6d0d0fa000000000000000000000000000000000000000000000000000"
        + "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        + "0000000000000000000000000000000000000000008057037d9511d4a0860100"

    @Test func fixedStoredAndNamedAreRead() throws {
        #expect(try Inflate.gunzip(bytes(Self.fixed)) == Array("hello hello hello hello".utf8))
        #expect(try Inflate.gunzip(bytes(Self.stored)) == Array("stored as it is".utf8))
        #expect(try Inflate.gunzip(bytes(Self.named)) == Array("with a name".utf8))
    }

    @Test func severalMembersAreOneFile() throws {
        #expect(try Inflate.gunzip(bytes(Self.stored) + bytes(Self.named)) == Array("stored as it iswith a name".utf8))
    }

    @Test func dynamicCodesAreRead() throws {
        let text = String(decoding: try Inflate.gunzip(bytes(Self.dynamic)), as: UTF8.self)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 40)
        #expect(lines.last == "2026-01-05T09:39:00\t#tricot\tMSG\teve\tline 1521 of a log, é")
    }

    @Test func whatIsNoGzipIsRefused() {
        #expect(!Inflate.isGzip(Array("hello".utf8)))
        #expect(throws: Inflate.Mistake.notGzip) { try Inflate.gunzip(Array("this is certainly not gzip at all".utf8)) }
    }

    @Test func aCutFileIsTold() {
        let whole = bytes(Self.fixed)
        for length in 1..<whole.count {
            #expect(throws: Inflate.Mistake.self) { try Inflate.gunzip(Array(whole[..<length])) }
        }
    }

    @Test func nothingTrapsOnBrokenBytes() {
        let whole = bytes(Self.dynamic)
        for place in whole.indices {
            for flip in [0x01, 0x10, 0x80, 0xFF] as [UInt8] {
                var broken = whole
                broken[place] ^= flip
                _ = try? Inflate.gunzip(broken, largest: 1 << 20)
            }
        }
    }

    @Test func aBombIsRefused() {
        #expect(throws: Inflate.Mistake.tooLarge) { try Inflate.gunzip(bytes(Self.zeros), largest: 10_000) }
    }
}
