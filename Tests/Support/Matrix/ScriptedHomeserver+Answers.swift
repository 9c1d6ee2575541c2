// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTestSupport
import IRCTestSupport
import Synchronization

extension ScriptedHomeserver {
    private typealias Step = ScriptedHTTPServer.Step

    private static func json(_ value: JSON, _ status: Int = 200) -> [Step] {
        [.response(status, [("content-type", "application/json")], body: value.bytes)]
    }
    private static func error(_ status: Int, _ code: String, _ text: String, _ more: [String: JSON] = [:]) -> [Step] {
        json(.object(["errcode": .text(code), "error": .text(text)].merging(more) { $1 }), status)
    }
    private static let gateway: [Step] = [
        .response(502, [("content-type", "text/html")], body: Array("<html><h1>502 Bad Gateway</h1></html>".utf8))
    ]

    func answer(_ request: ScriptedHTTPServer.Received) async -> [ScriptedHTTPServer.Step] {
        let halves = request.target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
        let query = Self.query(halves.count > 1 ? String(halves[1]) : "")
        if parts == ["_matrix", "client", "versions"] {
            return Self.json(["versions": ["v1.11"], "unstable_features": [:]])
        }
        guard parts.count > 3, parts[0] == "_matrix" else { return Self.error(404, "M_UNRECOGNIZED", "no such path") }
        if let logout = faults.isLoggedOut {
            return Self.error(401, "M_UNKNOWN_TOKEN", "unknown token", ["soft_logout": .bool(logout == .soft)])
        }
        guard request.header("authorization") == "Bearer \(Self.token)" else {
            return Self.error(401, "M_MISSING_TOKEN", "no token")
        }
        let path = Array(parts[3...])
        switch (request.method, path.first ?? "") {
        case ("GET", "sync"): return await sync(query)
        case ("GET", "account"): return Self.json(["user_id": .text(Self.account), "device_id": "TEST"])
        case ("GET", "capabilities"): return Self.json(["capabilities": [:]])
        case ("POST", "user"): return Self.json(["filter_id": "0"])
        case ("GET", "user"): return Self.error(404, "M_NOT_FOUND", "no such data")
        case ("PUT", "user"): return Self.json([:])
        case ("GET", "joined_rooms"):
            let rooms = state.withLock { $0.rooms.filter(\.value.isJoined).keys.sorted() }
            return Self.json(["joined_rooms": .list(rooms.map { .text($0) })])
        case ("GET", "directory"):
            guard let id = state.withLock({ $0.aliases[path.last ?? ""] }) else {
                return Self.error(404, "M_NOT_FOUND", "no such alias")
            }
            return Self.json(["room_id": .text(id), "servers": ["hs.test"]])
        case ("POST", "join") where path.count == 2: return join(path[1])
        case (_, "rooms") where path.count >= 3: return room(request, path[1], Array(path[2...]), query)
        default: return Self.error(404, "M_UNRECOGNIZED", "no such path")
        }
    }

