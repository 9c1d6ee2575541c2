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
    private let closed: EventLoopPromise<(Ending, TimeSpan)>
    private var isOpen = false
    private var reason = "the server closed the connection"

    init(link: Link, usesTLS: Bool, closed: EventLoopPromise<(Ending, TimeSpan)>) {
        self.link = link
        self.usesTLS = usesTLS
        self.closed = closed
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
        isOpen = true
        link.opened(context.channel)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { link.received(unwrapInboundIn(data)) }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isOpen { link.readCompleted() } else { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) { link.writabilityChanged() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A peer that closes without close_notify has merely closed.
        if case .uncleanShutdown? = error as? NIOSSLError { return }
        reason = "\(error)"
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
