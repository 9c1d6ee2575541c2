// SPDX-License-Identifier: Apache-2.0

import Engine
import Scenario
import Testing

@Suite struct EveryScenario {
    @Test(arguments: ScenarioLibrary.paths)
    func comesOutAsItsFileSays(_ path: String) throws {
        let (file, mistakes) = ScenarioLibrary.read(path)
        #expect(mistakes.map(\.description) == [])
        let run = try ScenarioLibrary.play(file)
        #expect(run.report == "")
    }

    @Test func areAtLeastSixty() {
        #expect(ScenarioLibrary.paths.count >= 60)
    }

    @Test(arguments: ScenarioLibrary.paths)
    func saysWhatItCovers(_ path: String) {
        let covers = ScenarioLibrary.read(path).file.covers
        #expect(!covers.isEmpty)
        for id in covers { #expect(Self.isKnown(id), "\(path): «\(id)» is no promise, rule or threat") }
    }

    /// `PRODUCT 3`, `FIELD 15`, `A9`.
    private static func isKnown(_ id: String) -> Bool {
        let parts = id.split(separator: " ")
        if parts.count == 2, let number = Int(parts[1]) {
            return parts[0] == "PRODUCT" ? (1...8).contains(number) : parts[0] == "FIELD" && (1...35).contains(number)
        }
        guard parts.count == 1, let letter = id.unicodeScalars.first, "ABCDEFGHIJKLS".unicodeScalars.contains(letter)
        else { return false }
        return Int(id.unicodeScalars.dropFirst().map(String.init).joined()) != nil
    }

    /// The replay law: the same events into a fresh engine give the same decisions and the same rows.
    @Test(arguments: ScenarioLibrary.paths)
    func repeatsItselfInAFreshEngine(_ path: String) throws {
        let run = try ScenarioLibrary.play(ScenarioLibrary.read(path).file)
        #expect(run.player.breachesOfReplay() == [])
    }

    /// Recovery: recorded decisions, applied to a fresh engine, leave it in the state of the one that made them.
    @Test(arguments: ScenarioLibrary.paths)
    func isRecoveredFromItsJournal(_ path: String) throws {
        let run = try ScenarioLibrary.play(ScenarioLibrary.read(path).file)
        #expect(run.player.breachesOfRecovery() == [])
    }

    /// Restart: the same from the rows of any moment and the journal after them.
    @Test(arguments: ScenarioLibrary.paths)
    func isRecoveredFromItsRows(_ path: String) throws {
        let run = try ScenarioLibrary.play(ScenarioLibrary.read(path).file)
        #expect(run.player.breachesOfRestart() == [])
    }

    /// Nothing she says holds a placeholder that nobody filled, or a control character.
    @Test(arguments: ScenarioLibrary.paths)
    func isSaidInWholeSentences(_ path: String) throws {
        let (file, _) = ScenarioLibrary.read(path)
        let run = try ScenarioLibrary.play(file)
        let strangers = file.lines.contains { $0.contains("{{") && !$0.contains("first") }
        for line in run.happened.joined() {
            if !strangers { #expect(!line.contains("{{"), "\(line)") }
            let isEscaped = line.contains("\\u{") && !line.contains("\\u{2060}") && !line.contains("\\u{A}")
            if line.hasPrefix("= say") || line.hasPrefix("= desk") { #expect(!isEscaped, "\(line)") }
        }
    }
}
