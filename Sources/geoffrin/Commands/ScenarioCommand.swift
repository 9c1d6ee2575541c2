// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Conf
internal import Foundation
internal import Scenario

struct ScenarioCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenario", abstract: "Play chat logs and compare what she does with what is written there.",
        discussion: "Exit code 65 when something differs. --update writes into the file what happens.")
    @Argument(help: ArgumentHelp("Files, as docs/scenarios.md describes them.", valueName: "file"), completion: .file())
    var files: [String]
    @OptionGroup(visibility: .hidden) var unused: UnusedOptions
    @Flag(help: "Write what happens in place of what was expected.") var update = false

    func run() throws {
        var differs = false
        var isBroken = false
        var isUnreadable = false
        for path in files {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                Console.note(FileToRead.trouble(path)[unused.file.tongue])
                isUnreadable = true
                continue
            }
            let (file, mistakes) = ScenarioFile.parse(text, path: path)
            if !mistakes.isEmpty {
                for mistake in mistakes { Console.note(mistake.description) }
                isBroken = true
                continue
            }
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            let run: ScenarioRun
            do throws(ScenarioMistake) {
                run = try ScenarioRun.play(file, model: { ModelBytes.of($0, beside: folder) }) { name in
                    try? String(contentsOf: URL(fileURLWithPath: name, relativeTo: folder), encoding: .utf8)
                }
            } catch {
                Console.note(error.description)
                isBroken = true
                continue
            }
            if run.differences.isEmpty { continue }
            if update {
                try write(run.updated, to: path)
                Console.note(say("\(path): updated", "\(path) : mis à jour"))
            } else {
                differs = true
                Console.result(run.report)
            }
        }
        if isUnreadable { throw Exit.usage.code }
        if isBroken { throw Exit.configuration.code }
        if differs { throw Exit.differs.code }
    }

    private func say(_ en: String, _ fr: French) -> String { Sentence(en: en, fr: fr)[unused.file.tongue] }

    private func write(_ text: String, to path: String) throws {
        do {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            Console.note("\(path): \(error.localizedDescription)")
            throw Exit.cannotWrite.code
        }
    }
}
