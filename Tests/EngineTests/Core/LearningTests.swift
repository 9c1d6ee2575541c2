// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Language
import Testing

@testable import Engine

/// The team's verdicts teach, two together, and nobody else (THREATS E2, E7).
@Suite struct Learning {
    private static let rule = """
        [[rule]]
        name = "link"
        when = 'links.count > 0 and member.standing == newcomer'
        then = ["propose"]
        mode = "act"
        """
    private static let wave = "double your coins tonight with our private trading signals, join http://"

    private func house() throws -> House { try House(House.conf(Self.rule)) }

    /// Somebody new says it; the number of the case it becomes.
    private func refuse(_ house: inout House, _ name: String, _ text: String) throws -> Int32 {
        house.say(name, text)
        house.now = house.now + .seconds(5)
        return try #require(house.engine.state.cases.keys.max())
    }

    private func isCaught(_ house: inout House, _ name: String) -> Bool {
        let made = house.say(name, "double your coins tonight with our private trading signals, ask me")
        return made.contains { $0.verdict.signals.contains { $0.name == "learned" } }
    }

    private func taught(_ house: inout House) throws {
        house.order("ok \(try refuse(&house, "eve", Self.wave + "one.example"))")
        house.now = house.now + .minutes(1)
        house.say("margaux", "ok \(try refuse(&house, "mallory", Self.wave + "two.example"))", room: House.desk)
        house.now = house.now + .minutes(1)
    }

    @Test func aWaveIsCaughtOnItsThirdLine() throws {
        var house = try house()
        try taught(&house)
        #expect(house.engine.state.lessons.all.map(\.isFine) == [false, false])
        #expect(isCaught(&house, "trudy"))
    }

    @Test func aThousandVerdictsOfNewcomersChangeNothing() throws {
        var house = try house()
        for n in 0..<1000 {
            let number = try refuse(&house, "eve\(n)", Self.wave + "n\(n).example")
            house.whisper("eve\(n)", "ok \(number)")
            house.say("eve\(n + 1)", "!ok \(number)")
            house.now = house.now + .minutes(20)
        }
        #expect(house.engine.state.lessons.isEmpty)
        #expect(isCaught(&house, "trudy") == false)
    }

    @Test func aThousandVerdictsOfOneModeratorChangeNothing() throws {
        var house = try house()
        for n in 0..<1000 {
            let number = try refuse(&house, "eve\(n)", "our shop has needles, wool and buttons http://n\(n).example")
            house.order("ok \(number)")
            house.now = house.now + .minutes(150)
        }
        #expect(house.engine.state.lessons.all.count == Lesson.most)
        #expect(house.engine.taughtCount == 0)
        let made = house.say("trudy", "our shop has needles, wool and buttons")
        #expect(!made.contains { $0.verdict.signals.contains { $0.name == "learned" } })
    }

    @Test func ofOneModeratorTenADayTeach() throws {
        var house = try house()
        for n in 0..<30 {
            house.order("ok \(try refuse(&house, "eve\(n)", Self.wave + "n\(n).example"))")
            house.now = house.now + .minutes(5)
        }
        #expect(house.engine.state.lessons.all.count == Lesson.perDay)
        house.wait(.days(1))
        house.order("ok \(try refuse(&house, "mallory", Self.wave + "m.example"))")
        #expect(house.engine.state.lessons.all.count == Lesson.perDay + 1)
    }

    @Test func whatOneOwnsIsOneHandFromWhereverItComes() {
        let a = Lesson.Teacher(person: 1, place: 10)
        let b = Lesson.Teacher(person: 2, place: 20)
        let both = Lesson.Teacher(person: 1, place: 20)
        let person = PersonID(House.network, .account, "eve")
        func lessons(_ teachers: [Lesson.Teacher]) -> [Lesson] {
            teachers.map {
                Lesson(caseNumber: 1, person: person, teacher: $0, at: House.start, isFine: false, pieces: [1])
            }
        }
        #expect(Set(LessonBook.hands(lessons([a, b]))).count == 2)
        #expect(Set(LessonBook.hands(lessons([a, b, both]))).count == 1)
        #expect(LessonBook.hands(lessons([.nobody, .nobody])) == [-1, -1])
    }

