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
    /// certificate it speaks TLS.
    public static func start(
        certificate: CertificateFile? = nil,
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
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    let number = current.count.withLock { count in
                        count += 1
                        return count
                    }
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
            .bind(host: "127.0.0.1", port: 0).get()
        return FakeServer(channel: channel, current: current, received: received, accepted: accepted)
    }

    private static func perform(_ replies: [Reply], _ channel: any Channel) {
        for reply in replies {
            switch reply {
            case .send(let bytes): channel.send(bytes)
            case .close: channel.close(promise: nil)
            }
        }
    }

    /// To the connection of the moment.
    public func send(_ bytes: [UInt8]) { current.channel.withLock { $0 }?.send(bytes) }
    public func send(_ lines: String...) { send(Array(lines.map { $0 + "\r\n" }.joined().utf8)) }
    public func drop() { current.channel.withLock { $0 }?.close(promise: nil) }
    public func stop() async { try? await channel.close() }

    /// Answers what an ordinary server answers: registration, JOIN with these others present, PING.
    public static func ordinary(_ names: String = "bob!b@h") -> @Sendable (Int, String) -> [Reply] {
        { _, line in
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
                    .lines(
                        ":geoffrin!g@bot.host JOIN \(room)", ":irc.test 353 geoffrin = \(room) :@geoffrin \(names)",
                        ":irc.test 366 geoffrin \(room) :End")
                }
            case "PING": return [.lines(":irc.test PONG irc.test \(words.last ?? "")")]
            case "QUIT": return [.close]
            default: return []
            }
        }
    }
}
