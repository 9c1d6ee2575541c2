// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import IRC

@Suite struct SplitterTests {
    // THREATS B4: a line, or what follows a cut, that begins with another's words is an order to others.
    @Test func noContinuationBeginsWithPeerTextWhereverTheCutFalls() {
        for padding in 0...200 {
            let text = Array((String(repeating: "x", count: padding) + " !op eve !op eve !op eve").utf8)
            let pieces = TextSplitter.pieces(text, budget: 64, lines: 9)
            for piece in pieces.dropFirst() { #expect(piece.starts(with: TextSplitter.continuation)) }
        }
    }

    @Test func everyPieceFitsAndIsValidText() {
        let text = Array(String(repeating: "é🧶 ", count: 300).utf8)
        for budget in 32...120 {
            for piece in TextSplitter.pieces(text, budget: budget, lines: 50) {
                #expect(piece.count <= budget)
                #expect(String(validating: piece, as: UTF8.self) != nil)
            }
        }
    }

    @Test func nothingIsLostWhileThereAreLinesEnough() {
        let words = (0..<200).map { "mot\($0)" }
        let pieces = TextSplitter.pieces(Array(words.joined(separator: " ").utf8), budget: 80, lines: 99)
        let joined = pieces.map {
            String(decoding: $0.starts(with: TextSplitter.continuation) ? Array($0.dropFirst(4)) : $0, as: UTF8.self)
        }
        #expect(joined.joined(separator: " ") == words.joined(separator: " "))
    }

    @Test func whatDoesNotFitIsCutAndSaysSo() {
        let pieces = TextSplitter.pieces([UInt8](repeating: 0x61, count: 1000), budget: 100, lines: 2)
        #expect(pieces.count == 2)
        #expect(pieces[1].count <= 100)
        #expect(String(decoding: pieces[1], as: UTF8.self).hasSuffix(" …"))
    }
}
