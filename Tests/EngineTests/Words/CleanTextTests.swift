// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

@Suite struct CleanTextTests {
    private func clean(_ raw: String, _ limit: Int = 200) -> String { CleanText(PeerText(raw), limit: limit).text }

    @Test func noByteOfControlIsLeft() {
        #expect(clean("x\r\nMODE #t +o eve") == "x MODE #t +o eve")
        #expect(clean("\u{1}DCC SEND x 0 0 0\u{1}") == "DCC SEND x 0 0 0")
        #expect(clean("a\u{0}b\u{1B}]52;c\u{7}\u{9B}31m") == "ab]52;c31m")
    }

    @Test func coloursGoWithTheirDigitsAndOnlyTheirs() {
        #expect(clean("\u{3}04,01red\u{3} \u{2}bold\u{F}") == "red bold")
        #expect(clean("\u{3}123") == "3")
        #expect(clean("\u{3}4,x") == ",x")
        #expect(clean("\u{4}FF00AAtext") == "text")
        #expect(clean("1,2") == "1,2")
    }

    @Test func whatTurnsOrHidesTextIsGone() {
        #expect(clean("a\u{202E}b\u{2066}c\u{200B}d\u{FEFF}e\u{AD}f") == "abcdef")
        #expect(clean("flag\u{E0067}\u{E007F}") == "flag")
        #expect(clean("\u{E000}\u{FFFF}\u{FFF9}x") == "x")
    }

    @Test func twoMarksABaseAreKept() {
        let zalgo = "e" + String(String.UnicodeScalarView(Array(repeating: "\u{301}", count: 50)))
        #expect(Array(clean(zalgo).unicodeScalars) == ["e", "\u{301}", "\u{301}"])
        #expect(clean("\u{301}\u{301}x") == "x")
        #expect(Array(clean(" \u{301}x").unicodeScalars) == ["x"])
    }

    @Test func spacesOfEveryKindAreOne() { #expect(clean("  a\u{3000}\u{2003}\t b\u{2028}c ") == "a b c") }

    @Test func aCutShowsAndTheLimitHolds() {
        #expect(clean("abcdef", 4) == "abc…")
        #expect(clean("abcd", 4) == "abcd")
        #expect(clean("abc   def", 4) == "abc…")
        #expect(clean(String(repeating: "é", count: 60_000), 100).unicodeScalars.count == 100)
        #expect(clean("abc", 0) == "…")
    }

    @Test func ordinaryNamesAreShownAndAdvertsAreNot() {
        for name in [
            "eve", "Jean-Luc", "alice[m]", "J.R.R. Tolkien", "Éloïse", "田中", "Dr. Who", "x_x_", "net_cat", "come_in",
        ] {
            #expect(ShownName(PeerText(name)).text == name)
        }
        for name in [
            "t-me_freebtc", "FREE BTC t.me/x", "www.x.fr", "eve@evil.tk", "#channel", "@room", "x。com",
            "cheap_shop_com",
            "discord-gg_x", "a\u{202E}b", "", "\u{200B}", String(repeating: "a", count: 33), "http", "evil.tk",
            "a(dot)b",
        ] {
            #expect(ShownName(PeerText(name)).text == nil, "\(name)")
        }
    }

    @Test func anEchoRingsForNobody() {
        func quiet(_ text: String) -> String {
            CleanText(PeerText(text), limit: 200).quiet { ["alice", "bob[m]"].contains($0) }
        }
        #expect(quiet("hey @room and @Everyone @here") == "hey @\u{2060}room and @\u{2060}Everyone @\u{2060}here")
        #expect(quiet("Alice: hi bob[m]") == "A\u{2060}lice: hi b\u{2060}ob[m]")
        #expect(quiet("alicette here") == "alicette here")
        #expect(quiet("alice") == "a\u{2060}lice")
    }

    @Test func anyTextInAnySlotStaysWithinTheGrammarOfASink() {
        let ends = ["\r\n!op eve", "\u{1B}[2J", "{{bot}}", "\u{85}x", "\u{202E}", "x\u{0}", "\u{3}1,2"]
        let words = Words(.fr, house: Realistic.values)
        for key in Words.Key.allCases {
            for end in ends {
                var values = Realistic.values
                for slot in Words.Slot.allCases {
                    if case .number = values[slot] { continue }
                    values[slot] = .peer(PeerText(end))
                }
                let said = words.say(key, values).text
                for scalar in said.unicodeScalars where scalar != "\n" {
                    #expect(
                        scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) && scalar != "\u{202E}", "\(key)")
                }
                for line in said.unicodeScalars.split(separator: "\n") { #expect(line.first != "!", "\(key)") }
                #expect(TerminalText(Utterance(said)).text == said)
            }
        }
    }

    @Test func aTerminalGetsNoControlAtAll() {
        let all = (0...0xFF).compactMap { Unicode.Scalar($0) }
        let text = TerminalText(own: String(String.UnicodeScalarView(all))).text
        #expect(
            text.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)) })
        #expect(TerminalText(PeerText("a\n<0>b")).text == "a <0>b")
    }

    @Test func aLogValueIsOneFieldOnOneLine() {
        #expect(LogValue(PeerText("a\nb\" x=\\1\u{1B}")).text == "a\\u{a}b\\\" x=\\\\1\\u{1b}")
        #expect(LogValue(PeerText(String(repeating: "a", count: 500))).text.utf8.count == 203)
    }
}
