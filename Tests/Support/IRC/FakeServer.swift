// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server that says what a test tells it to, on a free loopback port.
public final class FakeServer: Sendable {
    public enum Reply: Sendable {
        case send([UInt8])
        case close
        /// One byte each `every` milliseconds.
        case drip([UInt8], every: Int64)

        public static func lines(_ lines: String...) -> Reply { .send(Array(lines.map { $0 + "\r\n" }.joined().utf8)) }
    }

    /// What clients sent, in order.
    public let received: Record<String>
    /// One element for each connection accepted.
    public let accepted: Record<Int>
    private let channel: any Channel
    private let current: Box

    private final class Box: Sendable {
        let channel = Mutex<(any Channel)?>(nil)
        let count = Mutex(0)
    }

    private init(channel: any Channel, current: Box, received: Record<String>, accepted: Record<Int>) {
        self.channel = channel
        self.current = current
        self.received = received
        self.accepted = accepted
    }

    public var port: Int { channel.localAddress?.port ?? 0 }

    /// `greet` answers a connection, `answer` each line; both get the number of the connection, from 1. With a
    /// certificate it speaks TLS. `port`: that of a server that ran before, 0 for any. `buffer` bytes are kept of what was
    /// received and not read yet, where the system is not to decide.
    public static func start(
        certificate: CertificateFile? = nil, port: Int = 0, buffer: Int? = nil,
        greet: @escaping @Sendable (Int) -> [Reply] = { _ in [] },
        answer: @escaping @Sendable (Int, String) -> [Reply]
    ) async throws -> FakeServer {
        let current = Box()
        let (received, accepted) = (Record<String>(), Record<Int>())
        let tls = try certificate.map { file in
            try NIOSSLContext(
                configuration: .makeServerConfiguration(
                    certificateChain: NIOSSLCertificate.fromPEMFile(file.path).map { .certificate($0) },
                    privateKey: .privateKey(NIOSSLPrivateKey(file: file.keyPath, format: .pem))))
        }
        var bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        if let buffer {
            bootstrap = bootstrap.serverChannelOption(.socketOption(.so_rcvbuf), value: SocketOptionValue(buffer))
        }
        let channel =
            try await bootstrap
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    let number = current.count.withLock { count in
                        count += 1
                        return count
                    }
                    try child.pipeline.syncOperations.addHandler(Scissors())
                    if let tls { try child.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try child.pipeline.syncOperations.addHandler(
                        LineHandler(
                            opened: { channel in
                                current.channel.withLock { $0 = channel }
                                accepted.append(number)
                                perform(greet(number), channel)
                            },
                            line: { channel, line in
                                received.append(line)
                                perform(answer(number, line), channel)
                            }))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        return FakeServer(channel: channel, current: current, received: received, accepted: accepted)
    }

    private static func perform(_ replies: [Reply], _ channel: any Channel) {
        for reply in replies {
            switch reply {
            case .send(let bytes): channel.send(bytes)
            case .close: channel.close(promise: nil)
            case .drip(let bytes, let every):
                for (index, byte) in bytes.enumerated() {
                    channel.eventLoop.scheduleTask(in: .milliseconds(Int64(index) * every)) { channel.send([byte]) }
                }
            }
        }
    }

    /// To the connection of the moment.
    public func send(_ bytes: [UInt8]) { current.channel.withLock { $0 }?.send(bytes) }
    public func send(_ lines: String...) { send(Array(lines.map { $0 + "\r\n" }.joined().utf8)) }
    /// The connection of the moment ends with a reset (RST), whatever is under way.
    public func reset() { cut(isReset: true) }
    /// It ends beneath TLS: no close_notify.
    public func cut() { cut(isReset: false) }
    private func cut(isReset: Bool) {
        current.channel.withLock { $0 }?.triggerUserOutboundEvent(Scissors.Cut(isReset: isReset), promise: nil)
    }
    /// Nothing more is read of what the client of the moment sends.
    public func stopReading() {
        current.channel.withLock { $0 }?.setOption(.autoRead, value: false).whenComplete { _ in }
    }

    /// Sends the same again and again, as fast as it is taken, until that connection ends.
    public func pour(_ bytes: [UInt8]) -> Poured {
        let poured = Poured()
        if let channel = current.channel.withLock({ $0 }) { Self.pour(ByteBuffer(bytes: bytes), channel, poured) }
        return poured
    }
    private static func pour(_ buffer: ByteBuffer, _ channel: any Channel, _ poured: Poured) {
        channel.writeAndFlush(buffer).whenSuccess {
            poured.total.append(poured.bytes + buffer.readableBytes)
            channel.eventLoop.execute { pour(buffer, channel, poured) }
        }
    }
    public func drop() { current.channel.withLock { $0 }?.close(promise: nil) }
    public func stop() async { try? await channel.close() }

    /// Answers what an ordinary server answers: registration, JOIN with these others present, PING.
    public static func ordinary(_ names: String = "bob!b@h") -> @Sendable (Int, String) -> [Reply] {
        let all = ("@geoffrin " + names).split(separator: " ")
        // Each within a line of 512 bytes.
        let lists = stride(from: 0, to: all.count, by: 8).map { start in
            all[start..<min(start + 8, all.count)].joined(separator: " ")
        }
        return { _, line in
            let words = line.split(separator: " ").map(String.init)
            switch words.first {
            case "USER":
                return [
                    .lines(
                        ":irc.test 001 geoffrin :Welcome",
                        ":irc.test 005 geoffrin PREFIX=(ohv)@%+ CHANMODES=b,k,l,imnst CASEMAPPING=ascii :are supported",
                        ":irc.test 376 geoffrin :End")
                ]
            case "JOIN":
                return words[1].split(separator: ",").map { room in
                    .send(
                        Array(
                            ([":geoffrin!g@bot.host JOIN \(room)"]
                                + lists.map { ":irc.test 353 geoffrin = \(room) :\($0)" }
                                + [":irc.test 366 geoffrin \(room) :End\r\n"]).joined(separator: "\r\n").utf8))
                }
            case "PING": return [.lines(":irc.test PONG irc.test \(words.last ?? "")")]
            case "QUIT": return [.close]
            default: return []
            }
        }
    }
}
