// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore

/// Ends a connection from beneath whatever is spoken on it, as a pulled cable or a dying process does.
final class Scissors: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    struct Cut: Sendable {
        var isReset: Bool
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard let cut = event as? Cut else { return context.triggerUserOutboundEvent(event, promise: promise) }
        if cut.isReset, let socket = context.channel as? any SocketOptionProvider {
            // tcp(7): with a linger of zero seconds, closing sends RST.
            socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in }
        }
        context.close(promise: promise)
    }
}

/// How many bytes a server has got rid of so far, after each write.
public final class Poured: Sendable {
    public let total = Record<Int>()
    public var bytes: Int { total.all.last ?? 0 }
}
