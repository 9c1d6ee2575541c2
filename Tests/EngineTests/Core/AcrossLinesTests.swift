// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

/// A listed word cut over lines is the word (THREATS D3).
@Suite struct AcrossLines {
    static let conf = House.conf("[detector.words]\nlists = [\"rude\"]\n[list.rude]\nitems = [\"blork\", \"foo bar\"]")

    /// How often the list was heard, line by line.
    private func heard(_ lines: [String], gap: TimeSpan = .seconds(2)) throws -> [Int] {
        var house = try House(Self.conf)
        house.join("eve")
        return lines.map { line in
            let made = house.say("eve", line)
            house.now = house.now + gap
            return made.count { $0.verdict.signals.contains { $0.name == ListedWords.name } }
        }
    }

    @Test func letterByLetter() throws { #expect(try heard(["b", "l", "o", "r", "k"]) == [0, 0, 0, 0, 1]) }
    @Test func cutInTwo() throws { #expect(try heard(["you bl", "ork you"]) == [0, 1]) }
    @Test func aPhraseOverTwoLines() throws { #expect(try heard(["what a foo", "bar that is"]) == [0, 1]) }

    @Test func whatWasHeardOnceIsNotHeardAgain() throws {
        #expect(try heard(["bl", "ork", "hello there", "all"]).dropFirst(2).allSatisfy { $0 == 0 })
    }

    @Test func moreThanHalfAMinuteApartTheyAreTwoLines() throws {
        #expect(try heard(["bl", "ork"], gap: .seconds(31)) == [0, 0])
    }

    @Test func ofALongLineOnlyTheEndIsKept() throws {
        let long = (1...80).map { "stitch\($0) " }.joined()
        #expect(try heard([long + "bl", "ork"]) == [0, 1])
        var house = try House(Self.conf)
        house.join("eve")
        house.say("eve", long)
        let kept = house.engine.state.persons.records.flatMap { $0.recent.ends }.map(\.text.utf8.count)
        #expect(kept.allSatisfy { $0 <= RecentLines.endBytes } && kept.count == 1)
    }

    @Test func withoutAListNothingIsKept() throws {
        var house = try House()
        house.join("eve")
        house.say("eve", "hello")
        #expect(house.engine.state.persons.records.allSatisfy { $0.recent.ends.isEmpty })
    }
}
