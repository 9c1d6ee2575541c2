// SPDX-License-Identifier: Apache-2.0

public import Chat

/// One request of the client-server API: method, path with query, body. Each names its place in the specification,
/// <https://spec.matrix.org/v1.16/client-server-api/>.
public struct Request: Sendable {
    public var method: String
    /// Begins with `/_matrix`.
    public var path: String
    public var body: [UInt8]?

    init(_ method: String, _ path: String, _ body: Written? = nil) {
        self.method = method
        self.path = "/_matrix/client/" + path
        self.body = body?.bytes
    }

    /// Whether it counts against the bucket that messages, redactions and membership share: reading does not, and
    /// joining and making rooms have buckets of their own (Synapse `rc_message`, `rc_joins`, `rc_room_creation`).
    public var isMetered: Bool {
        method != "GET" && !path.hasPrefix("/_matrix/client/v3/join/") && path != "/_matrix/client/v3/createRoom"
    }

    /// `#get_matrixclientv3accountwhoami`
    public static let whoAmI = Request("GET", "v3/account/whoami")

    /// `#post_matrixclientv3refresh`; sent without the token.
    public static func refresh(_ token: String) -> Request {
        Request("POST", "v3/refresh", ["refresh_token": .text(token)])
    }
    /// `#get_matrixclientv3joined_rooms`
    public static let joinedRooms = Request("GET", "v3/joined_rooms")

    /// What she asks a sync for: no presence, typing, receipts or account data. Members are not loaded lazily: the
    /// roster must be whole.
    public static let filter = """
        {"room":{"timeline":{"limit":50},"ephemeral":{"not_types":["*"]},"account_data":{"not_types":["*"]}},\
        "presence":{"not_types":["*"]},"account_data":{"not_types":["*"]}}
        """

    /// `#get_matrixclientv3sync`; `timeout` in milliseconds. With `isFull` the state of every room comes too.
    public static func sync(since: ByteString?, timeout: Int, isFull: Bool) -> Request {
        var path = "v3/sync?set_presence=offline&timeout=\(timeout)&filter=\(ByteString(filter).percentEncoded)"
        if let since { path += "&since=\(since.percentEncoded)" }
        if isFull { path += "&full_state=true" }
        return Request("GET", path)
    }

    /// `#get_matrixclientv3roomsroomidmessages`, backwards.
    public static func messages(_ room: ByteString, from: ByteString, to: ByteString?) -> Request {
        var path = "v3/rooms/\(room.percentEncoded)/messages?dir=b&limit=100&from=\(from.percentEncoded)"
        if let to { path += "&to=\(to.percentEncoded)" }
        return Request("GET", path)
    }

    /// `#get_matrixclientv3roomsroomidstateeventtypestatekey`
    public static func state(_ room: ByteString, _ type: ByteString, _ key: ByteString = "") -> Request {
        Request("GET", "v3/rooms/\(room.percentEncoded)/state/\(type.percentEncoded)/\(key.percentEncoded)")
    }
    /// `#get_matrixclientv3roomsroomidstate`: all of it, as it is now.
    public static func state(of room: ByteString) -> Request { Request("GET", "v3/rooms/\(room.percentEncoded)/state") }
    /// The event that made a room, whole where the homeserver knows `format` (v1.16), else its content alone.
    public static func creation(of room: ByteString) -> Request {
        Request("GET", "v3/rooms/\(room.percentEncoded)/state/m.room.create/?format=event")
    }
    /// `#put_matrixclientv3roomsroomidstateeventtypestatekey`
    public static func setState(
        _ room: ByteString, _ type: ByteString, _ key: ByteString = "", _ content: [UInt8]
    ) -> Request {
        Request(
            "PUT", "v3/rooms/\(room.percentEncoded)/state/\(type.percentEncoded)/\(key.percentEncoded)", .raw(content))
    }
    /// `#get_matrixclientv3roomsroomideventeventid`
    public static func event(_ room: ByteString, _ event: ByteString) -> Request {
        Request("GET", "v3/rooms/\(room.percentEncoded)/event/\(event.percentEncoded)")
    }

