// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Language

@Suite("what moderators teach")
struct LoreTests {
    private func reader() throws -> Reader { Reader(try #require(Model.embedded)) }
    private static let wave = [
        "double your coins tonight with our private trading signals, join one",
        "double your coins tonight with our private trading signals, join two",
    ]

    private func lesson(_ line: String, _ teacher: Int, isFine: Bool = false) throws -> Lore.Lesson {
        var reader = try reader()
        return Lore.Lesson(isFine: isFine, teacher: teacher, pieces: reader.pieces(of: line))
    }

    private func taught(_ lessons: [Lore.Lesson], _ line: String) throws -> Int32 {
        var reader = try reader()
        reader.lore = Lore(lessons, reader.model)
        return reader.read(line).taught
    }

    @Test("two hands are needed, and one alone is none (THREATS E2)")
    func twoHands() throws {
        let line = "double your coins tonight with our private trading signals, ask me"
        let one = try Self.wave.map { try lesson($0, 1) }
        #expect(try taught(one, line) == 0)
        #expect(try taught(one + one + one, line) == 0)
        let nobodys = try Self.wave.map { try lesson($0, -1) }
        #expect(try taught(nobodys + one, line) == 0)
        let two = [one[0], try lesson(Self.wave[1], 2)]
        #expect(try taught(two, line) > 600)
    }

    @Test("what two refused is seen in costume, and other talk is not it (THREATS E2)")
    func costume() throws {
        let two = [try lesson(Self.wave[0], 1), try lesson(Self.wave[1], 2)]
        for line in [
            "D\u{43E}uble y\u{43E}ur c\u{43E}ins tonight with our priv\u{430}te trading signals",
            "double your c0ins tonight with 0ur private trading signals, join three",
            "d\u{200B}ouble your co\u{301}ins tonight with our private trading signals, join four",
        ] {
            #expect(try taught(two, line) >= 600, "\(line)")
        }
        for line in ["how do I double the stitches tonight with our needles?", "our private lessons are tonight", ""] {
            #expect(try taught(two, line) < 300, "\(line)")
        }
    }

    @Test("what two called fine speaks for a line, and opposite voices leave it alone")
    func fine() throws {
        let line = Self.wave[0]
        let fine = [try lesson(line, 1, isFine: true), try lesson(line, 2, isFine: true)]
        #expect(try taught(fine, line) == -1000)
        let refused = [try lesson(line, 1), try lesson(line, 2)]
        #expect(try taught(refused, line) == 1000)
        #expect(try taught(fine + refused, line) == 0)
    }

    @Test("ordinary talk is never flagged, whatever two teach (THREATS E2)")
    func gate() throws {
        let model = try #require(Model.embedded)
        let lines = OrdinaryTalk.lines
        #expect(lines.count > 300)
        let lessons = try lines.prefix(200).flatMap { [try lesson($0, 1), try lesson($0, 2)] }
        let lore = Lore(lessons, model)
        #expect(lore.flagged > 100)
        var reader = try reader()
        reader.lore = lore
        for line in lines { #expect(reader.read(line).taught < Lore.gate, "\(line)") }
    }

    @Test("no more than 4,096 pieces have a weight, and a weight is bounded")
    func bounded() throws {
        let model = try #require(Model.embedded)
        let lessons = (0..<500).map { number in
            Lore.Lesson(
                isFine: false, teacher: number & 1,
                pieces: (0..<Lore.lessonLimit).map {
                    UInt32(truncatingIfNeeded: ((number / 2) * 1000 + $0) &* 2_654_435_761)
                })
        }
        let lore = Lore(lessons, model)
        #expect(lore.count == Lore.limit)
        #expect(lore.share(of: lessons[499].pieces, model) == 1000)
        #expect(lore.share(of: lessons[0].pieces, model) == 0)
    }

    @Test("the same lessons give the same weights, and without any a line reads as before")
    func same() throws {
        let two = [try lesson(Self.wave[0], 1), try lesson(Self.wave[1], 2)]
        var plain = try reader()
        var taught = try reader()
        taught.lore = Lore(two, taught.model)
        for line in OrdinaryTalk.lines + Self.wave {
            var with = taught.read(line)
            let share = with.taught
            #expect(try self.taught(two, line) == share)
            with.taught = 0
            #expect(plain.read(line) == with)
        }
    }
}
