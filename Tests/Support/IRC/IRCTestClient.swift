// SPDX-License-Identifier: Apache-2.0

import Foundation
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

    /// Connects in clear to a loopback port and registers; returns when the server's greeting is over. A connection that
    /// is never greeted proves nothing about her: that is said aloud with what is known of it, and another is tried, twice.
    public static func connect(port: Int, nick: String, user: String = "tester") async throws -> IRCTestClient {
        for attempt in 1...2 {
            let client = try await open(port: port)
            do {
                try await client.register(nick, user, within: .seconds(60))
                return client
            } catch let missing as Record<String>.Missing {
                let told = await client.condition()
                FileHandle.standardError.write(Data("attempt \(attempt): \(missing); \(told); once more\n".utf8))
                // Not waited for: its thread may hang.
                client.channel.close(promise: nil)
            }
        }
        let client = try await open(port: port)
        try await client.register(nick, user, within: patience)
        return client
    }

    private static func open(port: Int) async throws -> IRCTestClient {
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
        return IRCTestClient(channel, lines)
    }

    private func register(_ nick: String, _ user: String, within limit: Duration) async throws {
        send("NICK \(nick)", "USER \(user) 0 * :\(nick)")
        try await lines.first(within: limit, "the greeting of \(nick)") { $0.contains(" 376 ") || $0.contains(" 422 ") }
    }

    /// Whether the connection stands, and whether its thread does anything at all.
    private func condition() async -> String {
        let beats = Record<Bool>()
        channel.eventLoop.execute { beats.append(true) }
        let isAlive = (try? await beats.first(within: .seconds(5)) { $0 }) ?? false
        return "the connection is \(channel.isActive ? "open" : "closed"), its thread \(isAlive ? "goes on" : "hangs")"
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
