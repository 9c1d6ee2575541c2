// SPDX-License-Identifier: Apache-2.0

import CorpusTestSupport
import Matrix
import Testing

/// What fuzzing found is read again (Tests/Corpora, scripts/fuzz.sh).
@Suite struct CorpusTests {
    @Test(
        arguments: [
            ("matrix-json", Fuzz.json), ("matrix-sync", Fuzz.sync), ("matrix-html", Fuzz.html),
        ] as [(String, @Sendable ([UInt8]) -> Void)])
    func answersOfAnyBytes(_ name: String, _ read: @Sendable ([UInt8]) -> Void) throws {
        let corpus = Corpus(name)
        #expect(!corpus.files.isEmpty)
        for file in corpus.files { read(try corpus.bytes(file)) }
    }
}
