// SPDX-License-Identifier: Apache-2.0

import Language
import Testing

@Suite("the model that ships")
struct ModelTests {
    private func reader() throws -> Reader { Reader(try #require(Model.embedded)) }

    @Test("abuse scores over innocence, in costume too")
    func order() throws {
        var reader = try reader()
        let pairs = [
            ("you are a stupid idiot", "you are a good friend"), ("kill yourself", "kill the child process"),
            ("ferme ta gueule connard", "ferme la fenêtre s'il te plaît"),
            ("you st*pid id1ot", "you can use 1d arrays"),
            ("f u c k  y o u", "a b c d"),
        ]
        for (bad, good) in pairs {
            #expect(reader.read(bad).logits[.toxic] > reader.read(good).logits[.toxic] + 256, "\(bad) / \(good)")
        }
        #expect(
            reader.read("subscribe to my channel, free gift cards http://x.example").logits[.spam]
                > reader.read("see you tomorrow").logits[.spam])
    }

    @Test("languages are told apart")
    func languages() throws {
        var reader = try reader()
        #expect(reader.read("does anybody know how to install this driver?").idiom == .en)
        #expect(reader.read("est-ce que quelqu'un sait comment on installe ce pilote ?").idiom == .fr)
        #expect(reader.read("привет как дела у вас сегодня").idiom == .other)
    }

    @Test("levels rise with the score")
    func levels() throws {
        let model = try #require(Model.embedded)
        for profile in Profile.allCases {
            for idiom in Idiom.allCases {
                var last: Int32 = 0
                for logit in stride(from: Int32(-4000), to: 8000, by: 50) {
                    let level = model.level(logit, .toxic, idiom, profile)
                    #expect(level >= last)
                    last = level
                }
            }
        }
    }

    @Test("a file that is none, another version, cut short or altered is refused with its reason (THREATS G10)")
    func refused() throws {
        #expect(throws: Model.Refusal.notAModel) { try Model(bytes: Array("hello".utf8)) }
        var header = ModelFormat.magic + [9, 0, 0, 0]
        header += Array(repeating: 0, count: 64)
        #expect(throws: Model.Refusal.version(found: 9, expected: ModelFormat.version)) { try Model(bytes: header) }
        #expect(throws: Model.Refusal.self) { try Model(bytes: Array(repeating: 0, count: ModelFormat.limit + 1)) }
    }

    @Test("junk glued to spam buys only so much (THREATS E3)")
    func mercy() throws {
        var reader = try reader()
        let bad = "you are a fucking idiot"
        let clean = reader.read(bad).logits[.toxic]
        let glued = reader.read(bad + " thanks for the help with the kernel module").logits[.toxic]
        #expect(glued > clean - 12 * 256)
        #expect(glued > reader.read("thanks for the help with the kernel module").logits[.toxic])
    }

    @Test("one bad word is not lost in a long line")
    func longLine() throws {
        var reader = try reader()
        let good =
            "thanks, that was it, I had to load the module by hand and now the sound works again after a reboot, "
            + "the wiki says so too but I had read the page for the older kernel and did not look at the date"
        func level(_ line: String) -> Int32 {
            let reading = reader.read(line)
            return reader.model.level(reading.logits[.toxic], .toxic, .en, .calm)
        }
        #expect(level(good + " " + good) < 30)
        #expect(level(good + ", you stupid fucking idiot, " + good) >= 300)
    }

    @Test("what is quoted is not one's own")
    func quotes() {
        #expect(OwnWords.of("please don't say \"you idiot\" here").contains("idiot") == false)
        #expect(OwnWords.of("\"you idiot\"").contains("idiot"))
        #expect(OwnWords.of("run `kill -9` please now").contains("kill") == false)
        #expect(OwnWords.of("> you idiot\nthat was not nice").contains("idiot") == false)
    }

    @Test("parts are shown masked")
    func parts() throws {
        var reader = try reader()
        let parts = reader.explain("you idiot", .toxic)
        #expect(parts.first?.shown == "i****")
    }
}
