// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc

/// The signals she obeys, one after the other: SIGTERM and SIGINT stop, SIGHUP reloads.
///
/// A handler writes the signal's number into a pipe, which is all a handler may do; a thread reads it. Blocking the
/// signals and waiting for them would be shorter, but libdispatch parks the main thread with none blocked.
public enum Signals {
    public enum Order: Sendable, Hashable { case stop, reload }

    private static let obeyed = [SIGTERM, SIGINT, SIGHUP]

    /// The pipe's ends: plain memory, written once before any handler is set.
    private final class Pipe: @unchecked Sendable {
        let ends: UnsafeMutablePointer<Int32>
        init() {
            ends = .allocate(capacity: 2)
            ends.initialize(repeating: -1, count: 2)
        }
    }
    private static let pipe = Pipe()

    /// Takes the signals over for good. Call it once.
    public static func orders() -> AsyncStream<Order> {
        let (stream, orders) = AsyncStream<Order>.makeStream(bufferingPolicy: .bufferingOldest(16))
        guard Glibc.pipe(pipe.ends) == 0 else { return stream }
        for end in 0..<2 { _ = fcntl(pipe.ends[end], F_SETFD, FD_CLOEXEC) }
        // A handler must not wait: signals beyond what fits into the pipe say nothing new.
        _ = fcntl(pipe.ends[1], F_SETFL, O_NONBLOCK)
        // A reader that hung up is an error of its write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        for signal in obeyed {
            var action = sigaction()
            action.sa_flags = SA_RESTART
            action.__sigaction_handler.sa_handler = { Signals.note($0) }
            sigaction(signal, &action, nil)
        }
        let thread = Thread {
            var number: UInt8 = 0
            while true {
                let count = read(pipe.ends[0], &number, 1)
                if count == 1 {
                    orders.yield(Int32(number) == SIGHUP ? .reload : .stop)
                } else if count == 0 || errno != EINTR {
                    return
                }
            }
        }
        thread.name = "geoffrin-signals"
        thread.start()
        return stream
    }

    private static func note(_ signal: Int32) {
        let before = errno
        var number = UInt8(truncatingIfNeeded: signal)
        _ = write(pipe.ends[1], &number, 1)
        errno = before
    }
}
