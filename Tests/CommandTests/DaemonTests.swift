// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

/// The daemon as a process of its own: what systemd hears of it, what the commands ask of it, and how it ends.
@Suite(.serialized) struct DaemonTests {
    private static let conf = """
        language = "en"
        owners   = ["loop/margaux"]

        """ + Program.networkThatIsDown

    private let program: Program
    init() throws {
        program = try Program()
        try program.write(Self.conf, to: "bot.conf")
    }

    private func daemon(watchdog: Duration = .seconds(30), _ body: (Running) throws -> Void) throws {
        let running = try Running(program, ["run", "--state", "state", "--socket", "control"], watchdog: watchdog)
        defer { running.kill() }
        #expect(running.notice()?.hasPrefix("READY=1\nSTATUS=on 0 of 1 network; loop: ") == true)
        try body(running)
    }
    private func ask(_ arguments: String...) throws -> Program.Result {
        try program.run(arguments + ["--config", "bot.conf", "--state", "state", "--socket", "control"])
    }

    @Test func systemdHearsThatSheIsReadyAliveAndStopping() throws {
        try daemon(watchdog: .milliseconds(300)) { running in
            #expect(running.notice { $0 == "WATCHDOG=1" } != nil)
            running.signal(SIGTERM)
            #expect(running.notice { $0.hasPrefix("STOPPING=1") } != nil)
            #expect(running.exit() == 0)
        }
    }

    @Test func aReloadIsToldAndAnswered() throws {
        try daemon { running in
            #expect(try ask("reload").output == "Nothing has changed in the settings.\n")
            #expect(running.notice { $0.hasPrefix("RELOADING=1\nMONOTONIC_USEC=") } != nil)
            #expect(running.notice { $0.hasPrefix("READY=1") } != nil)

            try program.write("contact = \"a@b.example\"\n" + Self.conf, to: "bot.conf")
            #expect(try ask("diff").output.contains("contact"))
            let good = try ask("reload")
            #expect(good.exit == 0 && good.output.hasPrefix("New settings in place: contact."), "\(good)")
            #expect(try ask("diff").output == "no difference\n")

            try program.write("langage = \"fr\"\n" + Self.conf, to: "bot.conf")
            let bad = try ask("reload")
            #expect(bad.exit == 78)
            #expect(bad.errors.contains("bot.conf:1:1: langage"))
            #expect(try ask("status").output.contains("bot.conf was refused, the former settings stay"))

            running.signal(SIGHUP)
            #expect(running.notice { $0.contains("bot.conf was refused") } != nil)
        }
    }

    @Test func theCommandsAreAnswered() throws {
        try daemon { _ in
            for command in ["status", "plan", "accept"] {
                let json = try ask(command, "--json")
                #expect(json.exit == 0, "\(command): \(json)")
                #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(json.output.utf8)) }
            }
            #expect(try ask("plan", "lots").exit == 64)
            #expect(try ask("why", "41").exit == 64)
            // A case, never the settings that wait.
            let accept = try ask("accept", "41")
            #expect(accept.exit == 64 && accept.errors.contains("no such case"), "\(accept)")
            for command in ["forget", "export"] {
                let nobody = try ask(command, "margau")
                #expect(nobody.exit == 64 && (nobody.output + nobody.errors).contains("margau"), "\(nobody)")
            }
            let code = try ask("owner").output
            #expect(code.split(separator: "\n").first?.count == 16)
            #expect(try ask("backup", program.folder + "/copy.db").exit == 0)
            #expect(try program.mode(of: "copy.db") == 0o600)
            #expect(try ask("backup", program.folder + "/copy.db").exit == 74)
            #expect(try ask("retire", "nowhere").exit == 64)
            #expect(try program.run("run", "--state", "state", "--socket", "other").exit == 74)
        }
    }

