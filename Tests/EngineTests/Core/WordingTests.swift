// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

@Suite struct Wording {
    static let voices: [(Tongue, Address)] = [(.en, .tu), (.fr, .tu), (.fr, .vous)]

    @Test(arguments: voices) func helpNamesNoCommandThatIsNotThere(tongue: Tongue, address: Address) {
        let words = Words(tongue, address: address)
        let signs = words.say(.helpMember, [.contact: .own("x")]).text.unicodeScalars.split {
            " \u{A0}·:".unicodeScalars.contains($0)
        }
        .map(String.init).filter { $0.utf8.first == UInt8(ascii: "!") }
        #expect(signs.count >= 3)
        for sign in signs { #expect(Command.named(String(sign.dropFirst())) != nil, "\(sign)") }
        let parts = words.say(.helpDesk).text.split(separator: "·")
        #expect(parts.count >= 15)
        for part in parts {
            for name in part.split(separator: " ").first?.split(separator: "/") ?? [] {
                #expect(Command.named(String(name)) != nil, "\(name)")
            }
        }
    }

    @Test func aModeratorsReasonIsCleanedLikeEverybodysText() throws {
        var house = try House()
        house.join("eve")
        house.order("warn eve be kind\u{202E}\u{3}4 please")
        #expect(house.says.contains { $0.contains("“be kind please”") })
    }

    @Test func whoIsWarnedWithoutAReasonReadsAWholeSentence() throws {
        var house = try House()
        house.join("eve")
        house.order("warn eve")
        #expect(house.says.contains { $0.hasPrefix("The moderators ask you") })
    }

    @Test(arguments: [
        ("The market opens", true), ("10 h", true), ("« Oui »", true), ("!op eve", false), ("/quit", false),
    ])
    func whatIsSaidInHerNameBeginsAsItIsUnlessItCouldBeAnOrder(text: String, isPlain: Bool) {
        let said = Words(.en).say(.sayText, [.text: .spoken(PeerText(text), limit: 100)]).text
        #expect(said == (isPlain ? text : "… " + text))
    }

    /// A room with a language of its own reads them again.
    @Test func faultyWordsAreToldOnce() throws {
        let conf = House.conf(
            """
            [room."libera/#atelier"]
            language = "fr"
            [words]
            called.ack = "passed on to {{nobody}}"
            """)
        let (configuration, diagnostics) = Configuration.load(text: conf, file: "bot.conf", sections: Policy.sections)
        let loaded = try #require(configuration, "\(diagnostics.map { $0.printed(.en) })")
        let mistakes = Policy.compile(loaded, files: [:], now: House.start, textSeed: 7, isRehearsal: false).diagnostics
        #expect(mistakes.map(\.path) == ["called.ack"], "\(mistakes.map { $0.printed(.en) })")
    }

    @Test func aLineOfUnknownFateIsToldAsOne() throws {
        var house = try House()
        house.isHolding = true
        house.order("say Hello")
        let act = try #require(
            house.held.first { if case .say(let words) = $0.action { words.text == "Hello" } else { false } })
        let made = house.send(.expired(act.id, .unknownFate), room: House.room)
        let told = made.flatMap(\.acts).compactMap { if case .alert(let words) = $0.action { words.text } else { nil } }
        #expect(told == ["1 line may have left when I stopped; I do not repeat: #atelier: “Hello”"])
    }
}
