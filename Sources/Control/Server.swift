// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import NIOCore
internal import NIOPosix
public import Logging

/// The control socket of the daemon: one JSON object a line, both ways.
///
/// A client that is slow, loud or not allowed loses its connection and disturbs nobody: requests have at most
/// `Request.longest` bytes and 5 seconds to arrive, at most 16 clients are served at a time; the next ones are hung up on.
public struct Server: Sendable {
    public typealias Answer = @Sendable (Request, Peer) async -> Reply

    public struct Limits: Sendable {
        /// Clients at a time.
        public var clients = 16
        /// For a whole request to arrive, from connecting or from the last answer.
        public var patience: Duration = .seconds(5)
        public init() {}
    }

    let folder: SocketFolder
    let limits: Limits
    let logger: Logger
    let mayCommand: @Sendable (Peer) -> Bool
    let answer: Answer

    /// - Parameter mayCommand: who is listened to; the own user, root and the group by default.
    public init(
        socket path: String, limits: Limits = Limits(), logger: Logger,
        mayCommand: @escaping @Sendable (Peer) -> Bool = { $0.mayCommand(ownUser: Peer.ownUser) },
        answer: @escaping Answer
    ) {
        folder = SocketFolder(socket: path)
        self.limits = limits
        self.logger = logger
        self.mayCommand = mayCommand
        self.answer = answer
    }

    /// Listens until cancelled. `ready` is called once, when clients can connect.
    public func run(ready: @Sendable () -> Void = {}) async throws {
        try folder.prepare()
        let channel = try await listen()
        defer { folder.remove() }
        ready()
        let count = Count(limit: limits.clients)
        try await withThrowingDiscardingTaskGroup { group in
            try await channel.executeThenClose { inbound in
                for try await client in inbound {
                    guard count.enter() else {
                        logger.debug("control client turned away: too many at a time")
                        try? await client.close()
                        continue
                    }
                    group.addTask {
                        defer { count.leave() }
                        await serve(client)
                    }
                }
            }
        }
    }

    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// Hands out bare channels that do not read yet. A `NIOAsyncChannel` that nobody takes up, because she is stopping or
    /// because there are too many, would end the process when it is let go of: it is made in `serve` alone.
    private func listen() async throws -> NIOAsyncChannel<any Channel, Never> {
        // The file is made 0600 from the first moment: the umask, not a chmod after the bind.
        let former = umask(0o177)
        defer { umask(former) }
        do {
            return try await bind()
        } catch let error as IOError {
            throw SocketFolder.Obstacle.cannot(folder.path, errno: error.errnoCode)
        }
    }

    private func bind() async throws -> NIOAsyncChannel<any Channel, Never> {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 16)
            .childChannelOption(.autoRead, value: false)
            .bind(unixDomainSocketPath: folder.path) { channel in
                channel.eventLoop.makeCompletedFuture {
                    // Taken up, it reads; one that nobody took up is hung up on in the end.
                    channel.eventLoop.scheduleTask(in: .nanoseconds(limits.patience.nanoseconds)) {
                        if (try? channel.syncOptions?.getOption(.autoRead)) == false { channel.close(promise: nil) }
                    }
                    let lines = LineDecoder()
                    try channel.pipeline.syncOperations.addHandler(
                        ByteToMessageHandler(lines, maximumBufferSize: Request.longest))
                    return channel
                }
            }
    }

    /// Nil when the client has gone already.
    private static func connection(_ channel: any Channel) async -> Connection? {
        try? await channel.eventLoop.submit {
            guard channel.isActive else { throw ChannelError.ioOnClosedChannel }
            let connection = try Connection(wrappingChannelSynchronously: channel)
            try channel.syncOptions?.setOption(.autoRead, value: true)
            return connection
        }.get()
    }

    private func serve(_ channel: any Channel) async {
        guard let client = await Self.connection(channel) else { return }
        guard let peer = await Self.peer(of: client.channel), mayCommand(peer) else {
            logger.warning("control client refused")
            try? await client.executeThenClose { _, outbound in
                try await outbound.write(
                    Self.buffer(
                        Reply(["not allowed: this is for the daemon's own user, root and the group geoffrin"], exit: 77)
                    ))
            }
            return
        }
        // Whatever goes wrong on this connection ends this connection.
        try? await client.executeThenClose { inbound, outbound in
            let clock = ContinuousClock()
            var lines = inbound.makeAsyncIterator()
            while let line = try await Self.next(&lines, within: limits.patience, clock: clock, hangUp: client.channel)
            {
                guard let request = Request(line: line) else {
                    try await outbound.write(Self.buffer(Reply(["not a request"], exit: 64)))
                    return
                }
                try await outbound.write(Self.buffer(await answer(request, peer)))
            }
        }
    }

    /// The next line; the connection is closed when none comes in time, which ends the waiting.
    private static func next(
        _ lines: inout NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator, within patience: Duration,
        clock: ContinuousClock, hangUp channel: any Channel
    ) async throws -> [UInt8]? {
        let timer = channel.eventLoop.scheduleTask(in: .nanoseconds(patience.nanoseconds)) {
            channel.close(promise: nil)
        }
        defer { timer.cancel() }
        guard var buffer = try await lines.next() else { return nil }
        return buffer.readBytes(length: buffer.readableBytes)
    }

    private static func buffer(_ reply: Reply) -> ByteBuffer {
        let line = (try? reply.line()) ?? []
        guard line.count > Reply.longest else { return ByteBuffer(bytes: line) }
        var short = reply
        short.data = nil
        short.lines = Array(reply.lines.prefix(1000)) + ["… (\(reply.lines.count) lines; too long for one answer)"]
        return ByteBuffer(bytes: (try? short.line()) ?? [])
    }

    private static func peer(of channel: any Channel) async -> Peer? {
        guard let options = channel as? any SocketOptionProvider else { return nil }
        let future: EventLoopFuture<PeerCredentials> = options.unsafeGetSocketOption(
            level: .socket, name: .init(rawValue: SO_PEERCRED))
        guard let credentials = try? await future.get() else { return nil }
        return Peer(process: credentials.process, user: credentials.user, group: credentials.group)
    }
}

/// `struct ucred` of unix(7), which the C library hides behind a feature macro.
private struct PeerCredentials {
    var process: Int32
    var user: UInt32
    var group: UInt32
}

extension Duration {
    /// Saturating.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max : whole.addingReportingOverflow(attoseconds / 1_000_000_000).partialValue
    }
}
