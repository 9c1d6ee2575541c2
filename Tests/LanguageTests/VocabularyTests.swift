// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Language

@Suite("costumes that known words undo")
struct VocabularyTests {
    private static let words = [
        "the", "a", "i", "you", "to", "is", "it", "are", "not", "in", "this", "we", "team", "from", "but", "what",
        "good",
        "all", "there", "play", "don't", "form", "noob", "été", "bit", "idiot", "where", "stupid", "know",
    ]
    private static let listed = ["idiot", "stupid", "whore"]

    private func normaliser() -> Normaliser {
        let listed = Self.listed.map { Array($0.utf8) }
        let words = Self.words.map { Array($0.utf8)[...] }
        return Normaliser(lexicon: Lexicon(listed), vocabulary: Vocabulary(words, listed: listed))
    }

    private func read(_ text: String) -> String {
        var normaliser = normaliser()
        Array(text.utf8).withUnsafeBufferPointer { normaliser.read($0) }
        return String(decoding: (normaliser.bare.isEmpty ? normaliser.plain : normaliser.bare).bytes, as: UTF8.self)
    }

    @Test(
        "what is meant is read",
        arguments: [
            // Two neighbours in each other's place.
            ("waht is tihs", "what is this"), ("you are not form there", "you are not form there"),
            ("i dno't konw", "i don't know"), ("you sutpid tema!", "you stupid team!"),
            // A letter twice, or many times.
            ("you are sttupid", "you are stupid"), ("goooood", "good"), ("a nooooob teaaaam", "a noob team"),
            ("you ideeot", "you ideeot"),
            // Words as one.
            ("youarenotintheteam", "you are not in the team"),
            ("youareaidiot,idon'tknowyou!", "you are a idiot,i don't know you!"),
            ("weareinthehxqzvteam", "we are in the hxqzv team"),
            // Letters apart: another gap ends the word, and where none tells, the words do.
            ("y.o.u a.r.e s-t-u-p-i-d", "you are stupid"),
            ("y o u a r e n o t i n t h e t e a m", "you are not in the team"), ("s t u p i d t.e.a.m", "stupid team"),
            ("i d i o t !", "idiot !"),
            // A hidden letter: of two that fit, the word that is said.
            ("wh*t is th*s", "what is this"), ("wh*re are you", "where are you"), ("you *re st*pid", "you are stupid"),
            ("d*n't", "don't"), ("st*pid's", "stupid's"), ("st*pid'*", "stupid'*"), ("y*u a*e", "you are"),
        ])
    func meant(_ written: String, _ read: String) { #expect(self.read(written) == read) }

    @Test(
        "what nobody knows stays as it is",
        arguments: [
            "hxqzv", "scunthorpe", "kubernetes", "zzidiotic", "hyperidiotically", "éidoit", "idoité", "tohe", "bool",
            "https://example.org/abc", "d*fg",
        ])
    func unknown(_ line: String) {
        var normaliser = normaliser()
        Array(line.utf8).withUnsafeBufferPointer { normaliser.read($0) }
        #expect(String(decoding: normaliser.plain.bytes, as: UTF8.self) == line)
    }

    @Test("a word is known without its accents, too")
    func accents() {
        let vocabulary = Vocabulary(["été", "les"].map { Array($0.utf8)[...] })
        #expect(vocabulary.cost(of: Array("ete".utf8)) == vocabulary.cost(of: Array("été".utf8)))
        #expect(vocabulary.cost(of: Array("ét".utf8)) == nil)
    }

    @Test("every byte keeps the place that it came from")
    func places() {
        for line in ["say youarenotintheteam, waht", "é youarenotintheteam tihs", "y.o.u wh*t *re goooood sttupid"] {
            var normaliser = normaliser()
            let bytes = Array(line.utf8)
            bytes.withUnsafeBufferPointer { normaliser.read($0, keepingPlaces: true) }
            for view in [normaliser.plain, normaliser.bare] {
                #expect(view.bytes.count == view.places.count)
                #expect(zip(view.places, view.places.dropFirst()).allSatisfy { $0 <= $1 })
                #expect(view.places.allSatisfy { Int($0) < bytes.count })
            }
        }
    }

    @Test("a line of any kind stays bounded (THREATS G3)")
    func bounded() throws {
        var reader = Reader(try #require(Model.embedded))
        let lines = [
            String(repeating: "youarenotintheteam", count: 4000),
            String(repeating: "aiaiaiaiaiaiaiaiaiai ", count: 4000),
            String(repeating: "i*i ", count: 20_000), String(repeating: "a b ", count: 20_000),
            String(repeating: "yuo ", count: 20_000), String(repeating: "ﬃ", count: 20_000),
        ]
        for line in lines {
            _ = reader.read(line)
            #expect(reader.normaliser.plain.bytes.count <= Normaliser.limit * 4)
            #expect(reader.normaliser.bare.bytes.count <= Normaliser.limit * 4)
        }
    }

    @Test(
        "innocents in costume read as clean ones do, and so does abuse",
        arguments: [
            ("what is the best way to do this", "whatisthebestwaytodothis"),
            ("what is the best way to do this", "waht is teh bset way to do tihs"),
            ("what is the best way to do this", "wh*t is th* b*st w*y to do th*s"),
            ("what is the best way to do this", "w h a t i s t h e b e s t w a y t o d o t h i s"),
            ("you are a fucking idiot", "youareafuckingidiot"), ("you are a fucking idiot", "yuo are a fukcing idoit"),
            ("you are a fucking idiot", "y*u *re a f*cking idi*t"),
            ("you are a fucking idiot", "y o u a r e a f u c k i n g i d i o t"),
        ])
    func levels(_ clean: String, _ dressed: String) throws {
        var reader = Reader(try #require(Model.embedded))
        func level(_ line: String) -> Int32 {
            let reading = reader.read(line)
            return reader.model.level(reading.logits[.toxic], .toxic, .en, .calm)
        }
        #expect((level(clean) >= 1000) == (level(dressed) >= 1000))
        #expect((level(clean) >= 100) == (level(dressed) >= 100))
    }

    @Test(
        "no name becomes abuse",
        arguments: [
            "scunthorpe", "penistone", "clitheroe", "assassinscreed", "therapistfinder", "cockermouth", "dickinson",
            "shitakemushrooms", "analytics", "classicmodels", "essexgirlspub", "grasshopper", "cumbriancoast",
            "titanfallplayer", "mishitsuji", "buttercup", "hancockbuilders", "passagemaker", "arsenalsupporter",
        ])
    func names(_ name: String) throws {
        var reader = Reader(try #require(Model.embedded))
        let reading = reader.read("has anybody seen \(name) today?")
        #expect(reader.model.level(reading.logits[.toxic], .toxic, .en, .calm) < 1000)
    }

    @Test("a file of the version before is refused with both numbers")
    func version() {
        let header = ModelFormat.magic + [4, 0, 0, 0] + Array(repeating: 0, count: 64)
        #expect(throws: Model.Refusal.version(found: 4, expected: 5)) { try Model(bytes: header) }
    }

    /// Runs of alike letters, hundreds in one word, in ASCII and behind an accent; signs among spaces.
    @Test func runsAndBarsWithoutEnd() throws {
        var reader = Reader(try #require(Model.embedded))
        for line in [
            String(repeating: "aaabbb", count: 340), "é" + String(repeating: "aaabbb", count: 340),
            "a! " + String(repeating: "! ", count: 1000), String(repeating: "| ", count: 1000),
            String(repeating: "! |", count: 600), String(repeating: "a ! ", count: 500),
        ] { _ = reader.read(line) }
        #expect(reader.read("c | | d").disguises == 0)
        #expect(reader.read("a ! ! !").disguises == 0)
    }
}
