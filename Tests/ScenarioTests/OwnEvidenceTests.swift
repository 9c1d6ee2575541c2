// SPDX-License-Identifier: Apache-2.0

import Chat
import Engine
import Scenario
import Testing

/// THREATS L4: nobody but a newcomer is sanctioned for what others did.
@Suite struct OwnEvidence {
    /// Each trace is played again with all others' lines left out: the sanction, or a harder one, must still come.
    @Test(arguments: ScenarioLibrary.paths)
    func standsWithoutWhatOthersSaid(_ path: String) throws {
        let (file, _) = ScenarioLibrary.read(path)
        let run = try ScenarioLibrary.play(file)
        #expect(run.player.sanctionsOwedToOthers() == [])
    }
}
