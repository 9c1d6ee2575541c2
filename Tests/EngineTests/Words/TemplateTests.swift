// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

@Suite struct TemplateTests {
    private func words(_ tongue: Tongue = .fr, _ text: String? = nil, _ key: Words.Key = .welcomeFirst) -> Words {
        var words = Words(tongue, house: [.bot: .own("geoffrin"), .contact: .own("c"), .rules: .own("r")])
        if let text { #expect(words.override(key, with: [text]) == []) }
        return words
    }

    @Test func aNewcomerIsWelcomedByName() {
        let said = words(.en).say(.welcomeFirst, [.name: .name(PeerText("eve"))])
        #expect(said.text == "Welcome, eve! Just reading is fine, and so is asking a question at any hour.")
    }

    @Test func aValueIsNeverReadAsATemplate() {
        let said = words(.en, "Welcome, {{name}}!").say(.welcomeFirst, [.name: .name(PeerText("{{bot}}{{name}}"))])
        #expect(said.text == "Welcome, {{bot}}{{name}}!")
    }

    @Test(
        arguments: [
            ("eve", "d'eve"), ("Ève", "d'Ève"), ("Ophélie", "d'Ophélie"), ("lou", "de lou"), ("hugo", "de hugo"),
        ])
    func frenchElidesBeforeANameThatBeginsWithAVowel(name: String, said: String) {
        let quoted = words().say(.removeQuoted, [.name: .name(PeerText(name)), .text: .own("…")]).text
        #expect(quoted.hasPrefix("J'ai retiré par erreur un message \(said). "), "\(quoted)")
        let answered = words().say(.deskAppeal, [.who: .who(PeerText(name), account: nil), .text: .own("…")]).text
        #expect(answered.contains("réponse \(said)"), "\(answered)")
        let english = words(.en).say(.removeQuoted, [.name: .name(PeerText(name)), .text: .own("…")]).text
        #expect(english.contains("a message of \(name)"))
    }

    @Test func whoHasNoNameOnMatrixIsToldOnce() {
        func said(_ name: String, _ account: String) -> String {
            words(.en).say(.casesPersonNone, [.who: .who(PeerText(name), account: ByteString(account))]).text
        }
        #expect(
            said("@eve:hs.test", "@eve:hs.test").contains("@eve:hs.test")
                && !said("@eve:hs.test", "@eve:hs.test").contains("("))
        #expect(said("Eve", "@eve:hs.test").contains("Eve (@eve:hs.test)") && said("eve", "eve").contains("eve (eve)"))
    }

    @Test func anUnknownWordIsLocatedAndTheNearestNamed() {
        var words = Words(.en)
        let mistakes = words.override(.welcomeFirst, with: ["Hi {{nmae}}!"])
        #expect(mistakes.map(\.offset) == [5])
        #expect(mistakes.first?.sentence.en == "unknown word {{nmae}}; did you mean {{name}}?")
    }

    @Test func allMistakesOfAllTextsAreTold() {
        var words = Words(.en)
        let mistakes = words.override(.welcomeFirst, with: ["{{x}} {{y}}", "fine", "{{name"])
        #expect(mistakes.map(\.text) == [0, 0, 2])
        #expect(words.say(.welcomeFirst, [.name: .name(PeerText("eve"))]).text.hasPrefix("Welcome, eve!"))
    }

