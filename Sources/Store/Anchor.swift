// SPDX-License-Identifier: Apache-2.0

import Chat
import Glibc

/// What this place has durably written, in a small file beside the database: a database that knows less than it was
/// put back from a backup (THREATS K8).
struct Anchor: Hashable {
    var epoch: UInt32
    /// Raised in the same transaction that is flushed before this file is written: never ahead of the disk.
    var number: UInt64
    /// The highest time seen.
    var time: Timestamp

    private static let magic: UInt32 = 0x4741_4E31
    private static let size = 32

    init(epoch: UInt32, number: UInt64, time: Timestamp) {
        self.epoch = epoch
        self.number = number
        self.time = time
    }

    /// Nil when there is no such file or it is damaged: then nothing is known.
    init?(contentsOf path: String) {
        guard let bytes = Files.read(path, count: Self.size) else { return nil }
        func integer<T: FixedWidthInteger>(_ type: T.Type, _ offset: Int) -> T {
            bytes.withUnsafeBytes { T(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: T.self)) }
        }
        guard integer(UInt32.self, 0) == Self.magic, integer(UInt64.self, 24) == Files.checksum(bytes[..<24]) else {
            return nil
        }
        epoch = integer(UInt32.self, 4)
        number = integer(UInt64.self, 8)
        time = Timestamp(milliseconds: integer(Int64.self, 16))
    }

    /// One write in place. A failure only means that a restore would go unnoticed, so it is not an error.
    func write(to path: String) {
        var bytes: [UInt8] = []
        func append<T: FixedWidthInteger>(_ value: T) { withUnsafeBytes(of: value.littleEndian) { bytes += $0 } }
        append(Self.magic)
        append(epoch)
        append(number)
        append(time.milliseconds)
        append(Files.checksum(bytes))
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, Files.mode)
        guard file >= 0 else { return }
        _ = pwrite(file, bytes, bytes.count, 0)
        close(file)
    }
}
