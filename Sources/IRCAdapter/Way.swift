// SPDX-License-Identifier: Apache-2.0

import Chat
import IRC
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// How one attempt reaches a server.
struct Way: Sendable, Hashable {
    /// A name, or a literal address.
    var host: String
    var port: Int
    var isEncrypted: Bool
}

/// What one connection has in common with the adapter that makes it.
struct Connector: Sendable {
    let link: Link
    let loop: any EventLoop
    let proxy: IRCSettings.Proxy?
    /// A presented certificate had none of the pins.
    let pinMismatch: NIOLockedValueBox<Bool>

    /// Who says what addresses a name has; nil: the system.
    var resolver: (any Resolver & Sendable)?

    /// `TCP_USER_TIMEOUT` of Linux, tcp(7): in milliseconds.
    static let acknowledgement = ChannelOptions.Types.SocketOption(level: .tcp, name: NIOBSDSocket.Option(rawValue: 18))

    /// What every connection of hers is.
    static func bootstrap(_ loop: any EventLoop, _ patience: Patience = Patience()) -> ClientBootstrap {
        ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(patience.connect))
            .channelOption(.autoRead, value: false)
            // One read, one batch: with more, four reads would pass before anybody asks whether the loop keeps up.
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            // What she wrote and nobody acknowledges ends the connection, whatever the kernel's own count of tries.
            .channelOption(acknowledgement, value: SocketOptionValue(patience.unacknowledged.milliseconds))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.writeBufferWaterMark, value: .init(low: 16 << 10, high: 64 << 10))
    }

    /// One attempt, from the first packet to the last. `secured` takes the server's demand for TLS.
    func connect(_ way: Way, _ tls: TLS?, secured: @escaping @Sendable (TimeSpan) -> Void) async -> (Ending, TimeSpan) {
        let closed = loop.makePromise(of: (Ending, TimeSpan).self)
        let (link, loop, proxy, patience) = (link, loop, proxy, link.patience)
        if proxy != nil, dialogue(to: way) == nil {
            closed.succeed((.lost("the proxy cannot be asked for \(way.host)"), .zero))
        }
        let bootstrap = Self.bootstrap(loop, patience)
            .resolver(resolver)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { () throws -> Void in
                    guard let dialogue = dialogue(to: way) else {
                        return try furnish(channel, way, tls, closed, secured)
                    }
                    let handler = SOCKS5Handler(
                        dialogue, ready: { channel in try furnish(channel, way, tls, closed, secured) },
                        failed: { why in closed.succeed((.lost(why), .zero)) })
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
        let current = NIOLockedValueBox<(any Channel)?>(nil)
        let wasSilent = NIOLockedValueBox(false)
        // Happy Eyeballs (RFC 8305): a dead address costs a quarter of a second, whatever its family.
        let connecting = bootstrap.connect(host: proxy?.host ?? way.host, port: proxy?.port ?? way.port)
        connecting.whenFailure { closed.succeed((.lost(Trouble.text($0)), .zero)) }
        connecting.whenSuccess { channel in
            current.withLockedValue { $0 = channel }
            loop.scheduleTask(in: TimeAmount(patience.opening)) {
                guard !link.isOpen, channel.isActive else { return }
                wasSilent.withLockedValue { $0 = true }
                channel.close(promise: nil)
            }
        }
        return await withTaskCancellationHandler {
            do {
                let gone = try await closed.futureResult.get()
                return wasSilent.withLockedValue { $0 } ? (.lost("it accepts and says nothing"), .zero) : gone
            } catch {
                return (.lost(Trouble.text(error)), .zero)
            }
        } onCancel: {
            loop.execute {
                if link.isOpen {
                    link.leave("leaving")
                    // A server that never closes its half, as TLS would have it, is not waited for.
                    loop.scheduleTask(in: TimeAmount(patience.goodbye) + .milliseconds(50)) {
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

    private func dialogue(to way: Way) -> SOCKS5? {
        proxy.flatMap { SOCKS5(to: way.host, port: way.port, login: $0.login) }
    }

    /// The handlers of a way that is open as far as the server.
    private func furnish(
        _ channel: any Channel, _ way: Way, _ tls: TLS?, _ closed: EventLoopPromise<(Ending, TimeSpan)>,
        _ secured: @escaping @Sendable (TimeSpan) -> Void
    ) throws {
        let verified = NIOLockedValueBox(tls.map { !$0.isPinned } ?? true)
        if let tls { try channel.pipeline.syncOperations.addHandler(tls.handler(host: way.host, verified: verified)) }
        let mayOpen: () -> Bool = {
            let isVerified = verified.withLockedValue { $0 }
            if !isVerified { pinMismatch.withLockedValue { $0 = true } }
            return isVerified
        }
        try channel.pipeline.syncOperations.addHandler(
            LinkHandler(
                link: link, usesTLS: tls != nil, ownEndsAt: tls?.ownEndsAt, closed: closed, mayOpen: mayOpen,
                secured: secured))
    }
}
