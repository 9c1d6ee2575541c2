// SPDX-License-Identifier: Apache-2.0

import Control
import Foundation
import Glibc
import Testing

@testable import geoffrin

/// What whoever keeps her types, with its mistakes: each is told what happened and what to do.
@Suite(.serialized) struct KeeperTests {
    private let program: Program
    init() throws {
        program = try Program()
        try program.write(Program.ownersConf, to: "bot.conf")
    }

    private var french: Program {
        var program = program
        program.environment["LANG"] = "fr_FR.UTF-8"
        return program
    }

    // MARK: - Her state

    /// Her unit gives her a /tmp of her own: a copy she wrote would lie where nobody finds it, and go with her.
    @Test func aBackupIsWrittenByWhoeverAsksForIt() throws {
        try program.whileSheRuns {
            $0.signal(SIGTERM); #expect($0.exit() == 0)
        }
        let server = try ControlStub(program.folder + "/elsewhere", Reply([program.folder + "/state"]))
        defer { server.close() }
        let run = try program.run("backup", program.folder + "/copy.db", "--socket", server.path)
        #expect(run.exit == 0, "\(run)")
        let copy = try #require(FileManager.default.contents(atPath: program.folder + "/copy.db"))
        #expect(copy.starts(with: Array("SQLite format 3".utf8)))
        #expect(try program.mode(of: "copy.db") == 0o600)
    }

    @Test func aBackupThatCannotBeWrittenSaysWhere() throws {
        try program.whileSheRuns { _ in
            let run = try program.run("backup", "none/copy.db", "--socket", "control")
            #expect(run.exit == 74)
            #expect(run.errors.contains("none/copy.db: cannot be written: No such file or directory; name a file"))
        }
    }

    /// Of two of her, a copy is of the one that was named.
    @Test func aBackupIsOfTheStateThatWasNamed() throws {
        try program.whileSheRuns { _ in
            let run = try program.run("backup", "copy.db", "--state", "other", "--socket", "control")
            #expect(run.exit == 74 && run.errors.contains("other/geoffrin.db: nothing is there"), "\(run)")
            let hers = try program.run("backup", "copy.db", "--socket", "control")
            #expect(hers.exit == 0 && hers.output.hasSuffix("/copy.db\n"), "\(hers)")
            #expect(hers.errors.contains("copied from ") && hers.errors.contains("/state/geoffrin.db"), "\(hers)")
        }
    }

    /// Whoever may not ask her is not given what lies about from another time.
    @Test func whoIsTurnedAwayGetsNoOldCopy() throws {
        try program.whileSheRuns {
            $0.signal(SIGTERM); #expect($0.exit() == 0)
        }
        var own = program
        own.environment["STATE_DIRECTORY"] = program.folder + "/state"
        let rests = try own.run("audit", "--socket", "nobody")
        #expect(rests.exit == 0 && rests.errors.contains("she does not answer; read from \(own.folder)/state/"))
        let server = try ControlStub(program.folder + "/elsewhere", Reply(["not allowed"], exit: 77))
        defer { server.close() }
        let run = try own.run("backup", program.folder + "/copy.db", "--socket", server.path)
        #expect(run.exit == 77 && run.errors.contains("not allowed"), "\(run)")
        #expect(!FileManager.default.fileExists(atPath: program.folder + "/copy.db"))
    }

    @Test func whereSheRestsTheUnitsStateIsReadBeforeOnesOwn() {
        func read(_ environment: [String: String], _ there: String...) -> String {
            var places = Places(environment: environment)
            places.exists = { path in there.contains { path == $0 + "/geoffrin.db" } }
            return places.stateToRead
        }
        let (unit, own) = ("/var/lib/geoffrin", "/people/a/.local/state/geoffrin")
        #expect(read(["HOME": "/people/a"], unit, own) == unit)
        #expect(read(["HOME": "/people/a"], own) == own)
        #expect(read(["HOME": "/people/a"]) == own)
        #expect(read(["HOME": "/people/a", "XDG_STATE_HOME": "/s"], unit, "/s/geoffrin") == "/s/geoffrin")
        #expect(read(["HOME": "/people/a", "STATE_DIRECTORY": "/d"], unit, own) == "/d")
    }

    /// Whoever runs her need not know where she keeps her journal: she says it.
    @Test func commandsThatReadHerJournalFindThatOfTheRunningDaemon() throws {
        try program.whileSheRuns { _ in
            let audit = try program.run("audit", "--socket", "control")
            #expect(audit.exit == 0 && audit.errors.contains("the log is empty"), "\(audit)")
            #expect(try program.run("replay", "--since", "7d", "--socket", "control").exit == 0)
            let drill = try program.run("drill", "raid", "--socket", "control")
            #expect(drill.output.contains("the last 30 days"), "\(drill)")
        }
    }

