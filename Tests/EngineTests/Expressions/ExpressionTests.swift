// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

@Suite struct ExpressionTests {
    @Test func notBindsTighterThanAndAndAndTighterThanOr() throws {
        #expect(try Sample.holds("true or false and false"))
        #expect(try !Sample.holds("(true or false) and false"))
        #expect(try Sample.holds("not false and true"))
        #expect(try !Sample.holds("not (false or true)"))
    }

    @Test(arguments: 0..<8) func everyCombinationOfThreeConditionsIsEvaluatedRight(bits: Int) throws {
        let a = bits & 1 != 0, b = bits & 2 != 0, c = bits & 4 != 0
        func holds(_ text: String) throws -> Bool {
            try Sample.holds(text) {
                $0.integers = [Sample.words: a ? 1 : 0, Sample.links: b ? 1 : 0, Sample.messages: c ? 1 : 0]
            }
        }
        let x = "text.words > 0", y = "links.count > 0", z = "member.messages > 0"
        #expect(try holds("\(x) or \(y) and not \(z)") == (a || b && !c))
        #expect(try holds("not (\(x) and \(y)) or \(z)") == (!(a && b) || c))
        #expect(try holds("not \(x) and (\(y) or not (\(z) and \(x)))") == (!a && (b || !(c && a))))
    }

    @Test func theRuleOfTheExampleSparesTrustedSites() throws {
        let rule =
            "links.count > 0 and text.words <= 1 and member.messages < 3 and not (links.domains all of @trusted_sites)"
        func bareLink(to host: ByteString) throws -> Bool {
            try Sample.holds(rule) {
                $0.integers = [Sample.links: 1, Sample.words: 1, Sample.messages: 0]
                $0.sets = [Sample.domains: [host]]
            }
        }
        #expect(try !bareLink(to: "ravelry.com"))
        #expect(try !bareLink(to: "www.ravelry.com"))
        #expect(try !bareLink(to: "www.garnstudio.com"))
        #expect(try bareLink(to: "notravelry.com"))
        #expect(try bareLink(to: "ravelry.com.evil.example"))
        #expect(try bareLink(to: "evil.github.io"))
    }

    @Test func durationsHaveUnits() throws {
        func age(_ ms: Int64, _ text: String) throws -> Bool { try Sample.holds(text) { $0.integers[Sample.age] = ms } }
        #expect(try age(599_999, "member.age < 10m"))
        #expect(try !age(600_000, "member.age < 10m"))
        #expect(try age(599_999, "member.age < '10m'"))
        #expect(try age(5_400_000, "member.age == 1h30m"))
        #expect(try age(0, "member.age == 0"))
    }

    @Test func levelsCompareHowRareAnErrorIs() throws {
        func spam(_ n: Int64, _ text: String) throws -> Bool { try Sample.holds(text) { $0.integers[Sample.spam] = n } }
        #expect(try spam(1000, "spam >= 1 in 1000"))
        #expect(try spam(1000, "spam >= 1000"))
        #expect(try !spam(999, "spam >= 1 in 1000"))
    }

    @Test func choicesCompareInTheirOrder() throws {
        func standing(_ n: Int64, _ text: String) throws -> Bool {
            try Sample.holds(text) { $0.integers[Sample.standing] = n }
        }
        #expect(try standing(0, "member.standing == newcomer"))
        #expect(try standing(1, "member.standing >= 'regular'"))
        #expect(try !standing(2, "member.standing < trusted"))
        #expect(try standing(0, "regular > member.standing"))
    }

    @Test func containsComparesFoldedText() throws {
        func say(_ line: String, _ text: String) throws -> Bool { try Sample.holds(text) { $0.say(line) } }
        #expect(try say("GRATUIT : des CAFÉS", "text contains 'cafes'"))
        #expect(try say("un café", "text contains 'Café'"))
        #expect(try say("free\u{200B} money", "text contains 'free money'"))
        #expect(try !say("un caf", "text contains 'café'"))
    }

    @Test func aListOfWordsMatchesWholeWordsOnly() throws {
        func say(_ line: String) throws -> Bool { try Sample.holds("text any of @insults") { $0.say(line) } }
        #expect(try say("quelle SALOPE"))
        #expect(try !say("une salopette"))
        #expect(try Sample.holds("text none of @insults") { $0.say("une salopette") })
    }

