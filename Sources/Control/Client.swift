// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Asks the daemon one question and waits for the answer. Blocking: for the command line, never for the daemon.
public struct Client: Sendable {
    public let path: String
    /// Seconds to wait for each part of the answer; a reload replays recent talk and may take its time.
    public let patience: Int

    public init(socket path: String, patience: Int = 60) {
        self.path = path
        self.patience = patience
    }

    public enum Failure: Error, Sendable, Hashable {
        /// Nobody listens there (exit 69).
        case notRunning(String)
        /// The socket is there and may not be used by this user (exit 77).
        case notAllowed(String)
        /// It hung up, took too long, or said something else (exit 69).
        case noAnswer(String)
    }

    public func ask(_ request: Request) throws(Failure) -> Reply {
        guard let descriptor = SocketAddress(path)?.connect() else {
            throw errno == EACCES || errno == EPERM ? .notAllowed(path) : .notRunning(path)
        }
        defer { close(descriptor) }
        var wait = timeval(tv_sec: patience, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &wait, size)
        guard let line = try? request.line() else { throw .noAnswer(path) }
        var sent = 0
        while sent < line.count {
            let count = line.withUnsafeBytes { bytes in
                send(descriptor, bytes.baseAddress.map { $0 + sent }, line.count - sent, Int32(MSG_NOSIGNAL))
            }
            // The daemon may have answered a refusal and hung up before it read everything: read what it said.
            guard count > 0 else { break }
            sent += count
        }
        guard let reply = Reply(line: readLine(descriptor)) else { throw .noAnswer(path) }
        return reply
    }

    private func readLine(_ descriptor: Int32) -> [UInt8] {
        var line: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while line.count <= Reply.longest {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { return line }
            if let end = chunk[..<count].firstIndex(of: UInt8(ascii: "\n")) { return line + chunk[..<end] }
            line += chunk[..<count]
        }
        return []
    }
}
