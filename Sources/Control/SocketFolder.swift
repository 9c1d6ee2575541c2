// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// The place of the control socket: a folder nobody else may enter, and no second daemon behind the same path.
public struct SocketFolder: Sendable {
    public let path: String

    public init(socket path: String) { self.path = path }

    /// What stands in the way of listening at a path.
    public enum Obstacle: Error, Sendable, Hashable, CustomStringConvertible {
        /// Longer than a socket's name may be (107 bytes on Linux), or not an absolute or relative file name.
        case badPath(String)
        /// Another daemon answers there.
        case inUse(String)
        /// Something stands there that is no socket.
        case notASocket(String)
        case cannot(String, errno: Int32)

        public var description: String {
            switch self {
            case .badPath(let path): "\(path): a socket's path has 1 to 107 bytes"
            case .inUse(let path): "\(path): a daemon is already listening here"
            case .notASocket(let path): "\(path): exists and is no socket; it is left alone"
            case .cannot(let what, let code): "\(what): \(String(cString: strerror(code)))"
            }
        }
    }

    /// Makes the folder (0700) if it is missing and clears a socket file behind which nobody answers.
    ///
    /// A folder that was there keeps its mode: systemd made it, or the administrator meant it.
    public func prepare() throws(Obstacle) {
        guard SocketAddress(path) != nil else { throw .badPath(path) }
        let folder = parent(of: path)
        if mkdir(folder, 0o700) != 0, errno != EEXIST { throw .cannot(folder, errno: errno) }
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw .cannot(path, errno: errno)
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path) }
        guard !isAnswered() else { throw .inUse(path) }
        if unlink(path) != 0, errno != ENOENT { throw .cannot(path, errno: errno) }
    }

    /// Takes the socket file away on the way out; whether it was still there does not matter.
    public func remove() { unlink(path) }

    /// A daemon answers there.
    public func isAnswered() -> Bool {
        guard let descriptor = SocketAddress(path)?.connect() else { return false }
        close(descriptor)
        return true
    }

    private func parent(of path: String) -> String {
        let bytes = Array(path.utf8)
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == 0 ? "/" : String(decoding: bytes[..<slash], as: UTF8.self)
    }
}
