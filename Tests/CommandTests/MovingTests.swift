// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

/// What whoever keeps her meets when a machine is set up or moved: each is told what happened and what to do.
@Suite(.serialized) struct MovingTests {
    private let program: Program
    init() throws {
        program = try Program()
        try program.write(Program.ownersConf, to: "bot.conf")
    }

    @Test(arguments: [("none.log", "there is no such file"), (".", "this is a folder")])
    func aLogThatCannotBeReadSaysWhy(_ path: String, _ why: String) throws {
        let run = try program.run("replay", "--log", path, "--format", "irssi")
        #expect(run.exit == 64 && run.errors.contains("\(path): \(why)"), "\(run)")
        #expect(try program.run("scenario", path).errors.contains(why))
    }

    @Test func aFolderOfOnesOwnIsNotWrittenAsATilde() throws {
        try program.write(Program.ownersConf + "\n[bank.q]\nfile = \"~/q.txt\"\n", to: "bot.conf")
        #expect(try program.run("check").output.contains("~ is not read as a folder here"))
    }

    /// Under the same name in the same rooms neither would be obeyed.
    @Test func aSecondDaemonBehindTheSameSocketDoesNotStart() throws {
        try program.whileSheRuns { _ in
            let second = try Running(program, ["run", "--state", "another", "--socket", "control"])
            defer { second.kill() }
            #expect(second.exit() == 74)
            let log = try String(contentsOfFile: program.folder + "/log", encoding: .utf8)
            #expect(log.contains("she runs already, and answers at control"), "\(log)")
            #expect(try program.run("status", "--socket", "control").exit == 0)
        }
    }

    /// A database that was moved without the key of its log: nothing is known of the log, least of all that it is empty.
    @Test func aLogWithoutItsKeyIsNotSaidToBeEmpty() throws {
        try program.whileSheRuns {
            _ = try program.run("retire", "--socket", "control")
            $0.signal(SIGTERM); #expect($0.exit() == 0)
        }
        let whole = try program.run("audit", "--verify", "--state", "state")
        #expect(whole.exit == 0 && whole.output.contains("The chain holds."), "\(whole)")
        try FileManager.default.removeItem(atPath: program.folder + "/state/geoffrin.db-audit-key")
        let keyless = try program.run("audit", "--verify", "--state", "state")
        #expect(keyless.exit == 74 && keyless.output.isEmpty, "\(keyless)")
        #expect(keyless.errors.contains("state/geoffrin.db-audit-key is not there"), "\(keyless)")
        #expect(keyless.errors.contains("--key FILE"), "\(keyless)")
    }

    /// `check` by a user who owns nothing here, as root may run it.
    private func checkAsNobody() throws -> (exit: Int32, said: String) {
        let log = program.folder + "/said"
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
        process.arguments = [
            "--reuid=65534", "--regid=65534", "--clear-groups", Program.path, "check", "--config",
            program.folder + "/bot.conf",
        ]
        process.environment = program.environment
        let told = FileHandle(forWritingAtPath: log)
        process.standardOutput = told
        process.standardError = told
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, try String(contentsOfFile: log, encoding: .utf8))
    }

    /// Written by root for root alone, or in a folder that is root's: that is what a careful hand does, and she cannot read it.
    @Test(arguments: [(0o755, 0o600), (0o700, 0o644)] as [(mode_t, mode_t)])
    func aFileThatSheMayNotReadIsNotSaidToBeMissing(_ folder: mode_t, _ file: mode_t) throws {
        guard geteuid() == 0, FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv") else { return }
        chmod(program.folder + "/bot.conf", file)
        chmod(program.folder, folder)
        let (exit, said) = try checkAsNobody()
        #expect(exit == 78 && said.contains("user 65534 is to read this file and may not: chmod a+r"), "\(said)")
    }

    /// The unit's passwords are root's: to anybody else they are not missing, they are not to be seen.
    @Test func aPasswordThatThisUserMayNotSeeIsNotSaidToBeMissing() throws {
        guard geteuid() == 0, FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv") else { return }
        let named = Program.ownersConf.replacing(
            "nick = \"geoffrin\"", with: "nick = \"geoffrin\"\npass = \"secret:loop\"")
        try program.write(named, to: "bot.conf")
        try program.keep("open sesame", as: "loop")
        chmod(program.folder, 0o755)
        chmod(program.folder + "/bot.conf", 0o644)
        chmod(program.folder + "/secrets", 0o700)
        let (exit, said) = try checkAsNobody()
        #expect(exit == 0 && said.contains("this user may not look at"), "\(said)")
        #expect(!said.contains("not found"), "\(said)")
    }

    /// Whoever reads the log at night reads that she is not in and why, also where she never was.
    @Test func whoTurnsHerAwayAtTheDoorIsInTheLog() throws {
        let server = try LineServer(says: "ERROR :Closing Link: not today", hangsUp: true)
        defer { server.close() }
        try program.write(Program.ownersConf.replacing("127.0.0.1:1", with: "127.0.0.1:\(server.port)"), to: "bot.conf")
        try program.whileSheRuns { running in
            #expect(running.notice { $0.contains("not today") } != nil)
            running.signal(SIGTERM)
            #expect(running.exit() == 0)
        }
        let log = try String(contentsOfFile: program.folder + "/log", encoding: .utf8)
        #expect(log.contains("warning: a network is not reached") && log.contains("not today"), "\(log)")
    }
}
