// SPDX-License-Identifier: Apache-2.0

/// The one way out to HTTP (THREATS law L13): whatever asks for a page asks through this.
public protocol HTTPDoor: Sendable {
    /// Sends one request and returns the whole response, whatever its status. Cancelling the task ends it at once.
    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse
}

/// One request, with everything that bounds it.
public struct HTTPRequest: Sendable {
    /// `GET`, `PUT`… as HTTP spells it.
    public var method: String
    /// `http` or `https`; everything else is refused.
    public var url: String
    /// In this order. A value with a line end, or a name that is no token, is refused (RFC 9110 §5.5).
    public var headers: [(name: String, value: String)]
    /// Sent when it is not nil, also when it is empty.
    public var body: [UInt8]?
    public var limits: HTTPLimits
    /// Whom it may reach.
    public var reach: Reach

    public enum Reach: Sendable {
        /// Wherever bot.conf points: a server of the house may well be on loopback.
        case anywhere
        /// What a peer named: only addresses of the public internet and ports 80 and 443, checked when the socket opens
        /// (THREATS J1). Refused where a proxy is set: what it resolves cannot be checked here.
        case publicOnly
        /// A name that bot.conf wrote: the same addresses, at whatever port it says.
        case publicHost
    }

    public init(
        _ method: String = "GET", _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil,
        limits: HTTPLimits = HTTPLimits(), reach: Reach = .anywhere
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.limits = limits
        self.reach = reach
    }
}

/// What a request may take. Each is a deadline or a bound of its own; the first that is reached ends the request.
public struct HTTPLimits: Sendable {
    /// For name, connection and TLS.
    public var connect: Duration
    /// Without a single byte either way; whole seconds, rounded up. Nil: as long as `total`.
    public var silence: Duration?
    public var total: Duration
    /// Bytes of the body after decompression; a larger body is refused while it arrives.
    public var body: Int
    /// Bytes of all header lines together.
    public var head: Int

    public init(
        connect: Duration = .seconds(10), silence: Duration? = nil, total: Duration = .seconds(30),
        body: Int = 8 << 20, head: Int = 64 << 10
    ) {
        self.connect = connect
        self.silence = silence
        self.total = total
        self.body = body
        self.head = head
    }
}

public struct HTTPResponse: Sendable {
    public var status: Int
    /// As received, of the last response (not of a `100 Continue` before it); names in lower case.
    public var headers: [(name: String, value: String)]
    /// Decompressed.
    public var body: [UInt8]

    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of this name, which is in lower case.
    public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// Why there is no response.
public enum HTTPError: Error, Sendable, Hashable, CustomStringConvertible {
    case cancelled
    /// The request itself is wrong: its address, a header.
    case invalid(String)
    /// The name, the connection.
    case unreachable(String)
    /// The certificate is not one of that host, expired, or signed by nobody known.
    case untrusted(String)
    case connectTimedOut
    /// Not a byte for the time allowed.
    case silent
    case timedOut
    case bodyTooLarge(limit: Int)
    case headTooLarge(limit: Int)
    /// The address leads into a private network (THREATS J1).
    case notPublic
    /// The connection broke, or what came was not HTTP.
    case broken(String)
    /// The client has been shut down.
    case closed

    /// Whether the server may have had the request, and have done what it asks.
    public var mayHaveArrived: Bool {
        switch self {
        case .invalid, .unreachable, .untrusted, .connectTimedOut, .notPublic: false
        case .cancelled, .silent, .timedOut, .bodyTooLarge, .headTooLarge, .broken, .closed: true
        }
    }

    public var description: String {
        switch self {
        case .cancelled: "cancelled"
        case .invalid(let why): "the request is wrong: \(why)"
        case .unreachable(let why): "cannot be reached: \(why)"
        case .untrusted(let why): "its certificate is not trusted: \(why)"
        case .connectTimedOut: "no connection in time"
        case .silent: "nothing came for too long"
        case .timedOut: "no whole answer in time"
        case .bodyTooLarge(let limit): "the answer is larger than \(limit) bytes"
        case .headTooLarge(let limit): "the answer's headers are larger than \(limit) bytes"
        case .notPublic: "the address leads into a private network, or to an unusual port"
        case .broken(let why): "the connection broke: \(why)"
        case .closed: "the client is closed"
        }
    }
}
