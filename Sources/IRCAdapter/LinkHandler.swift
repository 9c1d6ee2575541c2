// SPDX-License-Identifier: Apache-2.0

import Chat
import IRC
import NIOCore
import NIOSSL
import NIOTLS

/// The end of the pipeline: bytes to the link, and the end of the connection to whoever waits for it.
final class LinkHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let link: Link
    private let usesTLS: Bool
    /// When her own certificate ends.
    private let ownEndsAt: Timestamp?
    private let closed: EventLoopPromise<(Ending, TimeSpan)>
    /// Asked once, when nothing has been sent yet: the other end is the one that bot.conf means.
    private let mayOpen: () -> Bool
    private let secured: @Sendable (TimeSpan) -> Void
    private var isOpen = false
    private var reason = "the server closed the connection"

    init(
        link: Link, usesTLS: Bool, ownEndsAt: Timestamp?, closed: EventLoopPromise<(Ending, TimeSpan)>,
        mayOpen: @escaping () -> Bool,
        secured: @escaping @Sendable (TimeSpan) -> Void
    ) {
        self.mayOpen = mayOpen
        self.secured = secured
        self.link = link
        self.usesTLS = usesTLS
        self.ownEndsAt = ownEndsAt
        self.closed = closed
    }

    /// Behind a proxy the channel is active before this handler comes.
    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { channelActive(context: context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        if usesTLS { context.read() } else { open(context) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? TLSUserEvent, case .handshakeCompleted = event { open(context) }
        context.fireUserInboundEventTriggered(event)
    }

    private func open(_ context: ChannelHandlerContext) {
        guard !isOpen else { return }
        guard mayOpen() else {
            reason = "the certificate is none of the pinned ones"
            return context.close(promise: nil)
        }
        isOpen = true
        let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
        link.presented(
            server: certificate.map { Timestamp(seconds: Int64($0.notValidAfter)) }, own: usesTLS ? ownEndsAt : nil)
        link.opened(context.channel, isEncrypted: usesTLS, securing: secured)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { link.received(unwrapInboundIn(data)) }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isOpen { link.readCompleted() } else { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) { link.writabilityChanged() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A peer that closes without close_notify has merely closed.
        if case .uncleanShutdown? = error as? NIOSSLError { return }
        reason = Trouble.text(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if isOpen {
            closed.succeed(link.closed(reason))
        } else {
            closed.succeed((.lost(reason), .zero))
        }
    }
}