    @Test func setsOverlap() throws {
        func rooms(_ names: [ByteString], _ text: String) throws -> Bool {
            try Sample.holds(text) { $0.sets[Sample.rooms] = names }
        }
        #expect(try rooms(["#tricot", "#x"], "member.rooms any of @rooms"))
        #expect(try !rooms(["#tricot", "#x"], "member.rooms all of @rooms"))
        #expect(try rooms(["#x"], "member.rooms none of ['#y', '#z']"))
        #expect(try rooms(["#COUTURE"], "member.rooms contains '#couture'"))
        #expect(try rooms([], "member.rooms all of @rooms"))
    }

    @Test func aNameIsLookedUpInAList() throws {
        func room(_ name: ByteString, _ text: String) throws -> Bool {
            try Sample.holds(text) {
                $0.names[Sample.room] = name
                $0.sets[Sample.rooms] = ["#a", "#b"]
            }
        }
        #expect(try room("#couture", "room.name in @rooms"))
        #expect(try !room("#cuisine", "room.name in @rooms"))
        #expect(try room("#A", "room.name in member.rooms"))
        #expect(try room("#A", "room.name == '#a'"))
        #expect(try room("#A", "room.name != '#b'"))
    }

    @Test func anEmptyListSwitchesTheRuleOffInEveryPosition() throws {
        for text in ["text any of @nothing", "not (text any of @nothing)", "links.domains none of @nothing or true"] {
            let program = try Sample.program(text)
            #expect(program.isOff)
            #expect(program.warnings.count == 1)
            #expect(try !Sample.holds(text) { $0.say("anything") })
        }
    }

    @Test func patternsAreAskedOnlyWhenTheyMatter() throws {
        var compiler = Sample.compiler()
        let program = try compiler.compile("text.words > 3 and text matches 'free'")
        var event = SampleEvent(patterns: compiler.patterns)
        event.say("free")
        #expect(!program.holds(&event))
        #expect(event.asked.isEmpty)
        event.integers[Sample.words] = 4
        #expect(program.holds(&event))
        #expect(event.asked == [Sample.text])
    }

    @Test func aProgramKnowsItsCostAndItsFields() throws {
        let small = try Sample.program("text.words > 3")
        let large = try Sample.program("text.words > 3 and text contains 'x' or links.domains any of @trusted_sites")
        #expect(small.cost > 0 && large.cost > small.cost)
        #expect(large.fields == [Sample.text, Sample.words, Sample.domains])
    }

    @Test func containsStaysLinearOnRepetitiveText() {
        let needle = Needle([UInt8](repeating: 0x61, count: 255) + [0x62])
        let hay = [UInt8](repeating: 0x61, count: 2048)
        #expect(!needle.occurs(in: hay))
        #expect(needle.occurs(in: hay + [0x62]))
    }

    @Test func allRulesTogetherAnswerAsEachAlone() throws {
        let texts = [
            "text.words > 3", "text any of @insults", "not (text any of @insults)", "text any of @nothing", "true",
            "text contains 'kill' and links.count > 0", "text matches '\\bkill\\b' or member.account",
            "links.domains all of @trusted_sites", "room.name in @rooms", "false",
            // Beginning with the same test, with one that is nearly so, and with its contrary.
            "text.words > 3 and links.count > 3", "text.words > 3 or text contains 'kill'", "text.words > 2",
            "not (text.words > 3) and true", "links.count > 3", "text contains 'kill'",
        ]
        var compiler = Sample.compiler()
        let programs = try texts.map { try compiler.compile($0) }
        let set = ProgramSet(programs)
        for line in ["kill him", "bonjour", "quelle salope", ""] {
            for words in [Int64(0), 9] {
                var event = SampleEvent(patterns: compiler.patterns)
                event.say(line)
                event.integers = [Sample.words: words, Sample.links: words]
                var together: [Int] = []
                set.holding(&event) { together.append($0) }
                #expect(together == programs.indices.filter { programs[$0].holds(&event) }, "\(line)")
            }
        }
    }
}
