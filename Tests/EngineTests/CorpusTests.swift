// SPDX-License-Identifier: Apache-2.0

import CorpusTestSupport
import Engine
import Testing

/// What fuzzing found is read again (Tests/Corpora, scripts/fuzz.sh).
@Suite struct CorpusTests {
    @Test func conditionsOfAnyBytes() throws {
        let corpus = Corpus("rule")
        #expect(!corpus.files.isEmpty)
        #expect(try corpus.broken { Fuzz.condition($0) } == [])
    }

    @Test func momentsOfAnyBytes() throws {
        let corpus = Corpus("moment")
        #expect(!corpus.files.isEmpty)
        #expect(try corpus.broken { Fuzz.moment($0) } == [])
    }
}
