// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc

/// The signals she obeys, one after the other: SIGTERM and SIGINT stop, SIGHUP reloads.
public enum Signals {
    public enum Order: Sendable, Hashable { case stop, reload }

    /// Blocks the signals everywhere and reads them on a thread of their own. Call it once, before other threads are
    /// made: they inherit what is blocked.
    public static func orders() -> AsyncStream<Order> {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, signal) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        // A reader that hung up is an error of its write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        let (stream, orders) = AsyncStream<Order>.makeStream(bufferingPolicy: .bufferingOldest(16))
        let blocked = set
        let thread = Thread {
            var set = blocked
            var signal: Int32 = 0
            while sigwait(&set, &signal) == 0 { orders.yield(signal == SIGHUP ? .reload : .stop) }
        }
        thread.name = "geoffrin-signals"
        thread.start()
        return stream
    }
}
