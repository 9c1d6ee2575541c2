// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Glibc

/// What waits for the loop's thread: results first, then what adapters bring.
///
/// `inbound` needs no limit of its own: each adapter has at most one batch in it, because `emit` returns only when its
/// batch is written. `results` holds at most what is in flight.
///
/// `@unchecked Sendable`: everything that changes is touched with the lock held.
final class Mailbox: @unchecked Sendable {
    struct Letter {
        /// May be written in one transaction with its neighbours: nothing of it reads the books.
        var isShared = false
        /// Does what is asked; what it returns tells the answer, once everything is written.
        var open: (Household) throws(Stop) -> () -> Void
        /// Nothing was written, or the loop has ended: whoever waits is told.
        var refuse: (any Error) -> Void
    }

    enum Box { case results, inbound }

    private var results: [Letter] = []
    private var inbound: [Letter] = []
    private var isClosed = false
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let arrival: UnsafeMutablePointer<pthread_cond_t>

    init() {
        lock = .allocate(capacity: 1)
        lock.initialize(to: pthread_mutex_t())
        pthread_mutex_init(lock, nil)
        arrival = .allocate(capacity: 1)
        arrival.initialize(to: pthread_cond_t())
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // The wall clock may jump; a wait may not.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(arrival, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(arrival)
        pthread_mutex_destroy(lock)
        arrival.deallocate()
        lock.deallocate()
    }

    /// From any thread. Refused at once when the loop has ended.
    func post(_ letter: Letter, to box: Box) {
        pthread_mutex_lock(lock)
        let closed = isClosed
        if !closed {
            switch box {
            case .results: results.append(letter)
            case .inbound: inbound.append(letter)
            }
            pthread_cond_signal(arrival)
        }
        pthread_mutex_unlock(lock)
        if closed { letter.refuse(Loop.Ended()) }
    }

    /// The loop's thread waits for something to do, at most `patience`. All results, and one batch that came in.
    func take(within patience: TimeSpan) -> [Letter] {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        if results.isEmpty, inbound.isEmpty, !isClosed, patience > .zero {
            var until = timespec()
            clock_gettime(CLOCK_MONOTONIC, &until)
            let nanoseconds = until.tv_nsec + Int(patience.milliseconds % 1000) * 1_000_000
            until.tv_sec += Int(patience.milliseconds / 1000) + nanoseconds / 1_000_000_000
            until.tv_nsec = nanoseconds % 1_000_000_000
            pthread_cond_timedwait(arrival, lock, &until)
        }
        var letters = results
        results.removeAll(keepingCapacity: true)
        if let first = inbound.first {
            letters.append(first)
            inbound.removeFirst()
        }
        return letters
    }

    /// Nothing is taken any more; everything that waits is refused.
    func close() {
        pthread_mutex_lock(lock)
        isClosed = true
        let left = results + inbound
        results = []
        inbound = []
        pthread_cond_signal(arrival)
        pthread_mutex_unlock(lock)
        for letter in left { letter.refuse(Loop.Ended()) }
    }
}
