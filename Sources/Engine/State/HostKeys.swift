// SPDX-License-Identifier: Apache-2.0

import Chat

/// The keys of the marks by which hosts are found again (THREATS K10). A key is in use for 30 days and kept for 30 more,
/// as long as marks under it are looked at; then it is gone, and nothing that is kept leads back to it: the next one is
/// made of the hosts that were seen meanwhile, in their order, which are themselves kept for no longer than the journal.
struct HostKeys: Sendable, Hashable {
    /// Under which marks are made.
    private(set) var current: SipKey
    /// Under which marks of the month before are still found; equal to `current` in the first month.
    private(set) var previous: SipKey
    /// What the next one will be made of.
    private var pool: SipKey
    private(set) var since: Timestamp

    static let lasts = TimeSpan.days(30)

    /// - Parameter seed: of the community, by chance.
    init(seed: UInt64) {
        let first = SipKey(a: seed, b: ~seed)
        current = SipKey(a: SipHash.of([0], key: first), b: SipHash.of([1], key: first))
        previous = current
        pool = SipKey(a: SipHash.of([2], key: first), b: SipHash.of([3], key: first))
        since = .distantPast
    }

    /// The mark of a host, never 0; 0 for none.
    func mark(of host: ByteString) -> UInt64 { host.isEmpty ? 0 : host.withBytes { SipHash.of($0, key: current) } | 1 }

    /// Every mark by which somebody of this host may be found.
    func marks(of host: ByteString) -> [UInt64] {
        if host.isEmpty { return [] }
        if previous == current { return [mark(of: host)] }
        return [mark(of: host), host.withBytes { SipHash.of($0, key: previous) } | 1]
    }

    /// Somebody was seen there: it goes into the next key.
    mutating func stir(_ host: ByteString) {
        pool = host.withBytes {
            SipKey(a: SipHash.of($0, key: pool), b: SipHash.of($0, key: SipKey(a: pool.b, b: pool.a)))
        }
    }

    /// Takes the next key where this one's time is over.
    mutating func age(at now: Timestamp) {
        if since == .distantPast { since = now }
        guard now - since >= Self.lasts else { return }
        since = now
        previous = current
        current = SipKey(a: SipHash.of([0], key: pool), b: SipHash.of([1], key: pool))
        pool = SipKey(a: SipHash.of([2], key: pool), b: SipHash.of([3], key: pool))
    }
}

extension HostKeys: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        current = SipKey(a: try reader.unsigned(), b: try reader.unsigned())
        previous = SipKey(a: try reader.unsigned(), b: try reader.unsigned())
        pool = SipKey(a: try reader.unsigned(), b: try reader.unsigned())
        since = try Timestamp(from: &reader)
    }
    func pack(into writer: inout ByteWriter) {
        for key in [current, previous, pool] {
            writer.put(unsigned: key.a)
            writer.put(unsigned: key.b)
        }
        since.pack(into: &writer)
    }
}
