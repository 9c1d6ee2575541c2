// SPDX-License-Identifier: Apache-2.0

public import Chat
import Curl
import Matrix

/// What opens an account: a token, and where it ends by itself what renews it (client-server API, "Refreshing access
/// tokens").
public struct MatrixToken: Sendable, Hashable {
    public var access: String
    public var refresh: String?
    /// When it is to be renewed; nil: not before the server says that it has ended.
    public var renewAt: Timestamp?

    public init(access: String, refresh: String? = nil, renewAt: Timestamp? = nil) {
        self.access = access
        self.refresh = refresh
        self.renewAt = renewAt
    }

    /// As `login` stores them: the token on the first line and, where there is one, what renews it on the second.
    public init(secret: some Collection<UInt8>) {
        let lines = String(decoding: secret, as: UTF8.self).split(whereSeparator: \.isNewline)
        access = lines.first.map(String.init) ?? ""
        refresh = lines.dropFirst().first.map(String.init)
    }
}

/// One account's token, renewed by one request at a time.
///
/// The homeserver takes the old pair until the new one is first used; so the new one is on the disk before that, and a
/// death in between costs nothing (MSC2918).
actor Tokens {
    private let homeserver: String
    private let door: any HTTPDoor
    private let memory: MatrixMemory
    private let clock: @Sendable () -> Timestamp
    /// What the operator stored: another one there means another login, and what was renewed of the former is void.
    private let first: String
    private var token: MatrixToken
    private var isRead = false
    private var renewal: Task<MatrixToken, any Error>?
    /// After a failure that may pass; the old one serves meanwhile.
    private var notBefore = Timestamp.distantPast

    init(
        _ token: MatrixToken, homeserver: String, door: any HTTPDoor, memory: MatrixMemory,
        clock: @escaping @Sendable () -> Timestamp
    ) {
        self.token = token
        first = token.access
        self.homeserver = homeserver
        self.door = door
        self.memory = memory
        self.clock = clock
    }

    /// The one to use now: renewed when four fifths of its time have passed.
    func current() async throws -> String {
        if !isRead { await read() }
        guard let due = token.renewAt, due <= clock(), notBefore <= clock() else { return token.access }
        do {
            return try await renewed(insteadOf: token.access) ?? token.access
        } catch let complaint as Complaint where complaint.isLoggedOut {
            throw complaint
        } catch {
            // It has a fifth of its time left.
            notBefore = clock() + .seconds(30)
            return token.access
        }
    }

    /// Another than the one that was refused; nil where nothing can renew it.
    func renewed(insteadOf refused: String) async throws -> String? {
        if token.access != refused { return token.access }
        if let renewal { return try await renewal.value.access }
        guard let refresh = token.refresh else { return nil }
        // Its own task: whoever asked first may be cancelled, the others go on.
        let work = Task { try await self.renew(refresh) }
        renewal = work
        defer { renewal = nil }
        return try await work.value.access
    }

    private func read() async {
        isRead = true
        // What cannot be read is as good as none: the stored token is tried.
        guard let bytes = try? await memory.loadToken(), let json = try? JSON(parsing: bytes),
            json["first"]?.text == first, let access = json["access"]?.text
        else { return }
        token.access = access
        token.refresh = json["refresh"]?.text
        token.renewAt = json["renew"]?.integer.map { Timestamp(milliseconds: $0) }
    }

    private func renew(_ refresh: String) async throws -> MatrixToken {
        let request = Request.refresh(refresh)
        let answer = try await door.send(
            HTTPRequest(
                request.method, homeserver + request.path,
                headers: [("content-type", "application/json"), ("accept", "application/json")], body: request.body,
                limits: HTTPLimits(body: 64 << 10)))
        guard answer.status == 200 else {
            throw Complaint(status: answer.status, body: answer.body, retryAfterHeader: answer.header("retry-after"))
        }
        let json = try JSON(parsing: answer.body)
        guard let access = json["access_token"]?.text, !access.isEmpty,
            access.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw JSONFault.malformed(at: 0) }
        var fresh = MatrixToken(access: access, refresh: json["refresh_token"]?.text ?? refresh)
        if let life = json["expires_in_ms"]?.integer, life > 0 {
            fresh.renewAt = clock() + .milliseconds(min(life, 366 * 86_400_000) / 5 * 4)
        }
        var written: [(String, Written)] = [("first", .text(first)), ("access", .text(fresh.access))]
        if let refresh = fresh.refresh { written.append(("refresh", .text(refresh))) }
        if let due = fresh.renewAt { written.append(("renew", .integer(due.milliseconds))) }
        try await memory.saveToken(Written.object(written).bytes)
        token = fresh
        return fresh
    }
}
