// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What scripts rely on: exit codes, what goes to which output, what is written and with which mode.
@Suite struct CommandTests {
    private let program: Program
    init() throws { program = try Program() }

    @Test func aMisspeltCommandIsAMistakeOfUsage() throws {
        let english = try program.run("chekc")
        #expect(english.exit == 64)
        #expect(english.errors.contains("did you mean check?"))
        var french = program
        french.environment["LANG"] = "fr_FR.UTF-8"
        #expect(try french.run("stauts").errors.contains("peut-être status"))
    }

    @Test func aLanguageSheDoesNotSpeakIsAMistakeOfUsage() throws {
        for command in ["init", "check", "status"] {
            let run = try program.run(command, "--language", "de")
            #expect(run.exit == 64)
            #expect(run.errors.contains("en or fr, found 'de'"))
        }
    }

    @Test func whoeverIsNotRunningIsSaidSoInTheLanguageAsked() throws {
        let run = try program.run("why", "41", "--language", "fr", "--socket", "nobody")
        #expect(run.exit == 69)
        #expect(run.errors.contains("ne tourne pas"))
    }

    // Nothing is written that `check` would refuse.
    @Test(arguments: [
        ("en\nirc.oftc.net\n#x\n", "a nickname"),
        ("en\nirc.oftc.net\nsophie\n#tricot\n#modos\nme@x\n", "an account, whole"),
    ])
    func anAnswerThatCannotStandInTheFileIsRefused(_ answers: String, _ why: String) throws {
        let run = try program.run("init", input: answers)
        #expect(run.exit == 64)
        #expect(run.errors.contains(why), "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: program.folder + "/bot.conf"))
    }

    /// Each community has settings of its own: a drill plays all of them.
    @Test func aDrillPlaysEveryCommunity() throws {
        let conf = """
            language = "en"
            owners = ["net/a", "net/b"]
            contact = "a@b.example"
            [network.net]
            irc = "irc.example"
            nick = "geoffrin"
            [community.one]
            rooms = ["net/#one"]
            desk = ["net/#desk"]
            [community.two]
            rooms = ["net/#two"]
            desk = ["net/#desk2"]
            """
        try conf.write(toFile: program.folder + "/bot.conf", atomically: true, encoding: .utf8)
        let run = try program.run("drill", "raid", "--json", "--state", "none")
        #expect(run.exit == 0, "\(run.errors)")
        let rooms = try run.output.split(separator: "\n").map {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }.map { "\($0?["community"] ?? "") \($0?["room"] ?? "")" }
        #expect(rooms == ["one #one", "two #two"], "\(run.output)")
    }

    @Test func aFolderIsNoFileOfSettings() throws {
        let run = try program.run("check", "--config", program.folder)
        #expect(run.exit == 78)
        #expect(run.output.contains("this is a folder"))
    }

    @Test func anExplanationIsForProgramsToo() throws {
        _ = try program.run("init")
        let run = try program.run("check", "--explain", "welcome.after", "--json")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        #expect(object["path"] as? String == "welcome.after")
        #expect((object["places"] as? [[String: Any]])?.count == 2)
    }