    /// `#post_matrixclientv3joinroomidoralias`; servers to ask as `via` and, for older ones, `server_name`.
    public static func join(_ room: ByteString, via: [ByteString]) -> Request {
        let servers = via.prefix(3).flatMap { ["via=\($0.percentEncoded)", "server_name=\($0.percentEncoded)"] }
        let query = servers.isEmpty ? "" : "?" + servers.joined(separator: "&")
        return Request("POST", "v3/join/\(room.percentEncoded)\(query)", [:])
    }
    /// `#get_matrixclientv3directoryroomroomalias`
    public static func address(of alias: ByteString) -> Request {
        Request("GET", "v3/directory/room/\(alias.percentEncoded)")
    }
    /// `#post_matrixclientv3roomsroomidleave`
    public static func leave(_ room: ByteString, reason: String?) -> Request {
        Request("POST", "v3/rooms/\(room.percentEncoded)/leave", reason.map { ["reason": .text($0)] } ?? [:])
    }

    /// `#put_matrixclientv3roomsroomidsendeventtypetxnid`: a notice that pings `mentions` and nobody else.
    public static func notice(
        _ room: ByteString, _ transaction: ByteString, _ text: String, veiled: String = "",
        mentions: [ByteString] = []
    ) -> Request {
        let pinged: Written = mentions.isEmpty ? [:] : ["user_ids": .list(mentions.map { .string($0) })]
        return message(room, transaction, content(text, veiled: veiled, pinging: pinged))
    }

    private static func message(_ room: ByteString, _ transaction: ByteString, _ content: Written) -> Request {
        Request(
            "PUT", "v3/rooms/\(room.percentEncoded)/send/m.room.message/\(transaction.percentEncoded)", content)
    }

    /// A question to be voted on, one answer each, whose votes all may see (MSC3381): in the unstable form, which is the
    /// one that clients show. Its words stand beside it for those that know no polls.
    public static func question(
        _ room: ByteString, _ transaction: ByteString, _ question: String, answers: [String], words: String
    ) -> Request {
        let named = answers.enumerated().map { index, answer -> Written in
            ["id": .text(String(index + 1)), textual: .text(answer)]
        }
        return send(
            room, "org.matrix.msc3381.poll.start", transaction,
            [
                "org.matrix.msc3381.poll.start": [
                    "question": [textual: .text(question), "body": .text(question), "msgtype": "m.text"],
                    "kind": "org.matrix.msc3381.poll.disclosed", "max_selections": .integer(1),
                    "answers": .list(named),
                ],
                textual: .text(words), "m.mentions": [:],
            ])
    }

    /// The end of the vote on `question`, with what came of it in words.
    public static func closing(
        _ room: ByteString, _ transaction: ByteString, of question: ByteString, words: String
    ) -> Request {
        send(
            room, "org.matrix.msc3381.poll.end", transaction,
            [
                "org.matrix.msc3381.poll.end": [:], textual: .text(words), "m.mentions": [:],
                "m.relates_to": ["rel_type": "m.reference", "event_id": .string(question)],
            ])
    }
    private static let textual = "org.matrix.msc1767.text"

    private static func send(
        _ room: ByteString, _ type: ByteString, _ transaction: ByteString, _ content: Written
    ) -> Request {
        Request(
            "PUT", "v3/rooms/\(room.percentEncoded)/send/\(type.percentEncoded)/\(transaction.percentEncoded)",
            content)
    }

    /// What is veiled stands under a spoiler in the HTML, and not at all in the plain text, which notifications show.
    private static func content(_ text: String, veiled: String = "", pinging pinged: Written = [:]) -> Written {
        let hidden = veiled.isEmpty ? "" : "<br><span data-mx-spoiler>\(SafeHTML(veiled).html)</span>"
        return [
            "msgtype": "m.notice", "body": .text(text), "format": "org.matrix.custom.html",
            "formatted_body": .text(SafeHTML(text).html + hidden), "m.mentions": pinged,
        ]
    }

