// SPDX-License-Identifier: Apache-2.0

import Scenario
import Testing

@Suite struct PlayingAScenario {
    private static let greeting =
        "       = @09:02:00 say Welcome, eve! Just reading is fine, and so is asking a question at any hour.\n"
    private func text(_ expectations: String) -> String {
        "conf act.conf\nmember bob\n09:00:00 --> eve\n09:03:00 ...\n\(expectations)# the end\n"
    }

    @Test func whatIsNotExpectedIsADifference() throws {
        let run = try ScenarioLibrary.play(text(""))
        #expect(run.differences.count == 1)
        #expect(run.report.contains("+ = @09:02:00 say Welcome, eve!"))
    }

    @Test func whatDoesNotHappenIsADifference() throws {
        let run = try ScenarioLibrary.play(text(Self.greeting + "       = kick eve: out\n"))
        #expect(run.differences.first?.lines.contains("- = kick eve: out") == true)
    }

    @Test func theOrderCounts() throws {
        let run = try ScenarioLibrary.play(text("       = kick eve: out\n" + Self.greeting))
        #expect(run.differences.count == 1)
    }

    @Test func theBeginningOfALineIsEnoughWhereItEndsInAnEllipsis() throws {
        #expect(try ScenarioLibrary.play(text("       = @09:02:00 say Welcome, eve! …\n")).differences.isEmpty)
        #expect(try ScenarioLibrary.play(text("       = @09:02:00 say Welcome, ivo! …\n")).differences.count == 1)
    }

    @Test func updatingWritesWhatHappenedAndKeepsTheRest() throws {
        let run = try ScenarioLibrary.play(text("       = kick eve: out\n"))
        #expect(run.updated == text(Self.greeting))
        #expect(try ScenarioLibrary.play(run.updated).differences.isEmpty)
    }

    @Test func updatingKeepsABeginningThatFits() throws {
        let beginning = text("       = @09:02:00 say Welcome, eve! …\n")
        #expect(try ScenarioLibrary.play(beginning).updated == beginning)
    }

    @Test func whoeverIsNotThereCannotSpeak() throws {
        let run = try ScenarioLibrary.play("conf act.conf\n09:00:00 <eve> hello\n")
        #expect(run.report.contains("FAULT eve is not in #atelier"))
    }

    @Test func theSameScenarioTwiceIsTheSame() throws {
        let file = ScenarioLibrary.read("moderation/ladder.scenario").file
        #expect(try ScenarioLibrary.play(file).happened == ScenarioLibrary.play(file).happened)
    }
}
