// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Engine
internal import Foundation
internal import Synchronization

/// The one thread on which everything is decided and written down.
///
/// A thread of its own, not an actor: an actor is re-entrant at each `await`, and a commit blocks, which the
/// cooperative pool must not. Everybody else speaks to it by letters and waits for the answer; it waits for nobody but
/// the store, so no circle of waiting exists.
public final class Loop: Sendable {
    let mailbox = Mailbox()
    private let ending = Mutex<Ending>(.running([]))
    private let stir: @Sendable (Set<NetworkID>) -> Void
    private let wish: @Sendable (Household.Wish) -> Void
    private let last: @Sendable ([OwedAct]) -> Void
    private let inquire: @Sendable (Question) -> Void
    private let lookUp: @Sendable (HostQuestion) -> Void
    private let forget: @Sendable () -> Void

    private enum Ending {
        case running([CheckedContinuation<Void, any Error>])
        case ended((any Error)?)
    }

    /// The loop has ended: nothing more is written, so nothing more may be done.
    public struct Ended: Error, Sendable {
        public init() {}
    }

    /// - Parameters: called on the loop's thread; must not wait.
    ///   - stir: with the networks that have something to do.
    ///   - wish: with each order for the shell given at a desk.
    ///   - last: with what is still to be said although nothing can be written any more; this one may wait a second.
    ///   - inquire: with each line that is to be read a second time.
    ///   - lookUp: with each host that is to be looked for in lists outside.
    ///   - forget: when somebody was forgotten.
    init(
        stir: @escaping @Sendable (Set<NetworkID>) -> Void,
        wish: @escaping @Sendable (Household.Wish) -> Void = { _ in },
        inquire: @escaping @Sendable (Question) -> Void = { _ in },
        lookUp: @escaping @Sendable (HostQuestion) -> Void = { _ in },
        forget: @escaping @Sendable () -> Void = {},
        last: @escaping @Sendable ([OwedAct]) -> Void = { _ in }
    ) {
        self.stir = stir
        self.wish = wish
        self.inquire = inquire
        self.lookUp = lookUp
        self.forget = forget
        self.last = last
    }

    /// Begins, with a household that was opened; it belongs to the thread from here on.
    func start(_ household: sending Household) {
        // Handed to one thread and never touched by another: the compiler cannot see that a thread is a task's like.
        nonisolated(unsafe) let household = household
        let thread = Thread { [self] in self.turn(household) }
        thread.name = "geoffrin-loop"
        thread.stackSize = 8 << 20
        thread.start()
    }

    private func turn(_ household: Household) {
        FaultHandler.useOwnStack()
        var failure: (any Error)?
        var isOpen = true
        while isOpen {
            do throws(Stop) {
                stir(household.takeStirred())
                for wish in household.takeWishes() { self.wish(wish) }
                for question in household.takeQuestions() { inquire(question) }
                if household.takeHasForgotten() { forget() }
                for question in household.takeLookups() { lookUp(question) }
                let patience = household.patience
                try Self.open(mailbox.take(within: patience), household)
                if household.hasEnded { isOpen = false }
                if household.isDue { try household.tick() }
                household.publishIfOld()
            } catch {
                failure = error
                isOpen = false
            }
        }
        // While whoever would end with the loop still waits for it.
        if failure != nil { last(household.lastWords()) }
        mailbox.close()
        end(failure)
    }

    /// Opens letters in their order. Neighbours that may share a transaction do, so that eight acts under way cost one wait
    /// for the disk instead of eight; nobody hears an answer before what it says is written.
    private static func open(_ letters: [Mailbox.Letter], _ household: Household) throws(Stop) {
        var unanswered = letters[...]
        var answers: [() -> Void] = []
        func write() throws(Stop) {
            try household.endShared()
            for answer in answers { answer() }
            unanswered = unanswered.dropFirst(answers.count)
            answers = []
        }
        do throws(Stop) {
            for letter in letters {
                if !letter.isShared { try write() }
                household.isShared = letter.isShared
                answers.append(try letter.open(household))
                if !letter.isShared { try write() }
            }
            try write()
        } catch {
            for letter in unanswered { letter.refuse(error) }
            throw error
        }
    }

    private func end(_ failure: (any Error)?) {
        let waiting = ending.withLock { ending -> [CheckedContinuation<Void, any Error>] in
            defer { ending = .ended(failure) }
            if case .running(let waiting) = ending { return waiting }
            return []
        }
        for continuation in waiting { continuation.resume(with: Self.result(failure)) }
    }

    /// Has the rows written, then ends, behind what has arrived before. From any thread, without waiting.
    func finish() {
        mailbox.post(
            Mailbox.Letter(
                open: { household throws(Stop) in
                    try household.flush()
                    household.hasEnded = true
                    return {}
                }, refuse: { _ in }),
            to: .results)
    }

    /// Returns when the loop has ended; throws what ended it.
    func wait() async throws {
        try await withCheckedThrowingContinuation { continuation in
            let over = ending.withLock { ending -> (any Error)?? in
                switch ending {
                case .running(let waiting):
                    ending = .running(waiting + [continuation])
                    return nil
                case .ended(let failure): return .some(failure)
                }
            }
            if let over { continuation.resume(with: Self.result(over)) }
        }
    }

    private static func result(_ failure: (any Error)?) -> Result<Void, any Error> {
        failure.map { .failure($0) } ?? .success(())
    }

    /// Has something done on the loop's thread and waits for its result.
    ///
    /// - Parameter isShared: it may be written in one transaction with what else waits; it must not read the books.
    func ask<T: Sendable>(
        _ box: Mailbox.Box = .results, isShared: Bool = false,
        _ body: @escaping @Sendable (Household) throws(Stop) -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            mailbox.post(
                Mailbox.Letter(
                    isShared: isShared,
                    open: { household throws(Stop) in
                        let result = try body(household)
                        return { continuation.resume(returning: result) }
                    },
                    refuse: { continuation.resume(throwing: $0) }),
                to: box)
        }
    }

    /// What an adapter brings; returns when it is written down.
    func emit(_ events: [Event]) async throws {
        if !events.isEmpty {
            try await ask(.inbound, isShared: true) { household throws(Stop) in try household.take(events) }
        }
    }

    /// Waits until acts are done or cannot be done now, at most `patience`.
    func wait(for acts: [OwedAct], within patience: Duration) async throws {
        let end = ContinuousClock.now + patience
        while !acts.isEmpty, ContinuousClock.now < end {
            let isComing = try await ask { household in acts.contains { household.isComing($0) } }
            guard isComing else { return }
            try await Task.sleep(for: .milliseconds(25))
        }
    }
}
