// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

/// An ordinary client for tests: it sends raw lines, keeps what it gets, and answers PING.
public final class IRCTestClient: Sendable {
    public let lines: Record<String>
    private let channel: any Channel

    private init(_ channel: any Channel, _ lines: Record<String>) {
        self.channel = channel
        self.lines = lines
    }

    /// Connects in clear to a loopback port and registers; returns when the server's greeting is over.
    public static func connect(port: Int, nick: String, user: String = "tester") async throws -> IRCTestClient {
        let lines = Record<String>()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        LineHandler(line: { channel, line in
                            if line.hasPrefix("PING") {
                                channel.send(Array(("PONG" + line.dropFirst(4) + "\r\n").utf8))
                            }
                            lines.append(line)
                        }))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        let client = IRCTestClient(channel, lines)
        client.send("NICK \(nick)", "USER \(user) 0 * :\(nick)")
        try await lines.first("the greeting of \(nick)") { $0.contains(" 376 ") || $0.contains(" 422 ") }
        return client
    }

    public func send(_ lines: String...) { channel.send(Array(lines.map { $0 + "\r\n" }.joined().utf8)) }

    public func join(_ room: String) async throws {
        send("JOIN \(room)")
        try await lines.first("the roster of \(room)") { $0.contains(" 366 ") && $0.contains(room) }
    }

    /// A line with all of these in it, past or to come.
    @discardableResult
    public func expect(_ parts: String..., within limit: Duration = patience) async throws -> String {
        try await lines.first(within: limit, parts.joined(separator: " … ")) { line in
            parts.allSatisfy { line.contains($0) }
        }
    }

    public func close() async { try? await channel.close() }
}
