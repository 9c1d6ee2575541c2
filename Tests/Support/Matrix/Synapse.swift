// SPDX-License-Identifier: Apache-2.0

public import Curl
import Foundation
import IRCTestSupport

/// A real Synapse in a process of its own, on a loopback port that was free, with its data in memory.
public final class Synapse: Sendable {
    public enum Limits: String, Sendable {
        /// None.
        case relaxed
        /// What a homeserver does that nobody has tuned: ten events, then one in five seconds.
        case stock
    }

    /// The version `scripts/setup.sh test` installs below `.build`.
    public static let version = "1.163.2"

    public let base: String
    public let serverName: String
    public let door: CurlClient
    private let child: Child

    private init(base: String, serverName: String, door: CurlClient, child: Child) {
        self.base = base
        self.serverName = serverName
        self.door = door
        self.child = child
    }

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private static var python: String { root.appendingPathComponent(".build/synapse-\(version)/bin/python").path }

    public static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: python) }

    public static func start(
        _ limits: Limits = .relaxed, port: Int? = nil, directory: String? = nil, federation: Federation? = nil
    ) async throws -> Synapse {
        let free = if let port { port } else { try await ServerProcess.freePort() }
        var environment = ProcessInfo.processInfo.environment
        if let directory { environment["DIR"] = directory }
        if let federation { environment.merge(federation.environment) { $1 } }
        let script = root.appendingPathComponent("Tests/Support/servers/synapse.sh").path
        let child = try Child(script: script, [python, String(free), limits.rawValue], environment: environment)
        let server = Synapse(
            base: "http://127.0.0.1:\(free)", serverName: federation?.serverName ?? "hs.test",
            door: CurlClient(perHost: 64), child: child)
        do {
            try await server.comesUp()
        } catch {
            server.stop()
            throw error
        }
        return server
    }

    private func comesUp() async throws {
        let limits = HTTPLimits(connect: .seconds(1), total: .seconds(5))
        // A second or two on an idle machine, much longer where others build.
        for _ in 0..<1800 {
            // Refused until it listens.
            let answer = try? await door.send(HTTPRequest("GET", base + "/_matrix/client/versions", limits: limits))
            if answer?.status == 200 { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw ServerProcess.NotReady(description: "Synapse does not answer at \(base)")
    }

    /// Somebody new.
    public func user(_ name: String) async throws -> MatrixUser {
        let question: JSON = [
            "username": .text(name), "password": .text("pw-\(name)"), "auth": ["type": "m.login.dummy"],
            "device_id": "TEST",
        ]
        let answer = try await MatrixUser.ask(
            door, "POST", base + "/_matrix/client/v3/register", token: nil, question)
        guard let id = answer["user_id"].text, let token = answer["access_token"].text else {
            throw MatrixUser.Unexpected(description: "register \(name): \(answer)")
        }
        return MatrixUser(door: door, base: base, id: id, token: token)
    }

    /// SIGTERM to the script, which stops Synapse and takes its data away.
    public func stop() {
        door.close()
        child.stop()
    }
}
