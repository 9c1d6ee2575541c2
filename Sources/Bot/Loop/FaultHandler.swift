// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Notes in the death mark that a fault of the program, not a kill from outside, ended it (THREATS L8).
///
/// Runs inside a signal handler: it stores one number and gives the signal back to whoever had it before, Swift's
/// crash reporter or the system, which ends the process as it would have.
enum FaultHandler {
    private static let signals = [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT]

    /// Where to note, and the handlers of before; plain memory, because a handler may not allocate. Written once,
    /// before any handler is set; never freed, because a handler may run until the very end.
    private final class Place: @unchecked Sendable {
        let flag: UnsafeMutablePointer<UnsafeMutablePointer<UInt32>?>
        let former: UnsafeMutablePointer<sigaction>
        init() {
            flag = .allocate(capacity: 1)
            flag.initialize(to: nil)
            former = .allocate(capacity: 65)
            former.initialize(repeating: sigaction(), count: 65)
        }
    }
    private static let place = Place()

    /// - Parameter flag: of the death mark; must stay valid for the life of the process.
    static func install(_ flag: UnsafeMutablePointer<UInt32>) {
        place.flag.pointee = flag
        for signal in signals {
            var action = sigaction()
            action.sa_flags = SA_ONSTACK | Int32(SA_SIGINFO)
            action.__sigaction_handler.sa_sigaction = { signal, info, _ in
                // Faults of instructions have positive codes; what a process sent, also to itself, has none. abort(3)
                // and the watchdog send SIGABRT: something went wrong inside.
                let wasSent = (info?.pointee.si_code ?? 1) <= 0
                if !wasSent || signal == SIGABRT { FaultHandler.note() }
                // The faulting instruction runs again with the former handler in place; what was sent is repeated.
                FaultHandler.restore(signal)
                if wasSent { raise(signal) }
            }
            sigaction(signal, &action, place.former + Int(signal))
        }
    }

    private static func note() { place.flag.pointee?.pointee = 1 }

    private static func restore(_ signal: Int32) { sigaction(signal, place.former + Int(signal), nil) }

    /// A stack of its own for handlers on the calling thread: one that has run out of stack can still note it.
    static func useOwnStack() {
        let size = 64 << 10
        var stack = stack_t()
        // Lives as long as the thread, which lives as long as the process.
        stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        stack.ss_size = size
        sigaltstack(&stack, nil)
    }
}
