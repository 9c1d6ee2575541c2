// SPDX-License-Identifier: Apache-2.0

import Control
import Foundation
import Glibc
import Logging
import Testing

@Suite(.serialized) struct ServerTests {
    private let path = FileManager.default.temporaryDirectory
        .appendingPathComponent("geoffrin-\(UInt32.random(in: 0 ... .max))").appendingPathComponent("control").path

    /// Runs a server for as long as `body` talks to it, on a thread where blocking is allowed.
    private func serve<T: Sendable>(
        patience: Duration = .seconds(5), clients: Int = 16, allows: Bool = true,
        _ body: @escaping @Sendable (String) -> T
    ) async throws -> T {
        var limits = Server.Limits()
        limits.patience = patience
        limits.clients = clients
        let server = Server(
            socket: path, limits: limits, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            mayCommand: { _ in allows }
        ) { request, _ in Reply([request.command] + request.arguments) }
        let path = path
        let (ready, isReady) = AsyncStream<Void>.makeStream()
        return try await withThrowingTaskGroup(of: T?.self) { group in
            group.addTask {
                try await server.run { isReady.yield() }
                return nil
            }
            group.addTask {
                for await _ in ready { break }
                return await withCheckedContinuation { continuation in
                    Thread { continuation.resume(returning: body(path)) }.start()
                }
            }
            while let result = try await group.next() {
                guard let result else { continue }
                group.cancelAll()
                return result
            }
            throw CancellationError()
        }
    }

    /// Sends bytes as they are and reads until the other side hangs up.
    private static func raw(_ path: String, _ bytes: [UInt8]) -> [UInt8] {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { return [] }
        if !bytes.isEmpty { _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }
        var received: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { return received }
            received += chunk[..<count]
        }
    }

    @Test func aQuestionIsAnswered() async throws {
        let reply = try await serve { try? Client(socket: $0).ask(Request("why", ["41"])) }
        #expect(reply?.lines == ["why", "41"])
    }

    @Test func whoIsNotAllowedIsToldSoAndHeardNoFurther() async throws {
        let reply = try await serve(allows: false) { try? Client(socket: $0).ask(Request("undo", ["41"])) }
        #expect(reply?.exit == 77)
    }

    /// Connects and says nothing; the caller closes.
    private static func open(_ path: String) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        _ = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return descriptor
    }

    @Test func clientsThatComeAsSheStopsDoNotBringHerDown() async throws {
        for _ in 0..<200 {
            let clients = try await serve(patience: .milliseconds(50)) { path in (0..<12).map { _ in Self.open(path) } }
            for client in clients { close(client) }
        }
    }

    @Test func clientsBeyondTheLimitDoNotBringHerDown() async throws {
        for _ in 0..<50 {
            let answered = try await serve(clients: 2) { path -> Bool in
                let idle = (0..<8).map { _ in Self.open(path) }
                for client in idle { close(client) }
                // Places are free again once the idle ones have gone; until then one is turned away.
                for _ in 0..<1000 {
                    if let reply = try? Client(socket: path).ask(Request("why", ["41"])) {
                        return reply.lines == ["why", "41"]
                    }
                }
                return false
            }
            #expect(answered)
        }
    }

    @Test func whoSaysNothingIsHungUpOn() async throws {
        let received = try await serve(patience: .milliseconds(100)) { Self.raw($0, []) }
        #expect(received.isEmpty)
    }

    @Test func aRequestWithoutEndIsHungUpOn() async throws {
        let received = try await serve { Self.raw($0, [UInt8](repeating: 0x61, count: 200_000)) }
        #expect(received.isEmpty)
    }

    @Test func whatIsNoRequestIsRefused() async throws {
        let received = try await serve { Self.raw($0, Array("hello\n".utf8)) }
        #expect(String(decoding: received, as: UTF8.self).contains("64"))
    }

    // THREATS K4
    @Test func theSocketIsForItsOwnerOnly() async throws {
        let mode = try await serve { path -> mode_t in
            var status = stat()
            lstat(path, &status)
            return status.st_mode & 0o777
        }
        #expect(mode == 0o600)
    }

    @Test func aFileLeftByADeadDaemonIsReplaced() async throws {
        try FileManager.default.createDirectory(
            atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        _ = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        close(descriptor)
        let reply = try await serve { try? Client(socket: $0).ask(Request("status")) }
        #expect(reply?.lines == ["status"])
    }

    @Test func aLivingDaemonKeepsItsSocket() async throws {
        let second = try await serve { path in Result { try SocketFolder(socket: path).prepare() } }
        #expect(throws: SocketFolder.Obstacle.inUse(path)) { try second.get() }
    }

    @Test func aFileThatIsNoSocketIsLeftAlone() throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try "mine".write(toFile: path, atomically: false, encoding: .utf8)
        #expect(throws: SocketFolder.Obstacle.notASocket(path)) { try SocketFolder(socket: path).prepare() }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    }

    @Test func nobodyThereIsSaid() {
        #expect(throws: Client.Failure.notRunning(path)) { try Client(socket: path).ask(Request("status")) }
    }
}
