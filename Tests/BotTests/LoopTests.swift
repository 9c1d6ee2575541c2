// SPDX-License-Identifier: Apache-2.0

import Chat
import Store
import Synchronization
import Testing

@testable import Bot

/// What waits for the loop's thread together, and what is written of it when.
@Suite struct LoopTests {
    /// What became of each letter, in order: how many commits and events there were when it was answered; or that it was
    /// refused.
    private struct Fate: Hashable {
        var commits: Int
        var events: Int
        static let refused = Fate(commits: -1, events: -1)
    }

    /// Somebody comes in, once for each flag, all before the loop looks; a flag says that the letter may share.
    private func fates(_ letters: [Bool], _ spoil: (Stage) -> Void = { _ in }) async throws -> [Fate] {
        let stage = try Stage()
        try stage.connect()
        let store = stage.store
        let before = Fate(commits: store.commits, events: store.kept.journal(JournalQuery(limit: 10_000)).entries.count)
        spoil(stage)
        let loop = Loop(stir: { _ in })
        let told = Mutex<[Fate]>([])
        for (number, isShared) in letters.enumerated() {
            let member = stage.chat.enter("guest\(number)", [Stage.room])
            let arrival = stage.event(member, .joined(.joined))
            loop.mailbox.post(
                Mailbox.Letter(
                    isShared: isShared,
                    open: { household throws(Stop) in
                        try household.take([arrival])
                        return {
                            let events = store.kept.journal(JournalQuery(limit: 10_000)).entries.count
                            told.withLock {
                                $0.append(
                                    Fate(commits: store.commits - before.commits, events: events - before.events))
                            }
                        }
                    },
                    refuse: { _ in told.withLock { $0.append(.refused) } }),
                to: .results)
        }
        nonisolated(unsafe) let household = stage.household
        loop.start(household)
        loop.finish()
        do { try await loop.wait() } catch is Stop {}
        return told.withLock { $0 }
    }

    @Test func whatMayShareIsWrittenAtOnceAndAnsweredAfterwards() async throws {
        let all = Fate(commits: 1, events: 3)
        #expect(try await fates([true, true, true]) == [all, all, all])
    }

    @Test func whatReadsTheBooksFindsAllBeforeItWritten() async throws {
        let found = try await fates([true, true, false, true])
        #expect(found[0] == Fate(commits: 1, events: 2) && found[1] == found[0])
        #expect(found[2].events == 3 && found[2].commits > 1)
        #expect(found[3].events == 4 && found[3].commits > found[2].commits)
    }

    @Test func whatCannotBeWrittenIsAnsweredToNobody() async throws {
        let found = try await fates([true, true, false, true]) { $0.store.refuse(.fenced) }
        #expect(found == [.refused, .refused, .refused, .refused])
    }
}
