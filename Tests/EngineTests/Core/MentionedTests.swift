// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

extension House {
    /// «kick {bob|Bob the Builder}»: a line with mentions.
    static func mentioning(_ line: String, isPrivate: Bool = false) -> Message {
        var (text, pills): (String, [Message.Pill]) = ("", [])
        for (n, part) in line.split(separator: "{", omittingEmptySubsequences: false).enumerated() {
            guard n > 0, let end = part.firstIndex(of: "}"), let bar = part.firstIndex(of: "|") else {
                text += part
                continue
            }
            let shown = part[part.index(after: bar)..<end]
            pills.append(
                Message.Pill(ByteString(String(part[..<bar])), start: text.utf8.count, length: shown.utf8.count))
            text += shown + part[part.index(after: end)...]
        }
        var message = Message(PeerText(text), isPrivate: isPrivate)
        message.pills = pills
        return message
    }

    mutating func orderMentioning(_ line: String) { send(.said(Self.mentioning(line)), room: Self.desk, by: "lise") }
}

@Suite struct Mentioned {
    /// Three who are called alike, as anybody may be on Matrix.
    func houseOfThree() throws -> House {
        var house = try House()
        for name in ["eve", "eva", "ewa"] {
            var facts = house.facts(name)
            facts.name = PeerText("Lise Dupont")
            house.events.append((Event(at: house.now, .ticked), []))
            _ = house.engine.handle(
                Event(at: house.now, room: House.room, member: House.id(name), facts: facts, .joined(.joined)))
        }
        return house
    }

    @Test(arguments: ["mute {eva|Lise Dupont} 10m", "mute {eva|Lise Dupont}: 10m", "!mute  {eva|Lise Dupont}, 10m"])
    func whomAMentionStandsForIsMeant(_ line: String) throws {
        var house = try houseOfThree()
        house.orderMentioning(line)
        #expect(house.sanctions.map(\.target?.member) == [House.id("eva")])
        guard case .mute(.minutes(10), _)? = house.sanctions.first?.action else { return #expect(Bool(false)) }
    }

    @Test func aNameOfSeveralIsAskedAbout() throws {
        var house = try houseOfThree()
        house.order("mute eve 10m")
        #expect(house.sanctions.isEmpty)
    }

    @Test func whatIsSaidOnHasTheNameAsShown() throws {
        var house = try House()
        house.orderMentioning("say Merci à {bob|Bob le Grand} pour tout")
        // Nicks of the room are broken, so that nobody is rung.
        #expect(house.says.contains("Merci à B\u{2060}ob le Grand pour tout"))
        house.orderMentioning("say {bob|Bob le Grand} merci")
        #expect(house.says.contains("B\u{2060}ob le Grand merci"))
        house.orderMentioning("warn {bob|Bob le Grand} listen to {lise|Lise L} please")
        #expect(house.says.contains { $0.contains("listen to Lise L please") })
    }

    @Test(arguments: ["{geoffrin|La Geoffrin}: help", "{geoffrin|La Geoffrin} help", "{geoffrin|Geoffrin}: !help"])
    func aMentionOfHerAddressesHer(_ line: String) throws {
        var house = try House()
        house.send(.said(House.mentioning(line)), room: House.room, by: "bob")
        let said = house.says.count
        #expect(said == 1, "\(house.says)")
    }

    @Test func aMentionOfAnotherWithHerNameDoesNot() throws {
        var house = try House()
        house.send(.said(House.mentioning("{bob|geoffrin}: help")), room: House.room, by: "bob")
        #expect(house.says.isEmpty)
    }

    @Test func aMentionIsJournaledAndItsWordsCanExpire() throws {
        let message = House.mentioning("kick {bob|Bob}")
        let event = Event(at: House.start, room: House.room, .said(message))
        var writer = ByteWriter()
        event.packRow(into: &writer)
        let face = Event.Face(member: nil, facts: nil)
        let whole = try Event(row: writer.bytes, at: event.at, room: event.room, face: face, words: message.text)
        #expect(whole == event)
        let expired = try Event(row: writer.bytes, at: event.at, room: event.room, face: face, words: nil)
        guard case .said(let left) = expired.kind else { return #expect(Bool(false)) }
        #expect(OrderLine(left).text == "")
    }
}
