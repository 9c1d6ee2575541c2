// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How long a test waits for what must come: it bounds a hang and measures nothing, so a starved machine does not fail it.
public let patience: Duration = .seconds(200)

/// Things as they came, for tests that wait for one of them.
public final class Record<Element: Sendable>: Sendable {
    public struct Missing: Error, CustomStringConvertible {
        public let description: String
    }

    private struct Waiter {
        var id: Int
        var isWanted: @Sendable (Element) -> Bool
        var continuation: CheckedContinuation<Element?, Never>
    }

    private struct State {
        var elements: [Element] = []
        var waiters: [Waiter] = []
        var listeners: [@Sendable (Element) -> Void] = []
        var nextID = 0
    }

    private let state = Mutex(State())

    public init() {}

    public var all: [Element] { state.withLock { $0.elements } }

    /// What comes from here on is handed over too, before whoever waits for it goes on.
    public func onAppend(_ listener: @escaping @Sendable (Element) -> Void) {
        state.withLock { $0.listeners.append(listener) }
    }

    public func append(_ element: Element) {
        let (due, listeners) = state.withLock { state -> ([Waiter], [@Sendable (Element) -> Void]) in
            state.elements.append(element)
            let due = state.waiters.filter { $0.isWanted(element) }
            state.waiters.removeAll { waiter in due.contains { $0.id == waiter.id } }
            return (due, state.listeners)
        }
        for listener in listeners { listener(element) }
        for waiter in due { waiter.continuation.resume(returning: element) }
    }

    /// The first element, past or to come, from `start` on; throws when it has not come in time.
    @discardableResult
    public func first(
        from start: Int = 0, within limit: Duration = patience, _ what: String = "something",
        where isWanted: @escaping @Sendable (Element) -> Bool
    ) async throws -> Element {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        let timeout = Task {
            try await Task.sleep(for: limit)
            self.giveUp(id)
        }
        defer { timeout.cancel() }
        let found = await withTaskCancellationHandler {
            await wait(id, from: start, where: isWanted)
        } onCancel: {
            giveUp(id)
        }
        guard let found else {
            let tail = all.suffix(12).map { String(describing: $0).prefix(300) }.joined(separator: "\n  ")
            throw Missing(description: "\(what) did not come within \(limit); last came:\n  \(tail)")
        }
        return found
    }

    private func wait(
        _ id: Int, from start: Int, where isWanted: @escaping @Sendable (Element) -> Bool
    ) async -> Element? {
        await withCheckedContinuation { continuation in
            let ready = state.withLock { state -> Element? in
                if let element = state.elements.dropFirst(start).first(where: isWanted) { return element }
                state.waiters.append(Waiter(id: id, isWanted: isWanted, continuation: continuation))
                return nil
            }
            if let ready { continuation.resume(returning: ready) }
            // A cancellation that came before the waiter stood there found nobody.
            if Task.isCancelled { giveUp(id) }
        }
    }

    private func giveUp(_ id: Int) {
        let waiter = state.withLock { state -> Waiter? in
            guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
            return state.waiters.remove(at: index)
        }
        waiter?.continuation.resume(returning: nil)
    }
}