    @Test(arguments: [["audit"], ["replay", "--since", "7d"], ["backup", "copy.db"]])
    func whereThereIsNoJournalThatIsSaid(_ command: [String]) throws {
        let run = try program.run(command + ["--state", "none", "--socket", "nobody"])
        #expect(run.exit == 74)
        #expect(run.errors.contains("none/geoffrin.db: nothing is there"), "\(run)")
        #expect(run.errors.contains("--state FOLDER"))
    }

    @Test func aSecondDaemonIsToldThatSheRuns() throws {
        try program.whileSheRuns { _ in
            let second = try program.run("run", "--state", "state", "--socket", "other")
            #expect(second.exit == 74)
            #expect(second.errors.contains("she runs already"))
            #expect(!second.errors.contains("Make room"), "\(second.errors)")
            #expect(try french.run("run", "--state", "state", "--socket", "other").errors.contains("elle tourne déjà"))
        }
    }

    // MARK: - A file that changes

    @Test func aFileThatIsGoneDiffersAndIsRefused() throws {
        try program.whileSheRuns { _ in
            let accept = try program.run("accept", "--socket", "control")
            #expect(accept.exit == 0 && accept.output.hasPrefix("no settings wait"), "\(accept)")
            try FileManager.default.removeItem(atPath: program.folder + "/bot.conf")
            let diff = try program.run("diff", "--socket", "control")
            #expect(diff.exit == 78 && diff.errors.contains("there is no such file"), "\(diff)")
            let reload = try program.run("reload", "--socket", "control")
            #expect(reload.exit == 78 && reload.errors.contains("the former settings stay in force"), "\(reload)")
        }
    }

    /// A reload would say the same.
    @Test func aFileInAnotherEncodingIsSaidToBeOne() throws {
        try program.whileSheRuns { _ in
            try Data(Array(Program.ownersConf.utf8) + [0x0A, 0x23, 0xE9, 0x0A])
                .write(to: URL(fileURLWithPath: program.folder + "/bot.conf"))
            let diff = try program.run("diff", "--socket", "control")
            #expect(diff.exit == 78 && diff.errors.contains("this is not UTF-8"), "\(diff)")
            #expect(!diff.errors.contains("is to read this file and may not"), "\(diff)")
        }
    }

