// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The built program, run as a script would run it: in a folder of its own, with an environment of its own.
struct Program {
    struct Result {
        var exit: Int32
        var output: String
        var errors: String
    }

    /// The end of a bot.conf: a server that nobody answers at. A network that is down at boot stops nothing.
    static let networkThatIsDown = """
        [network.loop]
        irc = "127.0.0.1:1"
        tls = false
        nick = "geoffrin"
        [community.salon]
        rooms = ["loop/#salon"]
        desk  = ["loop/#modos"]
        """
    /// A whole one before it, with two owners.
    static let ownersConf = """
        language = "en"
        owners   = ["loop/margaux", "loop/lise"]
        contact  = "a@b.example"

        """ + networkThatIsDown

    let folder: String
    var environment: [String: String]

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("command-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        environment = ["PATH": "/usr/bin:/bin", "HOME": folder, "LANG": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"]
    }

    /// Beside the tests' own program, or where `swift build` puts it.
    static var path: String {
        let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let places = [beside.appendingPathComponent("geoffrin"), root.appendingPathComponent(".build/debug/geoffrin")]
        return (places.first { FileManager.default.isExecutableFile(atPath: $0.path) } ?? places[0]).path
    }

    func run(_ arguments: String..., input: String = "") throws -> Result { try run(arguments, input: input) }

    func run(_ arguments: [String], input: String = "") throws -> Result {
        let file = "\(folder)/.in"
        try input.write(toFile: file, atomically: false, encoding: .utf8)
        return try run(arguments, on: FileHandle(forReadingAtPath: file))
    }

    func run(_ arguments: [String], on input: FileHandle?) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = environment
        // Files, not pipes: a program that writes much never waits for us.
        let (outFile, errFile) = ("\(folder)/.out", "\(folder)/.err")
        for file in [outFile, errFile] { _ = FileManager.default.createFile(atPath: file, contents: nil) }
        process.standardInput = input
        process.standardOutput = FileHandle(forWritingAtPath: outFile)
        process.standardError = FileHandle(forWritingAtPath: errFile)
        try process.run()
        process.waitUntilExit()
        return Result(
            exit: process.terminationStatus, output: try String(contentsOfFile: outFile, encoding: .utf8),
            errors: try String(contentsOfFile: errFile, encoding: .utf8))
    }

    func write(_ text: String, to name: String) throws {
        try text.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
    }
    /// Keeps a secret as `geoffrin secret` does: for its owner alone.
    func keep(_ secret: String, as name: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder + "/secrets", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try write(secret + "\n", to: "secrets/\(name)")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: "\(folder)/secrets/\(name)")
    }

    func mode(of name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
    }
}

extension Program {
    /// A community on one homeserver, with its token as a stored secret; `rest` follows in bot.conf.
    func configure(
        homeserver base: String, token: String, owner: String, server: String = "hs.test", _ rest: String
    ) throws {
        try write(
            """
            language = "en"
            owners = ["matrix/\(owner)"]
            contact = "hello@hs.test"
            [network.matrix]
            matrix = "\(base)"
            token = "secret:matrix"
            unlimited = true
            [community.salon]
            rooms = ["matrix/#salon:\(server)"]
            desk = ["matrix/#desk:\(server)"]

            """ + rest, to: "bot.conf")
        try keep(token, as: "matrix")
    }
}

extension Program {
    /// She runs with state and socket in this folder while `body` does something.
    func whileSheRuns(_ body: (Running) throws -> Void) throws {
        let running = try Running(self, ["run", "--state", "state", "--socket", "control"])
        defer { running.kill() }
        #expect(running.notice { $0.hasPrefix("READY=1") } != nil)
        try body(running)
    }
}
