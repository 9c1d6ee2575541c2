// SPDX-License-Identifier: Apache-2.0

import CorpusTestSupport
import Testing

@testable import Control

/// Inputs that a fuzzer would begin with, and whatever it finds (scripts/fuzz.sh control).
@Suite struct CorpusTests {
    @Test func requestsKeepTheirPromises() throws {
        let corpus = Corpus("control")
        #expect(!corpus.files.isEmpty)
        #expect(try corpus.broken { Fuzz.request($0) } == [])
    }
}