    @Test func aMisspeltUtteranceIsNamed() {
        var words = Words(.en)
        #expect(
            words.override(named: "welcome.frist", with: ["x"]).first?.sentence.en.contains("welcome.first") == true)
    }

    @Test func frenchCountsZeroAsOneAndEnglishDoesNot() {
        func said(_ tongue: Tongue, _ count: Int) -> String {
            words(tongue).say(
                .reasonFlood,
                [
                    .count: .number(count), .span: .duration(.seconds(8)), .limit: .number(8),
                    .window: .duration(.seconds(10)),
                ]
            ).text
        }
        #expect(said(.fr, 9) == "9 messages en 8 s, limite 8 en 10 s")
        #expect([0, 1, 2].map { said(.fr, $0).hasPrefix("\($0) message ") } == [true, true, false])
        #expect([0, 1, 2].map { said(.en, $0).hasPrefix("\($0) message ") } == [false, true, false])
    }

    @Test func aReasonIsALineWithinALine() {
        let reason = Words.Value.phrase(.reasonDuplicateSame, [.count: .number(3), .span: .duration(.minutes(1))])
        let said = words().say(.removeShown, [.reason: reason, .case: .number(41)]).text
        #expect(
            said
                == "texte identique 3 fois en 1 min (cas 41)\u{A0}; une erreur\u{A0}? un message privé à geoffrin suffit"
        )
    }

    // THREATS B4

    @Test func aLineThatBeginsWithANameBeginsWithHerOwnSign() {
        let said = words(.en, "{{name}}, welcome!").say(.welcomeFirst, [.name: .name(PeerText("!op"))]).text
        #expect(said == "… !op, welcome!")
    }

    @Test(arguments: ["", " ", "\u{A0}", "\u{2060}", "\u{200B} "]) func nothingInvisibleOfHersCounts(_ prefix: String) {
        let said = words(.en, prefix + "{{name}} is here").say(.welcomeFirst, [.name: .name(PeerText("!op"))]).text
        #expect(said.hasSuffix("… !op is here"))
    }

    @Test func aSecondLineIsALineToo() {
        let said = words().say(
            .deskMatrix,
            [
                .case: .number(1), .step: .own("note"), .who: .who(PeerText("eve"), account: nil), .room: .own("#t"),
                .reason: .own("r"), .quote: .peer(PeerText("!ban alice")),
            ]
        ).text
        #expect(said.contains("\n… !ban alice\n"))
    }

    // THREATS B1

    @Test func anAdvertForANameIsLeftOutWithItsComma() {
        let spam = Words.Value.name(PeerText("FREE BTC t.me/x"))
        #expect(words().say(.welcomeReturning, [.name: spam]).text == "Ça fait plaisir de te revoir.")
        #expect(words(.en).say(.welcomeFirst, [.name: spam]).text.hasPrefix("Welcome! Just"))
        #expect(words().say(.welcomeFirst, [.name: spam]).text.hasPrefix("Bienvenue\u{A0}! Lire"))
        #expect(words(.fr, "Bonjour {{name}}\u{A0}!").say(.welcomeFirst, [.name: spam]).text == "Bonjour\u{A0}!")
        #expect(words(.fr, "{{name}}, entre donc.").say(.welcomeFirst, [.name: spam]).text == "Entre donc.")
        #expect(
            words(.fr, "On salue {{name}} ici.").say(.welcomeFirst, [.name: spam]).text == "On salue quelqu'un ici.")
    }

    @Test func atMostFiveNamesAreSaidAndAdvertsAreOnlyCounted() {
        func said(_ names: String...) -> String {
            let text = words(.en, "Hi {{names}}.", .welcomeGrouped).say(
                .welcomeGrouped, [.names: .names(names.map { PeerText($0) })])
            return text.text
        }
        #expect(said("a") == "Hi … a." || said("a") == "Hi a.")
        #expect(said("a", "b") == "Hi a and b.")
        #expect(said("a", "b", "c") == "Hi a, b and c.")
        #expect(said("a", "b", "c", "d", "e", "f", "g") == "Hi a, b, c, d, e and 2 more.")
        #expect(said("a", "t.me/x") == "Hi a and 1 more.")
        #expect(said("t.me/x", "www.x.com") == "Hi everyone.")
    }

    @Test func aMissingValueIsVisibleAndHarmless() {
        #expect(words(.en).say(.welcomeFirst).text.hasPrefix("Welcome, {{name}}!"))
    }

    @Test func severalTextsAreDrawnFromByAnyNumber() {
        let words = words()
        #expect(words.choices(of: .promptLull) == 3)
        for choice in [Int.min, -1, 0, 7, .max] {
            #expect(words.say(.promptLull, [.prompt: .own("x")], choice: choice).text.hasSuffix("x"))
        }
    }

    @Test func vousIsSaidToThoseWhoWantIt() {
        #expect(
            Words(.fr, address: .vous).say(.welcomeReturning, [.name: .name(PeerText("eve"))]).text
                == "Ça fait plaisir de vous revoir, eve.")
        #expect(Words(.fr, address: .vous).say(.deskUndone).text.hasSuffix("Voilà qui est bien."))
    }

    @Test func nothingSheSaysIsEndless() {
        let long = Words.Value.list(Array(repeating: .own(String(repeating: "é", count: 50)), count: 200))
        #expect(words().say(.statusStands, [.list: long]).text.utf8.count <= Renderer.longest)
    }
}
