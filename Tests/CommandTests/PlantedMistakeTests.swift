// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// One mistake in the complete example, and what the program says of it in both languages.
struct Plant: Sendable, CustomTestStringConvertible {
    var line: String
    var changed: String
    /// LINE:COLUMN, and what the sentence says in each language.
    var place: String
    var en: String
    var fr: String
    var testDescription: String { changed }
}

private let rule = "[[rule]]\nname = \"r\"\nwhen = 'member.mesages < 3'\nthen = [\"note\"]\n\n[animation]"
private let pattern = "[[rule]]\nname = \"r\"\nwhen = 'text matches \"(a\"'\nthen = [\"note\"]\n\n[animation]"

private let plants: [Plant] = [
    Plant(
        line: "preset  = \"gentle\"", changed: "preste  = \"gentle\"", place: "28:1", en: "did you mean \"preset\"?",
        fr: "peut-être \"preset\""),
    Plant(
        line: "\"observe\"", changed: "\"obsevre\"", place: "27:11", en: "did you mean \"observe\"?",
        fr: "peut-être \"observe\""),
    Plant(line: "[animation]", changed: rule, place: "35:9", en: "member.messages", fr: "member.messages"),
    Plant(
        line: "after = \"2m\"", changed: "after = \"2 minuts\"", place: "24:9", en: "expected a duration",
        fr: "une durée"),
    Plant(
        line: "[animation]", changed: "[welcome]", place: "33:1", en: "already begun at line 22",
        fr: "déjà commencé à la ligne 22"),
    Plant(line: "[animation]", changed: pattern, place: "35:23", en: "never closed", fr: "jamais fermée"),
    Plant(line: "[bank.questions]", changed: "[bank.jeux]", place: "43:8", en: "no bank", fr: "pas de banque"),
    Plant(
        line: "\"secret:libera\"", changed: "\"hunter2\"", place: "13:12", en: "geoffrin secret libera",
        fr: "geoffrin secret libera"),
    Plant(
        line: "[animation]", changed: "[room.\"libera/#atelier-du-lif\".animation]", place: "33:7",
        en: "did you mean \"libera/#atelier-du-fil\"?", fr: "peut-être \"libera/#atelier-du-fil\""),
    Plant(
        line: "\"Europe/Paris\"", changed: "“Europe/Paris”", place: "5:12", en: "typographic quotes",
        fr: "guillemets typographiques"),
    Plant(
        line: "[\"libera/#atelier-du-fil\"]", changed: "[#atelier-du-fil]", place: "16:15",
        en: "[\"libera/#atelier-du-fil\"]", fr: "commence un commentaire"),
    Plant(line: "\"pédale\"", changed: "'l'eau'", place: "30:30", en: "an apostrophe ends", fr: "une apostrophe"),
]

/// The built program on the example of the repository.
@Suite struct PlantedMistakeTests {
    private let program: Program
    private let example: String

    init() throws {
        program = try Program()
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        example = try String(contentsOf: root.appendingPathComponent("bot.conf.example"), encoding: .utf8)
        try program.write(example, to: "bot.conf")
        let questions = try String(contentsOf: root.appendingPathComponent("questions.txt"), encoding: .utf8)
        try program.write(questions, to: "questions.txt")
    }

    @Test(arguments: ["en", "fr"]) func theExampleIsAcceptedAndSaidBack(_ language: String) throws {
        let check = try program.run("check", "--language", language)
        #expect(check.exit == 0, "\(check.output)\(check.errors)")
        #expect(check.output.contains("#atelier-du-fil"))
        let said = language == "en" ? "She will ask 24 questions" : "Elle posera 24 questions"
        #expect(check.output.contains(said))
        let day = language == "en" ? "days" : "jours"
        for kept in ["7 \(day)", "90 \(day)", language == "en" ? "1 year" : "1 an"] {
            #expect(check.output.contains(kept))
        }
    }

    @Test(arguments: plants) func aMistakeIsLocatedAndExplainedInBothLanguages(_ plant: Plant) throws {
        try #require(example.contains(plant.line))
        let range = try #require(example.range(of: plant.line))
        try program.write(example.replacingCharacters(in: range, with: plant.changed), to: "bot.conf")
        for (language, words) in [("en", plant.en), ("fr", plant.fr)] {
            let check = try program.run("check", "--language", language)
            #expect(check.exit == 78)
            let first = check.output.split(separator: "\n").first.map(String.init) ?? ""
            #expect(first.hasPrefix("bot.conf:\(plant.place): "), "\(check.output)")
            #expect(first.contains(words), "\(check.output)")
            #expect(!check.output.contains("hunter2"))
        }
        // LANG decides where nobody asks.
        var french = program
        french.environment["LANG"] = "fr_FR.UTF-8"
        #expect(try french.run("check").output.contains(plant.fr))
        let json = try program.run("check", "--json")
        #expect(json.exit == 78)
        let mistakes = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
        let numbers = plant.place.split(separator: ":").compactMap { Int($0) }
        #expect(mistakes?.first?["line"] as? Int == numbers[0])
        #expect(mistakes?.first?["column"] as? Int == numbers[1])
    }

    @Test func allOfThemAtOnceAreAllSaid() throws {
        var text = example
        for plant in plants where plant.line != "[animation]" {
            let range = try #require(text.range(of: plant.line))
            text = text.replacingCharacters(in: range, with: plant.changed)
        }
        try program.write(text, to: "bot.conf")
        let check = try program.run("check", "--language", "en")
        #expect(check.exit == 78)
        for plant in plants where plant.line != "[animation]" {
            #expect(check.output.contains("bot.conf:\(plant.place): "), "\(plant.changed)\n\(check.output)")
        }
    }

    /// Every command that reads the file names it, and refuses a broken one with 78.
    @Test(arguments: [["check"], ["try"], ["run", "--state", "s"], ["replay", "--log", "l.tsv"]])
    func everyCommandNamesTheFileItRead(_ arguments: [String]) throws {
        try program.write("2026-01-05T09:00:00Z\t#a\tMSG\talice\thello\n", to: "l.tsv")
        try program.write("language = fr\n", to: "other.conf")
        let result = try program.run(arguments + ["--config", "other.conf"])
        #expect(result.exit == 78)
        #expect((result.output + result.errors).contains("other.conf:1:12: "), "\(result.output)\(result.errors)")
    }
}
