// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Synchronization

/// An HTTP/1.1 server on a free loopback port that answers exactly what a test tells it to: also wrong bytes, too many,
/// or none.
public final class ScriptedHTTPServer: Sendable {
    public struct Received: Sendable {
        /// From 1, in the order they were accepted.
        public var connection: Int
        public var method: String
        public var target: String
        /// Names in lower case.
        public var headers: [(name: String, value: String)]
        public var body: [UInt8]

        public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
    }

    public enum Step: Sendable {
        case send([UInt8])
        /// Ends the connection.
        case close

        public static func response(_ status: Int, _ headers: [(String, String)] = [], body: [UInt8] = []) -> Step {
            var head = "HTTP/1.1 \(status) Whatever\r\ncontent-length: \(body.count)\r\n"
            for (name, value) in headers { head += "\(name): \(value)\r\n" }
            return .send(Array((head + "\r\n").utf8) + body)
        }
        public static func json(_ status: Int, _ text: String) -> Step {
            .response(status, [("content-type", "application/json")], body: Array(text.utf8))
        }
    }

    public typealias Answer = @Sendable (Received) async -> [Step]

    private let channel: Mutex<any Channel>
    /// A thread of its own: answers take as long as they take, and keep no client of another test waiting.
    private let thread: MultiThreadedEventLoopGroup
    private let log: Log
    private let answer: Answer

    final class Log: Sendable {
        private let received = Mutex<[Received]>([])
        private let connections = Mutex(0)
        /// Those that may still be open.
        let children = Mutex<[any Channel]>([])
        var all: [Received] { received.withLock { $0 } }
        var accepted: Int { connections.withLock { $0 } }
        func add(_ request: Received) { received.withLock { $0.append(request) } }
        func accept() -> Int {
            connections.withLock { count in
                count += 1
                return count
            }
        }
    }

    private init(channel: any Channel, thread: MultiThreadedEventLoopGroup, log: Log, answer: @escaping Answer) {
        self.channel = Mutex(channel)
        self.thread = thread
        self.log = log
        self.answer = answer
        port = channel.localAddress?.port ?? 0
    }
    deinit { thread.shutdownGracefully { _ in } }

    /// No answer at all: an empty list of steps leaves the client waiting.
    public static func start(answer: @escaping Answer) async throws -> ScriptedHTTPServer {
        let log = Log()
        let thread = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let channel = try await listen(port: 0, on: thread, log, answer)
        return ScriptedHTTPServer(channel: channel, thread: thread, log: log, answer: answer)
    }

    private static func listen(
        port: Int, on thread: MultiThreadedEventLoopGroup, _ log: Log, _ answer: @escaping Answer
    ) async throws -> any Channel {
        try await ServerBootstrap(group: thread)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { child in
                log.children.withLock { $0.append(child) }
                return child.eventLoop.makeCompletedFuture {
                    try child.pipeline.syncOperations.addHandler(RequestHandler(log: log, answer: answer))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
    }

    /// Closes everything, listens again on the same port after `pause`.
    public func restart(after pause: Duration) async throws {
        await stop()
        for child in log.children.withLock({ children in
            defer { children = [] }
            return children
        }) { try? await child.close() }
        try await Task.sleep(for: pause)
        let fresh = try await Self.listen(port: port, on: thread, log, answer)
        channel.withLock { $0 = fresh }
    }

    public let port: Int
    public var base: String { "http://127.0.0.1:\(port)" }
    /// Every request so far, in the order their last byte came.
    public var received: [Received] { log.all }
    public var connections: Int { log.accepted }

    public func stop() async { try? await channel.withLock { $0 }.close() }
}

/// Runs answers on the server's thread: on the pool they wait for tests that block it, and who asked has given up by then.
private final class LoopThread: TaskExecutor {
    private let loop: any EventLoop
    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// Collects whole requests and has them answered, one after the other on each connection.
private final class RequestHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let log: ScriptedHTTPServer.Log
    private let answer: ScriptedHTTPServer.Answer
    private let number: Int
    private var bytes: [UInt8] = []

    init(log: ScriptedHTTPServer.Log, answer: @escaping ScriptedHTTPServer.Answer) {
        self.log = log
        self.answer = answer
        number = log.accept()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        bytes += buffer.readBytes(length: buffer.readableBytes) ?? []
        while let request = takeRequest() {
            log.add(request)
            let channel = context.channel
            let answer = answer
            Task(executorPreference: LoopThread(channel.eventLoop)) {
                for step in await answer(request) {
                    switch step {
                    case .send(let bytes): try? await channel.writeAndFlush(ByteBuffer(bytes: bytes))
                    case .close: try? await channel.close()
                    }
                }
            }
        }
    }

    private func takeRequest() -> ScriptedHTTPServer.Received? {
        let blank = Array("\r\n\r\n".utf8)
        guard bytes.count >= 4,
            let end = bytes.indices.dropLast(3).first(where: { bytes[$0..<$0 + 4].elementsEqual(blank) })
        else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n").map(String.init)
        let first = lines[0].split(separator: " ").map(String.init)
        guard first.count >= 2 else { return nil }
        let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            return (line[..<colon].lowercased(), String(value))
        }
        let length = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
        guard bytes.count >= end + 4 + length else { return nil }
        let body = Array(bytes[(end + 4)..<(end + 4 + length)])
        bytes.removeFirst(end + 4 + length)
        return ScriptedHTTPServer.Received(
            connection: number, method: first[0], target: first[1], headers: headers, body: body)
    }
}
