// SPDX-License-Identifier: Apache-2.0

import CorpusTestSupport
import IRC
import Testing

/// What fuzzing found is read again (Tests/Corpora, scripts/fuzz.sh).
@Suite struct CorpusTests {
    @Test func linesOfAnyBytes() throws {
        let corpus = Corpus("irc-codec")
        #expect(!corpus.files.isEmpty)
        for file in corpus.files { Fuzz.codec(try corpus.bytes(file)) }
    }

    @Test func sessionsOfAnyBytes() throws {
        let corpus = Corpus("irc-session")
        #expect(!corpus.files.isEmpty)
        let broken = try corpus.broken { bytes in
            Fuzz.session(bytes, settings: Wire.settings()).allSatisfy { line in
                !line.bytes.dropLast(2).contains { $0 == 0 || $0 == 0x0A || $0 == 0x0D }
            }
        }
        #expect(broken == [])
    }
}
