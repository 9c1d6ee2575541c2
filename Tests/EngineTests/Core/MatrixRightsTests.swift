// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

/// What she may do on Matrix, who takes it from her, and what the desk hears of it.
@Suite struct MatrixRights {
    private static let full = Event.Capability(
        can: [.whisper, .say, .remove, .mute, .kick, .ban], cannot: [.timedBan])
    private static let none = Event.Capability(
        can: [.whisper, .say], cannot: [.remove, .mute, .kick, .ban, .timedBan],
        levels: .init(
            own: 0,
            needed: [
                .init(.remove, level: 50), .init(.kick, level: 50), .init(.ban, level: 50), .init(.mute, level: 100),
            ]))
    private static let some = Event.Capability(
        can: [.whisper, .say, .remove, .kick, .ban], cannot: [.mute, .timedBan],
        levels: .init(own: 50, needed: [.init(.mute, level: 100)]))

    private func house() throws -> MatrixHouse {
        var house = try MatrixHouse()
        house.send(.capability(Self.full), room: MatrixHouse.room)
        house.acts = []
        return house
    }

    @Test func whoTakesHerRightsIsNamedAtOnceWithTheExactLevels() throws {
        var house = try house()
        house.send(.capability(Self.none), room: MatrixHouse.room, by: "zed")
        #expect(
            house.lines == [
                "What I may do was changed by zed (@zed:hs.test). I am in #atelier:hs.test, but without the right to "
                    + "remove a message, kick, ban, mute: I tell you, no more. To give it to me: in the settings of "
                    + "#atelier:hs.test, roles: geoffrin has level 0 and needs 50 (remove a message, kick, ban), "
                    + "100 (mute)"
            ])
        // The same again is known, whatever it takes by now.
        var other = Self.none
        other.levels?.own = 10
        house.send(.capability(other), room: MatrixHouse.room, by: "zed")
        #expect(house.lines.count == 1)
        house.send(.capability(Self.full), room: MatrixHouse.room, by: "zed")
        #expect(house.lines.count == 2 && house.lines[1].contains("I am in #atelier:hs.test (act). I can: "))
    }

    @Test func whoeverHasTheLevelIsToldWhatElseIsLacking() throws {
        var house = try house()
        house.send(.capability(Self.some), room: MatrixHouse.room, by: "zed")
        #expect(house.lines.last?.hasSuffix("roles: geoffrin has level 50 and needs 100 (mute)") == true)
        #expect(house.lines.last?.contains("Not possible here: mute, ") == true)
    }

    @Test func anActThatWasNotAllowedTellsTheLevelItTakes() throws {
        var house = try house()
        house.refusal = .notAllowed(LevelsShort(own: 50, needed: 51).mark)
        house.order("kick sam1")
        #expect(
            house.lines.last
                == "[1] could not: kick for sam1 (@sam1:hs.test), I lack the right. I go on telling you. To help me: in the settings of #atelier:hs.test, roles: geoffrin has level 50 and needs 51 (kick)"
        )
    }

    @Test func whoShowsHerOutIsNamedAndThatSheIsBackIsTold() throws {
        var house = try house()
        house.hear(
            Event(
                at: house.now, room: MatrixHouse.room, member: MatrixHouse.id("geoffrin"),
                facts: MatrixHouse.facts("geoffrin"),
                .left(.kicked(by: MatrixHouse.id("zed"), reason: PeerText("out")))))
        house.send(.barred(.shown), room: MatrixHouse.room, by: "zed")
        #expect(
            house.lines == [
                "I am not in #atelier:hs.test any more: I was shown out and do not come back by myself. To bring me "
                    + "back: invite @geoffrin:hs.test to #atelier:hs.test. It was zed (@zed:hs.test); until I am back I see "
                    + "nothing there, do nothing, and lift nothing that I set."
            ])
        let people = ["geoffrin", "lise", "zed"].map { Event.Present(MatrixHouse.id($0), MatrixHouse.facts($0)) }
        house.send(.synced(members: people), room: MatrixHouse.room)
        house.send(.capability(Self.full), room: MatrixHouse.room)
        #expect(house.lines.count == 2 && house.lines[1].hasPrefix("I am in #atelier:hs.test (act). I can: "))
    }

    @Test func aBanIsToldAsClientsOfMatrixLiftIt() throws {
        var house = try house()
        house.send(.barred(.banned), room: MatrixHouse.room)
        #expect(house.lines.last?.contains("lift the ban in the settings of #atelier:hs.test, then invite") == true)
    }
}

