// SPDX-License-Identifier: Apache-2.0

import Language
import Testing

@Suite("undressing a line")
struct NormaliserTests {
    private func views(_ text: String, words: [String] = []) -> (plain: String, bare: String) {
        var normaliser = Normaliser(lexicon: Lexicon(words.map { Array($0.utf8) }))
        Array(text.utf8).withUnsafeBufferPointer { normaliser.read($0) }
        let plain = String(decoding: normaliser.plain.bytes, as: UTF8.self)
        return (plain, normaliser.bare.isEmpty ? plain : String(decoding: normaliser.bare.bytes, as: UTF8.self))
    }

    @Test(
        "thirteen costumes come off",
        arguments: [
            ("ídïót", "idiot"), ("ｉｄｉｏｔ", "idiot"), ("іdіоt", "idiot"), ("\u{3}04id\u{2}io\u{F}t", "idiot"),
            ("1d10t", "idiot"), ("𝐢𝐝𝐢𝐨𝐭", "idiot"), ("idioooot", "idiot"), ("i d i o t", "idiot"),
            ("i.d.i.o.t", "idiot"),
            ("i\u{301}\u{302}\u{303}d\u{334}iot", "idiot"), ("id\u{200B}i\u{200D}ot", "idiot"), ("id*ot", "idiot"),
            ("ⓘⓓⓘⓞⓣ", "idiot"), ("IDIOT", "idiot"),
        ])
    func costumes(_ written: String, _ read: String) {
        #expect(views("you \(written) there", words: ["idiot"]).bare == "you \(read) there")
    }

    @Test(
        "two neighbours in each other's place go back, in words of the list alone",
        arguments: [
            ("you idoit there", "you idiot there"), ("you idito!", "you idiot!"), ("form from", "form from"),
            ("a carp", "a carp"), ("did i ot", "did i ot"), ("diiot", "diiot"), ("IDOIT", "idiot"),
            ("idíot idoit", "idiot idiot"),
        ])
    func swapped(_ written: String, _ read: String) {
        #expect(views(written, words: ["idiot", "carp", "crap"]).bare == read)
    }

    @Test(
        "ordinary lines stay as they are",
        arguments: [
            "hello there, how are you?", "i am a fan of it", "see http://example.org/a1b2", "it costs 100 or 20",
            "the c++ compiler", "cool, thanks",
        ])
    func ordinary(_ line: String) { #expect(views(line).bare == line) }

    @Test("French keeps its accents in one view and loses them in the other")
    func accents() {
        let (plain, bare) = views("T'es Énervé, ça déborde")
        #expect(plain == "t'es énervé, ça déborde")
        #expect(bare == "t'es enerve, ca deborde")
    }

    @Test("bad input is bounded (THREATS G3)")
    func bad() {
        let lines: [[UInt8]] = [
            Array(repeating: 0x61, count: 1_000_000), [], [0xFF, 0xFE, 0x80, 0xC3], [0xF0, 0x9F],
            Array(repeating: [0xCC, 0x81], count: 500_000).flatMap { $0 },
            Array(repeating: [0xEF, 0xB7, 0xBA], count: 20_000).flatMap { $0 }, [0x03], [0x04, 0x31],
        ]
        var normaliser = Normaliser()
        for line in lines {
            line.withUnsafeBufferPointer { normaliser.read($0) }
            #expect(normaliser.plain.bytes.count <= Normaliser.limit * 4)
            #expect(normaliser.bare.bytes.count <= Normaliser.limit * 4)
            #expect(String(validating: normaliser.plain.bytes, as: UTF8.self) != nil)
        }
    }
}
