// SPDX-License-Identifier: Apache-2.0

import Foundation
import Scenario

/// The scenario files of the project.
enum ScenarioLibrary {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Scenarios").resolvingSymlinksInPath()

    /// Paths below the folder, in order.
    static let paths: [String] = {
        let all = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return all.filter { $0.hasSuffix(".scenario") }.sorted()
    }()

    static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: folder.appendingPathComponent(path).path).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    static func read(_ path: String) -> (file: ScenarioFile, mistakes: [ScenarioMistake]) {
        ScenarioFile.parse(text(path) ?? "", path: path)
    }

    static func play(_ file: ScenarioFile) throws -> ScenarioRun {
        let beside = (file.path as NSString).deletingLastPathComponent
        return try ScenarioRun.play(file) { text((beside as NSString).appendingPathComponent($0)) }
    }

    /// A scenario written down in a test.
    static func play(_ text: String) throws -> ScenarioRun {
        let parsed = ScenarioFile.parse(text, path: "here.scenario")
        if let first = parsed.mistakes.first { throw first }
        return try ScenarioRun.play(parsed.file) { self.text($0) }
    }
}
