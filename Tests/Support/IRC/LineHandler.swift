// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Cuts what arrives into lines.
final class LineHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let opened: (any Channel) -> Void
    private let line: (any Channel, String) -> Void
    private let closed: () -> Void
    private var rest: [UInt8] = []

    init(
        opened: @escaping (any Channel) -> Void = { _ in }, line: @escaping (any Channel, String) -> Void,
        closed: @escaping () -> Void = {}
    ) {
        self.opened = opened
        self.line = line
        self.closed = closed
    }

    func channelActive(context: ChannelHandlerContext) { opened(context.channel) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        rest += Array(buffer.readableBytesView)
        while let end = rest.firstIndex(of: 0x0A) {
            let text = String(decoding: rest[..<end].filter { $0 != 0x0D }, as: UTF8.self)
            rest.removeSubrange(...end)
            line(context.channel, text)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { closed() }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

extension Channel {
    func send(_ bytes: [UInt8]) { writeAndFlush(ByteBuffer(bytes: bytes), promise: nil) }
}
