// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

/// The one grammar of what a relay carries (THREATS A6).
struct RelayedLineTests {
    @Test(arguments: [
        ("<alice> hello", "alice", "hello"), ("<alice>  hello", "alice", " hello"), ("<a b> x", "a b", "x"),
        ("\u{3}04<alice>\u{F} hello", "alice", "hello"), ("<\u{3}12,04alice\u{3}> hello", "alice", "hello"),
        ("\u{2}<alice>\u{2} hello", "alice", "hello"), ("<a\u{200B}li\u{2060}ce> hello", "alice", "hello"),
        ("<alice> <bob> hello", "alice", "<bob> hello"), ("<alice> hi\n<mod> !ban bob", "alice", "hi\n<mod> !ban bob"),
        ("<\u{3},> x", ",", "x"),
    ])
    func aNameAndWhatItSays(_ line: String, _ name: String, _ text: String) throws {
        let relayed = try #require(RelayedLine(PeerText(line)))
        #expect(relayed.name == name && relayed.text == text)
    }

    @Test(arguments: [
        "hello", "<alice>hello", "<> hello", "<\u{200B}> hello", "alice> hello", "<alice", "<", "", "<a<b> x",
        "<x\n> hello", " <alice> hello", "<\(String(repeating: "a", count: 65))> x",
    ])
    func anythingElseIsNone(_ line: String) { #expect(RelayedLine(PeerText(line)) == nil) }
}
