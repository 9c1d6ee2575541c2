// SPDX-License-Identifier: Apache-2.0

import Conf
import Testing

@testable import Engine

@Suite struct MistakeTests {
    @Test(arguments: [
        ("member.mesages < 3", 0, "did you mean 'member.messages'"),
        ("txet.words > 3", 0, "did you mean 'text.words'"),
        ("not age < 3m", 4, "did you mean 'member.age'"),
        ("zzz > 1", 0, "geoffrin fields"),
        ("text.words = 3", 11, "write == instead of ="),
        ("text.words > 3 && true", 15, "write and instead of &&"),
        ("text.words ≥ 3", 11, "write >="),
        ("text.words > 3 et true", 15, "did you mean 'and'"),
        ("text.words > 3 adn true", 15, "did you mean 'and'"),
        ("member.age < 3", 13, "write 3s, 3m, 3h or 3d"),
        ("member.age < 3x", 14, "unknown unit 'x'"),
        ("text.words < 3m", 13, "without a unit"),
        ("text.words < 'x'", 13, "expected a number"),
        ("text contains 3", 14, "expected a list"),
        ("text > 3", 5, "does not fit text"),
        ("member.account > true", 15, "does not fit"),
        ("member.standing == regulr", 19, "did you mean 'regular'"),
        ("links.domains any of @trusted_site", 21, "did you mean @trusted_sites"),
        ("links.domains any @trusted_sites", 14, "write 'any of'"),
        ("links.domains any of ['a b']", 21, "is no domain"),
        ("(text.words > 3", 0, "never closed"),
        ("text.words > ", 13, "stops too early"),
        ("", 0, "empty condition"),
        ("text.words", 0, "compare it with something"),
        ("3 and true", 0, "no condition"),
        ("text matches 'a(b'", 14, "never closed"),
        ("text matches 'ab[z-a]'", 17, "goes backwards"),
        ("text matches 'a**'", 15, "one repetition at a time"), ("text matches '[a'", 14, "never closed"),
        ("text matches 'a\\'", 14, "a \\ at the end"), ("text matches 'a{2000}'", 15, "at most 1000"),
        ("text matches '\\q'", 14, "means nothing"),
        ("text matches 'x*'", 14, "every message"),
        ("text matches 'a\\bc'", 15, "only at the very start or end"),
        ("text matches '💰'", 14, "cannot be matched"),
        ("text contains « x »", 14, "typographic"),
        ("text contains 'x", 14, "never ends"),
        ("text.words > 99999999999999999999", 13, "too large"),
        ("text.words # 3", 11, "unknown operator"),
        ("text.words > 3 3", 15, "unexpected"),
    ])
    func eachMistakeIsLocatedAndExplained(text: String, offset: Int, message: String) {
        let mistake = Sample.mistake(text)
        #expect(mistake?.offset == offset, "\(text): \(mistake.debugDescription)")
        #expect(mistake?.message.en.contains(message) == true, "\(text): \(mistake?.message.en ?? "accepted")")
        #expect(mistake?.message.fr.isEmpty == false)
    }

    @Test func offsetsCountScalarsNotBytes() {
        #expect(Sample.mistake("text contains 'éé' and zzz > 1")?.offset == 23)
    }

    @Test func aThousandConditionsAreRefused() {
        let text = Array(repeating: "text.words > 1", count: 1000).joined(separator: " and ")
        #expect(Sample.mistake(text)?.message.en.contains("longer than") == true)
        let shorter = Array(repeating: "spam>1", count: 300).joined(separator: " or ")
        #expect(Sample.mistake(shorter)?.message.en.contains("more than 256") == true)
    }

    @Test func deepNestingIsRefused() {
        let deep = String(repeating: "(", count: 40) + "true" + String(repeating: ")", count: 40)
        #expect(Sample.mistake(deep)?.message.en.contains("nested deeper") == true)
        let nots = String(repeating: "not ", count: 40) + "true"
        #expect(Sample.mistake(nots)?.message.en.contains("nested deeper") == true)
        let fine = String(repeating: "(", count: 30) + "true" + String(repeating: ")", count: 30)
        #expect(Sample.mistake(fine) == nil)
    }

    @Test func noTextTrapsTheCompiler() {
        let pieces = [
            "text", "matches", "'", "\"", "(", ")", "[", "]", ",", "@", "@rooms", "not", "and", "or", "in", "1", "10m",
            "9h9",
            "any", "of", "==", "=", "<", "é", "\u{301}", "\r\n", "contains", "'a'", "spam", "-", ".", "\u{0}",
            "99999999999999w",
        ]
        var state: UInt64 = 1
        for _ in 0..<5000 {
            var text = ""
            for _ in 0..<8 {
                state = state &* 6_364_136_223_846_793_005 &+ 1
                text += pieces[Int(state >> 33) % pieces.count] + (state >> 60 & 1 == 0 ? " " : "")
            }
            let length = text.unicodeScalars.count
            if let mistake = Sample.mistake(text) { #expect((0...length).contains(mistake.offset)) }
        }
    }
}
