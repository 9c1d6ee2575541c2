// SPDX-License-Identifier: Apache-2.0

import Chat
import Logging
import Synchronization
import Testing

@testable import Bot

/// The loop on its own thread, and a network that takes its time.
@Suite struct DispatcherTests {
    /// A loop that owes these acts, and who carries them.
    private func begin(
        _ stage: Stage, owing actions: [(Action, Lane)], _ adapter: FakeAdapter, sideBySide: Int = Dispatcher.few
    ) throws -> (loop: Loop, dispatcher: Dispatcher) {
        try stage.household.begin()
        for (action, lane) in actions { stage.household.oweOwn(action, in: Stage.room, lane: lane) }
        try stage.household.finish()
        let loop = Loop(stir: { _ in })
        nonisolated(unsafe) let household = stage.household
        loop.start(household)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        var dispatcher = Dispatcher(adapter: adapter, loop: loop, logger: logger)
        dispatcher.sideBySide = sideBySide
        return (loop, dispatcher)
    }

    /// Owes acts, lets the dispatcher work until `until` holds, then ends everything.
    private func run(
        _ actions: [(Action, Lane)], on adapter: FakeAdapter, sideBySide: Int = Dispatcher.few,
        until isEnough: @escaping @Sendable (FakeAdapter) -> Bool
    ) async throws {
        let stage = try Stage()
        try stage.connect()
        try stage.pump()
        let (loop, dispatcher) = try begin(stage, owing: actions, adapter, sideBySide: sideBySide)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await dispatcher.run() }
            group.addTask { while !isEnough(adapter) { await Task.yield() } }
            // The dispatcher ends only when it is told to: the first to end is the one that has seen enough.
            _ = try await group.next()
            adapter.letThrough()
            group.cancelAll()
        }
        try await loop.ask { $0.hasEnded = true }
    }

    @Test func wordsGoOneAfterTheOther() async throws {
        let adapter = FakeAdapter(Stage.network, isOpen: true)
        let lines = (0..<5).map { (Action.say(Utterance("\($0)")), Lane.answer) }
        try await run(lines, on: adapter) { $0.begun.count == 5 }
        #expect(adapter.most.words == 1)
        #expect(adapter.begun.map(\.action) == lines.map(\.0))
    }

    @Test func sanctionsGoSideBySideAndNoMoreThanEight() async throws {
        let adapter = FakeAdapter(Stage.network, isOpen: false)
        let bans = (0..<12).map { (Action.unban(mark: ByteString("b \($0)")), Lane.sanction) }
        try await run(bans, on: adapter) { $0.begun.count >= 8 }
        #expect(adapter.most.sanctions == 8)
    }

    /// Where the network takes many at once they are taken up together; words stay one after the other between them.
    @Test func whereManyGoSideBySideNoneIsLeftOutAndNoneBegunTwice() async throws {
        let adapter = FakeAdapter(Stage.network, isOpen: false)
        let bans = (0..<40).map { (Action.unban(mark: ByteString("b \($0)")), Lane.sanction) }
        let lines = (0..<3).map { (Action.say(Utterance("\($0)")), Lane.answer) }
        try await run(bans + lines, on: adapter, sideBySide: 24) { $0.begun.count >= 25 }
        #expect(adapter.most.sanctions == 24 && adapter.most.words == 1)
        let open = FakeAdapter(Stage.network, isOpen: true)
        try await run(bans + lines, on: open, sideBySide: 24) { $0.begun.count >= 43 }
        #expect(open.begun.count == 43 && Set(open.begun.map(\.id)).count == 43)
        #expect(open.most.sanctions <= 24 && open.most.words == 1)
    }

    @Test func aSlowWordHoldsUpNoSanction() async throws {
        let adapter = FakeAdapter(Stage.network, isOpen: false)
        let acts = [(Action.say(Utterance("slow")), Lane.answer), (Action.unban(mark: "b x"), Lane.sanction)]
        try await run(acts, on: adapter) { $0.begun.count == 2 }
        #expect(adapter.begun.count == 2)
    }

    /// A hundred times something happens while the connection's clock says wait: one wait at a time, not a hundred that each
    /// ring for ever.
    @Test func howeverOftenItIsStirredItRestsOnce() async throws {
        let adapter = FakeAdapter(Stage.network, isPatient: true)
        let stage = try Stage()
        try stage.connect()
        try stage.pump()
        var (loop, dispatcher) = try begin(stage, owing: [(.say(Utterance("later")), .answer)], adapter)
        let rests = Mutex(0)
        let night = AsyncGate(isOpen: false)
        dispatcher.rest = {
            rests.withLock { $0 += 1 }
            await night.pass()
        }
        await withThrowingTaskGroup(of: Void.self) { [dispatcher] group in
            group.addTask { try await dispatcher.run() }
            for round in 1...100 {
                while adapter.asked < round { await Task.yield() }
                dispatcher.stir()
            }
            while adapter.asked < 101 { await Task.yield() }
            #expect(rests.withLock { $0 } == 1)
            night.open()
            while rests.withLock({ $0 }) < 2 { await Task.yield() }
            group.cancelAll()
        }
        #expect(adapter.begun.isEmpty)
        try await loop.ask { $0.hasEnded = true }
    }

    /// A network that is set up anew while a ban is under way: nothing is blocked by it, and the room tells its fate.
    @Test func whatWasUnderWayIsLookedForByWhoCarriesOn() async throws {
        let adapter = FakeAdapter(Stage.network, isOpen: false)
        let stage = try Stage()
        try stage.connect()
        try stage.pump()
        _ = try stage.join("eve")
        try stage.pump()
        _ = try stage.household.command("ban eve 1h", by: "root", in: 0)
        let (loop, dispatcher) = try begin(stage, owing: [], adapter)
        let former = Task { try await dispatcher.run() }
        while !adapter.begun.contains(where: { $0.action.word == "ban" }) { await Task.yield() }
        former.cancel()
        adapter.letThrough()
        _ = await former.result
        func next() async throws -> Errand? {
            try await loop.ask { household throws(Stop) in
                try household.next(on: Stage.network, among: [.sanction])
            }
        }
        guard case .look(let ban) = try await next() else {
            Issue.record("it is not looked for")
            return
        }
        #expect(ban.action.word == "ban")
        let kick = try await loop.ask { household throws(Stop) in
            try household.looked(for: ban, found: Receipt(mark: "b *!*@eve.example"))
            return try household.next(on: Stage.network, among: [.sanction])
        }
        #expect(kick?.act.action.word == "kick")
        try await loop.ask { $0.hasEnded = true }
    }

    /// A mute stands; eight lifts are under way without an answer, and more wait.
    @Test func theLastWordsAreSaidHoweverMuchWaits() async throws {
        let adapter = FakeAdapter(Stage.network, isOpen: false)
        let stage = try Stage()
        try stage.muteEve()
        let lifts = (0..<12).map { (Action.unban(mark: ByteString("b \($0)")), Lane.sanction) }
        let (loop, dispatcher) = try begin(stage, owing: lifts, adapter)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await dispatcher.run() }
            while adapter.begun.count < 8 { await Task.yield() }
            let (atOnce, _) = try await loop.ask { household throws(Stop) in try household.farewell() }
            for act in atOnce { try await dispatcher.lastWords(act) }
            let isOpen = try await loop.ask { household in atOnce.contains { household.debts.contains($0.id) } }
            #expect(!isOpen)
            adapter.letThrough()
            group.cancelAll()
        }
        try await loop.ask { $0.hasEnded = true }
        let words = adapter.last.compactMap { if case .alert(let words) = $0.action { words.text } else { nil } }
        let line = try #require(words.first)
        #expect(words.count == 1)
        #expect(line.hasPrefix("I am stopping. Still stands: mute for eve, #salon, 10 min more"))
        #expect(line.hasSuffix("To lift by hand: /mode #salon -b *!*@eve.example"))
    }
}