extension MatrixRights {
    /// A ban brings a kick along; that neither was allowed is one thing to tell.
    @Test func aBanThatWasRefusedIsToldOnce() throws {
        var house = try house()
        house.refusal = .notAllowed(LevelsShort(own: 0, needed: 50).mark)
        house.order("ban sam1 1h")
        #expect(house.lines.count { $0.contains("could not: ") } == 1, "\(house.lines)")
        #expect(house.lines.last?.contains("could not: ban 1 h") == true)
    }

    @Test func whatIsDoneInsteadIsToldOnce() throws {
        var house = try house()
        let less = Event.Capability(can: [.whisper, .say, .kick, .ban], cannot: [.remove, .mute, .timedBan])
        house.send(.capability(less), room: MatrixHouse.room, by: "zed")
        #expect(house.lines.last?.contains("instead: a private word, I lift them myself") == true, "\(house.lines)")
    }

    @Test(arguments: ["say hello", "poll Which day? | Monday | Tuesday"])
    func whereSheMayNotSpeakNothingIsSaidToHaveBeenSaid(_ order: String) throws {
        var house = try house()
        let mute = Event.Capability(
            can: [.whisper, .mute, .kick, .ban], cannot: [.say, .remove, .timedBan],
            levels: .init(own: 50, needed: [.init(.say, level: 60)]))
        house.send(.capability(mute), room: MatrixHouse.room, by: "zed")
        house.acts = []
        house.order(order)
        #expect(
            house.lines == [
                "Nothing said in #atelier:hs.test: I may not speak there. To let me: in the settings of "
                    + "#atelier:hs.test, roles: geoffrin has level 50 and needs 60 (speak)"
            ])
    }

    @Test func twoThatStandOnOnePersonAreOne() throws {
        var house = try house()
        house.order("mute zed 10m")
        house.order("mute zed 1h")
        house.acts = []
        house.order("status")
        // One answer is one message.
        let answer = try #require(house.lines.last)
        let told = try #require(answer.split(separator: "\n").last { $0.hasPrefix("Still stands") })
        #expect(told == "Still stands: mute for zed (@zed:hs.test), #atelier:hs.test, 1 h more")
        #expect(house.engine.farewell(at: house.now).count == 1)
        house.order("free zed")
        #expect(
            house.lines.contains { $0.hasSuffix("asked by lise (@lise:hs.test): mute lifted.") }, "\(house.lines)")
    }
}

/// ADR 0023: an encrypted desk tells nobody anything.
@Suite struct SealedDesk {
    private static let sealed = Event.Capability(can: [.whisper, .kick], cannot: [.say, .remove, .read])

    private func privately(_ house: MatrixHouse) -> [String] {
        house.acts.compactMap { act in
            guard case .whisper(let words) = act.action, words.text.contains("is encrypted") else { return nil }
            return act.target?.name.raw
        }
    }

    @Test func theTeamHearsItInPrivateOnce() throws {
        var house = try MatrixHouse()
        house.send(.capability(Self.sealed), room: MatrixHouse.desk)
        #expect(privately(house) == ["lise"])
        #expect(!house.acts.contains { if case .alert = $0.action { true } else { false } })
        // Nothing plain goes there from here on, and nobody is written to again.
        house.send(.capability(Self.sealed), room: MatrixHouse.desk)
        house.order("mute sam1 10m")
        house.send(.barred(.banned), room: MatrixHouse.room)
        #expect(privately(house) == ["lise"])
        #expect(!house.acts.contains { $0.room == MatrixHouse.desk })
    }

    /// What somebody waits for, and what cannot wait, is told to them all the same.
    @Test func callsAndDistressReachTheTeamInPrivate() throws {
        var house = try MatrixHouse()
        house.send(.capability(Self.sealed), room: MatrixHouse.desk)
        house.acts = []
        func told(_ name: String) -> [String] {
            house.acts.compactMap { act in
                guard case .whisper(let words) = act.action, act.target?.name.raw == name else { return nil }
                return words.text
            }
        }
        house.send(.said(Message(PeerText("!mods somebody sells lamps"))), room: MatrixHouse.room, by: "zed")
        #expect(told("lise") == ["Call from zed (@zed:hs.test), #atelier:hs.test: somebody sells lamps [1]"])
        #expect(told("zed") == ["Passed on to the moderators, discreetly. Thank you for telling us."])
        house.send(.said(Message(PeerText("i want to die, i can't go on"))), room: MatrixHouse.room, by: "zed")
        #expect(told("lise").last?.contains("perhaps in distress") == true)
        // Nobody tells a moderator of their own call; and nothing is said to be passed on that nobody hears.
        house.send(.said(Message(PeerText("!mods come"))), room: MatrixHouse.room, by: "lise")
        #expect(
            told("lise").last
                == "Nobody of the team is within my reach just now. I keep it for them (case 3) and they find it when they look."
        )
    }

    @Test func aDeskWithoutEncryptionHearsItInstead() throws {
        var house = try MatrixHouse("en", desks: ["#desk:hs.test", "#other:hs.test"])
        house.send(.capability(Self.sealed), room: MatrixHouse.desk)
        #expect(privately(house).isEmpty)
        #expect(house.acts.last?.room?.name == "#other:hs.test")
        #expect(house.lines.last?.hasPrefix("The desk #desk:hs.test is encrypted") == true)
    }
}

