// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Synchronization

/// A SOCKS5 proxy (RFC 1928, 1929) on loopback that leads every name and address to one port of this machine.
public final class FakeProxy: Sendable {
    /// What was asked of it: `name:port` or `address:port`, behind `account:password@` where one was given.
    public let asked: Record<String>
    private let channel: any Channel

    private init(channel: any Channel, asked: Record<String>) {
        self.channel = channel
        self.asked = asked
    }

    public var port: Int { channel.localAddress?.port ?? 0 }
    public func stop() async { try? await channel.close() }

    /// With `login`, whoever brings another is refused. `reply` is the code of its answer; 0 opens the way.
    public static func start(
        to target: Int, login: String? = nil, reply: UInt8 = 0
    ) async throws -> FakeProxy {
        let asked = Record<String>()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    try child.pipeline.syncOperations.addHandler(
                        Handler(target: target, login: login, reply: reply, asked: asked))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return FakeProxy(channel: channel, asked: asked)
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private enum State { case greeting, login, request, connecting, open }

        private let target: Int
        private let login: String?
        private let reply: UInt8
        private let asked: Record<String>
        private var state = State.greeting
        private var bytes: [UInt8] = []
        private var who = ""
        private var other: (any Channel)?

        init(target: Int, login: String?, reply: UInt8, asked: Record<String>) {
            self.target = target
            self.login = login
            self.reply = reply
            self.asked = asked
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            if let other {
                other.writeAndFlush(unwrapInboundIn(data), promise: nil)
                return
            }
            bytes += Array(unwrapInboundIn(data).readableBytesView)
            step(context.channel)
        }

        func channelInactive(context: ChannelHandlerContext) { other?.close(promise: nil) }

        private func step(_ channel: any Channel) {
            switch state {
            case .greeting:
                guard bytes.count >= 2, bytes.count >= 2 + Int(bytes[1]) else { return }
                let methods = bytes[2..<2 + Int(bytes[1])]
                bytes.removeFirst(2 + methods.count)
                state = login == nil ? .request : .login
                channel.send([5, login == nil ? 0 : methods.contains(2) ? 2 : 0xFF])
            case .login:
                guard bytes.count >= 2, bytes.count > 2 + Int(bytes[1]) else { return }
                let account = bytes[2..<2 + Int(bytes[1])]
                let length = Int(bytes[2 + account.count])
                guard bytes.count >= 3 + account.count + length else { return }
                let password = bytes[(3 + account.count)...].prefix(length)
                who = String(decoding: account + [0x3A] + password, as: UTF8.self)
                bytes.removeFirst(3 + account.count + length)
                state = .request
                channel.send([1, who == login ? 0 : 1])
            case .request:
                guard bytes.count >= 7, let (host, length) = host(), bytes.count >= length else { return }
                let port = Int(bytes[length - 2]) << 8 | Int(bytes[length - 1])
                asked.append((who.isEmpty ? "" : who + "@") + "\(host):\(port)")
                bytes = []
                state = .connecting
                connect(channel)
            case .connecting, .open: return
            }
        }

        private func host() -> (String, length: Int)? {
            switch bytes[3] {
            case 1: (bytes[4..<8].map(String.init).joined(separator: "."), 10)
            case 3:
                bytes.count > 4 + Int(bytes[4])
                    ? (String(decoding: bytes[5...].prefix(Int(bytes[4])), as: UTF8.self), 7 + Int(bytes[4])) : nil
            default: nil
            }
        }

        private func connect(_ channel: any Channel) {
            // The answer in two pieces, as TCP may cut it.
            channel.send([5, reply, 0])
            guard reply == 0 else {
                channel.send([1, 0, 0, 0, 0, 0, 0])
                return
            }
            let loop = channel.eventLoop
            let box = NIOLoopBound(self, eventLoop: loop)
            ClientBootstrap(group: loop)
                .channelInitializer { far in
                    far.eventLoop.makeCompletedFuture {
                        try far.pipeline.syncOperations.addHandler(Back(to: channel))
                    }
                }
                .connect(host: "127.0.0.1", port: target).whenSuccess { far in
                    box.value.other = far
                    box.value.state = .open
                    channel.send([1, 127, 0, 0, 1, 0, 0])
                }
        }
    }

    private final class Back: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let channel: any Channel
        init(to channel: any Channel) { self.channel = channel }
        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            channel.writeAndFlush(unwrapInboundIn(data), promise: nil)
        }
        func channelInactive(context: ChannelHandlerContext) { channel.close(promise: nil) }
    }
}
