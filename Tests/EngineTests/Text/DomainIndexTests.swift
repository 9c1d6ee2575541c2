// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

/// Many domains in little room, and what imitates a few (THREATS D5).
@Suite struct DomainIndexTests {
    private func domain(_ text: String) throws -> Domain { try #require(Domain(written: text)) }

    @Test func aDomainMatchesItselfAndWhatIsBelowIt() throws {
        let index = DomainIndex(["evil.example", "*.worse.example", "github.io", "192.0.2.7", "com"], seed: 5)
        for text in ["evil.example", "www.evil.example", "a.b.worse.example", "github.io", "192.0.2.7"] {
            #expect(index.contains(try domain(text)), "\(text)")
        }
        for text in ["notevil.example", "example", "evil.example.org", "someone.github.io", "good.com", "192.0.2.8"] {
            #expect(!index.contains(try domain(text)), "\(text)")
        }
        #expect(index.count == 4, "a single label never enters")
    }

    @Test func aHundredThousandTakeEightBytesEach() throws {
        let lines = (0..<100_000).map { "0.0.0.0 host\($0).list\($0 % 97).example # \($0)" }
        let index = DomainIndex(lines, seed: 11)
        #expect(index.count == 100_000)
        for i in stride(from: 0, to: 100_000, by: 997) {
            #expect(index.contains(try domain("www.host\(i).list\(i % 97).example")))
            #expect(!index.contains(try domain("host\(i).list\(i % 97).example.org")))
        }
    }

    @Test(arguments: [
        ("rave1ry.com", true), ("RAVELRY.com", false), ("ravelry.com.evil.example", true), ("garnstud1o.com", false),
        ("rаvelry.com", true), ("ravelry.org", false), ("travelry.com", false), ("www.ravelry.com", false),
        ("garn-studio.com", false), ("garnstudi0.com", true),
    ])
    func whatLooksLikeATrustedSiteIsNone(_ text: String, _ isImitated: Bool) throws {
        let trusted = ["ravelry.com", "garnstudio.com"]
        let index = DomainIndex(skeletonsOf: trusted, seed: 5)
        let set = DomainSet(trusted.compactMap { Domain(written: $0) })
        let found = try domain(text)
        #expect((!set.contains(found.name) && index.isImitated(by: found)) == isImitated)
    }

    @Test(arguments: ["münchen", "пример", "クリーム", "bücher", "a-ñ", "例え", "ü"])
    func labelsBeyondASCIIComeBack(_ text: String) throws {
        let label = try #require(Punycode.encode(text.unicodeScalars.map(\.value)))
        let back = try #require(Punycode.decode(label.dropFirst(4)))
        #expect(String(String.UnicodeScalarView(back)) == text)
    }

    @Test(arguments: ["", "-", "zzzzzzzzzz", "99999999999", "a-", "é", String(repeating: "9", count: 80)])
    func whatIsNoLabelIsRefusedOrHarmless(_ text: String) {
        let back = Punycode.decode(Array(text.utf8))
        #expect(back.map { $0.count <= 59 } ?? true)
    }
}

/// What a name looks like (THREATS A8).
@Suite struct NameSkeletonTests {
    private func of(_ name: String) -> UInt64 { NameSkeleton.of(name, seed: 3) }

    @Test(arguments: [
        ("alice", "aIice"), ("lise", "l\u{456}s\u{435}"), ("lise", "1ise"), ("bob", "b0b"), ("bob", "ＢＯＢ"),
        ("margaux", "rnargaux"), ("william", "vvilliam"), ("zoé", "zoe"), ("margaux", "m\u{200B}argaux"),
        ("Geoffrin", "ge0ffrin"), ("alice", "\u{1D4EA}lice"),
    ])
    func looksTheSame(_ a: String, _ b: String) { #expect(of(a) == of(b)) }

    @Test(arguments: [
        ("alice", "alice_"), ("alice", "alic"), ("alice", "malice"), ("bob", "bob2"), ("lise", "lisa"),
        ("anna", "hanna"),
        ("alice", "alice[m]"), ("иван", "марк"),
    ])
    func looksOtherwise(_ a: String, _ b: String) { #expect(of(a) != of(b)) }

    @Test func whatShowsNothingLooksLikeNobody() {
        #expect(of("") == 0 && of("\u{200B}\u{2060}") == 0)
    }
}
