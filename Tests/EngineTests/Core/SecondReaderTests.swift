// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

/// What leaves for a second reader, and what its answers can do (THREATS J4); the rest is in scenarios.
@Suite struct SecondReaders {
    static let conf = House.conf(
        """
        [second_reader]
        url = "https://reader.example/v1/moderations"
        [community.atelier.second_reader]
        active = true
        [detector.toxicity]
        talk = "calm"
        """, preset: "strict")
    static let line = "you are a fucking idiot"

    private func house(_ conf: String = conf) throws -> House {
        var house = try House(conf)
        house.send(.ticked)
        return house
    }

    private func answer(_ house: inout House, _ question: Question, _ sureness: Int32) -> [Decision] {
        house.send(
            .opined(.init(question: question.id, sureness: sureness)), room: question.room)
    }

    @Test func aRoomIsToldBeforeAnythingOfItLeaves() throws {
        var house = try House(Self.conf)
        house.isHolding = true
        house.say("eve", Self.line)
        #expect(house.engine.takeQuestions().isEmpty)
        house.send(.ticked)
        // Decided, and not yet heard there.
        house.wait(.minutes(1))
        house.say("eve", Self.line)
        #expect(house.engine.takeQuestions().isEmpty)
        house.release()
        house.wait(.minutes(1))
        house.say("eve", Self.line)
        #expect(house.engine.takeQuestions().count == 1)
    }

    @Test func anotherPlaceIsToldAgain() throws {
        var house = try house()
        house.say("eve", Self.line)
        #expect(house.engine.takeQuestions().count == 1)
        house.engine.adopt(try House.policy(Self.conf.replacing("reader.example", with: "other.example")))
        house.send(.reloaded(fingerprint: 2, changes: []))
        house.say("eve", Self.line)
        #expect(house.engine.takeQuestions().isEmpty)
        house.wait(.minutes(20))
        house.send(.ticked)
        house.say("eve", Self.line)
        #expect(house.engine.takeQuestions().count == 1)
    }

    @Test func anAnswerHoldsItsLease() throws {
        for (wait, counts) in [(TimeSpan.seconds(9), true), (.seconds(11), false)] {
            var house = try house()
            house.say("eve", "you are such an idiot")
            let question = try #require(house.engine.takeQuestions().first)
            let asked = try #require(house.engine.state.asked.first)
            let number = try #require(house.engine.state.persons.number(of: asked.person))
            func peak(_ house: House) -> Int32 { house.engine.state.persons[number].incident?.peak ?? 0 }
            let before = peak(house)
            house.now = house.now + wait
            _ = answer(&house, question, 1000)
            // One note an incident: what is added shows in what the incident weighs.
            #expect((peak(house) > before) == counts, "\(wait)")
        }
    }

    @Test func anAnswerCountsOnce() throws {
        var house = try house()
        house.say("eve", "you are such an idiot")
        let question = try #require(house.engine.takeQuestions().first)
        #expect(!answer(&house, question, 1000).isEmpty)
        #expect(answer(&house, question, 1000).isEmpty)
    }

    @Test(arguments: [Int32.min, -1, 0, 1, 499, 1001, .max]) func whatIsNoNumberOfThousandthsIsNothing(
        _ sureness: Int32
    ) throws {
        var house = try house()
        house.say("eve", Self.line)
        let before = house.engine.takeDirtyRows()
        _ = before
        let question = try #require(house.engine.takeQuestions().first)
        #expect(answer(&house, question, sureness).isEmpty)
        #expect(SecondReading.score(sureness) == 0)
    }

    @Test func itNeverWeighsMoreThanSoftEvidenceMay() {
        for sureness in Int32(0)...1000 { #expect((0...150).contains(SecondReading.score(sureness))) }
        for scale in Scale.all {
            let many = (0..<5).map { _ in Signal(SecondReading.name, .manner, score: 150, reason: Reason("reader")) }
            let verdict = scale.verdict(many)
            #expect(verdict.score <= scale.caps.manner)
            #expect(scale.step(for: 20_000, standing: .newcomer, isHard: verdict.isHard)?.step == .note)
        }
    }

    @Test func openQuestionsAreFew() throws {
        var house = try house()
        for line in 0..<10 { house.say("eve", "\(Self.line) \(line)") }
        #expect(house.engine.takeQuestions().count == Asked.mostOfOne)
        for person in 0..<200 { house.say("m\(person)", "\(Self.line) \(person)") }
        #expect(house.engine.state.asked.count == Asked.most)
        // Their leases over, there is room again.
        house.wait(.minutes(1))
        _ = house.engine.takeQuestions()
        house.say("late", Self.line)
        #expect(house.engine.takeQuestions().count == 1)
    }

    @Test func privateWordsDeskTalkAndModeratorsStayHere() throws {
        var house = try house()
        house.whisper("eve", Self.line)
        house.send(.said(Message(PeerText(Self.line))), room: House.desk, by: "lise")
        house.say("lise", Self.line)
        house.say("margaux", Self.line)
        #expect(house.engine.takeQuestions().isEmpty)
    }

    @Test func whoMayBeUnwellIsSentNowhere() throws {
        var house = try house()
        house.say("eve", "I want to kill myself, I am a fucking worthless idiot")
        #expect(house.engine.takeQuestions().isEmpty)
    }
}
