// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

@Suite struct TextViewTests {
    private func view(_ text: String) -> TextView { TextView(PeerText(text), seed: 7) }
    private func folded(_ text: String) -> String { String(decoding: view(text).folded, as: UTF8.self) }

    @Test func aPlainLineIsCounted() {
        let f = view("Hello THERE, it's 42!!!").features
        #expect(f.words == 4)
        #expect(f.scalars == 23)
        #expect(f.letters == 13)
        #expect(f.capitals == 6)
        #expect(f.capitalPercent == 46)
        #expect(f.digits == 2)
        #expect(f.lines == 1)
        #expect(f.longestRun == 3)
        #expect(f.costumes == 0 && f.invisible == 0 && f.formattingCodes == 0)
    }

    @Test(arguments: [
        ("Un CAFÉ, très noir !", "un cafe tres noir"),
        ("L’œuvre de Çelik — Straße", "l oeuvre de celik strasse"),
        ("ＦＲＥＥ 𝐛𝐭𝐜 ⓝⓞⓦ", "free btc now"),
        ("e\u{301}te\u{301}", "ete"),
        ("\u{3}04,01red\u{3} \u{2}bold\u{F}", "red bold"),
        ("fr\u{200B}ee\u{2066} x", "free x"),
        ("ПРИВЕТ Ёлка", "привет елка"),
        ("раураl", "paypal"),
        ("ΑΘΗΝΑ", "αθηνα"),
        ("Việt Nam", "viet nam"),
        ("漢字 かな", "漢字 かな"),
        ("हिन्दी", "हिन्दी"),
        (" \u{301}", ""),
        ("a\r\nQUIT", "a quit"),
    ])
    func textIsFolded(text: String, expected: String) { #expect(folded(text) == expected) }

    /// As a program shows the bytes of UTF-8 that takes them for Windows-1252.
    private func misread(_ text: String) -> String {
        let signs = Array("€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars)
        var shown = String.UnicodeScalarView()
        for byte in text.utf8 { shown.append(0x80...0x9F ~= byte ? signs[Int(byte) - 0x80] : Unicode.Scalar(byte)) }
        return String(shown)
    }

    @Test(arguments: [
        "▄▄▄▄ COME TO #LAMPS ▄▄▄▄ → ✔", "free 🎁🎉 nitro", "“quoted” – and — dashed… it’s", "10 € ┃ 5 €",
    ])
    func aSignInTheWrongEncodingIsReadAsItWasMeant(_ text: String) {
        let (meant, shown) = (view(text), view(misread(text)))
        #expect(misread(text) != text)
        #expect(shown.folded == meant.folded && shown.words.map(\.hash) == meant.words.map(\.hash))
        #expect(shown.skeleton == meant.skeleton && shown.shingles == meant.shingles)
        #expect(shown.features == meant.features)
        #expect(shown.withPlain { Array($0) } == meant.withPlain { Array($0) })
    }

    /// A letter in the wrong encoding takes nothing that stands behind it into its word.
    @Test(arguments: [
        ("«\u{A0}la beauté\u{A0}»", "la beaute"), ("voilà “tout”", "voila tout"), ("â – „", "a"), ("câ–", "ca"),
        ("ð–", "d"), ("Â\u{80}x", "ax"), ("Ã\u{A0}casino", "a casino"), ("Ã\u{A0}\u{2}casino", "a casino"),
        ("Ñ\u{A0}#lamps", "n lamps"), ("xÄ“lamps.example", "xa lamps example"), ("â±\u{A0}casino", "a casino"),
        ("ð\u{A0}\u{A0}\u{A0}casino", "d casino"), ("ðŸ…°casino", "dy casino"), ("caâ€‹sino", "caa sino"),
    ])
    func whatPartsWordsGoesOnParting(text: String, expected: String) { #expect(folded(text) == expected) }

    @Test func costumesAreCounted() {
        #expect(view("раураl").features.costumes == 1)
        #expect(view("привет hello").features.costumes == 0)
        #expect(view("10 kΩ").features.costumes == 0)
        #expect(view("𝐟𝐫𝐞𝐞 x").features.costumes == 1)
        #expect(view("a\u{202E}b\u{E0041}").features.invisible == 2)
        #expect(view("👩‍👩‍👧").features.invisible == 0)
        #expect(view("\u{3}4red\u{3}").features.formattingCodes == 2)
    }

    @Test func linesAreCountedByText() {
        #expect(view("a\nb\r\nc\n").features.lines == 3)
        #expect(view("\n\na").features.lines == 1)
        #expect(view("a\u{2028}b").features.lines == 2)
    }

    @Test func theSkeletonIgnoresCostume() {
        let plain = view("Free btc at shop now").skeleton
        for text in [
            "FREE BTC AT SHOP NOW", "f r e e btc @t".replacing("@", with: "a") + " shop now",
            "fréé btc, at shop... now!!", "freeee bttc at shop now",
        ] {
            #expect(view(text).skeleton == plain, "\(text)")
        }
        #expect(view("Free btc at shop later").skeleton != plain)
        #expect(view("!!!").skeleton != view("???").skeleton)
        #expect(TextView(PeerText("Free btc at shop now"), seed: 8).skeleton != plain)
    }

    @Test func theASCIILoopAgreesWithTheGeneralOne() {
        var state: UInt64 = 5
        for _ in 0..<2000 {
            var text = ""
            for _ in 0..<40 {
                state = state &* 6_364_136_223_846_793_005 &+ 1
                let byte = UInt8(0x20 + Int(state >> 33) % 0x5F)
                text.unicodeScalars.append(Unicode.Scalar(byte))
                if state >> 60 > 10 { text += "a. " }
            }
            let fast = view(text)
            // A format character is dropped, but sends the text through the general loop.
            let slow = view(text + "\u{FE0F}")
            #expect(fast.features == slow.features, "\(text)")
            #expect(fast.folded == slow.folded)
            #expect(fast.words == slow.words)
            #expect(fast.skeleton == slow.skeleton)
            #expect(fast.shingles == slow.shingles)
            #expect(fast.links == slow.links)
            let plain = fast.withPlain { Array($0) }
            #expect(plain == slow.withPlain { Array($0) })
        }
    }

    // THREATS G3
    @Test func marksAreCutBeforeAnythingElse() {
        let zalgo = view("e" + String(repeating: "\u{301}", count: 500) + "x")
        #expect(zalgo.features.excessMarks == 492)
        #expect(zalgo.withPlain { $0.count } == 1 + 16 + 1)
    }

    @Test func textIsCutAtAScalar() {
        let long = view("x" + String(repeating: "é", count: 5000))
        #expect(long.features.wasCut)
        #expect(long.features.scalars == 1024)
        #expect(long.withPlain { $0.count } == 2047)
        #expect(view(String(repeating: "a", count: 2048)).features.wasCut == false)
    }

    @Test func noBytesTrapAndNoViewGrows() {
        let corpora = [
            "\u{FDFA}", "\u{301}", "e\u{301}\u{323}", "\u{0}", "\u{3}1,", "\u{4}abcdef", "ß", "ẞ", "ŉ", "\u{1D400}",
            "漢", "👩‍👩‍👧",
            "http://", "a.b@c/", "[.]", "xn--", "%2f", "\u{202E}", "क्षि", "\u{10FFFF}", "аb", "𐐀", "Ᏸ", "١", "。", " ",
            "\n", "'",
        ]
        var state: UInt64 = 11
        for round in 0..<3000 {
            var bytes: [UInt8] = []
            for _ in 0..<60 {
                state = state &* 6_364_136_223_846_793_005 &+ 1
                if round % 3 == 0 {
                    bytes.append(UInt8(truncatingIfNeeded: state >> 40))
                } else {
                    bytes.append(contentsOf: corpora[Int(state >> 33) % corpora.count].utf8)
                }
            }
            if round % 50 == 0 { while bytes.count < 65_536 { bytes.append(contentsOf: bytes) } }
            let text = String(decoding: bytes, as: UTF8.self)
            let v = view(text)
            let cut = min(text.utf8.count, TextView.limit)
            #expect(v.folded.count <= cut && v.withPlain { $0.count } <= cut)
            #expect(v.words.count <= cut / 2 + 1)
            #expect(v.links.count <= TextView.linkLimit)
            #expect(v.words.allSatisfy { Int($0.start) + Int($0.length) <= v.folded.count })
            #expect(String(validating: v.folded, as: UTF8.self) != nil)
            #expect(v.withPlain { String(validating: $0, as: UTF8.self) } != nil)
            _ = LineShape(v)
            _ = Mentions.count(in: v.text, seed: 1) { _ in true }
        }
    }

    @Test func everyScalarIsReadWithoutTrap() {
        var text = ""
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            text.unicodeScalars.append(scalar)
            if value % 256 == 255 {
                let v = view(text)
                #expect(String(validating: v.folded, as: UTF8.self) != nil)
                text = ""
            }
        }
    }
}
