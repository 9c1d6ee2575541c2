// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

@Suite struct ListTests {
    private func matches(_ pattern: String, _ text: String) -> Bool {
        Glob(ByteString(pattern))?.matches(ByteString(text)) ?? false
    }

    @Test(arguments: [
        ("@eve:evil.example", "@eve:evil.example", true), ("@eve:evil.example", "@eve:evil.exampl", false),
        ("@*:evil.example", "@eve:evil.example", true), ("@*:evil.example", "@eve:evil.example.org", false),
        ("*", "", true), ("*", "anything", true), ("?", "", false), ("?", "a", true), ("a?c", "abc", true),
        ("a*b*c", "a-b-b-c", true), ("a*b*c", "acb", false), ("**a", "bba", true), ("a*", "a", true),
        ("*a", "ab", false),
        ("*.evil.example", "x.evil.example", true), ("*.evil.example", "evil.example", false), ("", "", true),
    ])
    func patternsFitTheWholeText(_ pattern: String, _ text: String, _ fits: Bool) {
        #expect(matches(pattern, text) == fits)
    }

    /// A pattern that makes those that go back try again and again (THREATS G5): its work grows with the text alone.
    @Test func aPatternOfManyStarsTakesOneStepPerByte() throws {
        let pattern = try #require(Glob(ByteString(String(repeating: "*a", count: 120) + "b")))
        #expect(!pattern.matches(ByteString(String(repeating: "a", count: 20_000))))
        #expect(pattern.matches(ByteString(String(repeating: "a", count: 20_000) + "b")))
        #expect(Glob(ByteString(String(repeating: "x", count: 256))) == nil)
        let longest = String(repeating: "x", count: 255)
        #expect(matches(longest, longest) && !matches(longest, longest + "x"))
    }

    private func rule(_ kind: Listing.Rule.Kind, _ entity: String) -> Listing.Rule {
        Listing.Rule(key: ByteString(entity), kind: kind, entity: ByteString(entity), reason: PeerText(""))
    }

    @Test func aMatcherKnowsPeopleServersAndPatterns() {
        let matcher = ListMatcher([
            rule(.user, "@eve:evil.example"), rule(.user, "@*:worse.example"), rule(.server, "bad.example"),
            rule(.server, "*.farm.example"), rule(.user, "@spam*:*"), rule(.room, "!room:evil.example"),
        ])
        func entity(_ user: String) -> ByteString? { matcher.rule(for: ByteString(user))?.entity }
        #expect(entity("@eve:evil.example") == "@eve:evil.example")
        #expect(entity("@eva:evil.example") == nil)
        #expect(entity("@zoe:worse.example") == "@*:worse.example")
        #expect(entity("@zoe:bad.example:8448") == nil)
        #expect(entity("@zoe:bad.example") == "bad.example")
        #expect(entity("@zoe:x.farm.example") == "*.farm.example")
        #expect(entity("@spammer7:home.example") == "@spam*:*")
        #expect(entity("!room:evil.example") == nil)
    }

    @Test func patternsBeyondTheLimitAreCountedAndNotRead() {
        let many = (0..<ListMatcher.patternsMost + 7).map { rule(.user, "@x\($0)*:evil.example") }
        #expect(ListMatcher(many).unread == 7)
    }

    @Test func aListKeepsWhatPeopleAgreedToOverARestart() throws {
        var list = Blocklist()
        list.take(Listing(isWhole: true, rules: [rule(.user, "@a:x"), rule(.server, "y")]), seed: 7)
        #expect(list.changes.new.count == 2 && list.matcher.isEmpty)
        list.record.accepted = list.changes.new
        list.match()
        #expect(list.matcher.rule(for: "@b:y") != nil)
        var again = Blocklist()
        again.record = try Blocklist.Record(packed: list.record.packed)
        #expect(again.record == list.record && !again.isLoaded)
        again.take(Listing(isWhole: true, rules: [rule(.user, "@a:x")]), seed: 7)
        #expect(again.changes.new.isEmpty && again.changes.gone.count == 1)
        #expect(again.matcher.rule(for: "@a:x") != nil && again.matcher.rule(for: "@b:y") == nil)
    }
}
