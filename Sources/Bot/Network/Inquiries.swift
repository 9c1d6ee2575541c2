// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Engine
public import ServiceLifecycle
internal import Synchronization

/// Somebody outside whose opinion of a line is heard. Never an order, never the last word.
public protocol Adviser: Sendable {
    /// What a room must have agreed to, as `SecondReading.key` has it: it is asked nothing else.
    var key: UInt64 { get }
    /// How long an answer takes at most; a question that has waited longer is not asked any more.
    var patience: Duration { get }
    /// In thousandths, how sure it is that a moderator would mind; nil for no opinion, whatever the reason. Within its
    /// own deadline. Cancelling ends it at once.
    func opinion(on question: Question) async -> Int32?
    /// How it is doing, for `status`.
    var standing: AdviserStanding { get }
}

/// What `status` tells of a second reader.
public struct AdviserStanding: Sendable, Hashable {
    /// Who it is, for people to read.
    public var place: String
    /// Requests that left, answers that were an opinion, requests without one; since the start.
    public var asked = 0
    public var answered = 0
    public var failed = 0
    /// Answered without asking again; not asked because the hour's budget is spent, or too much is under way.
    public var remembered = 0
    public var refused = 0
    /// Why it is not asked for now, and for how long still; nil where it is.
    public var trouble: String?
    public var restsFor: TimeSpan?

    public init(place: String) { self.place = place }
}

/// Carries questions out and opinions back. The loop waits for neither; what cannot be asked is not asked.
public final class Inquiries: Service {
    /// Under way at a time; what comes in meanwhile waits, `waitingMost` at most, and only while an answer would count.
    static let most = 4
    static let waitingMost = 64

    private struct Waiting: Sendable {
        var question: Question
        var since: ContinuousClock.Instant
    }

    private let questions: AsyncStream<Waiting>
    private let post: AsyncStream<Waiting>.Continuation
    private let adviser = Mutex<(any Adviser)?>(nil)
    private let ear = Mutex<(@Sendable (Int32, Question) async throws -> Void)?>(nil)

    init() {
        (questions, post) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.waitingMost))
    }

    /// Whom to ask from here on; nil: nobody.
    func want(_ new: (any Adviser)?) { adviser.withLock { $0 = new } }
    private var current: (any Adviser)? { adviser.withLock { $0 } }
    var standing: AdviserStanding? { current?.standing }

    /// Who hears the answers; set once, before `run`.
    func answer(to ear: @escaping @Sendable (Int32, Question) async throws -> Void) { self.ear.withLock { $0 = ear } }

    /// From the loop's thread, without waiting. Beyond `waitingMost` the newest is not asked.
    func ask(_ question: Question) { post.yield(Waiting(question: question, since: .now)) }

    public func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await withThrowingTaskGroup(of: Void.self) { group in
                var busy = 0
                for await waiting in self.questions {
                    if busy == Self.most {
                        try await group.next()
                        busy -= 1
                    }
                    busy += 1
                    group.addTask { try await self.carry(waiting) }
                }
            }
        }
    }

    private func carry(_ waiting: Waiting) async throws {
        let question = waiting.question
        // Another service than the one its room agreed to is told nothing, and none is told what is too late.
        guard let adviser = current, adviser.key == question.key, waiting.since.duration(to: .now) < adviser.patience,
            let sureness = await adviser.opinion(on: question), !Task.isCancelled, let ear = ear.withLock({ $0 })
        else { return }
        do {
            try await ear(sureness, question)
        } catch is Loop.Ended {
            // Nobody is left to hear it.
        }
    }
}