    /// Where she runs already nobody goes there, and what the file has is told all the same.
    @Test func aLiveCheckOfOneThatRunsSaysWhatTheFileHas() throws {
        try program.write(
            Program.ownersConf.replacing("\"loop/margaux\", \"loop/lise\"", with: "\"loop/margaux\""), to: "bot.conf")
        try program.whileSheRuns { _ in
            let run = try program.run("check", "--live", "--json", "--socket", "control")
            #expect(run.exit == 75 && run.errors.contains("She is running"), "\(run)")
            let items = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]]
            #expect(items?.contains { $0["path"] as? String == "owners" } == true, "\(run)")
        }
    }

    // A program that asks whether she can go there is answered.
    @Test func aLiveCheckIsForProgramsToo() throws {
        try program.write(
            Program.ownersConf.replacing("nick = \"geoffrin\"", with: "nick = \"geoffrin\"\npass = \"secret:loop\""),
            to: "bot.conf")
        let run = try program.run("check", "--live", "--json", "--state", "state", "--socket", "nobody")
        #expect(run.exit == 75, "\(run)")
        let items = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]]
        let network = try #require(items?.first { $0["network"] as? String == "loop" })
        #expect(network["ok"] as? Bool == false)
    }

    @Test(arguments: [("prompt", "prompt.name"), ("welcome", "welcome.")])
    func aSectionIsExplainedByItsKeys(_ key: String, _ hint: String) throws {
        let run = try program.run("check", "--explain", key)
        #expect(run.exit == 64 && run.errors.contains("did you mean \(hint)"), "\(run)")
    }

    // MARK: - The order of words

    @Test(arguments: [
        (["check", "bot.conf"], "geoffrin check --config bot.conf"),
        (["run", "--last-good", "/etc/bot.conf"], "geoffrin run --config /etc/bot.conf"),
        (["--config", "bot.conf", "status"], "geoffrin status --config bot.conf"),
        (["--config=bot.conf", "check"], "geoffrin check --config=bot.conf"),
    ]) func whatWasMeantIsSaid(_ arguments: [String], _ meant: String) throws {
        for program in [program, french] {
            let run = try program.run(arguments)
            #expect(run.exit == 64)
            #expect(run.errors.contains(meant), "\(run.errors)")
        }
    }

    @Test func anOptionThatServesOneCommandServesThemAll() throws {
        let common = ["--config", "bot.conf", "--state", "state", "--socket", "nobody"]
        let login = try program.run(["login", "loop"] + common)
        #expect(login.errors.contains("her password is kept by: geoffrin secret"), "\(login)")
    }

    @Test func aWordBehindANameThatIsNotNoErasesNobody() throws {
        #expect(try program.run("forget", "eve", "stop", "--socket", "nobody").exit == 64)
        #expect(try program.run("forget", "eve", "no", "--socket", "nobody").exit == 69)
    }

    // MARK: - Files that are named

    @Test func aLogOfAnotherFormatIsRecognised() throws {
        try program.write("[09:00:10] <eve> hello\n[09:00:11] <eve> is anybody there\n", to: "log")
        let run = try program.run("replay", "--log", "log")
        #expect(run.exit == 64)
        #expect(run.errors.contains("another one: --format znc"), "\(run.errors)")
        let one = try program.run("replay", "--log", "log", "--format", "znc")
        #expect(one.output.contains("2 messages by 1 person:"), "\(one.output)")
    }

    @Test func aBrokenArchiveIsSaidToBeOne() throws {
        try Data([0x1F, 0x8B, 8, 0, 0, 0]).write(to: URL(fileURLWithPath: program.folder + "/log.gz"))
        let run = try program.run("replay", "--log", "log.gz")
        #expect(run.exit == 64)
        #expect(run.errors.contains("cannot be unpacked: fetch it again"), "\(run.errors)")
    }

    @Test func aModelThatIsNoneIsAMistakeOfUsage() throws {
        try program.write("no model", to: "none.bin")
        for file in ["none.bin", "nowhere.bin"] {
            let run = try program.run("score", "--model", file)
            #expect(run.exit == 64 && run.errors.contains(file), "\(run)")
        }
    }

    @Test func aSecretThatNothingNamesIsSaidSo() throws {
        let first = try program.run("secret", "loop", input: "sesame\n")
        #expect(first.output.hasSuffix("secrets/loop\n") && first.errors.contains("does not name it yet"), "\(first)")
        try program.write(
            Program.ownersConf.replacing("nick = \"geoffrin\"", with: "nick = \"geoffrin\"\npass = \"secret:loop\""),
            to: "bot.conf")
        let again = try program.run("secret", "loop", input: "sesame\n")
        #expect(again.errors.contains("restart her if she runs"), "\(again)")
        for (line, isNamed) in [
            ("# password = \"secret:loop\"", false), ("pass = 'secret:loop'", true),
            ("pass = 'file:secrets/loop'", true),
        ] {
            try program.write(Program.ownersConf.replacing("tls = false", with: "tls = false\n" + line), to: "bot.conf")
            let run = try program.run("secret", "loop", input: "sesame\n")
            #expect(run.errors.contains("restart her") == isNamed, "\(line): \(run)")
            #expect(run.errors.contains("does not name it yet") == !isNamed, "\(line): \(run)")
        }
        try program.write("langage = \"fr\"\n" + Program.ownersConf, to: "bot.conf")
        #expect(try program.run("secret", "loop", input: "sesame\n").errors.contains("bot.conf has mistakes"))
    }

    /// A terminal of its own: what is typed, and whether it shows what is typed afterwards.
    private func typing(_ text: String) throws -> (exit: Int32, shows: Bool) {
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        defer { close(master) }
        // Linux, ioctl_tty(2): unlock the other end, and its number.
        var (unlocked, number): (Int32, Int32) = (0, -1)
        try #require(ioctl(master, 0x4004_5431, &unlocked) == 0 && ioctl(master, 0x8004_5430, &number) == 0)
        let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Program.path)
        process.arguments = ["secret", "loop"]
        process.currentDirectoryURL = URL(fileURLWithPath: program.folder)
        process.environment = program.environment
        let terminal = FileHandle(fileDescriptor: slave)
        (process.standardInput, process.standardOutput, process.standardError) = (terminal, terminal, terminal)
        do { try process.run() } catch { close(slave); throw error }
        // Held open here, it would have us wait for ever for a question of a program that has ended.
        close(slave)
        // The question is there once the echo is off.
        var asked: [UInt8] = []
        var byte: UInt8 = 0
        while !String(decoding: asked, as: UTF8.self).hasSuffix("shown): "), read(master, &byte, 1) == 1 {
            asked.append(byte)
        }
        _ = write(master, text, text.utf8.count)
        process.waitUntilExit()
        var state = termios()
        let after = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        defer { close(after) }
        try #require(tcgetattr(after, &state) == 0)
        // A thread of a test may block the signal, and a child inherits that.
        let isKilled = process.terminationReason == .uncaughtSignal
        let exit = process.terminationStatus + (isKilled ? 128 : 0)
        return (exit, state.c_lflag & tcflag_t(ECHO) != 0)
    }

    /// Who dies of Ctrl-C at a password leaves a terminal that shows nothing any more.
    @Test func aPasswordBrokenOffLeavesATerminalThatShowsWhatIsTyped() throws {
        let broken = try typing("sesa\u{3}")
        #expect(broken.shows && broken.exit == 128 + SIGINT)
        #expect(!FileManager.default.fileExists(atPath: program.folder + "/secrets"))
        let whole = try typing("wrong\u{15}sesané\u{7F}\u{7F}me\n")
        #expect(whole.shows && whole.exit == 0)
        #expect(FileManager.default.contents(atPath: program.folder + "/secrets/loop") == Data("sesame".utf8))
    }

    /// What nobody sees typed is not kept unseen.
    @Test(arguments: [
        ("sesame\u{4}", "sesame"), ("open wrong\u{17}sesame\n", "open sesame"), ("wrong  \u{17}sesame\n", "sesame"),
        ("se\u{1}sa\u{0}me\t\n", "sesame"),
        // An arrow, Home, End, Delete, F1 of two kinds, Ctrl-Right, and Alt and a letter.
        ("se\u{1B}[A\u{1B}[H\u{1B}OFsa\u{1B}[3~me\u{1B}OP\u{1B}[[A\u{1B}[1;5C\u{1B}x\n", "sesame"),
        // A paste, in its brackets, and what a terminal never finishes.
        ("\u{1B}[200~sesame\u{1B}[201~\u{1B}[\n", "sesame"),
    ]) func keysThatWriteNothingAreNoPartOfAPassword(_ typed: String, _ kept: String) throws {
        #expect(try typing(typed).exit == 0)
        #expect(FileManager.default.contents(atPath: program.folder + "/secrets/loop") == Data(kept.utf8))
    }

    // MARK: - What check says back

    @Test func sheGreetsNobodyWithEmptyWords() throws {
        try program.write(Program.ownersConf + "\n[welcome]\nfirst = \"\"\n", to: "bot.conf")
        #expect(try program.run("check").output.contains("She greets nobody: [welcome] first is empty."))
        for (more, left) in [
            ("private = true\n", "she writes to newcomers in private."),
            ("grouped = \"Hi {{names}}\"\nreturning = true\n", "greets several who come together and greets those who"),
        ] {
            try program.write(Program.ownersConf + "\n[welcome]\nfirst = \"\"\n" + more, to: "bot.conf")
            let said = try program.run("check").output
            #expect(
                said.contains("She does not greet one who comes alone: [welcome] first is empty; but she "), "\(said)")
            #expect(said.contains(left) && !said.contains("greets nobody"), "\(said)")
        }
        try program.write(
            Program.ownersConf + "\n[welcome]\nfirst = \"\"\n[words]\nwelcome.first = \"Hi {{name}}\"\n", to: "bot.conf"
        )
        #expect(try program.run("check").output.contains("She greets newcomers after 2 min"))
        try program.write(Program.ownersConf.replacing("[\"loop/#salon\"]", with: "[]"), to: "bot.conf")
        #expect(try program.run("check").output.contains("She will be in no room"))
    }

    @Test func everySentenceNamesItsCommunityWhereThereAreTwo() throws {
        try program.write(
            Program.ownersConf + "\n[community.two]\nrooms = [\"loop/#two\"]\ndesk = [\"loop/#modos\"]\n",
            to: "bot.conf")
        let said = try program.run("check").output.split(separator: "\n")
        #expect(said.count(where: { $0.contains("She greets") }) == 2)
        #expect(said.filter { $0.contains("She greets") }.allSatisfy { $0.contains(": She greets") }, "\(said)")
    }

    /// Before `; : ! ?` stands a no-break space, whoever writes the sentence.
    @Test func herFrenchHasItsSpaces() throws {
        try program.whileSheRuns { _ in
            for command in [
                ["status"], ["audit"], ["diff"], ["accept"], ["owner"], ["why", "1"], ["plan", "x"], ["retire", "x"],
                ["check"], ["check", "--explain", "x"], ["check", "--live"], ["secret", "é"], ["login", "loop"],
                ["reload"], ["drill", "raid"], ["replay", "--log", "none"],
            ] {
                let run = try french.run(command + ["--socket", "control"])
                let said = run.output + run.errors
                #expect(said.firstMatch(of: /[^ ] [;:!?»](\s|$)/) == nil, "\(command): \(said)")
            }
            let alone = try french.run("status", "--socket", "nobody")
            #expect(alone.errors.contains("\u{A0}; la lancer\u{A0}: "), "\(alone.errors)")
        }
    }
}