    @Test func undoTakesBackWhatWasTaught() throws {
        var house = try house()
        try taught(&house)
        house.order("undo \(house.engine.state.lessons.all[0].caseNumber)")
        #expect(house.engine.state.lessons.all.count == 1)
        #expect(isCaught(&house, "trudy") == false)
    }

    @Test func resetForgetsItAll() throws {
        var house = try house()
        try taught(&house)
        house.order("learned reset")
        #expect(house.engine.state.lessons.isEmpty)
        #expect(isCaught(&house, "trudy") == false)
    }

    @Test func itOutlivesARestart() throws {
        var house = try house()
        try taught(&house)
        let before = house.engine.state.lessons.all
        try house.restart(["bob"])
        #expect(house.engine.state.lessons.all == before)
        // What is said while she has just come in waits to be judged.
        house.wait(.minutes(5))
        #expect(isCaught(&house, "trudy"))
    }

    @Test func whoseWordsAreForgottenTeachesNothing() throws {
        var house = try house()
        try taught(&house)
        house.whisper("eve", "me forget")
        house.wait(.hours(25))
        #expect(house.engine.state.lessons.all.map(\.person.key) == ["mallory@mallory.example"])
        #expect(isCaught(&house, "trudy") == false)
        // Nor does the journal keep it.
        let eve = PersonID(House.network, .host, "eve@eve.example")
        let lessons = house.decisions.compactMap { $0.redacted(of: eve, fresh: .distantFuture) }.flatMap(\.changes)
            .compactMap { change in
                if case .taught(let lesson) = change { lesson } else { nil }
            }
        #expect(lessons.map(\.pieces) == [[]])
    }

    @Test func aTeacherWhoIsForgottenAgreesWithNobody() throws {
        var house = try house()
        try taught(&house)
        house.whisper("margaux", "me forget")
        house.wait(.hours(25))
        #expect(house.engine.state.lessons.all.map { $0.teacher == .nobody } == [false, true])
        #expect(isCaught(&house, "trudy") == false)
    }

    @Test func lessonsAreKeptAsLongAsFeatures() throws {
        var house = try house()
        try taught(&house)
        house.wait(.days(89))
        #expect(isCaught(&house, "trudy"))
        house.wait(.days(3))
        #expect(house.engine.state.lessons.isEmpty)
        #expect(isCaught(&house, "walter") == false)
    }

    @Test func anotherModelIsTaughtTheSameAnew() throws {
        var house = try house()
        try taught(&house)
        #expect(isCaught(&house, "trudy"))
        let before = house.engine.taughtCount
        house.engine.adopt(try House.policy(House.conf(Self.rule)))
        #expect(house.engine.reader?.lore == nil)
        #expect(isCaught(&house, "walter"))
        #expect(house.engine.taughtCount == before)
    }

    @Test func aFullBookLosesTheOldestOfWhoTaughtMost() {
        var book = LessonBook()
        let person = PersonID(House.network, .account, "eve")
        for n in 1...Lesson.most + 20 {
            let teacher = Lesson.Teacher(person: n % 50 == 1 ? 2 : 1, place: 0)
            _ = book.add(
                Lesson(
                    caseNumber: Int32(n), person: person, teacher: teacher, at: House.start + .seconds(Int64(n)),
                    isFine: false, pieces: [UInt32(n)]))
        }
        #expect(book.all.count == Lesson.most)
        #expect(book.all.count { $0.teacher.person == 2 } == 11)
        #expect(book.all.first?.caseNumber == 1)
        #expect(book[2] == nil)
    }

    @Test func aLessonIsPackedAndRead() throws {
        let lesson = Lesson(
            caseNumber: 7, person: PersonID(House.network, .account, "eve"), teacher: .init(person: 1, place: .max),
            at: House.start, isFine: true, isRefused: true, pieces: [0, 1, .max])
        #expect(try Lesson(packed: lesson.packed) == lesson)
        for change in [Change.taught(lesson), .unlearned(7), .unlearned(nil)] {
            #expect(try Change(packed: change.packed) == change)
        }
    }
}
