// SPDX-License-Identifier: Apache-2.0

import Scenario
import Testing

@Suite struct ScenarioParsing {
    private func mistakes(_ text: String) -> [String] {
        ScenarioFile.parse(text, path: "x.scenario").mistakes.map(\.description)
    }

    @Test func everyMistakeIsToldWithItsLine() {
        let found = mistakes(
            """
            # covers: A9
            conf ../act.conf
            member bob standing=regal
            09:00:00 ==> eve
            25:00:00 --> eve
            09:00:00 mode lise +x eve
            09:00:00 -- eve becomes x
            +2q ...
            09:30:00 ...
            """)
        #expect(found.count == 6)
        #expect(found.first == "x.scenario:3: standing is newcomer, regular or merit")
        #expect(found.map { $0.split(separator: ":")[1] } == ["3", "4", "5", "6", "7", "8"])
    }

    @Test func aFileWithoutSettingsOrStepsIsNoScenario() {
        #expect(mistakes("# nothing\n").count == 2)
    }

    @Test func anOpenBlockIsTold() {
        #expect(mistakes("conf\nlanguage = \"en\"\n09:00:00 --> eve\n").contains { $0.contains("never closed") })
    }

    @Test func lineEndsOfAnySystemAreRead() {
        let (file, mistakes) = ScenarioFile.parse("conf a.conf\r\n09:00:00 --> eve\r\n       = say x\r\n", path: "x")
        #expect(mistakes.isEmpty)
        #expect(file.steps.first?.expected.first?.text == "= say x")
    }

    @Test func anExpectationNeedsALineToStandUnder() {
        #expect(
            mistakes("conf a.conf\n       = say x\n09:00:00 ...\n") == [
                "x.scenario:2: an expectation stands under the line it follows from"
            ])
    }

    @Test func idsOfWhatIsCoveredAreRead() {
        let (file, _) = ScenarioFile.parse(
            "# covers: FIELD 15, S4\n# covers: PRODUCT 3\nconf a\n09:00:00 ...\n", path: "x")
        #expect(file.covers == ["FIELD 15", "S4", "PRODUCT 3"])
    }

    @Test func timeThatGoesBackIsAMistake() {
        #expect(throws: ScenarioMistake.self) {
            try ScenarioLibrary.play("conf act.conf\n09:00:00 ...\n08:00:00 ...\n")
        }
    }
}
