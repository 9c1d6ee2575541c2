// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The completions the program writes for each shell are taken by that shell, where it is installed.
@Suite struct CompletionTests {
    private let program: Program
    init() throws { program = try Program() }

    private static func has(_ shell: String) -> Bool {
        ["/usr/bin/", "/bin/"].contains { FileManager.default.isExecutableFile(atPath: $0 + shell) }
    }

    private func script(_ shell: String) throws -> String {
        let result = try program.run("--generate-completion-script", shell)
        #expect(result.exit == 0)
        #expect(result.output.contains("geoffrin"))
        try program.write(result.output, to: "completion")
        return result.output
    }

    /// Runs a shell in the program's folder, with the built program on the path.
    private func shell(_ shell: String, _ line: String) throws -> (exit: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [shell, "-c", line]
        process.currentDirectoryURL = URL(fileURLWithPath: program.folder)
        var environment = program.environment
        let folder = URL(fileURLWithPath: Program.path).deletingLastPathComponent().path
        environment["PATH"] = "\(folder):/usr/bin:/bin"
        process.environment = environment
        let file = program.folder + "/said"
        _ = FileManager.default.createFile(atPath: file, contents: nil)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: file)
        process.standardError = FileHandle(forWritingAtPath: file)
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, try String(contentsOfFile: file, encoding: .utf8))
    }

    @Test func bashCompletesTheCommands() throws {
        _ = try script("bash")
        let result = try shell(
            "bash",
            "source ./completion && COMP_WORDS=(geoffrin sc) COMP_CWORD=1 COMP_LINE='geoffrin sc' COMP_POINT=11 && "
                + "_geoffrin && echo \"${COMPREPLY[@]}\"")
        #expect(result.exit == 0, "\(result.output)")
        #expect(result.output.contains("scenario") && result.output.contains("schema"), "\(result.output)")
    }

    @Test(.enabled(if: has("zsh"))) func zshTakesTheScript() throws {
        _ = try script("zsh")
        let result = try shell("zsh", "autoload -U compinit && compinit -u && source ./completion && whence _geoffrin")
        #expect(result.output.hasPrefix("_geoffrin"), "\(result.output)")
    }

    @Test(.enabled(if: has("fish"))) func fishCompletesTheCommands() throws {
        _ = try script("fish")
        let result = try shell("fish", "source ./completion; complete -C 'geoffrin sc'")
        #expect(result.output.contains("scenario") && result.output.contains("schema"), "\(result.output)")
    }
}
