// SPDX-License-Identifier: Apache-2.0

import Chat
import Engine
import Store
import Synchronization
import Testing

@testable import Bot

/// Hosts go out and answers come back, beside the loop (THREATS J5).
@Suite struct LookupsTests {
    /// Answers at once, and remembers what it was asked.
    final class Book: HostBook {
        private let state = Mutex<(asked: [HostQuestion], forgets: Int)>(([], 0))
        var asked: [HostQuestion] { state.withLock { $0.asked } }
        var forgets: Int { state.withLock { $0.forgets } }
        func find(_ question: HostQuestion) async -> HostFinding {
            state.withLock { $0.asked.append(question) }
            return HostFinding(listedBy: ["bl.example"], news: [.list("bl.example", .trusted)])
        }
        func forget() { state.withLock { $0.forgets += 1 } }
        var standing: HostBookStanding { HostBookStanding(lists: ["bl.example"]) }
    }

    static let conf =
        Stage.conf + """

            preset = "gentle"
            [community.salon.detector.dnsbl]
            lists = ["bl.example"]
            """

    /// However slow the machine, nothing waits.
    private static let noon = ContinuousClock.now

    private func question(_ number: UInt32) -> HostQuestion {
        HostQuestion(
            room: Stage.room, member: MemberID(Stage.network, "eve~1"), address: .v4(0x0808_0000 + number),
            lists: ["bl.example"])
    }

    @Test func whatIsTooMuchIsDroppedAndCounted() async throws {
        let (book, lookups) = (Book(), Lookups(now: { Self.noon }))
        lookups.want(book)
        let (heard, hear) = AsyncStream<Event.Lookup>.makeStream()
        lookups.answer { lookup, _ in hear.yield(lookup) }
        for number in 0..<10_000 { lookups.ask(question(UInt32(number))) }
        #expect(lookups.standing?.refused == 10_000 - Lookups.waitingMost)
        let running = Task { try await lookups.run() }
        var answers = 0
        for await lookup in heard {
            if case .answered(let lists) = lookup {
                #expect(lists == ["bl.example"])
                answers += 1
            }
            if answers == Lookups.waitingMost { break }
        }
        #expect(book.asked == (0..<Lookups.waitingMost).map { question(UInt32($0)) })
        running.cancel()
        try? await running.value
    }

    @Test func nobodyIsAskedWhereNobodyIsWanted() async throws {
        let (book, lookups) = (Book(), Lookups(now: { Self.noon }))
        let (heard, hear) = AsyncStream<HostQuestion>.makeStream()
        lookups.answer { _, question in hear.yield(question) }
        lookups.ask(question(1))
        let running = Task { try await lookups.run() }
        #expect(lookups.standing == nil)
        lookups.want(book)
        lookups.ask(question(2))
        for await answered in heard where answered == question(2) { break }
        #expect(book.asked.contains(question(2)))
        running.cancel()
        try? await running.value
    }

    @Test func whoHasWaitedTooLongIsNotAskedAbout() async throws {
        let clock = Mutex(Self.noon)
        let (book, lookups) = (Book(), Lookups(now: { clock.withLock { $0 } }))
        lookups.want(book)
        let (heard, hear) = AsyncStream<HostQuestion>.makeStream()
        lookups.answer { _, question in hear.yield(question) }
        lookups.ask(question(1))
        clock.withLock { $0 += Lookups.patience }
        lookups.ask(question(2))
        let running = Task { try await lookups.run() }
        for await answered in heard {
            #expect(answered == question(2))
            break
        }
        #expect(book.asked == [question(2)])
        #expect(lookups.standing?.refused == 1)
        running.cancel()
        try? await running.value
    }

    /// From a join to a signal, with the journal in between.
    @Test func anAnswerIsAnEventLikeAnyOther() throws {
        let stage = try Stage(Self.conf)
        try stage.connect()
        try stage.pump()
        try stage.advance(by: .minutes(15))
        #expect(stage.room.said.contains { $0.text.contains("bl.example") })
        let eve = stage.chat.enter("eve", [Stage.room], host: "9.9.9.9")
        try stage.tell([stage.event(eve, .joined(.joined))])
        let questions = stage.household.takeLookups()
        #expect(questions.map(\.address) == [.v4(0x0909_0909)])
        let question = try #require(questions.first)
        try stage.household.hear(.answered(listedBy: ["bl.example"]), about: question)
        try stage.household.hear(.list("bl.example", .listsAll), about: question)
        try stage.pump()
        #expect(stage.room.said.contains { $0.text.contains("I do not ask bl.example") })
        let entries = stage.store.kept.journal(JournalQuery(limit: 10_000)).entries
        let answer = try #require(entries.first { $0.event.kind == .lookedUp(.answered(listedBy: ["bl.example"])) })
        #expect(answer.event.member == eve && answer.event.facts == nil)
        // What was asked before the end of a process is not asked again.
        try stage.revive()
        #expect(stage.household.takeLookups().isEmpty)
    }

    @Test func whoeverIsForgottenLeavesWhatIsRememberedOfHostsToo() throws {
        let stage = try Stage(Self.conf)
        try stage.connect()
        #expect(!stage.household.takeHasForgotten())
        try stage.household.begin()
        let person = PersonID(Stage.network, .host, "eve@9.9.9.9")
        stage.household.handle(Event(at: stage.clock.now, .forgotten(person)), only: 0)
        try stage.household.finish()
        #expect(stage.household.takeHasForgotten())
        #expect(!stage.household.takeHasForgotten())
    }
}
