// SPDX-License-Identifier: Apache-2.0

internal import ServiceLifecycle

/// The loop as a child of the service group: first to begin, last to end, and its failure is everybody's.
struct LoopHost: Service {
    let loop: Loop

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await loop.wait() }
            group.addTask {
                try await gracefulShutdown()
                try await loop.ask { household throws(Stop) in
                    try household.flush()
                    household.hasEnded = true
                }
            }
            _ = try await group.next()
            group.cancelAll()
        }
    }
}
