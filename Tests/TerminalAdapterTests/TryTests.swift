// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Scenario
import TerminalAdapter
import Testing

@Suite struct Trying {
    private func talk(_ text: String, tongue: Tongue = .en) throws -> [String] {
        var conversation = try Try(nil, tongue: tongue)
        var shown: [String] = []
        conversation.run(lines: text.split(separator: "\n").map(String.init)) { line in
            if case .room(let text) = line { shown.append(text) }
        }
        return shown
    }

    @Test func aNewcomerIsGreeted() throws {
        let shown = try talk("--> eve\n/wait 3m\n")
        #expect(
            shown == [
                "09:02:00 <geoffrin> Welcome, eve! Just reading is fine, and so is asking a question at any hour."
            ])
    }

    @Test func whoeverItIs() throws {
        #expect(try talk("--> bob\n/wait 3m\n").first?.contains("Welcome, bob!") == true)
    }

    @Test func inFrenchToo() throws {
        #expect(try talk("--> ève\n/wait 3m\n", tongue: .fr).first?.contains("Bienvenue, ève") == true)
    }

    @Test func comingInTwiceIsBeingGreetedOnce() throws {
        let shown = try talk("--> eve\n<-- eve\n--> eve\n/wait 3m\n<-- eve\n--> eve\n/wait 10m\n")
        #expect(shown.filter { $0.contains("Welcome, eve") }.count == 1)
    }

    @Test func aMembersGreetingIsEnough() throws {
        #expect(try talk("--> eve\n<bob> hello eve\n/wait 10m\n") == [])
    }

    @Test func theSameInputGivesTheSameBytes() throws {
        let input = "--> eve\nhello\n<bob> hi all\n/wait 50m\n/desk status\n/restart\n/wait 1h\n"
        #expect(try talk(input) == talk(input))
    }

    @Test func aFloodIsStoppedAndTheOwnerTakesItBack() throws {
        let shown = try talk(
            "<eve> buy now at http://x.example\n<eve> buy now at http://x.example\n<eve> buy now at http://x.example\n<eve> still here\n/desk undo 1\n"
        )
        #expect(shown.contains { $0.contains("* geoffrin mute eve 10m:") })
        #expect(shown.contains { $0.contains("nobody hears eve") })
        #expect(shown.contains { $0.contains("* geoffrin unmute eve") })
    }

    @Test func bareTextIsAnOrdinaryMembers() throws {
        let shown = try talk("buy now at http://x.example\nbuy now at http://x.example\nbuy now at http://x.example\n")
        #expect(shown.contains { $0.contains("mute you 10m") })
    }

    @Test func whoeverSpokeCanBeNamedAtTheDesk() throws {
        let shown = try talk("<eve> hi\n/desk mute eve 10m\n<eve> am I?\n")
        #expect(shown.contains { $0.contains("mute 10 min: eve") }, "\(shown)")
    }

    @Test func aFileOfOnesOwnIsPlayed() throws {
        let text = """
            language = "fr"
            timezone = "America/Montreal"
            owners   = ["libera/margaux"]
            contact  = "bonjour@atelier.example"
            [network.libera]
            irc  = "irc.libera.chat"
            nick = "hôtesse"
            [community.atelier]
            rooms = ["libera/#atelier"]
            desk  = ["libera/#modos"]
            """
        let plain = text.replacing("hôtesse", with: "hotesse")
        var conversation = try Try(plain)
        var shown = conversation.feed("--> eve")
        shown += conversation.feed("/wait 3m")
        #expect(shown.count == 1)
        if case .room(let line) = try #require(shown.first) {
            #expect(line.hasPrefix("09:02:00 <hotesse> Bienvenue, eve"))
        }
    }

    @Test func aBrokenFileIsRefusedWithItsPlace() {
        #expect(throws: Stage.Refusal.self) { try Try("language = fr\n") }
    }

    /// THREATS K6: no byte under 0x20 reaches the terminal.
    @Test func whatOthersTypeCannotSteerTheTerminal() throws {
        let shown = try talk(
            "--> e\u{1B}]0;x\u{7}ve\n/wait 3m\n<bob> !mods \u{1B}[2J \u{202E}evil\n/desk why e\u{1B}c\n")
        for line in shown {
            #expect(
                !line.unicodeScalars.contains {
                    $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) || $0.value == 0x202E
                })
        }
    }

    @Test func anUnknownCommandIsAHintAndNoTalk() throws {
        var conversation = try Try(nil)
        #expect(conversation.feed("/dance") == [.hint("no such command: /dance; /help lists them")])
        #expect(conversation.feed("/wait long") == [.hint("/wait needs a duration: /wait 30m")])
        #expect(conversation.feed("<-- nobody") == [.hint("nobody is not here")])
    }

    @Test func quittingEndsIt() throws {
        var conversation = try Try(nil)
        _ = conversation.feed("/quit")
        #expect(conversation.isOver)
    }
}