    /// What she lists is bounded, and says so: how to see the rest stands below it.
    @Test func aLongPlanIsToldInParts() throws {
        try program.write("Which stitch do you find restful?", to: "questions.txt")
        try program.write(
            Self.conf + """

                [bank.questions]
                file = "questions.txt"
                [[prompt]]
                name = "every day"
                cron = "30 9 * * *"
                from = "questions"
                """, to: "bot.conf")
        try daemon { _ in
            let first = try ask("plan", "400d").output.split(separator: "\n")
            #expect(first.count == 201 && first.last == "that is not all; the next ones: geoffrin plan 400d --from 201")
            let rest = try ask("plan", "400d", "--from", "201").output.split(separator: "\n")
            #expect((199...200).contains(rest.count) && rest.first?.contains("201") == true, "\(rest)")
            #expect(try ask("plan", "400d", "--from", "0").exit == 64)
            #expect(try ask("plan", "14d").output.split(separator: "\n").count == 14)
        }
    }

    @Test func aBrokenFileStartsWithTheLastGoodOne() throws {
        try daemon {
            $0.signal(SIGTERM); #expect($0.exit() == 0)
        }
        try program.write("langage = \"fr\"\n" + Self.conf, to: "bot.conf")
        #expect(try program.run("run", "--state", "state", "--socket", "control").exit == 78)
        let running = try Running(program, ["run", "--last-good", "--state", "state", "--socket", "control"])
        defer { running.kill() }
        #expect(running.notice()?.contains("the last good settings hold") == true)
    }

    @Test func whereNothingCanBeSetUpSheEndsWith75() throws {
        try program.write(
            Self.conf.replacing("nick = \"geoffrin\"", with: "nick = \"geoffrin\"\npass = \"secret:loop\""),
            to: "bot.conf")
        let result = try program.run("run", "--state", "state", "--socket", "control")
        #expect(result.exit == 75, "\(result)")
        #expect(result.errors.contains("secrets/loop"))
        try program.write(
            Self.conf.replacing(
                "tls = false",
                with: "certificate = \"none.pem\"\ncertificate_key = \"none.key\""), to: "bot.conf")
        #expect(try program.run("run", "--state", "state", "--socket", "control").exit == 75)
    }

    @Test func whereEverybodyRefusesHerSheEndsWith77() throws {
        let server = try LineServer(says: ":irc.example 464 * :Password incorrect")
        defer { server.close() }
        try program.write(Self.conf.replacing("127.0.0.1:1", with: "127.0.0.1:\(server.port)"), to: "bot.conf")
        let result = try program.run("run", "--state", "state", "--socket", "control")
        #expect(result.exit == 77, "\(result)")
        #expect(result.errors.contains("the server refuses its password"))
    }

    @Test func aServerThatNeverHangsUpKeepsHerNoLonger() throws {
        let server = try LineServer(says: ":irc.example NOTICE * :looking up your hostname")
        defer { server.close() }
        try program.write(Self.conf.replacing("127.0.0.1:1", with: "127.0.0.1:\(server.port)"), to: "bot.conf")
        try daemon { running in
            #expect(server.arrived.wait(timeout: .now() + 20) == .success)
            running.signal(SIGTERM)
            #expect(running.exit() == 0)
        }
        // What she wrote down is whole: the next one starts from it.
        try daemon { running in
            running.signal(SIGTERM)
            #expect(running.exit() == 0)
        }
    }

    @Test func aFaultSentFromOutsideEndsHer() throws {
        try daemon { running in
            running.signal(SIGSEGV)
            #expect(running.exit() == SIGSEGV)
        }
    }

    @Test(
        arguments: [(["status"], 77), (["audit"], 77), (["backup", "copy.db"], 77), (["drill", "raid"], 0)]
            as [([String], Int32)])
    func aSocketThatIsNotHersEndsWith77(_ command: [String], _ exit: Int32) throws {
        try daemon { _ in
            // Root may; anybody else may not even enter the folder of the socket.
            guard geteuid() == 0, FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv") else { return }
            chmod(program.folder, 0o755)
            chmod(program.folder + "/bot.conf", 0o644)
            chmod(program.folder + "/control", 0o666)
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
            process.arguments =
                [
                    "--reuid=65534", "--regid=65534", "--clear-groups", Program.path,
                ] + command + [
                    "--socket", program.folder + "/control", "--config", program.folder + "/bot.conf",
                ]
            process.environment = program.environment
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == exit)
        }
    }
}
