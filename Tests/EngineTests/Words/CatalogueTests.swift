// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

@Suite struct CatalogueTests {
    static let voices: [(Tongue, Address)] = [(.en, .tu), (.fr, .tu), (.fr, .vous)]

    @Test(arguments: Tongue.allCases) func aCatalogueIsRead(tongue: Tongue) {
        #expect(Catalogue.builtIn(tongue).mistakes == [])
    }

    @Test func everyKeyHasItsWordsInBothLanguagesAndNoOtherKeyExists() {
        let keys = Set(Words.Key.allCases.map(\.rawValue))
        for tongue in Tongue.allCases {
            let entries = Catalogue.builtIn(tongue).entries
            #expect(Set(entries.map(\.key)) == keys)
            #expect(Set(entries.map { "\($0.key) \($0.variant)" }).count == entries.count, "a key stands twice")
            #expect(Set(Catalogue.builtIn(tongue).templates(for: .tu).keys) == Set(Words.Key.allCases))
        }
    }

    @Test(arguments: Words.Key.allCases) func bothLanguagesNameTheSameThings(key: Words.Key) {
        let english = Catalogue.builtIn(.en).templates(for: .tu)[key] ?? []
        for address in Address.allCases {
            let french = Catalogue.builtIn(.fr).templates(for: address)[key] ?? []
            #expect(english.count == french.count)
            for (a, b) in zip(english, french) { #expect(Set(a.slots) == Set(b.slots)) }
        }
    }

    @Test func vousExistsWhereverALineAddressesSomeone() {
        let addressing: Set<String> = [
            "tu", "te", "toi", "ton", "ta", "tes", "t", "réponds", "écris", "vous", "votre", "vos",
        ]
        let entries = Catalogue.builtIn(.fr).entries
        let formal = Set(entries.filter { $0.variant == "vous" }.map(\.key))
        for entry in entries where entry.variant == "fr" {
            let words = entry.texts.flatMap { CatalogueTests.words($0) }
            // « je réponds », « le ton monte », « rendez-vous » are not to you.
            let isToYou = words.indices.contains { index in
                let pair = (index > 0 ? words[index - 1] + " " : "") + words[index]
                return addressing.contains(words[index]) && !["je réponds", "le ton", "rendez vous"].contains(pair)
            }
            #expect(isToYou == formal.contains(entry.key), "\(entry.key)")
        }
        for entry in entries where entry.variant == "vous" {
            let words = entry.texts.flatMap { CatalogueTests.words($0) }
            #expect(!words.contains { ["tu", "te", "toi", "ton", "tes"].contains($0) }, "\(entry.key)")
        }
    }

    @Test func aNoBreakSpaceStandsBeforeTheFrenchSigns() {
        for entry in Catalogue.builtIn(.fr).entries {
            for text in entry.texts {
                let scalars = Array(text.unicodeScalars)
                for (index, scalar) in scalars.enumerated() {
                    let before: Unicode.Scalar = index > 0 ? scalars[index - 1] : " "
                    let after: Unicode.Scalar = index + 1 < scalars.count ? scalars[index + 1] : "\n"
                    switch scalar {
                    case "«": #expect(after == "\u{A0}", "\(entry.key)")
                    case "»", "%": #expect(before == "\u{A0}", "\(entry.key)")
                    // A command is written with its sign: !modos, undo 41:.
                    case ";", "!", "?", ":":
                        if [" ", "\u{A0}", "\n", ".", ","].contains(after) {
                            #expect(before == "\u{A0}", "\(entry.key): \(text)")
                        }
                    default: break
                    }
                }
            }
        }
    }

    @Test(arguments: Words.Key.allCases) func noLineExceeds350BytesWithRealisticValues(key: Words.Key) {
        for (tongue, address) in Self.voices {
            let words = Words(tongue, address: address, house: Realistic.values)
            for choice in 0..<words.choices(of: key) {
                let said = words.say(key, Realistic.values, choice: choice).text
                for line in said.utf8.split(separator: 0x0A) { #expect(line.count <= 350, "\(said)") }
            }
        }
    }

    @Test(arguments: Words.Key.allCases) func everySlotHasAValueInTheTests(key: Words.Key) {
        #expect(!Words(.fr, house: Realistic.values).say(key, Realistic.values).text.utf8.contains(UInt8(ascii: "{")))
    }

    @Test func moderationNeverExclaimsAndNothingExclaimsTwice() {
        let warm = ["welcome.", "poll.", "prompt.", "remind.", "unanswered."]
        for tongue in Tongue.allCases {
            for entry in Catalogue.builtIn(tongue).entries {
                let limit = warm.contains { entry.key.hasPrefix($0) } ? 1 : 0
                // The sign in a mask, `nick!*@*`, is none.
                for text in entry.texts.map({ $0.replacing("!*@", with: "") }) {
                    #expect(Self.exclamations(text) <= limit, "\(entry.key)")
                }
            }
        }
    }

    /// `!` before a letter or digit begins a command.
    private static func exclamations(_ text: String) -> Int {
        let scalars = Array(text.unicodeScalars)
        return scalars.indices.filter { index in
            guard scalars[index] == "!" else { return false }
            guard index + 1 < scalars.count else { return true }
            return !scalars[index + 1].properties.isAlphabetic && !("0"..."9").contains(scalars[index + 1])
        }.count
    }

    @Test func theWordsOfEngineersAppearNowhere() {
        for tongue in Tongue.allCases {
            for entry in Catalogue.builtIn(tongue).entries {
                for text in entry.texts {
                    let banned = ["shadow", "simulate", "simulated", "canary", "slot", "slots", "bandit", "heat"]
                    for word in Self.words(text) { #expect(!banned.contains(word), "\(entry.key)") }
                }
            }
        }
    }

    @Test func noEmojiStandsOutsideTheMatrixDesk() {
        for tongue in Tongue.allCases {
            for entry in Catalogue.builtIn(tongue).entries where entry.key != "desk.matrix" {
                for text in entry.texts {
                    #expect(!text.unicodeScalars.contains { $0.properties.isEmojiPresentation }, "\(entry.key)")
                }
            }
        }
    }

    @Test func noPersonIsGivenAGender() {
        for entry in Catalogue.builtIn(.fr).entries {
            for text in entry.texts { #expect(!text.contains("·e") && !text.contains("(e)"), "\(entry.key)") }
        }
    }

    static func words(_ text: String) -> [String] {
        text.unicodeScalars.split { !$0.properties.isAlphabetic }.map { part in
            part.map { $0.properties.lowercaseMapping }.joined()
        }
    }
}

/// Values as long as they are in life.
enum Realistic {
    static let values: [Words.Slot: Words.Value] = Dictionary(
        uniqueKeysWithValues: Words.Slot.allCases.map { ($0, value($0)) })

    private static func value(_ slot: Words.Slot) -> Words.Value {
        switch slot {
        case .name: .name(PeerText("margaux_tricote"))
        case .who, .by: .who(PeerText("margaux_tricote"), account: "margaux")
        case .names: .names([PeerText("margaux"), PeerText("lise"), PeerText("sami")])
        case .room: .own("#atelier-du-fil")
        case .rooms: .own("#atelier-du-fil, #tricot")
        case .case, .n, .count, .limit, .joins, .alike, .messages, .cases, .right, .wrong, .open, .hurt, .more, .gone,
            .muted, .spared, .votes, .owed, .people, .percent, .normal:
            .number(412)
        case .duration, .left, .span, .window, .delta: .duration(.minutes(90))
        case .reason, .measure: .own("9 messages en 8 s, limite 8 en 10 s")
        case .rules: .own("https://atelier.example/charte")
        case .contact: .own("bonjour@atelier.example")
        case .question, .text: .peer(PeerText("quelle laine pour des chaussettes qui durent, svp"))
        case .quote: .peer(PeerText("une ligne citée à l'équipe"))
        case .prompt: .own("Qu'avez-vous sur les aiguilles cette semaine ?")
        case .step: .own("silence 10 min")
        case .time, .until, .when, .deadline, .end, .former: .own("lundi 14h05")
        case .first: .own("5 janvier 2026")
        case .bot: .own("geoffrin")
        case .list, .lines: .own("[41] silence 10 min, eve, [42] un mot")
        case .fix, .byhand: .own("/mode #atelier-du-fil +o geoffrin")
        case .answer: .own("la charte, point 3")
        default: .own("quelques mots")
        }
    }
}
