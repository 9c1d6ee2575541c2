// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Engine

/// What of a line may leave the house.
@Suite struct MaskedTests {
    private let names = Set(["bob", "jean-luc", "Anne Marie Petit", "zoé"].map { Mentions.key(of: $0.utf8, seed: 7) })
    private func masked(_ text: String) -> String? {
        Masked(text, seed: 7) { names.contains($0) }.text
    }

    @Test(arguments: [
        ("you are an idiot", "you are an idiot"),
        ("bob: you are an idiot", "[name] you are an idiot"),
        ("BOB!!! you are an idiot", "[name] you are an idiot"),
        ("that is bob's idiocy", "that is [name] idiocy"),
        ("ask alice,bob,carol about it", "ask [name] about it"),
        ("Jean-Luc is an idiot", "[name] is an idiot"),
        ("(anne marie petit) is an idiot", "[name] is an idiot"),
        ("zoé, tais-toi donc", "[name] tais-toi donc"),
        ("@stranger you are an idiot", "[name] you are an idiot"),
        ("write to eve@atelier.example now", "write to [name] now"),
        ("@eve:matrix.example you are an idiot", "[name] you are an idiot"),
        ("see https://evil.example/bob?id=7 now", "see [link] now"),
        ("see evil.example/bob now", "see [link] now"),
        ("see evil[.]example now please", "see [link] now please"),
        ("come to #secret-room:matrix.example now", "come to [room] now"),
        ("call 06 12 34 56 78 now", "call [number] now"),
        ("call +33(0)612345678 now", "call [number] now"),
        ("card 4970-1012-3456-7890 please", "card [number] please"),
        ("my id is u1234567 there", "my id is [number] there"),
        ("from 192.168.11.123 please come", "from [number] please come"),
        ("rows 12 to 18 of it", "rows 12 to 18 of it"),
        ("bob bob bob you idiot", "[name] you idiot"),
        ("\u{3}4,1you\u{F} are\u{200B} an\u{202E} idiot", "you are an idiot"),
        ("he said \"bob is a fool\" and left us", "he said and left us"),
    ])
    func nothingSaysWhoOrWhere(_ text: String, _ expected: String) {
        #expect(masked(text) == expected)
    }

    @Test(arguments: ["", "   ", "bob", "@eve https://x.example", "12 34 56 78 90", "\u{1F600}", "lol"])
    func nextToNothingIsNotSent(_ text: String) {
        let left = masked(text)
        #expect(left == nil || text == "\u{1F600}")
    }

    @Test func whatIsSentIsShort() throws {
        for unit in ["idiot ", "é ", "\u{1F9F6} ab ", "bob x ", "a\u{301}\u{301}\u{301}\u{301}b "] {
            let text = String(repeating: unit, count: 5000)
            if let left = masked(text) {
                #expect(left.utf8.count <= Masked.longest)
                #expect(!left.hasSuffix(" "))
            }
        }
    }
}