    private static func query(_ text: String) -> [String: String] {
        var out: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1).map { $0.removingPercentEncoding ?? String($0) }
            if halves.count == 2 { out[halves[0]] = halves[1] }
        }
        return out
    }

    // MARK: - Sync

    private func sync(_ query: [String: String]) async -> [ScriptedHTTPServer.Step] {
        let (number, faults) = state.withLock { state in
            state.syncs += 1
            return (state.syncs, state.faults)
        }
        tokens.append(query["since"] ?? "")
        if faults.silentSync == number { return [] }
        if faults.isNextSyncSilent {
            state.withLock { $0.faults.isNextSyncSilent = false }
            silences.append(milliseconds)
            return []
        }
        if let every = faults.everySyncFails, number % every == 0 { return Self.gateway }
        if let size = faults.hugeSync {
            return [.response(200, body: Array("{\"next_batch\":\"".utf8) + [UInt8](repeating: 0x78, count: size))]
        }
        let since = HomeserverState.position(query["since"])
        if query["since"] != nil, since == nil || faults.refusesTokens {
            return Self.error(400, "M_UNKNOWN", "Invalid stream token")
        }
        if since == nil { firsts.append(number) }
        let patience = Duration.milliseconds(Int(query["timeout"] ?? "0") ?? 0)
        let deadline = ContinuousClock.now + patience
        let isFull = query["full_state"] == "true"
        while true {
            if let answer = state.withLock({ $0.sync(since: since, isFull: isFull) }) {
                let body = faults.isOdd ? Self.withHalfPairs(answer.bytes) : answer.bytes
                if let every = faults.everySyncIsCut, number % every == 0 {
                    return [.response(200, body: Array(body.prefix(body.count / 2)))]
                }
                return [.response(200, [("content-type", "application/json")], body: body)]
            }
            guard ContinuousClock.now < deadline else {
                return Self.json(["next_batch": .text("s\(since ?? 0)")])
            }
            await wait(until: deadline, since: since)
        }
    }

    /// U+E000 becomes an escape of half a surrogate pair, which no encoder of JSON writes.
    private static func withHalfPairs(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var place = 0
        while place < bytes.count {
            if bytes[place] == 0xEE, place + 2 < bytes.count, bytes[place + 1] == 0x80, bytes[place + 2] == 0x80 {
                out += Array("\\ud83d".utf8)
                place += 3
            } else {
                out.append(bytes[place])
                place += 1
            }
        }
        return out
    }

    private func wait(until deadline: ContinuousClock.Instant, since: Int?) async {
        let alarm = Task {
            // Cancelled: somebody else woke them. Waking in turn would go round for ever, alarm by alarm.
            guard (try? await Task.sleep(until: deadline)) != nil else { return }
            self.wake()
        }
        defer { alarm.cancel() }
        await withCheckedContinuation { waiter in
            let isLate = state.withLock { state in
                if state.last > since ?? 0 || !state.invitations.isEmpty { return true }
                state.waiters.append(waiter)
                return false
            }
            if isLate { waiter.resume() }
        }
    }

    // MARK: - Rooms

    private func join(_ name: String) -> [ScriptedHTTPServer.Step] {
        let id = state.withLock { state -> String in
            let id = state.aliases[name] ?? name
            if state.rooms[id] == nil { state.makeRoom(id, alias: nil, members: [], level: 50) }
            state.rooms[id]?.isJoined = true
            return id
        }
        done(.join, id)
        wake()
        return Self.json(["room_id": .text(id)])
    }

    private func room(
        _ request: ScriptedHTTPServer.Received, _ room: String, _ path: [String], _ query: [String: String]
    ) -> [ScriptedHTTPServer.Step] {
        if request.method == "GET" { return read(room, path, query) }
        let refusal: [ScriptedHTTPServer.Step]? = state.withLock { state in
            state.actCount += 1
            if state.isTooFast(at: milliseconds) {
                return Self.error(429, "M_LIMIT_EXCEEDED", "Too Many Requests", ["retry_after_ms": 100])
            }
            if let every = state.faults.everyActFails, state.actCount % every == 0 { return Self.gateway }
            return nil
        }
        return refusal ?? act(request, room, path)
    }

    private func read(_ room: String, _ path: [String], _ query: [String: String]) -> [ScriptedHTTPServer.Step] {
        state.withLock { state in
            guard let found = state.rooms[room] else { return Self.error(403, "M_FORBIDDEN", "not in the room") }
            switch path[0] {
            case "state" where path.count == 1:
                return Self.json(.list(found.state.values.flatMap { Array($0.values) }))
            case "state":
                guard let event = found.state[path[1]]?[path.count > 2 ? path[2] : ""] else {
                    return Self.error(404, "M_NOT_FOUND", "no such state")
                }
                return Self.json(event["content"])
            case "members": return Self.json(["chunk": .list(Array((found.state["m.room.member"] ?? [:]).values))])
            case "messages":
                let from = HomeserverState.position(query["from"]) ?? state.last
                let to = HomeserverState.position(query["to"]) ?? 0
                return Self.json(state.messages(room, from: from, to: to, limit: Int(query["limit"] ?? "10") ?? 10))
            case "event":
                let event = state.log.last { $0.json["event_id"].text == path.last }?.json
                return event.map { Self.json($0) } ?? Self.error(404, "M_NOT_FOUND", "no such event")
            default: return Self.error(404, "M_UNRECOGNIZED", "no such path")
            }
        }
    }

    private func act(_ request: ScriptedHTTPServer.Received, _ room: String, _ path: [String])
        -> [ScriptedHTTPServer.Step]
    {
        let content = JSON(request.body)
        let user = content["user_id"].text ?? ""
        switch path[0] {
        case "send" where path.count == 3:
            return once(room, path[2], .message(content["body"].text ?? path[1]), path[1], content)
        case "redact" where path.count == 3:
            var content = content.object
            content["redacts"] = .text(path[1])
            return once(room, path[2], .redaction(path[1]), "m.room.redaction", .object(content))
        case "ban", "kick", "unban":
            if path[0] == "ban", faults.refusedBans.contains(user) {
                return Self.error(403, "M_FORBIDDEN", "You don't have permission to ban this user")
            }
            let kind: MatrixAct.Kind = path[0] == "ban" ? .ban(user) : path[0] == "kick" ? .kick(user) : .unban(user)
            member(room, user, path[0] == "ban" ? "ban" : "leave", by: Self.account)
            done(kind, room)
            return Self.json([:])
        case "leave":
            state.withLock { $0.rooms[room]?.isJoined = false }
            done(.leave, room)
            return Self.json([:])
        case "state" where request.method == "PUT":
            let id = event(room, path[1], Self.account, content, key: path.count > 2 ? path[2] : "")
            done(.state(path[1]), room)
            return Self.json(["event_id": .text(id)])
        default:
            done(.other(path[0]), room)
            return Self.json([:])
        }
    }

    /// The same transaction again is the same event (client-server API, "Transaction identifiers").
    private func once(_ room: String, _ transaction: String, _ kind: MatrixAct.Kind, _ type: String, _ content: JSON)
        -> [ScriptedHTTPServer.Step]
    {
        let key = "\(room) \(type) \(transaction)"
        // In one go: a request of a process that was killed may still be on its way when the next one sends it again.
        let (id, isNew) = state.withLock { state in
            if let former = state.transactions[key] { return (former, false) }
            let id = state.append(room, type, Self.account, content, key: nil)
            state.transactions[key] = id
            if case .redaction(let event) = kind { state.redact(event, because: id) }
            return (id, true)
        }
        if isNew {
            wake()
            done(kind, room, transaction)
        }
        return Self.json(["event_id": .text(id)])
    }

    private func member(_ room: String, _ user: String, _ membership: String, by sender: String) {
        event(room, "m.room.member", sender, ["membership": .text(membership)], key: user)
    }
}
