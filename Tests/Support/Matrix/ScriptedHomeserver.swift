// SPDX-License-Identifier: Apache-2.0

import HTTPTestSupport
public import IRCTestSupport
import Foundation
import Synchronization

/// A homeserver on loopback that keeps a few rooms in memory, serves them to one account as fast as it asks, and fails
/// as a test says. It knows what an account needs: sync, back-fill, state, joining, talking, redacting, sanctions.
public final class ScriptedHomeserver: Sendable {
    public static let account = "@geoffrin:hs.test"
    public static let token = "tok_geoffrin"

    /// What was done, each transaction once, in order.
    public let acts = Record<MatrixAct>()
    /// Numbers of the syncs that had no token.
    let firsts = Record<Int>()
    /// The token of each sync, empty where it had none.
    public let tokens = Record<String>()
    /// When a sync was left without an answer: in milliseconds since the server began.
    public let silences = Record<Int>()
    let state: Mutex<HomeserverState>
    private let server: ScriptedHTTPServer
    let began = ContinuousClock.now

    public var base: String { server.base }
    public var requests: Int { server.received.count }
    public var faults: Faults {
        get { state.withLock { $0.faults } }
        set { state.withLock { $0.faults = newValue } }
    }

    /// Stateless towards its requests: they find the one homeserver by this box, which closes the circle.
    private final class Door: Sendable {
        let server = Mutex<ScriptedHomeserver?>(nil)
    }

    private init(_ server: ScriptedHTTPServer, _ faults: Faults) {
        self.server = server
        state = Mutex(HomeserverState(faults: faults))
    }

    public static func start(_ faults: Faults = Faults()) async throws -> ScriptedHomeserver {
        let door = Door()
        let http = try await ScriptedHTTPServer.start { request in
            guard let server = door.server.withLock({ $0 }) else { return [] }
            return await server.answer(request)
        }
        let server = ScriptedHomeserver(http, faults)
        door.server.withLock { $0 = server }
        return server
    }

    public func stop() async { await server.stop() }
    /// Every connection breaks, and after `pause` it listens again with what it had.
    public func restart(after pause: Duration = .milliseconds(500)) async throws {
        try await server.restart(after: pause)
    }

    // MARK: - What people do

    /// A room of hers with its creator at 100 and herself at `level`; she is in it from the start.
    public func room(_ id: String, alias: String? = nil, members: [String] = [], level: Int64 = 50) {
        state.withLock { state in
            state.makeRoom(id, alias: alias, members: members, level: level)
            if let alias { state.aliases[alias] = id }
        }
    }
    /// Many at once, each to a room of its own.
    public func invitations(_ count: Int, from start: Int = 0) {
        state.withLock { state in
            for n in start..<start + count { state.invitations.append(("!x\(n):far.test", "@far\(n):far.test")) }
        }
        wake()
    }
    public func invite(to room: String, by sender: String) {
        state.withLock { $0.invitations.append((room, sender)) }
        wake()
    }
    @discardableResult
    public func say(_ text: String, by sender: String, in room: String) -> String {
        event(room, "m.room.message", sender, ["msgtype": "m.text", "body": .text(text)])
    }
    public func join(_ user: String, _ room: String) {
        event(room, "m.room.member", user, ["membership": "join", "displayname": .text(user)], key: user)
    }
    /// Any event, also one that no client sends.
    @discardableResult
    public func event(_ room: String, _ type: String, _ sender: String, _ content: JSON, key: String? = nil) -> String {
        let id = state.withLock { $0.append(room, type, sender, content, key: key) }
        wake()
        return id
    }
    /// Many at once, in one sync.
    public func events(_ batch: [(room: String, sender: String, text: String)]) {
        state.withLock { state in
            for one in batch {
                _ = state.append(
                    one.room, "m.room.message", one.sender, ["msgtype": "m.text", "body": .text(one.text)], key: nil)
            }
        }
        wake()
    }

    // MARK: - Waiting

    /// Returns when a sync without a token was answered this often after the first.
    public func begins(anew count: Int) async throws {
        try await firsts.first(from: count, "a sync that begins anew") { _ in true }
    }

    /// Those who long-poll look again.
    func wake() {
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Since it began.
    public var milliseconds: Int {
        let (seconds, rest) = (ContinuousClock.now - began).components
        return Int(seconds) * 1000 + Int(rest / 1_000_000_000_000_000)
    }

    func done(_ kind: MatrixAct.Kind, _ room: String, _ transaction: String = "") {
        acts.append(MatrixAct(room: room, kind: kind, at: milliseconds, transaction: transaction))
    }
}
