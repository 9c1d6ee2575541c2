// SPDX-License-Identifier: Apache-2.0

internal import CResolve
internal import Dispatch
internal import Synchronization

/// Somebody who asks the DNS.
public protocol Resolver: Sendable {
    /// The A records of a name as it stands, without search lists. Returns at once when its task is cancelled.
    func addresses(of name: String) async -> Reply
}

/// The resolver of the C library, on a thread of its own: it blocks, which neither the loop nor the pool of tasks must.
/// One question at a time; what is asked meanwhile waits.
public final class SystemResolver: Resolver {
    /// Records of one answer that are looked at; lists that say more say the same.
    static let most = 16

    private let server: UInt32
    private let port: UInt16
    private let seconds: Int32
    private let thread = DispatchQueue(label: "geoffrin-dnsbl")

    /// - Parameters:
    ///   - server: an IPv4 address, the first byte highest; 0 for those of /etc/resolv.conf.
    ///   - seconds: how long each resolver is waited for.
    public init(server: UInt32 = 0, port: UInt16 = 53, seconds: Int32 = 2) {
        self.server = server
        self.port = port
        self.seconds = seconds
    }

    public func addresses(of name: String) async -> Reply {
        let waiting = Waiting()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                waiting.begin(continuation)
                thread.async { [server, port, seconds] in
                    guard !waiting.isOver else { return }
                    waiting.end(Self.ask(name, server, port, seconds))
                }
            }
        } onCancel: {
            waiting.end(.silence)
        }
    }

    private static func ask(_ name: String, _ server: UInt32, _ port: UInt16, _ seconds: Int32) -> Reply {
        var found = [UInt32](repeating: 0, count: most)
        let count = cresolve_addresses(name, server, port, seconds, &found, Int32(most))
        return count < 0 ? .silence : .addresses(Array(found.prefix(Int(count))))
    }

    /// Who waits for an answer: answered once, by the thread or by being cancelled.
    private final class Waiting: Sendable {
        private enum State {
            case new
            case waits(CheckedContinuation<Reply, Never>)
            case over
        }
        private let state = Mutex(State.new)

        var isOver: Bool {
            state.withLock { if case .over = $0 { true } else { false } }
        }

        func begin(_ continuation: CheckedContinuation<Reply, Never>) {
            let isLate = state.withLock { state in
                if case .over = state { return true }
                state = .waits(continuation)
                return false
            }
            if isLate { continuation.resume(returning: .silence) }
        }

        func end(_ reply: Reply) {
            let waiting = state.withLock { state -> CheckedContinuation<Reply, Never>? in
                defer { state = .over }
                if case .waits(let continuation) = state { return continuation }
                return nil
            }
            waiting?.resume(returning: reply)
        }
    }
}
