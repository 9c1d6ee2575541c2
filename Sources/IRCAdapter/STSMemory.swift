// SPDX-License-Identifier: Apache-2.0

import Chat
import IRC
import NIOConcurrencyHelpers

/// Where an adapter keeps which servers demanded TLS (IRCv3 sts), over restarts.
public struct STSStorage: Sendable {
    /// What was stored last; nil where there is nothing yet.
    public var load: @Sendable () -> [UInt8]?
    /// Returns once it is safe on disk.
    public var save: @Sendable ([UInt8]) throws -> Void

    public init(load: @escaping @Sendable () -> [UInt8]?, save: @escaping @Sendable ([UInt8]) throws -> Void) {
        self.load = load
        self.save = save
    }

    /// For as long as the process lives.
    public static let none = STSStorage(load: { nil }, save: { _ in })
}

/// The book of one adapter, stored as it changes: a few bytes, once or twice in the life of a connection. Locked, for the
/// connection's thread writes what the task that reconnects reads.
final class STSMemory: Sendable {
    private let book: NIOLockedValueBox<STSBook>
    private let storage: STSStorage
    /// Told when the disk takes nothing: then the policies hold until the process ends.
    private let failed: @Sendable (any Error) -> Void

    init(_ storage: STSStorage, failed: @escaping @Sendable (any Error) -> Void) {
        self.storage = storage
        self.failed = failed
        book = NIOLockedValueBox(storage.load().map { STSBook($0) } ?? STSBook())
    }

    func port(for host: String, at now: Timestamp) -> Int? { book.withLockedValue { $0.port(for: host, at: now) } }
    func upgrade(_ host: String, to port: Int) { book.withLockedValue { $0.upgrade(host, to: port) } }

    func confirm(_ host: String, port: Int, for duration: TimeSpan, at now: Timestamp) {
        change { $0.confirm(host, port: port, for: duration, at: now) }
    }

    func renew(_ host: String, at now: Timestamp) { change { $0.renew(host, at: now) } }

    private func change(_ body: (inout STSBook) -> Void) {
        // Stored under the lock, so that what is written last is what is known last.
        let failure = book.withLockedValue { book -> (any Error)? in
            let before = book
            body(&book)
            guard book != before else { return nil }
            do { try storage.save(book.bytes) } catch { return error }
            return nil
        }
        if let failure { failed(failure) }
    }
}
