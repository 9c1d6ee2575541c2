// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Conf

/// SplitMix64: the same files each time.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Bytes that mean something to TOML or to those who mistype it.
private let pieces: [String] = [
    "\"", "'", "\"\"\"", "'''", "[", "]", "[[", "]]", "{", "}", "=", ":", "#", ",", ".", "\n", "\r\n", "\\", "\\u00e9",
    " ", "\u{A0}",
    "“", "”", "« ", " »", "’", "é", "e\u{301}", "\0", "\u{7F}", "true", "oui", "45m", "1e5", "0x1F", "2026-01-05",
    "09:30:00", "9h30", "a.b.c",
    "[welcome]\n", "[[prompt]]\n", "[room.\"libera/#a\"]\n", "first = \"x\"\n", "x = [\n1,\n2\n]\n",
    "{ fr = \"a\", en = \"b\" }", "-", "+", "_",
]

private func mutated(_ text: String, _ generator: inout Seeded) -> [UInt8] {
    var bytes = Array(text.utf8)
    for _ in 0...Int.random(in: 0..<4, using: &generator) {
        let at = Int.random(in: 0...bytes.count, using: &generator)
        let end = min(bytes.count, at + Int.random(in: 0..<12, using: &generator))
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes.removeSubrange(at..<end)
        case 1: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: at)
        case 2: bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0...bytes.count, using: &generator))
        case 3: if at < bytes.count { bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &generator) }
        default: bytes.insert(contentsOf: (pieces.randomElement(using: &generator) ?? "").utf8, at: at)
        }
    }
    return bytes
}

@Test(arguments: 0..<8) func aDamagedFileIsExplainedAndNeverTraps(_ seed: UInt64) {
    var generator = Seeded(state: seed)
    for _ in 0..<100 {
        let bytes = mutated(example, &generator)
        #expect(Fuzz.configuration(bytes), "\(String(decoding: bytes, as: UTF8.self))")
    }
}

/// Our recogniser must agree with TOML: where toml++ finds nothing wrong, neither may it.
@Test(arguments: 0..<8) func textThatIsTomlHasNoMistakeOfForm(_ seed: UInt64) {
    var generator = Seeded(state: 1000 + seed)
    var count = 0
    for _ in 0..<200 {
        let bytes = mutated(example, &generator)
        guard (try? TomlParser.parse(bytes)) != nil, Source(bytes).firstInvalid() == nil else { continue }
        count += 1
        var findings = Findings(file: "f")
        _ = Reading(bytes, into: &findings)
        #expect(
            findings.diagnostics.isEmpty,
            "\(findings.diagnostics.map { $0.printed(.en) }) in \(String(decoding: bytes, as: UTF8.self))")
    }
    #expect(count > 10)
}

@Test func hugeFilesOfBracketsAndQuotesAreRead() {
    for piece in [
        "[", "{", "\"", "'", "a = [\n", "a.", "“", "\u{A0}", "a = {a = ", "[a.b]\n", "a = 1\n", "\n", "x'y'z",
        "[[a]]\n", "é = “\n",
    ] {
        let bytes = Array(String(repeating: piece, count: 12_000 / piece.utf8.count).utf8)
        #expect(Fuzz.configuration(bytes), "\(piece)")
    }
}
