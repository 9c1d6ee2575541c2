// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

/// Distress is neither punished nor shown (rule 21), and a heated exchange is never punished.
@Suite struct Caring {
    private let words = "i don't want to live anymore"

    /// None of the list is kept from being read by what an ordinary line is spared.
    @Test func everyPhraseIsHeard() {
        let distress = Distress(seed: 1)
        for phrase in Distress.phrases {
            let words = phrase.words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
            let view = TextView(PeerText("i " + words), seed: 1)
            #expect(distress.read(view, level: 0)?.isOwn == true, "\(words)")
        }
        #expect(Distress.phrases.count > 100)
    }

    @Test func nothingOfWhatWasSaidStaysInACaseOrInAnExplanation() throws {
        var house = try House()
        house.say("bob", words)
        let found = try #require(house.engine.state.cases.values.first)
        #expect(found.isCare && found.lines.isEmpty && !found.hasActed)
        #expect(house.engine.explain(found.number).allSatisfy { !$0.contains("live") })
        #expect(house.says.allSatisfy { !$0.contains("live") })
        // Under a veil for a desk that has one.
        let alert = house.acts.compactMap { act -> Utterance? in
            if case .alert(let words) = act.action { words } else { nil }
        }.first
        #expect(alert?.veiled == words)
    }

    @Test func itIsNobodysLatestCase() throws {
        var house = try House()
        house.say("bob", words)
        #expect(house.engine.state.latestCase.isEmpty)
        #expect(house.sanctions.isEmpty)
    }

    @Test func anOpenDeskHearsThatThereIsSomethingAndNotWho() throws {
        var house = try House()
        house.send(.capability(.init(can: [.say], cannot: [], isOpen: true)), room: House.desk)
        house.says = []
        house.say("bob", words)
        #expect(house.says.count == 1 && !house.says[0].contains("bob"))
        #expect(house.acts.allSatisfy { if case .alert(let said) = $0.action { said.veiled.isEmpty } else { true } })
    }

    @Test func whoIsForgottenIsForgottenHereToo() throws {
        var house = try House()
        house.say("bob", words)
        house.order("care 1")
        let person = try #require(house.engine.state.cases[1]?.person)
        house.send(.forgotten(person))
        #expect(house.engine.state.cases.isEmpty && house.engine.state.core.worries.isEmpty)
        let number = try #require(house.engine.state.persons.number(of: person))
        #expect(house.engine.state.persons[number].caredAt == nil)
    }

    @Test func theTenMinutesOutliveARestart() throws {
        var house = try House()
        house.say("bob", words)
        #expect(house.engine.state.core.worries.first?.due != nil)
        let rows = house.engine.takeDirtyRows()
        var again = Engine(policy: house.engine.policy, epoch: 1)
        try again.restore(rows)
        #expect(again.state.core.worries == house.engine.state.core.worries)
        #expect(again.nextDeadline.map { $0 <= house.now + .minutes(10) } == true)
    }

    @Test func whatIsRecordedIsDoneAgainAlike() throws {
        var house = try House()
        house.say("bob", words)
        house.order("care 1")
        var again = Engine(policy: house.engine.policy, epoch: 1)
        for (event, decisions) in house.events {
            again.recover(event, recorded: try decisions.map { try Decision(packed: $0.packed) })
        }
        #expect(again.state.core.worries == house.engine.state.core.worries)
        #expect(again.state.cases == house.engine.state.cases)
    }

    @Test func whoAskedForSilenceIsNotWrittenTo() throws {
        var house = try House()
        house.whisper("bob", "hush")
        house.says = []
        house.say("bob", words)
        house.wait(.minutes(30))
        #expect(house.says.count == 1, "the desk alone: \(house.says)")
    }

    @Test func switchedOffItSeesNothing() throws {
        var house = try House(House.conf("[care]\nactive = false"))
        house.say("bob", words)
        #expect(house.says.isEmpty && house.engine.state.cases.isEmpty)
    }

    @Test func moreThanItKeepsIsLetGo() throws {
        var house = try House()
        for i in 1...Worry.most + 10 {
            house.join("p\(i)")
            house.say("p\(i)", words)
            house.now = house.now + .seconds(20)
        }
        #expect(house.engine.state.core.worries.count == Worry.most)
    }

    @Test func aCalmWordWeighsOnNobody() throws {
        var house = try House()
        house.join("zoe")
        let (loud, rude) = (
            [
                "YOU ARE ALWAYS LATE", "AND NOW YOU BLAME ME AGAIN", "WHO ASKED YOU ANYTHING", "GO AWAY YOU COWARD",
                "I HAVE HAD ENOUGH OF YOU", "NEVER TALK TO ME LIKE THAT, YOU",
            ],
            [
                "shut up you idiot", "you stupid piece of shit", "you fucking liar", "you are such an asshole",
                "go to hell you moron", "you pathetic little bitch",
            ]
        )
        for (first, second) in zip(loud, rude) {
            house.say("bob", first)
            house.now = house.now + .seconds(4)
            house.say("zoe", second)
            house.now = house.now + .seconds(4)
        }
        #expect(house.says.count { $0.hasPrefix("This is getting heated") } == 1)
        #expect(house.sanctions.isEmpty)
        #expect(house.engine.state.core.calms.count == 1)
    }
}
