// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Mistakes of different kinds in one file: one that breaks the reading hides none of the others.
@Suite struct ManyMistakesTests {
    private let program: Program
    init() throws { program = try Program() }

    private static let head = """
        language = "en"
        timezone = "Europe/Paris"
        owners   = ["loop/margaux", "loop/lise"]
        contact  = "a@b.example"
        [network.loop]
        irc = "127.0.0.1"
        tls = false
        nick = "geoffrin"
        [community.salon]
        rooms = ["loop/#salon"]
        desk  = ["loop/#modos"]

        """

    private func check(_ text: String) throws -> Program.Result {
        try program.write(text, to: "bot.conf")
        return try program.run("check", "--config", "bot.conf", "--language", "en")
    }

    /// Each breaks the reading of one line; all that the engine alone can see is still said.
    @Test(arguments: ["[welcome]\nafter = \"2m\"\n[welcome]\n", "[animation]\nmost = \"1 a day\n", "[moderation\n"])
    func whatCannotBeReadHidesNothing(_ broken: String) throws {
        let rest = """
            [bank.questions]
            file = "none.txt"
            [[rule]]
            name = "a"
            when = 'member.mesages < 3'
            then = ["note"]
            [[rule]]
            name = "b"
            when = 'text matches "(a"'
            then = ["note"]
            [[prompt]]
            name = "c"
            at = "munday 9:30"
            from = "questions"

            """
        let result = try check(Self.head + broken + rest)
        #expect(result.exit == 78)
        for said in ["member.messages", "never closed", "none.txt", "munday"] {
            #expect(result.output.contains(said), "\(said)\n\(result.output)")
        }
    }

    /// A list that could not be read is not called missing where it is named.
    @Test func whatIsLostIsNotCalledMissing() throws {
        let result = try check(
            Self.head + """
                [list.sites]
                values = ["a.example
                [[rule]]
                name = "a"
                when = 'links.domains any of @sites'
                then = ["note"]

                """)
        #expect(result.exit == 78)
        #expect(!result.output.contains("unknown list"), "\(result.output)")
    }

    @Test func aQuestionInTheQuietHoursIsWarnedAbout() throws {
        try program.write("Which stitch?\n", to: "q.txt")
        let prompts = """
            [bank.questions]
            file = "q.txt"
            [[prompt]]
            name = "late"
            at = "monday 23:30"
            from = "questions"

            """
        let result = try check(Self.head + prompts)
        #expect(result.exit == 0)
        #expect(result.errors.contains("bot.conf:16:7: prompt \"late\": warning: never asked"), "\(result.errors)")
        #expect(!result.output.contains("next on"), "\(result.output)")
        let french = try program.run("check", "--config", "bot.conf", "--language", "fr")
        #expect(french.errors.contains("jamais posée"))
    }

    @Test func aSecretThatOthersCanReadIsAMistake() throws {
        try program.write("hunter2\n", to: "pass")
        let with = { (line: String) in Self.head.replacing("nick = \"geoffrin\"", with: "nick = \"geoffrin\"\n\(line)")
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: program.folder + "/pass")
        let exposed = try check(with("pass = \"file:\(program.folder)/pass\""))
        #expect(exposed.exit == 78, "\(exposed)")
        #expect(exposed.output.contains("chmod 600"))
        #expect(!exposed.output.contains("no mistakes"))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: program.folder + "/pass")
        #expect(try check(with("pass = \"file:\(program.folder)/pass\"")).exit == 0)
        // One that is not there may be readable where she runs.
        #expect(try check(with("pass = \"file:/nowhere/pass\"")).exit == 0)
    }

    @Test func oneOwnerByOneAccountIsWarnedAbout() throws {
        let one = try check(Self.head.replacing(", \"loop/lise\"", with: ""))
        #expect(one.exit == 0)
        #expect(one.errors.contains("bot.conf:3:13: owners: warning: the only owner"), "\(one.errors)")
        #expect(try !check(Self.head).errors.contains("the only owner"))
    }

    @Test func aScenarioThatIsNotThereIsAMistakeOfUse() throws {
        #expect(try program.run("scenario", "none.scenario").exit == 64)
    }
}
