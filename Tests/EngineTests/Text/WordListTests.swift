// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

@Suite struct WordListTests {
    private let strict = WordList(["salope", "pédale", "hooker", "kill", "fils de pute"], seed: 7)
    private let kind = WordList(
        ["salope", "pédale", "hooker", "kill"],
        allowed: ["pédale", "hooker (crochet)", "kill the child process"], seed: 7)

    private func count(_ list: WordList, _ text: String) -> Int { list.count(in: TextView(PeerText(text), seed: 7)) }

    @Test(arguments: [
        "salopette", "pédale de la machine", "bourré de ouate", "hooker (crochet)", "kill the child process",
    ])
    func innocentsAreLeftAlone(text: String) { #expect(count(kind, text) == 0) }

    @Test(arguments: [
        "salope", "SALOPE!", "s\u{200B}alope", "s a l o p e", "sal0pe", "salooope", "ѕаlope", "salopé", "ｓａｌｏｐｅ",
        "s.a.l.o.p.e",
        "fils de pute", "Fils-de-pute", "kill him",
    ])
    func costumesDoNotHide(text: String) { #expect(count(strict, text) == 1) }

    @Test func anAllowedPhraseSparesOnlyWhatItCovers() {
        #expect(count(kind, "kill the child process, then kill bob") == 1)
        #expect(count(kind, "hooker") == 1)
    }

    @Test func theFirstFindIsLocated() {
        let view = TextView(PeerText("toi, fils de pute"), seed: 7)
        #expect(strict.first(in: view) == 1..<4)
    }

    @Test func ordinaryFrenchAndEnglishHaveNoListedWord() {
        for text in ["bonjour à tous", "10 pelotes de mérinos", "a b c d", "skill", "killer", "le pédalier", "1, 2, 3"]
        {
            #expect(count(strict, text) == 0, "\(text)")
        }
    }

    @Test func anEmptyListFindsNothing() {
        #expect(WordList([], seed: 7).isEmpty)
        #expect(WordList(["!!!", ""], seed: 7).isEmpty)
        #expect(count(WordList(["!!!"], seed: 7), "!!!") == 0)
    }

    @Test func namesAreCountedOnceEach() {
        let names = Set(["alice", "bob", "Lise[m]", "al"].map { Mentions.key(of: $0.utf8, seed: 7) })
        func count(_ text: String) -> Int {
            Mentions.count(in: PeerText(text), seed: 7) { names.contains($0) }
        }
        #expect(count("alice: bob, ALICE @bob!") == 2)
        #expect(count("lise{m} hello") == 1)
        #expect(count("malice bobby al") == 0)
        #expect(
            Mentions.count(in: PeerText((0..<200).map { "nick\($0)" }.joined(separator: " ")), seed: 7) { _ in true }
                == 64)
    }

    @Test func nameKeysFollowJoinsAndParts() {
        var keys = NameKeys()
        var mirror = Set<UInt64>()
        var state: UInt64 = 3
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1
            let key = state >> 40 % 97 &+ 1
            if state >> 63 == 0 {
                keys.insert(key)
                mirror.insert(key)
            } else {
                keys.remove(key)
                mirror.remove(key)
            }
        }
        #expect(keys.count == mirror.count)
        #expect((1...97).allSatisfy { keys.contains($0) == mirror.contains($0) })
    }
}
