// SPDX-License-Identifier: Apache-2.0

import Chat
import NIOConcurrencyHelpers

/// Events on their way from the connection to the loop: one batch is out, the next one gathers.
///
/// The connection puts events in and stops reading while `isFull`; one task takes them out. The bound is soft by one
/// read: what a read held always stays together.
final class Mailbox: Sendable {
    /// Events that may gather while a batch is being committed. Enough that a PING behind them is still answered.
    static let capacity = 1024

    private struct State {
        var gathered: [Event] = []
        var waiter: CheckedContinuation<[Event]?, Never>?
        var isFinished = false
    }

    private let state = NIOLockedValueBox(State())

    var isFull: Bool { state.withLockedValue { $0.gathered.count >= Self.capacity } }

    func put(_ events: [Event]) {
        guard !events.isEmpty else { return }
        let waiter = state.withLockedValue { state -> CheckedContinuation<[Event]?, Never>? in
            guard let waiter = state.waiter else {
                if state.gathered.isEmpty { state.gathered = events } else { state.gathered += events }
                return nil
            }
            state.waiter = nil
            return waiter
        }
        waiter?.resume(returning: events)
    }

    /// Waits for events; nil once finished and empty. Called by one task only.
    func next() async -> [Event]? {
        await withCheckedContinuation { continuation in
            let ready = state.withLockedValue { state -> [Event]?? in
                if !state.gathered.isEmpty {
                    defer { state.gathered = [] }
                    return .some(state.gathered)
                }
                if state.isFinished { return .some(nil) }
                state.waiter = continuation
                return nil
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }

    /// No more events come; what has gathered is still taken.
    func finish() {
        let waiter = state.withLockedValue { state -> CheckedContinuation<[Event]?, Never>? in
            state.isFinished = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: nil)
    }
}
