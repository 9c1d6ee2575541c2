// SPDX-License-Identifier: Apache-2.0

public import Chat

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Lines from a file descriptor, with patience that ends. Blocks its thread: for commands, never for the daemon.
public struct TerminalInput {
    public enum Result: Sendable, Equatable {
        case line(String)
        /// Nothing came in time.
        case nothing
        case end
    }

    /// A longer line is cut here, in bytes.
    public static let longest = 8192

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var isAtEnd = false
    private var isCutting = false

    public init(descriptor: Int32 = 0) { self.descriptor = descriptor }

    /// Somebody types there.
    public var isInteractive: Bool { isatty(descriptor) == 1 }

    /// The next line without its end; waits at most `patience`, for ever when nil.
    public mutating func next(within patience: TimeSpan? = nil) -> Result {
        while true {
            if let line = takeLine() { return .line(line) }
            if isAtEnd {
                guard !buffer.isEmpty else { return .end }
                defer { buffer = [] }
                return .line(String(decoding: buffer, as: UTF8.self))
            }
            var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let limit = patience.map { Int32(clamping: $0.milliseconds) } ?? -1
            let ready = poll(&request, 1, limit)
            if ready == 0 { return .nothing }
            if ready < 0, errno == EINTR { continue }
            fill()
        }
    }

    private mutating func fill() {
        var chunk = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &chunk, chunk.count)
        if count > 0 {
            buffer += chunk[..<count]
        } else if count == 0 || errno != EINTR && errno != EAGAIN {
            isAtEnd = true
        }
    }

    private mutating func takeLine() -> String? {
        guard let end = buffer.firstIndex(of: 0x0A) else {
            if buffer.count > Self.longest {
                // The rest of an endless line is let go.
                let line = isCutting ? nil : String(decoding: buffer.prefix(Self.longest), as: UTF8.self)
                buffer = []
                isCutting = true
                return line
            }
            return nil
        }
        let line = buffer[..<end]
        buffer.removeSubrange(...end)
        if isCutting {
            isCutting = false
            return takeLine()
        }
        return String(decoding: line.prefix(Self.longest), as: UTF8.self)
    }
}
