// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import IRC

/// Servers without `chghost` tell a new host by a QUIT, a JOIN and a MODE (IRCv3 chghost, «fallback»).
@Suite struct HostChangeTests {
    @Test func whoseHostChangesNeitherLeavesNorComes() {
        var wire = Wire(room: "bob!b@home @lise!l@work")
        let bob = wire.target("bob").member
        wire.receive(":bob!b@home QUIT :Changing host")
        wire.receive(":bob!b@cloak/bob JOIN #tricot")
        wire.receive(":irc.test MODE #tricot +v bob")
        wire.pass(.seconds(2))
        #expect(wire.departures.isEmpty)
        #expect(wire.arrivals.isEmpty)
        #expect(wire.kinds.contains(.moved(user: "b", host: "cloak/bob")))
        #expect(wire.target("bob").member == bob)
        #expect(wire.facts("bob")?.rank == .voice)
    }

    @Test func whoDoesNotComeBackWithinASecondHasLeft() {
        var wire = Wire(room: "bob!b@home")
        wire.receive(":bob!b@home QUIT :Changing host")
        #expect(wire.departures.isEmpty)
        wire.pass(.milliseconds(1100))
        #expect(wire.departures == [.quit(PeerText("Changing host"))])
        wire.receive(":bob!b@cloak/bob JOIN #tricot")
        #expect(wire.arrivals == [.joined])
    }

    @Test func aRoomThatIsNotEnteredAgainWasLeft() {
        var wire = Wire(room: "bob!b@home")
        wire.receive(":geoffrin!salon@bot.host JOIN #chale")
        wire.receive(":irc.test 353 geoffrin = #chale :@geoffrin bob!b@home")
        wire.receive(":irc.test 366 geoffrin #chale :End")
        wire.forget()
        wire.receive(":bob!b@home QUIT :Changing host")
        wire.receive(":bob!b@cloak/bob JOIN #tricot")
        wire.pass(.seconds(2))
        #expect(wire.departures == [.parted(PeerText("Changing host"))])
        #expect(wire.events.last { if case .left = $0.kind { true } else { false } }?.room?.name == "#chale")
        #expect(wire.facts("bob")?.isPresent == true)
    }

    // Whoever takes the name meanwhile is somebody else.
    @Test(arguments: [":eve!evil@e JOIN #tricot", ":eve!evil@e NICK bob"]) func anotherUserIsAnotherPerson(
        _ line: String
    ) {
        var wire = Wire(room: "bob!b@home eve!evil@e")
        let bob = wire.target("bob").member
        wire.receive(":bob!b@home QUIT :Changing host")
        wire.receive(line.replacing("eve!evil@e JOIN", with: "bob!evil@e JOIN"))
        wire.pass(.seconds(2))
        #expect(wire.departures.first == .quit(PeerText("Changing host")))
        #expect(wire.target("bob").member != bob)
    }

    // InspIRCd and solanum mark what a user wrote; and more than 64 at once are no changes of host.
    @Test func aUsersOwnWordsAreAQuit() {
        var wire = Wire(room: "bob!b@home")
        wire.receive(":bob!b@home QUIT :Quit: Changing host")
        #expect(wire.departures == [.quit(PeerText("Quit: Changing host"))])
        var crowd = Wire(room: (0..<80).map { "n\($0)!u@h" }.joined(separator: " "))
        for index in 0..<80 { crowd.receive(":n\(index)!u@h QUIT :Changing host") }
        #expect(crowd.departures.count == 80 - HostChanges.capacity)
        crowd.pass(.seconds(2))
        #expect(crowd.departures.count == 80)
    }
}
