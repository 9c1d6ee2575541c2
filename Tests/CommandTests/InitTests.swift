// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

/// A conversation with `init`, and what came of it.
struct Dialogue: Sendable, CustomTestStringConvertible {
    var answers: [String]
    /// Found in bot.conf; none: nothing is written.
    var written: [String] = []
    /// Found in what she said.
    var said: [String] = []

    var testDescription: String { answers.joined(separator: " · ") }
    var input: String { answers.map { $0 + "\n" }.joined() }
}

/// What is written passes `check`; what cannot be right is asked again with the reason, or, from a pipe, ends it.
@Suite struct InitTests {
    private let program: Program
    init() throws { program = try Program() }

    private static let good = [
        Dialogue(answers: [], written: ["libera/#my-room", "libera/#my-room-mods", "owners   = []"]),
        Dialogue(answers: ["fr", "irc.oftc.net", "", "#tricot"], written: ["[network.oftc]", "oftc/#tricot-modos"]),
        Dialogue(
            answers: [
                "fr", "https://matrix.example.org", "", "#cafe:example.org", "#modos:example.org", "@lise:example.org",
                "@sami:example.org, @zoe:example.org",
            ],
            written: [
                "matrix = \"https://matrix.example.org\"", "token  = \"secret:matrix\"", "matrix/#cafe:example.org",
                "matrix/#modos:example.org", "owners   = [\"matrix/@lise:example.org\"]",
                "[\"matrix/@sami:example.org\", \"matrix/@zoe:example.org\"]", "[community.cafe]",
            ],
            said: ["geoffrin login matrix --user @geoffrin:example.org"]),
        Dialogue(
            answers: ["en", "@geoffrin:example.org"],
            written: ["https://example.org", "#my-room:example.org", "#my-room-mods:example.org"]),
        Dialogue(
            answers: [
                "en", "ircs://irc.libera.chat:6697/ https://example.org", "sophie", "", "#tricot #cafe:example.org", "",
                "lise @lise:example.org", "libera/sami",
            ],
            written: [
                "irc  = \"irc.libera.chat:6697\"", "nick = \"sophie\"", "matrix = \"https://example.org\"",
                "rooms = [\"libera/#tricot\", \"matrix/#cafe:example.org\"]", "desk  = [\"libera/#tricot-mods\"]",
                "[\"libera/lise\", \"matrix/@lise:example.org\"]", "moderators = [\"libera/sami\"]",
            ]),
        Dialogue(
            answers: ["en", "https://hs.example", "", "!aBcD"], written: ["matrix/!aBcD", "#moderation:hs.example"]),
        Dialogue(
            answers: [
                "en", "https://example.org", "", "https://matrix.to/#/#cafe:example.org",
                "https://matrix.to/#/%23modos%3Aexample.org?via=example.org", "https://matrix.to/#/@lise:example.org",
            ],
            written: [
                "[\"matrix/#cafe:example.org\"]", "[\"matrix/#modos:example.org\"]", "[\"matrix/@lise:example.org\"]",
            ]),
        Dialogue(
            answers: ["fr", "irc.matrix.org https://matrix.org"], written: ["[network.irc]", "[network.matrix]"]),
        // «None» is nobody: whoever registered that name would command her.
        Dialogue(
            answers: ["en", "", "", "#a", "None", "none", "no"],
            written: ["owners   = []", "desk  = []", "moderators = []"]),
        Dialogue(
            answers: ["fr", "", "", "#a", "", "Personne", "aucune"], written: ["owners   = []", "moderators = []"]),
        Dialogue(answers: ["en", "", "", "#a", "", "libera/none"], written: ["owners   = [\"libera/none\"]"]),
        Dialogue(answers: ["en", "ircd:6667"], written: ["irc  = \"ircd:6667\""]),
        Dialogue(answers: ["en", "localhost"], written: ["irc  = \"localhost\""]),
        Dialogue(answers: ["fr", "", "", "\"#Café\", #Café"], written: ["[community.cafe]", "[\"libera/#Café\"]"]),
    ]

