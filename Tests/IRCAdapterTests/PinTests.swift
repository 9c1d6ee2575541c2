// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import IRCAdapter

@Suite struct PinTests {
    // FIPS 180-4, the examples of NIST: one block, two blocks, the empty message.
    @Test func theDigestIsThatOfTheStandard() {
        let vectors = [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ]
        for (message, digest) in vectors { #expect(Pin(digest)?.digest == Pin.sha256(Array(message.utf8))) }
    }

    @Test func aMillionLettersAreDigestedAsTheStandardSays() {
        let digest = Pin("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")?.digest
        #expect(Pin.sha256([UInt8](repeating: 0x61, count: 1_000_000)) == digest)
    }

    @Test func aPinIsReadAsToolsPrintIt() {
        let plain = String(repeating: "ab", count: 32)
        let colons = Array(repeating: "AB", count: 32).joined(separator: ":")
        #expect(Pin(plain)?.digest == [UInt8](repeating: 0xAB, count: 32))
        #expect(Pin("sha256:" + colons) == Pin(plain))
        for wrong in [
            "", "sha256:", String(plain.dropLast()), plain + "00", "sha1:" + plain, "zz" + plain.dropFirst(2),
        ] {
            #expect(Pin(wrong) == nil, "\(wrong)")
        }
    }
}