    /// The same for one of her own notices: takes the place of `event` ("Event replacements"), pings nobody.
    public static func edit(
        _ room: ByteString, _ transaction: ByteString, of event: ByteString, to text: String
    ) -> Request {
        message(
            room, transaction,
            [
                "msgtype": "m.notice", "body": .text("* " + text), "m.mentions": [:],
                "m.new_content": content(text),
                "m.relates_to": ["rel_type": "m.replace", "event_id": .string(event)],
            ])
    }

    /// `#post_matrixclientv3createroom`: a room of two.
    public static func createDirect(with user: ByteString) -> Request {
        Request(
            "POST", "v3/createRoom",
            ["preset": "private_chat", "is_direct": .bool(true), "invite": .list([.string(user)])])
    }

    /// `#put_matrixclientv3roomsroomidredacteventidtxnid`
    public static func redact(_ room: ByteString, _ event: ByteString, _ transaction: ByteString, reason: String?)
        -> Request
    {
        Request(
            "PUT",
            "v3/rooms/\(room.percentEncoded)/redact/\(event.percentEncoded)/\(transaction.percentEncoded)",
            reason.map { ["reason": .text($0)] } ?? [:])
    }

    /// `#post_matrixclientv3roomsroomidkick`
    public static func kick(_ room: ByteString, _ user: ByteString, reason: String) -> Request {
        Request(
            "POST", "v3/rooms/\(room.percentEncoded)/kick", ["user_id": .string(user), "reason": .text(reason)])
    }
    /// `#post_matrixclientv3roomsroomidban`; where it erases, asks servers that know MSC4293 to take away what the user
    /// wrote.
    public static func ban(_ room: ByteString, _ user: ByteString, reason: String, erases: Bool) -> Request {
        let path = "v3/rooms/\(room.percentEncoded)/ban"
        guard erases else { return Request("POST", path, ["user_id": .string(user), "reason": .text(reason)]) }
        return Request(
            "POST", path,
            [
                "user_id": .string(user), "reason": .text(reason), "org.matrix.msc4293.redact_events": .bool(true),
            ])
    }
    /// `#post_matrixclientv3roomsroomidunban`
    public static func unban(_ room: ByteString, _ user: ByteString) -> Request {
        Request("POST", "v3/rooms/\(room.percentEncoded)/unban", ["user_id": .string(user)])
    }
}

/// What a server said when it did not do it ("Standard error response").
public struct Complaint: Error, Sendable, Hashable {
    public var status: Int
    /// `M_FORBIDDEN`; empty where the body was no JSON (a proxy's page).
    public var code: String
    /// At most an hour; nil where the server did not say.
    public var retryAfter: TimeSpan?
    public var isSoftLogout: Bool
    public var text: String

    public init(status: Int, body: [UInt8], retryAfterHeader: String?) {
        self.status = status
        var limits = JSONLimits()
        limits.bytes = 64 << 10
        let json = try? JSON(parsing: body, limits: limits)
        code = String(decoding: (json?["errcode"]?.string?.bytes ?? []).prefix(64), as: UTF8.self)
        text = String(decoding: (json?["error"]?.string?.bytes ?? []).prefix(200), as: UTF8.self)
        isSoftLogout = json?["soft_logout"]?.bool ?? false
        let header = retryAfterHeader.flatMap { Int64($0) }.map { TimeSpan.seconds(max(0, min(3600, $0))) }
        let inBody = json?["retry_after_ms"]?.integer.map { TimeSpan.milliseconds(max(0, min(3_600_000, $0))) }
        // The body is finer than the header, which is rounded up to seconds.
        retryAfter = inBody ?? header
    }

    /// The token means nothing to the homeserver any more. A proxy's 401, which names no error, is not that.
    public var isLoggedOut: Bool {
        (status == 401 && (code == "M_UNKNOWN_TOKEN" || code == "M_MISSING_TOKEN")) || code == "M_USER_DEACTIVATED"
    }

    /// A proxy, a restart, an overload: the same request may well succeed later.
    public var isPassing: Bool {
        status == 408 || status == 429 || status >= 500 || (status >= 400 && code.isEmpty && status != 404)
    }
}
