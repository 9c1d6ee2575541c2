// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import ServiceLifecycle

/// Tells systemd that the loop itself still turns, and how she is: a thread that sleeps for ever or a core that runs
/// in circles answers nothing, and systemd ends it.
struct Watch: Service {
    let loop: Loop
    let board: Board
    let notifier: Notifier

    func run() async throws {
        // A third of what is allowed; without a watchdog the status alone, now and then.
        let pause = notifier.watchdog.map { $0 / 3 } ?? .seconds(30)
        try await cancelWhenGracefulShutdown {
            var told = ""
            while !Task.isCancelled {
                do { try await Task.sleep(for: min(pause, .seconds(10))) } catch { return }
                try await loop.ask { _ in }
                notifier.alive()
                let line = board.line
                if line != told, notifier.status(line) { told = line }
            }
        }
    }
}
