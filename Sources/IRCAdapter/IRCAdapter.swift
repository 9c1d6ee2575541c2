// SPDX-License-Identifier: Apache-2.0

public import Chat
import IRC
public import Logging
import NIOCore
import NIOConcurrencyHelpers
public import NIOPosix

/// One IRC network, translated to the vocabulary of `Chat`.
public final class IRCAdapter: Adapter {
    public let network: NetworkID
    private let settings: IRCSettings
    private let logger: Logger
    private let mailbox = Mailbox()
    private let link: Link
    private let loop: any EventLoop
    private let pinMismatch = NIOLockedValueBox(false)

    private let pause: @Sendable (TimeSpan) async throws -> Void

    /// `epoch` is that of the database: with the moment of starting it makes presence keys that never come again.
    /// `clock` stamps each read, once. `group` may be shared by everything in the process.
    public convenience init(
        network: NetworkID, settings: IRCSettings, epoch: UInt32, logger: Logger,
        group: MultiThreadedEventLoopGroup = .singleton, clock: @escaping @Sendable () -> Timestamp = { .wall }
    ) {
        self.init(
            network: network, settings: settings, epoch: epoch, logger: logger, group: group, clock: clock,
            pause: { try await Task.sleep(for: .milliseconds($0.milliseconds)) })
    }

    /// `pause` waits between two attempts.
    init(
        network: NetworkID, settings: IRCSettings, epoch: UInt32, logger: Logger, group: MultiThreadedEventLoopGroup,
        clock: @escaping @Sendable () -> Timestamp, pause: @escaping @Sendable (TimeSpan) async throws -> Void
    ) {
        self.pause = pause
        self.network = network
        self.settings = settings
        var logger = logger
        logger[metadataKey: "network.name"] = "\(network)"
        self.logger = logger
        loop = group.next()
        // 1,024 serials for each millisecond: more than any network can make appear.
        let firstSerial = UInt64(max(0, clock().milliseconds)) << 10
        let session = Session(
            network: network, settings: settings.session, epoch: epoch, firstSerial: firstSerial,
            chance: UInt64.random(in: .min ... .max))
        link = Link(loop: loop, session: session, mailbox: mailbox, clock: clock, logger: logger)
    }

    public func run(emit: @escaping @Sendable ([Event]) async throws -> Void) async throws {
        let (mailbox, link, loop) = (mailbox, link, loop)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while let batch = await mailbox.next() {
                    try await emit(batch)
                    loop.execute { link.readIfWanted() }
                }
            }
            group.addTask {
                defer { mailbox.finish() }
                try await self.stayConnected()
            }
            // The first error ends both; the connection's end ends the other by itself.
            while try await group.next() != nil {}
        }
    }

    // MARK: - Connecting

    private func stayConnected() async throws {
        let tls = settings.usesTLS ? try Self.tls(settings) : nil
        guard !settings.servers.isEmpty else { throw Refusal("no server is configured") }
        var backoff = Backoff()
        var attempt = 0
        while !Task.isCancelled {
            let server = settings.servers[attempt % settings.servers.count]
            attempt += 1
            let (ending, lived) = await connect(server, tls)
            if Task.isCancelled || ending == .left { return }
            if pinMismatch.withLockedValue({ $0 }) {
                throw Refusal("the certificate of \(server.host) is none of the pinned ones")
            }
            if case .refused(let why) = ending { throw Refusal(why) }
            let wait = backoff.wait(after: ending, livedFor: lived, chance: UInt64.random(in: .min ... .max))
            logger.info(
                "disconnected",
                metadata: ["irc.why": "\(LogText.plain(ending.why))", "irc.retry.ms": "\(wait.milliseconds)"])
            do { try await pause(wait) } catch { return }
        }
    }

    private static func tls(_ settings: IRCSettings) throws(Obstacle) -> TLS {
        do { return try TLS(settings) } catch { throw Obstacle("TLS cannot be set up: \(error)") }
    }

    /// One attempt, from the first packet to the last.
    private func connect(_ server: IRCSettings.Server, _ tls: TLS?) async -> (Ending, TimeSpan) {
        let (link, loop, pinMismatch) = (link, loop, pinMismatch)
        let closed = loop.makePromise(of: (Ending, TimeSpan).self)
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(.seconds(15))
            .channelOption(.autoRead, value: false)
            // One read, one batch: with more, four reads would pass before anybody asks whether the loop keeps up.
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.writeBufferWaterMark, value: .init(low: 16 << 10, high: 64 << 10))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        let handler = try tls.handler(host: server.host) { pinMismatch.withLockedValue { $0 = true } }
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    try channel.pipeline.syncOperations.addHandler(
                        LinkHandler(link: link, usesTLS: tls != nil, closed: closed))
                }
            }
        let current = NIOLockedValueBox<(any Channel)?>(nil)
        let connecting = bootstrap.connect(host: server.host, port: server.port)
        connecting.whenFailure { closed.succeed((.lost("\($0)"), .zero)) }
        connecting.whenSuccess { channel in
            current.withLockedValue { $0 = channel }
            // A server that accepts and then says nothing is noticed by the session; one that never finishes its
            // handshake, here.
            loop.scheduleTask(in: .seconds(30)) { if !link.isOpen { channel.close(promise: nil) } }
        }
        return await withTaskCancellationHandler {
            do { return try await closed.futureResult.get() } catch { return (.lost("\(error)"), .zero) }
        } onCancel: {
            loop.execute {
                if link.isOpen {
                    link.leave("leaving")
                    // A server that never closes its half, as TLS would have it, is not waited for.
                    loop.scheduleTask(in: Link.goodbye + .milliseconds(50)) {
                        if link.isOpen { closed.succeed(link.closed("leaving")) }
                    }
                    return
                }
                closed.succeed((.left, .zero))
                current.withLockedValue { $0 }?.close(promise: nil)
                connecting.whenSuccess { $0.close(promise: nil) }
            }
        }
    }

    // MARK: - Acts

    public func perform(_ act: OwedAct) async throws(ActError) -> Receipt { try await perform(act, isLast: false) }

    public func lastWords(_ act: OwedAct) async throws(ActError) -> Receipt { try await perform(act, isLast: true) }

    private func perform(_ act: OwedAct, isLast: Bool) async throws(ActError) -> Receipt {
        let fate = await withCheckedContinuation { waiter in
            loop.execute { self.link.perform(act, isLast: isLast, waiter) }
        }
        switch fate {
        case .performed(let receipt): return receipt
        case .failed(let error): throw error
        case .observed: throw .refused("this act is being observed")
        }
    }

    public func reach(of act: OwedAct) async -> Reach {
        await withCheckedContinuation { waiter in
            loop.execute { waiter.resume(returning: self.link.reach(of: act)) }
        }
    }

    public func mark(of act: OwedAct) async -> ByteString {
        await withCheckedContinuation { waiter in
            loop.execute { waiter.resume(returning: self.link.mark(of: act)) }
        }
    }

    /// Waits up to 90 s for the room to be known again.
    public func observe(_ act: OwedAct) async -> Receipt? {
        let fate = await withCheckedContinuation { waiter in
            loop.execute { self.link.observe(act, for: .seconds(90), waiter) }
        }
        return if case .observed(let receipt) = fate { receipt } else { nil }
    }

    public func isReady(for lane: Lane) async -> Bool {
        await withCheckedContinuation { waiter in
            loop.execute { waiter.resume(returning: self.link.isReady(for: lane)) }
        }
    }
}
