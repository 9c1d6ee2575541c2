// SPDX-License-Identifier: Apache-2.0

import CorpusTestSupport
import Scenario
import Testing

/// What fuzzing found is read again (Tests/Corpora, scripts/fuzz.sh).
@Suite struct CorpusTests {
    @Test func logsOfAnyBytes() throws {
        let corpus = Corpus("log")
        #expect(!corpus.files.isEmpty)
        #expect(try corpus.broken { Fuzz.log($0) } == [])
    }

    @Test func scenariosOfAnyBytes() throws {
        let corpus = Corpus("scenario")
        #expect(!corpus.files.isEmpty)
        #expect(try corpus.broken { Fuzz.scenario($0) } == [])
    }
}