    private static let silly = [
        Dialogue(answers: ["de"], said: ["en or fr, found de"]),
        Dialogue(answers: ["fr", "matrix"], said: ["https://matrix.example.org pour Matrix"]),
        Dialogue(answers: ["en", "http://example.org"], said: ["her token could be read"]),
        Dialogue(answers: ["en", "ftp://example.org"], said: ["an IRC server is written irc.libera.chat"]),
        Dialogue(answers: ["en", "libera"], said: ["its server is written irc.libera.chat"]),
        Dialogue(answers: ["en", "https://web.libera.chat/#a"], said: ["its server is written irc.libera.chat"]),
        Dialogue(answers: ["fr", "discord"], said: ["l'adresse d'un serveur a un point"]),
        Dialogue(
            answers: ["en", "", "", "https://web.libera.chat/#a"], said: ["that is an address", "by its name: #a"]),
        Dialogue(answers: ["en", "https://a.example", "", "", "", "lise"], said: ["written whole, @lise:a.example"]),
        Dialogue(answers: ["en", "irc.a.example irc.b.example"], said: ["one server of a kind"]),
        Dialogue(answers: ["en", "irc.a.example", "Madame Geoffrin"], said: ["a nickname"]),
        Dialogue(answers: ["en", "https://a.example", "geoffrin"], said: ["written whole, @geoffrin:a.example"]),
        Dialogue(answers: ["fr", "", "", "#Café du fil"], said: ["n'a pas d'espace", "#café-du-fil"]),
        Dialogue(answers: ["fr", "", "", "tricot"], said: ["commence par #", "#tricot"]),
        Dialogue(answers: ["fr", "", "", "#"], said: ["commence par #"]),
        Dialogue(answers: ["en", "", "", "@lise"], said: ["that is a person"]),
        Dialogue(answers: ["en", "", "", "#cafe:example.org"], said: ["only an IRC server was named"]),
        Dialogue(answers: ["en", "https://a.example", "", "#cafe"], said: ["#cafe:a.example"]),
        Dialogue(answers: ["en", "", "", "#a", "#a"], said: ["its members would read the cases"]),
        Dialogue(answers: ["fr", "", "", "#a", "", "#modos"], said: ["c'est un salon"]),
        Dialogue(answers: ["en", "", "", "#a", "", "@lise:example.org"], said: ["only an IRC server was named"]),
        Dialogue(answers: ["en", "", "", "#a", "", "lise", "*!*@host"], said: ["a mask or pattern"]),
    ]

    private func conf() -> String? { try? String(contentsOfFile: program.folder + "/bot.conf", encoding: .utf8) }

    @Test(arguments: good)
    func whatIsWrittenIsAccepted(_ dialogue: Dialogue) throws {
        let run = try program.run("init", input: dialogue.input)
        #expect(run.exit == 0, "\(run.errors)")
        let text = conf() ?? ""
        for part in dialogue.written { #expect(text.contains(part), "\(part)\n\(text)") }
        for part in dialogue.said { #expect(run.errors.contains(part), "\(run.errors)") }
        let check = try program.run("check")
        #expect(check.exit == 0, "\(check.output)\(check.errors)")
    }

    @Test(arguments: silly)
    func aSillyAnswerFromAPipeEndsItWithTheReason(_ dialogue: Dialogue) throws {
        let run = try program.run("init", input: dialogue.input)
        #expect(run.exit == 64)
        let errors = run.errors.replacing("\u{a0}", with: " ")
        for part in dialogue.said { #expect(errors.contains(part), "\(errors)") }
        #expect(conf() == nil)
    }

    /// Seven answers are not typed for nothing.
    @Test func whereNothingCanBeWrittenNothingIsAsked() throws {
        try program.write("", to: "file")
        for folder in ["file", "file/below", "none/below"] {
            let run = try program.run("init", folder)
            #expect(run.exit == 74, "\(folder): \(run)")
            #expect(run.errors.hasPrefix(folder.split(separator: "/")[0]) && !run.errors.contains("?"), "\(run)")
        }
    }

    /// At a terminal each is asked again, and the good answer that follows is taken.
    @Test func aSillyAnswerIsAskedAgain() throws {
        let answers = [
            "allemand", "fr", "matrix", "irc.libera.chat", "Madame G", "geoffrin", "#Café du fil", "#cafe-du-fil",
            "#cafe-du-fil",
            "#modos", "#modos", "lise", "@sami:example.org", "sami",
        ]
        let run = try program.runAtTerminal("init", typing: answers.map { $0 + "\n" }.joined())
        #expect(run.exit == 0, "\(run.errors)")
        let text = conf() ?? ""
        for part in ["[\"libera/#cafe-du-fil\"]", "[\"libera/#modos\"]", "[\"libera/lise\"]", "[\"libera/sami\"]"] {
            #expect(text.contains(part), "\(text)")
        }
        #expect(try program.run("check").exit == 0)
    }

    /// Ctrl-D is to leave.
    @Test func whoeverLeavesHasNothingWritten() throws {
        let run = try program.runAtTerminal("init", typing: "fr\n\u{4}")
        #expect(run.exit == 64)
        #expect(run.errors.contains("Rien n'est écrit"))
        #expect(conf() == nil)
    }
}

extension Program {
    /// The same, typed at a terminal of its own.
    func runAtTerminal(_ arguments: String..., typing text: String) throws -> Result {
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        // Linux, ioctl_tty(2): unlock the other end, and its number.
        var (unlocked, number): (Int32, Int32) = (0, -1)
        guard master >= 0, ioctl(master, 0x4004_5431, &unlocked) == 0, ioctl(master, 0x8004_5430, &number) == 0 else {
            throw POSIXError(.ENXIO)
        }
        let name = "/dev/pts/\(number)"
        defer { close(master) }
        let slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard slave >= 0 else { throw POSIXError(.ENXIO) }
        let bytes = Array(text.utf8)
        guard Glibc.write(master, bytes, bytes.count) == bytes.count else { throw POSIXError(.EIO) }
        return try run(arguments, on: FileHandle(fileDescriptor: slave, closeOnDealloc: true))
    }
}
