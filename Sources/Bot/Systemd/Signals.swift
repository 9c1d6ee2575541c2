// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc

/// The signals she obeys, one after the other: SIGTERM and SIGINT stop, SIGHUP reloads.
public enum Signals {
    public enum Order: Sendable, Hashable { case stop, reload }

    private static let obeyed = [SIGTERM, SIGINT, SIGHUP]

    /// Blocks the signals on this thread and on those it makes. Call it before there is any other.
    public static func block() {
        var set = set
        pthread_sigmask(SIG_BLOCK, &set, nil)
        // A reader that hung up is an error of its write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Reads them on a thread of their own. Call it once, after `block`.
    public static func orders() -> AsyncStream<Order> {
        block()
        let (stream, orders) = AsyncStream<Order>.makeStream(bufferingPolicy: .bufferingOldest(16))
        let obeyed = set
        let thread = Thread {
            var set = obeyed
            var signal: Int32 = 0
            while sigwait(&set, &signal) == 0 { orders.yield(signal == SIGHUP ? .reload : .stop) }
        }
        thread.name = "geoffrin-signals"
        thread.start()
        return stream
    }

    private static var set: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in obeyed { sigaddset(&set, signal) }
        return set
    }
}
