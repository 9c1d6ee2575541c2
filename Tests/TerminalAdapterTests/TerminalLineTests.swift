// SPDX-License-Identifier: Apache-2.0

import TerminalAdapter
import Testing

@Suite struct TypedLines {
    @Test func areReadAsTheyAreMeant() {
        let table: [(String, TerminalLine)] = [
            ("", .nothing), ("   ", .nothing), ("hello all", .said("hello all")),
            ("<eve> hi  there", .saidBy("eve", "hi  there")),
            ("<eve>hi", .saidBy("eve", "hi")), ("* eve waves", .actedBy("eve", "waves")), ("--> eve", .joined("eve")),
            ("-->eve", .joined("eve")),
            ("<-- eve", .left("eve")), ("-->", .said("-->")), ("/wait 30m", .wait("30m")),
            ("/desk why 1", .desk("why 1")), ("/restart", .restart),
            ("/help", .help), ("/aide", .help), ("/quit", .quit), ("/nothing here", .unknown("/nothing")),
            ("<> x", .said("<> x")),
            ("hello\r", .said("hello")), ("*bold*", .said("*bold*")), ("/private help", .whispered("help")),
        ]
        for (text, line) in table { #expect(TerminalLine(text) == line, "\(text)") }
    }
}
