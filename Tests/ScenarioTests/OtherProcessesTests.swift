// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The replay law in other processes: each has its own hash seed, and no decision may depend on it (THREATS G9).
@Suite struct OtherProcesses {
    /// The program, where the build has put it beside the tests.
    static let program: URL? = {
        let beside = URL(fileURLWithPath: CommandLine.arguments.first ?? "").deletingLastPathComponent()
        let tests = ScenarioLibrary.folder.deletingLastPathComponent().deletingLastPathComponent()
        let places = [
            beside, Bundle.main.bundleURL.deletingLastPathComponent(), tests.appendingPathComponent(".build/debug"),
        ]
        return places.map { $0.appendingPathComponent("geoffrin") }.first {
            FileManager.default.isExecutableFile(atPath: $0.path)
        }
    }()

    @Test(.enabled(if: program != nil), arguments: 1...3)
    func decideAlike(_ seed: Int) throws {
        let process = Process()
        process.executableURL = Self.program
        process.arguments =
            ["scenario"] + ScenarioLibrary.paths.map { ScenarioLibrary.folder.appendingPathComponent($0).path }
        var environment = ProcessInfo.processInfo.environment
        environment["SWIFT_DETERMINISTIC_HASHING"] = nil
        process.environment = environment
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
