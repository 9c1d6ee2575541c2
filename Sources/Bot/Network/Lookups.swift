// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Engine
public import ServiceLifecycle
internal import Synchronization

/// Who looks for hosts in lists outside. What it says is evidence among other evidence.
public protocol HostBook: Sendable {
    /// Looks for one host; within its own deadlines, at once when cancelled. Called by one task at a time.
    func find(_ question: HostQuestion) async -> HostFinding
    /// Drops what it remembers of hosts: somebody is forgotten.
    func forget()
    /// How it is doing, for `status`.
    var standing: HostBookStanding { get }
}

/// Carries hosts out and answers back, one at a time. The loop waits for none; in a raid the queue is full, and who comes
/// then is not asked about.
public final class Lookups: Service {
    /// Waiting at a time; beyond, the newest is dropped and counted.
    static let waitingMost = 64
    /// Who has waited longer is not asked about any more.
    static let patience = Duration.seconds(30)

    private struct Waiting: Sendable {
        var question: HostQuestion
        var since: ContinuousClock.Instant
    }

    typealias Ear = @Sendable (Event.Lookup, HostQuestion) async throws -> Void

    private let questions: AsyncStream<Waiting>
    private let post: AsyncStream<Waiting>.Continuation
    private let book = Mutex<(any HostBook)?>(nil)
    private let ear = Mutex<Ear?>(nil)
    private let dropped = Mutex(0)

    private let now: @Sendable () -> ContinuousClock.Instant

    init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.now = now
        (questions, post) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.waitingMost))
    }

    /// Whom to ask from here on; nil: nobody.
    func want(_ new: (any HostBook)?) { book.withLock { $0 = new } }
    private var current: (any HostBook)? { book.withLock { $0 } }

    var standing: HostBookStanding? {
        guard var standing = current?.standing else { return nil }
        standing.refused += dropped.withLock { $0 }
        return standing
    }

    /// Who hears the answers; set once, before `run`.
    func answer(to ear: @escaping Ear) { self.ear.withLock { $0 = ear } }

    /// From the loop's thread, without waiting.
    func ask(_ question: HostQuestion) {
        if case .dropped = post.yield(Waiting(question: question, since: now())) { dropped.withLock { $0 += 1 } }
    }

    /// Somebody is forgotten. From any thread, without waiting.
    func forget() { current?.forget() }

    public func run() async throws {
        try await cancelWhenGracefulShutdown {
            for await waiting in self.questions { try await self.carry(waiting) }
        }
    }

    private func carry(_ waiting: Waiting) async throws {
        guard let book = current, let ear = ear.withLock({ $0 }) else { return }
        guard waiting.since.duration(to: now()) < Self.patience else { return dropped.withLock { $0 += 1 } }
        let found = await book.find(waiting.question)
        guard !Task.isCancelled else { return }
        do {
            for news in found.news { try await ear(news, waiting.question) }
            if let lists = found.listedBy { try await ear(.answered(listedBy: lists), waiting.question) }
        } catch is Loop.Ended {
            // Nobody is left to hear it.
        }
    }
}
