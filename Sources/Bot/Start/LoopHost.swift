// SPDX-License-Identifier: Apache-2.0

internal import ServiceLifecycle

/// The loop as a child of the service group: first to begin, last to end, and its failure is everybody's.
///
/// However the group ends, in order or all at once because somebody took too long, the loop writes its rows and ends.
struct LoopHost: Service {
    let loop: Loop

    func run() async throws {
        let loop = loop
        try await withTaskCancellationOrGracefulShutdownHandler {
            try await loop.wait()
        } onCancelOrGracefulShutdown: {
            loop.finish()
        }
    }
}
