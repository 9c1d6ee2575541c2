// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What was being handled when the process died (THREATS L8): the hash of a batch or event is written before `handle`
/// and cleared after. One `pwrite` each and no flush: it has to survive the process, not the power.
///
/// Used by the loop alone, on its thread.
public struct Marker: ~Copyable {
    private let file: Int32

    /// Opens the file or makes it, mode 0600.
    public init(_ path: String) throws(StoreError) {
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, Files.mode)
        guard file >= 0 else { throw .unavailable("\(path): \(Files.reason(errno))") }
    }

    deinit { close(file) }

    /// What was marked and never cleared: that killed the process. Nil after a clean run, or for a damaged file.
    public func pending() -> UInt64? {
        var pair: (UInt64, UInt64) = (0, 0)
        let size = MemoryLayout.size(ofValue: pair)
        guard withUnsafeMutableBytes(of: &pair, { pread(file, $0.baseAddress, size, 0) }) == size else { return nil }
        // The complement tells a mark from a page of zeros or half a write.
        return pair.0 == ~pair.1 ? pair.0 : nil
    }

    /// - Parameter hash: of what is handled next.
    /// - Returns: false when it could not be written; handling goes on, a death would go unexplained.
    @discardableResult
    public func mark(_ hash: UInt64) -> Bool { write((hash, ~hash)) }

    @discardableResult
    public func clear() -> Bool { write((0, 0)) }

    /// The hash of a packed event or batch.
    public static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 { Files.checksum(bytes) }

    private func write(_ pair: (UInt64, UInt64)) -> Bool {
        withUnsafeBytes(of: pair) { pwrite(file, $0.baseAddress, $0.count, 0) == $0.count }
    }
}
