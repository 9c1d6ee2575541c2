// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

/// Taking messages away where a protocol can (THREATS S10): for ever, so of newcomers or on hard evidence only.
@Suite struct RemovalTests {
    private static let rule = """
        [[rule]]
        name = "lamps"
        when = 'text matches "(?i)cheap lamps"'
        then = ["remove"]
        mode = "act"
        """

    private func house(_ conf: String) throws -> House {
        var house = try House(conf)
        house.send(
            .capability(.init(can: [.say, .whisper, .remove, .mute, .kick, .ban], cannot: [])), room: House.room)
        house.now = house.now + .seconds(30)
        return house
    }

    private func say(_ house: inout House, _ name: String, _ text: String, _ id: String) {
        house.send(.said(Message(PeerText(text), id: ByteString(id))), room: House.room, by: name)
    }

    private func flood(_ house: inout House) {
        house.join("eve")
        for n in 1...6 {
            say(&house, "eve", "buy gold at my shop today", "$\(n)")
            house.now = house.now + .milliseconds(200)
        }
    }

    private func removed(_ house: House) -> [String] {
        house.acts.compactMap { if case .remove(let message, _) = $0.action { message.text } else { nil } }
    }

    @Test func aMessageIsRemovedAndItsAuthorTold() throws {
        var house = try house(House.conf(Self.rule))
        say(&house, "eve", "cheap lamps here", "$1")
        #expect(removed(house) == ["$1"])
        #expect(house.says.contains { $0.hasPrefix("[1] message removed: eve") })
        #expect(house.says.contains { $0.contains("I removed your message") })
    }

    /// In the room's language, with the case and never what was said.
    @Test func aRemovalSaysWhyInTheRoom() throws {
        var house = try house(House.conf(Self.rule))
        say(&house, "eve", "cheap lamps here", "$1")
        let reasons = house.acts.compactMap { if case .remove(_, let reason) = $0.action { reason.text } else { nil } }
        #expect(reasons.count == 1 && reasons[0].contains("(case 1)") && !reasons[0].contains("cheap"), "\(reasons)")
    }

    /// What was heard of a campaign, and what was taken away of it.
    @Test func whyCountsTheLinesOfACampaign() throws {
        var house = try house(House.conf())
        for who in 1...5 {
            house.join("e\(who)")
            house.now = house.now + .seconds(90)
        }
        for who in 1...5 {
            say(&house, "e\(who)", "look http://wool.example/\(who)", "$\(who)")
            house.now = house.now + .seconds(10)
        }
        #expect(removed(house) == ["$3", "$4", "$5"])
        house.says = []
        house.order("why 1")
        #expect(house.says.contains("Of its lines 5 were heard, 3 were removed."), "\(house.says)")
    }

    /// Not for what the case began with.
    @Test func whatGoesWhileACaseIsFreshGoesForWhatItIs() throws {
        var house = try house(House.conf(Self.rule, preset: "strict"))
        say(&house, "eve", "cheap lamps here", "$0")
        flood(&house)
        let reasons = Dictionary(
            uniqueKeysWithValues: house.acts.compactMap { act -> (String, String)? in
                guard case .remove(let message, let reason) = act.action else { return nil }
                return (message.text, reason.text)
            })
        #expect(reasons["$0"]?.hasPrefix("house rule") == true && reasons.count > 3)
        #expect(reasons.filter { $0.key != "$0" }.values.allSatisfy { $0.hasPrefix("repeated text") }, "\(reasons)")
    }

    /// Muted and taken away: the person hears of both.
    @Test func whoIsSilencedToHearsWhatWentWithIt() throws {
        var house = try house(House.conf(preset: "strict"))
        flood(&house)
        #expect(!removed(house).isEmpty)
        let told = house.says.filter { $0.contains("You cannot write") }
        #expect(told.contains { $0.contains("Removed too: ") }, "\(house.says)")
    }

    @Test func theNextOneGoesWithoutAWord() throws {
        var house = try house(House.conf(Self.rule))
        say(&house, "eve", "cheap lamps here", "$1")
        let told = house.says.count
        say(&house, "eve", "cheap lamps there", "$2")
        #expect(removed(house) == ["$1", "$2"])
        #expect(house.says.count == told)
        #expect(house.engine.state.cases[1]?.lines.compactMap(\.message) == ["$1", "$2"])
    }

    /// While nobody is judged yet, one line of a person is put by; the others go with it.
    @Test func whatIsSaidWhileTheRosterIsFreshGoesWhole() throws {
        var house = try house(House.conf(Self.rule))
        house.send(.connected(House.network))
        house.sync([("eve", .member), ("lise", .member)])
        for n in 1...3 { say(&house, "eve", "cheap lamps \(n)", "$\(n)") }
        #expect(removed(house).isEmpty)
        house.now = house.now + .seconds(6)
        house.send(.ticked)
        #expect(removed(house) == ["$1", "$2", "$3"])
        #expect(house.engine.state.cases.count == 1)
    }

    @Test func whatHasNoIdIsAnsweredByAWord() throws {
        var house = try house(House.conf(Self.rule))
        house.say("eve", "cheap lamps here")
        #expect(removed(house).isEmpty)
        #expect(house.engine.state.cases[1]?.step == .word)
    }

    @Test func aFloodIsSilencedAndTakenAway() throws {
        var house = try house(House.conf(preset: "strict"))
        flood(&house)
        #expect(house.sanctions.contains { if case .mute = $0.action { true } else { false } })
        #expect(Set(removed(house)).isSuperset(of: ["$4", "$5", "$6"]))
        #expect(removed(house).count == Set(removed(house)).count)
    }

    @Test func whatIsTakenBackIsQuotedAgain() throws {
        var house = try house(House.conf(Self.rule))
        say(&house, "eve", "cheap lamps here", "$1")
        house.order("undo 1")
        #expect(house.says.contains { $0.contains("by mistake") && $0.contains("cheap lamps here") })
        #expect(house.says.contains { $0.contains("message quoted again") })
    }

    @Test func whatWasSaidManyTimesIsQuotedOnce() throws {
        var house = try house(House.conf(preset: "strict"))
        flood(&house)
        say(&house, "eve", "and gold watches, gold watches, gold watches", "$7")
        #expect(removed(house).count > 2)
        house.order("undo 1")
        #expect(house.says.count { $0.contains("by mistake") && $0.contains("buy gold at my shop today") } == 1)
    }

    @Test func whatWaitsStillIsOnlyWithdrawn() throws {
        var house = try house(House.conf(Self.rule))
        house.isHolding = true
        say(&house, "eve", "cheap lamps here", "$1")
        house.order("undo 1")
        house.release()
        #expect(removed(house).isEmpty)
        #expect(!house.says.contains { $0.contains("by mistake") })
    }

    @Test func aProposalTakesItsLinesAlongOnceAgreed() throws {
        var house = try house(House.conf(Self.rule, mode: "ask"))
        say(&house, "eve", "cheap lamps here", "$1")
        #expect(removed(house).isEmpty)
        house.order("ok 1")
        #expect(removed(house) == ["$1"])
    }

    @Test func aCaseSurvivesItsRows() throws {
        var lines = [CaseLine(PeerText("a"), message: "$1", removal: ActID(epoch: 1, sequence: 2, index: 3))]
        lines.append(CaseLine(PeerText("b")))
        var writer = ByteWriter(capacity: 64)
        lines.pack(into: &writer)
        var reader = try ByteReader(writer.bytes)
        let back = try [CaseLine](from: &reader)
        #expect(back == lines)
    }
}
