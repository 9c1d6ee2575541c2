// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// A real server in a process of its own, on loopback ports that were free, in a directory that goes with it.
public final class ServerProcess: Sendable {
    public struct NotReady: Error, CustomStringConvertible {
        public let description: String
        public init(description: String) { self.description = description }
    }

    public let port: Int
    public let tlsPort: Int
    /// A copy of the server's own certificate, PEM.
    public let certificate: String
    private let child: Child
    private let directory: String

    private init(port: Int, tlsPort: Int, certificate: String, child: Child, directory: String) {
        self.port = port
        self.tlsPort = tlsPort
        self.certificate = certificate
        self.child = child
        self.directory = directory
    }

    /// Nil where one of the programs is not installed.
    public static func isInstalled(_ programs: String...) -> Bool {
        programs.allSatisfy { program in
            ["/usr/sbin/", "/usr/bin/"].contains { FileManager.default.isExecutableFile(atPath: $0 + program) }
        }
    }

    public static func ngircd(_ environment: [String: String] = [:]) async throws -> ServerProcess {
        try await startedOnFreePorts {
            let (port, tlsPort) = (try await freePort(), try await freePort())
            return try await start(
                "ngircd.sh", [String(port), String(tlsPort)], environment, port: port, tlsPort: tlsPort)
        }
    }

    public static func inspircd(_ environment: [String: String] = [:]) async throws -> ServerProcess {
        try await startedOnFreePorts {
            let (port, tlsPort, linkPort) = (try await freePort(), try await freePort(), try await freePort())
            return try await start(
                "inspircd-atheme.sh", [String(port), String(tlsPort), String(linkPort)], environment, port: port,
                tlsPort: tlsPort)
        }
    }

    /// A server that does not come up proves nothing about her: it is said aloud and begun anew, twice, on other ports.
    private static func startedOnFreePorts(_ begin: () async throws -> ServerProcess) async throws -> ServerProcess {
        for attempt in 1...2 {
            do { return try await begin() } catch let failure as NotReady {
                FileHandle.standardError.write(Data("attempt \(attempt): \(failure); once more\n".utf8))
            }
        }
        return try await begin()
    }

    private static func start(
        _ script: String, _ arguments: [String], _ environment: [String: String], port: Int, tlsPort: Int
    ) async throws -> ServerProcess {
        let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("servers")
        let directory = NSTemporaryDirectory() + "/irc-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        var all = ProcessInfo.processInfo.environment
        all["CERT_OUT"] = directory + "/server.pem"
        for (key, value) in environment { all[key] = value }
        let child = try Child(script: scripts.appendingPathComponent(script).path, arguments, environment: all)
        let server = ServerProcess(
            port: port, tlsPort: tlsPort, certificate: directory + "/server.pem", child: child, directory: directory)
        do {
            for port in [port, tlsPort] { try await answers(port, of: script) }
        } catch {
            server.stop()
            throw error
        }
        return server
    }

    /// SIGTERM to the script, which stops what it started.
    public func stop() {
        child.stop()
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// Below the range that the kernel gives to outgoing connections, and never the same twice in one process, so
    /// that no connection of a test takes a port between its being found free and the server's binding it.
    private static let nextPort = Mutex(Int.random(in: 20_000..<31_000))

    public static func freePort() async throws -> Int {
        for _ in 0..<200 {
            let port = nextPort.withLock { next in
                next = next >= 32_000 ? 20_000 : next + 1
                return next
            }
            let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            if let channel = try? await bootstrap.bind(host: "127.0.0.1", port: port).get() {
                try await channel.close()
                return port
            }
        }
        throw NotReady(description: "no loopback port is free")
    }

    private static func answers(_ port: Int, of script: String) async throws {
        for _ in 0..<400 {
            let channel = try? await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port).get()
            if let channel {
                // The server may have closed it first.
                try? await channel.close()
                return
            }
            try await Task.sleep(for: .milliseconds(30))
        }
        throw NotReady(description: "\(script) does not answer on port \(port)")
    }
}
