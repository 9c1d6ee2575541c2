// SPDX-License-Identifier: Apache-2.0

import CorpusTestSupport
import Language
import Testing

/// What fuzzing found is read again (Tests/Corpora, scripts/fuzz.sh).
@Suite struct CorpusTests {
    @Test func linesOfAnyBytesAreRead() throws {
        let corpus = Corpus("reader")
        #expect(!corpus.files.isEmpty)
        #expect(try corpus.broken { Fuzz.line($0) } == [])
    }
}
