// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The few file operations of the store, with modes that keep others out (THREATS K8).
enum Files {
    /// Owner may read and write, nobody else anything.
    static let mode: mode_t = 0o600

    /// Makes an empty file unless there is one, and takes rights from others if they have any.
    static func makePrivate(_ path: String, mustBeNew: Bool = false) throws(StoreError) {
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | (mustBeNew ? O_EXCL : 0)
        let file = open(path, flags, mode)
        guard file >= 0 else { throw .unavailable("\(path): \(reason(errno))") }
        defer { close(file) }
        var status = stat()
        if fstat(file, &status) == 0, status.st_mode & 0o077 != 0, fchmod(file, mode) != 0 {
            throw .unavailable("\(path): others can read it: \(reason(errno))")
        }
    }

    /// Bytes of a file, 0 without one.
    static func size(_ path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// The first `count` bytes; nil when there are fewer.
    static func read(_ path: String, count: Int) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: count)
        return pread(file, &bytes, count, 0) == count ? bytes : nil
    }

    /// Writes a small file anew, flushed to the disk.
    static func write(_ bytes: [UInt8], to path: String) throws(StoreError) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard file >= 0 else { throw .unavailable("\(path): \(reason(errno))") }
        defer { close(file) }
        guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
            throw .unavailable("\(path): \(reason(errno))")
        }
    }

    /// One that is not there is gone already.
    static func remove(_ path: String) { unlink(path) }

    static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

    /// FNV-1a, against a half-written file; no protection from people.
    static func checksum(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}

/// Keeps a second daemon from the same files; the kernel lets go when the process ends.
final class FileLock: Sendable {
    private let file: Int32

    /// - Throws: `.locked` when another process holds it.
    init(_ path: String) throws(StoreError) {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, Files.mode)
        guard file >= 0 else { throw .unavailable("\(path): \(Files.reason(errno))") }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(file)
            throw code == EWOULDBLOCK ? .locked(path) : .unavailable(Files.reason(code))
        }
        self.file = file
    }

    /// Let go by word: a child that is just being started still holds a copy of the descriptor, and with it the lock.
    deinit {
        flock(file, LOCK_UN)
        close(file)
    }
}

/// Space kept back, so that debts can be written on a full disk (THREATS F7).
struct Reserve {
    let path: String
    let bytes: Int

    /// Takes the space if it is to be had.
    func take() {
        guard bytes > 0, Files.size(path) < Int64(bytes) else { return }
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, Files.mode)
        guard file >= 0 else { return }
        defer { close(file) }
        // Half a reserve is none: on a full disk the space is left to others.
        if posix_fallocate(file, 0, off_t(bytes)) != 0 { unlink(path) }
    }

    /// Gives the space back; false when there was none.
    func release() -> Bool { unlink(path) == 0 }
}