    // A model that is not whole is refused where it is named, with the reason (THREATS G10).
    @Test func aDamagedModelIsRefusedByCheck() throws {
        _ = try program.run("init")
        let path = program.folder + "/bot.conf"
        let text = try String(contentsOfFile: path, encoding: .utf8)
            .replacingOccurrences(of: "[moderation]\n", with: "[moderation]\nmodel = \"ours.bin\"\n")
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let line = try #require(
            text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.hasPrefix("model") })
        #expect(try program.run("check").output.contains("bot.conf:\(line + 1):9: "))
        try "GEOFMDL1 and no more".write(toFile: program.folder + "/ours.bin", atomically: true, encoding: .utf8)
        for command in [["check"], ["run", "--state", "state"]] {
            let run = try program.run(command)
            #expect(run.exit == 78)
            #expect((run.output + run.errors).contains("the model \"ours.bin\" is no model file"), "\(run)")
        }
    }

    // A live check against nobody says why, and changes nothing.
    @Test func aLiveCheckSaysWhatCannotBeReached() throws {
        _ = try program.run("init")
        let path = program.folder + "/bot.conf"
        let text = try String(contentsOfFile: path, encoding: .utf8)
            .replacingOccurrences(of: "\"irc.libera.chat\"", with: "\"127.0.0.1:1\"\ntls = false")
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let run = try program.run("check", "--live", "--state", "state", "--socket", "nobody")
        #expect(run.exit == 75, "\(run.output)\(run.errors)")
        #expect(run.output.contains("libera: not connected"))
    }

    @Test func helpNamesTheEverydayCommandsFirst() throws {
        let help = try program.run("--help").output
        let first = try #require(help.range(of: "init"))
        let later = try #require(help.range(of: "\n  why"))
        #expect(first.lowerBound < later.lowerBound)
    }

    @Test(arguments: ["-h", "--help", "--version"]) func helpIsGivenWhereverItIsAskedFor(_ word: String) throws {
        let run = try program.run("--language", "fr", word)
        #expect(run.exit == 0 && !run.output.isEmpty, "\(run)")
    }

    @Test func theVersionNamesTheLibraries() throws {
        let version = try program.run("--version").output
        for library in ["sqlite", "libre2", "BoringSSL", "toml++"] { #expect(version.contains(library)) }
    }

    @Test(arguments: ["en", "fr"])
    func whatInitWritesIsAccepted(_ language: String) throws {
        #expect(try program.run("init", "--language", language).exit == 0)
        let check = try program.run("check", "--language", language)
        #expect(check.exit == 0, "\(check.output)\(check.errors)")
    }

    @Test(arguments: [
        ("en", "the longest of", "Scale gentle: note 1.5"), ("fr", "la plus longue", "Barème gentle : note 1.5"),
    ])
    func checkSaysWhatSheWillAskAndHowSheJudges(_ language: String, _ asks: String, _ scale: String) throws {
        _ = try program.run("init", "--language", language)
        let check = try program.run("check", "--language", language).output
        #expect(check.replacingOccurrences(of: "\u{a0}", with: " ").contains(scale), "\(check)")
        #expect(check.contains(asks), "\(check)")
    }

    @Test func explainingThePresetShowsAllThree() throws {
        _ = try program.run("init")
        let explained = try program.run("check", "--explain", "moderation.preset").output
        for preset in ["gentle", "standard", "strict"] { #expect(explained.contains("Scale \(preset): note ")) }
    }

    @Test(arguments: [
        ["check"], ["fields"], ["schema"], ["status"], ["plan"], ["diff"], ["why", "1"], ["undo", "1"], ["accept"],
        ["reload"], ["owner"], ["retire"],
    ])
    func everyCommandTakesTheCommonOptions(_ command: [String]) throws {
        _ = try program.run("init")
        let common = ["--config", "bot.conf", "--state", "state", "--socket", "nobody"]
        #expect(try [0, 69].contains(program.run(command + common).exit))
    }

    @Test func initTakesAnswersFromAPipe() throws {
        let answers = "fr\nirc.oftc.net\nsophie\n#tricot #crochet\n#modos\nlise\n"
        _ = try program.run("init", input: answers)
        let written = try String(contentsOfFile: program.folder + "/bot.conf", encoding: .utf8)
        for text in ["\"fr\"", "[network.oftc]", "\"sophie\"", "oftc/#crochet", "oftc/#modos", "oftc/lise"] {
            #expect(written.contains(text))
        }
    }

    @Test func initOverwritesNothing() throws {
        try program.write("mine", to: "bot.conf")
        #expect(try program.run("init").exit == 74)
        #expect(try String(contentsOfFile: program.folder + "/bot.conf", encoding: .utf8) == "mine")
    }

    @Test func theFolderOfSecretsIsPrivate() throws {
        _ = try program.run("init")
        #expect(try program.mode(of: "secrets") == 0o700)
    }

    @Test func aSecretIsKeptForItsOwnerOnly() throws {
        #expect(try program.run("secret", "libera", input: "sesame\n").exit == 0)
        #expect(try program.mode(of: "secrets/libera") == 0o600)
        #expect(try String(contentsOfFile: program.folder + "/secrets/libera", encoding: .utf8) == "sesame")
    }

    @Test func aSecretsNameNeverLeadsOutOfItsFolder() throws {
        #expect(try program.run("secret", "../out", input: "sesame\n").exit == 64)
    }

    @Test func aMistakeInTheFileIsLocatedAndEndsWith78() throws {
        _ = try program.run("init")
        let text = try String(contentsOfFile: program.folder + "/bot.conf", encoding: .utf8)
        try program.write(text + "\n[wellcome]\n", to: "bot.conf")
        let check = try program.run("check")
        #expect(check.exit == 78)
        #expect(check.output.hasPrefix("bot.conf:"))
        #expect(check.output.contains("wellcome"))
    }

    @Test func aMissingFileIsNamed() throws {
        let check = try program.run("check", "--config", "nowhere.conf")
        #expect(check.exit == 78)
        #expect(check.output.contains("nowhere.conf"))
    }

    @Test func aBrokenFileStartsNothing() throws {
        try program.write("language = fr\n", to: "bot.conf")
        #expect(try program.run("run", "--state", "state").exit == 78)
    }

    /// Its pieces are none, and her journal would lie in `/`.
    @Test func aStateOfNoNameIsAMistakeOfUsage() throws {
        // A file that is refused starts nothing there, whatever comes of the folder.
        try program.write("language = fr\n", to: "bot.conf")
        let run = try program.run("run", "--state", "")
        #expect(run.exit == 64 && run.errors.contains("--state: a folder"), "\(run)")
    }

    @Test func predictableHashingIsRefused() throws {
        _ = try program.run("init")
        var program = program
        program.environment["SWIFT_DETERMINISTIC_HASHING"] = "1"
        #expect(try program.run("run", "--state", "state").exit == 78)
    }

    @Test func aStateThatCannotBeWrittenEndsWith74() throws {
        _ = try program.run("init")
        try program.write("", to: "state")
        #expect(try program.run("run", "--state", "state").exit == 74)
    }

    @Test(arguments: ["status", "reload", "plan", "diff", "owner"])
    func withoutADaemonTheyEndWith69(_ command: String) throws {
        let result = try program.run(command, "--socket", "nobody", "--config", "bot.conf", "--state", "s")
        #expect(result.exit == 69)
        #expect(result.output.isEmpty)
    }

    @Test func tryGreetsANewcomerAndSaysTheSameTwice() throws {
        let first = try program.run("try", input: "--> eve\n/wait 3m\n")
        #expect(first.exit == 0)
        #expect(first.output.contains("eve"))
        #expect(try program.run("try", input: "--> eve\n/wait 3m\n").output == first.output)
    }

    @Test func theSchemaIsJSON() throws {
        let schema = try program.run("schema").output
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(schema.utf8)) }
    }

    @Test func theSchemaAndScoresAreInFrenchWhereItIsAskedFor() throws {
        let schema = try program.run("schema", "--language", "fr").output
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(schema.utf8)) }
        #expect(schema.contains("La langue qu'elle parle. Attendu\u{A0}: ") && !schema.contains("Expected:"))
        let score = try program.run("score", "--language", "fr", input: "bonjour à tous\n")
        #expect(score.exit == 0 && score.output.contains("  toxicité 0."), "\(score)")
        let missing = try program.run("score", "--language", "fr", "--model", "nowhere.model", input: "bonjour\n")
        #expect(missing.exit != 0 && missing.errors.contains("nowhere.model\u{A0}: illisible"), "\(missing)")
    }

    @Test(arguments: ["en", "fr"])
    func everyFieldListedIsAFieldOfTheLanguage(_ language: String) throws {
        let listed = try program.run("fields", "--json", "--language", language)
        #expect(listed.exit == 0)
        let fields = try #require(
            try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [[String: String]])
        _ = try program.run("init")
        let file = try String(contentsOfFile: program.folder + "/bot.conf", encoding: .utf8)
        for field in fields {
            let name = try #require(field["name"])
            #expect(field["summary"]?.isEmpty == false && field["type"]?.isEmpty == false)
            // A text with a number compared, a truth with a list: whatever is wrong with it, the name is known.
            try program.write(file + "\n[[rule]]\nname = \"r\"\nwhen = '\(name) = nonsense'\n", to: "rule.conf")
            let check = try program.run("check", "--config", "rule.conf", "--language", "en")
            #expect(!check.output.contains("unknown field"), "\(check.output)")
        }
        #expect(fields.count > 20)
    }

    @Test func replayWantsALogOrAJournal() throws {
        #expect(try program.run("replay").exit == 64)
    }

    @Test func replayCountsWhatItRead() throws {
        _ = try program.run("init")
        try program.write("2026-01-05T09:00:00Z\t#my-room\tMSG\talice\thello\n", to: "log.tsv")
        let replay = try program.run("replay", "--log", "log.tsv", "--format", "tsv", "--json")
        #expect(replay.exit == 0, "\(replay.errors)")
        #expect(replay.output.contains("\"messages\":1"))
    }
}
