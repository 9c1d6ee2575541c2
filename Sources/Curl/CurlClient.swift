// SPDX-License-Identifier: Apache-2.0

internal import CCurl
internal import Foundation

/// HTTP through libcurl's multi interface, on a thread of its own: HTTP/1.1 and 2, connections kept and shared.
///
/// The thread sleeps in `curl_multi_poll` and is woken for each request and each cancellation. A request is answered
/// exactly once: with a response, or with the first `HTTPError` that ended it.
public final class CurlClient: HTTPDoor {
    private enum Order: Sendable {
        case begin(UInt64, HTTPRequest, Transfer.Answer)
        case cancel(UInt64)
        case close
    }

    private struct Inbox {
        var orders: [Order] = []
        var next: UInt64 = 1
        var isClosed = false
    }

    private let inbox = Locked(Inbox())
    /// Only `curl_multi_wakeup` is called from other threads, inside the lock, hence never after the clean-up.
    private nonisolated(unsafe) let multi: UnsafeMutableRawPointer?
    private let proxy: String?

    private static let isSetUp: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// - Parameters:
    ///   - perHost: connections to one host at most; requests beyond wait for one.
    ///   - proxy: `socks5h://…` or `http://…`; nil for none. The environment's proxies are never used.
    public init(perHost: Int = 8, proxy: String? = nil) {
        self.proxy = proxy
        multi = Self.isSetUp ? curl_multi_init() : nil
        guard let multi else {
            inbox.withLock { $0.isClosed = true }
            return
        }
        _ = ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        _ = ccurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, perHost)
        // By default four for each request under way: idle ones would be closed again and again.
        _ = ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 64)
        let worker = Worker(multi: multi, proxy: proxy)
        let inbox = inbox
        let thread = Thread {
            worker.work {
                inbox.withLock { box in
                    defer { box.orders.removeAll(keepingCapacity: true) }
                    return box.orders
                }
            } closing: {
                inbox.withLock { box in
                    box.isClosed = true
                    defer { box.orders = [] }
                    return box.orders
                }
            }
        }
        thread.name = "curl"
        thread.stackSize = 1 << 20
        thread.start()
    }

    deinit { close() }

    /// Ends every request with `.closed`, and every later one. May be called from anywhere, more than once.
    public func close() { _ = post { _ in .close } }

    public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let ticket = Locked<UInt64?>(nil)
        let result: Result<HTTPResponse, HTTPError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isPosted = post { id in
                    ticket.withLock { $0 = id }
                    return .begin(id, request) { continuation.resume(returning: $0) }
                }
                if !isPosted { continuation.resume(returning: .failure(.closed)) }
                // Cancelled before it had a number: the handler found nothing to cancel.
                if Task.isCancelled, let id = ticket.withLock({ $0 }) { _ = post { _ in .cancel(id) } }
            }
        } onCancel: {
            if let id = ticket.withLock({ $0 }) { _ = post { _ in .cancel(id) } }
        }
        return try result.get()
    }

    /// Hands an order to the thread; false once it is closed. Orders are kept in the order they came, so that a
    /// cancellation always follows what it cancels.
    private func post(_ order: (UInt64) -> Order) -> Bool {
        inbox.withLock { box in
            guard !box.isClosed else { return false }
            box.orders.append(order(box.next))
            box.next += 1
            curl_multi_wakeup(multi)
            return true
        }
    }

    /// What the thread owns.
    private final class Worker: @unchecked Sendable {
        // Used by the one thread alone.
        private let multi: UnsafeMutableRawPointer
        private let proxy: String?
        private var live: [UInt64: Transfer] = [:]
        private var idle: [UnsafeMutableRawPointer] = []
        private static let idleLimit = 16
        /// After a connection fell silent others may be as dead, forgotten by the same router: none that stood before is
        /// used for this long.
        private static let distrust = Duration.seconds(60)
        private var distrustedUntil: ContinuousClock.Instant?

        init(multi: UnsafeMutableRawPointer, proxy: String?) {
            self.multi = multi
            self.proxy = proxy
        }

        func work(_ take: () -> [Order], closing: () -> [Order]) {
            var isOpen = true
            while isOpen {
                for order in take() where !obey(order) { isOpen = false }
                guard isOpen else { break }
                var running: Int32 = 0
                curl_multi_perform(multi, &running)
                // Whoever was answered may ask again at once: look before sleeping.
                if settle() { continue }
                curl_multi_poll(multi, nil, 0, 60_000, nil)
            }
            for transfer in live.values.sorted(by: { $0.id < $1.id }) { end(transfer) { $0.fail(.closed) } }
            for case .begin(_, _, let answer) in closing() { answer(.failure(.closed)) }
            idle.forEach { curl_easy_cleanup($0) }
            curl_multi_cleanup(multi)
        }

        /// False: it was the last.
        private func obey(_ order: Order) -> Bool {
            switch order {
            case .close: return false
            case .cancel(let id):
                if let transfer = live[id] { end(transfer) { $0.fail(.cancelled) } }
            case .begin(let id, let request, let answer):
                guard let easy = idle.popLast() ?? curl_easy_init() else {
                    answer(.failure(.broken("no memory")))
                    return true
                }
                let transfer = Transfer(id, easy, request.limits, answer)
                do throws(HTTPError) {
                    let isFresh = distrustedUntil.map { ContinuousClock.now < $0 } ?? false
                    try transfer.configure(request, proxy: proxy, isFresh: isFresh)
                    curl_multi_add_handle(multi, easy)
                    live[id] = transfer
                } catch {
                    giveBack(easy)
                    transfer.fail(error)
                }
            }
            return true
        }

        private func settle() -> Bool {
            var left: Int32 = 0
            var isAny = false
            while let message = curl_multi_info_read(multi, &left) {
                guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
                let code = message.pointee.data.result
                var context: UnsafeMutableRawPointer?
                _ = ccurl_get_pointer(easy, CURLINFO_PRIVATE, &context)
                guard let context else { continue }
                isAny = true
                let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
                guard code == CURLE_OK else {
                    let error = transfer.error(code)
                    if error == .silent || error == .timedOut {
                        transfer.dropConnection()
                        if error == .silent { distrustedUntil = ContinuousClock.now + Self.distrust }
                    }
                    end(transfer) { $0.fail(error) }
                    continue
                }
                var status = 0
                _ = ccurl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
                end(transfer) { $0.succeed(status: status) }
            }
            return isAny
        }

        private func end(_ transfer: Transfer, _ answer: (Transfer) -> Void) {
            curl_multi_remove_handle(multi, transfer.easy)
            live[transfer.id] = nil
            giveBack(transfer.easy)
            answer(transfer)
        }

        private func giveBack(_ easy: UnsafeMutableRawPointer) {
            curl_easy_reset(easy)
            if idle.count < Self.idleLimit { idle.append(easy) } else { curl_easy_cleanup(easy) }
        }
    }
}
