// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

@Suite struct PatternTests {
    private func matches(_ source: String, _ line: String) throws -> Bool {
        let set = try #require(Patterns([try Pattern(source)], memory: 8 << 20))
        var hits = PatternHits()
        set.match(TextView(PeerText(line), seed: 1), into: &hits)
        return hits[0]
    }

    @Test func wordBoundariesWorkForAccents() throws {
        for line in ["un café noir", "café", "«café»", "l’café", "(CAFÉ)", "un\u{A0}café\u{202F}!", "🙂café🙂"] {
            #expect(try matches("\\bcafé\\b", line), "\(line)")
        }
        for line in ["cafés", "décafé", "caféine", "cafe"] { #expect(try !matches("\\bcafé\\b", line), "\(line)") }
    }

    @Test func boundariesStandInEachAlternative() throws {
        #expect(try matches("(?i)\\bspam\\b|\\bscam\\b", "a scam!"))
        #expect(try !matches("\\bspam\\b|\\bscam\\b", "scamper"))
        #expect(try matches("[b|]x|\\bzed\\b", "zed"))
    }

    @Test func patternsSeeThroughCostumes() throws {
        #expect(try matches("free btc", "ＦＲＥＥ btc"))
        #expect(try matches("free btc", "f\u{200B}ree \u{3}04btc"))
        #expect(try matches("it's", "it’s"))
        #expect(try matches("it’s", "it's"))
    }

    @Test func caseIsFoldedInEveryScript() throws {
        #expect(try matches("école", "ÉCOLE"))
        #expect(try matches("привет", "ПРИВЕТ"))
    }

    // THREATS G5
    @Test func nestedRepeatsStayLinear() throws {
        #expect(try !matches("^(a+)+$", String(repeating: "a", count: 2000) + "b"))
    }

    @Test func theSetTellsWhichOfManyMatch() throws {
        let patterns = try (0..<100).map { try Pattern("\\bword\($0)\\b") }
        let set = try #require(Patterns(patterns, memory: 8 << 20))
        var hits = PatternHits()
        set.match(TextView(PeerText("so word7 and word93, not word933"), seed: 1), into: &hits)
        #expect((0..<100).filter { hits[$0] } == [7, 93])
        set.match(TextView(PeerText("nothing"), seed: 1), into: &hits)
        #expect((0..<100).allSatisfy { !hits[$0] })
    }

    @Test func matchedOneByOneTheAnswerIsTheSameAndCounted() throws {
        let sources = ["[ab]*a[ab]{6}c", "[ab]*b[ab]{7}c", "zebra", "\\bcafé\\b", "^a", "b$"]
        let set = try #require(Patterns(try sources.map { try Pattern($0) }, memory: 8 << 20))
        for line in ["abababbbc zebra", "un café", "aaab", "zebra café b", "ab", ""] {
            let view = TextView(PeerText(line), seed: 1)
            var together = PatternHits()
            var singly = PatternHits()
            set.match(view, into: &together)
            set.matchSingly(view, into: &singly)
            for i in sources.indices { #expect(singly[i] == together[i], "\(line) \(sources[i])") }
            #expect(together.exhausted == 0 && singly.exhausted == 1)
        }
    }

    @Test func anEmptyTextMatchesNothing() throws { #expect(try !matches("a|b", "")) }

    @Test func aSetThatDoesNotFitIsNil() throws {
        #expect(Patterns([try Pattern("[a-z]{200}[0-9]{200}")], memory: 4096) == nil)
    }

    @Test func equalListsShareOneSet() throws {
        let list = [try Pattern("a"), try Pattern("b")]
        let library = try PatternLibrary([list, [], [try Pattern("c")], list])
        #expect(library.set(for: list) === library.set(for: [try Pattern("a"), try Pattern("b")]))
        #expect(library.set(for: []) == nil)
    }

    @Test func tooManyListsAreALocatedMistake() throws {
        let lists = try (0..<65).map { [try Pattern("x\($0)")] }
        #expect(throws: ExpressionError.self) { _ = try PatternLibrary(lists) }
    }

    @Test func quotationsAndClassesKeepTheirBackslashes() throws {
        #expect(try matches("\\Qa|b\\E", "x a|b"))
        #expect(try matches("[\\]x]y", "]y"))
        #expect(try matches("[]a]z", "]z"))
        #expect(try matches("\\\\b", "a\\b"))
    }
}
