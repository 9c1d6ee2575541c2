// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOPosix

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
    private let pid: Int32
    private let directory: String

    private init(port: Int, tlsPort: Int, certificate: String, pid: Int32, directory: String) {
        self.port = port
        self.tlsPort = tlsPort
        self.certificate = certificate
        self.pid = pid
        self.directory = directory
    }

    /// Nil where one of the programs is not installed.
    public static func isInstalled(_ programs: String...) -> Bool {
        programs.allSatisfy { program in
            ["/usr/sbin/", "/usr/bin/"].contains { FileManager.default.isExecutableFile(atPath: $0 + program) }
        }
    }

    public static func ngircd(_ environment: [String: String] = [:]) async throws -> ServerProcess {
        let (port, tlsPort) = (try await freePort(), try await freePort())
        return try await start(
            "ngircd.sh", [String(port), String(tlsPort)], environment, port: port, tlsPort: tlsPort)
    }

    public static func inspircd(_ environment: [String: String] = [:]) async throws -> ServerProcess {
        let (port, tlsPort, linkPort) = (try await freePort(), try await freePort(), try await freePort())
        return try await start(
            "inspircd-atheme.sh", [String(port), String(tlsPort), String(linkPort)], environment, port: port,
            tlsPort: tlsPort)
    }

    private static func start(
        _ script: String, _ arguments: [String], _ environment: [String: String], port: Int, tlsPort: Int
    ) async throws -> ServerProcess {
        let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("servers")
        let directory = NSTemporaryDirectory() + "/irc-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = [scripts.appendingPathComponent(script).path] + arguments
        var all = ProcessInfo.processInfo.environment
        all["CERT_OUT"] = directory + "/server.pem"
        for (key, value) in environment { all[key] = value }
        process.environment = all
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let server = ServerProcess(
            port: port, tlsPort: tlsPort, certificate: directory + "/server.pem", pid: process.processIdentifier,
            directory: directory)
        for port in [port, tlsPort] { try await answers(port, of: script) }
        return server
    }

    /// SIGTERM to the script, which stops what it started.
    public func stop() {
        kill(pid, SIGTERM)
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// Another process may take it before we do; then the server says so and the test fails clearly.
    private static func freePort() async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port ?? 0
        try await channel.close()
        return port
    }

    private static func answers(_ port: Int, of script: String) async throws {
        for _ in 0..<1000 {
            let channel = try? await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port).get()
            if let channel {
                try await channel.close()
                return
            }
            try await Task.sleep(for: .milliseconds(30))
        }
        throw NotReady(description: "\(script) does not answer on port \(port)")
    }
}
