// SPDX-License-Identifier: Apache-2.0

import CorpusTestSupport
import Conf
import Testing

/// What fuzzing found is read again (Tests/Corpora, scripts/fuzz.sh).
@Suite struct CorpusTests {
    @Test func settingsOfAnyBytes() throws {
        let corpus = Corpus("conf")
        #expect(!corpus.files.isEmpty)
        #expect(try corpus.broken { Fuzz.configuration($0) } == [])
    }
}