/// Display names are anybody's: who looks like the team is told of, whatever the letters (THREATS A8).
@Suite struct MatrixNamesakes {
    private func facts(_ user: String, called name: String) -> Facts {
        var facts = MatrixHouse.facts(user)
        facts.name = PeerText(name)
        return facts
    }

    private func told(_ house: MatrixHouse) -> Int { house.lines.count { $0.hasPrefix("Look-alike: ") } }

    /// The very same, letters of another alphabet, an invisible one, the id without its server.
    @Test(arguments: ["lise", "Lіse", "li\u{200B}se", "@lise"])
    func atArrivalAndAtAChange(_ name: String) throws {
        for isChange in [false, true] {
            var house = try MatrixHouse()
            let facts = facts("eve", called: isChange ? "eve" : name)
            house.hear(
                Event(
                    at: house.now, room: MatrixHouse.room, member: MatrixHouse.id("eve"), facts: facts,
                    .joined(.joined)))
            if isChange {
                #expect(told(house) == 0)
                house.hear(
                    Event(
                        at: house.now, room: MatrixHouse.room, member: MatrixHouse.id("eve"),
                        facts: self.facts("eve", called: name), .renamed(to: PeerText(name))))
            }
            #expect(told(house) == 1, "\(house.lines)")
        }
    }

    /// A moderator who is nowhere to be seen has an id all the same.
    @Test func ofSomebodyAbsent() throws {
        var house = try MatrixHouse()
        house.hear(
            Event(
                at: house.now, room: MatrixHouse.room, member: MatrixHouse.id("eve"),
                facts: facts("eve", called: "Margaux"), .joined(.joined)))
        #expect(told(house) == 1)
        #expect(house.lines.last?.contains("a name like that of @margaux:hs.test and is somebody else") == true)
    }

    /// The id of somebody who is here and calls themselves otherwise.
    @Test func ofSomebodyByTheirID() throws {
        var house = try MatrixHouse()
        house.hear(
            Event(
                at: house.now, room: MatrixHouse.room, member: MatrixHouse.id("lise"),
                facts: facts("lise", called: "Lise B."), .renamed(to: PeerText("Lise B."))))
        house.hear(
            Event(
                at: house.now, room: MatrixHouse.room, member: MatrixHouse.id("eve"),
                facts: facts("eve", called: "@lise"), .joined(.joined)))
        #expect(told(house) == 1)
        #expect(house.lines.last?.contains("a name like that of Lise B. (@lise:hs.test)") == true, "\(house.lines)")
    }

    /// Matrix tells of one change in each room.
    @Test func oneChangeInManyRoomsIsOne() throws {
        var house = try MatrixHouse()
        let id = MatrixHouse.id("zed")
        for _ in 0..<8 {
            house.hear(
                Event(
                    at: house.now, room: MatrixHouse.room, member: id, facts: facts("zed", called: "zoe"),
                    .renamed(to: PeerText("zoe"))))
        }
        let number = try #require(house.engine.state.presences[id]?.person)
        #expect(house.engine.state.persons[number].renames.count == 1)
    }
}

/// Display names are no names: what the desk reads and writes is the id.
@Suite struct MatrixSameNames {
    private func house() throws -> MatrixHouse {
        var house = try MatrixHouse()
        for user in ["bob1", "bob2"] {
            var facts = MatrixHouse.facts(user)
            facts.name = PeerText("Bob")
            house.hear(
                Event(
                    at: house.now, room: MatrixHouse.room, member: MatrixHouse.id(user), facts: facts,
                    .joined(.joined)))
        }
        return house
    }

    @Test func anOrderForOneOfTwoAsksWhich() throws {
        var house = try house()
        house.order("mute Bob 10m")
        #expect(!house.acts.contains { $0.action.isSanction })
        #expect(house.lines.last?.contains("@bob1:hs.test, @bob2:hs.test") == true, "\(house.lines)")
    }

    @Test func theDeskReadsWhichOneItIs() throws {
        var house = try house()
        house.order("mute @bob2:hs.test 10m")
        #expect(house.lines.contains { $0.contains("Bob (@bob2:hs.test)") })
        for question in ["why 1", "cases Bob", "note @bob2:hs.test seen elsewhere"] {
            house.order(question)
            #expect(house.lines.last?.contains("@bob2:hs.test") == true, "\(question): \(house.lines)")
        }
    }
}
